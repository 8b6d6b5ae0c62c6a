"""What holds for every route that there is: headers, a declared rule, no way in without it."""

from __future__ import annotations

import pytest
from werkzeug.routing.converters import NumberConverter

from gridmap.errors import UsageError
from gridmap.services.principal import Permission
from gridmap.store import MemoryStore
from tests.api.conftest import BUNDLES, KEY, ORIGIN, make_service
from tests.unit.web.territory import CENTRE
from web.app import create_app
from web.permissions import Door, check_routes, rule_of
from web.settings import Settings

EXAMPLES = {
    "code": f"{CENTRE}001",
    "key": "K-02",
    "kind": "shop",
    "layer": "cells",
    "level": "cell",
    "lock_id": "L1",
    "name": "main.js",
    "plan_id": "centre-1",
    "side": "numerator",
}
_app = create_app(Settings(secret_key=KEY), MemoryStore(), bundles=BUNDLES)


def addresses() -> list[tuple[str, str, str]]:
    """Return endpoint, method and a true address of every route."""
    adapter = _app.url_map.bind("localhost")
    return [
        (rule.endpoint, method, adapter.build(rule.endpoint, pick(rule), method=method))
        for rule in _app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def pick(rule) -> dict[str, object]:
    """Return a value for each part of an address: a true one where it is known."""
    return {
        name: EXAMPLES.get(name, 1 if isinstance(converter, NumberConverter) else "x1")
        for name, converter in rule._converters.items()
    } | {name: EXAMPLES[name] for name in rule.arguments & EXAMPLES.keys()}


ROUTES = addresses()
GUARDED = [one for one in ROUTES if rule_of(_app, one[0]) is not Door.PUBLIC]
CHANGING = [one for one in ROUTES if one[1] != "GET"]


@pytest.mark.parametrize(("endpoint", "method", "path"), ROUTES)
def test_every_answer_carries_the_guarding_headers(anonymous, endpoint, method, path):
    headers = anonymous(method, path, headers=ORIGIN).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize(("endpoint", "method", "path"), GUARDED)
def test_nothing_answers_to_a_stranger(anonymous, endpoint, method, path):
    answer = anonymous(method, path, headers=ORIGIN)
    if path.startswith(("/api/v1/", "/ogc")) or method != "GET":
        assert answer.status_code == 401
    else:
        assert answer.headers["Location"].startswith("/login?next=")


@pytest.mark.parametrize(("endpoint", "method", "path"), GUARDED)
def test_personal_answers_are_never_kept_by_others(as_planner, endpoint, method, path):
    if method == "GET":
        answer = as_planner.get(path)
        assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("endpoint", "method", "path"), CHANGING)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "null"},
        {"Origin": "https://localhost"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Referer": "http://localhost/map"},
    ],
)
def test_another_site_changes_nothing(as_planner, endpoint, method, path, headers):
    assert as_planner.open(path, method=method, headers=headers).status_code == 403


@pytest.mark.parametrize(("endpoint", "method", "path"), ROUTES)
def test_a_viewer_exports_nothing(as_viewer, endpoint, method, path):
    if rule_of(_app, endpoint) is Permission.EXPORT:
        assert as_viewer.open(path, method=method).status_code == 403


def test_there_are_routes_of_each_sort():
    rules = {rule_of(_app, endpoint) for endpoint, _, _ in ROUTES}
    assert rules >= {Door.PUBLIC, Door.SIGNED_IN, Permission.VIEW, Permission.EXPORT}


def test_a_route_without_a_rule_keeps_the_service_from_starting():
    app = make_service().app
    app.view_functions["health.alive"] = lambda: "ok"
    with pytest.raises(UsageError, match="/healthz"):
        check_routes(app)


def test_no_key_no_service():
    with pytest.raises(UsageError):
        Settings(secret_key="")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_watchers_get_an_answer(anonymous, path):
    assert anonymous("GET", path).status_code == 200


@pytest.mark.parametrize("path", ["/static/icon.svg"])
def test_public_files_carry_no_session(as_planner, path):
    answer = as_planner.get(path)
    assert answer.cache_control.public
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.vary
