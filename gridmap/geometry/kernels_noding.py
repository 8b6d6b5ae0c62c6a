"""Compiled loops of snap rounding: which edges cross, and which pass too near to a node.

Everything is decided in whole lattice units. Edges are at most about two million units long, so
every product below stays far inside 64 bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridmap.compiled import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray


@kernel
def _span(a: tuple[int, int], b: tuple[int, int], low: float, high: float) -> tuple[float, float]:
    """Return the range of x of the part of a segment between two heights, widened by two units."""
    (ax, ay), (bx, by) = a, b
    if ay == by:
        return min(ax, bx) - 2.0, max(ax, bx) + 2.0
    slope = (bx - ax) / (by - ay)
    first = ax + slope * (min(max(low, min(ay, by)), max(ay, by)) - ay)
    last = ax + slope * (min(max(high, min(ay, by)), max(ay, by)) - ay)
    return min(first, last) - 2.0, max(first, last) + 2.0


@kernel
def bucket_edges(
    nodes: NDArray[np.int64],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    plan: tuple[int, int, int],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sort edges into square buckets, each edge into all that it comes within a unit of.

    Parameters
    ----------
    nodes
        Array of shape (V, 2) of units, none negative.
    start, end
        Arrays of shape (E,): nodes of the edges.
    plan
        Side of a bucket in units, and the number of columns and rows of buckets.

    Returns
    -------
    first
        Array of shape (columns * rows + 1,): where each bucket begins in `items`.
    items
        Numbers of edges, bucket after bucket.
    """
    size, columns, rows = plan
    first = np.zeros(columns * rows + 1, np.int64)
    items = np.empty(0, np.int64)
    for filling in range(2):
        for e in range(len(start)):
            ax, ay = nodes[start[e], 0], nodes[start[e], 1]
            bx, by = nodes[end[e], 0], nodes[end[e], 1]
            bottom = max((min(ay, by) - 2) // size, 0)
            top = min((max(ay, by) + 2) // size, rows - 1)
            for row in range(bottom, top + 1):
                west, east = _span((ax, ay), (bx, by), row * size - 2.0, (row + 1) * size + 2.0)
                for column in range(
                    max(int(west) // size, 0), min(int(east) // size, columns - 1) + 1
                ):
                    bucket = row * columns + column
                    if filling:
                        first[bucket] -= 1
                        items[first[bucket]] = e
                    else:
                        first[bucket] += 1
        if not filling:
            for bucket in range(1, len(first)):
                first[bucket] += first[bucket - 1]
            items = np.empty(first[-1], np.int64)
    return first, items


@kernel
def _is_near(nodes: NDArray[np.int64], v: int, a: int, b: int) -> bool:
    """Tell whether a node lies beside the inner part of an edge, less than one unit from it.

    Beyond its ends an edge is nearest at a lattice point, which is never less than one unit away.
    """
    if v in (a, b):
        return False
    dx, dy = nodes[b, 0] - nodes[a, 0], nodes[b, 1] - nodes[a, 1]
    wx, wy = nodes[v, 0] - nodes[a, 0], nodes[v, 1] - nodes[a, 1]
    along = dx * wx + dy * wy
    squared = dx * dx + dy * dy
    if along <= 0 or along >= squared:
        return False
    across = dx * wy - dy * wx
    return bool(abs(across) < 1 << 31 and across * across < squared)


@kernel
def find_splits(
    nodes: NDArray[np.int64],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    fresh: NDArray[np.bool_],
    buckets: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Find where edges must take a node: near to a node of another edge, or where they cross.

    A crossing is rounded to the nearest lattice point; where an end of one edge is near to the
    other, that end serves instead.

    Parameters
    ----------
    nodes
        Array of shape (V, 2) of units.
    start, end
        Arrays of shape (E,): nodes of the edges.
    fresh
        Boolean array of shape (E,): only pairs with a fresh edge are looked at.
    buckets
        What `bucket_edges` returned.

    Returns
    -------
    edge, x, y
        Arrays of equal length: the edge to split and the lattice point to put in, with repeats.
    """
    first, items = buckets
    found = np.empty((64, 3), np.int64)
    count = 0
    for bucket in range(len(first) - 1):
        for p in range(first[bucket], first[bucket + 1]):
            e = items[p]
            a, b = start[e], end[e]
            ax, ay, bx, by = nodes[a, 0], nodes[a, 1], nodes[b, 0], nodes[b, 1]
            west, east = min(ax, bx) - 1, max(ax, bx) + 1
            south, north = min(ay, by) - 1, max(ay, by) + 1
            for q in range(p + 1, first[bucket + 1]):
                f = items[q]
                if not (fresh[e] or fresh[f]):
                    continue
                c, d = start[f], end[f]
                cx, cy, dx, dy = nodes[c, 0], nodes[c, 1], nodes[d, 0], nodes[d, 1]
                if max(cx, dx) < west or min(cx, dx) > east:
                    continue
                if max(cy, dy) < south or min(cy, dy) > north:
                    continue
                while count + 4 > len(found):
                    larger = np.empty((2 * len(found), 3), np.int64)
                    larger[:count] = found[:count]
                    found = larger
                before = count
                if _is_near(nodes, c, a, b):
                    found[count] = e, cx, cy
                    count += 1
                if _is_near(nodes, d, a, b):
                    found[count] = e, dx, dy
                    count += 1
                if _is_near(nodes, a, c, d):
                    found[count] = f, ax, ay
                    count += 1
                if _is_near(nodes, b, c, d):
                    found[count] = f, bx, by
                    count += 1
                if count > before or a in (c, d) or b in (c, d):
                    continue
                side_c = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
                side_d = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
                if (side_c > 0) == (side_d > 0):
                    continue
                side_a = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
                side_b = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
                if (side_a > 0) == (side_b > 0):
                    continue
                share = side_a / (side_a - side_b)
                x = ax + np.int64(np.rint(share * (bx - ax)))
                y = ay + np.int64(np.rint(share * (by - ay)))
                found[count] = e, x, y
                found[count + 1] = f, x, y
                count += 2
    return found[:count, 0].copy(), found[:count, 1].copy(), found[:count, 2].copy()


@kernel
def choose_splits(
    edge: NDArray[np.int64], along: NDArray[np.float64], across: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Choose the nodes that each edge takes in at once, such that every new edge is shorter.

    One node always makes both halves shorter than the edge. Several do when they stand two units
    apart along the edge, and two from its ends; others must wait for the next round.

    Parameters
    ----------
    edge
        Array of shape (S,), sorted: the edge of each candidate.
    along
        Array of shape (S, 2): units along the edge from its start and from its end, sorted by the
        first within an edge.
    across
        Array of shape (S,): distance from the edge in units.

    Returns
    -------
    chosen
        Boolean array of shape (S,), with at least one candidate of every edge.
    """
    chosen = np.zeros(len(edge), np.bool_)
    i = 0
    while i < len(edge):
        best = i
        last = 0.0
        several = False
        j = i
        while j < len(edge) and edge[j] == edge[i]:
            if across[j] < across[best]:
                best = j
            if along[j, 0] >= last + 2.0 and along[j, 1] >= 2.0:  # noqa: PLR2004 - see above
                chosen[j] = True
                several = True
                last = along[j, 0]
            j += 1
        if not several:
            chosen[best] = True
        i = j
    return chosen
