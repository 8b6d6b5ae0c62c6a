"""Sectors and circles have the right size and place; coverage counts nothing twice."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod

from gridmap.analysis.rates import Rate
from gridmap.analysis.reach import circles, covered_share, sectors, without_azimuth
from gridmap.errors import InputError

GEOD = Geod(ellps="WGS84")
PLACE = (114.3, 30.5)


def area_m2(geometry) -> float:
    return abs(GEOD.geometry_area_perimeter(geometry)[0])


@pytest.mark.parametrize("angle_deg", [10.0, 60.0, 180.0, 270.0, 359.0])
def test_sector_has_the_area_of_a_sector(angle_deg):
    (sector,) = sectors(*PLACE, 30.0, angle_deg, 80.0)
    assert sector.is_valid
    assert area_m2(sector) == pytest.approx(np.pi * 80**2 * angle_deg / 360, rel=0.002)


@pytest.mark.parametrize("azimuth_deg", [0.0, 90.0, 225.0, -45.0, 400.0])
def test_sector_looks_along_its_azimuth(azimuth_deg):
    (sector,) = sectors(*PLACE, azimuth_deg, 40.0, 100.0)
    ahead = GEOD.fwd(*PLACE, azimuth_deg, 90.0)[:2]
    aside = GEOD.fwd(*PLACE, azimuth_deg + 25.0, 90.0)[:2]
    assert sector.contains(shapely.Point(ahead))
    assert not sector.contains(shapely.Point(aside))


@pytest.mark.parametrize(
    ("azimuth_deg", "angle_deg"), [(30.0, 360.0), (30.0, 400.0), (np.nan, 60.0), (30.0, np.nan)]
)
def test_full_or_unknown_view_is_a_disc(azimuth_deg, angle_deg):
    (disc,) = sectors(*PLACE, azimuth_deg, angle_deg, 50.0)
    assert area_m2(disc) == pytest.approx(np.pi * 50**2, rel=0.002)
    assert disc.contains(shapely.Point(PLACE))


def test_only_a_narrow_view_needs_an_azimuth():
    lacking = without_azimuth([np.nan, np.nan, 10.0, 10.0], [60.0, 360.0, np.nan, 60.0])
    assert lacking.tolist() == [True, False, True, False]


def test_circle_has_its_radius_at_high_latitude():
    (circle,) = circles(20.0, 69.0, 500.0)
    rim = shapely.get_coordinates(circle)
    distance = GEOD.inv(np.full(len(rim), 20.0), np.full(len(rim), 69.0), rim[:, 0], rim[:, 1])[2]
    assert np.allclose(distance, 500.0, atol=1e-6)


CELLS = [shapely.box(114.300 + 0.001 * i, 30.5, 114.301 + 0.001 * i, 30.501) for i in range(3)]


def test_overlapping_views_count_once():
    half = shapely.box(114.300, 30.5, 114.3005, 30.501)
    shares = covered_share(CELLS, [half, half, shapely.box(114.3002, 30.5, 114.3004, 30.501)])
    assert [round(share.value, 6) for share in shares] == [0.5, 0.0, 0.0]


def test_total_is_covered_area_over_area():
    shares = covered_share(CELLS, [shapely.box(114.2999, 30.4999, 114.3015, 30.5011)])
    assert shares.total.value == pytest.approx(0.5, rel=1e-4)
    assert shares.total.numerator == pytest.approx(sum(share.numerator for share in shares))


def test_share_equals_that_of_one_big_union():
    generator = np.random.default_rng(1)
    lon, lat = generator.uniform(114.3, 114.303, 60), generator.uniform(30.5, 30.501, 60)
    views = sectors(lon, lat, generator.uniform(0, 360, 60), np.full(60, 70.0), np.full(60, 40.0))
    union = shapely.union_all(views)
    expected = [area_m2(cell.intersection(union)) / area_m2(cell) for cell in CELLS]
    found = [share.value for share in covered_share(CELLS, views)]
    assert found == pytest.approx(expected, rel=1e-3)


def test_no_view_covers_nothing():
    assert [share.value for share in covered_share(CELLS, [])] == [0.0, 0.0, 0.0]


def test_no_cell_has_no_rate():
    assert covered_share([], []).total == Rate(0.0, 0.0, None)


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("reach.not_finite", (np.nan, 30.5, 0.0, 60.0, 50.0)),
        ("reach.bad_range", (114.3, 30.5, 0.0, 60.0, 0.0)),
        ("reach.bad_range", (114.3, 30.5, 0.0, 60.0, np.nan)),
        ("reach.bad_angle", (114.3, 30.5, 0.0, -5.0, 50.0)),
        ("reach.bad_azimuth", (114.3, 30.5, np.inf, 60.0, 50.0)),
    ],
)
def test_wrong_input_is_refused(code, values):
    with pytest.raises(InputError) as caught:
        sectors(*values)
    assert caught.value.code == code
