"""The register of workers with what each leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gridmap.domain import Role, Worker
from gridmap.errors import InputError
from gridmap.services.open_drafts import new_draft
from gridmap.services.principal import Principal
from gridmap.services.workers import put_worker, worker_card, worker_cards
from gridmap.store import MemoryStore
from tests.unit.web.territory import BEND, CENTRE, LOADS, fill

PLANNER = Principal("li", frozenset({Role.PLANNER}))
LOCAL = Principal("local", frozenset({Role.PLANNER}), (f"{CENTRE}001",))
BENDER = Principal("bend", frozenset({Role.PLANNER}), (BEND,))
TODAY = date(2026, 6, 1)


@pytest.fixture
def work():
    store = MemoryStore()
    fill(store)
    with store.writing() as work:
        yield work


def test_a_card_sums_what_the_worker_leads(work):
    card = worker_card(work, PLANNER, "W001", TODAY)
    assert (card.load, len(card.led_codes)) == (sum(LOADS[:3]), 3)


def test_too_much_load_is_named(work):
    work.put_workers([Worker("W001", "网格员1", CENTRE, capacity=sum(LOADS[:3]) - 1)])
    assert worker_card(work, PLANNER, "W001", TODAY).is_over


def test_a_duty_that_ended_is_not_on_the_card(work):
    work.end_assignments([f"{CENTRE}001"], date(2026, 2, 1))
    assert len(worker_card(work, PLANNER, "W001", TODAY).posts) == 2


def test_the_cells_of_a_draft_do_not_count_twice(work):
    new_draft(work, "centre-1")
    assert worker_card(work, PLANNER, "W001", TODAY).load == sum(LOADS[:3])


def test_who_is_limited_to_a_cell_sees_its_team_and_its_posts_alone(work):
    cards = worker_cards(work, LOCAL, TODAY)
    assert [card.worker.code for card in cards] == ["W001", "W004"]
    assert {post.cell_code for card in cards for post in card.posts} == {f"{CENTRE}001"}


def test_another_community_sees_none_of_them(work):
    assert worker_cards(work, BENDER, TODAY) == []


def test_nobody_changes_a_worker_of_another_community(work):
    first = work.workers()[0]
    with pytest.raises(InputError) as refused:
        put_worker(work, BENDER, replace(first, name="别人"))
    assert refused.value.code == "workers.scope"


def test_nobody_takes_a_worker_over_into_the_own_community(work):
    first = work.workers()[0]
    with pytest.raises(InputError):
        put_worker(work, BENDER, replace(first, community_code=BEND))
