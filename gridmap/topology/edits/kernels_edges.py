"""Compiled loops of edits: look up nodes and edges, and compare edges before and after.

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
def directed_edges(
    nodes: NDArray[np.int64], starts: NDArray[np.int64], is_hole: NDArray[np.bool_]
) -> tuple[bool, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Pair the edges of rings.

    Parameters
    ----------
    nodes
        Array of shape (N, 2) in local units.
    starts, is_hole
        Where the rings begin, of shape (R + 1,), and which are holes, of shape (R,).

    Returns
    -------
    decided
        False where a ring has no area.
    number
        Array of shape (N - R,): the number of each edge, alike for both directions.
    ring
        Array of shape (N - R,): the ring that claims it.
    sense
        Array of shape (N - R,): 1 where the edge runs from its lower end to its higher one when
        the area lies on its left, -1 where it runs back.
    edges
        Array of shape (E, 4): the distinct edges, lower end first.
    """
    count = len(nodes)
    low, high = np.empty(count, np.int64), np.empty(count, np.int64)
    of_ring, sense = np.empty(count, np.int64), np.empty(count, np.int64)
    doubles = turn_doubles(nodes, starts)
    decided = True
    total = 0
    for ring in range(len(starts) - 1):
        if doubles[ring] == 0:
            decided = False
        along = (doubles[ring] > 0) != is_hole[ring]
        for i in range(starts[ring], starts[ring + 1] - 1):
            a = (nodes[i, 0] << 32) | nodes[i, 1]
            b = (nodes[i + 1, 0] << 32) | nodes[i + 1, 1]
            low[total], high[total] = min(a, b), max(a, b)
            sense[total] = 1 if (a < b) == along else -1
            of_ring[total] = ring
            total += 1
    number, example = number_pairs(low[:total], high[:total])
    edges = np.empty((len(example), 4), np.int64)
    for e in range(len(example)):
        a, b = low[example[e]], high[example[e]]
        edges[e] = a >> 32, a & 0xFFFFFFFF, b >> 32, b & 0xFFFFFFFF
    return decided, number, of_ring[:total], sense[:total], edges


@njit(nogil=True, cache=True)
def balance(
    number: NDArray[np.int64],
    ring: NDArray[np.int64],
    sense: NDArray[np.int64],
    edges: NDArray[np.int64],
    old_rings: int,
) -> tuple[bool, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Compare the edges of cells before and after.

    Parameters
    ----------
    number, ring, sense, edges
        What `directed_edges` returned.
    old_rings
        How many rings, the first ones, are those before; the others are those after.

    Returns
    -------
    decided
        False where an edge is claimed twice from one side.
    fresh
        Array of shape (F, 4): edges that were not there before, each once.
    shift
        Array of shape (D, 5): directed edges by which the one-sided edges after exceed those
        before. The last number is 1 for an edge that came, 0 for one that went, run backwards.
    lasting
        Array of shape (L, 4): one-sided edges that are the same before and after.
    """
    claims = np.zeros((len(edges), 2, 2), np.int64)
    for i in range(len(number)):
        claims[number[i], int(ring[i] >= old_rings), int(sense[i] > 0)] += 1
    fresh, lasting = np.empty_like(edges), np.empty_like(edges)
    shift = np.empty((len(edges), 5), np.int64)
    fresh_count, shift_count, lasting_count = 0, 0, 0
    decided = True
    for e in range(len(edges)):
        ax, ay, bx, by = edges[e]
        if claims[e].max() > 1 or (ax == bx and ay == by):
            decided = False
        before, after = claims[e, 0, 1] - claims[e, 0, 0], claims[e, 1, 1] - claims[e, 1, 0]
        if claims[e, 0].sum() == 0:
            fresh[fresh_count] = edges[e]
            fresh_count += 1
        if after == before:
            if before != 0:
                lasting[lasting_count] = edges[e]
                lasting_count += 1
        elif abs(after - before) > 1:
            decided = False
        else:
            came = int(after != 0)
            if after > before:
                shift[shift_count] = ax, ay, bx, by, came
            else:
                shift[shift_count] = bx, by, ax, ay, came
            shift_count += 1
    return decided, fresh[:fresh_count], shift[:shift_count], lasting[:lasting_count]


@njit(nogil=True, cache=True)
def gains(
    number: NDArray[np.int64],
    ring: NDArray[np.int64],
    sense: NDArray[np.int64],
    edges: NDArray[np.int64],
    group: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sum up which edges each cell gained and lost.

    Parameters
    ----------
    number, ring, sense, edges
        What `directed_edges` returned.
    group
        Array of shape (R,): the cell of each ring, counted from 1, negative for a ring before.

    Returns
    -------
    change
        Array of shape (C, 3): cell from 0, edge, and how much more often the cell claims it along
        its direction than before.
    doubles
        Array of shape (cells,): twice the area that each gained in square units. The sum may wrap
        on its way, which leaves the result right where that fits into 64 bits.
    """
    count = len(number)
    cell = np.empty(count, np.int64)
    for i in range(count):
        cell[i] = abs(group[ring[i]]) - 1
    claim, example = number_pairs(number, cell)
    weight = np.zeros(len(example), np.int64)
    for i in range(count):
        weight[claim[i]] += sense[i] if group[ring[i]] > 0 else -sense[i]
    change = np.empty((len(example), 3), np.int64)
    doubles = np.zeros(np.abs(group).max(), np.int64)
    x, y = edges[0, 0], edges[0, 1]
    changes = 0
    for k in range(len(example)):
        if weight[k] == 0:
            continue
        e, owner = number[example[k]], cell[example[k]]
        ax, ay, bx, by = edges[e, 0] - x, edges[e, 1] - y, edges[e, 2] - x, edges[e, 3] - y
        doubles[owner] += weight[k] * (ax * by - bx * ay)
        change[changes] = owner, e, weight[k]
        changes += 1
    return change[:changes], doubles


@njit(nogil=True, cache=True)
def edges_within(
    nodes: NDArray[np.int64], starts: NDArray[np.int64], box: tuple[int, int, int, int]
) -> NDArray[np.int64]:
    """Return the edges of rings whose frame touches a box, of shape (E, 4); shared ones repeat."""
    west, south, east, north = box
    found = np.empty((len(nodes), 4), np.int64)
    count = 0
    for ring in range(len(starts) - 1):
        for i in range(starts[ring], starts[ring + 1] - 1):
            ax, ay, bx, by = nodes[i, 0], nodes[i, 1], nodes[i + 1, 0], nodes[i + 1, 1]
            if max(ax, bx) < west or min(ax, bx) > east:
                continue
            if max(ay, by) < south or min(ay, by) > north:
                continue
            found[count] = ax, ay, bx, by
            count += 1
    return found[:count]


@njit(nogil=True, cache=True)
def numbered(
    edges: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return distinct nodes, the two nodes of each distinct edge, and the number of each edge."""
    count = len(edges)
    key = np.empty(2 * count, np.int64)
    for e in range(count):
        key[2 * e] = (edges[e, 0] << 32) | edges[e, 1]
        key[2 * e + 1] = (edges[e, 2] << 32) | edges[e, 3]
    node, shown = number_pairs(key, np.zeros(2 * count, np.int64))
    nodes = np.empty((len(shown), 2), np.int64)
    for v in range(len(shown)):
        nodes[v, 0], nodes[v, 1] = key[shown[v]] >> 32, key[shown[v]] & 0xFFFFFFFF
    low, high = np.empty(count, np.int64), np.empty(count, np.int64)
    for e in range(count):
        low[e] = min(node[2 * e], node[2 * e + 1])
        high[e] = max(node[2 * e], node[2 * e + 1])
    number, example = number_pairs(low, high)
    return nodes, low[example], high[example], number


@njit(nogil=True, cache=True)
def pairs_near(
    nodes: NDArray[np.int64], start: NDArray[np.int64], end: NDArray[np.int64], fresh_count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Put each fresh edge, which are the first ones, into a bucket with the edges around it.

    Returns
    -------
    first, items
        Buckets as `find_splits` takes them.
    """
    first = np.zeros(fresh_count + 1, np.int64)
    items = np.empty(4 * len(start) + 16, np.int64)
    count = 0
    for p in range(fresh_count):
        first[p] = count
        ax, ay, bx, by = nodes[start[p], 0], nodes[start[p], 1], nodes[end[p], 0], nodes[end[p], 1]
        west, east = min(ax, bx) - 1, max(ax, bx) + 1
        south, north = min(ay, by) - 1, max(ay, by) + 1
        if count + len(start) > len(items):
            longer = np.empty(2 * len(items) + len(start), np.int64)
            longer[:count] = items[:count]
            items = longer
        items[count] = p
        count += 1
        for q in range(p + 1, len(start)):
            cx, dx = nodes[start[q], 0], nodes[end[q], 0]
            if max(cx, dx) < west or min(cx, dx) > east:
                continue
            cy, dy = nodes[start[q], 1], nodes[end[q], 1]
            if max(cy, dy) < south or min(cy, dy) > north:
                continue
            items[count] = q
            count += 1
    first[fresh_count] = count
    return first, items[:count]


@njit(nogil=True, cache=True)
def _side(a: tuple[int, int], b: tuple[int, int], x: int, y: int) -> int:
    """Return 1 for a place left of the way from a to b, -1 for right, 0 for on its line."""
    cross = (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])
    return (cross > 0) - (cross < 0)


@njit(nogil=True, cache=True)
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


@njit(nogil=True, cache=True)
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


@njit(nogil=True, cache=True)
def is_straight(edges: NDArray[np.int64]) -> bool:
    """Tell whether all nodes of some edges lie on one line."""
    ax, ay, bx, by = edges[0, :4]
    for e in range(1, len(edges)):
        if _side((ax, ay), (bx, by), edges[e, 0], edges[e, 1]) != 0:
            return False
        if _side((ax, ay), (bx, by), edges[e, 2], edges[e, 3]) != 0:
            return False
    return True


@njit(nogil=True, cache=True)
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


@njit(nogil=True, cache=True)
def _middle(edge: NDArray[np.int64]) -> tuple[int, int]:
    """Return the sum of both ends: twice the middle."""
    return edge[0] + edge[2], edge[1] + edge[3]


@njit(nogil=True, cache=True)
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
