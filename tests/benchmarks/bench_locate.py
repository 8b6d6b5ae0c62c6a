"""Locating points: this library against geopandas.sjoin, alternating in one process.

Run from the root of the repository: ``python -m tests.benchmarks.bench_locate``; ``--full`` adds
ten million points, all hard points, and a hundred million points in a process of its own. Only
the ratios inside one run count: machines, and moments on one machine, differ.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import shapely
from numba import njit

import gridmap
from gridmap import analysis
from gridmap.analysis.locating import CellIndex
from gridmap.analysis.overview import overview_of
from gridmap.analysis.threads import in_threads
from tests.benchmarks.coverages import town, town_points
from tests.benchmarks.hostile import EASY, HOSTILE, count_wrong, holed_town, hostile_points

KIBIBYTES_PER_GIBIBYTE = 1 << 20
STREAMED, CHUNK = 100_000_000, 1_000_000
HOLD_TRIES = 3
SPUN = 100_000_000


def seconds(job: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    start = clock()
    job()
    return clock() - start


def alternated(
    jobs: dict[str, Callable[[], object]], rounds: int, clock: Callable[[], float]
) -> dict[str, float]:
    """Return the median seconds of each job, taken in turn."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            taken[name].append(seconds(job, clock))
    return {name: statistics.median(values) for name, values in taken.items()}


def bench_ratio(point_count: int, cell_count: int, rounds: int) -> float:
    cells, points = town(cell_count), town_points(point_count)
    frame = geopandas.GeoDataFrame({"cell": np.arange(len(cells))}, geometry=cells, crs=4326)
    places = geopandas.GeoDataFrame(geometry=shapely.points(points), crs=4326)
    index = gridmap.cell_index(frame)
    joined = geopandas.sjoin(places, frame, predicate="within")
    expected = np.full(point_count, -1)
    expected[joined.index] = joined["cell"]  # the peer drops points on a border; none is
    wrong = int(np.count_nonzero(gridmap.locate(points, index) != expected))
    del joined, expected

    def sjoin() -> object:
        return geopandas.sjoin(places, frame, predicate="within")

    wall = alternated(
        {"sjoin": sjoin, "kept": lambda: gridmap.locate(points, index),
         "frames": lambda: gridmap.locate(places, frame)},
        rounds,
        time.perf_counter,
    )  # fmt: skip
    core = alternated(
        {"sjoin": sjoin, "kept": lambda: index.locate(points, threads=1)}, rounds, time.thread_time
    )
    print(f"{point_count:,} points x {len(cells):,} cells: {wrong} wrong, median of {rounds}")
    print(f"  geopandas.sjoin                {wall['sjoin']:9.4f} s")
    for name, label in (("kept", "array, index kept"), ("frames", "GeoDataFrames")):
        ratio = wall["sjoin"] / wall[name]
        print(f"  gridmap.locate, {label:17}{wall[name]:7.4f} s   {ratio:7.1f} x sjoin")
    ratio = core["sjoin"] / core["kept"]
    print(f"  processor time, one thread     {core['kept']:9.4f} s   {ratio:7.1f} x sjoin")
    return 0.0 if wrong else wall["sjoin"] / wall["kept"]


@njit(nogil=True)
def _arithmetic(steps: int) -> int:
    value = 0
    for step in range(steps):
        value = (value * 1_664_525 + step) & 0xFFFF_FFFF
    return value


def bench_threads(rounds: int) -> None:
    """Print what a second processor adds where nothing but arithmetic is done."""
    _arithmetic(1)
    wall = alternated(
        {
            "one": lambda: _arithmetic(SPUN),
            "two": lambda: in_threads(_arithmetic, [SPUN] * 2, threads=2),
        },
        rounds,
        time.perf_counter,
    )
    print(f"two threads do {2 * wall['one'] / wall['two']:.2f} x the arithmetic of one")


def bench_index(cell_count: int, rounds: int) -> None:
    cells, point = town(cell_count), town_points(1)
    index = CellIndex(cells)
    data = index.to_bytes()
    middle = len(cells) // 2
    other = shapely.transform(cells[middle], lambda xy: (xy - xy.mean(0)) * 0.9 + xy.mean(0))
    wall = alternated(
        {
            "build": lambda: CellIndex(cells),
            "one": lambda: [index.locate(point) for _ in range(1000)],
            "patch": lambda: index.patched({middle: other}),
            "load": lambda: CellIndex.from_bytes(data),
            "prepare": lambda: overview_of(index._raster, len(cells)),
        },
        rounds,
        time.perf_counter,
    )
    core = alternated({"build": lambda: CellIndex(cells)}, rounds, time.process_time)
    vertices = int(shapely.get_num_coordinates(cells).sum())
    print(f"{len(cells):,} cells, {vertices:,} coordinates, median of {rounds}")
    print(f"  index build   {wall['build']:8.3f} s   processor time {core['build']:.3f} s")
    print(f"  one point     {wall['one'] * 1e3:8.2f} µs")
    print(f"  one cell changed {wall['patch'] * 1e3:5.2f} ms")
    print(f"  for many points {wall['prepare'] * 1e3:6.1f} ms")
    print(f"  from bytes    {wall['load'] * 1e3:8.1f} ms   {len(data) / 1e6:.0f} MB, "
          f"tables {index.memory_bytes / 1e6:.0f} MB")  # fmt: skip


def hold(least: float, rounds: int) -> None:
    """Stop with a failure where a point is wrong, or locating is not so many times the peer."""
    ratios = []
    # A neighbour on the machine may take a processor for one measure: three chances.
    while len(ratios) < HOLD_TRIES and max(ratios, default=0.0) < least:
        ratios.append(bench_ratio(1_000_000, 2_000, rounds))
    wrong = bench_wrong(town(2_000), "cells", easy=400_000, hostile=240_000)
    if wrong or max(ratios) < least:
        raise SystemExit(1)


def bench_wrong(cells: np.ndarray, label: str, *, easy: int, hostile: int) -> int:
    """Print and return how many answers are wrong, with the tables for many points and without."""
    points, index = hostile_points(cells, easy=easy, hostile=hostile), CellIndex(cells)
    found = index.locate(points)
    index.prepare()
    other = int(np.count_nonzero(index.locate(points) != found))
    wrong = count_wrong(cells, points, found) + other
    print(f"{len(points):,} points, {hostile:,} hard, {len(cells):,} {label}: {wrong} wrong")
    return wrong


def peak_gibibytes() -> float:
    """Return this process's peak; what `getrusage` tells has the parent's from before it began."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak) / KIBIBYTES_PER_GIBIBYTE


def stream() -> None:
    """Locate and count a hundred million points, a million at a time; print the peak of memory."""
    cells = town(2_000)
    index = CellIndex(cells)
    start, located = time.perf_counter(), 0.0
    counted = analysis.tally([], cell_count=len(cells))
    for number in range(STREAMED // CHUNK):
        points = town_points(CHUNK, seed=number)
        began = time.perf_counter()
        found = index.locate(points)
        counted = counted.merged(analysis.tally(found, cell_count=len(cells)))
        located += time.perf_counter() - began
    peak = peak_gibibytes()
    print(
        f"{int(counted.total):,} points in chunks of {CHUNK:,}: peak {peak:.2f} GiB, "
        f"{located:.1f} s locating and counting, {time.perf_counter() - start:.1f} s in all"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--full", action="store_true")
    parser.add_argument(
        "--hold", type=float, help="only fail below so many times the peer, or with a wrong point"
    )
    parser.add_argument("--stream", action="store_true")
    arguments = parser.parse_args()
    if arguments.stream:
        stream()
        return
    if arguments.hold:
        hold(arguments.hold, arguments.rounds)
        return
    easy, hostile = (EASY, HOSTILE) if arguments.full else (40_000, 24_000)
    for count in (100, 2_000, 20_000) if arguments.full else (100, 2_000):
        bench_wrong(town(count), "cells", easy=easy, hostile=hostile)
        bench_wrong(holed_town(count), "cells with holes and parts", easy=easy, hostile=hostile)
    bench_threads(arguments.rounds)
    bench_index(2_000, arguments.rounds)
    bench_index(20_000, arguments.rounds)
    bench_ratio(1_000_000, 2_000, arguments.rounds)
    if arguments.full:
        bench_ratio(10_000_000, 2_000, arguments.rounds)
        command = [sys.executable, "-m", "tests.benchmarks.bench_locate", "--stream"]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
