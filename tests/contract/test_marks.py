"""A mark changes with every write to its layers, and with no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import shapely

from gridmap.domain import Assignment, Duty, Point, PointKind, Street
from gridmap.domain.words import LineClass
from tests.contract.worlds import EAST, MARCH, NEW_YEAR, WEST, columns, plan

FIRST = f"{WEST}001"
DRAFT = plan("w2", WEST, based_on="w1")


def add_draft(work):
    work.add_plan(DRAFT, columns(DRAFT, 114.30, 114.305, 114.31))


def shop(number):
    return Point(f"s-{number}", PointKind.SHOP, "bakery", 114.301, 30.605)


WRITES = {
    "cell": add_draft,
    "worker": lambda work: work.put_workers([replace(work.workers()[0], name="改名")]),
    "point": lambda work: work.put_points([shop(1)]),
    "street": lambda work: work.put_streets(
        [Street("r", "路", LineClass.LANE, shapely.LineString([(114.3, 30.6), (114.31, 30.61)]))]
    ),
    "area": lambda work: work.put_areas([replace(work.area(EAST), name="改名")]),
}
ASSIGNING = {
    "assigned": lambda work: work.put_assignments(
        [Assignment(FIRST, work.workers()[0].code, Duty.VOLUNTEER, NEW_YEAR)]
    ),
    "ended": lambda work: work.end_assignments([FIRST], date(2026, 2, 28)),
    "removed": lambda work: work.end_assignments([FIRST], date(2025, 12, 1)),
}


def mark(store, *layers):
    with store.reading() as reader:
        return reader.mark(*layers)


@pytest.mark.parametrize("layer", WRITES)
def test_a_write_changes_the_mark_of_its_layer(store, layer):
    before = mark(store, layer)
    with store.writing() as work:
        WRITES[layer](work)
    assert mark(store, layer) != before


@pytest.mark.parametrize("layer", WRITES)
def test_a_write_leaves_the_marks_of_other_layers(store, layer):
    others = sorted(WRITES.keys() - {layer})
    before = mark(store, *others)
    with store.writing() as work:
        WRITES[layer](work)
    assert mark(store, *others) == before


@pytest.mark.parametrize("what", ASSIGNING)
def test_who_serves_where_is_part_of_the_workers(store, what):
    with store.writing() as work:
        work.put_assignments([Assignment(FIRST, work.workers()[0].code, Duty.LEADER, MARCH)])
        if what == "ended":
            work.put_assignments([Assignment(FIRST, work.workers()[1].code, Duty.DEPUTY, NEW_YEAR)])
    before = mark(store, "worker")
    with store.writing() as work:
        ASSIGNING[what](work)
    assert mark(store, "worker") != before


def test_two_changes_within_a_moment_have_two_marks(file_store):
    seen = set()
    for number in range(20):
        with file_store.writing() as work:
            work.put_points([shop(number)])
        seen.add(mark(file_store, "point"))
    assert len(seen) == 20
