from __future__ import annotations

import pytest
import shapely

from gridmap.errors import InputError
from gridmap.geometry import rings_of

HOLED = shapely.Polygon(
    [(0, 0), (9, 0), (9, 9), (0, 9)], [[(1, 1), (1, 2), (2, 2)], [(4, 4), (4, 5), (5, 5)]]
)
PAIR = shapely.MultiPolygon([shapely.box(20, 0, 21, 1), shapely.box(30, 0, 31, 1)])


def test_rings_know_their_owner():
    rings = rings_of([HOLED, None, shapely.Polygon(), PAIR])
    assert rings.cell.tolist() == [0, 0, 0, 3, 3]
    assert rings.is_hole.tolist() == [False, True, True, False, False]


def test_edge_starts_leave_out_the_closing_vertex():
    rings = rings_of([HOLED, PAIR])
    assert len(rings.edge_starts) == 4 + 3 + 3 + 4 + 4


def test_rings_refuse_a_line_and_say_where():
    with pytest.raises(InputError) as caught:
        rings_of([HOLED, shapely.LineString([(0, 0), (1, 1)])])
    assert caught.value.place.feature == 2
