"""What every store promises about locks: what they protect, why, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import shapely

from gridmap.domain import Lock, LockKind
from gridmap.errors import GridmapError
from tests.contract.worlds import WEST_CELLS

ON_CELL = Lock(
    "l1", "w1", LockKind.CELL, "学校", WEST_CELLS[0].code, by="li", until=date(2026, 6, 1)
)
ON_ARC = Lock(
    "l2",
    "w1",
    LockKind.ARC,
    "河道",
    geometry=shapely.LineString([(114.305, 30.60), (114.305, 30.61)]),
)
ON_PLAN = Lock("l3", "e1", LockKind.PLAN, "换届", until=date(2026, 3, 1))
LOCKS = [ON_CELL, ON_ARC, ON_PLAN]


def read(store, *args):
    with store.reading() as reader:
        return reader.locks(*args)


def write(store, what, *args):
    with store.writing() as work:
        return getattr(work, what)(*args)


def test_locks_come_back_in_order(store):
    write(store, "put_locks", LOCKS[::-1])
    assert (read(store), read(store, "w1"), read(store, "x")) == (LOCKS, LOCKS[:2], [])


def test_lock_is_replaced(store):
    write(store, "put_locks", LOCKS)
    longer = replace(ON_CELL, until=None, reason="扩建")
    write(store, "put_locks", [longer])
    assert read(store) == [longer, ON_ARC, ON_PLAN]


def test_lock_is_removed(store):
    write(store, "put_locks", LOCKS)
    write(store, "remove_lock", "l2")
    assert read(store) == [ON_CELL, ON_PLAN]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"plan_id": "w9"}, "plan.unknown"),
        ({"cell_code": "x"}, "lock.cell"),
        ({"cell_code": None}, "lock.names"),
        ({"kind": LockKind.PLAN}, "lock.names"),
        ({"kind": LockKind.ARC}, "lock.names"),
        ({"kind": LockKind.ARC, "cell_code": None}, "lock.names"),
        ({"geometry": ON_ARC.geometry}, "lock.names"),
        ({"reason": " "}, "lock.reason"),
        ({"id": ""}, "lock.reason"),
        (
            {"kind": LockKind.ARC, "cell_code": None, "geometry": shapely.Point(114.305, 30.60)},
            "geometry.no_line",
        ),
        (
            {
                "kind": LockKind.ARC,
                "cell_code": None,
                "geometry": shapely.affinity.translate(ON_ARC.geometry, 1e-8),
            },
            "geometry.off_lattice",
        ),
    ],
)
def test_lock_that_does_not_fit_is_refused(store, changes, code):
    before = store.digest()
    with pytest.raises(GridmapError) as caught:
        write(store, "put_locks", [ON_PLAN, replace(ON_CELL, **changes)])
    assert (caught.value.code, store.digest()) == (code, before)


def test_only_a_lock_that_is_there_is_removed(store):
    with pytest.raises(GridmapError) as caught:
        write(store, "remove_lock", "l9")
    assert caught.value.code == "lock.unknown"
