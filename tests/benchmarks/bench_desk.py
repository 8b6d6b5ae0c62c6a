"""One edit with its full verdict, in the library and with the store's commit; opening a draft.

Run with ``python -m tests.benchmarks.bench_desk``. The town has 20,000 cells with 2 million nodes
and slightly bent borders. The plain recipe stands beside it: rebuild the polygons that have the
node with shapely, then ask `shapely.coverage_is_valid` over all cells.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np
import shapely

from gridmap.domain import Area, Cell, Origin, Plan, PlanStatus
from gridmap.domain.commands import (
    Command,
    DeleteNode,
    InsertNode,
    Merge,
    MoveNode,
    ReshapeArc,
    Split,
    Transfer,
)
from gridmap.domain.partition import Partition
from gridmap.domain.redrawing import carry_out
from gridmap.errors import GridmapError
from gridmap.geometry import canonical, from_units
from gridmap.services.drafting import Desk
from gridmap.store import open_store
from tests.contract.worlds import SUBDISTRICT, TERRITORY, WEST

STEPS = 25  # nodes on each side of a cell
SIDE = STEPS * 400  # units
BEND = 60  # units that nodes inside a side lie beside it
EDITS, PEERS = 300, 7
ORIGIN = np.array([1_143_000_000, 306_000_000])
Place = tuple[float, float]


class Town:
    """Cells in rows and columns, their borders shaken."""

    def __init__(self, columns: int, rows: int) -> None:
        rng = np.random.default_rng(7)
        self.columns, self.rows = columns, rows
        self.level = self._shaken(rng, rows + 1, columns)
        self.upright = self._shaken(rng, columns + 1, rows)

    def _shaken(self, rng: np.random.Generator, lines: int, cells: int) -> np.ndarray:
        away = rng.integers(-BEND, BEND + 1, (lines, cells * STEPS + 1))
        away[:, ::STEPS] = 0
        away[[0, -1]] = 0
        return away

    def node(self, kind: str, line: int, step: int) -> np.ndarray:
        away = getattr(self, kind)[line, step]
        place = (line * SIDE + away, step * 400)
        return ORIGIN + np.array(place if kind == "upright" else place[::-1])

    def place(self, kind: str, line: int, step: int) -> Place:
        lon, lat = from_units([self.node(kind, line, step)])[0]
        return float(lon), float(lat)

    def shapes(self) -> np.ndarray:
        made = []
        for row in range(self.rows):
            for column in range(self.columns):
                steps = range(STEPS)
                ring = [self.node("level", row, column * STEPS + k) for k in steps]
                ring += [self.node("upright", column + 1, row * STEPS + k) for k in steps]
                ring += [self.node("level", row + 1, (column + 1) * STEPS - k) for k in steps]
                ring += [self.node("upright", column, (row + 1) * STEPS - k) for k in steps]
                made.append(shapely.Polygon(from_units(ring)))
        return canonical(np.array(made, dtype=object))

    def cells(self, plan_id: str) -> list[Cell]:
        return [
            Cell(f"{WEST}{number:06d}", plan_id, shape, area_m2=1.0)
            for number, shape in enumerate(self.shapes())
        ]


class Planner:
    """Draws commands at random."""

    def __init__(self, town: Town, seed: int = 1) -> None:
        self.town, self.rng = town, np.random.default_rng(seed)

    def _inner(self) -> tuple[int, int, int]:
        """Return an upright line, the row of a cell and a step inside its side."""
        line = int(self.rng.integers(1, self.town.columns))
        row = int(self.rng.integers(1, self.town.rows - 1))
        return line, row, row * STEPS + int(self.rng.integers(2, STEPS - 1))

    def _code(self, column: int, row: int) -> str:
        return f"{WEST}{row * self.town.columns + column:06d}"

    def _beside(self, place: Place, reach_units: int) -> Place:
        lon, lat = self.rng.integers(-reach_units, reach_units + 1, 2)
        return place[0] + float(lon) / 1e7, place[1] + float(lat) / 1e7

    def move(self) -> Command:
        line, _, step = self._inner()
        place = self.town.place("upright", line, step)
        return MoveNode(place, self._beside(place, 120))

    def junction(self) -> Command:
        line, row, _ = self._inner()
        place = self.town.place("upright", line, row * STEPS)
        return MoveNode(place, self._beside(place, 120))

    def insert(self) -> Command:
        line, _, step = self._inner()
        ends = np.array([self.town.place("upright", line, k) for k in (step, step + 1)])
        middle = (float(ends[:, 0].mean()), float(ends[:, 1].mean()))
        return InsertNode(middle, middle)

    def delete(self) -> Command:
        line, _, step = self._inner()
        return DeleteNode(self.town.place("upright", line, step))

    def reshape(self) -> Command:
        line, row, _ = self._inner()
        ends = [self.town.place("upright", line, k * STEPS) for k in (row, row + 1)]
        inner = [self.town.place("upright", line, row * STEPS + k) for k in range(2, STEPS - 1, 3)]
        course = [ends[0], *(self._beside(place, 60) for place in inner), ends[1]]
        return ReshapeArc((ends[0], ends[1]), tuple(course))

    def split(self) -> Command:
        line, row, _ = self._inner()
        share = float(self.rng.uniform(0.3, 0.7)) * SIDE / 1e7
        low, high = (self.town.place("upright", line, k * STEPS) for k in (row, row + 1))
        cut = ((low[0] + share, low[1] - 2e-5), (high[0] + share, high[1] + 2e-5))
        return Split(self._code(line, row), cut)

    def merge(self) -> Command:
        line, row, _ = self._inner()
        return Merge((self._code(line - 1, row), self._code(line, row)))

    def transfer(self) -> Command:
        line, row, _ = self._inner()
        low, high = (self.town.place("upright", line, k * STEPS) for k in (row, row + 1))
        width = float(self.rng.uniform(0.2, 0.6)) * SIDE / 1e7
        piece = shapely.box(low[0] - 2e-5, low[1] - 2e-5, low[0] + width, high[1] + 2e-5)
        return Transfer(piece, self._code(line, row), self._code(line - 1, row))


KINDS = ("move", "junction", "insert", "delete", "reshape", "split", "merge", "transfer")


def timed(act: Callable[[], object]) -> float | None:
    start = perf_counter()
    try:
        act()
    except GridmapError:
        return None
    return (perf_counter() - start) * 1e3


def report(name: str, times: list[float | None]) -> None:
    done = np.array([time for time in times if time is not None])
    low, high, top = np.percentile(done, [50, 95, 99])
    refused = len(times) - len(done)
    print(f"{name:28} p50 {low:7.2f} ms  p95 {high:7.2f} ms  p99 {top:7.2f} ms  refused {refused}")


def in_the_library(partition: Partition, town: Town) -> None:
    planner = Planner(town)
    together: list[float | None] = []
    for kind in KINDS:
        draw = getattr(planner, kind)
        for _ in range(5):
            timed(lambda: carry_out(partition, draw()))  # noqa: B023  used at once
        commands = [draw() for _ in range(EDITS)]
        times = [timed(lambda c=command: carry_out(partition, c)) for command in commands]
        report(kind, times)
        together += times
    report("an edit, all kinds alike", together)


def by_the_plain_recipe(partition: Partition, town: Town) -> None:
    planner = Planner(town, 2)
    shapes = partition.coverage.geometries
    tree = shapely.STRtree(shapes)

    def plainly(command: MoveNode) -> None:
        after = shapes.copy()
        for position in tree.query(shapely.Point(command.at), predicate="touches"):
            nodes = shapely.get_coordinates(after[position])
            nodes[(np.abs(nodes - command.at) < 1e-7).all(axis=1)] = command.to
            after[position] = shapely.Polygon(nodes)
        shapely.coverage_is_valid(after)

    times = [timed(lambda: plainly(planner.move())) for _ in range(PEERS)]
    report("move, plain recipe", times)


def with_the_store(columns: int, rows: int) -> None:
    town = Town(columns, rows)
    plan = Plan("draft", WEST, PlanStatus.DRAFT, Origin.DRAWN)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "town.gpkg", create=True)
        with store.writing() as work:
            work.set_territory(TERRITORY)
            work.put_areas([Area(WEST, "community", "西", SUBDISTRICT)])
            work.add_plan(plan, town.cells(plan.id))
        count = f"{columns * rows:,} cells"
        openings = [timed(lambda: Desk(store).draft("draft")) for _ in range(PEERS)]
        report(f"open a draft of {count}", openings)
        desk, planner = Desk(store), Planner(town, 3)
        desk.draft("draft")
        times = []
        for number in range(EDITS):
            command = planner.move() if number % 2 else planner.insert()
            times.append(timed(lambda c=command: desk.edit("draft", c)))
        report(f"edit and commit, {count}", times[5:])
        store.close()


def main() -> None:
    town = Town(141, 142)
    partition = Partition.of(town.cells("draft"))
    count = shapely.get_num_coordinates(partition.coverage.geometries).sum()
    print(f"{len(partition):,} cells, {count:,} coordinates")
    in_the_library(partition, town)
    by_the_plain_recipe(partition, town)
    with_the_store(50, 40)
    with_the_store(141, 142)


if __name__ == "__main__":
    main()
