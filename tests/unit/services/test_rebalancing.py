"""Evening loads out by the smallest change: few blocks go over borders, each an edit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from gridmap.domain import Area, Block, Cell, Lock, LockKind, Origin, Plan, PlanStatus, Territory
from gridmap.errors import GridmapError
from gridmap.services.rebalancing import RebalanceWish, rebalance
from gridmap.store import MemoryStore

COMMUNITY = "420106001001"
SIDE, STEP = 12, 10_000
WEST, SOUTH = 1_143_000_000, 306_000_000


def rectangle(left: int, low: int, right: int, high: int) -> shapely.Polygon:
    """Return a rectangle of squares that has a node at every square's corner."""
    ring = [(x, low) for x in range(left, right)] + [(right, y) for y in range(low, high)]
    ring += [(x, high) for x in range(right, left, -1)] + [(left, y) for y in range(high, low, -1)]
    return shapely.Polygon([((WEST + x * STEP) / 1e7, (SOUTH + y * STEP) / 1e7) for x, y in ring])


def settled(load) -> MemoryStore:
    """Return four strips of three columns, over blocks of one square each."""
    store = MemoryStore()
    plan = Plan("p1", COMMUNITY, PlanStatus.DRAFT, Origin.DRAWN)
    with store.writing() as work:
        work.set_territory(Territory("东湖"))
        work.put_areas(
            [
                Area("420106", "district", "区"),
                Area("420106001", "subdistrict", "街道", "420106"),
                Area(COMMUNITY, "community", "社区", "420106001", rectangle(0, 0, SIDE, SIDE)),
            ]
        )
        work.put_blocks(
            Block(f"b{x:02d}{y:02d}", COMMUNITY, rectangle(x, y, x + 1, y + 1), load=load(x, y))
            for x in range(SIDE)
            for y in range(SIDE)
        )
        strips = [
            Cell(f"{COMMUNITY}{at + 1:03d}", "p1", rectangle(3 * at, 0, 3 * at + 3, SIDE))
            for at in range(4)
        ]
        work.add_plan(plan, strips)
    return store


def uneven(x: int, _y: int) -> float:
    return 14.0 - x


def test_loads_come_within_the_tolerance():
    done = rebalance(settled(uneven), RebalanceWish("p1", 0.05))
    assert done.worst_before_ratio > 0.4
    assert done.worst_after_ratio <= 0.05


def test_the_draft_is_an_exact_coverage_of_the_same_cells():
    store = settled(uneven)
    done = rebalance(store, RebalanceWish("p1", 0.05))
    with store.reading() as reader:
        cells = reader.cells(done.plan.id)
    shapes = np.array([cell.geometry for cell in cells], object)
    assert shapely.coverage_is_valid(shapes)
    assert [cell.code[-3:] for cell in cells] == ["001", "002", "003", "004"]


def test_every_move_is_an_edit_that_can_be_undone():
    store = settled(uneven)
    done = rebalance(store, RebalanceWish("p1", 0.05))
    with store.reading() as reader:
        journal = reader.edits(done.plan.id)
    assert len(journal) == done.moves
    assert {edit.command["op"] for edit in journal} == {"transfer"}


def test_what_is_even_stays():
    done = rebalance(settled(lambda _x, _y: 1.0), RebalanceWish("p1", 0.05))
    assert (done.moves, done.worst_after_ratio) == (0, pytest.approx(0, abs=1e-6))


def test_a_wider_tolerance_moves_less():
    near, wide = (rebalance(settled(uneven), RebalanceWish("p1", by)) for by in (0.05, 0.25))
    assert wide.moved_load < near.moved_load


def test_same_input_same_moves():
    first, second = (rebalance(settled(uneven), RebalanceWish("p1", 0.1)) for _ in range(2))
    assert replace(first, plan=second.plan) == second


def test_locked_cells_neither_give_nor_take():
    store = settled(uneven)
    code = f"{COMMUNITY}001"
    with store.writing() as work:
        work.put_locks([Lock("l1", "p1", LockKind.CELL, "学校", code)])
        before = next(cell.geometry for cell in work.cells("p1") if cell.code == code)
    done = rebalance(store, RebalanceWish("p1", 0.05))
    with store.reading() as reader:
        after = next(cell.geometry for cell in reader.cells(done.plan.id) if cell.code == code)
    assert after.equals(before)


def test_without_load_there_is_nothing_to_even_out():
    with pytest.raises(GridmapError) as refused:
        rebalance(settled(lambda _x, _y: 0.0), RebalanceWish("p1"))
    assert refused.value.code == "rebalance.no_load"
