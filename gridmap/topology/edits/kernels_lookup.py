"""Compiled loops of edits: look nodes and edges up in rings, and put nodes in.

Nodes are whole units, rings are closed: the last node of a ring repeats its first. Local
coordinates start at zero and stay below 2**31, so that one number can carry both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from gridmap.geometry.kernels_pairing import number_pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray


@njit(nogil=True, cache=True)
def nearest_node(nodes: NDArray[np.int64], x: float, y: float) -> tuple[int, float]:
    """Return the position of the node nearest to a place and how far it is; -1 without nodes.

    Of equals the one with the least x, then the least y.
    """
    best, least = -1, np.inf
    for i in range(len(nodes)):
        away = np.hypot(nodes[i, 0] - x, nodes[i, 1] - y)
        lower = best >= 0 and (
            nodes[i, 0] < nodes[best, 0]
            or (nodes[i, 0] == nodes[best, 0] and nodes[i, 1] < nodes[best, 1])
        )
        if away < least or (away == least and lower):
            best, least = i, away
    return best, least


@njit(nogil=True, cache=True)
def nearest_edge(
    nodes: NDArray[np.int64], starts: NDArray[np.int64], x: float, y: float
) -> tuple[int, float]:
    """Return where the edge nearest to a place begins and how far it is; -1 without edges.

    Of equals the one whose ends sort first.
    """
    best, least = -1, np.inf
    ends = (np.int64(0), np.int64(0), np.int64(0), np.int64(0))
    for ring in range(len(starts) - 1):
        for i in range(starts[ring], starts[ring + 1] - 1):
            a = (nodes[i, 0], nodes[i, 1])
            b = (nodes[i + 1, 0], nodes[i + 1, 1])
            low, high = (a, b) if a < b else (b, a)
            dx, dy = high[0] - low[0], high[1] - low[1]
            squared = dx * dx + dy * dy
            if squared == 0:
                continue
            wx, wy = x - low[0], y - low[1]
            share = min(max((wx * dx + wy * dy) / squared, 0.0), 1.0)
            away = np.hypot(wx - share * dx, wy - share * dy)
            both = (low[0], low[1], high[0], high[1])
            if away < least or (away == least and both < ends):
                best, least, ends = i, away, both
    return best, least


@njit(nogil=True, cache=True)
def edge_places(
    nodes: NDArray[np.int64],
    starts: NDArray[np.int64],
    edge: tuple[tuple[int, int], tuple[int, int]],
) -> NDArray[np.int64]:
    """Return where an edge begins in some rings, either way round."""
    (ax, ay), (bx, by) = edge
    places = np.empty(len(starts), np.int64)
    count = 0
    for ring in range(len(starts) - 1):
        for i in range(starts[ring], starts[ring + 1] - 1):
            x, y, u, v = nodes[i, 0], nodes[i, 1], nodes[i + 1, 0], nodes[i + 1, 1]
            ahead = x == ax and y == ay and u == bx and v == by
            back = x == bx and y == by and u == ax and v == ay
            if (ahead or back) and count < len(places):
                places[count] = i
                count += 1
    return places[:count]


@njit(nogil=True, cache=True)
def with_nodes(
    nodes: NDArray[np.int64], places: NDArray[np.int64], node: tuple[int, int]
) -> NDArray[np.int64]:
    """Put a node in behind each of some places, which are sorted."""
    longer = np.empty((len(nodes) + len(places), 2), np.int64)
    put = 0
    for i in range(len(nodes)):
        longer[i + put] = nodes[i]
        if put < len(places) and places[put] == i:
            put += 1
            longer[i + put, 0], longer[i + put, 1] = node
    return longer


@njit(nogil=True, cache=True)
def turn_doubles(nodes: NDArray[np.int64], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return twice the signed area of each ring, positive where it runs counter-clockwise.

    The sum may wrap on its way, which leaves the result right where that fits into 64 bits.
    """
    doubles = np.zeros(len(starts) - 1, np.int64)
    for ring in range(len(starts) - 1):
        first = starts[ring]
        for i in range(first, starts[ring + 1] - 1):
            ax, ay = nodes[i, 0] - nodes[first, 0], nodes[i, 1] - nodes[first, 1]
            bx, by = nodes[i + 1, 0] - nodes[first, 0], nodes[i + 1, 1] - nodes[first, 1]
            doubles[ring] += ax * by - bx * ay
    return doubles


@njit(nogil=True, cache=True)
def passes_junction(
    path: NDArray[np.int64], nodes: NDArray[np.int64], starts: NDArray[np.int64]
) -> bool:
    """Tell whether an edge of some rings leaves a path between its ends.

    Parameters
    ----------
    path
        Array of shape (P, 2): nodes in order, each once.
    nodes, starts
        The rings.
    """
    count = len(path)
    total = count + len(nodes)
    x, y = np.empty(total, np.int64), np.empty(total, np.int64)
    x[:count], y[:count] = path[:, 0], path[:, 1]
    x[count:], y[count:] = nodes[:, 0], nodes[:, 1]
    number, _ = number_pairs(x, y)
    for ring in range(len(starts) - 1):
        for i in range(starts[ring], starts[ring + 1] - 1):
            a, b = number[count + i], number[count + i + 1]
            inner = 0 < a < count - 1 or 0 < b < count - 1
            if inner and abs(a - b) != 1:
                return True
    return False
