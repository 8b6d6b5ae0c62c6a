"""Signing in and out: sessions, the throttle, passwords, where one may be led."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.sessions import SecureCookieSessionInterface

from gridmap.domain import Role
from gridmap.store import MemoryStore
from tests.api.conftest import BUNDLES, KEY, ORIGIN, make_service, sign_in
from tests.unit.web.territory import PASSWORD
from web.accounts import add_account, create_first_accounts, find_account
from web.app import create_app
from web.settings import Settings

PROBE = "/api/v1/overview"
FRESH = "another few unrelated words"


def cookie(client):
    return client.get_cookie("gridmap_session")


def test_right_password_opens_the_map(service):
    client = service.client("planner")
    assert client.get("/map").status_code == 200


def test_name_is_compared_without_regard_to_case(service):
    assert sign_in(service.client(), "PLANNER").status_code == 302


@pytest.mark.parametrize(("name", "password"), [("planner", "wrong"), ("nobody", PASSWORD)])
def test_wrong_name_and_wrong_password_are_told_apart_by_nobody(service, name, password):
    answer = sign_in(service.client(), name, password)
    assert answer.status_code == 401
    assert "账号或密码不正确" in answer.text


def test_closed_account_stays_out(service):
    with service.store.writing() as writer:
        account = find_account(writer, "planner")
        writer.put_account(replace(account, active=False))
    assert sign_in(service.client(), "planner").status_code == 401


def test_cookie_is_guarded(service):
    client = service.client("planner")
    found = cookie(client)
    assert found.http_only
    assert found.same_site == "Lax"


def test_cookie_is_sent_by_https_only_where_there_is_https():
    service = make_service(https=True)
    client = service.app.test_client()
    answer = client.post(
        "/login",
        data={"username": "planner", "password": PASSWORD},
        headers={"Origin": "https://localhost"},
        base_url="https://localhost",
    )
    set_cookie = answer.headers["Set-Cookie"]
    assert set_cookie.startswith("__Host-gridmap_session=")
    assert "Secure" in set_cookie


def test_session_from_before_signing_in_is_thrown_away(service):
    client = service.client()
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    before = cookie(client).value
    sign_in(client, "planner")
    assert cookie(client).value != before
    with client.session_transaction() as session:
        assert "planted" not in session


def test_signing_out_ends_the_cookie_itself(service):
    client = service.client("planner")
    stolen = cookie(client).value
    client.post("/sign-out", headers=ORIGIN)
    thief = service.client()
    thief.set_cookie("gridmap_session", stolen)
    assert thief.get(PROBE).status_code == 401


def test_closing_an_account_holds_for_the_next_request(service):
    client = service.client("planner")
    with service.store.writing() as writer:
        writer.put_account(replace(find_account(writer, "planner"), active=False))
    assert client.get(PROBE).status_code == 401


def test_changed_roles_hold_for_the_next_request(service):
    client = service.client("planner")
    with service.store.writing() as writer:
        writer.put_account(replace(find_account(writer, "planner"), roles=(Role.VIEWER,)))
    assert client.get("/api/v1/layers/cells.geojson").status_code == 403


def test_cookie_of_another_installation_is_worth_nothing(service):
    # The very same accounts, and only the key differs.
    settings = Settings(secret_key=KEY.upper())
    stranger = create_app(settings, service.store, bundles=BUNDLES).test_client()
    stranger.set_cookie("gridmap_session", cookie(service.client("planner")).value)
    assert stranger.get(PROBE).status_code == 401


def test_session_ends_when_it_is_too_old():
    service = make_service(longest=timedelta(seconds=-1))
    assert service.client("planner").get(PROBE).status_code == 401


def test_idle_session_ends():
    service = make_service(idle=timedelta(seconds=-1))
    assert service.client("planner").get(PROBE).status_code == 401


def test_eleventh_failure_has_to_wait(service):
    client = service.client()
    answers = [sign_in(client, "planner", "wrong").status_code for _ in range(11)]
    assert answers == [401] * 10 + [429]


def test_right_password_has_to_wait_as_well(service):
    client = service.client()
    for _ in range(10):
        sign_in(client, "planner", "wrong")
    answer = sign_in(client, "planner")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900


def test_waiting_is_over_after_a_quarter_of_an_hour(service):
    client = service.client()
    for _ in range(10):
        sign_in(client, "planner", "wrong")
    service.clock.now_s += 901
    assert sign_in(client, "planner").status_code == 302


def test_one_address_cannot_try_many_names(service):
    client = service.client()
    for number in range(10):
        sign_in(client, f"name{number}", "wrong")
    assert sign_in(client, "planner").status_code == 429


def test_success_forgets_failures_of_the_account_alone(service):
    client = service.client()
    for _ in range(9):
        sign_in(client, "planner", "wrong")
    sign_in(client, "planner")
    other = {"environ_overrides": {"REMOTE_ADDR": "10.0.0.9"}}
    assert sign_in(service.client(), "planner", "wrong", **other).status_code == 401
    sign_in(client, "viewer", "wrong")
    assert sign_in(client, "viewer", "wrong").status_code == 429


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/map", "/map"),
        ("/map?x=1", "/map?x=1"),
        ("/", "/"),
        ("", "/"),
        ("/map?x=1#//evil.example", "/map"),
        *(
            (hostile, "/")
            for hostile in (
                "//evil.example",
                "///evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "\\/evil.example",
                "https:evil.example",
                "https://evil.example",
                "http://localhost/map",
                "//localhost/map",
                "javascript:alert(1)",
                "data:text/html,x",
                "/%2f%2fevil.example",
                "%2f%2fevil.example",
                "/%5cevil.example",
                "/map@evil.example",
                "user@evil.example",
                "/..//evil.example",
                "/./map",
                "/map/../..//evil.example",
                "/map;evil",
                "/\tmap",
                "\t//evil.example",
                "/\n/evil.example",
                "/map\r\nX: y",
                "/ /evil.example",
                " //evil.example",
                "/map#x",
                "/sign-out",
                "/password",
                "/api/v1/overview",
                "/static/icon.svg",
                "map",
                "?next=//evil.example",
                "/MAP",
                "/map/",
                "/\u200bmap",
                "//[::1]/map",
                "///",
                "/" * 50,
                "/" + "a" * 5000,
            )
        ),
    ],
)
def test_signing_in_leads_to_pages_of_ours_alone(shared, wanted, led_to):
    client = shared.app.test_client()
    answer = sign_in(client, "planner", query_string={"next": wanted})
    assert answer.headers["Location"] == led_to


def first_account(service):
    add_account(service.store, "first", [Role.SUPERVISOR], PASSWORD, one_time=True)
    return service.client("first")


def test_one_time_password_leads_to_a_new_one(service):
    client = first_account(service)
    assert client.get("/map").headers["Location"] == "/password"
    assert client.get(PROBE).status_code == 403


def choose(client, **form):
    return client.post("/password", data=form, headers=ORIGIN)


def test_new_password_opens_the_map_and_ends_other_sessions(service):
    first, second = first_account(service), service.client("first")
    answer = choose(first, current=PASSWORD, new=FRESH, again=FRESH)
    assert answer.headers["Location"] == "/"
    assert first.get("/map").status_code == 200
    assert second.get("/map").headers["Location"].startswith("/login")
    assert sign_in(service.client(), "first", FRESH).status_code == 302


@pytest.mark.parametrize(
    "form",
    [
        {"current": "wrong", "new": FRESH, "again": FRESH},
        {"current": PASSWORD, "new": FRESH, "again": "different"},
        {"current": PASSWORD, "new": PASSWORD, "again": PASSWORD},
        {"current": PASSWORD, "new": "short", "again": "short"},
        {"current": PASSWORD, "new": "aaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaa"},
        {"current": PASSWORD, "new": "planner-planner", "again": "planner-planner"},
        {},
    ],
)
def test_weak_or_mistyped_password_is_refused(service, form):
    client = service.client("planner")
    answer = choose(client, **form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert sign_in(service.client(), "planner").status_code == 302


def test_first_accounts_are_made_once(service):
    store = MemoryStore()
    made = create_first_accounts(store)
    assert [role.value for _, role, _ in made] == ["supervisor", "planner", "gis", "admin"]
    assert create_first_accounts(store) == []
    assert create_first_accounts(service.store) == []


def test_settings_keep_the_key_out_of_logs():
    assert KEY not in repr(Settings(secret_key=KEY))


def test_sessions_are_signed_cookies(shared):
    assert isinstance(shared.app.session_interface, SecureCookieSessionInterface)
