"""S4: what is nested deep is refused at once, by every way in, and nothing falls over."""

from __future__ import annotations

import time

import pytest
from flask import Flask

from tests.api.conftest import ORIGIN
from web.reading_json import MAX_DEPTH, StrictJson, check_depth

DEPTHS = (33, 100, 1_100, 30_000, 100_000, 1_000_000)
PATIENCE_S = 2.0


def arrays(depth: int) -> str:
    return "[" * depth + "]" * depth


def objects(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


def collections(depth: int) -> str:
    inner = '{"type":"GeometryCollection","geometries":['
    return inner * depth + "]}" * depth


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("nest", [arrays, objects, collections])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/workers"),
        ("POST", "/api/v1/points/shop"),
        ("POST", "/api/v1/drafts/centre-1/edits"),
        ("POST", "/api/v1/publications"),
    ],
)
def test_s4_nested_json_is_refused_at_once(as_account, method, path, nest, depth):
    headers = {**ORIGIN, "If-Match": '"1"'}
    began = time.perf_counter()
    answer = as_account("admin.all").open(
        path, method=method, data=nest(depth), headers=headers, content_type="application/json"
    )
    assert answer.status_code in {400, 413}
    assert time.perf_counter() - began < PATIENCE_S


def test_s4_depth_that_geometries_need_is_read():
    value = StrictJson(Flask("deep")).loads(arrays(MAX_DEPTH))
    check_depth(value)


def test_s4_the_service_reads_json_by_the_strict_parser_alone(town):
    assert isinstance(town.app.json, StrictJson)


@pytest.mark.parametrize("path", ["/api/v1/search?q=", "/ogc/collections/shops/items?bbox="])
def test_s4_nested_words_in_an_address_are_only_words(as_account, path):
    answer = as_account("admin.all").get(path + "(" * 5_000)
    assert answer.status_code < 500
