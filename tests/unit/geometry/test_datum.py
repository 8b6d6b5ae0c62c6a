"""Datums: the way back undoes the way there, and only where the displacement applies."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from gridmap.geometry.datum import Datum, from_wgs84, to_wgs84

GEOD = Geod(ellps="WGS84")
SHIFTED = [Datum.GCJ02, Datum.BD09]


def mainland_positions(count: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(5)
    return generator.uniform(74, 135, count), generator.uniform(4, 54, count)


def distance_m(lon_a, lat_a, lon_b, lat_b) -> np.ndarray:
    return GEOD.inv(lon_a, lat_a, lon_b, lat_b)[2]


@pytest.mark.parametrize("datum", SHIFTED)
def test_way_back_undoes_the_way_there_within_a_tenth_of_a_millimetre(datum):
    lon, lat = mainland_positions()
    error_m = distance_m(lon, lat, *to_wgs84(*from_wgs84(lon, lat, datum), datum))
    assert error_m.max() < 1e-4


@pytest.mark.parametrize("datum", SHIFTED)
def test_way_there_undoes_the_way_back(datum):
    lon, lat = mainland_positions()
    error_m = distance_m(lon, lat, *from_wgs84(*to_wgs84(lon, lat, datum), datum))
    assert error_m.max() < 1e-4


def test_gcj02_moves_a_mainland_point_by_tens_to_hundreds_of_metres():
    lon, lat = mainland_positions()
    moved_m = distance_m(lon, lat, *from_wgs84(lon, lat, Datum.GCJ02))
    assert moved_m.min() > 5
    assert moved_m.max() < 1500


@pytest.mark.parametrize(("lon", "lat"), [(-2.3, 53.4), (9.5, 47.2), (-87.6, 41.9), (151.2, -33.9)])
def test_gcj02_equals_wgs84_outside_the_mainland_frame(lon, lat):
    assert from_wgs84(lon, lat, Datum.GCJ02) == (lon, lat)
    assert to_wgs84(lon, lat, Datum.GCJ02) == (lon, lat)


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.CGCS2000])
def test_unshifted_datums_keep_every_bit(datum):
    lon, lat = mainland_positions(50)
    x, y = to_wgs84(lon, lat, datum)
    assert np.array_equal(x, lon)
    assert np.array_equal(y, lat)


def test_meridian_of_the_formula_has_no_flaw():
    lon = 105.0 + np.array([-1e-9, 0.0, 1e-9, 1e-4])
    lat = np.full(4, 31.0)
    error_m = distance_m(lon, lat, *to_wgs84(*from_wgs84(lon, lat, Datum.GCJ02), Datum.GCJ02))
    assert error_m.max() < 1e-3


@pytest.mark.parametrize("datum", list(Datum))
def test_missing_positions_stay_missing_and_harm_no_other(datum):
    lon, _ = to_wgs84([116.4, np.nan, np.inf], [39.9, 39.9, 39.9], datum)
    alone = to_wgs84(116.4, 39.9, datum)
    assert lon[0] == pytest.approx(float(alone[0]), abs=1e-12)
    assert np.isnan(lon[1])
    assert np.isinf(lon[2])


def test_scalars_broadcast_and_inputs_are_left_alone():
    lon = np.array([116.0, 117.0])
    x, y = to_wgs84(lon, 39.9, Datum.GCJ02)
    assert x.shape == y.shape == (2,)
    assert lon.tolist() == [116.0, 117.0]


def test_empty_input_gives_empty_output():
    x, y = to_wgs84([], [], Datum.BD09)
    assert x.size == y.size == 0
