from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod, Proj

from gridmap.geometry import (
    area_m2,
    compactness_ratio,
    double_area_units,
    double_areas_units,
    from_units,
    length_m,
    perimeter_m,
)

GEOD = Geod(ellps="WGS84")


def ring_at(lon, lat, radius_deg, seed=3, count=9):
    rng = np.random.default_rng(seed)
    turn = np.sort(rng.uniform(0, 2 * np.pi, count))
    radius = radius_deg * rng.uniform(0.4, 1, count)
    return shapely.Polygon(np.c_[lon + radius * np.cos(turn), lat + radius * np.sin(turn)])


@pytest.mark.parametrize(("lon", "lat"), [(120.1, 30.2), (-2.3, 53.4), (8, -70), (20, 0)])
def test_area_agrees_with_geodesics_on_short_edges(lon, lat):
    polygon = ring_at(lon, lat, 5e-3)
    dense = polygon.segmentize(2e-6)
    exact = abs(GEOD.geometry_area_perimeter(dense)[0])
    assert area_m2([polygon])[0] == pytest.approx(exact, rel=5e-9)


@pytest.mark.parametrize(("lon", "lat"), [(120.1, 30.2), (-2.3, 53.4), (8, -70), (20, 0)])
def test_area_agrees_with_an_equal_area_projection(lon, lat):
    polygon = ring_at(lon, lat, 5e-3)
    dense = np.array(polygon.segmentize(2e-6).exterior.coords)
    x, y = Proj(proj="cea", ellps="WGS84", lon_0=lon)(dense[:, 0], dense[:, 1])
    exact = shapely.Polygon(np.c_[x, y - y[0]]).area
    assert area_m2([polygon])[0] == pytest.approx(exact, rel=1e-9)


def test_area_adds_up_over_shared_edges():
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.MultiPoint(np.random.default_rng(1).random((50, 2)) / 50))
    )
    whole = shapely.coverage_union_all(cells)
    assert area_m2(cells).sum() == pytest.approx(area_m2([whole])[0], rel=1e-13)


def test_area_subtracts_holes_whatever_the_turn():
    hole = shapely.box(1, 1, 2, 2).exterior.coords
    box = shapely.Polygon(shapely.box(0, 0, 3, 3).exterior.coords, [list(hole)])
    turned = shapely.Polygon(box.exterior.coords[::-1], [list(hole)[::-1]])
    expected = area_m2([shapely.box(0, 0, 3, 3)])[0] - area_m2([shapely.box(1, 1, 2, 2)])[0]
    assert area_m2([box, turned, None]).tolist() == pytest.approx([expected, expected, 0])


def test_length_is_the_sum_of_geodesics():
    line = shapely.LineString([(120, 30), (120.01, 30.02), (120.03, 30.0)])
    lines = [line, shapely.MultiLineString([line, line]), None]
    assert length_m(lines).tolist() == pytest.approx(
        [GEOD.line_length(*line.xy), 2 * GEOD.line_length(*line.xy), 0]
    )


def test_perimeter_counts_holes():
    polygon = ring_at(120, 30, 0.01).difference(ring_at(120, 30, 0.002))
    assert perimeter_m([polygon])[0] == pytest.approx(
        GEOD.line_length(*polygon.exterior.xy) + GEOD.line_length(*polygon.interiors[0].xy)
    )


def test_compactness_of_circle_square_and_nothing():
    circle = shapely.Point(0, 0).buffer(1e-3, quad_segs=64)
    ratio = compactness_ratio([circle, shapely.box(0, 0, 1e-3, 1e-3), None])
    assert ratio.tolist() == pytest.approx([1, np.pi / 4, 0], abs=2e-3)


def test_double_area_is_exact_with_holes_and_parts():
    outer = from_units(np.array([[0, 0], [10, 0], [10, 7], [0, 7]]) + 1_201_234_567)
    hole = from_units(np.array([[1, 1], [1, 4], [3, 1]]) + 1_201_234_567)
    far = from_units(np.array([[0, 0], [3, 0], [0, 5]]) - 1_301_234_567)
    shape = shapely.MultiPolygon([shapely.Polygon(outer, [hole]), shapely.Polygon(far)])
    assert double_area_units(shape) == 140 - 6 + 15


def test_double_area_of_the_world_does_not_overflow():
    world = shapely.box(-180, -90, 180, 90)
    assert double_areas_units([world, None]) == [2 * 3_600_000_000 * 1_800_000_000, 0]
