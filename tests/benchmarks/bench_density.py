"""Density: this library against numpy with scipy and against datashader, alternating.

Run from the root of the repository: ``python -m tests.benchmarks.bench_density``. Only the ratio
inside one run counts. All get the same million places on the plane and give 1,024 x 1,024 values
of a Gaussian of 150 m; errors are against the exact sum at random squares, the frame's edge
included, where the peers drop the events beyond it.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import datashader
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS
from scipy.ndimage import gaussian_filter

from gridmap.analysis import density
from gridmap.analysis.canvas import M2_PER_KM2, MARGIN_SQUARES, Canvas, project
from gridmap.analysis.squares import Squares

SQUARES, BANDWIDTH_M, HALF_M = 1024, 150.0, 10_000.0
SIDE_M = 2 * HALF_M / SQUARES
TRUNCATED = 5
Floats = NDArray[np.float64]


def places(count: int) -> Floats:
    """Crowds and single events, a part of them outside the frame."""
    random = np.random.default_rng(0)
    crowds = random.uniform(-HALF_M, HALF_M, (400, 2))
    crowded = crowds[random.integers(0, len(crowds), count * 7 // 10)]
    crowded = crowded + random.normal(0, 300, crowded.shape)
    spread = random.uniform(-1.05 * HALF_M, 1.05 * HALF_M, (count - len(crowded), 2))
    return random.permutation(np.concatenate([crowded, spread]))


def by_numpy(events_m: Floats) -> Floats:
    column, row = ((events_m + HALF_M) / SIDE_M).astype(np.int64).T
    seen = (column >= 0) & (row >= 0) & (column < SQUARES) & (row < SQUARES)
    counts = np.bincount(row[seen] * SQUARES + column[seen], minlength=SQUARES**2)
    return smoothed(counts.reshape(SQUARES, SQUARES).astype(np.float64))


def by_datashader(frame: pd.DataFrame) -> Floats:
    limits = (-HALF_M, HALF_M)
    canvas = datashader.Canvas(SQUARES, SQUARES, limits, limits)
    return smoothed(canvas.points(frame, "x", "y").to_numpy().astype(np.float64))


def smoothed(counts: Floats) -> Floats:
    blurred = gaussian_filter(counts, BANDWIDTH_M / SIDE_M, truncate=TRUNCATED, mode="constant")
    return blurred * (M2_PER_KM2 / SIDE_M**2)


def by_gridmap(events_m: Floats, weights: Floats) -> Floats:
    half = SQUARES // 2
    canvas = Canvas(CRS(4547), Squares(-half, -half, SQUARES, SQUARES, SIDE_M))
    inner = slice(MARGIN_SQUARES, -MARGIN_SQUARES)
    return canvas.kernel(BANDWIDTH_M).field(events_m, weights)[inner, inner]


def exact(events_m: Floats, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Floats:
    x, y = ((ends + 0.5) * SIDE_M - HALF_M for ends in (columns, rows))
    sums = [
        np.exp(((events_m - middle) ** 2).sum(axis=1) / (-2 * BANDWIDTH_M**2)).sum()
        for middle in np.column_stack([x, y])
    ]
    return np.array(sums) * (M2_PER_KM2 / (2 * np.pi * BANDWIDTH_M**2))


def seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--checked", type=int, default=60)
    arguments = parser.parse_args()
    events_m = places(arguments.points)
    weights = np.ones(len(events_m))
    frame = pd.DataFrame(events_m, columns=["x", "y"])
    jobs: dict[str, Callable[[], Floats]] = {
        "numpy.bincount + gaussian_filter": lambda: by_numpy(events_m),
        "datashader + gaussian_filter": lambda: by_datashader(frame),
        "gridmap": lambda: by_gridmap(events_m, weights),
    }
    random = np.random.default_rng(1)
    rows, columns = checked = random.integers(0, SQUARES, (2, arguments.checked))
    rows[::4] = 0  # the frame's edge is looked at as well
    sums = exact(events_m, rows, columns)
    peak = max(float(job().max()) for job in jobs.values())
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(arguments.rounds):
        for name, job in jobs.items():
            taken[name].append(seconds(job))
    ours = statistics.median(taken["gridmap"])
    print(f"{len(events_m):,} events, {SQUARES} x {SQUARES}, median of {arguments.rounds}")
    reach = int(np.ceil(TRUNCATED * BANDWIDTH_M / SIDE_M))
    inner = (np.clip(checked, reach, SQUARES - reach) == checked).all(axis=0)
    for name, job in jobs.items():
        wrong = np.abs(job()[rows, columns] - sums) / peak
        middle = statistics.median(taken[name])
        print(f"  {name:34} {middle:7.4f} s  {middle / ours:5.2f} times as long as gridmap")
        print(f"  {'':34} wrong by {wrong.max():.1e} of the peak, {wrong[inner].max():.1e} inside")
    lonlat = np.column_stack([114 + events_m[:, 0] / 95_000, 30.6 + events_m[:, 1] / 111_000])
    whole = statistics.median(
        seconds(lambda: density(lonlat, bandwidth_m=BANDWIDTH_M)) for _ in range(3)
    )
    moved = statistics.median(seconds(lambda: project(lonlat, CRS(4547))) for _ in range(3))
    print(f"  gridmap from lon/lat {whole:.3f} s, of which {moved:.3f} s bring them to metres")


if __name__ == "__main__":
    main()
