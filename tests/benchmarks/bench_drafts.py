"""Open and amend a draft of 2,000 cells with 200,000 vertices in a store file.

Run with ``python -m tests.benchmarks.bench_drafts``. Store time only: the edits are made before.
Each amendment is a transaction of its own, synced to the disk; the bare sync of the same disk
stands beside it. The file holds the territory's plan in force, its points and assignments as well.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import shapely

from gridmap.domain import Area, Cell, Duty, Edit, EditKind, Origin, Plan, PlanStatus, Worker
from gridmap.geometry import from_units
from gridmap.store import open_store
from tests.contract.worlds import NEW_YEAR, SUBDISTRICT, TERRITORY, WEST, leader, shop

COLUMNS, ROWS = 50, 40
STEPS = 25  # nodes on each side of a cell
SPACING = 400  # lattice units between nodes
ORIGIN = (1_143_000_000, 306_000_000)
AMENDMENTS = 400
POINTS, OPENINGS = 20_000, 9


def ring(column: int, row: int) -> np.ndarray:
    """Return the nodes of a cell in units: 100 of them, counter-clockwise."""
    steps = np.arange(STEPS)
    zero, full = np.zeros(STEPS, int), np.full(STEPS, STEPS)
    x = np.concatenate([steps, full, STEPS - steps, zero]) + column * STEPS
    y = np.concatenate([zero, steps, full, STEPS - steps]) + row * STEPS
    return np.stack([x, y], axis=1) * SPACING + ORIGIN


def cells_of(plan: Plan, prefix: str) -> list[Cell]:
    return [
        Cell(
            f"{prefix}{row * COLUMNS + column + 1:04d}",
            plan.id,
            shapely.Polygon(from_units(ring(column, row))),
            name=f"第 {row}-{column} 网格",
            load=100.0,
            attributes={"households": 120},
        )
        for row in range(ROWS)
        for column in range(COLUMNS)
    ]


def nudged(cells: dict[str, Cell], rng: np.random.Generator, number: int) -> Edit:
    """Return the edit that moves a node on the border of two cells beside each other."""
    row, column = int(rng.integers(ROWS)), int(rng.integers(COLUMNS - 1))
    codes = [f"D{row * COLUMNS + column + add:04d}" for add in (1, 2)]
    node = np.array([(column + 1) * STEPS, row * STEPS + int(rng.integers(1, STEPS))])
    at = from_units([node * SPACING + ORIGIN])[0]
    to = from_units([node * SPACING + ORIGIN + rng.integers(-90, 90, 2)])[0]
    dropped = [cells[code] for code in codes]
    placed = []
    for cell in dropped:
        nodes = shapely.get_coordinates(cell.geometry)
        nodes[(nodes == at).all(axis=1)] = to
        placed.append(replace(cell, geometry=shapely.Polygon(nodes)))
    return Edit(
        "draft",
        number,
        EditKind.EDIT,
        {"op": "move_node", "at": at.tolist(), "to": to.tolist()},
        tuple(dropped),
        tuple(placed),
        key=f"k{number}",
    )


def settle(store) -> dict[str, Cell]:
    plan = Plan("now", WEST, PlanStatus.PUBLISHED, Origin.DRAWN, valid_from=NEW_YEAR)
    published = cells_of(plan, WEST)
    draft = Plan("draft", WEST, PlanStatus.DRAFT, Origin.DRAWN, based_on="now")
    drafted = cells_of(draft, "D")
    low, high = from_units([ORIGIN, ring(COLUMNS - 1, ROWS - 1).max(axis=0)])
    places = np.random.default_rng(0).uniform(low, high, (POINTS, 2)).tolist()
    with store.writing() as work:
        work.set_territory(TERRITORY)
        work.put_areas([Area(WEST, "community", "西", SUBDISTRICT)])
        work.add_plan(plan, published)
        work.add_plan(draft, drafted)
        work.put_points([shop(f"s{n:05d}", lon, lat) for n, (lon, lat) in enumerate(places)])
        work.put_workers([Worker("w-1", "甲")])
        work.put_assignments(
            [replace(leader(cell.code, "w-1"), duty=Duty.LEADER) for cell in published]
        )
    return {cell.code: cell for cell in drafted}


def seconds_of_syncs(path: Path, count: int) -> list[float]:
    found = []
    with path.open("wb") as file:
        for _ in range(count):
            file.write(b"x" * 8192)
            file.flush()
            start = perf_counter()
            os.fdatasync(file.fileno())
            found.append(perf_counter() - start)
    return found


def show(name: str, seconds: list[float]) -> None:
    p50, p95, p99 = np.percentile(np.array(seconds) * 1000, [50, 95, 99])
    print(f"{name:28} p50 {p50:8.2f} ms   p95 {p95:8.2f} ms   p99 {p99:8.2f} ms")


def main() -> None:
    with tempfile.TemporaryDirectory(dir=os.environ.get("GRIDMAP_BENCH")) as folder:
        path = Path(folder) / "store.gpkg"
        store = open_store(path, create=True)
        cells = settle(store)
        opening, amending, working = [], [], []
        for _ in range(OPENINGS):
            start = perf_counter()
            with store.reading() as reader:
                count = sum(
                    map(shapely.get_num_coordinates, (c.geometry for c in reader.cells("draft")))
                )
            opening.append(perf_counter() - start)
        rng = np.random.default_rng(1)
        for number in range(1, AMENDMENTS + 1):
            edit = nudged(cells, rng, number)
            start, busy = perf_counter(), process_time()
            with store.writing() as work:
                work.amend("draft", [edit], number)
            amending.append(perf_counter() - start)
            working.append(process_time() - busy)
            cells |= {cell.code: cell for cell in edit.placed}
        start = perf_counter()
        with store.reading() as reader:
            entries = len(reader.edits("draft"))
        journal = perf_counter() - start
        size = path.stat().st_size
        print(f"{len(cells)} cells, {count} coordinates, {entries} entries, {size / 1e6:.0f} MB")
        show("open the draft", opening)
        show("amend it, with its commit", amending[1:])
        show("of which on the processor", working[1:])
        show("a bare sync of the disk", seconds_of_syncs(Path(folder) / "sync", 200))
        print(f"read the whole journal: {journal * 1000:.0f} ms")
        store.close()


if __name__ == "__main__":
    main()
