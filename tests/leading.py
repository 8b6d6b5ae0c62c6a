"""The small territory of the contract with a leader in every cell, and drafts drawn by hand."""

from __future__ import annotations

from datetime import date

import pytest
import shapely

from gridmap.domain import Cell, Edit, EditKind, Lock, LockKind
from gridmap.errors import GridmapError
from gridmap.store import MemoryStore
from tests.contract.worlds import EAST, WEST, box, leader, plan, settle

WORKERS = {WEST: "w-1", EAST: "w-3", f"{EAST[:-1]}3": "w-2"}
TODAY = date(2026, 2, 1)


def territory() -> MemoryStore:
    """Return both communities with plans w1 and e1 in force; every cell has a leader."""
    store = MemoryStore()
    settle(store)
    with store.writing() as work:
        work.put_assignments(
            leader(cell.code, WORKERS[cell.code[:12]]) for cell in work.published_cells()
        )
    return store


def cell(plan_id: str, code: str, *frame: float) -> Cell:
    """Return a cell that fills a box: west, south, east, north."""
    return Cell(code, plan_id, box(*frame))


def draw(store, plan_id: str, community: str, cells, **more):
    """Put a draft into the store and lead its new cells; return it."""
    draft = plan(plan_id, community, **more)
    with store.writing() as work:
        work.add_plan(draft, cells)
        led = {item.cell_code for item in work.assignments()}
        work.put_assignments(
            leader(item.code, WORKERS[community]) for item in cells if item.code not in led
        )
    return draft


def split(plan_id: str, number: int, whole: Cell, *parts: Cell) -> Edit:
    """Return an entry of a journal that splits a cell by hand."""
    command = {"op": "split", "code": whole.code}
    return Edit(plan_id, number, EditKind.EDIT, command, (whole,), parts)


def lock(kind: LockKind, plan_id: str = "w1", **more) -> Lock:
    return Lock(f"lock-{kind}", plan_id, kind, "边界已公示", **more)


def read(store, what, *args):
    with store.reading() as reader:
        return getattr(reader, what)(*args)


def shapes(store, what="published_cells", *args) -> dict[str, shapely.Geometry]:
    return {item.code: item.geometry for item in read(store, what, *args)}


def refused(store, code: str, action, *args, **more) -> GridmapError:
    """Return the refusal of an action that leaves the store as it was."""
    before = store.digest()
    with pytest.raises(GridmapError) as caught:
        action(store, *args, **more)
    assert (caught.value.code, store.digest()) == (code, before)
    return caught.value
