"""Compiled loops of edits: the polygon between an old and a new course of the outer edge.

Nodes are whole units, rings are closed: the last node of a ring repeats its first. Local
coordinates start at zero and stay below 2**31, so that one number can carry both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridmap.compiled import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray


@kernel
def _side(a: tuple[int, int], b: tuple[int, int], x: int, y: int) -> int:
    """Return 1 for a place left of the way from a to b, -1 for right, 0 for on its line."""
    cross = (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])
    return (cross > 0) - (cross < 0)


@kernel
def _meet(one: NDArray[np.int64], other: NDArray[np.int64]) -> bool:
    """Tell whether two edges have a point in common, exactly."""
    ax, ay, bx, by = one[:4]
    cx, cy, dx, dy = other[:4]
    if max(ax, bx) < min(cx, dx) or max(cx, dx) < min(ax, bx):
        return False
    if max(ay, by) < min(cy, dy) or max(cy, dy) < min(ay, by):
        return False
    c, d = _side((ax, ay), (bx, by), cx, cy), _side((ax, ay), (bx, by), dx, dy)
    a, b = _side((cx, cy), (dx, dy), ax, ay), _side((cx, cy), (dx, dy), bx, by)
    return c * d <= 0 and a * b <= 0


@kernel
def as_loop(shift: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put directed edges in order around one simple polygon; without rows where they form none."""
    count = len(shift)
    nothing = shift[:0]
    loop = np.empty_like(shift)
    loop[0] = shift[0]
    for k in range(1, count + 1):
        following = -1
        for e in range(count):
            if shift[e, 0] == loop[k - 1, 2] and shift[e, 1] == loop[k - 1, 3]:
                if following >= 0:
                    return nothing
                following = e
        if following < 0 or (following == 0) != (k == count):
            return nothing
        if k < count:
            loop[k] = shift[following]
    for j in range(count):
        ax, ay, bx, by = loop[j, :4]
        after = (j + 1) % count
        cx, cy = loop[after, 2], loop[after, 3]
        # Neighbours share a node; they share more where one runs back upon the other.
        back = (ax - bx) * (cx - bx) + (ay - by) * (cy - by)
        if back > 0 and _side((ax, ay), (bx, by), cx, cy) == 0:
            return nothing
        for k in range(j + 2, count):
            if (k + 1) % count != j and _meet(loop[j], loop[k]):
                return nothing
    return loop


@kernel
def is_straight(edges: NDArray[np.int64]) -> bool:
    """Tell whether all nodes of some edges lie on one line."""
    ax, ay, bx, by = edges[0, :4]
    for e in range(1, len(edges)):
        if _side((ax, ay), (bx, by), edges[e, 0], edges[e, 1]) != 0:
            return False
        if _side((ax, ay), (bx, by), edges[e, 2], edges[e, 3]) != 0:
            return False
    return True


@kernel
def _within(loop: NDArray[np.int64], x: int, y: int) -> bool:
    """Tell whether a place lies inside a polygon or on its edge, by crossings of a ray."""
    inside = False
    for e in range(len(loop)):
        ax, ay, bx, by = loop[e, :4]
        beside = min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by)
        if beside and _side((ax, ay), (bx, by), x, y) == 0:
            return True
        if (ay > y) != (by > y) and (_side((ax, ay), (bx, by), x, y) > 0) == (by > ay):
            inside = not inside
    return inside


@kernel
def _middle(edge: NDArray[np.int64]) -> tuple[int, int]:
    """Return the sum of both ends: twice the middle."""
    return edge[0] + edge[2], edge[1] + edge[3]


@kernel
def is_clean(loop: NDArray[np.int64], edges: NDArray[np.int64]) -> bool:
    """Tell whether a polygon between an old and a new course of the outer edge is free of edges.

    Parameters
    ----------
    loop
        What `as_loop` returned.
    edges
        Array of shape (E, 4): edges that cross the polygon nowhere.

    Returns
    -------
    clean
        Whether the polygon has one new course and one old one, no edge lies in it or along it, and
        no edge ends on the new course between its ends.
    """
    count = len(loop)
    changes = 0
    for c in range(count):
        changes += int(loop[c, 4] != loop[c - 1, 4])
    if changes != 1 + 1:
        return False
    for e in range(len(edges)):
        within = 0
        for k in range(2):
            x, y = edges[e, 2 * k], edges[e, 2 * k + 1]
            if not _within(loop, x, y):
                continue
            within += 1
            corner = -1
            for c in range(count):
                if loop[c, 0] == x and loop[c, 1] == y:
                    corner = c
            if corner < 0 or (loop[corner, 4] == 1 and loop[corner - 1, 4] == 1):
                return False
        # Its middle lies halfway between lattice points: twice as large, all is whole again.
        if within == 1 + 1 and _within(2 * loop, *_middle(edges[e])):
            return False
    return True
