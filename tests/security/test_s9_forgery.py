"""S9: no page of another site changes anything with the cookie of somebody who is signed in."""

from __future__ import annotations

import pytest

from tests.security.routes import own_values, rule_at, visits
from web.permissions import Door

FORM = "application/x-www-form-urlencoded"
# Twelve ways in which another site can send something, as browsers send it.
FORGERIES = {
    "form": {"Origin": "https://evil.example", "Content-Type": FORM},
    "form without an origin": {"Content-Type": FORM},
    "form as plain text": {"Origin": "https://evil.example", "Content-Type": "text/plain"},
    "form in parts": {"Origin": "https://evil.example", "Content-Type": "multipart/form-data"},
    "script": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    "script that names our origin": {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    "sister site": {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    "sandboxed frame": {"Origin": "null"},
    "another port": {"Origin": "http://localhost:8080"},
    "another scheme": {"Origin": "https://localhost"},
    "a name that begins like ours": {"Origin": "http://localhost.evil.example"},
    "a referer instead": {"Referer": "http://localhost/map"},
}


@pytest.mark.parametrize("headers", FORGERIES.values(), ids=FORGERIES)
def test_s9_every_route_refuses_what_another_site_sends(town, as_account, headers):
    client, before, through = as_account("admin.all"), town.store.digest(), []
    for visit in visits(town, own_values(town), most=1):
        if visit.method == "GET":
            continue
        answer = client.open(visit.path, method=visit.method, headers=headers, data=b"x=1")
        if answer.status_code != 403:
            through.append((str(visit), answer.status_code))
    assert through == []
    assert town.store.digest() == before


def test_s9_nothing_is_changed_by_asking(town, as_account):
    client, before = as_account("admin.all"), town.store.digest()
    for visit in visits(town, own_values(town), most=2):
        if visit.method == "GET":
            client.get(visit.path, headers={"Sec-Fetch-Site": "cross-site"})
    assert town.store.digest() == before


def test_s9_only_signing_in_changes_something_without_a_session(town):
    public = {
        str(visit)
        for visit in visits(town, own_values(town), most=1)
        if visit.method != "GET" and rule_at(town, visit) is Door.PUBLIC
    }
    assert public == {"POST /login"}
