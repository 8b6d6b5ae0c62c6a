"""Group blocks into connected, compact cells of equal load: the method behind `balanced`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gridmap.division.arrays import FloatArray, IntArray, sums
from gridmap.division.bounds import deviation_bound
from gridmap.division.graph import BlockGraph
from gridmap.division.kernels_anneal import anneal
from gridmap.division.kernels_contiguity import fill_empty, pieces, rejoin
from gridmap.division.kernels_seed import bisect_by_axis, bisect_by_walk, power_diagram

DEVIATION_WEIGHT = 100.0  # one percent of excess deviation outweighs the whole of compactness
PROPOSALS_PER_BLOCK = 60  # annealing moves per block and try
FEWEST_PROPOSALS = 6_000  # small graphs need more per block: their moves are coarser
EFFORT_PROPOSALS = 400_000  # moves over all tries of a small graph
MOST_TRIES = 48
FEWEST_TRIES = 2


@dataclass(frozen=True)
class Limits:
    """What a cell may hold, and how near to equal is near enough.

    Parameters
    ----------
    tolerance_ratio
        Deviation from the mean load up to which only the shape counts.
    min_load, max_load
        Hard limits of a cell's load.
    max_area_m2
        Hard limit of a cell's area.
    """

    tolerance_ratio: float = 0.01
    min_load: float = 0.0
    max_load: float = np.inf
    max_area_m2: float = np.inf

    def band(self, mean: float, width: float) -> tuple[float, float]:
        """Return the loads that cost nothing: near the mean and, where both can be, in limits."""
        low, high = mean * (1.0 - width), mean * (1.0 + width)
        if self.min_load <= mean <= self.max_load:
            low, high = max(low, self.min_load), min(high, self.max_load)
        return low, high


@dataclass(frozen=True)
class Grouping:
    """An answer of `group_blocks`.

    Parameters
    ----------
    labels
        Cell of each block, shape (N,), 0 to K - 1.
    piece
        Connected piece of the graph of each block, shape (N,).
    worst_deviation_ratio
        Largest |load / mean - 1| over the cells.
    bound_ratio
        No grouping can have a smaller one.
    compactness_ratio
        Mean of 4 pi A / P^2 over the cells, on the lengths of the graph.
    cut_m
        Length of all borders between cells.
    tries
        How many candidates were compared.
    """

    labels: IntArray
    piece: IntArray
    worst_deviation_ratio: float
    bound_ratio: float
    compactness_ratio: float
    cut_m: float
    tries: int


def group_blocks(
    graph: BlockGraph,
    cells: int,
    *,
    seed: int = 0,
    limits: Limits | None = None,
    tries: int | None = None,
) -> Grouping:
    """Group blocks into connected cells of equal load, as compact as that allows.

    Several seeds are refined and the best is kept; the score is 100 times the worst deviation
    beyond the tolerance (or beyond what the bound proves unavoidable), less the mean compactness.

    Parameters
    ----------
    graph
        The blocks; N >= `cells`.
    cells
        Number of cells K, at least the number of pieces of the graph.
    seed
        Same seed, same answer.
    limits
        Hard limits and tolerance.
    tries
        How many candidates to compare; by default more for small graphs.

    Returns
    -------
    grouping
        Each cell hangs together over passable pairs.
    """
    bounds = limits or Limits()
    piece, found = pieces(
        graph.indptr, graph.indices, graph.passable, np.zeros(len(graph), np.int64)
    )
    bound = deviation_bound(graph, piece, cells)
    labels = np.zeros(len(graph), np.int64)
    first = most = 0
    for number, share in enumerate(apportion(graph, piece, cells)):
        members = np.flatnonzero(piece == number)
        part = graph if found == 1 else graph.subgraph(members)
        own, count = _best_of(part, share, bounds, seed, tries)
        labels[members] = own + first
        first += share
        most = max(most, count)
    return Grouping(
        labels=labels,
        piece=piece,
        worst_deviation_ratio=worst_deviation(graph.load, labels, cells),
        bound_ratio=bound,
        compactness_ratio=float(compactness(graph, labels, cells).mean()),
        cut_m=cut_length(graph, labels),
        tries=most,
    )


def apportion(graph: BlockGraph, piece: IntArray, cells: int) -> list[int]:
    """Share cells among the pieces of a graph: at least one each, the rest where load is highest.

    Each further cell goes where the load per cell is then highest, a divisor method (Jefferson)
    that keeps the largest mean load lowest. No piece gets more cells than blocks.
    """
    loads = sums(piece, graph.load, int(piece.max()) + 1)
    blocks = np.bincount(piece)
    shares = np.ones(len(loads), dtype=np.int64)
    for _ in range(cells - len(loads)):
        need = np.where(shares < blocks, loads / (shares + 0.5), -1.0)
        shares[int(np.argmax(need))] += 1
    return [int(share) for share in shares]


def worst_deviation(load: FloatArray, labels: IntArray, cells: int) -> float:
    """Return the largest |load / mean - 1| over the cells, 0 where there is no load."""
    total = sums(labels, load, cells)
    mean = total.sum() / cells
    return float(np.abs(total / mean - 1.0).max()) if mean > 0 else 0.0


def cut_length(graph: BlockGraph, labels: IntArray) -> float:
    """Return the length in metres of all borders between different cells."""
    cut = labels[graph.sources] != labels[graph.indices]
    return float(graph.border_m[cut].sum()) / 2.0


def compactness(graph: BlockGraph, labels: IntArray, cells: int) -> FloatArray:
    """Return 4 pi A / P^2 of each cell, shape (cells,), from the figures of its blocks.

    Polsby and Popper (1991).
    """
    inner = labels[graph.sources] == labels[graph.indices]
    joined = sums(labels[graph.sources[inner]], graph.border_m[inner], cells)
    perimeter = sums(labels, graph.perimeter_m, cells) - joined
    area = sums(labels, graph.area_m2, cells)
    return np.asarray(4.0 * np.pi * area / np.maximum(perimeter, 1e-9) ** 2)


def _best_of(
    graph: BlockGraph,
    cells: int,
    limits: Limits,
    seed: int,
    tries: int | None,
) -> tuple[IntArray, int]:
    """Return the best of several refined seeds for one connected piece."""
    if cells == 1:
        return np.zeros(len(graph), np.int64), 1
    wanted = tries or _tries_for(len(graph))
    bound = deviation_bound(graph, np.zeros(len(graph), np.int64), cells)
    unavoidable = max(limits.tolerance_ratio, bound)
    best, best_score = np.zeros(len(graph), np.int64), np.inf
    for number in range(wanted):
        labels = _seeded(graph, cells, number, seed)
        _refine(graph, cells, labels, limits, seed * MOST_TRIES + number)
        worst = worst_deviation(graph.load, labels, cells)
        score = DEVIATION_WEIGHT * max(0.0, worst - unavoidable)
        score -= float(compactness(graph, labels, cells).mean())
        if score < best_score:
            best, best_score = labels, score
    return best, wanted


def _tries_for(blocks: int) -> int:
    """Return how many candidates a graph of this size affords."""
    each = max(FEWEST_PROPOSALS, PROPOSALS_PER_BLOCK * blocks)
    return int(np.clip(EFFORT_PROPOSALS // each, FEWEST_TRIES, MOST_TRIES))


def _seeded(graph: BlockGraph, cells: int, number: int, seed: int) -> IntArray:
    """Return the seed of one try: even ones a power diagram, odd ones a bisection by walk."""
    if number % 2 == 0:
        turn = 0.0 if number == 0 else float(np.random.default_rng((seed, number)).uniform(0, 3.14))
        labels = bisect_by_axis(graph.centre_m, graph.load, graph.area_m2, cells, turn)
        power_diagram(graph.centre_m, graph.load, graph.area_m2, labels, cells, 40, 12)
        rejoin(
            graph.indptr, graph.indices, graph.border_m, graph.passable, graph.load, labels, cells
        )
    else:
        start = int(np.random.default_rng((seed, number)).integers(len(graph)))
        labels = bisect_by_walk(
            graph.indptr, graph.indices, graph.steps_cm, graph.passable, graph.load, cells, start
        )
    fill_empty(graph.indptr, graph.indices, graph.passable, graph.load, labels, cells)
    return labels


def _refine(graph: BlockGraph, cells: int, labels: IntArray, limits: Limits, seed: int) -> None:
    """Anneal in three stages, in place: shape first, then balance, then the last blocks."""
    proposals = max(FEWEST_PROPOSALS, PROPOSALS_PER_BLOCK * len(graph)) // 5
    mean = float(graph.load.sum()) / cells
    grain = float(np.sqrt(cells / len(graph)))
    width = limits.tolerance_ratio
    stages = (
        (3 * proposals, 1.0, 400.0, 0.30 * grain, 0.01 * grain, 0.5 * width),
        (proposals, 0.3, 2e4, 0.01 * grain, 1e-3 * grain, 0.5 * width),
        (proposals, 0.02, 1e6, 1e-3 * grain, 1e-5 * grain, 0.8 * width),
    )
    for number, (moves, shape, balance, hot, cold, band) in enumerate(stages):
        low, high = limits.band(mean, band)
        anneal(
            graph.indptr,
            graph.indices,
            graph.border_m,
            graph.passable,
            graph.load,
            graph.area_m2,
            labels,
            cells,
            moves,
            shape,
            balance,
            hot,
            cold,
            low,
            high,
            limits.max_area_m2,
            3 * seed + number,
        )
