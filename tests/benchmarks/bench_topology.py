"""Checking and snap rounding a coverage: this library against GEOS, alternating in one process.

Run from the root of the repository: ``python -m tests.benchmarks.bench_topology``. Only the ratio
inside one run counts: machines, and moments on one machine, differ.

The check answers more than its peer: gaps, overlaps pair by pair, and the clearance. The peer of
snap rounding rounds each polygon for itself, and promises neither a coverage nor a fixed point.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import shapely

from gridmap.geometry import snap_round
from gridmap.topology import adjacency, build_arcs, check, stitch
from tests.benchmarks.coverages import town

LATTICE_DEG = 1e-7


def seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def compare(title: str, ours: Callable[[], object], peer: Callable[[], object], rounds: int):
    mine, theirs = [], []
    for _ in range(rounds):
        theirs.append(seconds(peer))
        mine.append(seconds(ours))
    one, other = statistics.median(mine), statistics.median(theirs)
    print(f"  {title:12} {one:8.3f} s   peer {other:8.3f} s   {other / one:5.2f} times as fast")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    raw = town(arguments.cells)
    for job in (snap_round, check, adjacency, build_arcs, stitch):
        job(raw[:9])  # compiles, or loads what was compiled
    cells = snap_round(raw).geometries
    print(f"{len(cells):,} cells, {shapely.get_num_coordinates(cells).sum():,} vertices")
    compare("check", lambda: check(cells), lambda: strict_peer(cells), arguments.rounds)
    compare(
        "snap",
        lambda: snap_round(raw),
        lambda: shapely.set_precision(raw, LATTICE_DEG),
        arguments.rounds,
    )
    print(f"  adjacency    {seconds(lambda: adjacency(cells)):8.3f} s")
    print(f"  arcs         {seconds(lambda: build_arcs(cells)):8.3f} s")
    print(f"  stitch       {seconds(lambda: stitch(cells)):8.3f} s")


def strict_peer(cells) -> bool:
    """Ask GEOS for what it can tell: valid cells, and a valid coverage."""
    return bool(shapely.is_valid(cells).all() and shapely.coverage_is_valid(cells))


if __name__ == "__main__":
    main()
