"""Accounts, tokens, the territory and the audit over the API, and who may touch them."""

from __future__ import annotations

import pytest

from gridmap.domain import Role
from tests.api.conftest import ORIGIN, sign_in
from tests.unit.web.territory import BEND, CENTRE, PASSWORD
from web.accounts import add_account

NEW = {"username": "wang", "display_name": "王五", "roles": ["planner"], "scope": [CENTRE]}
ADMINISTRATION = "/api/v1/administration"
RIGHTS = {"display_name": "", "roles": ["viewer"], "scope": [], "active": True}
LEVELS = [
    {"key": "district", "name_zh": "区", "name_en": "district", "digits": 6},
    {"key": "community", "name_zh": "社区", "name_en": "community", "digits": 6},
]


@pytest.fixture
def admin(service):
    add_account(service.store, "admin", [Role.ADMIN], PASSWORD)
    return service.client("admin")


def post(client, path: str, body: object = None, **headers: str):
    return client.post(path, json=body, headers={**ORIGIN, **headers})


def put(client, path: str, body: object):
    return client.put(path, json=body, headers=ORIGIN)


def test_a_new_account_signs_in_with_its_one_time_password(admin, service):
    made = post(admin, "/api/v1/accounts", NEW)
    assert made.status_code == 201
    client = service.app.test_client()
    entered = sign_in(client, "wang", made.json["one_time_password"])
    assert entered.headers["Location"] == "/password"


def test_the_password_is_not_in_the_answer_that_is_sent_again(admin):
    key = {"Idempotency-Key": "k1"}
    first = post(admin, "/api/v1/accounts", NEW, **key)
    again = post(admin, "/api/v1/accounts", NEW, **key)
    assert first.json["one_time_password"]
    assert again.json["one_time_password"] is None


def test_new_rights_hold_at_once(admin, service):
    planner = service.client("planner")
    changed = put(admin, "/api/v1/accounts/planner", RIGHTS)
    assert changed.json["roles"] == ["viewer"]
    assert planner.get("/api/v1/overview").status_code == 401


def test_a_closed_account_does_not_come_in(admin, service):
    put(admin, "/api/v1/accounts/planner", {**RIGHTS, "active": False})
    answer = sign_in(service.app.test_client(), "planner")
    assert answer.status_code == 401


@pytest.mark.parametrize("change", [{"active": False}, {"roles": ["viewer"]}, {"scope": ["42"]}])
def test_the_last_administrator_of_the_whole_territory_stays(admin, change):
    answer = put(admin, "/api/v1/accounts/admin", {**RIGHTS, "roles": ["admin"], **change})
    assert answer.status_code == 409
    assert answer.json["type"].endswith("account.last_administrator")


def test_a_reset_ends_the_sessions_and_gives_a_way_back(admin, service):
    planner = service.client("planner")
    password = post(admin, "/api/v1/accounts/planner/reset").json["one_time_password"]
    assert planner.get("/api/v1/overview").status_code == 401
    assert sign_in(service.app.test_client(), "planner", password).status_code == 302


def test_an_unknown_account_is_a_conflict(admin):
    answer = put(admin, "/api/v1/accounts/nobody", RIGHTS)
    assert answer.status_code == 409


def test_a_token_opens_until_it_is_taken_back(admin, service):
    made = post(admin, "/api/v1/tokens", {"username": "planner", "name": "QGIS"})
    bearer = {"Authorization": f"Bearer {made.json['token']}"}
    client = service.app.test_client()
    assert client.get("/api/v1/overview", headers=bearer).status_code == 200
    admin.delete(f"/api/v1/tokens/{made.json['id']}", headers=ORIGIN)
    assert client.get("/api/v1/overview", headers=bearer).status_code == 401


def test_lists_hold_no_secret(admin):
    post(admin, "/api/v1/tokens", {"username": "planner"})
    assert all(one["token"] is None for one in admin.get("/api/v1/tokens").json["tokens"])
    listed = admin.get("/api/v1/accounts").json["accounts"]
    assert all(one["one_time_password"] is None for one in listed)


def test_the_audit_tells_who_did_what_and_is_sound(admin):
    post(admin, "/api/v1/accounts", NEW)
    newest = admin.get(f"{ADMINISTRATION}/audit").json["entries"][0]
    told = {name: newest[name] for name in ("by", "action", "subject", "summary")}
    assert told == {
        "by": "admin",
        "action": "account.add",
        "subject": "wang",
        "summary": f"planner {CENTRE}",
    }
    assert admin.get(f"{ADMINISTRATION}/audit/chain").json["broken"] is None


def test_pages_of_the_audit_join(admin):
    for number in range(4):
        post(admin, "/api/v1/accounts", {**NEW, "username": f"user{number}"})
    first = admin.get(f"{ADMINISTRATION}/audit?limit=2").json
    last = first["entries"][-1]["number"]
    rest = admin.get(f"{ADMINISTRATION}/audit?before={last}").json["entries"]
    numbers = [one["number"] for one in (*first["entries"], *rest)]
    assert numbers == list(range(first["total"], 0, -1))


def test_levels_stay_while_areas_follow_them(admin):
    body = {"name": "示例区", "levels": LEVELS, "number_digits": 3}
    answer = put(admin, f"{ADMINISTRATION}/territory", body)
    assert answer.status_code == 409


def test_the_territory_takes_another_name(admin):
    guide = admin.get(f"{ADMINISTRATION}/guide").json["territory"]
    body = {"name": "新名称", "levels": guide["levels"], "number_digits": guide["number_digits"]}
    assert put(admin, f"{ADMINISTRATION}/territory", body).status_code == 200
    assert admin.get("/api/v1/overview").json["name"] == "新名称"


def test_the_guide_tells_what_is_there(admin):
    guide = admin.get(f"{ADMINISTRATION}/guide").json
    assert [one["code"] for one in guide["communities"]] == [CENTRE, BEND]
    assert guide["published"] == [CENTRE, BEND]
    assert (guide["drafts"], guide["leaderless"]) == ([], 0)


def test_class_tables_are_told_in_both_languages(as_viewer):
    rows = as_viewer.get(f"{ADMINISTRATION}/classes").json["classes"]
    assert {row["kind"] for row in rows} == {"shop", "hazard", "camera", "incident", "component"}
    assert all(set(row["name"]) == {"zh_CN", "en"} for row in rows)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/accounts",
        "/api/v1/tokens",
        f"{ADMINISTRATION}/audit",
        f"{ADMINISTRATION}/audit/chain",
        "/admin",
    ],
)
def test_a_planner_does_not_administer(as_planner, path):
    assert as_planner.get(path).status_code == 403
