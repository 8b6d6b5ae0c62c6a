"""Locating points: this library against geopandas.sjoin, alternating in one process.

Run from the root of the repository: ``python -m tests.benchmarks.bench_locate``. Only the ratio
inside one run counts: machines, and moments on one machine, differ.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import geopandas
import numpy as np
import shapely

from gridmap.analysis.locating import CellIndex
from tests.benchmarks.coverages import town, town_points

AIMED_RATIO = 50.0


def seconds(job: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    start = clock()
    job()
    return clock() - start


def per_core(theirs: Callable[[], object], ours: Callable[[], object], rounds: int) -> float:
    """Return the ratio of processor time, which other work on the machine hardly disturbs."""
    pairs = [
        (seconds(theirs, time.thread_time), seconds(ours, time.thread_time)) for _ in range(rounds)
    ]
    return statistics.median(a for a, _ in pairs) / statistics.median(b for _, b in pairs)


def compare(cell_count: int, point_count: int, rounds: int) -> float:
    cells, points = town(cell_count), town_points(point_count)
    frame = geopandas.GeoDataFrame({"cell": np.arange(len(cells))}, geometry=cells)
    places = geopandas.GeoDataFrame(geometry=shapely.points(points))
    CellIndex(cells[:4]).locate(points[:10])  # compiles, or loads what was compiled
    index = CellIndex(cells)
    wrong = disagreements(index.locate(points), geopandas.sjoin(places, frame, predicate="within"))
    ours, theirs, single, built = [], [], [], []
    for _ in range(rounds):
        theirs.append(seconds(lambda: geopandas.sjoin(places, frame, predicate="within")))
        ours.append(seconds(lambda: index.locate(points)))
        single.append(seconds(lambda: index.locate(points, threads=1)))
        built.append(seconds(lambda: CellIndex(cells)))
    peer, mine, one, build = (statistics.median(taken) for taken in (theirs, ours, single, built))
    vertices = shapely.get_num_coordinates(cells).sum()
    print(f"{point_count:,} points, {len(cells):,} cells, {vertices:,} vertices, {wrong} wrong")
    print(f"  geopandas.sjoin       {peer:9.4f} s   median of {rounds}")
    print(f"  gridmap               {mine:9.4f} s   {peer / mine:7.1f} times as fast")
    print(f"  gridmap, one thread   {one:9.4f} s   {peer / one:7.1f} times as fast")
    share = per_core(
        lambda: geopandas.sjoin(places, frame, predicate="within"),
        lambda: index.locate(points, threads=1),
        rounds,
    )
    print(f"  processor time, both on one thread: {share:.1f} times less")
    print(f"  gridmap, with index   {mine + build:9.4f} s   {peer / (mine + build):7.1f} times")
    call = seconds(lambda: [index.locate(points[k : k + 1]) for k in range(2000)]) / 2000
    print(f"  one point             {call * 1e6:9.1f} µs  index {index.memory_bytes / 1e6:.0f} MB")
    return peer / mine if wrong == 0 else 0.0


def disagreements(found: np.ndarray, joined: geopandas.GeoDataFrame) -> int:
    """Count points inside a cell that we see elsewhere, and points we see in a cell too many."""
    expected = np.full(len(found), -1)
    expected[joined.index] = joined["cell"]
    # The peer drops points exactly on a border; random points hit none.
    return int(np.count_nonzero(found != expected))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--cells", type=int, nargs="+", default=[2_000])
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    for count in arguments.cells:
        ratio = compare(count, arguments.points, arguments.rounds)
        print(f"  aim: {AIMED_RATIO:.0f} times the peer; reached {ratio:.1f}")


if __name__ == "__main__":
    main()
