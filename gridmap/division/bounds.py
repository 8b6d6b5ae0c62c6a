"""How far from equal the best grouping must be: lower bounds that no method can beat."""

from __future__ import annotations

from math import ceil, floor

import numpy as np

from gridmap.division.arrays import FloatArray, IntArray
from gridmap.division.graph import BlockGraph


def deviation_bound(graph: BlockGraph, piece: IntArray, cells: int) -> float:
    """Return a lower bound on the worst deviation from the mean load.

    Parameters
    ----------
    graph
        The blocks.
    piece
        Connected piece of each block, shape (N,); no cell may join two pieces.
    cells
        Number of cells.

    Returns
    -------
    bound_ratio
        No grouping into whole, connected cells has a smaller max |load / mean - 1|.
    """
    mean = float(graph.load.sum()) / cells
    if mean <= 0:
        return 0.0
    found = (
        _pigeonhole(graph.load, mean, cells),
        _integrality(graph.load, mean),
        _neighbours(graph, mean, cells),
        _pieces(graph.load, piece, mean, cells),
    )
    return max(0.0, *found)


def _pigeonhole(load: FloatArray, mean: float, cells: int) -> float:
    """Of the j k + 1 heaviest blocks, one of k cells holds j + 1: at least the lightest of them."""
    heaviest = np.sort(load)[::-1]
    total = np.concatenate([[0.0], np.cumsum(heaviest)])
    worst = 0.0
    for share in range((len(load) - 1) // cells + 1):
        last = share * cells + 1
        worst = max(worst, float(total[last] - total[last - share - 1]))
    return worst / mean - 1.0


def _integrality(load: FloatArray, mean: float) -> float:
    """Bound by whole numbers: multiples of one number cannot meet a mean that is none."""
    if not np.all(load == np.floor(load)):
        return 0.0
    step = int(np.gcd.reduce(load.astype(np.int64)))
    if step == 0:
        return 0.0
    below, above = floor(mean / step) * step, ceil(mean / step) * step
    return max(above - mean, mean - below) / mean if above > below else 0.0


def _neighbours(graph: BlockGraph, mean: float, cells: int) -> float:
    """Bound by neighbours: a block stands alone, or with at least its lightest neighbour."""
    if cells < 2:  # noqa: PLR2004  one cell takes all: there is no choice to bound
        return 0.0
    lightest = np.full(len(graph), np.inf)
    open_pairs = graph.passable
    np.minimum.at(lightest, graph.sources[open_pairs], graph.load[graph.indices[open_pairs]])
    alone = np.abs(graph.load - mean)
    joined = np.maximum(graph.load + lightest - mean, 0.0)
    return float(np.minimum(alone, joined).max()) / mean


def _pieces(load: FloatArray, piece: IntArray, mean: float, cells: int) -> float:
    """Bound by pieces: each that hangs together takes a whole number of cells, at least one."""
    loads = np.bincount(piece, weights=load)
    if len(loads) > cells:
        return 0.0
    worst = 0.0
    for total in loads.tolist():
        choices = {max(1, floor(total / mean)), max(1, ceil(total / mean))}
        worst = max(worst, min(abs(total / (count * mean) - 1.0) for count in choices))
    return worst
