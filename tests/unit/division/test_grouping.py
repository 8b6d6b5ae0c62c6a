"""Grouping on plain graphs: contiguity, bounds, barriers, islands."""

from itertools import product

import numpy as np
import pytest
import shapely

from gridmap.division import Limits, divide
from gridmap.division.balanced import block_graph
from gridmap.division.bounds import deviation_bound
from gridmap.division.graph import graph_from_pairs
from gridmap.division.grouping import apportion, compactness, group_blocks, worst_deviation
from gridmap.division.islands import joined, pieces_of
from gridmap.division.kernels_contiguity import pieces
from gridmap.division.kernels_seed import bisect_by_walk
from gridmap.geometry import compactness_ratio
from tests.benchmarks.towns import town as big_town
from tests.benchmarks.towns import with_rivers
from tests.unit.division.laws import pieces as pieces_by_scipy
from tests.unit.division.towns import box, line, outline, ring, town


def chain(loads: list[float]):
    """Return blocks in a row."""
    count = len(loads)
    return graph_from_pairs(
        np.arange(count - 1),
        np.arange(1, count),
        np.ones(count - 1),
        centre_m=np.column_stack([np.arange(count), np.zeros(count)]).astype(float),
        area_m2=np.ones(count),
        perimeter_m=np.full(count, 4.0),
        load=np.array(loads, dtype=float),
    )


@pytest.mark.parametrize("terrain", [lambda graph: graph, with_rivers])
def test_every_cell_hangs_together(terrain) -> None:
    graph = terrain(big_town(600))
    grouping = group_blocks(graph, 12, tries=4)
    assert len(np.unique(grouping.labels)) == 12
    assert pieces_by_scipy(graph, grouping.labels) == 12


def test_bisection_by_walk_keeps_both_sides_whole_behind_rivers() -> None:
    graph = with_rivers(big_town(2_000), bridges_m=6_000.0)
    piece = pieces_of(graph)
    largest = graph.subgraph(np.flatnonzero(piece == np.bincount(piece).argmax()))
    labels = bisect_by_walk(
        largest.indptr, largest.indices, largest.steps_cm, largest.passable, largest.load, 40, 0
    )
    assert pieces_by_scipy(largest, labels) == len(np.unique(labels)) == 40


def test_pieces_are_those_of_scipy() -> None:
    graph = with_rivers(big_town(400))
    labels = np.random.default_rng(0).integers(0, 3, 400)
    found = pieces(graph.indptr, graph.indices, graph.passable, labels)[1]
    assert found == pieces_by_scipy(graph, labels)


def test_a_chain_is_cut_where_it_balances_best() -> None:
    grouping = group_blocks(chain([3, 1, 4, 1, 5, 9, 2, 6, 5, 3]), 3)
    assert grouping.worst_deviation_ratio == pytest.approx(2 / 13)


def test_the_grouping_is_deterministic() -> None:
    graph = big_town(300)
    assert np.array_equal(group_blocks(graph, 7).labels, group_blocks(graph, 7).labels)


def test_compactness_of_the_graph_is_that_of_the_polygons() -> None:
    blocks = town(6, 5)
    graph = block_graph(blocks, np.ones(30))
    labels = np.repeat([0, 1, 2], 10)
    cells = [shapely.union_all(blocks[labels == label]) for label in range(3)]
    assert compactness(graph, labels, 3) == pytest.approx(compactness_ratio(cells), rel=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_the_bound_is_below_the_best_of_all_groupings(seed: int) -> None:
    loads = np.random.default_rng(seed).integers(0, 30, 6).astype(float)
    graph = block_graph(town(3, 2, seed), loads)
    every = (np.array(labels) for labels in product(range(3), repeat=6))
    whole = (
        labels
        for labels in every
        if len(set(labels.tolist())) == 3 and pieces_by_scipy(graph, labels) == 3
    )
    best = min(worst_deviation(graph.load, labels, 3) for labels in whole)
    found = group_blocks(graph, 3, limits=Limits(tolerance_ratio=0.0))
    assert deviation_bound(graph, pieces_of(graph), 3) <= best + 1e-12
    assert found.worst_deviation_ratio == pytest.approx(best)


def test_cells_are_shared_among_pieces_by_load() -> None:
    graph = chain([10.0] * 10)
    piece = np.array([0] * 2 + [1] * 8)
    assert apportion(graph, piece, 5) == [1, 4]


def test_a_river_is_crossed_only_at_its_bridge() -> None:
    blocks = town(6, 6, seed=4)
    river = shapely.union_all(
        [shapely.intersection(blocks[n], blocks[n + 6]) for n in range(12, 18)]
    )
    closed = block_graph(blocks, np.ones(36), barriers=[river])
    assert len(np.unique(pieces_of(closed))) == 2
    street = shapely.intersection(blocks[14], blocks[15])
    bridge = shapely.union(street, shapely.intersection(blocks[20], blocks[21]))
    opened = block_graph(blocks, np.ones(36), barriers=[river], bridges=[bridge])
    assert len(np.unique(pieces_of(opened))) == 1


def test_no_cell_spans_a_river_without_bridges() -> None:
    blocks = town(6, 6, seed=4)
    river = shapely.union_all(
        [shapely.intersection(blocks[n], blocks[n + 6]) for n in range(12, 18)]
    )
    division = divide(
        outline(blocks),
        method="balanced",
        cells=4,
        blocks=blocks,
        load=np.ones(36),
        barriers=[river],
    )
    assert all((own < 18).all() or (own >= 18).all() for own in division.members)
    assert "division.note.pieces" in {note.code for note in division.notes}


def test_a_barrier_opens_when_there_are_too_few_cells() -> None:
    blocks = town(6, 6, seed=4)
    river = shapely.union_all(
        [shapely.intersection(blocks[n], blocks[n + 6]) for n in range(12, 18)]
    )
    graph, notes = joined(block_graph(blocks, np.ones(36), barriers=[river]), 1)
    assert len(np.unique(pieces_of(graph))) == 1
    assert [note.code for note in notes] == ["division.note.barrier_opened"]


def test_a_small_island_joins_the_nearest_cell_and_is_told() -> None:
    blocks = np.append(town(5, 4), box(60_000, 0, 64_000, 4_000))
    boundary = shapely.MultiPolygon([outline(blocks[:-1]), blocks[-1]])
    division = divide(boundary, method="balanced", cells=4, blocks=blocks, load=np.ones(21))
    assert shapely.get_num_geometries(division.geometries).tolist().count(2) == 1
    assert "division.note.island_joined" in {note.code for note in division.notes}


def test_a_large_island_has_cells_of_its_own() -> None:
    east = town(5, 4)
    west = np.array([shapely.transform(block, lambda at: at - [0.02, 0.0]) for block in east])
    blocks = np.array([shapely.transform(b, lambda at: np.round(at, 7)) for b in [*west, *east]])
    boundary = shapely.MultiPolygon([outline(blocks[:20]), outline(blocks[20:])])
    division = divide(boundary, method="balanced", cells=6, blocks=blocks, load=np.ones(40))
    assert (shapely.get_num_geometries(division.geometries) == 1).all()
    assert sum((own < 20).all() for own in division.members) == 3


def test_a_barrier_far_away_changes_nothing() -> None:
    blocks = town(4, 4)
    graph = block_graph(blocks, np.ones(16), barriers=[line((-90_000, -9_000), (90_000, -9_000))])
    assert graph.passable.all()


def test_a_neck_narrower_than_two_metres_joins_nothing() -> None:
    # North-west and south-east share one metre where four blocks nearly meet in a point.
    blocks = np.array(
        [
            ring([(0, 0), (40_000, 0), (40_000, 40_000), (0, 40_000)]),
            ring([(40_000, 0), (80_000, 0), (80_000, 40_100), (40_000, 40_100), (40_000, 40_000)]),
            ring([(0, 40_000), (40_000, 40_000), (40_000, 40_100), (40_000, 80_000), (0, 80_000)]),
            ring([(40_000, 40_100), (80_000, 40_100), (80_000, 80_000), (40_000, 80_000)]),
        ]
    )
    graph = block_graph(blocks, np.ones(4))
    neck = (graph.sources == 1) & (graph.indices == 2)
    assert neck.sum() == 1
    assert not graph.passable[neck].any()


def test_a_narrow_neck_stays_where_it_is_the_only_way() -> None:
    blocks = np.array(
        [
            ring([(0, 0), (40_000, 0), (40_000, 40_000), (40_000, 40_100), (0, 40_100)]),
            ring(
                [
                    (40_000, 40_000),
                    (80_000, 40_000),
                    (80_000, 80_000),
                    (40_000, 80_000),
                    (40_000, 40_100),
                ]
            ),
        ]
    )
    assert block_graph(blocks, np.ones(2)).passable.all()
