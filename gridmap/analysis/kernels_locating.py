"""Locating points by the raster, and the rule for points that lie exactly on a border."""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np
from numba import njit

from gridmap.analysis.kernels_edges import STEP, Floats, Integers, ShortIntegers, upward_edge
from gridmap.analysis.kernels_orientation import is_right_of, turn
from gridmap.analysis.kernels_raster import (
    ANSWERS,
    BY_EDGES,
    COUNT_BITS,
    COUNT_MASK,
    DIVISION_BITS,
    DIVISION_MASK,
    SLOT_EDGES,
    SLOT_STACK,
    SLOT_X,
    SMALL,
    UNDECIDED,
    answer_of,
    change_over,
)

# All table reads of a block come first: they do not wait for each other.
_BLOCK = 1024
NOBODY = -1
OVERLAP = -2


@njit(nogil=True, cache=True)
def _comes_before(px: float, py: float, ax: float, ay: float, bx: float, by: float) -> int:
    """Compare the directions from p to a and to b, counter-clockwise from due east, excluded.

    Due east itself comes last: the turn begins just behind it.

    Returns
    -------
    order
        1 where a comes before b, 0 where both are the same direction, -1 where b comes first.
    """
    a_half = 0 if ay > py else (1 if ay == py and ax < px else (2 if ay < py else 3))
    b_half = 0 if by > py else (1 if by == py and bx < px else (2 if by < py else 3))
    if a_half != b_half:
        return 1 if a_half < b_half else -1
    side = turn(px, py, ax, ay, bx, by)
    return 1 if side > 0.0 else (-1 if side < 0.0 else 0)


@njit(nogil=True, cache=True)
def _touches(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> bool:
    return (
        ay <= py <= by and min(ax, bx) <= px <= max(ax, bx) and turn(ax, ay, bx, by, px, py) == 0.0
    )


@njit(nogil=True, cache=True)
def _turn_to_first(
    px: float, py: float, ends: Floats, changes: Integers
) -> tuple[int, float, float]:
    """Turn counter-clockwise from due east about a point until the first cell begins.

    Parameters
    ----------
    px
        The point's x; just behind due east of the point lies no cell.
    py
        The point's y.
    ends
        Where the edges lead that begin in the point, shape (N, 2).
    changes
        What changes when the turn crosses them, shape (N,).

    Returns
    -------
    stack, x, y
        The first stack met that is not 0, and a place in the direction where it begins; 0 and
        the point where there is none.
    """
    last_x, last_y, began = px, py, False
    stack = 0
    while True:
        found = False
        best_x, best_y, change = px, py, 0
        for k in range(len(changes)):
            x, y = ends[k, 0], ends[k, 1]
            if began and _comes_before(px, py, last_x, last_y, x, y) != 1:
                continue
            order = _comes_before(px, py, x, y, best_x, best_y) if found else 1
            if order == 1:
                found, best_x, best_y, change = True, x, y, changes[k]
            elif order == 0:
                change += changes[k]
        if not found:
            return 0, px, py
        stack += change
        if stack != 0:
            return stack, best_x, best_y
        last_x, last_y, began = best_x, best_y, True


@njit(nogil=True, cache=True)
def _note_rays(
    px: float,
    py: float,
    ax: float,
    ay: float,
    bx: float,
    by: float,
    step: int,
    ends: Floats,
    changes: Integers,
    used: int,
) -> int:
    """Note the one or two parts into which the point divides an upward edge that touches it."""
    # Crossing the upward part goes from right to left of the edge, the other one back.
    if bx != px or by != py:
        ends[used, 0], ends[used, 1], changes[used] = bx, by, step
        used += 1
    if ax != px or ay != py:
        ends[used, 0], ends[used, 1], changes[used] = ax, ay, -step
        used += 1
    return used


@njit(nogil=True, cache=True)
def _on_outer_border(
    px: float,
    py: float,
    edges: Floats,
    steps: Integers,
    near: ShortIntegers,
    start: int,
    stop: int,
    cell_count: int,
) -> int:
    """Return the label for a point outside all cells, which may lie on their outer border."""
    touching = 0
    for k in range(start, stop):
        e = near[k] >> 1
        touching += _touches(edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3], px, py)
    if touching == 0:
        return 0
    ends, changes = np.empty((2 * touching, 2)), np.empty(2 * touching, np.int64)
    used = 0
    for k in range(start, stop):
        e = near[k] >> 1
        ax, ay, bx, by = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
        if _touches(ax, ay, bx, by, px, py):
            used = _note_rays(px, py, ax, ay, bx, by, steps[e, STEP], ends, changes, used)
    stack, _, _ = _turn_to_first(px, py, ends[:used], changes[:used])
    return answer_of(stack, cell_count)


@njit(nogil=True, cache=True)
def locate_points(
    lonlat: Floats,
    positions: Integers,
    frame: Floats,
    tiles: Integers,
    squares: ShortIntegers,
    masks: Integers,
    slots: Integers,
    near: ShortIntegers,
    edges: Floats,
    cell_count: int,
) -> tuple[int, bool]:
    """Write the position of each point's cell; ``NOBODY`` outside, ``OVERLAP`` in several.

    Returns
    -------
    row, overlapping
        The first row with a coordinate that is not finite, or -1; whether any point is in
        ``OVERLAP``.
    """
    x0, y0, inverse = frame[0], frame[1], frame[2]
    columns, rows = int(frame[3]), int(frame[4])
    steps, answers, slot_x = edges.view(np.int64), masks.view(np.int32), slots.view(np.float64)
    block = min(_BLOCK, max(1, len(lonlat)))
    square = np.empty(block, np.int64)
    small = np.empty(block, np.uint8)
    pending = np.empty(block, np.int32)
    from_entry = np.empty(block, np.int64)
    bad = -1
    overlapping = False
    warmth = 0
    for first in range(0, len(lonlat), block):
        count = min(len(lonlat) - first, block)
        # Each loop reads one table for the whole block, without branches: reads that miss the
        # cache then wait together instead of one after another.
        for k in range(count):
            px, py = lonlat[first + k, 0], lonlat[first + k, 1]
            gx, gy = (px - x0) * inverse, (py - y0) * inverse
            within = (gx >= 0.0) & (gx < columns) & (gy >= 0.0) & (gy < rows)
            if not within and bad < 0 and not (np.isfinite(px) and np.isfinite(py)):
                bad = first + k
            gx, gy = (gx, gy) if within else (0.0, 0.0)
            column, row = np.int64(gx), np.int64(gy)
            tile = tiles[row * columns + column]
            division = tile & DIVISION_MASK
            size = division * SMALL
            small_column = min(size - 1, np.int64((gx - column) * size))
            small_row = min(size - 1, np.int64((gy - row) * size))
            here = (tile >> DIVISION_BITS) + (small_row >> 3) * division + (small_column >> 3)
            square[k] = here if within else 0
            small[k] = ((small_row & 7) << 3) + (small_column & 7)
        waiting = 0
        for k in range(count):
            answer = squares[square[k]]
            # A label is one more than the position; undecided, -1, becomes OVERLAP.
            positions[first + k] = answer - 1
            overlapping |= answer == UNDECIDED
            pending[waiting] = k
            waiting += answer < UNDECIDED
        left = 0
        for w in range(waiting):
            k = pending[w]
            # What stands for slot s is the position -3 - s.
            slot = -3 - positions[first + k]
            bit = small[k]
            code = ((masks[slot, 0] >> bit) & 1) + 2 * ((masks[slot, 1] >> bit) & 1)
            answer = answers[slot, ANSWERS + code]
            square[k] = slot
            positions[first + k] = answer - 1
            overlapping |= answer == UNDECIDED
            pending[left] = k
            left += answer == BY_EDGES
        for w in range(left):
            slot = square[pending[w]]
            from_entry[w] = slots[slot, SLOT_EDGES]
        for w in range(left):
            warmth += near[from_entry[w] >> COUNT_BITS]
        for w in range(left):
            warmth += steps[near[from_entry[w] >> COUNT_BITS] >> 1, STEP]
        for w in range(left):
            k = pending[w]
            i, slot = first + k, square[k]
            px, py = lonlat[i, 0], lonlat[i, 1]
            start = from_entry[w] >> COUNT_BITS
            stop = start + (from_entry[w] & COUNT_MASK)
            stack, west = slots[slot, SLOT_STACK], slot_x[slot, SLOT_X]
            for entry in range(start, stop):
                e = near[entry] >> 1
                stack += change_over(
                    edges[e, 0],
                    edges[e, 1],
                    edges[e, 2],
                    edges[e, 3],
                    steps[e, STEP],
                    near[entry] & 1,
                    west,
                    px,
                    py,
                )
            answer = answer_of(stack, cell_count)
            if answer == 0:
                answer = _on_outer_border(px, py, edges, steps, near, start, stop, cell_count)
            positions[i] = answer - 1
            overlapping |= answer == UNDECIDED
    # Whatever was read ahead must be used, or the reads are left out.
    return bad, overlapping and warmth != UNDECIDED


@njit(nogil=True, cache=True)
def settle_overlaps(
    lonlat: Floats,
    point_start: Integers,
    candidates: Integers,
    coordinates: Floats,
    ring_start: Integers,
    ring_owner: ShortIntegers,
    cell_start: Integers,
) -> Integers:
    """Decide for points that several cells may hold, cell by cell.

    Parameters
    ----------
    lonlat
        Points, shape (P, 2).
    point_start
        Where each point's candidates start, shape (P + 1,).
    candidates
        Positions of cells, ascending for each point.
    coordinates, ring_start, ring_owner
        The cells' rings, see `kernels_edges`.
    cell_start
        Where each cell's rings start, shape (N + 1,).

    Returns
    -------
    positions
        The lowest of the cells that begin first, counter-clockwise from due east; or -1.
    """
    positions = np.full(len(lonlat), NOBODY, np.int64)
    for i in range(len(lonlat)):
        px, py = lonlat[i, 0], lonlat[i, 1]
        best, best_x, best_y = NOBODY, px, py
        for c in range(point_start[i], point_start[i + 1]):
            cell = candidates[c]
            stack = 0
            ends, changes = np.empty((8, 2)), np.empty(8, np.int64)
            used = 0
            for ring in range(cell_start[cell], cell_start[cell + 1]):
                if ring_owner[ring] == 0:
                    continue
                for v in range(ring_start[ring], ring_start[ring + 1] - 1):
                    ax, ay, bx, by, step = upward_edge(
                        coordinates[v, 0],
                        coordinates[v, 1],
                        coordinates[v + 1, 0],
                        coordinates[v + 1, 1],
                        ring_owner[ring],
                    )
                    if ay <= py < by and is_right_of(ax, ay, bx, by, px, py):
                        stack -= step
                    if (ax != bx or ay != by) and _touches(ax, ay, bx, by, px, py):
                        if used + 2 > len(changes):
                            ends = np.concatenate((ends, np.empty_like(ends)))
                            changes = np.concatenate((changes, np.empty_like(changes)))
                        used = _note_rays(px, py, ax, ay, bx, by, step, ends, changes, used)
            if stack != 0:
                best = cell
                break
            stack, x, y = _turn_to_first(px, py, ends[:used], changes[:used])
            if stack != 0 and (best == NOBODY or _comes_before(px, py, x, y, best_x, best_y) == 1):
                best, best_x, best_y = cell, x, y
        positions[i] = best
    return positions
