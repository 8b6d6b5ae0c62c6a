"""Old cells against new ones, on squares that can be drawn."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridmap.domain.crosswalk import crosswalk
from gridmap.geometry import area_m2, from_units

CORNER = np.array([1_143_000_000, 305_000_000])


def box(west: int, south: int, east: int, north: int, *nodes: tuple[int, int]) -> shapely.Polygon:
    """Return a box in lattice units near Wuhan, with further nodes on its right side."""
    corners = np.array([(west, south), (east, south), *nodes, (east, north), (west, north)])
    return shapely.Polygon(from_units(corners + CORNER))


WEST, EAST = box(0, 0, 5000, 9000), box(5000, 0, 9000, 9000)


def pairs(passages):
    return {(one.old_code, one.new_code): one for one in passages}


def test_cells_that_did_not_change_give_to_themselves():
    found = crosswalk("ab", [WEST, EAST], "ab", [WEST, EAST])
    assert [(one.old_code, one.new_code, one.is_bend) for one in found] == [
        ("a", "a", False),
        ("b", "b", False),
    ]


def test_the_same_ground_under_another_code_is_one_passage():
    (one,) = crosswalk("a", [WEST], "z", [WEST])
    assert (one.old_code, one.new_code, one.old_share_ratio) == ("a", "z", 1.0)


def test_a_moved_border_shows_the_strip():
    new = [box(0, 0, 6000, 9000), box(6000, 0, 9000, 9000)]
    found = pairs(crosswalk("ab", [WEST, EAST], "ab", new))
    assert found.keys() == {("a", "a"), ("b", "a"), ("b", "b")}
    assert found["b", "a"].old_share_ratio == pytest.approx(0.25, rel=1e-6)


def test_ground_that_only_one_side_covers_is_told():
    found = pairs(crosswalk("ab", [WEST, EAST], "a", [box(0, 0, 5000, 9500)]))
    assert found.keys() == {("a", "a"), ("b", None), (None, "a")}
    assert found["b", None].area_m2 == pytest.approx(float(area_m2([EAST])[0]), rel=1e-9)


def test_a_sliver_of_an_adopted_node_is_marked_and_counted():
    bent = box(0, 0, 5000, 9000, (5000, 3000), (5001, 6001), (5000, 8999))
    found = pairs(crosswalk("a", [WEST], "a", [bent]))
    assert found[None, "a"].is_bend
    assert found[None, "a"].area_m2 > 0


def test_a_small_piece_that_somebody_moved_is_no_bend():
    new = [box(0, 0, 5003, 9000), box(5003, 0, 9000, 9000)]
    found = pairs(crosswalk("ab", [WEST, EAST], "ab", new))
    assert not found["b", "a"].is_bend


def test_nothing_against_nothing_is_empty():
    assert crosswalk([], [], [], []) == ()


def test_a_cell_without_anything_before_is_wholly_new():
    (one,) = crosswalk([], [], "a", [WEST])
    assert (one.old_code, one.new_share_ratio) == (None, pytest.approx(1.0))


@st.composite
def columns(draw):
    """Draw cells as columns between cuts, each cut with a bend in the middle."""
    cuts = sorted(draw(st.sets(st.integers(10, 8990), min_size=1, max_size=6)))
    edges = [
        shapely.LineString(
            from_units(
                np.array([(cut, 0), (cut + draw(st.integers(-9, 9)), 4321), (cut, 9000)]) + CORNER
            )
        )
        for cut in cuts
    ]
    frame = box(0, 0, 9000, 9000)
    faces = shapely.get_parts(
        shapely.polygonize([shapely.union_all([frame.exterior, *edges], grid_size=1e-7)])
    )
    cells = shapely.set_precision(faces, 0)
    rounded = shapely.transform(cells, lambda xy: np.rint(xy * 1e7) / 1e7)
    return rounded[shapely.area(rounded) > 0]


@given(columns(), columns())
def test_sums_are_the_areas_of_the_cells(old, new):
    found = crosswalk(
        [str(n) for n in range(len(old))], old, [str(n) for n in range(len(new))], new
    )
    lost = [sum(one.area_m2 for one in found if one.old_code == str(n)) for n in range(len(old))]
    got = [sum(one.area_m2 for one in found if one.new_code == str(n)) for n in range(len(new))]
    np.testing.assert_allclose(lost, area_m2(old), rtol=1e-6)
    np.testing.assert_allclose(got, area_m2(new), rtol=1e-6)
