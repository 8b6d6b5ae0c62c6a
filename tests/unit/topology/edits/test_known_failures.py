"""What other systems are known to get wrong when borders are redrawn."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely.ops import split as naive_split

from gridmap.geometry import double_areas_units, to_units
from gridmap.topology.edits import insert_node, move_node, split
from tests.strategies import HANGZHOU
from tests.unit.topology.edits.examples import (
    at,
    holders,
    is_exact,
    line,
    refusal,
    ringed,
    tiles,
)


def test_a_vertex_inserted_on_a_shared_arc_reaches_both_cells():
    edited = insert_node(tiles(2, 2), at(1_000, 400), at(1_000, 400))
    assert holders(edited.geometries, (1_000, 400)) == [0, 1]


def test_an_inserted_vertex_takes_both_cells_along_on_all_later_moves():
    cells = insert_node(tiles(2, 2), at(1_000, 400), at(1_000, 400)).geometries
    place = (1_000, 400)
    for to in ((1_300, 450), (700, 500), (1_010, 490)):
        cells = move_node(cells, at(*place), at(*to)).geometries
        assert holders(cells, to) == [0, 1]
        place = to
    assert is_exact(cells)


def test_a_junction_of_four_cells_moves_as_one():
    edited = move_node(tiles(2, 2), at(1_000, 1_000), at(1_200, 900))
    assert holders(edited.geometries, (1_200, 900)) == [0, 1, 2, 3]
    assert is_exact(edited.geometries)


def test_a_split_across_a_hole_cuts_on_both_sides_of_it():
    edited = split(ringed(), 0, line((-10, 1_500), (3_010, 1_600)))
    counts = [len(holders(edited.geometries, node)) for node in ((0, 1_500), (1_000, 1_533))]
    assert counts == [2, 3]
    assert is_exact(edited.geometries)


def test_a_drag_over_a_third_cell_is_refused_with_the_spot():
    cells = insert_node(tiles(3, 1), at(1_000, 500), at(1_000, 500)).geometries
    refused = refusal(move_node, cells, at(1_000, 500), at(2_500, 500))
    assert refused.code == "edits.third_cell"
    assert cells[2].buffer(1e-9).covers(refused.place.geometry)


@pytest.mark.parametrize("seed", range(100))
def test_twelve_successive_splits_of_a_community_stay_valid(seed):
    rng = np.random.default_rng(seed)
    cells = tiles(2, 2)
    for _ in range(12):
        k = int(np.argmax(double_areas_units(cells)))
        middle = (to_units(cells[k].centroid.coords[0]) - HANGZHOU).astype(float)
        angle = rng.uniform(0, np.pi)
        step = 3_000 * np.array([np.cos(angle), np.sin(angle)])
        cells = split(cells, k, line(middle - step, middle + step)).geometries
    assert len(cells) == 16
    assert is_exact(cells)


def test_the_recipe_of_others_breaks_where_a_split_does_not():
    """The neighbour of a cell that shapely alone splits lacks the new node."""
    cells = tiles(2, 1)
    halves = naive_split(cells[0], line((-50, 300), (1_050, 401))).geoms
    assert not shapely.coverage_is_valid([*halves, cells[1]])
    assert is_exact(split(cells, 0, line((-50, 300), (1_050, 401))).geometries)
