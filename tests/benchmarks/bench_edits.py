"""One edit with its full verdict among 20,000 cells with two million coordinates.

Run from the root of the repository: ``python -m tests.benchmarks.bench_edits``. The plain recipe
runs in the same process: rebuild the touched polygons, and ask shapely whether all cells together
are a valid coverage. Other work on the machine disturbs the clock far more than processor time, so
both are shown; machines differ, and only the ratio inside one run counts.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np
import shapely

from gridmap.errors import GridmapError
from gridmap.geometry import UNITS_PER_DEGREE, canonical, from_units, is_snapped
from gridmap.topology import edits
from gridmap.topology.edits import Coverage, Edited

CORNER = (1_160_000_000, 398_000_000)
SIDE_UNITS = 2_500
NODES_PER_SIDE = 25
AIM_P50_MS, AIM_P99_MS = 2.0, 10.0

Job = Callable[[], Edited]


def fine_lattice(columns: int, rows: int, seed: int = 1) -> np.ndarray:
    """Return squares with 25 shaken nodes on each side, west to east, then south to north."""
    rng = np.random.default_rng(seed)
    per, step = NODES_PER_SIDE, SIDE_UNITS // NODES_PER_SIDE
    level = _grid(columns * per + 1, rows + 1, (step, SIDE_UNITS), rng)
    upright = _grid(columns + 1, rows * per + 1, (SIDE_UNITS, step), rng)
    upright[:, ::per] = level[::per]
    rings = [
        np.concatenate(
            [
                level[c * per : (c + 1) * per, r],
                upright[c + 1, r * per : (r + 1) * per],
                level[c * per + 1 : (c + 1) * per + 1, r + 1][::-1],
                upright[c, r * per + 1 : (r + 1) * per + 1][::-1],
            ]
        )
        for r in range(rows)
        for c in range(columns)
    ]
    return canonical(shapely.polygons(from_units(np.array(rings))))


def _grid(columns: int, rows: int, steps: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    places = np.stack(np.meshgrid(np.arange(columns), np.arange(rows), indexing="ij"), axis=-1)
    return places * steps + rng.integers(-20, 21, places.shape) + CORNER


class Pencil:
    """Draws edits at random places."""

    def __init__(self, coverage: Coverage, columns: int, seed: int) -> None:
        self.coverage, self.columns = coverage, columns
        self.rng = np.random.default_rng(seed)

    def ring(self) -> tuple[np.ndarray, int]:
        points = shapely.get_coordinates(self.rng.choice(self.coverage.geometries))
        return points, int(self.rng.integers(1, len(points) - 6))

    def shaken(self, place: np.ndarray, reach: int) -> tuple[float, float]:
        return tuple(place + self.rng.integers(-reach, reach + 1, 2) / UNITS_PER_DEGREE)

    def move(self) -> Job:
        points, k = self.ring()
        to = self.shaken(points[k], 30)
        return lambda: edits.move_node(self.coverage, tuple(points[k]), to)

    def insert(self) -> Job:
        points, k = self.ring()
        middle = tuple((points[k] + points[k + 1]) / 2)
        return lambda: edits.insert_node(self.coverage, middle, middle)

    def delete(self) -> Job:
        points, k = self.ring()
        return lambda: edits.delete_node(self.coverage, tuple(points[k]))

    def reshape(self) -> Job:
        points, k = self.ring()
        first, last = points[k], points[k + 4]
        inner = [self.shaken(first + (last - first) * share, 40) for share in (0.25, 0.5, 0.75)]
        between = (tuple(first), tuple(last))
        line = [between[0], *inner, between[1]]
        return lambda: edits.reshape_arc(self.coverage, between, line)

    def split(self) -> Job:
        position = int(self.rng.integers(len(self.coverage)))
        middle = self.coverage.bounds[position].reshape(2, 2).mean(axis=0)
        angle = self.rng.uniform(0, np.pi)
        reach = np.array([np.cos(angle), np.sin(angle)]) * SIDE_UNITS / UNITS_PER_DEGREE
        return lambda: edits.split(self.coverage, position, [middle - reach, middle + reach])

    def pair(self) -> tuple[int, int]:
        """Draw a cell that has one to the east."""
        row = int(self.rng.integers(len(self.coverage) // self.columns))
        position = row * self.columns + int(self.rng.integers(self.columns - 1))
        return position, position + 1

    def merge(self) -> Job:
        pair = self.pair()
        return lambda: edits.merge(self.coverage, pair)

    def transfer(self) -> Job:
        source, target = self.pair()
        east, low, high = self.coverage.bounds[source][[2, 1, 3]]
        reach = self.rng.uniform(300, 1000) / UNITS_PER_DEGREE
        piece = shapely.buffer(shapely.Point(east, (low + high) / 2), reach, quad_segs=4)
        return lambda: edits.transfer(self.coverage, piece, source, target)


def accepted(draw: Callable[[], Job]) -> Iterator[tuple[float, float, Edited]]:
    """Carry edits out, and yield wall time, processor time and result of those accepted."""
    while True:
        job = draw()
        wall, processor = time.perf_counter(), time.thread_time()
        try:
            edited = job()
        except GridmapError:
            continue
        yield time.perf_counter() - wall, time.thread_time() - processor, edited


def plainly(coverage: Coverage, edited: Edited) -> float:
    """Return the seconds of the plain recipe."""
    start = time.perf_counter()
    after = edited.geometries.copy()
    for k in edited.touched:
        rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(after[k])]
        after[k] = shapely.Polygon(rings[0], rings[1:])
    fine = shapely.is_valid(after[list(edited.touched)]).all() and shapely.coverage_is_valid(after)
    if not fine:
        raise SystemExit("the plain recipe finds the coverage broken")
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--columns", type=int, default=200)
    parser.add_argument("--rows", type=int, default=100)
    parser.add_argument("--edits", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    cells = fine_lattice(arguments.columns, arguments.rows)
    if not is_snapped(cells[: 3 * arguments.columns]):
        raise SystemExit("the lattice is no exact coverage")
    coverage = Coverage.of(cells)
    count = shapely.get_num_coordinates(cells).sum()
    print(f"{len(cells):,} cells, {count:,} coordinates; milliseconds of {arguments.edits} edits")
    print(f"{'':9} {'p50':>7} {'p99':>7}   processor {'p50':>7} {'p99':>7}   plain {'times':>12}")
    pencil = Pencil(coverage, arguments.columns, seed=1)
    for kind in ("move", "insert", "delete", "reshape", "split", "merge", "transfer"):
        drawn = accepted(getattr(pencil, kind))
        list(islice(drawn, 10))  # compiles, or loads what was compiled
        done = list(islice(drawn, arguments.edits))
        wall, processor = (np.array([row[k] for row in done]) * 1e3 for k in (0, 1))
        plain = [plainly(coverage, edited) * 1e3 for *_, edited in done[: arguments.rounds]]
        median = float(np.median(wall))
        print(
            f"{kind:9} {median:7.2f} {np.percentile(wall, 99):7.2f}"
            f"   {'':9} {np.median(processor):7.2f} {np.percentile(processor, 99):7.2f}"
            f"   {np.median(plain):7.0f} {np.median(plain) / median:9,.0f}"
        )
    print(f"aim: p50 <= {AIM_P50_MS:.0f} ms, p99 <= {AIM_P99_MS:.0f} ms")


if __name__ == "__main__":
    main()
