from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.geometry import divide_long_edges, is_on_lattice, rings_of
from gridmap.geometry.long_edges import LONGEST_EDGE_DEG, has_long_edges

TRIANGLE = shapely.Polygon([(120, 30), (120.37, 30.1), (120.01, 30.02)])


def longest_edge(geometry):
    rings = rings_of([geometry])
    first = rings.edge_starts
    return np.hypot(*(rings.coordinates[first + 1] - rings.coordinates[first]).T).max()


def test_no_edge_stays_longer_than_the_limit():
    divided = divide_long_edges([TRIANGLE])[0]
    assert longest_edge(divided) <= LONGEST_EDGE_DEG + 1e-7
    assert is_on_lattice([divided]).all()


def test_the_shape_stays_within_the_rounding():
    divided = divide_long_edges([TRIANGLE])[0]
    assert shapely.hausdorff_distance(divided, TRIANGLE) < 1e-7


def test_both_directions_get_the_same_points():
    there, back = divide_long_edges([TRIANGLE, TRIANGLE.reverse()])
    assert there.normalize() == back.normalize()


def test_short_geometries_are_the_objects_that_came_in():
    short = shapely.box(120, 30, 120.05, 30.05)
    divided = divide_long_edges([short, TRIANGLE, None])
    assert divided[0] is short
    assert divided[2] is None


def test_holes_parts_and_lines_are_divided():
    frame = shapely.Polygon(
        shapely.box(120, 30, 121, 31).exterior, [shapely.box(120.3, 30.3, 120.6, 30.6).exterior]
    )
    line = shapely.LineString([(120, 30), (120.25, 30)])
    shapes = [shapely.MultiPolygon([frame, TRIANGLE]), shapely.MultiLineString([line, line])]
    divided = divide_long_edges(shapes)
    assert longest_edge(divided[0]) <= LONGEST_EDGE_DEG + 1e-7
    assert len(rings_of(divided[:1])) == 3
    assert shapely.get_num_coordinates(divided[1]) == 8


@pytest.mark.parametrize(
    ("length_deg", "long"), [(0.0999999, False), (0.1000001, True), (0.0, False)]
)
def test_has_long_edges(length_deg, long):
    line = shapely.LineString([(120, 30), (120 + length_deg, 30)])
    assert has_long_edges([line]) is long
