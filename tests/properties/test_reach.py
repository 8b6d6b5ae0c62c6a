"""Laws of reach: a union counts nothing twice, walls only take away, order does not matter."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.analysis.covering import union_of
from gridmap.analysis.outlines import Outlines
from gridmap.analysis.redundancy import redundancy
from gridmap.analysis.sight import Stands, mounted, views
from tests.longer import examples

FEW = settings(max_examples=examples(40), deadline=None)
STEPS = st.integers(0, 10)
BOXES = st.lists(
    st.tuples(STEPS, STEPS, st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=12
)
CELLS = shapely.box(
    *np.mgrid[0:15:5, 0:15:5].reshape(2, -1), *(np.mgrid[5:20:5, 5:20:5].reshape(2, -1))
)


def boxes(drawn, scale: float = 1.0) -> np.ndarray:
    low_x, low_y, width, height = np.array(drawn, float).T * scale
    return np.asarray(shapely.box(low_x, low_y, low_x + width, low_y + height))


def turned(shapes, angle: float) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    return shapely.transform(shapes, lambda xy: xy @ np.array([[c, s], [-s, c]]) + 1000.0)


def camera(x, y, heading, angle, length) -> Stands:
    return Stands(
        np.array([[x, y]], float), np.array([heading]), np.array([angle]), np.array([length])
    )


CAMERAS = st.tuples(
    st.floats(0, 60), st.floats(0, 60), st.floats(-3.1, 3.1), st.floats(0.2, 6.2), st.floats(5, 60)
)


@FEW
@given(BOXES, st.floats(0, 6.3))
def test_area_inside_a_union_is_that_of_the_union(drawn, angle):
    shapes, cells = turned(boxes(drawn), angle), turned(CELLS, angle)
    union, whole = union_of(shapes), shapely.union_all(shapes)
    expected = shapely.area(shapely.intersection(cells, whole))
    assert union.area_inside_m2(Outlines.of(cells)) == pytest.approx(expected, abs=1e-9)
    assert union.area_m2 == pytest.approx(whole.area, abs=1e-9)


@FEW
@given(BOXES, st.floats(0, 6.3), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(drawn, angle, random):
    shapes, cells = turned(boxes(drawn), angle), Outlines.of(turned(CELLS, angle))
    other = [*shapes, *shapes[: len(shapes) // 2]]
    random.shuffle(other)
    expected = union_of(shapes).area_inside_m2(cells)
    assert union_of(other).area_inside_m2(cells) == pytest.approx(expected, abs=1e-9)


@FEW
@given(BOXES, CAMERAS)
def test_walls_only_take_away(drawn, how):
    buildings = boxes(drawn, 5.0)
    stands, _ = mounted(camera(*how), buildings)
    (seen,), (before,) = views(stands, buildings), views(stands, buildings[1:])
    assert seen.is_valid
    assert seen.area <= before.area + 1e-6
    assert shapely.intersection(seen, shapely.union_all(buildings)).area < 1e-6


@FEW
@given(BOXES, CAMERAS, st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_what_is_seen_has_no_wall_before_it(drawn, how, where):
    buildings = boxes(drawn, 5.0)
    stands, _ = mounted(camera(*how), buildings)
    (seen,) = views(stands, buildings)
    west, south, east, north = seen.bounds
    spot = shapely.Point(west + where[0] * (east - west), south + where[1] * (north - south))
    ray = shapely.LineString([stands.xy[0], (spot.x, spot.y)])
    solid = shapely.buffer(shapely.union_all(buildings), -1e-6)
    if shapely.contains(seen.buffer(-1e-6), spot):
        assert not ray.intersects(solid)
    open_ground = views(stands, buildings[:0])[0]
    if shapely.contains(open_ground.buffer(-1e-6), spot) and not seen.buffer(1e-6).contains(spot):
        assert ray.intersects(shapely.buffer(shapely.union_all(buildings), 1e-6))


@FEW
@given(BOXES, BOXES)
def test_what_goes_is_covered_by_what_stays(first, second):
    areas = boxes([*first, *second])
    gone = redundancy(areas).removal
    left = shapely.union_all(np.delete(areas, gone))
    assert len(gone) < len(areas)
    shares = shapely.area(shapely.intersection(areas[gone], left)) / shapely.area(areas[gone])
    assert (shares >= 0.95 - 1e-9).all()
