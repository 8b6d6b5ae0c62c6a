"""Group blocks into connected, compact cells of equal load: the method behind `balanced`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gridmap.division.arrays import FloatArray, IntArray, sums
from gridmap.division.bounds import deviation_bound
from gridmap.division.cooling import SCHEDULES, Limits, proposals_for, refine
from gridmap.division.graph import BlockGraph
from gridmap.division.kernels_contiguity import fill_empty, pieces, rejoin
from gridmap.division.kernels_seed import bisect_by_axis, bisect_by_walk, power_diagram

DEVIATION_WEIGHT = 20.0  # one percent of excess deviation weighs as 0.2 of compactness
EFFORT_PROPOSALS = 1_000_000  # moves over all tries of a small graph
MOST_TRIES = 60


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

    Several seeds are refined and the best is kept. The score is the mean compactness less twenty
    times the sum of: the worst deviation beyond the tolerance (or beyond what the bound proves
    unavoidable), the worst load beyond a limit over the mean load, and the worst area beyond its
    limit over that limit.

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
    wanted = tries or _tries_for(graph)
    bound = deviation_bound(graph, np.zeros(len(graph), np.int64), cells)
    unavoidable = max(limits.tolerance_ratio, bound)
    best, best_score = np.zeros(len(graph), np.int64), np.inf
    for number in range(wanted):
        labels = _seeded(graph, cells, number, seed)
        refine(
            graph,
            labels,
            cells=cells,
            limits=limits,
            seed=seed * MOST_TRIES + number,
            schedule=(number // 2) % len(SCHEDULES),
        )
        score = _score(graph, labels, cells, limits, unavoidable)
        if score < best_score:
            best, best_score = labels, score
    return best, wanted


def _score(
    graph: BlockGraph, labels: IntArray, cells: int, limits: Limits, unavoidable: float
) -> float:
    """Return how bad a grouping is, as `group_blocks` states it."""
    load = sums(labels, graph.load, cells)
    area = sums(labels, graph.area_m2, cells)
    mean = max(float(load.mean()), 1e-300)
    beyond = max(0.0, worst_deviation(graph.load, labels, cells) - unavoidable)
    over = max(float(load.max()) - limits.max_load, limits.min_load - float(load.min()), 0.0) / mean
    wide = max(0.0, float(area.max()) / limits.max_area_m2 - 1.0)
    return DEVIATION_WEIGHT * (beyond + over + wide) - float(
        compactness(graph, labels, cells).mean()
    )


def _tries_for(graph: BlockGraph) -> int:
    """Return how many candidates a graph of this size affords.

    Behind barriers both kinds of seed are needed; on open ground the first is the better one.
    """
    fewest = 1 if graph.passable.all() else 2
    return int(np.clip(EFFORT_PROPOSALS // proposals_for(len(graph)), fewest, MOST_TRIES))


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
