"""Two communities side by side, each a sheet of square cells, published and ready to be redrawn."""

from __future__ import annotations

from datetime import date

import numpy as np
import shapely

from gridmap.domain import (
    Area,
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
    Worker,
)
from gridmap.geometry import area_m2, from_units
from gridmap.services.open_drafts import new_draft

WEST, EAST = "420106001001", "420106001002"
ORIGIN = np.array([1_143_000_000, 306_000_000])
SIDE = 10_000
ROWS, COLUMNS = 3, 4
NEW_YEAR = date(2026, 1, 1)


def place(x: float, y: float) -> tuple[float, float]:
    """Return a place counted in sides of a cell from the south-west corner of the west sheet."""
    units = np.rint(ORIGIN + np.array([x, y]) * SIDE).astype(np.int64)
    lon, lat = from_units(units)
    return float(lon), float(lat)


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Return a box counted in sides, with a node at each crossing of the sheet's lines."""
    xs, ys = np.arange(west, east + 1), np.arange(south, north + 1)
    ring = [(x, south) for x in xs]
    ring += [(east, y) for y in ys[1:]]
    ring += [(x, north) for x in xs[::-1][1:]]
    ring += [(west, y) for y in ys[::-1][1:-1]]
    return shapely.Polygon([place(x, y) for x, y in ring])


def code(community: str, column: int, row: int) -> str:
    """Return the code of the cell in a column and a row counted from the south-west."""
    return f"{community}{row * COLUMNS + column + 1:03d}"


def sheet(plan: Plan, west: int) -> list[Cell]:
    """Return the cells of a community whose sheet begins at a column."""
    cells = []
    for row in range(ROWS):
        for column in range(COLUMNS):
            square = box(west + column, row, west + column + 1, row + 1)
            cells.append(
                Cell(
                    code(plan.community_code, column, row),
                    plan.id,
                    square,
                    load=10.0,
                    area_m2=float(area_m2([square])[0]),
                )
            )
    return cells


def settle(store) -> None:
    """Fill a store: areas, both plans in force, workers, leaders, buildings and points."""
    with store.writing() as work:
        work.set_territory(Territory("东湖街道"))
        work.put_areas(
            [
                Area("420106", "district", "江城区"),
                Area("420106001", "subdistrict", "东湖街道", "420106"),
                Area(WEST, "community", "东湖社区", "420106001", box(0, 0, COLUMNS, ROWS)),
                Area(EAST, "community", "青山社区", "420106001", box(4, 0, 4 + COLUMNS, ROWS)),
            ]
        )
        for community, west in ((WEST, 0), (EAST, COLUMNS)):
            plan = Plan(
                f"{community}-1",
                community,
                PlanStatus.PUBLISHED,
                Origin.DRAWN,
                valid_from=NEW_YEAR,
            )
            cells = sheet(plan, west)
            work.add_plan(plan, cells)
            worker = Worker(f"W{west}", f"worker {west}", community)
            work.put_workers([worker])
            work.put_assignments(
                [Assignment(cell.code, worker.code, Duty.LEADER, NEW_YEAR) for cell in cells]
            )
        squares = [(x, y) for x in range(2 * COLUMNS) for y in range(ROWS)]
        work.put_buildings([_house(x, y) for x, y in squares])
        work.put_points(
            [
                Point(f"S{x}-{y}", PointKind.SHOP, "restaurant", *place(x + 0.3, y + 0.3))
                for x, y in squares
            ]
        )


def _house(x: int, y: int) -> Building:
    """Return a house in the middle of a square; its corners lie beside the lines of the sheet."""
    walls = shapely.box(*place(x + 0.4, y + 0.4), *place(x + 0.6, y + 0.6))
    return Building(f"B{x}-{y}", walls, households=10)


def branch(store, community: str = WEST, name: str = "") -> Plan:
    """Return a new draft of the plan in force."""
    with store.writing() as work:
        return new_draft(work, f"{community}-1", name=name)
