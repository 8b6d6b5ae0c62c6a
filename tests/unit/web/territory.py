"""A small territory for tests of the web: two communities, nine cells and one, a few points.

::

    lon 114.30 ......... 114.33 .... 114.34
    30.63  +---+---+---+---------+
           | 1 | 2 | 3 |         |
           +---+---+---+         |
           | 4 | 5 | 6 |   10    |
           +---+---+---+         |
           | 7 | 8 | 9 |         |
    30.60  +---+---+---+---------+
           街心社区        河湾社区
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from shapely import LineString, Polygon

from gridmap.domain import (
    Area,
    Assignment,
    Building,
    Cell,
    Duty,
    LineClass,
    Origin,
    Plan,
    PlanStatus,
    Point,
    PointKind,
    Role,
    Street,
    Territory,
    Worker,
)
from gridmap.store.port import Store

CENTRE = "420100001001"
BEND = "420100001002"
STEP = 100_000
WEST, SOUTH = 1_143_000_000, 306_000_000
SIDE = 3
LOADS = (100.0, 110.0, 90.0, 100.0, 125.0, 75.0, 100.0, 105.0, 95.0)


def lattice_polygon(corners: list[tuple[int, int]]) -> Polygon:
    return Polygon([(lon / 1e7, lat / 1e7) for lon, lat in corners])


def square(column: int, row: int) -> Polygon:
    west, north = WEST + column * STEP, SOUTH + (SIDE - row) * STEP
    east, south = west + STEP, north - STEP
    return lattice_polygon([(west, south), (east, south), (east, north), (west, north)])


def centre_boundary() -> Polygon:
    ring = [(column, 0) for column in range(SIDE + 1)]
    ring += [(SIDE, row) for row in range(1, SIDE + 1)]
    ring += [(column, SIDE) for column in range(SIDE - 1, -1, -1)]
    ring += [(0, row) for row in range(SIDE - 1, 0, -1)]
    return lattice_polygon([(WEST + x * STEP, SOUTH + y * STEP) for x, y in ring])


def bend_boundary() -> Polygon:
    west, east = WEST + SIDE * STEP, WEST + (SIDE + 1) * STEP
    ring = [(west, SOUTH), (east, SOUTH), (east, SOUTH + SIDE * STEP)]
    ring += [(west, SOUTH + row * STEP) for row in range(SIDE, 0, -1)]
    return lattice_polygon(ring)


def areas() -> list[Area]:
    return [
        Area("420100", "district", "示例区"),
        Area("420100001", "subdistrict", "示例街道", "420100"),
        Area(CENTRE, "community", "街心社区", "420100001", centre_boundary()),
        Area(BEND, "community", "河湾社区", "420100001", bend_boundary()),
    ]


def plans() -> Iterator[tuple[Plan, list[Cell]]]:
    first = date(2026, 1, 1)
    centre = Plan("centre-1", CENTRE, PlanStatus.PUBLISHED, Origin.IMPORTED, valid_from=first)
    yield (
        centre,
        [
            Cell(
                f"{CENTRE}{number + 1:03d}",
                centre.id,
                square(number % SIDE, number // SIDE),
                f"网格 {number + 1:03d}",
                load=load,
                area_m2=1_062_000.0 + number,
            )
            for number, load in enumerate(LOADS)
        ],
    )
    bend = Plan("bend-1", BEND, PlanStatus.PUBLISHED, Origin.IMPORTED, valid_from=first)
    yield (
        bend,
        [Cell(f"{BEND}001", bend.id, bend_boundary(), "网格 001", 300.0, 3_186_000.0)],
    )


def workers() -> list[Worker]:
    return [
        Worker(f"W{number:03d}", f"网格员{number}", CENTRE, telephone=f"027-5550{number:03d}")
        for number in range(1, 5)
    ]


def assignments() -> Iterator[Assignment]:
    first = date(2026, 1, 1)
    for number in range(len(LOADS)):
        leader = f"W{number // SIDE + 1:03d}"
        yield Assignment(f"{CENTRE}{number + 1:03d}", leader, Duty.LEADER, first)
    yield Assignment(f"{CENTRE}001", "W004", Duty.VOLUNTEER, first)


def points(count: int = 60) -> Iterator[Point]:
    """Yield shops and incidents that step over the territory; the last of each lies outside."""
    for number in range(count):
        lon = (WEST + 5_000 + (number * 7_919_000) % (4 * STEP - 10_000)) / 1e7
        lat = (SOUTH + 5_000 + (number * 104_729) % (SIDE * STEP - 10_000)) / 1e7
        yield Point(f"S{number:03d}", PointKind.SHOP, "restaurant", lon, lat, f"小店{number}")
        if number % 3 == 0:
            yield Point(
                f"I{number:03d}",
                PointKind.INCIDENT,
                "litter",
                lon,
                lat,
                happened_at=datetime(2026, 5, 1 + number % 28, 8, tzinfo=UTC),
            )
    yield Point("S-outside", PointKind.SHOP, "bakery", 114.5, 30.7, "远处小店")


def streets() -> list[Street]:
    west, east = WEST / 1e7, (WEST + 4 * STEP) / 1e7
    return [
        Street("R1", "人民路", LineClass.MAIN_ROAD, LineString([(west, 30.61), (east, 30.61)])),
        Street("R2", "清河", LineClass.RIVER, LineString([(114.335, 30.6), (114.335, 30.63)])),
    ]


def buildings() -> list[Building]:
    return [
        Building(
            "B1",
            Polygon([(114.302, 30.602), (114.304, 30.602), (114.304, 30.604), (114.302, 30.604)]),
            "一号楼",
            6,
            48,
        )
    ]


def fill(store: Store) -> None:
    """Put the whole territory into an empty store."""
    with store.writing() as writer:
        writer.set_territory(Territory("示例区"))
        writer.put_areas(areas())
        for plan, cells in plans():
            writer.add_plan(plan, cells)
        writer.put_workers(workers())
        writer.put_assignments(assignments())
        writer.put_streets(streets())
        writer.put_buildings(buildings())
        writer.put_points(points())


ROLES = {"viewer": Role.VIEWER, "planner": Role.PLANNER, "admin": Role.ADMIN}
PASSWORD = "four unrelated words"  # noqa: S105  known to the tests alone
