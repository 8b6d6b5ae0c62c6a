from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import CRS

from gridmap.errors import InputError
from gridmap.geometry import from_metric, metric_crs, require_crs, to_lonlat, to_metric

HANGZHOU = shapely.box(120.0, 30.1, 120.2, 30.3)


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (75.1, 39.5, 4534),
        (114.3, 30.6, 4547),
        (120.1, 30.2, 4549),
        (134.9, 48.3, 4554),
        (-2.3, 53.4, 32630),
        (151.2, -33.9, 32756),
        (179.99, 10.0, 32660),
        (10.0, 85.0, 32661),
    ],
)
def test_metric_crs_is_the_zone_of_the_place(lon, lat, code):
    assert metric_crs(shapely.Point(lon, lat)).to_epsg() == code


@pytest.mark.parametrize("lon", range(75, 136, 3))
def test_zone_and_meridian_agree(lon):
    crs = metric_crs(shapely.Point(lon, 35))
    meridian = {p.name: p.value for p in crs.coordinate_operation.params}
    assert meridian["Longitude of natural origin"] == lon


def test_metric_crs_refuses_metres():
    with pytest.raises(InputError) as caught:
        metric_crs(shapely.Point(500_000, 3_000_000))
    assert caught.value.code == "crs.not_lonlat"


def test_metric_crs_refuses_nothing():
    with pytest.raises(InputError):
        metric_crs([None])


@pytest.mark.parametrize(
    ("crs", "code"),
    [
        (None, "missing"),
        ("", "missing"),
        ("x:1", "unknown"),
        ("EPSG:4479", "not_horizontal"),
        ("EPSG:5737", "not_horizontal"),
    ],
)
def test_require_crs_never_guesses(crs, code):
    with pytest.raises(InputError) as caught:
        require_crs(crs)
    assert caught.value.code == f"crs.{code}"


@pytest.mark.parametrize("crs", ["EPSG:4326", 4326, "OGC:CRS84", CRS.from_epsg(4326)])
def test_lonlat_passes_unchanged(crs):
    assert to_lonlat([HANGZHOU], crs)[0].equals(HANGZHOU)


def test_cgcs2000_degrees_pass_unchanged():
    assert shapely.equals_exact(to_lonlat([HANGZHOU], "EPSG:4490")[0], HANGZHOU, 0)


def test_metric_has_easting_first():
    metric = to_metric([shapely.Point(120, 30)], "EPSG:4549")[0]
    assert metric.x == pytest.approx(500_000, abs=1e-3)
    assert metric.y == pytest.approx(3_320_113, abs=1)


def test_metric_round_trip_is_far_below_the_lattice():
    back = from_metric(to_metric([HANGZHOU, None], "EPSG:4549"), "EPSG:4549")
    assert np.allclose(
        shapely.get_coordinates(back[0]), shapely.get_coordinates(HANGZHOU), atol=1e-10, rtol=0
    )
    assert back[1] is None


def test_outside_the_domain_is_refused():
    with pytest.raises(InputError) as caught:
        to_lonlat([shapely.Point(0, 0), shapely.Point(1e30, 1e30)], "EPSG:4549")
    assert caught.value.place.feature == 2
