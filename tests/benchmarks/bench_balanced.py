"""`balanced` against METIS on synthetic towns, in one run: time, worst load and compactness.

Run with ``python -m tests.benchmarks.bench_balanced``. The two alternate, and medians are shown.
METIS gets the same graph without the pairs that barriers close, contiguous parts and a load
tolerance of 1 %. Time is that of grouping alone for both.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pymetis

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).parents[2]))

from gridmap.division.graph import BlockGraph
from gridmap.division.grouping import compactness, group_blocks, worst_deviation
from gridmap.division.kernels_contiguity import pieces
from tests.benchmarks.towns import town, with_rivers

ROUNDS = 5
CASES = ((1_000, 10), (10_000, 100), (50_000, 100))
METIS_TOLERANCE_PERMILLE = 10

Method = Callable[[BlockGraph, int, int], np.ndarray]


@dataclass(frozen=True)
class Figures:
    """Medians over the rounds of one method on one town."""

    seconds: float
    worst_ratio: float
    compactness_ratio: float
    broken: int


def ours(graph: BlockGraph, cells: int, seed: int) -> np.ndarray:
    return group_blocks(graph, cells, seed=seed).labels


def ours_in_one_try(graph: BlockGraph, cells: int, seed: int) -> np.ndarray:
    return group_blocks(graph, cells, seed=seed, tries=1).labels


def metis(graph: BlockGraph, cells: int, seed: int) -> np.ndarray:
    may = graph.passable
    counts = np.bincount(graph.sources[may], minlength=len(graph))
    adjacency = pymetis.CSRAdjacency(
        adj_starts=np.concatenate([[0], np.cumsum(counts)]), adjacent=graph.indices[may]
    )
    options = pymetis.Options(contig=1, ufactor=METIS_TOLERANCE_PERMILLE, seed=seed)
    _, labels = pymetis.part_graph(
        cells,
        adjacency=adjacency,
        vweights=graph.load.astype(int).tolist(),
        eweights=np.maximum(1, graph.border_m[may]).astype(int).tolist(),
        recursive=False,
        options=options,
    )
    return np.array(labels, dtype=np.int64)


METHODS: dict[str, Method] = {"gridmap": ours, "gridmap, 1 try": ours_in_one_try, "METIS": metis}


def towns(blocks: int, cells: int) -> Iterator[tuple[str, BlockGraph]]:
    """Yield an open town and one with two rivers, in one piece each."""
    open_town = town(blocks)
    yield f"{blocks:,} blocks, {cells} cells", open_town
    crossed = with_rivers(open_town)
    none = np.zeros(blocks, np.int64)
    piece = pieces(crossed.indptr, crossed.indices, crossed.passable, none)[0]
    largest = crossed.subgraph(np.flatnonzero(piece == np.bincount(piece).argmax()))
    yield f"{blocks:,} blocks, {cells} cells, two rivers", largest


def compare(graph: BlockGraph, cells: int) -> dict[str, Figures]:
    """Run all methods in turn, round by round, each round with another seed."""
    runs: dict[str, list[Figures]] = {name: [] for name in METHODS}
    for seed in range(ROUNDS):
        for name, method in METHODS.items():
            start = perf_counter()
            labels = method(graph, cells, seed)
            seconds = perf_counter() - start
            runs[name].append(_figures(graph, labels, cells, seconds))
    return {name: _median(found) for name, found in runs.items()}


def _figures(graph: BlockGraph, labels: np.ndarray, cells: int, seconds: float) -> Figures:
    return Figures(
        seconds=seconds,
        worst_ratio=worst_deviation(graph.load, labels, cells),
        compactness_ratio=float(compactness(graph, labels, cells).mean()),
        broken=pieces(graph.indptr, graph.indices, graph.passable, labels)[1] - cells,
    )


def _median(found: list[Figures]) -> Figures:
    return Figures(
        seconds=median(run.seconds for run in found),
        worst_ratio=median(run.worst_ratio for run in found),
        compactness_ratio=median(run.compactness_ratio for run in found),
        broken=max(run.broken for run in found),
    )


def main() -> None:
    """Print one table for each town; ratios are to METIS of the same rounds."""
    group_blocks(town(300), 5)
    group_blocks(with_rivers(town(300)), 5)
    for blocks, cells in CASES:
        for title, graph in towns(blocks, cells):
            found = compare(graph, cells)
            peer = found["METIS"]
            print(f"\n{title}: median of {ROUNDS}")
            for name, run in found.items():
                print(
                    f"  {name:15} {run.seconds:7.3f} s ({run.seconds / peer.seconds:5.2f}x)"
                    f"  worst load {run.worst_ratio:6.2%}"
                    f"  compactness {run.compactness_ratio:.3f}"
                    f" ({run.compactness_ratio / peer.compactness_ratio:.2f}x)"
                    f"  broken cells {run.broken}"
                )


if __name__ == "__main__":
    main()
