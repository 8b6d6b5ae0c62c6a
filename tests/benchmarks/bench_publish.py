"""Publish one community's draft in a territory of 20,000 cells and 2 million coordinates.

Run from the root of the repository: ``python -m tests.benchmarks.bench_publish``. The peer in the
same run is what GEOS can say about the whole territory: every cell valid, and a valid coverage. It
knows no gaps, no clearance, no codes, no leaders, and files no points.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np
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
from gridmap.geometry import round_to_lattice, snap_round
from gridmap.services.publishing import prepared, publish
from gridmap.store import create
from gridmap.store.partition import Planned, check_partition
from gridmap.topology import adjacency
from tests.benchmarks.coverages import town, town_points

DAY = date(2026, 1, 1)
SIDE = 14  # communities along each side of the town


def communities(cells: np.ndarray) -> dict[str, np.ndarray]:
    """Return the cells of each community, by code: a lattice over the town."""
    middles = shapely.get_coordinates(shapely.centroid(cells))
    low, high = middles.min(axis=0), middles.max(axis=0)
    column, row = (np.minimum((middles - low) / (high - low) * SIDE, SIDE - 1).astype(int)).T
    found = defaultdict(list)
    for number, home in enumerate((row * SIDE + column).tolist()):
        found[f"110101001{home + 1:03d}"].append(number)
    return {code: cells[numbers] for code, numbers in found.items()}


def settled(path: Path, cells: np.ndarray):
    """Return a store in which all communities have a plan in force, with leaders and points."""
    store = create(path, Territory("大城"))
    homes = communities(cells)
    plans = {code: Plan(f"{code}-1", code, PlanStatus.DRAFT, Origin.DRAWN) for code in homes}
    drawn = {
        plans[code].id: [
            Cell(f"{code}{number:03d}", plans[code].id, shape)
            for number, shape in enumerate(shapes, 1)
        ]
        for code, shapes in homes.items()
    }
    places = shapely.get_coordinates(round_to_lattice(shapely.points(town_points(20_000))))
    with store.writing() as work:
        work.put_areas(
            Area(code, "community", code, None, shapely.coverage_union_all(shapes))
            for code, shapes in homes.items()
        )
        for plan in plans.values():
            work.add_plan(plan, drawn[plan.id])
        work.put_workers([Worker(code, code, code) for code in homes])
        work.put_assignments(
            Assignment(cell.code, cell.code[:12], Duty.LEADER, DAY)
            for part in drawn.values()
            for cell in part
        )
        work.publish(drawn, DAY)
        work.put_points(
            Point(f"s{number}", PointKind.SHOP, "restaurant", lon, lat)
            for number, (lon, lat) in enumerate(places.tolist())
        )
    return store


def draft(store, community: str, number: int) -> str:
    """Draw a draft of the plan in force in which two neighbours are one cell."""
    with store.writing() as work:
        (plan,) = work.plans(community, PlanStatus.PUBLISHED)
        cells = work.cells(plan.id)
        first, second = adjacency([cell.geometry for cell in cells]).pairs[0].tolist()
        joined = shapely.coverage_union_all([cells[first].geometry, cells[second].geometry])
        cells[first] = replace(cells[first], geometry=joined)
        del cells[second]
        fresh = replace(plan, id=f"{community}-{number}", status=PlanStatus.DRAFT, based_on=plan.id)
        fresh = replace(fresh, valid_from=None, revision=1)
        work.add_plan(fresh, [replace(cell, plan_id=fresh.id) for cell in cells])
    return fresh.id


def timed(action, *args):
    """Return the seconds that passed, those that the processor worked, and the answer."""
    start, worked = perf_counter(), process_time()
    answer = action(*args)
    return perf_counter() - start, process_time() - worked, answer


def whole_check(store):
    with store.reading() as reader:
        cells, areas = reader.published_cells(), reader.areas("community")
    by_home = defaultdict(list)
    for cell in cells:
        by_home[cell.code[:12]].append(cell)
    return timed(check_partition, [Planned(area, by_home[area.code]) for area in areas])


def peer(cells: np.ndarray) -> bool:
    return bool(shapely.is_valid(cells).all() and shapely.coverage_is_valid(cells))


def preparation(store, plan_id: str):
    with store.reading() as reader:
        return prepared(reader, [plan_id])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    cells = snap_round(town(arguments.cells)).geometries
    seconds: dict[str, list[tuple[float, float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        took, _, store = timed(settled, Path(folder) / "city.gpkg", cells)
        print(f"{len(cells):,} cells, {shapely.get_num_coordinates(cells).sum():,} coordinates")
        print(f"first publication, all {len(communities(cells))} communities: {took:.1f} s")
        names = sorted(communities(cells))
        for number in range(arguments.rounds + 1):
            plan_id = draft(store, names[len(names) // 2 + number], 2)
            seconds["prepare"].append(timed(preparation, store, plan_id)[:2])
            day = DAY + timedelta(days=number + 1)
            seconds["publish"].append(timed(publish, store, day, [plan_id])[:2])
            seconds["check of the whole"].append(whole_check(store)[:2])
            seconds["GEOS on the whole"].append(timed(peer, cells)[:2])
        store.close()
    # The first round compiles kernels and warms the disk.
    for name, values in seconds.items():
        passed, worked = zip(*values[1:], strict=True)
        figures = f"{median(passed):6.2f} s, worst {max(passed):6.2f} s"
        print(f"{name:20} {figures}; of the processor {median(worked):6.2f} s")


if __name__ == "__main__":
    main()
