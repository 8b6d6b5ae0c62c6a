"""A cell whose hole touches its own border, and the edges that begin there."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.topology.edits import insert_node, merge
from tests.strategies import from_local
from tests.unit.topology.edits.examples import at, refusal, tiles

# Two halves around a triangle, whose corner lies on their eastern side; and what lies beyond.
SOUTH = [(0, 0), (40, 0), (40, 20), (20, 10), (20, 20), (0, 20)]
NORTH = [(0, 20), (20, 20), (20, 30), (40, 20), (40, 40), (0, 40)]
INSIDE = [(40, 20), (20, 30), (20, 20), (20, 10)]
NORTH_EAST = [(40, 20), (80, 20), (80, 40), (40, 40)]
SOUTH_EAST = [(40, 0), (80, 0), (80, 20), (40, 20)]


def cells(*more):
    rings = (SOUTH, NORTH, INSIDE, *more)
    return from_local(np.array([shapely.Polygon(ring) for ring in rings]))


def test_an_outer_edge_must_not_begin_where_a_hole_touches_its_cell():
    refused = refusal(merge, cells(NORTH_EAST), [0, 1])
    assert refused.code == "edits.pinch"
    assert refused.place.geometry.dwithin(shapely.Point(at(40, 20)), 1e-9)


def test_shapely_finds_that_coverage_invalid():
    around = shapely.coverage_union_all(cells()[:2])
    assert not shapely.coverage_is_valid([around, *cells(NORTH_EAST)[2:]])


@pytest.mark.parametrize("more", [(), (NORTH_EAST, SOUTH_EAST)], ids=["free", "inside"])
def test_a_hole_may_touch_its_cell_elsewhere(more):
    edited = merge(cells(*more), [0, 1])
    assert shapely.coverage_is_valid(edited.geometries)


def test_a_touching_hole_hinders_no_edit_beside_it():
    merged = merge(cells(NORTH_EAST, SOUTH_EAST), [0, 1]).geometries
    edited = insert_node(merged, at(80, 10), at(84, 10))
    assert shapely.coverage_is_valid(edited.geometries)


def test_a_cell_with_a_hole_is_edited_as_any_other():
    ring = shapely.coverage_union_all(np.delete(tiles(3, 3), 4))
    both = np.array([ring, tiles(3, 3)[4]], dtype=object)
    assert insert_node(both, at(0, 500), at(-100, 500)).touched == (0,)
