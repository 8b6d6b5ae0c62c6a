"""Locks of the plan in force bar a publication, and go on with the plan that follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import shapely

from gridmap.domain import LockKind
from gridmap.services.publishing import publish
from tests.contract.worlds import MARCH, WEST, WEST_CELLS
from tests.leading import cell, draw, lock, read, refused, territory

FIRST, SECOND = (item.code for item in WEST_CELLS)
MIDDLE = shapely.LineString([(114.305, 30.60), (114.305, 30.61)])
BORDER = shapely.LineString([(114.31, 30.60), (114.31, 30.61)])
LOCKS = [
    lock(LockKind.CELL, cell_code=FIRST),
    lock(LockKind.ARC, geometry=MIDDLE),
    lock(LockKind.PLAN),
]
# The border between the two cells of the west moves east.
SHIFTED = [
    cell("w-2", FIRST, 114.30, 30.60, 114.306, 30.61),
    cell("w-2", SECOND, 114.306, 30.60, 114.31, 30.61),
]
# Only the second cell changes: it is split, which puts a node on the border with the east.
HALVED = [
    cell("w-2", FIRST, 114.30, 30.60, 114.305, 30.61),
    cell("w-2", SECOND, 114.305, 30.60, 114.31, 30.605),
    cell("w-2", "Dw-2-001", 114.305, 30.605, 114.31, 30.61),
]


def locked(*locks):
    store = territory()
    with store.writing() as work:
        work.put_locks(locks)
    return store


@pytest.mark.parametrize("held", LOCKS, ids=lambda held: str(held.kind))
def test_a_change_of_what_is_locked_is_refused_with_reason_and_place(held):
    store = locked(held)
    draw(store, "w-2", WEST, SHIFTED)
    error = refused(store, f"lock.broken.{held.kind}", publish, MARCH)
    assert error.params["reason"] == "边界已公示"
    assert shapely.distance(error.place.geometry, MIDDLE) < 0.001


@pytest.mark.parametrize("held", LOCKS[:2], ids=lambda held: str(held.kind))
def test_what_is_not_locked_may_change(held):
    store = locked(held)
    draw(store, "w-2", WEST, HALVED)
    assert publish(store, MARCH).cell_count == 3


def test_a_node_of_the_neighbour_on_a_locked_arc_breaks_nothing():
    held = [lock(LockKind.ARC, "e1", geometry=BORDER), replace(lock(LockKind.PLAN, "e1"), id="all")]
    store = locked(*held)
    draw(store, "w-2", WEST, HALVED)
    assert len(publish(store, MARCH).touched) == 1


def test_a_lock_that_has_run_out_bars_nothing():
    store = locked(lock(LockKind.PLAN, until=date(2026, 2, 28)))
    draw(store, "w-2", WEST, SHIFTED)
    publish(store, MARCH)
    assert read(store, "locks", "w-2") == []


def test_a_lock_goes_on_with_the_next_plan():
    store = locked(LOCKS[0])
    draw(store, "w-2", WEST, HALVED)
    publish(store, MARCH)
    (held,) = read(store, "locks", "w-2")
    assert held.cell_code == FIRST


def test_a_lock_on_a_new_cell_takes_its_official_code():
    store = territory()
    draw(store, "w-2", WEST, HALVED)
    with store.writing() as work:
        work.put_locks([lock(LockKind.CELL, "w-2", cell_code="Dw-2-001")])
    publish(store, MARCH)
    assert [held.cell_code for held in read(store, "locks")] == [f"{WEST}003"]
