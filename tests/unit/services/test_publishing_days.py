"""Plans that wait for a day to come, and earlier plans that come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import shapely

from gridmap.domain import PlanStatus
from gridmap.services.publishing import Due, publish, publish_due, roll_back, unschedule
from gridmap.store import MemoryStore
from tests.contract.worlds import EAST, MARCH, WEST, WEST_CELLS, box, shop
from tests.leading import TODAY, cell, draw, read, refused, shapes, territory

FIRST, SECOND = (item.code for item in WEST_CELLS)
APRIL = date(2026, 4, 1)
COLUMNS = [
    cell("w-2", "Dw-2-001", 114.30, 30.60, 114.304, 30.61),
    cell("w-2", SECOND, 114.304, 30.60, 114.31, 30.61),
]
ROWS = [
    cell("w-3", "Dw-3-001", 114.30, 30.60, 114.31, 30.605),
    cell("w-3", "Dw-3-002", 114.30, 30.605, 114.31, 30.61),
]
EAST_ROWS = [
    cell("e-2", "De-2-001", 114.31, 30.60, 114.32, 30.607),
    cell("e-2", "De-2-002", 114.31, 30.607, 114.32, 30.61),
]


@pytest.fixture
def store():
    store = territory()
    with store.writing() as work:
        work.put_points([shop("s1", 114.302), shop("s2", 114.3045), shop("s3", 114.319)])
    draw(store, "w-2", WEST, COLUMNS)
    return store


def filed(store):
    return {point.id: point.cell_code for point in read(store, "points")}


def statuses(store, community=WEST):
    return {plan.id: plan.status for plan in read(store, "plans", community)}


def test_until_its_day_a_scheduled_plan_changes_nothing(store):
    before = shapes(store), filed(store)
    answer = publish(store, MARCH, today=TODAY)
    assert (answer.scheduled, dict(answer.renamed)) == (True, {})
    assert statuses(store) == {"w1": PlanStatus.PUBLISHED, "w-2": PlanStatus.SCHEDULED}
    assert (shapes(store), filed(store)) == before


def test_a_plan_of_today_is_in_force_at_once(store):
    assert not publish(store, TODAY, today=TODAY).scheduled
    assert statuses(store)["w-2"] is PlanStatus.PUBLISHED


def test_on_its_day_it_is_in_force_with_all_that_goes_with_it(store):
    publish(store, MARCH, today=TODAY)
    (answer,) = publish_due(store, MARCH).published
    old = read(store, "plan", "w1")
    assert answer.renamed == {"Dw-2-001": f"{WEST}003"}
    assert (old.status, old.valid_to) == (PlanStatus.SUPERSEDED, date(2026, 2, 28))
    assert filed(store) == {"s1": f"{WEST}003", "s2": SECOND, "s3": f"{EAST}002"}


def test_a_day_that_was_missed_counts_as_meant(store):
    publish(store, MARCH, today=TODAY)
    publish_due(store, APRIL)
    assert read(store, "plan", "w-2").valid_from == MARCH


def test_nothing_due_writes_nothing(store):
    publish(store, MARCH, today=TODAY)
    before = store.digest()
    assert publish_due(store, MARCH - timedelta(days=1)) == Due((), ())
    assert store.digest() == before


def test_two_plans_of_a_community_do_not_wait_at_once(store):
    publish(store, MARCH, ["w-2"], today=TODAY)
    draw(store, "w-3", WEST, ROWS)
    error = refused(store, "plan.scheduled", publish, APRIL, ["w-3"], today=TODAY)
    assert error.params["id"] == "w-2"


def test_what_could_not_be_published_cannot_be_scheduled(store):
    draw(store, "w-3", WEST, ROWS[:1])
    refused(store, "partition.uncovered", publish, MARCH, ["w-3"], today=TODAY)


def test_a_scheduled_plan_is_called_back(store):
    publish(store, MARCH, today=TODAY)
    (plan,) = unschedule(store, ["w-2"])
    assert (plan.status, plan.valid_from) == (PlanStatus.DRAFT, None)
    assert publish_due(store, MARCH) == Due((), ())


def test_a_draft_cannot_be_called_back(store):
    refused(store, "plan.not_scheduled", unschedule, ["w-2"])


def test_a_scheduled_plan_meets_what_came_into_force_meanwhile(store):
    draw(store, "w-3", WEST, ROWS)
    publish(store, MARCH, ["w-3"], today=TODAY)
    draw(store, "e-2", EAST, EAST_ROWS)
    publish(store, TODAY, ["e-2"])
    (answer,) = publish_due(store, MARCH).published
    assert len(answer.touched) == 1
    assert shapely.coverage_is_valid(list(shapes(store).values()))


def test_plans_scheduled_together_come_together(store):
    wide = [cell("w-3", "Dw-3-001", 114.30, 30.60, 114.311, 30.61)]
    narrow = [cell("e-2", "De-2-001", 114.311, 30.60, 114.32, 30.61)]
    draw(store, "w-3", WEST, wide)
    draw(store, "e-2", EAST, narrow)
    now = datetime(2026, 2, 1, 9, tzinfo=UTC)
    publish(store, MARCH, ["w-3", "e-2"], today=TODAY, now=now)
    (answer,) = publish_due(store, MARCH).published
    assert set(answer.plan_ids) == {"w-3", "e-2"}
    assert shapely.equals(read(store, "area", WEST).boundary, box(114.30, 30.60, 114.311, 30.61))


def test_a_due_plan_that_lost_its_leader_goes_on_waiting(store):
    publish(store, MARCH, today=TODAY)
    with store.writing() as work:
        work.end_assignments(["Dw-2-001"], TODAY)
    before = store.digest()
    due = publish_due(store, MARCH)
    assert [refusal.error.code for refusal in due.refused] == ["publish.leaders"]
    assert (due.published, store.digest()) == ((), before)


class Late(MemoryStore):
    """A store whose reader saw the plans wait before another process published them."""

    def __init__(self, store):
        super().__init__()
        self._rows, self.writing = store._rows, store.writing


def test_who_comes_second_does_nothing(store):
    publish(store, MARCH, today=TODAY)
    late = Late(store)
    publish_due(store, MARCH)
    assert publish_due(late, MARCH) == Due((), ())


def test_a_refused_plan_keeps_no_other_from_its_day(store):
    draw(store, "e-2", EAST, EAST_ROWS)
    publish(store, MARCH, ["w-2"], today=TODAY, now=datetime(2026, 2, 1, 9, tzinfo=UTC))
    publish(store, MARCH, ["e-2"], today=TODAY, now=datetime(2026, 2, 1, 10, tzinfo=UTC))
    with store.writing() as work:
        work.end_assignments(["Dw-2-001"], TODAY)
    due = publish_due(store, APRIL)
    assert [answer.plan_ids for answer in due.published] == [("e-2",)]
    assert [refusal.plan_ids for refusal in due.refused] == [("w-2",)]


def test_a_plan_drawn_on_an_earlier_one_is_named(store):
    draw(store, "w-3", WEST, ROWS, based_on="w1")
    publish(store, MARCH, ["w-2"])
    assert publish(store, APRIL, ["w-3"]).overtaken == ("w-3",)


def test_rolling_back_brings_cells_and_codes_back(store):
    before = shapes(store)
    publish(store, MARCH)
    answer = roll_back(store, "w1", APRIL, reason="居民意见")
    (new_id,) = answer.plan_ids
    plan = read(store, "plan", new_id)
    assert (plan.based_on, plan.reason, plan.valid_from) == ("w-2", "居民意见", APRIL)
    assert shapes(store) == before


def test_rolling_back_names_cells_without_leaders(store):
    publish(store, MARCH)
    answer = roll_back(store, "w1", APRIL)
    led = {item.cell_code for item in read(store, "assignments", APRIL)}
    assert answer.leaderless == (FIRST,)
    assert FIRST not in led
    assert SECOND in led


def test_points_are_counted_in_the_cells_that_came_back(store):
    before = filed(store)
    publish(store, MARCH)
    roll_back(store, "w1", APRIL)
    assert filed(store) == before


def test_rolling_back_may_wait_for_its_day(store):
    publish(store, MARCH)
    assert roll_back(store, "w1", APRIL, today=MARCH).scheduled
    (answer,) = publish_due(store, APRIL).published
    assert answer.leaderless == (FIRST,)


@pytest.mark.parametrize("plan_id", ["w-2", "e1", "nothing"])
def test_only_an_earlier_plan_comes_back(store, plan_id):
    refused(store, "publish.not_superseded", roll_back, plan_id, APRIL)


def test_an_earlier_plan_stays_away_when_the_border_moved_since(store):
    draw(store, "w-3", WEST, [replace(ROWS[0], geometry=box(114.30, 30.60, 114.311, 30.61))])
    draw(store, "e-2", EAST, [cell("e-2", "De-2-001", 114.311, 30.60, 114.32, 30.61)])
    publish(store, MARCH, ["w-3", "e-2"])
    error = refused(store, "partition.uncovered", roll_back, "w1", APRIL)
    assert shapely.distance(error.place.geometry, shapely.Point(114.3105, 30.605)) < 1e-6
