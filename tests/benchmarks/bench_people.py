"""Map matching against snapping to the nearest street, and a town's assignment against scipy.

Run with ``python -m tests.benchmarks.bench_people``. The walks are simulated on 20 by 20 streets;
what is measured is the length of street that they covered. The town has 2,000 cells and 300
workers, of like and of unlike loads.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import numpy as np
import shapely
from scipy.optimize import linear_sum_assignment

from gridmap.analysis import (
    StreetNetwork,
    Stretches,
    assign,
    covered_m,
    match,
    street_network,
    stretches,
    visits,
)
from gridmap.geometry.crs import to_metric
from tests.town_streets import shapes
from tests.walking import Walk, walk

ROUNDS = 5
WALKS = 12
CELLS, WORKERS = 2_000, 300
SIDE_M, STREETS = 110.0, 20


def medians(*calls: Callable[[], object]) -> list[float]:
    """Return the median seconds of each call, the calls alternated."""
    spent = np.zeros((ROUNDS, len(calls)))
    for turn in range(ROUNDS):
        for column, call in enumerate(calls):
            begin = perf_counter()
            call()
            spent[turn, column] = perf_counter() - begin
    return np.median(spent, axis=0).tolist()


def streets() -> np.ndarray:
    far = (STREETS - 1) * SIDE_M
    at = np.arange(STREETS) * SIDE_M
    lines = [shapely.LineString([(x, 0), (x, far)]) for x in at]
    return shapes(lines + [shapely.LineString([(0, y), (far, y)]) for y in at])


def matched_m(network: StreetNetwork, parts: Stretches, true: Walk, sigma_m: float) -> float:
    names = ["a"] * len(true.seconds)
    found = match(network, names, true.seconds, true.lonlat, sigma_m=sigma_m)
    return float(covered_m(visits(found, parts), parts).sum())


def snapped_m(network: StreetNetwork, tree: shapely.STRtree, true: Walk) -> float:
    """Return the length of all pieces of street that are the nearest one to some fix."""
    points = to_metric(shapely.points(true.lonlat), network.crs)
    return float(network.length_m[np.unique(tree.nearest(points))].sum())


def patrols() -> None:
    network = street_network(streets())
    parts = stretches(network, shapes([shapely.box(-60, -60, 2200, 2200)]))
    tree = shapely.STRtree(network.pieces)
    for sigma_m in (5.0, 10.0):
        walks = [walk(network, seed, wanted_m=4000, sigma_m=sigma_m) for seed in range(WALKS)]
        true = np.array([own.covered_m for own in walks])
        found = np.array([matched_m(network, parts, own, sigma_m) for own in walks])
        plain = np.array([snapped_m(network, tree, own) for own in walks])
        error, plain_error = np.abs(found / true - 1).mean(), np.abs(plain / true - 1).mean()
        print(
            f"covered length, sigma {sigma_m:.0f} m: error {error:.2%} "
            f"(all walks together {found.sum() / true.sum() - 1:+.2%}), "
            f"nearest street {plain_error:.1%}; {plain_error / error:.0f} x"
        )
        fixes = sum(len(own.seconds) for own in walks)
        (seconds,) = medians(lambda: [matched_m(network, parts, own, sigma_m) for own in walks])  # noqa: B023  called at once
        print(f"  {fixes / seconds:,.0f} fixes a second")


def assignment() -> None:
    rng = np.random.default_rng(1)
    cells = np.array([114.3, 30.5]) + rng.uniform(0, 0.05, (CELLS, 2))
    bases = np.array([114.3, 30.5]) + rng.uniform(0, 0.05, (WORKERS, 2))
    stretch = np.array([np.cos(np.radians(30.525)), 1.0])
    distance = np.hypot(*((cells[:, None] - bases[None]) * stretch).transpose(2, 0, 1))
    each = -(-CELLS // WORKERS)
    capacity = np.full(WORKERS, float(each))

    def ours() -> float:
        return assign(cells, np.ones(CELLS), bases, capacity, togetherness=0.0).gap_m

    def scipys() -> tuple[np.ndarray, np.ndarray]:
        return linear_sum_assignment(np.repeat(distance, each, axis=1))

    seconds = medians(ours, scipys)
    rows, columns = scipys()
    best = distance[rows, columns // each].sum()
    found = assign(cells, np.ones(CELLS), bases, capacity, togetherness=0.0)
    share = distance[np.arange(CELLS), found.worker].sum() / best - 1
    print(
        f"like loads, {CELLS:,} x {WORKERS}: {seconds[0]:.1f} s, scipy {seconds[1]:.1f} s "
        f"({seconds[1] / seconds[0]:.2f} x); gap {found.gap_m:.3f} m, "
        f"distance against scipy's optimum {share:+.4%}"
    )
    load = rng.lognormal(3, 0.5, CELLS)
    begin = perf_counter()
    room = np.full(WORKERS, load.sum() / WORKERS * 1.3)
    unlike = assign(cells, load, bases, room, togetherness=0.0)
    print(
        f"unlike loads, 30 % of room: {perf_counter() - begin:.1f} s; "
        f"gap at most {unlike.gap_m / np.nansum(unlike.distance_m):.2%} of the distance, "
        f"{(unlike.worker < 0).sum()} cells open"
    )


if __name__ == "__main__":
    patrols()
    assignment()
