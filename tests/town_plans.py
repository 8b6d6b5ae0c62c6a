"""The town of `towns` with plans that can be redrawn by hand: cells are columns from side to side.

::

             WEST            EAST
    30.604 ┌────┬────┬────┬────┬────┬────┐
           │ 1  │ 2  │ 3  │ 1  │ 2  │ 3  │     a building of 10, 20, … households in each block,
    30.600 └────┴────┴────┴────┴────┴────┘     a shop, a hazard and an incident in each column
         114.30          .306           .312
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import shapely

from gridmap.domain import (
    Assignment,
    Building,
    Cell,
    Duty,
    Origin,
    Plan,
    PlanStatus,
    Point,
    PointKind,
    Territory,
)
from gridmap.geometry import area_m2
from gridmap.store import Store
from gridmap.store.memory import MemoryStore
from tests.towns import DAY, EAST, WEST, blocks, box, communities, workers

LATER = date(2026, 7, 1)
THIRDS = {WEST: (114.302, 114.304), EAST: (114.308, 114.31)}
ENDS = {WEST: (114.3, 114.306), EAST: (114.306, 114.312)}
MIDDLES = (114.301, 114.303, 114.305, 114.307, 114.309, 114.311)


def columns(plan: Plan, codes: list[str], *cuts: float) -> list[Cell]:
    """Return the cells of a plan as columns between cuts, west to east."""
    west, east = ENDS[plan.community_code]
    edges = [west, *cuts, east]
    shapes = [box(left, 30.6, right, 30.604) for left, right in pairwise(edges)]
    return [
        Cell(code, plan.id, shape, load=float(number), area_m2=float(area_m2([shape])[0]))
        for number, (code, shape) in enumerate(zip(codes, shapes, strict=True), 1)
    ]


def first_plan(community: str) -> Plan:
    return Plan(
        f"{community}-1",
        community,
        PlanStatus.PUBLISHED,
        Origin.DIVIDED,
        name="balanced",
        valid_from=DAY,
    )


def code(community: str, number: int) -> str:
    return f"{community}{number:03d}"


def first_cells(community: str) -> list[Cell]:
    codes = [code(community, number) for number in (1, 2, 3)]
    return columns(first_plan(community), codes, *THIRDS[community])


def buildings() -> list[Building]:
    return [
        Building(
            f"{block.id}-house",
            shapely.buffer(block.geometry.centroid, 2e-4, cap_style="square"),
            households=10 * number,
        )
        for number, block in enumerate(blocks(), 1)
    ]


def hazard(key: str, lon: float, state: str = "found", **more) -> Point:
    return Point(
        key,
        PointKind.HAZARD,
        "fire_equipment",
        lon,
        30.6015,
        attributes={"level": "ordinary", "state": state},
        **more,
    )


def incident(key: str, lon: float, day: datetime, **attributes) -> Point:
    return Point(
        key, PointKind.INCIDENT, "litter", lon, 30.6012, happened_at=day, attributes=attributes
    )


def points() -> list[Point]:
    made = []
    for number, lon in enumerate(MIDDLES, 1):
        moment = datetime(2026, number, 3, tzinfo=UTC)
        made += [
            Point(f"s{number}", PointKind.SHOP, "restaurant", lon, 30.601, name=f"店 {number}"),
            hazard(f"h{number}", lon, "closed" if number % 2 else "found", happened_at=moment),
            incident(f"i{number}", lon, moment, closed=number > 2),
        ]
    return made


def led(cell_code: str, worker_code: str, since: date = DAY) -> Assignment:
    return Assignment(cell_code, worker_code, Duty.LEADER, since)


def town(store: Store | None = None) -> Store:
    """Return a store with a plan in force in both communities, one leader for each cell."""
    store = store or MemoryStore()
    with store.writing() as work:
        work.set_territory(Territory("试验镇"))
        work.put_areas(communities())
        work.put_blocks(blocks())
        work.put_buildings(buildings())
        work.put_workers(workers())
        for community in (WEST, EAST):
            work.add_plan(first_plan(community), first_cells(community))
        leaders = {WEST: ("W1", "W2", "W2"), EAST: ("W3", "W4", "W4")}
        work.put_assignments(
            led(code(community, number), worker)
            for community, names in leaders.items()
            for number, worker in enumerate(names, 1)
        )
        work.put_points(points())
    return store


def put_draft(store: Store, number: int, codes: list[str], *cuts: float) -> Plan:
    """Add a draft of the west that branched from its plan in force."""
    plan = Plan(
        f"{WEST}-{number}",
        WEST,
        PlanStatus.DRAFT,
        Origin.DRAWN,
        based_on=f"{WEST}-1",
        reason="改线",
    )
    with store.writing() as work:
        work.add_plan(plan, columns(plan, codes, *cuts))
    return plan


def redrawn(store: Store) -> Plan:
    """Add the draft that most tests use: cell 1 takes half of 2, the rest of 2 goes with 3."""
    return put_draft(store, 2, [code(WEST, 1), code(WEST, 2)], 114.303)
