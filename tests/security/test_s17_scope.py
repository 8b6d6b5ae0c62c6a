"""S17: nothing of what lies outside an account's scope is told by any route in any form.

The checks are made from the table of routes, so that a new route is checked without anybody
thinking of it.
"""

from __future__ import annotations

from collections import Counter

import pytest

from gridmap.domain import Role
from gridmap.services.principal import Permission, Principal
from tests.api.conftest import ORIGIN
from tests.security.routes import (
    foreign_values,
    methods,
    own_values,
    queries,
    rule_at,
    rules,
    text_of,
    visits,
)
from tests.security.world import FAR, FAR_CELL, NEAR, NEXT_CELL, OWN_CELL
from tests.unit.web.territory import BEND
from web.permissions import Door

REFUSED = 403
FAILED = 500
LEAST_CHECKS = 1000
# Everything that names what is foreign, by the scope of the account.
CANARIES = {"community": (FAR, BEND), "cell": (FAR, NEAR, BEND, NEXT_CELL)}
# Who is limited to one cell may read the plan of its community: its name, not its other cells.
counted: Counter[str] = Counter()


@pytest.mark.parametrize("role", Role)
def test_s17_each_role_opens_what_its_permissions_say(town, as_account, role):
    client, wrong = as_account(f"{role.value}.all"), []
    principal = Principal(role.value, frozenset({role}))
    for visit in visits(town, own_values(town), most=1):
        rule = rule_at(town, visit)
        if not isinstance(rule, Permission) or (visit.method != "GET" and principal.may(rule)):
            continue
        answer = client.open(visit.path, method=visit.method, headers=ORIGIN)
        counted["role"] += 1
        if (answer.status_code == REFUSED) == principal.may(rule):
            wrong.append((str(visit), answer.status_code))
    assert wrong == []


def test_s17_a_stranger_opens_nothing(town):
    client, wrong = town.app.test_client(), []
    for visit in visits(town, own_values(town), most=1):
        if rule_at(town, visit) is Door.PUBLIC:
            continue
        answer = client.open(visit.path, method=visit.method, headers=ORIGIN)
        counted["stranger"] += 1
        if answer.status_code != 401 and "/login" not in answer.headers.get("Location", ""):
            wrong.append((str(visit), answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("scope", CANARIES)
@pytest.mark.parametrize("role", [Role.PLANNER, Role.SUPERVISOR])
@pytest.mark.parametrize("values", [own_values, foreign_values])
def test_s17_no_answer_tells_of_what_is_foreign(town, as_account, role, scope, values):
    client, leaks = as_account(f"{role.value}.{scope}"), []
    for visit in visits(town, values(town)):
        if visit.method != "GET":
            continue
        for query in queries(town, visit.path):
            answer = client.get(f"{visit.path}?{query}")
            counted["canary"] += 1
            told = text_of(answer.data).replace(query, "")
            found = [one for one in CANARIES[scope] if one in told and one not in visit.path]
            if found and answer.status_code == 200:
                leaks.append((f"{visit}?{query}", found))
            if answer.status_code >= FAILED:
                leaks.append((f"{visit}?{query}", [str(answer.status_code)]))
    assert leaks == []


@pytest.mark.parametrize("scope", CANARIES)
def test_s17_foreign_ids_answer_404(town, as_account, scope):
    client, found = as_account(f"planner.{scope}"), []
    named = {"code", "plan_id", "point_id", "feature_id", "lock_id", "job_id", "upload_id"}
    endpoints = {rule.endpoint for rule in rules(town) if rule.arguments & named}
    for visit in visits(town, foreign_values(town)):
        if visit.method != "GET" or visit.endpoint not in endpoints:
            continue
        answer = client.get(visit.path)
        counted["foreign"] += 1
        # A query that is missing is told before anything is looked up.
        if answer.status_code not in {403, 404, 422}:
            found.append((str(visit), answer.status_code))
    assert found == []


@pytest.mark.parametrize("scope", CANARIES)
def test_s17_nothing_foreign_is_changed(town, as_account, scope):
    client, done = as_account(f"admin.{scope}"), []
    before = town.store.digest()
    spoken = {"If-Match": '"1"', **ORIGIN}
    for visit in visits(town, foreign_values(town)):
        if visit.method == "GET" or not visit.path.startswith("/api/v1/") or "x" in visit.path:
            continue
        if FAR not in visit.path and BEND not in visit.path and "bend" not in visit.path:
            continue
        answer = client.open(visit.path, method=visit.method, headers=spoken, json={})
        counted["change"] += 1
        if answer.status_code < 400:
            done.append((str(visit), answer.status_code))
    assert done == []
    assert town.store.digest() == before


def test_s17_every_route_says_who_may_use_it(town):
    assert all(rule_at(town, visit) for visit in visits(town, own_values(town), most=1))
    assert all(methods(rule) for rule in rules(town))


def test_s17_enough_was_checked(town):
    """The last of this file: it counts what the others did."""
    assert counted.total() >= LEAST_CHECKS, counted


def test_s17_own_things_are_there(town, as_account):
    client = as_account("planner.cell")
    assert client.get(f"/api/v1/cells/{OWN_CELL}").status_code == 200
    assert client.get(f"/api/v1/cells/{FAR_CELL}").status_code == 404
    assert "own" in client.get("/api/v1/points/shop").text
