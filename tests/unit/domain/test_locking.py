"""Locks: what breaks them and what they bear."""

from __future__ import annotations

from datetime import date

import pytest
import shapely

from gridmap.domain import Cell, Lock, LockKind
from gridmap.domain.locking import broken_locks, difference_beyond_bend, require_unlocked
from gridmap.errors import ConflictError
from gridmap.geometry import from_units

DAY = date(2026, 7, 1)
CORNER = (1_203_000_000, 302_000_000)


def polygon(*units):
    return shapely.Polygon(from_units([(x + CORNER[0], y + CORNER[1]) for x, y in units]))


def cell(code, *units):
    return Cell(code, "p", polygon(*units))


LEFT = cell("1", (0, 0), (100, 0), (100, 100), (0, 100))
RIGHT = cell("2", (100, 0), (200, 0), (200, 100), (100, 100))
BEFORE = {"1": LEFT, "2": RIGHT}
# A node in the middle of the common border, less than a unit beside it and four units beside it.
BENT = {
    "1": cell("1", (0, 0), (100, 0), (101, 50), (100, 100), (0, 100)),
    "2": cell("2", (100, 0), (200, 0), (200, 100), (100, 100), (101, 50)),
}
MOVED = {
    "1": cell("1", (0, 0), (100, 0), (104, 50), (100, 100), (0, 100)),
    "2": cell("2", (100, 0), (200, 0), (200, 100), (100, 100), (104, 50)),
}
MERGED = {"1": cell("1", (0, 0), (200, 0), (200, 100), (0, 100))}
ARC = shapely.LineString(
    from_units([(x + CORNER[0], y + CORNER[1]) for x, y in [(100, 0), (100, 100)]])
)


def lock(kind, **more):
    return Lock("l", "p", kind, "名单已公示", **more)


CELL_LOCK = lock(LockKind.CELL, cell_code="1")
ARC_LOCK = lock(LockKind.ARC, geometry=ARC)
PLAN_LOCK = lock(LockKind.PLAN)


@pytest.mark.parametrize("held", [CELL_LOCK, ARC_LOCK, PLAN_LOCK])
@pytest.mark.parametrize("after", [MOVED, MERGED])
def test_a_change_beyond_the_bend_breaks_every_lock(held, after):
    (broken,) = broken_locks([held], BEFORE, after, DAY)
    assert broken.lock is held
    assert not broken.geometry.is_empty


@pytest.mark.parametrize("held", [CELL_LOCK, ARC_LOCK, PLAN_LOCK])
@pytest.mark.parametrize("after", [BENT, BEFORE])
def test_a_bend_of_a_unit_breaks_no_lock(held, after):
    assert broken_locks([held], BEFORE, after, DAY) == []


def test_the_place_of_a_moved_border_is_where_it_moved():
    (broken,) = broken_locks([CELL_LOCK], BEFORE, MOVED, DAY)
    assert shapely.distance(broken.geometry, polygon((101, 49), (104, 50), (101, 51))) == 0


def test_a_lock_on_another_cell_is_not_broken():
    other = {"3": cell("3", (0, 0), (0, 100), (-50, 50))}
    assert broken_locks([CELL_LOCK, ARC_LOCK], other, {}, DAY) == []


def test_an_arc_that_leaves_the_border_elsewhere_is_not_broken():
    after = {**BEFORE, "1": cell("1", (0, 0), (100, 0), (100, 100), (50, 120), (0, 100))}
    assert broken_locks([ARC_LOCK], BEFORE, after, DAY) == []
    assert len(broken_locks([CELL_LOCK], BEFORE, after, DAY)) == 1


def test_a_new_node_on_an_arc_is_no_difference():
    assert difference_beyond_bend(LEFT.geometry, BENT["1"].geometry).is_empty


def test_a_lock_holds_on_its_last_day_only_until_then():
    held = lock(LockKind.PLAN, until=DAY)
    assert len(broken_locks([held], BEFORE, MERGED, DAY)) == 1
    assert broken_locks([held], BEFORE, MERGED, date(2026, 7, 2)) == []


@pytest.mark.parametrize("held", [CELL_LOCK, ARC_LOCK, PLAN_LOCK])
def test_a_refusal_names_the_reason(held):
    with pytest.raises(ConflictError, match="名单已公示") as caught:
        require_unlocked([held], BEFORE, MOVED, DAY)
    assert caught.value.code == f"lock.broken.{held.kind.value}"
    assert caught.value.place.geometry is not None
