"""What every store promises about plans that wait, about nodes for drafts, and about locks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import shapely

from gridmap.domain import EditKind, Lock, LockKind, PlanStatus
from gridmap.errors import GridmapError
from tests.contract.worlds import (
    EAST,
    EAST_CELLS,
    MARCH,
    NEW_YEAR,
    WEST,
    WEST_CELLS,
    box,
    columns,
    leader,
    plan,
)

NOW = datetime(2026, 2, 1, 16, 30, 0, 123_000, tzinfo=UTC)
DRAFT = plan("w2", WEST)
CELLS = columns(DRAFT, 114.30, 114.303, 114.31, first=3)
NODE = (114.31, 30.605)
KINKED = shapely.Polygon(
    [(114.31, 30.60), (114.315, 30.60), (114.315, 30.61), (114.31, 30.61), NODE]
)
ROWS = [
    replace(CELLS[0], geometry=box(114.30, 30.60, 114.31, 30.605)),
    replace(CELLS[1], geometry=box(114.30, 30.605, 114.31, 30.61)),
]


def read(store, what, *args):
    with store.reading() as reader:
        return getattr(reader, what)(*args)


def write(store, what, *args, **more):
    with store.writing() as work:
        return getattr(work, what)(*args, **more)


def refused(store, code, what, *args, **more):
    before = store.digest()
    with pytest.raises(GridmapError) as caught:
        write(store, what, *args, **more)
    assert (caught.value.code, store.digest()) == (code, before)


@pytest.fixture
def drafted(store):
    write(store, "add_plan", DRAFT, CELLS)
    return store


def test_a_scheduled_plan_keeps_its_cells_and_its_day(drafted):
    write(drafted, "schedule", {"w2": CELLS}, MARCH, recorded_at=NOW)
    waiting = read(drafted, "plan", "w2")
    assert (waiting.status, waiting.valid_from) == (PlanStatus.SCHEDULED, MARCH)
    assert (waiting.recorded_at, waiting.revision) == (NOW, 2)
    assert [cell.code for cell in read(drafted, "cells", "w2")] == [cell.code for cell in CELLS]


def test_a_scheduled_plan_is_published(drafted):
    write(drafted, "schedule", {"w2": CELLS}, MARCH, recorded_at=NOW)
    write(drafted, "publish", {"w2": CELLS}, MARCH)
    plan_in_force = read(drafted, "plan", "w2")
    assert (plan_in_force.status, plan_in_force.recorded_at) == (PlanStatus.PUBLISHED, NOW)


def test_a_scheduled_plan_takes_no_edits(drafted):
    write(drafted, "schedule", {"w2": CELLS}, MARCH)
    refused(drafted, "plan.no_draft", "replace_draft", "w2", CELLS[:1], 2)


def test_unscheduling_gives_the_draft_back(drafted):
    write(drafted, "schedule", {"w2": CELLS}, MARCH, recorded_at=NOW)
    write(drafted, "unschedule", "w2")
    assert read(drafted, "plan", "w2") == replace(DRAFT, revision=3)


@pytest.mark.parametrize("name", ["w2", "w1"])
def test_only_what_waits_can_be_unscheduled(drafted, name):
    refused(drafted, "plan.not_scheduled", "unschedule", name)


def test_two_plans_of_a_community_cannot_wait(drafted):
    other = plan("w3", WEST)
    cells = columns(other, 114.30, 114.301, 114.31, first=5)
    write(drafted, "add_plan", other, cells)
    write(drafted, "schedule", {"w2": CELLS}, MARCH)
    refused(drafted, "plan.scheduled", "schedule", {"w3": cells}, MARCH)


def test_scheduling_checks_the_territory(drafted):
    refused(drafted, "partition.uncovered", "schedule", {"w2": CELLS[:1]}, MARCH)


def test_a_plan_in_force_keeps_the_adoption_in_its_journal(drafted):
    touched = [replace(EAST_CELLS[0], geometry=KINKED)]
    write(drafted, "publish", {"w2": ROWS}, MARCH, touched, recorded_at=NOW, by="li")
    (entry,) = read(drafted, "edits", "e1")
    assert (entry.kind, entry.by, entry.at) == (EditKind.ADOPTION, "li", NOW)
    assert dict(entry.command) == {"op": "adopt", "from": "w2"}
    assert shapely.equals_identical(entry.dropped[0].geometry, EAST_CELLS[0].geometry)
    assert shapely.equals_identical(entry.placed[0].geometry, KINKED)


def test_an_open_draft_takes_nodes_too(drafted):
    other = plan("e2", EAST)
    cells = columns(other, 114.31, 114.315, 114.32, first=3)
    write(drafted, "add_plan", other, cells)
    touched = [replace(cell, geometry=KINKED) for cell in (EAST_CELLS[0], cells[0])]
    write(drafted, "publish", {"w2": ROWS}, MARCH, touched)
    assert read(drafted, "plan", "e2").revision == 2
    assert shapely.equals_identical(read(drafted, "cells", "e2")[0].geometry, KINKED)


def test_locks_follow_the_plan_in_force(drafted):
    held = Lock("l1", "w1", LockKind.PLAN, "已公示", until=MARCH)
    past = replace(held, id="l2", until=NEW_YEAR)
    write(drafted, "put_locks", [held, past])
    write(drafted, "publish", {"w2": CELLS}, MARCH)
    assert [lock.plan_id for lock in read(drafted, "locks")] == ["w2", "w1"]


def test_a_cell_that_comes_back_must_be_as_it_was(drafted):
    write(drafted, "publish", {"w2": CELLS}, MARCH)
    third = plan("w3", WEST)
    cells = columns(third, 114.30, 114.3051, 114.31)
    write(drafted, "add_plan", third, cells)
    refused(drafted, "code.used", "publish", {"w3": cells}, MARCH)


def test_a_branch_keeps_its_codes_after_another_was_published(drafted):
    branch = plan("w3", WEST, based_on="w1")
    cells = columns(branch, 114.30, 114.3051, 114.31)
    write(drafted, "add_plan", branch, cells)
    write(drafted, "publish", {"w2": CELLS}, MARCH)
    write(drafted, "publish", {"w3": cells}, MARCH)
    assert [cell.code for cell in read(drafted, "published_cells", WEST)] == [
        cell.code for cell in WEST_CELLS
    ]


def test_assignments_stay_ended_when_a_cell_comes_back(drafted):
    write(drafted, "put_assignments", [leader(WEST_CELLS[0].code, "w-1")])
    write(drafted, "publish", {"w2": CELLS}, MARCH)
    third = plan("w3", WEST)
    cells = [replace(cell, plan_id="w3") for cell in WEST_CELLS]
    write(drafted, "add_plan", third, cells)
    write(drafted, "publish", {"w3": cells}, MARCH)
    assert read(drafted, "assignments", MARCH) == []


def test_a_border_moves_when_both_sides_agree(store):
    west, east = plan("w2", WEST), plan("e2", EAST)
    cells = {
        "w2": columns(west, 114.30, 114.311, first=3),
        "e2": columns(east, 114.311, 114.32, first=3),
    }
    for draft in (west, east):
        write(store, "add_plan", draft, cells[draft.id])
    refused(store, "partition.overlaps", "publish", {"w2": cells["w2"]}, MARCH)
    refused(store, "partition.uncovered", "publish", {"e2": cells["e2"]}, MARCH)
    write(store, "publish", cells, MARCH)
    assert shapely.equals(read(store, "area", WEST).boundary, box(114.30, 30.60, 114.311, 30.61))
