"""The service over a small territory in memory, and clients who are signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gridmap.domain import Role
from gridmap.store import MemoryStore, Store
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here
from tests.unit.web.territory import CENTRE, PASSWORD, fill
from web.accounts import add_account
from web.app import create_app
from web.assets import Bundle
from web.settings import Settings

KEY = "a key that only the tests know, long enough"
ORIGIN = {"Origin": "http://localhost"}
_PAGES = Path(__file__).parents[2] / "web" / "frontend" / "src" / "pages"
BUNDLES = {
    page.name: Bundle(
        f"/static/dist/assets/{page.name}.js", (f"/static/dist/assets/{page.name}.css",)
    )
    for page in _PAGES.iterdir()
}


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def filled() -> Store:
    store = MemoryStore()
    fill(store)
    add_account(store, "viewer", [Role.VIEWER], PASSWORD)
    add_account(store, "planner", [Role.PLANNER], PASSWORD, display_name="规划员小李")
    add_account(store, "local", [Role.GIS], PASSWORD, scope=[f"{CENTRE}001"])
    return store


@dataclass
class Service:
    app: Flask
    store: Store
    clock: Clock

    def client(self, username: str | None = None) -> FlaskClient:
        client = self.app.test_client()
        if username is not None:
            answer = sign_in(client, username)
            assert answer.status_code == 302
        return client


def sign_in(client: FlaskClient, username: str, password: str = PASSWORD, **options):
    form = {"username": username, "password": password}
    return client.post("/login", data=form, headers=ORIGIN, **options)


def make_service(**settings: object) -> Service:
    store, clock = filled(), Clock()
    app = create_app(Settings(secret_key=KEY, **settings), store, bundles=BUNDLES, clock=clock)
    return Service(app, store, clock)


@pytest.fixture(scope="session")
def shared() -> Service:
    """Return a service that no test changes."""
    return make_service()


@pytest.fixture
def service() -> Service:
    """Return a service of the test's own."""
    return make_service()


@pytest.fixture(scope="session")
def as_planner(shared: Service) -> FlaskClient:
    return shared.client("planner")


@pytest.fixture(scope="session")
def as_viewer(shared: Service) -> FlaskClient:
    return shared.client("viewer")


@pytest.fixture(scope="session")
def as_local(shared: Service) -> FlaskClient:
    return shared.client("local")


@pytest.fixture(scope="session")
def anonymous(shared: Service) -> Callable[..., object]:
    """Return a function that asks without a session."""

    def ask(method: str, path: str, **options: object) -> object:
        return shared.app.test_client().open(path, method=method, **options)

    return ask
