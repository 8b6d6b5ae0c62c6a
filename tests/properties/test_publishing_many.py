"""Ten communities and more, redrawn by turns, published one by one while drafts stay open."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
import shapely

from gridmap.domain import Area, PlanStatus, Territory, Worker
from gridmap.geometry import double_areas_units, is_snapped, snap_round
from gridmap.services.dividing import Wish, divide_communities
from gridmap.services.publishing import publish
from gridmap.store import MemoryStore
from tests import separate
from tests.benchmarks.coverages import town
from tests.longer import examples
from tests.random_splits import split_at_random
from tests.separate import DAY

STEPS = 24


@pytest.fixture(scope="module")
def city():
    """Return cells whose borders have many nodes, about 300 m across."""
    raw = shapely.transform(town(160, depth=3), lambda xy: (xy - xy.mean(axis=0)) / 40 + (120, 30))
    return snap_round(raw).geometries


def communities(city, rng) -> list[Area]:
    """Return areas around ten places; what hangs off or is enclosed is one of its own."""
    middles = shapely.get_coordinates(shapely.centroid(city))
    hearts = middles[rng.choice(len(city), 10, replace=False)]
    home = np.argmin(np.hypot(*(middles[:, None] - hearts[None]).T).T, axis=1)
    home[rng.choice(len(city), 2, replace=False)] = [10, 11]
    parts = [
        part
        for number in np.unique(home)
        for part in shapely.get_parts(shapely.coverage_union_all(city[home == number]))
    ]
    return [
        Area(f"330106001{number:03d}", "community", str(number), None, part)
        for number, part in enumerate(parts, 1)
    ]


def settled(areas) -> MemoryStore:
    store = MemoryStore()
    with store.writing() as work:
        work.set_territory(Territory("试验镇"))
        work.put_areas(areas)
        work.put_workers([Worker(area.code, area.code, area.code) for area in areas])
    return store


def redrawn(store, code, rng) -> str:
    """Return a draft of a community: divided anew, or branched and split."""
    if code in separate.in_force(store) and rng.random() < 0.5:
        return split_at_random(store, code, rng)
    size_m2 = float(rng.uniform(1_500, 8_000))
    plan = divide_communities(store, Wish(method="lattice", target_area_m2=size_m2), [code])[0].plan
    separate.lead(store, plan.id)
    return plan.id


def faults(store) -> list[str]:
    with store.reading() as reader:
        cells = np.array([cell.geometry for cell in reader.published_cells()], dtype=object)
        areas = {area.code: area.boundary for area in reader.areas("community")}
        plans = reader.plans(status=PlanStatus.PUBLISHED)
        outlines = {
            plan.community_code: shapely.coverage_union_all(
                [cell.geometry for cell in reader.cells(plan.id)]
            )
            for plan in plans
        }
    ground = shapely.coverage_union_all(cells)
    return [
        name
        for name, fault in {
            "invalid": not shapely.coverage_is_valid(cells),
            "clearance": not is_snapped(cells),
            "area": sum(double_areas_units(cells)) != sum(double_areas_units([ground])),
            "boundary": any(not shapely.equals(areas[code], outlines[code]) for code in outlines),
        }.items()
        if fault
    ]


@pytest.mark.parametrize("seed", range(examples(4)))
def test_publications_in_any_order_are_one_coverage(city, seed):
    rng = np.random.default_rng(4_000 + seed)
    areas = communities(city, rng)
    store = settled(areas)
    whole = sum(double_areas_units([area.boundary for area in areas]))
    adopting, waiting = 0, 0
    left_open: list[str] = []
    for step in range(STEPS):
        code = areas[step].code if step < len(areas) else areas[rng.integers(len(areas))].code
        left_open.append(redrawn(store, code, rng))
        if rng.random() < 0.3 and step < STEPS - len(areas):
            continue
        chosen = left_open.pop(int(rng.integers(len(left_open))))
        answer = publish(store, DAY + timedelta(days=step), [chosen])
        adopting += len(answer.adopting)
        waiting += len(answer.waiting)
        assert faults(store) == [], step
    print(f"{adopting} drafts adopted nodes, {waiting} wait")
    assert waiting == 0
    outer = sum(double_areas_units([area.boundary for area in areas]))
    assert outer == whole
