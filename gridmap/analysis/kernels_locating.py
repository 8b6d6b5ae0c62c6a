"""Locating points by the raster, and the rule for points that lie exactly on a border."""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np
from numba import njit

from gridmap.analysis.kernels_ahead import fetch_ahead
from gridmap.analysis.kernels_edges import LAYER, STEP, Floats, Integers, ShortIntegers, upward_edge
from gridmap.analysis.kernels_orientation import is_right_of, turn
from gridmap.analysis.kernels_raster import (
    ANSWERS,
    FLAG_BITS,
    LAST_FLAG,
    RIGHT_FLAG,
    SMALL,
    UNDECIDED,
    answer_of,
    change_over,
    lowest_bit,
)
from gridmap.analysis.kernels_tiles import (
    DIVISION_BITS,
    DIVISION_MASK,
    centre_of,
    corner_of,
)

# So many points take each step together. What they read next is on its way meanwhile.
_BLOCK = 512
# Keeps a place inside a tile below the tile's end when it is multiplied.
_BELOW_ONE = 1.0 - 2.0**-50
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
    px: float, py: float, neighbours: Floats, flags: Integers, start: int, cell_count: int
) -> int:
    """Return the label for a point outside all cells, which may lie on their outer border."""
    stop, touching = start, 0
    while True:
        touching += _touches(
            neighbours[stop, 0],
            neighbours[stop, 1],
            neighbours[stop, 2],
            neighbours[stop, 3],
            px,
            py,
        )
        stop += 1
        if flags[stop - 1, STEP] & LAST_FLAG:
            break
    if touching == 0:
        return 0
    ends, changes = np.empty((2 * touching, 2)), np.empty(2 * touching, np.int64)
    used = 0
    for n in range(start, stop):
        ax, ay, bx, by = (
            neighbours[n, 0],
            neighbours[n, 1],
            neighbours[n, 2],
            neighbours[n, 3],
        )
        if _touches(ax, ay, bx, by, px, py):
            step = flags[n, STEP] >> FLAG_BITS
            used = _note_rays(px, py, ax, ay, bx, by, step, ends, changes, used)
    stack, _, _ = _turn_to_first(px, py, ends[:used], changes[:used])
    return answer_of(stack, cell_count)


@njit(nogil=True, cache=True)
def _landmark(free: np.uint64, px: float, x0: float, inverse: float, division: int) -> float:
    """Return the x of the landmark of the square in which p lies."""
    bit = lowest_bit(free)
    gx = (px - x0) * inverse
    column = int(gx)
    across = int((gx - column) * _BELOW_ONE * (division * SMALL)) >> 3
    side = 1.0 / inverse
    west = corner_of(corner_of(x0, column, side), across, side / division)
    return centre_of(west, bit % SMALL, side / division / SMALL)


@njit(nogil=True, cache=True)
def locate_points(
    lonlat: Floats,
    positions: Integers,
    frame: Floats,
    tiles: Integers,
    squares: ShortIntegers,
    masks: Integers,
    neighbours: Floats,
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
    # The rim of the frame lies outside all cells, and so does whatever is moved to it.
    most_x, most_y, columns = frame[3] * _BELOW_ONE, frame[4] * _BELOW_ONE, np.int32(frame[3])
    answers, flags = masks.view(np.int32), neighbours.view(np.int64)
    block = min(_BLOCK, max(1, len(lonlat)))
    tile = np.empty(block, np.int32)
    east, north = np.empty(block), np.empty(block)
    place = np.empty(block, np.uintp)
    start = np.empty(block, np.int32)
    small, pending = np.empty(block, np.uint8), np.empty(block, np.uint32)
    bad = -1
    overlapping = False
    # Each loop reads one table for the whole block, without branches, and asks ahead for what the
    # next loop reads: nothing waits for memory. Unsigned indices spare a test each.
    for first in range(0, len(lonlat), block):
        count = min(len(lonlat) - first, block)
        finite = True
        for k in range(count):
            px, py = lonlat[np.uintp(first + k), 0], lonlat[np.uintp(first + k), 1]
            gx, gy = (px - x0) * inverse, (py - y0) * inverse
            finite &= (px - px == 0.0) & (py - py == 0.0)
            # The constants come first: what is no number compares false and becomes 0.
            gx, gy = max(0.0, gx), max(0.0, gy)
            gx, gy = min(most_x, gx), min(most_y, gy)
            column, row = np.int32(gx), np.int32(gy)
            tile[np.uintp(k)] = row * columns + column
            fetch_ahead(tiles, row * columns + column)
            east[np.uintp(k)] = (gx - column) * _BELOW_ONE
            north[np.uintp(k)] = (gy - row) * _BELOW_ONE
        if not finite and bad < 0:
            bad = first
            while np.isfinite(lonlat[bad, 0]) and np.isfinite(lonlat[bad, 1]):
                bad += 1
        for k in range(count):
            word = tiles[np.uintp(tile[np.uintp(k)])]
            division = word & DIVISION_MASK
            size = float(division * SMALL)
            small_column = np.int64(east[np.uintp(k)] * size)
            small_row = np.int64(north[np.uintp(k)] * size)
            square = (word >> DIVISION_BITS) + (small_row >> 3) * division + (small_column >> 3)
            place[np.uintp(k)] = square
            fetch_ahead(squares, square)
            small[np.uintp(k)] = ((small_row & 7) << 3) + (small_column & 7)
        waiting = 0
        for k in range(count):
            answer = int(squares[place[np.uintp(k)]])
            # A label is one more than the position; undecided, -1, becomes OVERLAP.
            positions[np.uintp(first + k)] = answer - 1
            overlapping |= answer == UNDECIDED
            place[np.uintp(waiting)] = -2 - answer
            pending[np.uintp(waiting)] = k
            fetch_ahead(masks, max(0, -2 - answer))
            waiting += answer < UNDECIDED
        left = 0
        for w in range(waiting):
            at, mask = pending[np.uintp(w)], place[np.uintp(w)]
            bit = np.int64(small[at])
            code = ((masks[mask, 0] >> bit) & 1) + 2 * ((masks[mask, 1] >> bit) & 1)
            answer = int(answers[mask, np.uintp(ANSWERS + code)])
            positions[np.uintp(first + at)] = answer - 1
            overlapping |= answer == UNDECIDED
            place[np.uintp(left)] = mask
            pending[np.uintp(left)] = at
            start[np.uintp(left)] = -2 - answer
            # Most squares have one or two neighbours, on two lines.
            fetch_ahead(neighbours, max(0, -2 - answer))
            fetch_ahead(neighbours, max(0, -1 - answer))
            left += answer < UNDECIDED
        for w in range(left):
            at, mask = pending[np.uintp(w)], place[np.uintp(w)]
            i = np.uintp(first + at)
            px, py = lonlat[i, 0], lonlat[i, 1]
            free = np.uint64(masks[mask, 0]) & ~np.uint64(masks[mask, 1])
            division = tiles[np.uintp(tile[at])] & DIVISION_MASK
            x = _landmark(free, px, x0, inverse, division)
            label = int(answers[mask, ANSWERS + 1])
            stack = label + LAYER if label > 0 else 0
            n = np.uintp(start[np.uintp(w)])
            while True:
                flag = flags[n, STEP]
                stack += change_over(
                    neighbours[n, 0],
                    neighbours[n, 1],
                    neighbours[n, 2],
                    neighbours[n, 3],
                    flag >> FLAG_BITS,
                    flag & RIGHT_FLAG,
                    x,
                    px,
                    py,
                )
                if flag & LAST_FLAG:
                    break
                n += np.uintp(1)
            answer = answer_of(stack, cell_count)
            if answer == 0:
                answer = _on_outer_border(px, py, neighbours, flags, start[np.uintp(w)], cell_count)
            positions[i] = answer - 1
            overlapping |= answer == UNDECIDED
    return bad, overlapping


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
