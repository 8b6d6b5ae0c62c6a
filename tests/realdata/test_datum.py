"""Datum conversion against 332 cities in three datums, from an independent implementation."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from pyproj import Geod

from gridmap.geometry.datum import Datum, from_wgs84, to_wgs84

pytestmark = pytest.mark.realdata
GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def cities(realdata):
    path = realdata / "coord_reference" / "city_coords_a.csv"
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return {
        name: np.array([float(row[name]) for row in rows])
        for name in rows[0]
        if name.endswith(("_lon", "_lat"))
    }


# The reference lies 0.47 m east and 0.47 m north of the formula everywhere, as its source says.
SAME_DEG = 1e-5
SPREAD_M = 0.06


def assert_agree(lon, lat, lon_reference, lat_reference) -> None:
    assert np.abs(lon - lon_reference).max() < SAME_DEG
    assert np.abs(lat - lat_reference).max() < SAME_DEG
    distance_m = GEOD.inv(lon, lat, lon_reference, lat_reference)[2]
    assert np.ptp(distance_m) < 2 * SPREAD_M


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_way_into_the_datum_agrees(cities, datum):
    found = from_wgs84(cities["wgs84_lon"], cities["wgs84_lat"], datum)
    assert_agree(*found, cities[f"{datum}_lon"], cities[f"{datum}_lat"])


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_way_back_agrees(cities, datum):
    found = to_wgs84(cities[f"{datum}_lon"], cities[f"{datum}_lat"], datum)
    assert_agree(*found, cities["wgs84_lon"], cities["wgs84_lat"])


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_there_and_back_errs_by_less_than_a_millimetre(cities, datum):
    lon, lat = cities["wgs84_lon"], cities["wgs84_lat"]
    back = to_wgs84(*from_wgs84(lon, lat, datum), datum)
    assert GEOD.inv(lon, lat, *back)[2].max() < 1e-3


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_the_inverse_of_the_published_places_is_exact(cities, datum):
    lon, lat = cities[f"{datum}_lon"], cities[f"{datum}_lat"]
    again = from_wgs84(*to_wgs84(lon, lat, datum), datum)
    assert GEOD.inv(lon, lat, *again)[2].max() < 1e-3
