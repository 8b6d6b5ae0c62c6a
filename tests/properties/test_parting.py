"""Parting cells drawn at random: k parts, exact, connected, and equal where the load allows it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gridmap.division import part_equally
from gridmap.errors import CoverageError, InputError
from gridmap.geometry import area_m2
from gridmap.topology.edits import split
from tests.longer import examples
from tests.strategies import coverages

MODEST = settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)
WIDE_M2 = 80.0  # cells nine metres wide or more, where a lattice unit is no matter
UNIT_DEG = 1.0001e-7


def carried_out(cells, position, cuts):
    """Cut one cell of a coverage: each line goes to the piece in which most of it lies."""
    family = [position]
    for cut in cuts:
        inside = shapely.length(shapely.intersection(cells[family], cut))
        cells = split(cells, family[int(np.argmax(inside))], cut).geometries
        family.append(len(cells) - 1)
    return cells, family


def imbalance(loads):
    return float(np.abs(loads - loads.mean()).max() / loads.mean())


def largest(coverage):
    return int(np.argmax(shapely.area(coverage.cells)))


def is_one_wide_part(cell):
    return shapely.get_num_geometries(cell) == 1 and area_m2([cell])[0] >= WIDE_M2


@MODEST
@given(coverages(largest=4), st.integers(2, 4))
def test_parts_of_equal_area(coverage, parts):
    position = largest(coverage)
    cell = coverage.cells[position]
    try:
        cells, family = carried_out(coverage.cells, position, part_equally(cell, parts))
    except (CoverageError, InputError):
        assert not is_one_wide_part(cell)
        return
    assert len(family) == parts
    assert shapely.coverage_is_valid(cells)
    assert shapely.get_num_geometries(cells[family]).sum() == (
        parts - 1 + shapely.get_num_geometries(cell)
    )
    assert shapely.hausdorff_distance(shapely.union_all(cells), coverage.boundary) < UNIT_DEG
    if is_one_wide_part(cell):
        assert imbalance(area_m2(cells[family])) <= 0.05


def places_in(cell, count, seed):
    rng = np.random.default_rng(seed)
    west, south, east, north = cell.bounds
    spots = rng.uniform((west, south), (east, north), (8 * count, 2))
    inside = spots[shapely.contains_xy(cell, spots)][:count]
    return inside, rng.integers(1, 20, len(inside)).astype(float)


@MODEST
@given(coverages(largest=4), st.integers(2, 4), st.integers(0, 2**32 - 1))
def test_parts_of_equal_load(coverage, parts, seed):
    cell = coverage.cells[largest(coverage)]
    places, loads = places_in(cell, 300, seed)
    if not is_one_wide_part(cell):
        return
    cells, family = carried_out(
        coverage.cells, largest(coverage), part_equally(cell, parts, places=places, loads=loads)
    )
    sums = np.array([loads[shapely.contains_xy(cells[k], places)].sum() for k in family])
    assert sums.sum() == pytest.approx(loads.sum(), abs=20)
    assert imbalance(sums) <= 0.05


@settings(MODEST, max_examples=examples(10))
@given(coverages(largest=3), st.integers(2, 5))
def test_the_answer_says_what_topology_leaves(coverage, parts):
    cell = coverage.cells[largest(coverage)]
    try:
        parting = part_equally(cell, parts)
    except InputError:
        assert not is_one_wide_part(cell)
        return
    pieces, _ = carried_out(np.array([cell], dtype=object), 0, parting)
    # A later cut may bend the border of an earlier piece by less than a unit.
    bend_m2 = 0.01 * shapely.length(cell) * 1e5
    assert sorted(parting.loads) == pytest.approx(sorted(area_m2(pieces)), abs=bend_m2)
