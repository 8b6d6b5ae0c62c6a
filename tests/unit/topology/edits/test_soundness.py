"""What the quick proof lets pass, and what it must leave open."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.topology import check
from gridmap.topology.edits import Coverage
from gridmap.topology.edits.result import Change, carried_out, proposed
from gridmap.topology.edits.soundness import is_crowded, is_sound
from tests.strategies import from_local
from tests.unit.topology.edits.examples import ringed, tiles


def shape(*points):
    return from_local(np.array([shapely.Polygon(points)]))[0]


def weighed(cells, changes, **others):
    coverage = Coverage.of(cells)
    proposal = proposed(coverage, Change(changes, **others))
    return coverage, proposal


def test_a_border_that_both_cells_move_is_sound():
    left = shape((0, 0), (1_100, 0), (1_000, 1_000), (0, 1_000))
    right = shape((1_100, 0), (2_000, 0), (2_000, 1_000), (1_000, 1_000))
    coverage, proposal = weighed(tiles(2, 1), {0: left, 1: right})
    assert is_sound(coverage, proposal)
    assert check(carried_out(coverage, proposal).geometries).valid


def test_a_border_that_one_cell_moves_is_left_open():
    left = shape((0, 0), (1_100, 0), (1_000, 1_000), (0, 1_000))
    assert not is_sound(*weighed(tiles(2, 1), {0: left}))


def test_an_outer_edge_may_swell_and_shrink():
    for y in (-40, 40):
        swollen = shape((0, 0), (500, y), (1_000, 0), (1_000, 1_000), (0, 1_000))
        assert is_sound(*weighed(tiles(1, 1), {0: swollen}))


def test_an_outer_edge_that_swallows_an_island_is_left_open():
    cells = from_local(np.array([shapely.box(0, 0, 100, 100), shapely.box(120, 40, 140, 60)]))
    around = shape((0, 0), (100, 0), (300, 50), (100, 100), (0, 100))
    assert not is_sound(*weighed(cells, {0: around}))


def test_a_cell_over_another_with_no_border_crossed_is_left_open():
    assert not is_sound(
        *weighed(ringed(), {0: shape((0, 0), (3_000, 0), (3_000, 3_000), (0, 3_000))})
    )


def test_a_border_swept_over_an_enclave_is_left_open():
    """Windings sum up to one everywhere, but one cell winds backwards around the enclave."""
    left = shapely.box(0, 0, 100, 100).difference(shapely.box(60, 40, 80, 60))
    cells = from_local(np.array([left, shapely.box(60, 40, 80, 60), shapely.box(100, 0, 200, 100)]))
    hole = [(60, 40), (60, 60), (80, 60), (80, 40)]
    swept = from_local(
        np.array(
            [
                shapely.Polygon([(0, 0), (30, 0), (30, 100), (0, 100)], [hole]),
                shapely.Polygon([(30, 0), (200, 0), (200, 100), (30, 100)]),
            ]
        )
    )
    assert not is_sound(*weighed(cells, {0: swept[0], 2: swept[1]}))


def test_a_cell_that_goes_with_nobody_to_follow_is_left_open():
    assert not is_sound(*weighed(tiles(3, 1), {}, removed=(1,)))


def beside_a_slant(x):
    """Two cells whose border has its middle node at x, before a slanting outer edge."""
    left = shape((0, 0), (100, 0), (x, 50), (100, 100), (5, 100))
    right = shape((100, 0), (200, 0), (200, 100), (100, 100), (x, 50))
    return np.array([left, right])


def test_a_node_less_than_a_unit_from_an_edge_is_crowded():
    changes = dict(enumerate(beside_a_slant(3)))
    assert is_crowded(*weighed(beside_a_slant(100), changes))
    assert not is_sound(*weighed(beside_a_slant(100), changes))


def test_a_node_farther_from_an_edge_is_not_crowded():
    changes = dict(enumerate(beside_a_slant(4)))
    assert is_sound(*weighed(beside_a_slant(100), changes))


@pytest.mark.parametrize("side", [1, -1])
def test_a_boundary_is_left_by_no_sound_change(side):
    cells = tiles(1, 1)
    moved = shape((0, 0), (500, 40 * side), (1_000, 0), (1_000, 1_000), (0, 1_000))
    assert not is_sound(*weighed(cells, {0: moved}), cells[0])
