"""S6: a number is a number: nothing is guessed, nothing is infinite, nothing lies off the globe."""

from __future__ import annotations

import orjson
import pytest
from flask import Flask
from pydantic import ValidationError

from tests.api.conftest import ORIGIN
from web.api.models import Latitude, Longitude, Strict
from web.reading_json import StrictJson


class Place(Strict):
    lon: Longitude
    lat: Latitude
    floors: int = 1


WRONG = [
    b'{"lon":false,"lat":0}',
    b'{"lon":true,"lat":0}',
    b'{"lon":"1","lat":0}',
    b'{"lon":null,"lat":0}',
    b'{"lon":[1],"lat":0}',
    b'{"lon":-0.0,"lat":0}',
    b'{"lon":1e308,"lat":0}',
    b'{"lon":200,"lat":0}',
    b'{"lon":0,"lat":95}',
    b'{"lon":-180.1,"lat":0}',
    b'{"lon":0,"lat":-90.00001}',
    b'{"lon":0,"lat":0,"floors":1.5}',
    b'{"lon":0,"lat":0,"floors":"2"}',
    b'{"lon":0,"lat":0,"floors":true}',
    b'{"lon":0,"lat":0,"floors":99999999999999999999}',
    b'{"lon":0,"lat":0,"floors":-9223372036854775809}',
    b'{"lon":0,"lat":0,"extra":1}',
]
BROKEN = [
    b'{"lon":1e999,"lat":0}',
    b'{"lon":-1e999,"lat":0}',
    b'{"lon":NaN,"lat":0}',
    b'{"lon":Infinity,"lat":0}',
    b'{"lon":0x10,"lat":0}',
    b'{"lon":01,"lat":0}',
    b'{"lon":1.,"lat":0}',
    b'{"lon":0,"lat":0,"floors":18446744073709551615}',
    b'{"lon":"\\u0000","lat":0}',
    b'{"lon":"\\ud800","lat":0}',
    b'{"lon":0,"lat":0',
    b"\xef\xbb\xbf{}",
    b"",
]


@pytest.mark.parametrize("body", WRONG)
def test_s6_value_that_is_no_such_number_is_refused(body):
    value = StrictJson(Flask("numbers")).loads(body)
    with pytest.raises(ValidationError):
        Place.model_validate_json(orjson.dumps(value))


@pytest.mark.parametrize("body", BROKEN)
def test_s6_text_that_is_no_such_json_is_refused(body):
    with pytest.raises(ValueError, match=r"."):
        StrictJson(Flask("numbers")).loads(body)


def test_s6_right_numbers_are_read():
    value = StrictJson(Flask("numbers")).loads(b'{"lon":-180,"lat":90.0,"floors":9007199254740993}')
    assert Place.model_validate_json(orjson.dumps(value)).floors == 9007199254740993


@pytest.mark.parametrize("body", [*WRONG, *BROKEN])
@pytest.mark.parametrize("path", ["/api/v1/points/shop", "/api/v1/workers", "/api/v1/divisions"])
def test_s6_every_way_in_refuses_them(as_account, path, body):
    answer = as_account("admin.all").post(
        path, data=body, headers=ORIGIN, content_type="application/json"
    )
    assert answer.status_code in {400, 422}


@pytest.mark.parametrize(
    "query",
    [
        "lon=nan&lat=0",
        "lon=inf&lat=0",
        "lon=200&lat=0",
        "lon=0&lat=95",
        "lon=&lat=0",
        "lon=1e999&lat=0",
        "lon=0&lon=1&lat=0",
        "lon=0&lat=0&more=1",
        "lat=0",
    ],
)
def test_s6_places_in_addresses_are_numbers_on_the_globe(as_account, query):
    assert as_account("admin.all").get(f"/api/v1/locate?{query}").status_code == 422
