from __future__ import annotations

import pytest

from gridmap.geometry.datum import Datum, from_wgs84
from gridmap.services.coordinates import written_places


def first(text):
    places = written_places(text)
    return (places[0].lon, places[0].lat) if places else None


@pytest.mark.parametrize(
    "text",
    [
        "120.1,30.2",
        "30.2, 120.1",
        "120.1 30.2",
        "１２０.１，３０.２",
        "120°6′E 30°12′N",
        "北纬30°12′0″ 东经120°6′0″",
        "30°12'N, 120°6'E",
        "lng=120.1 lat=30.2",
        "(120.1; 30.2)",
        "东经120度6分 北纬30度12分",
    ],
)
def test_the_same_place_in_many_writings(text):
    assert first(text) == pytest.approx((120.1, 30.2), abs=1e-7)


def test_letters_of_the_south_and_west_are_negative():
    assert first("33.5S 70.25W") == (-70.25, -33.5)


@pytest.mark.parametrize(
    ("text", "datum"),
    [("GCJ-02 {0},{1}", Datum.GCJ02), ("{0},{1} 百度", Datum.BD09), ("高德 {0} {1}", Datum.GCJ02)],
)
def test_named_datum_is_brought_home(text, datum):
    lon, lat = (float(value) for value in from_wgs84(120.1, 30.2, datum))
    (place,) = written_places(text.format(lon, lat))
    assert (place.lon, place.lat) == pytest.approx((120.1, 30.2), abs=2e-7)
    assert (place.datum, place.named) == (datum, True)


def test_place_that_names_no_datum_may_be_three():
    assert [one.datum for one in written_places("120.1,30.2")] == ["wgs84", "gcj02", "bd09"]
    assert [one.datum for one in written_places("-2.3,53.4")] == ["wgs84"]


@pytest.mark.parametrize(
    "text", ["", "小店59", "人民路 12 3", "120.1", "1,2,3", "200,95", "30N 31N", "1e5,2"]
)
def test_what_is_no_place(text):
    assert written_places(text) == []
