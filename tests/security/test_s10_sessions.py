"""S10: sessions begin anew, end at once, and are worth nothing elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gridmap.domain import Role
from gridmap.errors import UsageError
from gridmap.store import MemoryStore
from tests.api.conftest import BUNDLES, KEY, ORIGIN, make_service, sign_in
from web.accounts import end_sessions, find_account
from web.app import create_app
from web.settings import Settings

PROBE = "/api/v1/overview"


def cookie(client):
    return client.get_cookie("gridmap_session").value


def change(service, **fields):
    with service.store.writing() as writer:
        writer.put_account(replace(find_account(writer, "planner"), **fields))


def test_s10_the_session_is_another_after_signing_in():
    service = make_service()
    client = service.client()
    with client.session_transaction() as session:
        session["planted"] = "x"
    before = cookie(client)
    sign_in(client, "planner")
    assert cookie(client) != before
    with client.session_transaction() as session:
        assert "planted" not in session


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"active": False}, 401), ({"session_key": "another"}, 401), ({"roles": (Role.WORKER,)}, 403)],
)
def test_s10_what_changes_about_an_account_holds_for_the_next_request(fields, status):
    service = make_service()
    client = service.client("planner")
    assert client.get("/api/v1/drafts").status_code == 200
    change(service, **fields)
    assert client.get("/api/v1/drafts").status_code == status


def test_s10_a_narrower_scope_holds_for_the_next_request():
    service = make_service()
    client = service.client("planner")
    change(service, scope=("420100001002",))
    assert client.get("/api/v1/cells/420100001001001").status_code == 404


def test_s10_signing_out_ends_a_stolen_cookie():
    service = make_service()
    client, thief = service.client("planner"), service.client()
    thief.set_cookie("gridmap_session", cookie(client))
    assert thief.get(PROBE).status_code == 200
    client.post("/sign-out", headers=ORIGIN)
    assert thief.get(PROBE).status_code == 401


def test_s10_an_administrator_ends_every_session_of_an_account():
    service = make_service()
    clients = [service.client("planner") for _ in range(2)]
    end_sessions(service.store, "planner")
    assert [one.get(PROBE).status_code for one in clients] == [401, 401]


@pytest.mark.parametrize("limit", ["idle", "longest"])
def test_s10_a_session_ends_by_itself(limit):
    service = make_service(**{limit: timedelta(seconds=-1)})
    assert service.client("planner").get(PROBE).status_code == 401


def test_s10_sessions_last_half_an_hour_idle_and_a_week_at_most():
    settings = Settings(secret_key=KEY)
    assert (settings.idle, settings.longest) == (timedelta(minutes=30), timedelta(days=7))


def test_s10_two_installations_never_take_each_others_cookie():
    service = make_service()
    other = create_app(Settings(secret_key="o" * 40), service.store, bundles=BUNDLES)
    stranger = other.test_client()
    stranger.set_cookie("gridmap_session", cookie(service.client("planner")))
    assert stranger.get(PROBE).status_code == 401


@pytest.mark.parametrize("key", ["", "short", "x" * 31])
def test_s10_there_is_no_start_without_a_key(key):
    with pytest.raises(UsageError):
        create_app(Settings(secret_key=key), MemoryStore(), bundles=BUNDLES)
