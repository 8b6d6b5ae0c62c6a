"""A store of the size that the service is measured on.

2,000 cells with 200,000 vertices in one community, in force and as a draft; 200,000 points; 400
workers with 5 cells each; a block of load for each cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import shapely

from gridmap.domain import (
    Area,
    Assignment,
    Block,
    Cell,
    Duty,
    Origin,
    Plan,
    PlanStatus,
    Point,
    PointKind,
    Worker,
)
from gridmap.geometry import area_m2
from gridmap.services.open_drafts import new_draft
from gridmap.store import Store, create
from tests.benchmarks.bench_desk import Town
from tests.contract.worlds import SUBDISTRICT, TERRITORY, WEST

COLUMNS, ROWS, POINTS, CELLS_EACH = 50, 40, 200_000, 5
DAY = date(2026, 1, 1)
KINDS = (
    (PointKind.SHOP, "restaurant"),
    (PointKind.INCIDENT, "litter"),
    (PointKind.SHOP, "bakery"),
)
_AT_ONCE = 20_000


def build(path: Path, points: int = POINTS, columns: int = COLUMNS, rows: int = ROWS) -> Store:
    """Make the store and return it open; the draft is the only one."""
    town = Town(columns, rows)
    plan = Plan(f"{WEST}-1", WEST, PlanStatus.PUBLISHED, Origin.IMPORTED, valid_from=DAY)
    cells = measured(town.cells(plan.id))
    shapes = np.array([cell.geometry for cell in cells], dtype=object)
    store = create(path, TERRITORY)
    with store.writing() as work:
        work.put_areas([Area("420106", "district", "江城区")])
        work.put_areas([Area(SUBDISTRICT, "subdistrict", "东湖街道", "420106")])
        boundary = shapely.coverage_union_all(shapes)
        work.put_areas([Area(WEST, "community", "东湖社区", SUBDISTRICT, boundary)])
        work.add_plan(plan, cells)
        work.put_blocks(
            Block(f"B{k}", WEST, cell.geometry, float(cell.load or 0))
            for k, cell in enumerate(cells)
        )
        work.put_workers(
            Worker(f"W{k:04d}", f"网格员{k}", WEST, capacity=CELLS_EACH * 110.0)
            for k in range(len(cells) // CELLS_EACH)
        )
        work.put_assignments(
            Assignment(cell.code, f"W{k // CELLS_EACH:04d}", Duty.LEADER, DAY)
            for k, cell in enumerate(cells)
        )
        new_draft(work, plan.id, name="测量")
    frame = shapely.total_bounds(shapes)
    for first in range(0, points, _AT_ONCE):
        with store.writing() as work:
            work.put_points(scattered(frame, first, min(_AT_ONCE, points - first)))
    return store


def measured(cells: list[Cell]) -> list[Cell]:
    """Return cells with areas, names and loads between 80 and 120."""
    rng = np.random.default_rng(3)
    areas = area_m2([cell.geometry for cell in cells])
    loads = rng.integers(80, 121, len(cells))
    return [
        replace(cell, area_m2=float(area), load=float(load), name=f"网格 {k + 1:04d}")
        for k, (cell, area, load) in enumerate(zip(cells, areas, loads, strict=True))
    ]


def scattered(frame: np.ndarray, first: int, count: int) -> Iterator[Point]:
    """Yield points anywhere in a frame."""
    rng = np.random.default_rng(first)
    places = rng.uniform(frame[:2], frame[2:], (count, 2))
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    for number, (lon, lat) in enumerate(places.tolist(), first):
        kind, class_code = KINDS[number % len(KINDS)]
        at = begin + timedelta(minutes=number) if kind is PointKind.INCIDENT else None
        yield Point(f"P{number}", kind, class_code, lon, lat, f"点 {number}", at)
