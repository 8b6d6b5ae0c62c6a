"""Laws of division on boundaries, blocks and loads that nobody chose."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.division import divide, nest
from gridmap.division.balanced import block_graph
from gridmap.division.bounds import deviation_bound
from gridmap.division.islands import pieces_of
from gridmap.topology import check, stitch
from tests.longer import examples
from tests.unit.division.laws import assert_partition, double_area
from tests.unit.division.towns import box, city, outline, town

seeds = st.integers(0, 10_000)
few = settings(max_examples=examples(12), deadline=None)


@few
@given(
    seed=seeds,
    target=st.floats(4_000.0, 60_000.0),
    method=st.sampled_from(["lattice", "lattice-hexagon"]),
)
def test_a_lattice_partitions_any_boundary(seed: int, target: float, method: str) -> None:
    boundary = city(seed)
    cells = divide(boundary, method=method, target_area_m2=target).geometries
    assert_partition(boundary, cells)
    assert check(cells, boundary=shapely.union_all(cells)).valid


@few
@given(
    seed=seeds,
    columns=st.integers(2, 9),
    rows=st.integers(2, 7),
    cells=st.integers(1, 6),
    data=st.data(),
)
def test_balanced_cells_are_whole_and_conserve_the_load(seed, columns, rows, cells, data) -> None:
    blocks = town(columns, rows, seed)
    count = len(blocks)
    load = data.draw(st.lists(st.integers(0, 99), min_size=count, max_size=count))
    wanted = min(cells, count)
    division = divide(
        outline(blocks), method="balanced", cells=wanted, blocks=blocks, load=load, tries=4
    )
    assert (shapely.get_num_geometries(division.geometries) == 1).all()
    assert len(division.geometries) == wanted
    assert division.load.sum() == sum(load)
    assert sum(map(double_area, division.geometries)) == double_area(outline(blocks))


@few
@given(seed=seeds, cells=st.integers(2, 6))
def test_no_division_beats_its_bound(seed: int, cells: int) -> None:
    blocks = town(6, 4, seed)
    load = np.random.default_rng(seed).lognormal(2.0, 1.0, 24).round()
    graph = block_graph(blocks, load)
    division = divide(
        outline(blocks), method="balanced", cells=cells, blocks=blocks, load=load, tries=4
    )
    bound = deviation_bound(graph, pieces_of(graph), cells)
    assert division.score["worst_deviation"].value >= bound - 1e-12


@few
@given(seed=seeds, rule=st.sampled_from(["share", "majority"]), cut=st.integers(20_000, 50_000))
def test_communities_divided_apart_are_one_coverage(seed: int, rule: str, cut: int) -> None:
    blocks = town(8, 6, seed)
    load = np.arange(48.0)
    communities = np.array([box(2_000, 2_000, cut, 46_000), box(cut, 2_000, 62_000, 46_000)])
    nesting = nest(blocks, load, communities, rule)
    cells = [
        divide(
            community,
            method="balanced",
            cells=3,
            blocks=nesting.blocks[nesting.boundary == position],
            load=nesting.load[nesting.boundary == position],
            tries=4,
        ).geometries
        for position, community in enumerate(communities)
    ]
    territory = stitch(np.concatenate(cells)).geometries
    assert shapely.coverage_is_valid(territory)
    assert check(territory).valid
    assert nesting.load.sum() + nesting.load_outside == pytest.approx(load.sum())
