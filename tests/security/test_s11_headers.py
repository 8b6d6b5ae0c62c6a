"""S11: every answer of every route carries the headers that hold a browser back."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.api.conftest import ORIGIN, make_service
from tests.security.routes import foreign_values, own_values, visits
from tests.security.world import Town, build
from tests.unit.web.territory import PASSWORD

NEEDED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
POLICY = ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")


@pytest.mark.parametrize("values", [own_values, foreign_values])
@pytest.mark.parametrize("account", [None, "viewer.all", "admin.all"])
def test_s11_every_answer_is_guarded(cheap_hashes, account, values):
    def enter() -> tuple[Town, FlaskClient]:
        # Since every change is asked for, nobody else may use this service.
        town = build()
        return town, town.app.test_client() if account is None else town.client(account)

    (town, client), bare = enter(), []
    for visit in visits(town, values(town), most=1):
        headers = client.open(visit.path, method=visit.method, headers=ORIGIN).headers
        policy = headers.get("Content-Security-Policy", "")
        wrong = [name for name, value in NEEDED.items() if headers.get(name) != value]
        wrong += [part for part in POLICY if part not in policy]
        wrong += [part for part in ("unsafe", "*") if part in policy]
        if headers.get("Cache-Control") is None:
            wrong.append("Cache-Control")
        bare += [(str(visit), one) for one in wrong]
        if visit.path.endswith("/sign-out"):
            _, client = enter()
    assert bare == []


@pytest.mark.parametrize("path", ["/no/such/page", "/api/v1/none", "/static/none", "/ogc/none"])
def test_s11_errors_are_guarded_as_well(town, path):
    headers = town.app.test_client().get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("https", [True, False])
def test_s11_cookies_are_out_of_reach(https):
    client = make_service(https=https).app.test_client()
    scheme = "https" if https else "http"
    answer = client.post(
        "/login?lang=en",
        data={"username": "planner", "password": PASSWORD},
        headers={"Origin": f"{scheme}://localhost"},
        base_url=f"{scheme}://localhost",
    )
    cookies = answer.headers.getlist("Set-Cookie")
    session = next(one for one in cookies if "gridmap_session" in one)
    assert "HttpOnly" in session
    assert all("SameSite=Lax" in one and ("Secure" in one) == https for one in cookies)
    assert session.startswith("__Host-") == https
