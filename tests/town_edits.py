"""Edits of the town of `town_plans`, from a draft to the plan in force."""

from __future__ import annotations

from datetime import UTC, date, datetime

from gridmap.domain import Assignment, Duty
from gridmap.services.drafting import Desk, Note
from gridmap.services.open_drafts import new_draft
from gridmap.services.publishing import publish
from tests.town_plans import LATER, code
from tests.towns import WEST

AUTUMN = date(2026, 10, 1)
NOTE = Note("planner", datetime(2026, 5, 4, 9, tzinfo=UTC), "new estate", "estate")
ONE, TWO, THREE, FOUR = (code(WEST, number) for number in (1, 2, 3, 4))


def redraw(store, *commands, source=f"{WEST}-1", note=NOTE):
    """Branch a draft and carry out commands; return its id."""
    with store.writing() as work:
        draft = new_draft(work, source, reason="yearly review")
    desk = Desk(store)
    for command in commands:
        desk.edit(draft.id, command, note)
    return draft.id


def put(store, draft_id, day=LATER):
    """Give every new cell a leader and publish."""
    with store.writing() as work:
        led = {known.cell_code for known in work.assignments(day) if known.duty is Duty.LEADER}
        work.put_assignments(
            Assignment(cell.code, "W1", Duty.LEADER, day)
            for cell in work.cells(draft_id)
            if cell.code not in led
        )
    publish(store, day, [draft_id])


def split(cell_code=TWO, lon=114.3034):
    line = [[lon, 30.5999], [lon, 30.6041]]
    return {"op": "split", "code": cell_code, "line": line}


def merge(*codes):
    return {"op": "merge", "codes": list(codes)}
