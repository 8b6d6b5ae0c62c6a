"""Compiled loops of edits: compare edges before and after, and find those nearby.

Nodes are whole units, rings are closed: the last node of a ring repeats its first. Local
coordinates start at zero and stay below 2**31, so that one number can carry both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridmap.compiled import kernel
from gridmap.geometry.kernels_noding import find_splits
from gridmap.geometry.kernels_pairing import number_pairs
from gridmap.topology.edits.kernels_lookup import turn_doubles

if TYPE_CHECKING:
    from numpy.typing import NDArray


@kernel
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


@kernel
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


@kernel
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


@kernel
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


@kernel
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


@kernel
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


@kernel
def keep_clear(edges: NDArray[np.int64], fresh_count: int) -> bool:
    """Tell whether the first of some edges cross none and keep a unit from all others' nodes."""
    nodes, start, end, _ = numbered(edges)
    buckets = pairs_near(nodes, start, end, fresh_count)
    is_fresh = np.zeros(len(start), np.bool_)
    is_fresh[:fresh_count] = True
    return len(find_splits(nodes, start, end, is_fresh, buckets)[0]) == 0


@kernel
def has_room(
    nodes: NDArray[np.int64],
    starts: NDArray[np.int64],
    edge: tuple[int, int, int, int],
    node: tuple[int, int],
    limits: tuple[int, int],
) -> bool:
    """Tell whether an edge of rings, bent to a new node, keeps clear of all others.

    The limits are how far around it to look, and where local coordinates begin.
    """
    ax, ay, bx, by = edge
    x, y = node
    reach, margin = limits
    box = (
        min(ax, bx, x) - reach,
        min(ay, by, y) - reach,
        max(ax, bx, x) + reach,
        max(ay, by, y) + reach,
    )
    found = edges_within(nodes, starts, box)
    dx, dy = margin - x, margin - y
    edges = np.empty((len(found) + 2, 4), np.int64)
    edges[0] = ax + dx, ay + dy, margin, margin
    edges[1] = margin, margin, bx + dx, by + dy
    count = 2
    for k in range(len(found)):
        px, py, qx, qy = found[k]
        ahead = px == ax and py == ay and qx == bx and qy == by
        back = px == bx and py == by and qx == ax and qy == ay
        if not (ahead or back):
            edges[count] = px + dx, py + dy, qx + dx, qy + dy
            count += 1
    return keep_clear(edges[:count], 2)
