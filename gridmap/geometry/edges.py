"""The edges of polygons with both their sides: half-edge pairing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from gridmap.geometry.kernels_pairing import number_pairs, place_sides

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.geometry.rings import Rings

Number = TypeVar("Number", np.float64, np.int64)


@dataclass(frozen=True)
class Edges:
    """The distinct edges of an array of polygons.

    Parameters
    ----------
    nodes
        Array of shape (V, 2): distinct coordinates; sorted by x, then y, where that was asked for.
    start, end
        Arrays of shape (E,): numbers of the nodes of each edge, ``start < end``.
    left, right
        Arrays of shape (E,): the cell on each side seen from start to end, -1 for none; the lowest
        where several claim it.
    left_claims, right_claims
        Arrays of shape (E,): how many rings claim each side.
    half_edge
        Array of shape (H,): the edge of each half-edge, in the order of `Rings.edge_starts`.
    """

    nodes: NDArray[np.float64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    left_claims: NDArray[np.int64]
    right_claims: NDArray[np.int64]
    half_edge: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of edges."""
        return len(self.start)

    @property
    def is_regular(self) -> NDArray[np.bool_]:
        """Edges with one cell on each side, not the same: across them nothing can be wrong."""
        claimed_once = (self.left_claims == 1) & (self.right_claims == 1)
        regular: NDArray[np.bool_] = claimed_once & (self.left != self.right)
        return regular

    def segments(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the coordinates of chosen edges, of shape (number chosen, 2, 2)."""
        return np.stack([self.nodes[self.start[chosen]], self.nodes[self.end[chosen]]], axis=1)


def number_points(coordinates: NDArray[Number]) -> tuple[NDArray[np.int64], NDArray[Number]]:
    """Give equal points the same number, in order of first appearance.

    Parameters
    ----------
    coordinates
        Array of shape (N, 2), floats or integers.

    Returns
    -------
    number
        Array of shape (N,).
    points
        Array of shape (number of distinct points, 2).
    """
    # Adding zero turns -0.0 into 0.0, so that equal numbers have equal bits.
    bits = np.ascontiguousarray(coordinates + 0).view(np.int64)
    number, example = number_pairs(bits[:, 0].copy(), bits[:, 1].copy())
    return number, coordinates[example]


def rank_points(coordinates: NDArray[Number]) -> tuple[NDArray[np.int64], NDArray[Number]]:
    """Give equal points the same number, by x, then y; otherwise as `number_points`."""
    number, points = number_points(coordinates)
    order = np.lexsort((points[:, 1], points[:, 0]))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[number], points[order]


def pair_edges(rings: Rings, *, ranked: bool = False) -> Edges:
    """Pair the half-edges of all rings.

    Parameters
    ----------
    rings
        Rings of polygons; the turn of each ring in the source does not matter.
    ranked
        Whether to sort the nodes, so that their numbers do not depend on the order of the rings.

    Returns
    -------
    edges
        Each distinct edge once, with the cells on both sides.
    """
    number, nodes = (rank_points if ranked else number_points)(rings.coordinates)
    first = rings.edge_starts
    tail, head = number[first], number[first + 1]
    forward = tail < head
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    half_edge, example = number_pairs(low, high)
    ring = rings.of_coordinate[first]
    inside_left = turns_left(rings) != rings.is_hole
    left, right, left_claims, right_claims = place_sides(
        half_edge, forward == inside_left[ring], rings.cell[ring], len(example)
    )
    return Edges(
        nodes=nodes,
        start=low[example],
        end=high[example],
        left=left,
        right=right,
        left_claims=left_claims,
        right_claims=right_claims,
        half_edge=half_edge,
    )


def incidence(
    start: NDArray[np.int64], end: NDArray[np.int64], node_count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the edges at each node, those to the lowest other node first.

    Parameters
    ----------
    start, end
        Arrays of shape (E,): nodes of the edges.
    node_count
        The number V of nodes.

    Returns
    -------
    first
        Array of shape (V + 1,): where the edges of each node begin in `incident`.
    incident
        Array of shape (2 E,).
    """
    node, other = np.concatenate([start, end]), np.concatenate([end, start])
    order = np.argsort(node * max(node_count, 1) + other)
    first = np.concatenate([[0], np.cumsum(np.bincount(node, minlength=node_count))])
    return first, order % max(len(start), 1)


def turns_left(rings: Rings) -> NDArray[np.bool_]:
    """Tell for each ring whether it runs counter-clockwise."""
    origin = np.repeat(rings.coordinates[rings.starts[:-1]], np.diff(rings.starts), axis=0)
    x, y = (rings.coordinates - origin).T
    if not len(rings):
        return np.zeros(0, dtype=bool)
    cross = np.append(x[:-1] * y[1:] - x[1:] * y[:-1], 0.0)
    counter_clockwise: NDArray[np.bool_] = np.add.reduceat(cross, rings.starts[:-1]) > 0
    return counter_clockwise
