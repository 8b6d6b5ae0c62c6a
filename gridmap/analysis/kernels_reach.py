"""Areas and lengths inside a union of polygons, without building that union.

The outline of a union is what remains of the outlines when from each edge everything is taken that
lies inside another polygon. By Green's theorem the area is half the sum, over what remains, of the
cross product of its ends; and a stretch from share t0 to t1 of an edge a to b gives
(t1 - t0) (a x b). So shares of edges are all that is needed.

Edges that lie on each other, as where two cameras see the same wall, are told apart by moving every
polygon in thought: the one of rank r by r (e, e^2) with e beyond all measure small (Edelsbrunner
and Mücke, "Simulation of simplicity", ACM Transactions on Graphics 9, 1990). Signs are exact, so
that nothing is lost or counted twice, and the area is that of the polygons as they are.
"""

# ruff: noqa: PLR0917, FBT001, FBT003 - compiled functions take their arguments by position

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gridmap.analysis.kernels_orientation import turn, turn_exact
from gridmap.compiled import kernel

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

# Below this ratio of a determinant to its products it is computed without error.
_FLAT_RATIO = 0.05
_MORE = 64


@kernel
def _left(ax: float, ay: float, bx: float, by: float, px: float, py: float, above: bool) -> bool:
    """Tell whether p is left of a to b, p being of higher (`above`) or of lower rank than they."""
    side = turn(ax, ay, bx, by, px, py)
    if side != 0.0:
        return side > 0.0
    if ay != by:
        return above == (by < ay)
    return above == (bx > ax)


@kernel
def _inside(px: float, py: float, edges: Floats, first: int, last: int, above: bool) -> bool:
    odd = False
    for k in range(first, last):
        ay, by = edges[k, 1], edges[k, 3]
        if above:
            over_a, over_b = ay > py, by > py
        else:
            over_a, over_b = ay >= py, by >= py
        if over_a == over_b:
            continue
        if max(edges[k, 0], edges[k, 2]) < px:
            continue
        if _left(edges[k, 0], ay, edges[k, 2], by, px, py, above) == over_b:
            odd = not odd
    return odd


@kernel
def _share(
    ax: float, ay: float, bx: float, by: float, cx: float, cy: float, dx: float, dy: float
) -> float:
    """Return the share of a to b at which it meets c to d, always beside c to d."""
    ux, uy = bx - ax, by - ay
    vx, vy = dx - cx, dy - cy
    length2 = ux * ux + uy * uy
    of_c = ((cx - ax) * ux + (cy - ay) * uy) / length2
    of_d = ((dx - ax) * ux + (dy - ay) * uy) / length2
    left_a, right_a = vx * (ay - cy), vy * (ax - cx)
    left_b, right_b = vx * (by - cy), vy * (bx - cx)
    at_a, at_b = left_a - right_a, left_b - right_b
    # Where edges meet flatly the place would be lost to rounding, and of three edges that lie
    # on each other but for a hair each could then be taken to lie behind the next.
    if abs(at_a - at_b) < _FLAT_RATIO * (abs(left_a) + abs(right_a) + abs(left_b) + abs(right_b)):
        at_a = turn_exact(cx, cy, dx, dy, ax, ay)
        at_b = turn_exact(cx, cy, dx, dy, bx, by)
    share = 0.5 * (of_c + of_d)
    if at_a != at_b:
        share = at_a / (at_a - at_b)
    share = min(max(share, min(of_c, of_d)), max(of_c, of_d))
    return min(max(share, 0.0), 1.0)


@kernel
def _cut(
    ax: float,
    ay: float,
    bx: float,
    by: float,
    cx: float,
    cy: float,
    dx: float,
    dy: float,
    above: bool,
) -> float:
    """Return where a to b is cut; both edges agree on the place, however flatly they meet."""
    if not above:
        return _share(ax, ay, bx, by, cx, cy, dx, dy)
    share = _share(cx, cy, dx, dy, ax, ay, bx, by)
    x, y = cx + share * (dx - cx), cy + share * (dy - cy)
    ux, uy = bx - ax, by - ay
    back = ((x - ax) * ux + (y - ay) * uy) / (ux * ux + uy * uy)
    return min(max(back, 0.0), 1.0)


@kernel
def _cuts(
    ax: float,
    ay: float,
    bx: float,
    by: float,
    edges: Floats,
    near: Ints,
    first: int,
    last: int,
    above: bool,
    cuts: Floats,
) -> int:
    """Fill `cuts` with the shares of a to b where it enters or leaves a polygon, in order."""
    low_x, high_x = min(ax, bx), max(ax, bx)
    low_y, high_y = min(ay, by), max(ay, by)
    count = 0
    for n in range(first, last):
        k = near[n]
        cx, cy, dx, dy = edges[k, 0], edges[k, 1], edges[k, 2], edges[k, 3]
        if max(cx, dx) < low_x or min(cx, dx) > high_x:
            continue
        if max(cy, dy) < low_y or min(cy, dy) > high_y:
            continue
        if _left(cx, cy, dx, dy, ax, ay, above) == _left(cx, cy, dx, dy, bx, by, above):
            continue
        if _left(ax, ay, bx, by, cx, cy, not above) == _left(ax, ay, bx, by, dx, dy, not above):
            continue
        share = _cut(ax, ay, bx, by, cx, cy, dx, dy, above)
        place = count
        while place > 0 and cuts[place - 1] > share:
            cuts[place] = cuts[place - 1]
            place -= 1
        cuts[place] = share
        count += 1
    return count


@kernel
def _near(edges: Floats, first: int, last: int, box: Floats, near: Ints, used: int) -> int:
    """Append the edges that touch a box; return how many there are now."""
    for k in range(first, last):
        if max(edges[k, 0], edges[k, 2]) < box[0] or min(edges[k, 0], edges[k, 2]) > box[2]:
            continue
        if max(edges[k, 1], edges[k, 3]) < box[1] or min(edges[k, 1], edges[k, 3]) > box[3]:
            continue
        near[used] = k
        used += 1
    return used


@kernel
def _grown(values: Floats, used: int) -> Floats:
    more = np.empty(2 * len(values) + _MORE)
    more[:used] = values[:used]
    return more


@kernel
def cover(
    lines: Floats,
    line_starts: Ints,
    is_start: Flags,
    boxes: Floats,
    pair_starts: Ints,
    pairs: Ints,
    edges: Floats,
    edge_starts: Ints,
    edge_boxes: Floats,
    rank: int,
    first: int,
    last: int,
) -> tuple[Ints, Floats, Floats]:
    """Return which shares of the edges of some lines lie inside polygons.

    Parameters
    ----------
    lines, line_starts
        Edges as rows (x1, y1, x2, y2); those of line i begin at ``line_starts[i]``.
    is_start
        Whether an edge begins anew rather than where the one before it ends.
    boxes
        West, south, east, north of each line, shape (N, 4).
    pair_starts, pairs
        The polygons near line i are ``pairs[pair_starts[i]:pair_starts[i + 1]]``.
    edges, edge_starts, edge_boxes
        Edges and boxes of the polygons in the same form.
    rank
        1 where the lines are of higher rank than the polygons, -1 where they are of lower, 0 where
        they are the outlines of the polygons themselves.
    first, last
        The lines to do.

    Returns
    -------
    counts
        How many stretches lie inside on each edge of these lines.
    lows, highs
        Where they begin and end, merged and in order, edge after edge.
    """
    offset = line_starts[first]
    counts = np.zeros(line_starts[last] - offset, np.int64)
    lows = np.empty(len(counts) + _MORE)
    highs = np.empty(len(counts) + _MORE)
    used = 0
    most_near, most_pairs, most_edges = 1, 1, 1
    for i in range(first, last):
        total = 0
        for p in range(pair_starts[i], pair_starts[i + 1]):
            size = edge_starts[pairs[p] + 1] - edge_starts[pairs[p]]
            most_edges = max(most_edges, size)
            total += size
        most_near = max(most_near, total)
        most_pairs = max(most_pairs, pair_starts[i + 1] - pair_starts[i])
    near = np.empty(most_near, np.int64)
    near_starts = np.empty(most_pairs + 1, np.int64)
    states = np.zeros(most_pairs, np.bool_)
    cuts = np.empty(most_edges + 1)
    for i in range(first, last):
        begin, end = pair_starts[i], pair_starts[i + 1]
        if begin == end:
            continue
        near_starts[0] = 0
        for p in range(begin, end):
            j = pairs[p]
            near_starts[p - begin + 1] = _near(
                edges, edge_starts[j], edge_starts[j + 1], boxes[i], near, near_starts[p - begin]
            )
        for e in range(line_starts[i], line_starts[i + 1]):
            ax, ay, bx, by = lines[e, 0], lines[e, 1], lines[e, 2], lines[e, 3]
            west, east = min(ax, bx), max(ax, bx)
            south, north = min(ay, by), max(ay, by)
            here = used
            for p in range(begin, end):
                j = pairs[p]
                if (
                    edge_boxes[j, 0] > east
                    or edge_boxes[j, 2] < west
                    or edge_boxes[j, 1] > north
                    or edge_boxes[j, 3] < south
                ):
                    states[p - begin] = False
                    continue
                above = rank > 0 or (rank == 0 and i > j)
                if is_start[e]:
                    states[p - begin] = _inside(
                        ax, ay, edges, edge_starts[j], edge_starts[j + 1], above
                    )
                state = states[p - begin]
                low, high = near_starts[p - begin], near_starts[p - begin + 1]
                count = _cuts(ax, ay, bx, by, edges, near, low, high, above, cuts)
                since = 0.0
                for c in range(count + 1):
                    until = cuts[c] if c < count else 1.0
                    if state and until > since:
                        if used + 1 >= len(lows):
                            lows = _grown(lows, used)
                            highs = _grown(highs, used)
                        place = used
                        while place > here and lows[place - 1] > since:
                            lows[place] = lows[place - 1]
                            highs[place] = highs[place - 1]
                            place -= 1
                        lows[place], highs[place] = since, until
                        used += 1
                    since = until
                    if c < count:
                        state = not state
                states[p - begin] = state
            merged = here
            for n in range(here, used):
                if merged > here and lows[n] <= highs[merged - 1]:
                    highs[merged - 1] = max(highs[merged - 1], highs[n])
                else:
                    lows[merged], highs[merged] = lows[n], highs[n]
                    merged += 1
            used = merged
            counts[e - offset] = merged - here
    return counts, lows[:used], highs[:used]


@kernel
def _bare(lows: Floats, highs: Floats, first: int, last: int, since: float, until: float) -> float:
    """Return how much of a stretch no other polygon hides."""
    length = until - since
    for n in range(first, last):
        length -= max(0.0, min(highs[n], until) - max(lows[n], since))
    return max(length, 0.0)


@kernel
def areas_inside(
    targets: Floats,
    target_starts: Ints,
    covered: Floats,
    pair_starts: Ints,
    pairs: Ints,
    edges: Floats,
    edge_starts: Ints,
    is_start: Flags,
    boxes: Floats,
    hidden_starts: Ints,
    lows: Floats,
    highs: Floats,
    first: int,
    last: int,
) -> Floats:
    """Return the area of each target inside the union of polygons.

    Parameters
    ----------
    targets, target_starts
        Edges of the targets, inside on their left, as in `cover`.
    covered
        The share of each of these edges inside the union.
    pair_starts, pairs
        The polygons near each target.
    edges, edge_starts, is_start, boxes
        Edges of the polygons, inside on their left, as in `cover`.
    hidden_starts, lows, highs
        The stretches of each such edge that lie inside other polygons: what `cover` gave.
    first, last
        The targets to do.

    Returns
    -------
    areas
        Shape (last - first,), in the square of the unit of the coordinates.
    """
    areas = np.zeros(last - first)
    most = 1
    for c in range(first, last):
        most = max(most, target_starts[c + 1] - target_starts[c])
    near = np.empty(most, np.int64)
    cuts = np.empty(most + 1)
    for c in range(first, last):
        begin, end = target_starts[c], target_starts[c + 1]
        if begin == end:
            continue
        ox, oy = targets[begin, 0], targets[begin, 1]
        double = 0.0
        for e in range(begin, end):
            if covered[e] > 0.0:
                double += covered[e] * (
                    (targets[e, 0] - ox) * (targets[e, 3] - oy)
                    - (targets[e, 1] - oy) * (targets[e, 2] - ox)
                )
        for p in range(pair_starts[c], pair_starts[c + 1]):
            i = pairs[p]
            count_near = _near(targets, begin, end, boxes[i], near, 0)
            state = False
            for e in range(edge_starts[i], edge_starts[i + 1]):
                ax, ay, bx, by = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
                if is_start[e]:
                    state = _inside(ax, ay, targets, begin, end, True)
                count = 0
                if count_near:
                    count = _cuts(ax, ay, bx, by, targets, near, 0, count_near, True, cuts)
                since, length = 0.0, 0.0
                for n in range(count + 1):
                    until = cuts[n] if n < count else 1.0
                    if state and until > since:
                        length += _bare(
                            lows, highs, hidden_starts[e], hidden_starts[e + 1], since, until
                        )
                    since = until
                    if n < count:
                        state = not state
                if length > 0.0:
                    double += length * ((ax - ox) * (by - oy) - (ay - oy) * (bx - ox))
        areas[c - first] = 0.5 * double
    return areas
