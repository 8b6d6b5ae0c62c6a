"""A reader's process: looks at whole snapshots of a store and writes down what does not fit."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely

from gridmap.domain import PlanStatus
from gridmap.geometry import double_areas_units
from gridmap.store import Reader, open_store
from tests.concurrency.sheet import COMMUNITIES, POINTS, whole

TOTAL = double_areas_units([whole()])[0]
EVERY = 50


def faults(reader: Reader, published: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong with one snapshot, in which these plans are in force."""
    cells = reader.published_cells()
    shapes = np.array([cell.geometry for cell in cells], object)
    if {cell.plan_id for cell in cells} != published:
        yield "a cell of a plan that is not in force"
    if sum(double_areas_units(shapes)) != TOTAL:
        yield "the areas of the cells do not sum up to the territory"
    counts = reader.tally()
    if not {code for code, _ in counts} <= {cell.code for cell in cells}:
        yield "a point in a cell that is not in force"
    if sum(counts.values()) != POINTS:
        yield "a point too many or too few"


def thorough_faults(reader: Reader) -> Iterator[str]:
    """Yield what is wrong with the shapes of a snapshot."""
    if not shapely.coverage_is_valid([cell.geometry for cell in reader.published_cells()]):
        yield "no valid coverage"


def main(path: Path, log: Path) -> None:
    """Look until the file ``stop`` lies beside the store."""
    sys.stderr = log.with_suffix(".err").open("a")
    store, stop = open_store(path), path.with_name("stop")
    revision, count, found, seen = 0, 0, [], set()
    while not stop.exists():
        with store.reading() as reader:
            now = reader.revision()
            plans = reader.plans(status=PlanStatus.PUBLISHED)
            published = frozenset(plan.id for plan in plans)
            wrong = [*faults(reader, published)]
            if count % EVERY == 0:
                wrong += thorough_faults(reader)
            again = reader.revision()
        if [plan.community_code for plan in plans] != list(COMMUNITIES):
            wrong.append(f"plans in force: {published}")
        if now < revision or again != now:
            wrong.append(f"revision {now} after {revision}, then {again}")
        found += [f"{now}: {fault}" for fault in wrong]
        seen.add(published)
        revision, count = now, count + 1
        if count % EVERY == 0:
            tell(log, count, len(seen), found)
    tell(log, count, len(seen), found)
    store.close()


def tell(log: Path, count: int, publications: int, found: list[str]) -> None:
    """Write how much was seen, and what did not fit, in one go."""
    fresh = log.with_suffix(".new")
    fresh.write_text("\n".join([f"{count} {publications}", *found]))
    fresh.rename(log)
