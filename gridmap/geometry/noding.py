"""Snap rounding of rings: every crossing and every near miss becomes a shared node.

The rings end up as chains of edges on the lattice that meet only in shared nodes, and no edge
passes less than one unit from a node that is not its own (the clearance). Nodes are taken into
edges over and over until nothing changes (iterated snap rounding: Halperin and Packer,
*Iterated snap rounding*, 2002). It ends, because every edge gives way to shorter ones: seen from a
node less than one unit beside an edge, its ends are a right or an obtuse angle apart (their scalar
product is a whole number below one), so the node is nearer to both than they are to each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gridmap.errors import CoverageError
from gridmap.geometry.edges import rank_points
from gridmap.geometry.kernels_noding import bucket_edges, choose_splits, find_splits
from gridmap.geometry.kernels_pairing import number_pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_ROUNDS = 1000
_MAX_BUCKETS_PER_EDGE = 4


@dataclass(frozen=True)
class Chains:
    """Closed rings on the lattice.

    Parameters
    ----------
    units
        Array of shape (N, 2): the rings one after the other, the first point not repeated.
    starts
        Array of shape (R + 1,): where each ring begins; a ring may be empty.
    """

    units: NDArray[np.int64]
    starts: NDArray[np.int64]

    @property
    def ring(self) -> NDArray[np.int64]:
        """Array of shape (N,): the ring of each point."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


@dataclass(frozen=True)
class Splits:
    """Nodes that edges must take in, sorted by edge and by the way along it.

    Arrays of shape (S,) and (S, 2).
    """

    edge: NDArray[np.int64]
    node: NDArray[np.int64]


@dataclass(frozen=True)
class Segments:
    """Distinct edges on the lattice: arrays of shape (V, 2) of units, (E,) and (E,) of nodes."""

    nodes: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]


@dataclass(frozen=True)
class Skeleton(Segments):
    """The distinct edges of chains, with two more arrays of shape (N,).

    `edge_of` and `forward` tell for each point of the chains which edge begins there and whether
    it runs from start to end. Nodes and edges are numbered by position alone, so neither the
    order of the input nor a shift changes any decision that is taken by number.
    """

    edge_of: NDArray[np.int64]
    forward: NDArray[np.bool_]


def node_chains(chains: Chains) -> Chains:
    """Snap round chains to the fixed point.

    Parameters
    ----------
    chains
        Rings in whole units, not yet noded.

    Returns
    -------
    noded
        The same rings, each with all nodes that it passes; the same object when nothing changes.

    Raises
    ------
    CoverageError
        When no fixed point is reached, which takes input that winds endlessly on few points.
    """
    chains = without_repeats(chains)
    fresh = np.ones(len(chains.units), dtype=np.bool_)
    for _ in range(MAX_ROUNDS):
        skeleton = skeleton_of(chains)
        fresh_edges = np.zeros(len(skeleton.start), dtype=np.bool_)
        fresh_edges[skeleton.edge_of[fresh]] = True
        splits = splits_of(skeleton, fresh_edges)
        if not len(splits.edge):
            return chains
        chains, fresh = _split(chains, skeleton, splits)
    raise CoverageError("snapping.endless", rounds=MAX_ROUNDS)


def has_splits(chains: Chains) -> bool:
    """Tell whether snap rounding would change chains."""
    if without_repeats(chains) is not chains:
        return True
    skeleton = skeleton_of(chains)
    return len(splits_of(skeleton, np.ones(len(skeleton.start), dtype=np.bool_)).edge) > 0


def without_repeats(chains: Chains) -> Chains:
    """Drop points that equal the one before them, and rings of a single point."""
    following = following_points(chains)
    kept = (chains.units != chains.units[following]).any(axis=1)
    if kept.all():
        return chains
    sizes = np.bincount(chains.ring[kept], minlength=len(chains.starts) - 1)
    return Chains(chains.units[kept], np.concatenate([[0], np.cumsum(sizes)]))


def following_points(chains: Chains) -> NDArray[np.int64]:
    """Return for each point the position of the next one around its ring."""
    following = np.arange(1, len(chains.units) + 1)
    filled = np.diff(chains.starts) > 0
    following[chains.starts[1:][filled] - 1] = chains.starts[:-1][filled]
    return following


def skeleton_of(chains: Chains) -> Skeleton:
    """Return the distinct edges of chains."""
    number, nodes = rank_points(chains.units)
    head = number[following_points(chains)]
    low, high = np.minimum(number, head), np.maximum(number, head)
    edge_of, example = number_pairs(low, high)
    start, end = low[example], high[example]
    order = np.lexsort((end, start))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return Skeleton(nodes, start[order], end[order], rank[edge_of], number < head)


def candidates_of(
    segments: Segments, fresh: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return every node that an edge passes too near, and every crossing rounded to the lattice.

    Parameters
    ----------
    segments
        Edges, none of length zero.
    fresh
        Boolean array of shape (E,): only pairs with a fresh edge are looked at.

    Returns
    -------
    edge
        Array of shape (S,), sorted.
    node
        Array of shape (S, 2) of units.
    """
    if not len(segments.start):
        none = np.zeros(0, dtype=np.int64)
        return none, none.reshape(0, 2)
    corner = segments.nodes.min(axis=0)
    nodes = segments.nodes - corner
    buckets = bucket_edges(nodes, segments.start, segments.end, _bucket_plan(nodes, segments))
    edge, x, y = find_splits(nodes, segments.start, segments.end, fresh, buckets)
    found = np.unique(np.column_stack([edge, x, y]), axis=0)
    return found[:, 0], found[:, 1:] + corner


def splits_of(skeleton: Skeleton, fresh: NDArray[np.bool_]) -> Splits:
    """Return where edges must take in nodes now; the rest of the candidates come up again."""
    edge, node = candidates_of(skeleton, fresh)
    start, end = skeleton.nodes[skeleton.start[edge]], skeleton.nodes[skeleton.end[edge]]
    step, way = end - start, node - start
    length = np.hypot(step[:, 0], step[:, 1])
    along = (step * way).sum(axis=1) / length
    across = np.abs(step[:, 0] * way[:, 1] - step[:, 1] * way[:, 0]) / length
    order = np.lexsort((node[:, 1], node[:, 0], along, edge))
    ways = np.column_stack([along, length - along])
    order = order[choose_splits(edge[order], ways[order], across[order])]
    return Splits(edge[order], node[order])


def _bucket_plan(nodes: NDArray[np.int64], segments: Segments) -> tuple[int, int, int]:
    """Choose buckets about twice as large as an edge, but not many more than there are edges."""
    width, height = (int(value) + 1 for value in nodes.max(axis=0))
    reach = np.abs(nodes[segments.end] - nodes[segments.start]).max(axis=1)
    size = max(int(2 * reach.mean()), 4)
    limit = _MAX_BUCKETS_PER_EDGE * len(segments.start) + 16
    while (width // size + 1) * (height // size + 1) > limit:
        size *= 2
    return size, width // size + 1, height // size + 1


def _split(chains: Chains, skeleton: Skeleton, splits: Splits) -> tuple[Chains, NDArray[np.bool_]]:
    """Put the nodes into every ring that runs along the edges.

    Returns
    -------
    chains
        The longer rings.
    fresh
        Boolean array, true where a new edge begins.
    """
    count = np.bincount(splits.edge, minlength=len(skeleton.start))
    first = np.concatenate([[0], np.cumsum(count)])
    extra = count[skeleton.edge_of]
    place = np.arange(len(chains.units)) + np.concatenate([[0], np.cumsum(extra)[:-1]])
    units = np.empty((len(chains.units) + int(extra.sum()), 2), dtype=np.int64)
    units[place] = chains.units
    long = np.flatnonzero(extra)
    sizes = extra[long]
    step = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    edge = skeleton.edge_of[long]
    ahead = first[edge].repeat(sizes) + step
    back = (first[edge + 1] - 1).repeat(sizes) - step
    taken = np.where(skeleton.forward[long].repeat(sizes), ahead, back)
    units[place[long].repeat(sizes) + 1 + step] = splits.node[taken]
    fresh = np.ones(len(units), dtype=np.bool_)
    fresh[place[extra == 0]] = False
    grown = np.bincount(chains.ring, weights=1 + extra, minlength=len(chains.starts) - 1)
    starts = np.concatenate([[0], np.cumsum(grown.astype(np.int64))])
    return Chains(units, starts), fresh
