"""Load, area, compactness and limits by cell and worker."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from gridmap.domain import Worker
from gridmap.geometry import area_m2
from gridmap.services.impact_limits import LimitKind, Limits
from gridmap.services.meters import plan_meters
from gridmap.store import MemoryStore
from tests.unit.web.territory import CENTRE, LOADS, fill


@pytest.fixture(scope="module")
def store():
    store = MemoryStore()
    fill(store)
    return store


def meters(store, limits=None):
    with store.reading() as reader:
        return plan_meters(reader, reader.plan("centre-1"), limits or Limits())


def test_shares_are_of_the_mean(store):
    found = meters(store)
    assert found.mean_load == sum(LOADS) / len(LOADS)
    shares = [cell.load_share_ratio for cell in found.cells]
    assert shares == pytest.approx([load / found.mean_load - 1 for load in LOADS])


def test_a_square_has_the_compactness_of_a_square(store):
    assert meters(store).cells[0].compactness_ratio == pytest.approx(math.pi / 4, rel=0.01)


def test_limits_name_the_cells_that_break_them(store):
    found = meters(store, Limits(min_load=80, max_load=120))
    broken = {cell.code[-1]: cell.broken for cell in found.cells if cell.broken}
    assert broken == {"5": (LimitKind.MAX_LOAD,), "6": (LimitKind.MIN_LOAD,)}


def test_a_worker_carries_all_led_cells(store):
    first = meters(store).workers[0]
    assert (first.code, first.load, len(first.cell_codes)) == ("W001", sum(LOADS[:3]), 3)


def test_load_in_other_communities_counts_against_the_capacity(store):
    with store.writing() as work:
        work.put_workers([Worker("W001", "网格员1", CENTRE, capacity=500)])
        (bend,) = work.published_cells("420100001002")
        leads = next(one for one in work.assignments() if one.worker_code == "W001")
        work.put_assignments([replace(leads, cell_code=bend.code)])
    first = meters(store).workers[0]
    assert (first.load_elsewhere, first.is_over) == (300.0, True)


def test_areas_are_those_that_the_cells_carry(store):
    with store.reading() as reader:
        shapes = [cell.geometry for cell in reader.cells("centre-1")]
    assert [cell.area_m2 for cell in meters(store).cells] == pytest.approx(area_m2(shapes))
