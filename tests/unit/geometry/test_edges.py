from __future__ import annotations

import numpy as np
import shapely

from gridmap.geometry import rings_of
from gridmap.geometry.edges import pair_edges, rank_points, turns_left


def test_points_are_numbered_by_position_and_zero_has_no_sign():
    number, points = rank_points(np.array([[1.0, 2.0], [0.0, 5.0], [-0.0, 5.0], [1.0, -2.0]]))
    assert number.tolist() == [2, 0, 0, 1]
    assert points.tolist() == [[0, 5], [1, -2], [1, 2]]


def test_turn_of_rings():
    left = shapely.Polygon([(0, 0), (1, 0), (0, 1)])
    assert turns_left(rings_of([left, left.reverse()])).tolist() == [True, False]


def test_shared_edge_has_a_cell_on_each_side_whatever_the_turn():
    west, east = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    edges = pair_edges(rings_of([west, east.reverse()]))
    shared = edges.is_regular
    assert edges.segments(shared).tolist() == [[[1, 0], [1, 1]]]
    assert (edges.left[shared].tolist(), edges.right[shared].tolist()) == ([0], [1])


def test_a_hole_has_its_cell_outside():
    frame = shapely.Polygon(shapely.box(0, 0, 9, 9).exterior, [shapely.box(3, 3, 6, 6).exterior])
    edges = pair_edges(rings_of([frame, shapely.box(3, 3, 6, 6)]))
    assert edges.is_regular.sum() == 4


def test_claims_are_counted():
    box = shapely.box(0, 0, 1, 1)
    edges = pair_edges(rings_of([box, box, box]))
    assert (edges.left_claims + edges.right_claims).tolist() == [3, 3, 3, 3]
