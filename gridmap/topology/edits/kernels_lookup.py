"""Compiled loops of edits: look nodes and edges up in rings, and put nodes in.

Nodes are whole units, rings are closed: the last node of a ring repeats its first. Local
coordinates start at zero and stay below 2**31, so that one number can carry both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridmap.compiled import kernel
from gridmap.geometry.kernels_pairing import number_pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray


@kernel
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


@kernel
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


@kernel
def place_in(ring: NDArray[np.int64], x: int, y: int) -> int:
    """Return where a node stands in a ring; -1 where it does not."""
    for i in range(len(ring)):
        if ring[i, 0] == x and ring[i, 1] == y:
            return i
    return -1


@kernel
def _away(x: float, y: float, a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Return how far a place is from the straight way between two others."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    wx, wy = x - a[0], y - a[1]
    squared = dx * dx + dy * dy
    share = min(max((wx * dx + wy * dy) / squared, 0.0), 1.0) if squared > 0.0 else 0.0
    return float(np.hypot(wx - share * dx, wy - share * dy))


@kernel
def edges_near(
    rings: tuple[NDArray[np.float64], NDArray[np.int64]],
    lines: tuple[NDArray[np.float64], NDArray[np.int64]],
    reach: float,
) -> NDArray[np.int64]:
    """Return where the edges of rings begin that some lines cross or come within reach of.

    Parameters
    ----------
    rings, lines
        Places one after the other, of shape (N, 2), and the ring or line of each, of shape (N,).
    reach
        How near is near.
    """
    points, ring = rings
    places, line = lines
    found = np.empty(len(points), np.int64)
    count = 0
    for i in range(len(points) - 1):
        if ring[i] != ring[i + 1]:
            continue
        a, b = points[i], points[i + 1]
        west, east = min(a[0], b[0]) - reach, max(a[0], b[0]) + reach
        south, north = min(a[1], b[1]) - reach, max(a[1], b[1]) + reach
        for j in range(len(places) - 1):
            c, d = places[j], places[j + 1]
            if line[j] != line[j + 1] or max(c[0], d[0]) < west or min(c[0], d[0]) > east:
                continue
            if max(c[1], d[1]) < south or min(c[1], d[1]) > north:
                continue
            one = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
            two = (b[0] - a[0]) * (d[1] - a[1]) - (b[1] - a[1]) * (d[0] - a[0])
            three = (d[0] - c[0]) * (a[1] - c[1]) - (d[1] - c[1]) * (a[0] - c[0])
            four = (d[0] - c[0]) * (b[1] - c[1]) - (d[1] - c[1]) * (b[0] - c[0])
            near = (one > 0.0) != (two > 0.0) and (three > 0.0) != (four > 0.0)
            near = near or min(_away(c[0], c[1], a, b), _away(d[0], d[1], a, b)) <= reach
            if near or min(_away(a[0], a[1], c, d), _away(b[0], b[1], c, d)) <= reach:
                found[count] = i
                count += 1
                break
    return found[:count]


@kernel
def two_crossings(
    ring: NDArray[np.float64], path: NDArray[np.float64], reach: float
) -> tuple[int, NDArray[np.int64], NDArray[np.float64]]:
    """Find where a path crosses a ring, if it does so twice and nowhere else comes near a node.

    Parameters
    ----------
    ring
        Array of shape (N, 2), closed.
    path
        Array of shape (M, 2).
    reach
        No node of the ring may be so near to the path, and no place of the path to the ring.

    Returns
    -------
    kind
        0 where it is not so; 1 where the path lies inside between both crossings, 2 where it does
        before the first and after the second.
    step
        Array of shape (2,): the step of the path that crosses.
    place
        Array of shape (2, 2): where.
    """
    step, place = np.zeros(2, np.int64), np.zeros((2, 2))
    share = np.zeros(2)
    count = 0
    inside = False
    x, y = path[0, 0], path[0, 1]
    for i in range(len(ring) - 1):
        a, b = ring[i], ring[i + 1]
        if (a[1] > y) != (b[1] > y) and x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]):
            inside = not inside
        for j in range(len(path) - 1):
            c, d = path[j], path[j + 1]
            if (
                max(c[0], d[0]) < min(a[0], b[0]) - reach
                or min(c[0], d[0]) > max(a[0], b[0]) + reach
            ):
                continue
            if (
                max(c[1], d[1]) < min(a[1], b[1]) - reach
                or min(c[1], d[1]) > max(a[1], b[1]) + reach
            ):
                continue
            near = min(_away(a[0], a[1], c, d), _away(b[0], b[1], c, d))
            if min(near, _away(c[0], c[1], a, b), _away(d[0], d[1], a, b)) <= reach:
                return 0, step, place
            one = (d[0] - c[0]) * (a[1] - c[1]) - (d[1] - c[1]) * (a[0] - c[0])
            two = (d[0] - c[0]) * (b[1] - c[1]) - (d[1] - c[1]) * (b[0] - c[0])
            three = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
            four = (b[0] - a[0]) * (d[1] - a[1]) - (b[1] - a[1]) * (d[0] - a[0])
            if (one > 0.0) == (two > 0.0) or (three > 0.0) == (four > 0.0):
                continue
            if count == 1 + 1:
                return 0, step, place
            step[count], share[count] = j, three / (three - four)
            place[count, 0] = c[0] + share[count] * (d[0] - c[0])
            place[count, 1] = c[1] + share[count] * (d[1] - c[1])
            count += 1
    if count != 1 + 1:
        return 0, step, place
    if step[0] > step[1] or (step[0] == step[1] and share[0] > share[1]):
        step, place = step[::-1].copy(), place[::-1].copy()
    return 1 + int(inside), step, place


@kernel
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


@kernel
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


@kernel
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


@kernel
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
