"""Plans that wait come into force with the first request of their day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gridmap.domain import PlanStatus
from gridmap.services.publishing import publish
from gridmap.store import MemoryStore
from tests import squares
from tests.api.conftest import BUNDLES, KEY
from tests.squares import WEST, branch
from web.app import create_app
from web.settings import Settings

DAY = date(2026, 4, 1)


@pytest.fixture
def store():
    made = MemoryStore()
    squares.settle(made)
    draft = branch(made)
    publish(made, DAY, [draft.id], today=DAY - timedelta(days=3))
    return made


@pytest.mark.parametrize(
    ("day", "status"),
    [(DAY - timedelta(days=1), PlanStatus.SCHEDULED), (DAY, PlanStatus.PUBLISHED)],
)
def test_a_plan_comes_into_force_on_its_day(store, day, status):
    app = create_app(Settings(secret_key=KEY), store, bundles=BUNDLES, today=lambda: day)
    app.test_client().get("/healthz")
    with store.reading() as reader:
        assert reader.plan(f"{WEST}-2").status is status


def test_a_service_that_runs_over_midnight_notices(store):
    days = [DAY - timedelta(days=1)]
    app = create_app(Settings(secret_key=KEY), store, bundles=BUNDLES, today=lambda: days[-1])
    client = app.test_client()
    client.get("/healthz")
    days.append(DAY)
    client.get("/healthz")
    with store.reading() as reader:
        assert reader.plan(f"{WEST}-2").status is PlanStatus.PUBLISHED


def test_the_store_is_asked_once_a_day(store):
    app = create_app(Settings(secret_key=KEY), store, bundles=BUNDLES, today=lambda: DAY)
    client = app.test_client()
    client.get("/healthz")
    before = store.digest()
    client.get("/healthz")
    assert store.digest() == before
