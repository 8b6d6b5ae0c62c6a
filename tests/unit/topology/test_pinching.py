"""A hole that touches its cell's own border where an outer edge begins."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.errors import CoverageError
from gridmap.topology import check
from tests.strategies import from_local

# A ring around a triangle whose corner lies on the ring's eastern side; what lies beyond to the
# north begins an outer edge there.
RING = shapely.Polygon(
    [(0, 0), (40, 0), (40, 20), (40, 40), (0, 40)], [[(40, 20), (20, 10), (20, 30)]]
)
INSIDE = shapely.Polygon([(40, 20), (20, 30), (20, 10)])
NORTH_EAST = shapely.box(40, 20, 80, 40)
SOUTH_EAST = shapely.box(40, 0, 80, 20)


def report_of(*cells):
    return check(from_local(np.array(cells)))


def test_it_is_found_as_shapely_finds_it():
    found = report_of(RING, INSIDE, NORTH_EAST)
    assert [(kind, defect.positions) for kind, defect in found] == [("pinched", (0,))]
    assert not shapely.coverage_is_valid(from_local(np.array([RING, INSIDE, NORTH_EAST])))


@pytest.mark.parametrize("more", [(), (NORTH_EAST, SOUTH_EAST)], ids=["free", "inside"])
def test_a_hole_may_touch_its_cell_where_no_outer_edge_begins(more):
    assert report_of(RING, INSIDE, *more).valid
    assert shapely.coverage_is_valid(from_local(np.array([RING, INSIDE, *more])))


def test_it_is_refused_with_the_place():
    with pytest.raises(CoverageError) as refused:
        report_of(RING, INSIDE, NORTH_EAST).require_valid()
    assert refused.value.code == "coverage.pinched"
    assert not refused.value.place.geometry.is_empty
