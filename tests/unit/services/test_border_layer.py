from __future__ import annotations

from datetime import date

import pytest
import shapely

from gridmap.domain import Assignment, Duty, LineClass, Street
from gridmap.services.drafting import Desk, Note
from gridmap.services.published_layers import layer_table
from gridmap.services.publishing import publish
from gridmap.store import MemoryStore
from tests import squares
from tests.squares import WEST, branch, code, place

SPLIT = {
    "op": "split",
    "code": code(WEST, 2, 1),
    "line": [list(place(2.3, 0.9)), list(place(2.3, 2.1))],
}


@pytest.fixture
def table():
    store = MemoryStore()
    squares.settle(store)
    with store.writing() as work:
        line = shapely.LineString([place(0, 1), place(4, 1)])
        work.put_streets([Street("S1", "中山路", LineClass.MAIN_ROAD, line)])
    draft = branch(store)
    Desk(store).edit(draft.id, SPLIT, Note("li", reason="too large"))
    day = date(2026, 2, 1)
    with store.writing() as work:
        work.put_assignments([Assignment(f"D{draft.id}-001", "W0", Duty.LEADER, day)])
    publish(store, day, [draft.id])
    with store.reading() as reader:
        return layer_table(reader, "borders")


def _row(table, x, y):
    """Return the row of the arc nearest to a place."""
    here = shapely.Point(place(x, y))
    nearest = int(shapely.distance(table.geometry, here).argmin())
    return {name: values[nearest] for name, values in table.columns.items()}


def test_every_border_answers_why_it_is_here(table):
    assert None not in table.columns["cause"]


def test_a_border_that_was_drawn_names_who_and_why(table):
    row = _row(table, 2.3, 1.5)
    assert (row["cause"], row["by"], row["reason"]) == ("split", "li", "too large")
    assert {row["left_code"], row["right_code"]} == {code(WEST, 2, 1), f"{WEST}013"}


def test_a_border_along_a_street_names_it(table):
    assert _row(table, 1.5, 1)["street"] == "中山路"


def test_a_border_that_nobody_touched_came_with_its_plan(table):
    row = _row(table, 5, 1.5)
    assert (row["cause"], row["cause_number"]) == ("drawn", None)
