"""Cuts that are too near to a border which goes away with what they cut off."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.errors import CoverageError, InputError
from gridmap.geometry import UNITS_PER_DEGREE, double_areas_units
from gridmap.topology.edits import split, transfer
from gridmap.topology.edits.coverage import Coverage
from gridmap.topology.edits.exact import exact_cut
from tests.strategies import HANGZHOU, from_local
from tests.unit.topology.edits.examples import is_exact, line


def cells(*rings):
    return from_local(np.array([shapely.Polygon(ring) for ring in rings]))


def octagon(x, y, reach):
    """Return a piece whose corners lie between lattice points."""
    piece = shapely.Point(x, y).buffer(reach, quad_segs=2)
    return shapely.transform(piece, lambda xy: (xy + np.array(HANGZHOU)) / UNITS_PER_DEGREE)


# A triangle of a few units beside another; a square whose corner reaches into its neighbour.
TIP = cells([(0, 11), (5, 0), (5, 13)], [(0, 0), (5, 0), (0, 11)])
CORNER = cells(
    [(0, 1), (4, 0), (2, 2), (2, 4), (4, 4), (4, 8), (0, 12)],
    [(2, 2), (4, 0), (10, 0), (10, 11), (4, 8), (4, 4), (2, 4)],
)
SQUARE = cells([(0, 0), (9, 0), (9, 9), (0, 9)])


def test_the_tip_of_a_triangle_of_a_few_units_goes_to_the_neighbour():
    edited = transfer(TIP, octagon(4.97, 0.07, 2.0), 0, 1)
    assert sum(change.double_area_units for change in edited.report) == 0
    assert is_exact(edited.geometries)


def test_a_piece_takes_the_border_away_that_its_cut_is_too_near_to():
    edited = transfer(CORNER, octagon(3.19, 4.0, 2.0), 0, 1)
    assert edited.touched == (0, 1)
    assert is_exact(edited.geometries)


def test_a_union_with_a_node_between_lattice_points_is_refused():
    made = exact_cut(Coverage.of(SQUARE), 0, line((-1, 4), (10, 4)))
    with pytest.raises(CoverageError) as caught:
        made.joined([shapely.box(0, 0, 4.5, 9)])
    assert caught.value.code == "edits.clearance"


def test_a_line_that_ends_inside_cuts_nothing():
    made = exact_cut(Coverage.of(SQUARE), 0, line((-1, 2), (5, 5)))
    assert double_areas_units(made.faces()) == [162]


def test_a_neighbour_gets_the_node_in_which_a_cut_ends():
    beside = cells([(9, 0), (18, 0), (9, 9)])
    made = exact_cut(Coverage.of(np.concatenate([SQUARE, beside])), 0, line((-1, 4), (10, 4)))
    assert sorted(made.replaced) == [0, 1]


def test_a_cell_of_one_unit_is_not_split():
    with pytest.raises(InputError) as caught:
        split(cells([(0, 0), (1, 0), (1, 1), (0, 1)]), 0, line((0, 1), (1, 0.6)))
    assert caught.value.code == "edits.no_split"
