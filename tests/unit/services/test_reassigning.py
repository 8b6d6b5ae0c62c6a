"""Giving single cells to workers, and taking duties away."""

from __future__ import annotations

from datetime import date

import pytest

from gridmap.domain import Duty, Role
from gridmap.errors import InputError
from gridmap.services.principal import Principal
from gridmap.services.reassigning import Wanted, reassign, relieve
from gridmap.store import MemoryStore
from tests.unit.web.territory import CENTRE, fill

PLANNER = Principal("li", frozenset({Role.PLANNER}))
LOCAL = Principal("local", frozenset({Role.PLANNER}), (f"{CENTRE}002",))
FIRST, SECOND = f"{CENTRE}001", f"{CENTRE}002"
DAY = date(2026, 12, 1)


@pytest.fixture
def work():
    store = MemoryStore()
    fill(store)
    with store.writing() as work:
        yield work


def team(work, cell=FIRST):
    return {
        (one.worker_code, one.duty.value): one.valid_to
        for one in work.assignments()
        if one.cell_code == cell
    }


def test_the_leader_until_now_is_relieved_the_day_before(work):
    reassign(work, PLANNER, [Wanted(FIRST, "W002")], DAY)
    held = team(work)
    assert held["W001", "leader"] == date(2026, 11, 30)
    assert held["W002", "leader"] is None


def test_volunteers_stay_when_one_joins(work):
    done = reassign(work, PLANNER, [Wanted(FIRST, "W002", Duty.VOLUNTEER)], DAY)
    assert done.relieved == ()
    assert team(work)["W004", "volunteer"] is None


def test_who_leads_already_goes_on(work):
    done = reassign(work, PLANNER, [Wanted(FIRST, "W001")], DAY)
    assert (done.made, done.relieved) == ((), ())


def test_on_the_first_day_itself_nobody_was_there_before(work):
    reassign(work, PLANNER, [Wanted(FIRST, "W002")], date(2026, 1, 1))
    assert ("W001", "leader") not in team(work)


def test_a_cell_outside_the_scope_is_refused(work):
    with pytest.raises(InputError) as refused:
        reassign(work, LOCAL, [Wanted(SECOND, "W002"), Wanted(FIRST, "W002")], DAY)
    assert refused.value.place.feature == FIRST


def test_relief_leaves_others_with_the_same_duty(work):
    reassign(work, PLANNER, [Wanted(FIRST, "W002", Duty.VOLUNTEER)], date(2026, 2, 1))
    relieve(work, PLANNER, [Wanted(FIRST, "W004", Duty.VOLUNTEER)], DAY)
    held = team(work)
    assert (held["W004", "volunteer"], held["W002", "volunteer"]) == (DAY, None)


def test_relief_from_a_duty_that_nobody_has_is_refused(work):
    with pytest.raises(InputError) as refused:
        relieve(work, PLANNER, [Wanted(FIRST, "W003")], DAY)
    assert refused.value.code == "reassign.nobody"
