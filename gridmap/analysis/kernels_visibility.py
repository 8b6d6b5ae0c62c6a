"""What a camera sees between walls: a sweep around it, from wall end to wall end."""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position and are one

from __future__ import annotations

from math import atan2, cos, pi, sin
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gridmap.compiled import kernel

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

# A gap between two directions that is narrower than this shows nothing: 1e-8 m at 100 m.
_SLIT_RAD = 1e-10
# Two walls at the same distance within this ratio meet there.
_MEET_RATIO = 1e-12
# Two points of a ring nearer than this are one.
_SAME_M = 1e-9
_STACK = 64


@kernel
def _nearest(
    active: Ints, count: int, along: Floats, across: Floats, c: float, s: float
) -> tuple[int, float]:
    best, reciprocal = -1, -1.0
    for k in range(count):
        one = along[active[k]] * c + across[active[k]] * s
        if one > reciprocal:
            reciprocal = one
            best = active[k]
    return best, reciprocal


@kernel
def _crossing(p: float, q: float, low: float, high: float) -> float:
    """Return the direction in which two lines meet, given the difference of their reciprocals."""
    angle = atan2(-p, q)
    if angle <= low:
        angle += pi
    if angle >= high:
        angle -= pi
    if low + _SLIT_RAD < angle < high - _SLIT_RAD:
        return angle
    return 0.5 * (low + high)


@kernel
def look(
    stands: Floats,
    headings: Floats,
    angles: Floats,
    ranges: Floats,
    chords: Ints,
    hit_starts: Ints,
    hits: Ints,
    wall_starts: Ints,
    walls: Floats,
    first: int,
    last: int,
) -> tuple[Floats, Ints]:
    """Return the rings of what the cameras from `first` to `last` see.

    Along the direction (c, s) a line through a and b lies at the distance 1 / (P c + Q s) with
    P = (b_y - a_y) / K, Q = -(b_x - a_x) / K and K = a x b, the camera being the origin: so the
    nearest wall is the greatest of dot products, and the chords of the rim are walls like others.

    Parameters
    ----------
    stands
        Where the cameras are, shape (N, 2), on a plane in metres and outside all buildings.
    headings, angles, ranges
        Middle of the view counter-clockwise from east in radians, its width in radians (a full
        circle at most), and its length in metres; shape (N,).
    chords
        By how many chords each rim is drawn, shape (N,).
    hit_starts, hits
        Buildings near each camera: those of camera k are ``hits[hit_starts[k]:hit_starts[k + 1]]``.
    wall_starts, walls
        The edges of each building as rows (x1, y1, x2, y2), its inside on their left.
    first, last
        The cameras to do.

    Returns
    -------
    points
        Shape (V, 2), closed rings one after another.
    counts
        How many points each ring has, shape (last - first,).
    """
    most = 1
    for k in range(first, last):
        count = chords[k]
        for h in range(hit_starts[k], hit_starts[k + 1]):
            count += 2 * (wall_starts[hits[h] + 1] - wall_starts[hits[h]])
        most = max(most, count)
    begin = np.empty(most)
    end = np.empty(most)
    along = np.empty(most)
    across = np.empty(most)
    events = np.empty(2 * most + 2)
    active = np.empty(most, np.int64)
    low_stack = np.empty(_STACK)
    high_stack = np.empty(_STACK)
    points = np.empty((64 * (last - first) + 64, 2))
    counts = np.zeros(last - first, np.int64)
    used = 0
    for k in range(first, last):
        ox, oy, reach = stands[k, 0], stands[k, 1], ranges[k]
        half = 0.5 * angles[k]
        turn_c, turn_s = cos(headings[k]), sin(headings[k])
        count = chords[k]
        event_count = 0
        for t in range(count + 1):
            events[t] = -half + angles[k] * t / count
        event_count = count + 1
        for t in range(count):
            ax, ay = reach * cos(events[t]), reach * sin(events[t])
            bx, by = reach * cos(events[t + 1]), reach * sin(events[t + 1])
            area = ax * by - ay * bx
            begin[t], end[t] = events[t], events[t + 1]
            along[t], across[t] = (by - ay) / area, (ax - bx) / area
        for h in range(hit_starts[k], hit_starts[k + 1]):
            for w in range(wall_starts[hits[h]], wall_starts[hits[h] + 1]):
                x1, y1 = walls[w, 0] - ox, walls[w, 1] - oy
                x2, y2 = walls[w, 2] - ox, walls[w, 3] - oy
                area = x1 * y2 - y1 * x2
                # The back of a building is always behind one of its fronts.
                if area >= 0.0:
                    continue
                dx, dy = x2 - x1, y2 - y1
                length2 = dx * dx + dy * dy
                foot = -(x1 * dx + y1 * dy) / length2
                foot = min(max(foot, 0.0), 1.0)
                near_x, near_y = x1 + foot * dx, y1 + foot * dy
                if near_x * near_x + near_y * near_y >= reach * reach:
                    continue
                start = atan2(y2 * turn_c - x2 * turn_s, x2 * turn_c + y2 * turn_s)
                stop = atan2(y1 * turn_c - x1 * turn_s, x1 * turn_c + y1 * turn_s)
                for part in range(2):
                    low, high = start, stop
                    if start > stop:  # it lies across the direction behind the camera
                        low = start if part == 0 else -pi
                        high = pi if part == 0 else stop
                    elif part == 1:
                        break
                    low, high = max(low, -half), min(high, half)
                    if high - low <= _SLIT_RAD:
                        continue
                    begin[count], end[count] = low, high
                    u_step = dx * turn_c + dy * turn_s
                    v_step = dy * turn_c - dx * turn_s
                    along[count], across[count] = v_step / area, -u_step / area
                    count += 1
                    events[event_count] = low
                    events[event_count + 1] = high
                    event_count += 2
        ordered = np.sort(events[:event_count])
        by_start = np.argsort(begin[:count])
        need = used + 4 * event_count + 8
        if need > len(points):
            grown = np.empty((2 * need, 2))
            grown[:used] = points[:used]
            points = grown
        ring = used
        if angles[k] < 2.0 * pi:
            points[used, 0], points[used, 1] = ox, oy
            used += 1
        apex = used
        waiting = 0
        live = 0
        front = -1
        tail = False
        for e in range(event_count - 1):
            low, high = ordered[e], ordered[e + 1]
            if high - low <= _SLIT_RAD:
                continue
            kept = 0
            for a in range(live):
                if end[active[a]] > low + _SLIT_RAD:
                    active[kept] = active[a]
                    kept += 1
            live = kept
            while waiting < count and begin[by_start[waiting]] <= low + _SLIT_RAD:
                if end[by_start[waiting]] > low + _SLIT_RAD:
                    active[live] = by_start[waiting]
                    live += 1
                waiting += 1
            low_stack[0], high_stack[0] = low, high
            depth = 1
            while depth:
                depth -= 1
                low, high = low_stack[depth], high_stack[depth]
                middle = 0.5 * (low + high)
                low_c, low_s, high_c, high_s = cos(low), sin(low), cos(high), sin(high)
                best, _ = _nearest(active, live, along, across, cos(middle), sin(middle))
                at_low, most_low = _nearest(active, live, along, across, low_c, low_s)
                at_high, most_high = _nearest(active, live, along, across, high_c, high_s)
                here_low = along[best] * low_c + across[best] * low_s
                here_high = along[best] * high_c + across[best] * high_s
                # Two lines meet once at most, so who is nearest at both ends is so between.
                other = -1
                if here_low < most_low * (1.0 - _MEET_RATIO):
                    other = at_low
                elif here_high < most_high * (1.0 - _MEET_RATIO):
                    other = at_high
                if other >= 0 and high - low > 4.0 * _SLIT_RAD and depth + 2 < _STACK:
                    angle = _crossing(
                        along[best] - along[other], across[best] - across[other], low, high
                    )
                    low_stack[depth], high_stack[depth] = angle, high
                    low_stack[depth + 1], high_stack[depth + 1] = low, angle
                    depth += 2
                    continue
                if best == front and tail:
                    used -= 1  # the wall goes on: its last point was none of its ends
                for side in range(2):
                    if side == 0 and best == front:
                        continue
                    u = low_c / most_low if side == 0 else high_c / most_high
                    v = low_s / most_low if side == 0 else high_s / most_high
                    x, y = ox + u * turn_c - v * turn_s, oy + u * turn_s + v * turn_c
                    tail = used == apex or (
                        abs(x - points[used - 1, 0]) + abs(y - points[used - 1, 1]) > _SAME_M
                    )
                    if not tail:
                        continue
                    if used + 2 > len(points):
                        grown = np.empty((2 * len(points), 2))
                        grown[:used] = points[:used]
                        points = grown
                    points[used, 0], points[used, 1] = x, y
                    used += 1
                front = best
        points[used] = points[ring]
        used += 1
        counts[k - first] = used - ring
    return points[:used], counts
