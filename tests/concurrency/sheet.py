"""A small territory that many processes redraw at once: two communities of 4 x 3 square cells."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import shapely

from gridmap.domain import Area, Cell, Origin, Plan, PlanStatus, Point, PointKind, Territory
from gridmap.geometry import from_units
from gridmap.store import Store, Writer, create

COMMUNITIES = ("420106001001", "420106001002")
COLUMNS, ROWS = 4, 3
NODES = 4  # of each side of a cell
SPACING = 800
ORIGIN = np.array([1_143_000_000, 306_000_000])
SIZE = np.array([2 * COLUMNS, ROWS]) * NODES * SPACING
DAY = date(2026, 1, 1)
DRAFTS = 2
POINTS = 40


def square(column: int, row: int) -> shapely.Polygon:
    """Return a cell with nodes along its sides, counted from the south-west of the territory."""
    steps, zero, full = np.arange(NODES), np.zeros(NODES, int), np.full(NODES, NODES)
    x = np.concatenate([steps, full, NODES - steps, zero]) + column * NODES
    y = np.concatenate([zero, steps, full, NODES - steps]) + row * NODES
    return shapely.Polygon(from_units(np.stack([x, y], axis=1) * SPACING + ORIGIN))


def whole() -> shapely.Polygon:
    """Return what both communities cover together."""
    return shapely.box(*from_units(ORIGIN), *from_units(ORIGIN + SIZE))


def cells_of(plan: Plan) -> list[Cell]:
    """Return the cells of a community as they are before anybody redraws them."""
    first = COMMUNITIES.index(plan.community_code) * COLUMNS
    return [
        Cell(
            f"{plan.community_code}{row * COLUMNS + column + 1:03d}",
            plan.id,
            square(first + column, row),
        )
        for row in range(ROWS)
        for column in range(COLUMNS)
    ]


def branch(work: Writer, community: str) -> Plan:
    """Branch a draft from the plan in force."""
    (source,) = work.plans(community, PlanStatus.PUBLISHED)
    number = len(work.plans(community)) + 1
    draft = Plan(
        f"{community}-{number}",
        community,
        PlanStatus.DRAFT,
        Origin.IMPORTED,
        based_on=source.id,
    )
    cells = work.cells(source.id)
    work.add_plan(draft, [_moved(cell, draft.id) for cell in cells])
    return draft


def _moved(cell: Cell, plan_id: str) -> Cell:
    return Cell(cell.code, plan_id, cell.geometry, cell.name, cell.load)


def settled(path: Path) -> Store:
    """Return a store with both communities in force, drafts of each, and points."""
    store = create(path, Territory("两社区"))
    rng = np.random.default_rng(0)
    low, high = shapely.bounds(whole())[:2], shapely.bounds(whole())[2:]
    with store.writing() as work:
        work.put_areas([Area(code, "community", code) for code in COMMUNITIES])
        for code in COMMUNITIES:
            plan = Plan(f"{code}-1", code, PlanStatus.PUBLISHED, Origin.IMPORTED, valid_from=DAY)
            work.add_plan(plan, cells_of(plan))
        work.put_points(
            Point(f"s{number}", PointKind.SHOP, "restaurant", lon, lat)
            for number, (lon, lat) in enumerate(rng.uniform(low, high, (POINTS, 2)).tolist())
        )
        for code in COMMUNITIES:
            for _ in range(DRAFTS):
                branch(work, code)
    return store
