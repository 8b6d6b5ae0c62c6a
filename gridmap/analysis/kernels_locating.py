"""Locating points by the raster, and the rule for points that lie exactly on a border."""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from gridmap.analysis.kernels_orientation import is_right_of, turn
from gridmap.analysis.kernels_raster import (
    COUNT_BITS,
    COUNT_MASK,
    DIVISION_BITS,
    DIVISION_MASK,
    UNDECIDED,
    answer_of,
    change_to,
    step_to,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

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
def turn_to_first(
    px: float, py: float, edges: Floats, codes: Integers, start: int, stop: int
) -> tuple[int, float, float]:
    """Turn counter-clockwise from due east about a point until the first cell begins.

    Parameters
    ----------
    px
        The point's x; just behind due east of the point lies no cell.
    py
        The point's y.
    edges
        Upward edges in the first four columns; all that touch the point are among the rows
        from `start` to `stop`.
    codes
        The edges' steps, shape (N,).
    start
        First row.
    stop
        Row after the last.

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
        for k in range(start, stop):
            ax, ay, bx, by = edges[k, 0], edges[k, 1], edges[k, 2], edges[k, 3]
            if not _touches(ax, ay, bx, by, px, py):
                continue
            for end in range(2):
                # Crossing the upward ray goes from right to left of the edge, the other one back.
                x, y = (bx, by) if end == 0 else (ax, ay)
                step = codes[k] if end == 0 else -codes[k]
                if x == px and y == py:
                    continue
                if began and _comes_before(px, py, last_x, last_y, x, y) != 1:
                    continue
                order = _comes_before(px, py, x, y, best_x, best_y) if found else 1
                if order == 1:
                    found, best_x, best_y, change = True, x, y, step
                elif order == 0:
                    change += step
        if not found:
            return 0, px, py
        stack += change
        if stack != 0:
            return stack, best_x, best_y
        last_x, last_y, began = best_x, best_y, True


@njit(nogil=True, cache=True)
def _on_outer_border(
    px: float, py: float, near: Floats, start: int, stop: int, cell_count: int
) -> int:
    """Return the label for a point outside all cells, which may lie on their outer border."""
    touched = False
    for k in range(start, stop):
        if _touches(near[k, 0], near[k, 1], near[k, 2], near[k, 3], px, py):
            touched = True
    if not touched:
        return 0
    codes = np.empty(stop - start, np.int64)
    for k in range(start, stop):
        codes[k - start] = int(near[k, 4]) >> 1
    stack, _, _ = turn_to_first(px, py, near[start:stop], codes, 0, stop - start)
    return answer_of(stack, cell_count)


@njit(nogil=True, cache=True)
def locate_points(
    lonlat: Floats,
    positions: Integers,
    frame: tuple[float, float, float],
    columns: int,
    rows: int,
    tiles: Integers,
    squares: NDArray[np.int32],
    records: Floats,
    near: Floats,
    cell_count: int,
) -> tuple[int, bool]:
    """Write the position of each point's cell; ``NOBODY`` outside, ``OVERLAP`` in several.

    Returns
    -------
    row, overlapping
        The first row with a coordinate that is not finite, or -1; whether any point is in
        ``OVERLAP``.
    """
    x0, y0, inverse = frame
    block = min(_BLOCK, max(1, len(lonlat)))
    square = np.empty(block, np.int64)
    pending = np.empty(block, np.int32)
    slots = np.empty(block, np.int32)
    further = np.empty(block, np.int64)
    bad = -1
    overlapping = False
    warmth = 0.0
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
            column, row = int(gx), int(gy)
            tile = tiles[row * columns + column]
            division = tile & DIVISION_MASK
            fine_column = min(division - 1, int((gx - column) * division))
            fine_row = min(division - 1, int((gy - row) * division))
            here = (tile >> DIVISION_BITS) + fine_row * division + fine_column
            square[k] = here if within else 0
        waiting = 0
        for k in range(count):
            answer = squares[square[k]]
            # A label is one more than the position; undecided, -1, becomes OVERLAP.
            positions[first + k] = answer - 1
            overlapping |= answer == UNDECIDED
            pending[waiting] = k
            slots[waiting] = -2 - answer
            waiting += answer < UNDECIDED
        for k in range(waiting):
            further[k] = int(records[slots[k], 6]) >> COUNT_BITS
        for k in range(waiting):
            warmth += near[min(further[k], len(near) - 1), 0]
        for k in range(waiting):
            i = first + pending[k]
            px, py = lonlat[i, 0], lonlat[i, 1]
            slot = slots[k]
            cx = records[slot, 7]
            stack = int(records[slot, 5]) + step_to(px, py, cx, records, slot)
            stop = further[k] + (int(records[slot, 6]) & COUNT_MASK)
            if further[k] < stop:
                stack += change_to(px, py, cx, near, further[k], stop)
            answer = answer_of(stack, cell_count)
            if answer == 0:
                answer = _on_outer_border(px, py, near, further[k] - 1, stop, cell_count)
            positions[i] = answer - 1
            overlapping |= answer == UNDECIDED
    return bad, overlapping and warmth == warmth  # noqa: PLR0124 - keeps the warming reads alive


@njit(nogil=True, cache=True)
def settle_overlaps(
    lonlat: Floats,
    point_start: Integers,
    candidates: Integers,
    edges: Floats,
    steps: Integers,
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
    edges
        All cells' own edges, not united, shape (E, 4).
    steps
        Their steps.
    cell_start
        Where each cell's edges start, shape (N + 1,).

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
            start, stop = cell_start[cell], cell_start[cell + 1]
            stack = 0
            for k in range(start, stop):
                if edges[k, 1] <= py < edges[k, 3] and is_right_of(
                    edges[k, 0], edges[k, 1], edges[k, 2], edges[k, 3], px, py
                ):
                    stack -= steps[k]
            if stack != 0:
                best = cell
                break
            stack, x, y = turn_to_first(px, py, edges, steps, start, stop)
            if stack != 0 and (best == NOBODY or _comes_before(px, py, x, y, best_x, best_y) == 1):
                best, best_x, best_y = cell, x, y
        positions[i] = best
    return positions
