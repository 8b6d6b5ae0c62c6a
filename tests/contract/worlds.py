"""A small territory for the contract of the store: two communities side by side, hand-drawn.

::

    30.610  +-----+-----+-----+-----+
            |     |     |     |     |
            |  1  |  2  |  3  |  4  |     cells 1 and 2: WEST, cells 3 and 4: EAST
            |     |     |     |     |
    30.600  +-----+-----+-----+-----+
         114.300      114.310      114.320
"""

from __future__ import annotations

from datetime import date

import shapely

from gridmap.domain import (
    Area,
    Assignment,
    Cell,
    Duty,
    Origin,
    Plan,
    PlanStatus,
    Point,
    PointKind,
    Territory,
    Worker,
)

SUBDISTRICT = "420106001"
WEST = "420106001001"
EAST = "420106001002"
NEW_YEAR = date(2026, 1, 1)
MARCH = date(2026, 3, 1)
TERRITORY = Territory("东湖街道")


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.Polygon([(west, south), (east, south), (east, north), (west, north)])


WEST_BOX = box(114.30, 30.60, 114.31, 30.61)
EAST_BOX = box(114.31, 30.60, 114.32, 30.61)
AREAS = [
    Area("420106", "district", "江城区"),
    Area(SUBDISTRICT, "subdistrict", "东湖街道", "420106"),
    Area(WEST, "community", "东湖社区", SUBDISTRICT, WEST_BOX),
    Area(EAST, "community", "青山社区", SUBDISTRICT, EAST_BOX),
]


def columns(plan: Plan, west: float, *edges: float, first: int = 1) -> list[Cell]:
    """Return cells as columns between edges, numbered from `first`."""
    bounds = zip([west, *edges[:-1]], edges, strict=True)
    return [
        Cell(f"{plan.community_code}{number:03d}", plan.id, box(left, 30.60, right, 30.61))
        for number, (left, right) in enumerate(bounds, first)
    ]


def plan(name: str, community: str, status: PlanStatus = PlanStatus.DRAFT, **more) -> Plan:
    return Plan(name, community, status, Origin.DRAWN, **more)


def published(name: str, community: str) -> Plan:
    return plan(name, community, PlanStatus.PUBLISHED, valid_from=NEW_YEAR)


WEST_PLAN = published("w1", WEST)
EAST_PLAN = published("e1", EAST)
WEST_CELLS = columns(WEST_PLAN, 114.30, 114.305, 114.31)
EAST_CELLS = columns(EAST_PLAN, 114.31, 114.315, 114.32)
WORKERS = [Worker("w-1", "甲", WEST), Worker("w-2", "乙", WEST), Worker("w-3", "丙")]


def shop(key: str, lon: float, lat: float = 30.605, **more) -> Point:
    return Point(key, PointKind.SHOP, "restaurant", lon, lat, **more)


def leader(cell_code: str, worker_code: str, valid_from: date = NEW_YEAR) -> Assignment:
    return Assignment(cell_code, worker_code, Duty.LEADER, valid_from)


def settle(store) -> None:
    """Fill a store with both communities, their plans in force, and workers."""
    with store.writing() as work:
        work.set_territory(TERRITORY)
        work.put_areas(AREAS)
        work.add_plan(WEST_PLAN, WEST_CELLS)
        work.add_plan(EAST_PLAN, EAST_CELLS)
        work.put_workers(WORKERS)


_DRAFT = plan("w2", WEST)
REDRAWN_DRAFT = (_DRAFT, columns(_DRAFT, 114.30, 114.302, 114.31, first=3))
