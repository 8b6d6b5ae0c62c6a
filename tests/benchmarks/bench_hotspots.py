"""Hot spots: this library against esda, alternating in one process.

Run from the root of the repository: ``python -m tests.benchmarks.bench_hotspots``. Only the ratio
inside one run counts. Both get the same lattice with its neighbours prepared; esda's permutations
run on one process, once, since they take long.
"""

from __future__ import annotations

import argparse
import statistics
import time
import warnings
from collections.abc import Callable

import libpysal
import numpy as np
from esda.getisord import G_Local
from numpy.typing import NDArray

from gridmap.analysis.getis_ord import gi_star
from gridmap.analysis.hotspots import hotspots
from gridmap.analysis.neighbourhoods import Neighbourhoods
from gridmap.analysis.permuting import permuted_chances

PERMUTATIONS = 999
Floats = NDArray[np.float64]


def seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def lattice(side: int) -> tuple[Floats, libpysal.weights.W, Neighbourhoods]:
    values = np.random.default_rng(0).gamma(2.0, 2.0, side * side)
    values.reshape(side, side)[side // 3 :, side // 3 :][:5, :5] += 8
    weights = libpysal.weights.lat2W(side, side, rook=False)
    weights.transform = "b"
    links = weights.sparse.tocsr()
    around = Neighbourhoods(links.indptr.astype(np.int64), links.indices.astype(np.int64))
    return values, weights, around


def compare(side: int, rounds: int, permuted_rounds: int) -> None:
    values, weights, around = lattice(side)

    def peer(permutations: int) -> G_Local:
        return G_Local(
            values, weights, transform="B", star=True, permutations=permutations, seed=1, n_jobs=1
        )

    z = gi_star(values, around)
    theirs, ours, whole = [], [], []
    for _ in range(rounds):
        theirs.append(seconds(lambda: peer(0)))
        ours.append(seconds(lambda: gi_star(values, around)))
        whole.append(seconds(lambda: hotspots(values, around)))
    a, b, c = (statistics.median(taken) for taken in (theirs, ours, whole))
    apart = np.abs(z - peer(0).Zs).max()
    print(f"{len(values):,} cells, median of {rounds}; z differs by at most {apart:.1e}")
    print(f"  z              esda {a:8.4f} s  gridmap {b:8.5f} s  {a / b:8.0f} times as fast")
    print(f"  z, chances, false discoveries   gridmap {c:8.5f} s  {a / c:8.0f} times as fast")
    if permuted_rounds:
        compare_permuted(values, around, peer, permuted_rounds)


def compare_permuted(
    values: Floats, around: Neighbourhoods, peer: Callable[[int], G_Local], rounds: int
) -> None:
    theirs, ours = [], []
    for _ in range(rounds):
        theirs.append(seconds(lambda: peer(PERMUTATIONS)))
        ours.append(seconds(lambda: permuted_chances(values, around, PERMUTATIONS, 1)))
    a, b = (statistics.median(taken) for taken in (theirs, ours))
    print(
        f"  {PERMUTATIONS} permutations  esda {a:7.3f} s  gridmap {b:8.5f} s  {a / b:8.0f} times"
        f" as fast, median of {rounds}"
    )
    high, low = permuted_chances(values, around, PERMUTATIONS, 1)
    wrong = np.abs(np.minimum(high, low) - peer(PERMUTATIONS).p_sim).mean()
    print(f"  chances differ by {wrong:.4f} on average, as two seeds do")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sides", type=int, nargs="+", default=[142, 317])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--permuted-rounds", type=int, default=5)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    compare(20, 1, 1)  # compiles the peer's kernels
    for side in arguments.sides:
        compare(side, arguments.rounds, arguments.permuted_rounds)


if __name__ == "__main__":
    main()
