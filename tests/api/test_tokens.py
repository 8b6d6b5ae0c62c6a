"""Programs come in by a token: as Bearer, or as the password of Basic."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gridmap.domain import Role
from gridmap.store import MemoryStore
from tests.api.conftest import BUNDLES, KEY
from tests.unit.web.territory import PASSWORD, fill
from web.accounts import add_account, find_account
from web.app import create_app
from web.settings import Settings
from web.tokens import create_token, digest_of, revoke_token

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
PROBE = "/api/v1/overview"


class Service:
    """A service with a clock that tests set, and one token of the planner."""

    def __init__(self) -> None:
        self.now = NOW
        self.store = MemoryStore()
        fill(self.store)
        add_account(self.store, "planner", [Role.PLANNER], PASSWORD)
        settings = Settings(secret_key=KEY)
        app = create_app(settings, self.store, bundles=BUNDLES, now=lambda: self.now)
        self.client = app.test_client()
        self.token, self.record = create_token(self.store, "planner", "QGIS", NOW, 30)

    def ask(self, kind="Bearer", token=None, path=PROBE, method="GET", **headers):
        given = {"Authorization": f"{kind} {token or self.token}"} | headers
        return self.client.open(path, method=method, headers=given)

    def basic(self, name="planner", token=None):
        pair = b64encode(f"{name}:{token or self.token}".encode()).decode()
        return self.ask("Basic", pair)


@pytest.fixture
def service():
    return Service()


def test_token_is_no_more_than_its_digest_in_the_store(service):
    with service.store.reading() as reader:
        (kept,) = reader.tokens()
    assert kept.digest == digest_of(service.token)
    assert service.token not in repr(kept)


def test_bearer_opens_what_the_account_may(service):
    assert service.ask().status_code == 200
    assert service.ask(path="/api/v1/layers/cells.geojson").status_code == 200


@pytest.mark.parametrize("name", ["planner", "PLANNER"])
def test_basic_takes_the_token_as_password(service, name):
    assert service.basic(name).status_code == 200


def test_basic_with_the_name_of_another_is_refused(service):
    assert service.basic("viewer").status_code == 401


def test_password_is_no_token(service):
    assert service.basic(token=PASSWORD).status_code == 401


@pytest.mark.parametrize("token", ["x", "gridmap_", "gridmap_" + "a" * 43])
def test_wrong_token_is_refused(service, token):
    assert service.ask(token=token).status_code == 401


@pytest.mark.parametrize("kind", ["Digest", "Negotiate", "Token"])
def test_other_schemes_open_nothing(service, kind):
    assert service.ask(kind).status_code == 401


def test_token_is_over_on_its_day(service):
    service.now = NOW + timedelta(days=30)
    assert service.ask().status_code == 401


def test_revoked_token_opens_nothing(service):
    revoke_token(service.store, service.record.id, NOW)
    assert service.ask().status_code == 401


def test_closed_account_closes_its_tokens(service):
    with service.store.writing() as writer:
        writer.put_account(replace(find_account(writer, "planner"), active=False))
    assert service.ask().status_code == 401


def test_role_of_the_account_holds_for_the_next_request(service):
    with service.store.writing() as writer:
        writer.put_account(replace(find_account(writer, "planner"), roles=(Role.VIEWER,)))
    assert service.ask(path="/api/v1/layers/cells.geojson").status_code == 403


def test_last_use_is_noted_to_the_hour_and_changes_no_revision(service):
    with service.store.reading() as reader:
        before = reader.revision()
    service.ask()
    with service.store.reading() as reader:
        assert reader.tokens()[0].used_at == NOW.replace(minute=0)
        assert reader.revision() == before


def test_token_opens_no_page(service):
    assert service.ask(path="/map").status_code == 302


def test_bearer_needs_no_origin_and_basic_must_not_come_from_a_browser(service):
    path = "/api/v1/cells"
    assert service.ask(path=path, method="POST").status_code == 405
    evil = {"Origin": "https://evil.example"}
    pair = b64encode(f"planner:{service.token}".encode()).decode()
    assert service.ask("Basic", pair, path, "POST").status_code == 405
    assert service.ask("Basic", pair, path, "POST", **evil).status_code == 403


def test_wrong_token_is_not_helped_by_a_session(service):
    form = {"username": "planner", "password": PASSWORD}
    service.client.post("/login", data=form, headers={"Origin": "http://localhost"})
    assert service.client.get(PROBE).status_code == 200
    assert service.ask("Bearer", "wrong").status_code == 401
