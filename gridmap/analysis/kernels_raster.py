"""A raster of two levels over edges: square tiles, divided finely where edges are dense.

Each square without edges holds its answer. Each square that an edge may touch holds a *slot*: the
edges near it and the stack at its centre. Square 0 stands for all places outside the frame.
"""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from gridmap.analysis.kernels_edges import LAYER, LAYER_BITS
from gridmap.analysis.kernels_orientation import is_right_of

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# An edge is registered in each square that it passes at less than this share of the square's side.
# It covers the rounding of raster coordinates, which is below 1e-6 of a square by construction.
_MARGIN = 1e-5
# A flatter edge is registered by its whole width: its crossings could not be computed well.
_FLAT = 0.1
DIVISION_BITS = 8
DIVISION_MASK = (1 << DIVISION_BITS) - 1
# A record packs the number of a square's further edges into this many bits.
COUNT_BITS = 24
COUNT_MASK = (1 << COUNT_BITS) - 1
FINEST_DIVISION = 128
UNDECIDED = -1


@njit(nogil=True, cache=True)
def _row_span(
    ax: float, ay: float, bx: float, by: float, row: int, columns: int
) -> tuple[int, int]:
    """Return the first and last column that an upward edge touches in a row of unit squares."""
    low, high = min(ax, bx), max(ax, bx)
    if by - ay >= _FLAT:
        slope = (bx - ax) / (by - ay)
        at_low = ax + (max(ay, row - _MARGIN) - ay) * slope
        at_high = ax + (min(by, row + 1 + _MARGIN) - ay) * slope
        low, high = max(low, min(at_low, at_high)), min(high, max(at_low, at_high))
    return max(0, int(np.floor(low - _MARGIN))), min(columns - 1, int(np.floor(high + _MARGIN)))


@njit(nogil=True, cache=True)
def _rows(ay: float, by: float, rows: int) -> tuple[int, int]:
    return max(0, int(np.floor(ay - _MARGIN))), min(rows - 1, int(np.floor(by + _MARGIN)))


@njit(nogil=True, cache=True)
def answer_of(stack: int, cell_count: int) -> int:
    """Return the label of a stack: 0 outside, position + 1 in one cell, else undecided."""
    layers = (stack + LAYER // 2) >> LAYER_BITS
    label = stack - layers * LAYER
    if layers == 0 and label == 0:
        return 0
    if layers == 1 and 0 < label <= cell_count:
        return label
    return UNDECIDED


@njit(nogil=True, cache=True)
def centre_of(origin: float, index: int, side: float) -> float:
    """Return the middle of a square; always by this formula, so that it has the same bits."""
    return origin + (index + 0.5) * side


@njit(nogil=True, cache=True)
def divide_tiles(
    edges: Floats, frame: tuple[float, float, float], columns: int, rows: int, fineness: float
) -> tuple[Integers, int]:
    """Choose how finely each tile is divided.

    Parameters
    ----------
    edges
        Upward edges, shape (E, 4).
    frame
        West, south, and tiles per unit of length.
    columns
        Number of tiles from west to east.
    rows
        Number of tiles from south to north.
    fineness
        Fine squares per edge of a tile.

    Returns
    -------
    tiles, square_count
        For each tile, rows * columns: the position of its first square, shifted by
        ``DIVISION_BITS``, plus the number of squares along its side; and how many squares.
    """
    x0, y0, inverse = frame
    tiles = np.zeros(rows * columns, np.int64)
    for e in range(len(edges)):
        ax, ay = (edges[e, 0] - x0) * inverse, (edges[e, 1] - y0) * inverse
        bx, by = (edges[e, 2] - x0) * inverse, (edges[e, 3] - y0) * inverse
        first_row, last_row = _rows(ay, by, rows)
        for row in range(first_row, last_row + 1):
            first, last = _row_span(ax, ay, bx, by, row, columns)
            for column in range(first, last + 1):
                tiles[row * columns + column] += 1
    total = 1
    for tile in range(len(tiles)):
        wanted = int(np.ceil(np.sqrt(fineness * tiles[tile])))
        division = max(1, min(FINEST_DIVISION, wanted))
        tiles[tile] = (total << DIVISION_BITS) + division
        total += division * division
    return tiles, total


@njit(nogil=True, cache=True)
def register_edges(
    edges: Floats,
    steps: Integers,
    frame: tuple[float, float, float],
    columns: int,
    rows: int,
    tiles: Integers,
    square_count: int,
) -> tuple[NDArray[np.int32], Integers, Floats]:
    """List for each fine square the edges that may touch it.

    Returns
    -------
    squares, slot_start, near
        For each fine square 0, or -2 - slot; where each slot's edges start, shape (S + 1,); the
        edges by slot, shape (N, 5): ends, and twice the step.
    """
    x0, y0, inverse = frame
    squares = np.zeros(square_count, np.int32)
    slot_start = np.zeros(1, np.int64)
    cursor = slot_start
    near = np.empty((0, 5))
    for filling in range(2):
        if filling == 1:
            slots = 0
            for square in range(square_count):
                if squares[square] > 0:
                    slots += 1
            slot_start = np.zeros(slots + 1, np.int64)
            slot = 0
            for square in range(square_count):
                if squares[square] > 0:
                    slot_start[slot + 1] = slot_start[slot] + squares[square]
                    squares[square] = -2 - slot
                    slot += 1
            cursor = slot_start[:-1].copy()
            near = np.empty((slot_start[-1], 5))
        for e in range(len(edges)):
            ax, ay = (edges[e, 0] - x0) * inverse, (edges[e, 1] - y0) * inverse
            bx, by = (edges[e, 2] - x0) * inverse, (edges[e, 3] - y0) * inverse
            first_row, last_row = _rows(ay, by, rows)
            for row in range(first_row, last_row + 1):
                first, last = _row_span(ax, ay, bx, by, row, columns)
                for column in range(first, last + 1):
                    tile = tiles[row * columns + column]
                    base, division = tile >> DIVISION_BITS, tile & DIVISION_MASK
                    cx, cy = (ax - column) * division, (ay - row) * division
                    dx, dy = (bx - column) * division, (by - row) * division
                    low_row, high_row = _rows(cy, dy, division)
                    for fine_row in range(low_row, high_row + 1):
                        low, high = _row_span(cx, cy, dx, dy, fine_row, division)
                        for square in range(
                            base + fine_row * division + low, base + fine_row * division + high + 1
                        ):
                            if filling == 0:
                                squares[square] += 1
                            else:
                                slot = -2 - squares[square]
                                entry = cursor[slot]
                                near[entry, 0], near[entry, 1] = edges[e, 0], edges[e, 1]
                                near[entry, 2], near[entry, 3] = edges[e, 2], edges[e, 3]
                                near[entry, 4] = 2.0 * steps[e]
                                cursor[slot] = entry + 1
    return squares, slot_start, near


@njit(nogil=True, cache=True)
def step_to(px: float, py: float, cx: float, edges: Floats, k: int) -> int:
    """Return what one edge adds to the stack on the way from a square's centre to p.

    The way goes straight north or south from the centre, at `cx`, to the height of p, then level
    to p, all moved by the hair; it stays in the square. The last bit of an edge's code says
    whether the centre is right of it.
    """
    change = 0
    ax, ay, bx, by = edges[k, 0], edges[k, 1], edges[k, 2], edges[k, 3]
    level = ay <= py < by
    upright = min(ax, bx) <= cx < max(ax, bx)
    if level or upright:
        code = int(edges[k, 4])
        step = code >> 1
        right_at_corner = is_right_of(ax, ay, bx, by, cx, py)
        if upright and right_at_corner != ((code & 1) == 1):
            change += -step if right_at_corner else step
        if level:
            right_at_point = is_right_of(ax, ay, bx, by, px, py)
            if right_at_point != right_at_corner:
                change += -step if right_at_point else step
    return change


@njit(nogil=True, cache=True)
def change_to(px: float, py: float, cx: float, near: Floats, start: int, stop: int) -> int:
    """Return the stack at p less the stack at a square's centre, see `step_to`."""
    change = 0
    for k in range(start, stop):
        change += step_to(px, py, cx, near, k)
    return change


@njit(nogil=True, cache=True)
def _mark_side_of_centre(near: Floats, start: int, stop: int, cx: float, cy: float) -> None:
    for k in range(start, stop):
        if is_right_of(near[k, 0], near[k, 1], near[k, 2], near[k, 3], cx, cy):
            near[k, 4] += 1.0


@njit(nogil=True, cache=True)
def settle_squares(
    frame: tuple[float, float, float],
    columns: int,
    rows: int,
    tiles: Integers,
    squares: NDArray[np.int32],
    slot_start: Integers,
    near: Floats,
    cell_count: int,
) -> Integers:
    """Walk through all squares from outside and note the stack at their centres.

    Changes `squares` without edges to their label (or undecided), and the last bit of each entry
    of `near` to whether the centre of its square is right of the edge.

    Returns
    -------
    slot_stack
        The stack at the centre of each slot's square, shape (S,).
    """
    x0, y0, inverse = frame
    side = 1.0 / inverse
    slot_stack = np.zeros(len(slot_start) - 1, np.int64)
    # Stacks at the centres of the easternmost squares of the tile to the west.
    eastern = np.zeros(FINEST_DIVISION, np.int64)
    for row in range(rows):
        bottom = y0 + row * side
        # The frame's west side lies outside all cells.
        west_base, west_division = 0, 0
        for column in range(columns):
            tile = tiles[row * columns + column]
            base, division = tile >> DIVISION_BITS, tile & DIVISION_MASK
            left = x0 + column * side
            step = side / division
            cy = centre_of(bottom, 0, step)
            stack = 0
            if west_division > 0:
                west_step = side / west_division
                fine = min(west_division - 1, int((cy - bottom) / west_step))
                stack = eastern[fine]
                slot = -2 - squares[west_base + fine * west_division + west_division - 1]
                if slot >= 0:
                    wx = centre_of(x0 + (column - 1) * side, west_division - 1, west_step)
                    stack += change_to(left, cy, wx, near, slot_start[slot], slot_start[slot + 1])
            # `stack` is known where the walk enters each row: from the west, then from below.
            px, py = left, cy
            first_x = centre_of(left, 0, step)
            for fine_row in range(division):
                cy = centre_of(bottom, fine_row, step)
                top = bottom + (fine_row + 1) * step
                up_stack = stack
                for fine_column in range(division):
                    cx = centre_of(left, fine_column, step)
                    square = base + fine_row * division + fine_column
                    slot = -2 - squares[square]
                    right = left + (fine_column + 1) * step
                    if slot < 0:
                        squares[square] = answer_of(stack, cell_count)
                        if fine_column == 0:
                            up_stack = stack
                        if fine_column == division - 1:
                            eastern[fine_row] = stack
                    else:
                        start, stop = slot_start[slot], slot_start[slot + 1]
                        _mark_side_of_centre(near, start, stop, cx, cy)
                        stack -= change_to(px, py, cx, near, start, stop)
                        slot_stack[slot] = stack
                        if fine_column == 0:
                            up_stack = stack + change_to(first_x, top, cx, near, start, stop)
                        if fine_column == division - 1:
                            eastern[fine_row] = stack
                        stack += change_to(right, cy, cx, near, start, stop)
                    px, py = right, cy
                px, py, stack = first_x, top, up_stack
            west_base, west_division = base, division
    return slot_stack


@njit(nogil=True, cache=True)
def slot_records(
    frame: tuple[float, float, float],
    columns: int,
    rows: int,
    tiles: Integers,
    squares: NDArray[np.int32],
    slot_start: Integers,
    slot_stack: Integers,
    near: Floats,
    records: Floats,
) -> None:
    """Write for each slot one cache line, shape (S, 8), that decides most points by itself.

    The columns are the first edge (four) and its code; the stack at the centre; the row of `near`
    where the further edges start, shifted by ``COUNT_BITS``, plus their number; the centre's x.
    """
    x0, _, inverse = frame
    side = 1.0 / inverse
    for tile in range(columns * rows):
        base, division = tiles[tile] >> DIVISION_BITS, tiles[tile] & DIVISION_MASK
        left = x0 + (tile % columns) * side
        for square in range(base, base + division * division):
            slot = -2 - squares[square]
            if slot < 0:
                continue
            start, stop = slot_start[slot], slot_start[slot + 1]
            for column in range(5):
                records[slot, column] = near[start, column]
            records[slot, 5] = float(slot_stack[slot])
            records[slot, 6] = float(((start + 1) << COUNT_BITS) + stop - start - 1)
            records[slot, 7] = centre_of(left, (square - base) % division, side / division)
