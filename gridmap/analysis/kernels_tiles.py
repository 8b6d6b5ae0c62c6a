"""Tiles, the coarsest level of a raster: the edges that touch them, the stacks at their corners."""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np

from gridmap.analysis.kernels_edges import STEP, Floats, Integers, ShortIntegers
from gridmap.analysis.kernels_orientation import is_right_of
from gridmap.compiled import kernel

# An edge is registered in each small square that it passes at less than this share of its side.
# It covers the rounding of raster coordinates, which is below 3e-6 of a small square by
# construction.
MARGIN = 1e-5
# A flatter edge is registered by its whole width: its crossings could not be computed well.
FLAT = 0.1
# How often a tile is halved is written behind the number of its first square.
HALVING_BITS = 8
HALVING_MASK = (1 << HALVING_BITS) - 1
MOST_HALVINGS = 7
_SQUARES_PER_EDGE = 0.6
# Squares are halved three times more. A place is the smallest of what may come of it.
SMALL_BITS = 3
PLACE_BITS = MOST_HALVINGS + SMALL_BITS
PLACES = 1 << PLACE_BITS


@kernel
def corner_of(origin: float, index: int, side: float) -> float:
    """Return the low end of a tile or square; always by this formula, for the same bits."""
    return origin + index * side


@kernel
def centre_of(origin: float, index: int, side: float) -> float:
    """Return the middle of a square; always by this formula, for the same bits."""
    return origin + (index + 0.5) * side


@kernel
def row_span(
    ax: float, ay: float, bx: float, by: float, slope: float, row: int, columns: int
) -> tuple[int, int]:
    """Return the first and last column that an upward edge touches in a row of unit squares."""
    low, high = min(ax, bx), max(ax, bx)
    if by - ay >= FLAT:
        at_low = ax + (max(ay, row - MARGIN) - ay) * slope
        at_high = ax + (min(by, row + 1 + MARGIN) - ay) * slope
        low, high = max(low, min(at_low, at_high)), min(high, max(at_low, at_high))
    # Cutting towards zero is rounding down, but for what lies outside anyway.
    return max(0, int(low - MARGIN)), min(columns - 1, int(high + MARGIN))


@kernel
def rows_of(ay: float, by: float, rows: int) -> tuple[int, int]:
    """Return the first and last row that an upward edge touches among unit squares."""
    return max(0, int(ay - MARGIN)), min(rows - 1, int(by + MARGIN))


@kernel
def slope_of(ax: float, ay: float, bx: float, by: float) -> float:
    """Return how far east an upward edge goes for each step north, 0 where it is level."""
    return (bx - ax) / (by - ay) if by > ay else 0.0


@kernel
def list_edges_by_tile(
    edges: Floats, frame: tuple[float, float, float], columns: int, rows: int
) -> tuple[Integers, ShortIntegers]:
    """List for each tile the edges that may touch it.

    Parameters
    ----------
    edges
        Upward edges, shape (E, 5).
    frame
        West, south, and tiles per unit of length.
    columns
        Number of tiles from west to east.
    rows
        Number of tiles from south to north.

    Returns
    -------
    tile_start, tile_edges
        Where each tile's list starts, shape (T + 1,); the edges, tile by tile.
    """
    x0, y0, inverse = frame
    start = np.zeros(rows * columns + 2, np.int64)
    listed = np.empty(0, np.int32)
    for filling in range(2):
        if filling == 1:
            for tile in range(2, len(start)):
                start[tile] += start[tile - 1]
            listed = np.empty(start[-1], np.int32)
        for e in range(len(edges)):
            ax, ay = (edges[e, 0] - x0) * inverse, (edges[e, 1] - y0) * inverse
            bx, by = (edges[e, 2] - x0) * inverse, (edges[e, 3] - y0) * inverse
            first_row, last_row = rows_of(ay, by, rows)
            slope = 0.0 if first_row == last_row else slope_of(ax, ay, bx, by)
            for row in range(first_row, last_row + 1):
                if first_row == last_row:
                    first = max(0, int(min(ax, bx) - MARGIN))
                    last = min(columns - 1, int(max(ax, bx) + MARGIN))
                else:
                    first, last = row_span(ax, ay, bx, by, slope, row, columns)
                for tile in range(row * columns + first, row * columns + last + 1):
                    if filling == 0:
                        start[tile + 2] += 1
                    else:
                        listed[start[tile + 1]] = e
                        start[tile + 1] += 1
    return start[:-1], listed


@kernel
def divide_tiles(order: Integers, tile_start: Integers, first_square: int, tiles: Integers) -> int:
    """Choose how finely some tiles are divided.

    Parameters
    ----------
    order
        Which tiles.
    tile_start
        Where each tile's list of edges starts, shape (T + 1,).
    first_square
        Number of the first square.

    tiles
        Filled for each tile with the number of its first square, shifted by ``HALVING_BITS``,
        plus how often its side is halved to make squares.

    Returns
    -------
    next_square
        The number after the last square.
    """
    square = first_square
    for tile in order:
        wanted = _SQUARES_PER_EDGE * (tile_start[tile + 1] - tile_start[tile])
        halvings = 0
        while halvings < MOST_HALVINGS and wanted > 2 << 2 * halvings:
            halvings += 1
        tiles[tile] = (square << HALVING_BITS) + halvings
        square += 1 << 2 * halvings
    return square


@kernel
def stacks_at_corners(
    order: Integers,
    frame: tuple[float, float, float],
    columns: int,
    tile_start: Integers,
    tile_edges: ShortIntegers,
    edges: Floats,
    stacks: Integers,
) -> None:
    """Walk along the south side of rows of tiles and note the stack at their south-west corners.

    Parameters
    ----------
    order
        The tiles, row by row from west to east.
    frame, columns
        As in `list_edges_by_tile`.
    tile_start, tile_edges
        The edges by tile.
    edges
        Upward edges, shape (E, 5).
    stacks
        By tile; those of the first tiles of the rows are known, the others are filled.
    """
    x0, y0, inverse = frame
    steps = edges.view(np.int64)
    side = 1.0 / inverse
    stack, before = 0, -2
    for tile in order:
        row, column = tile // columns, tile % columns
        if tile != before + 1 or column == 0:
            stack = stacks[tile]
        stacks[tile] = stack
        before = tile
        y = corner_of(y0, row, side)
        west, east = corner_of(x0, column, side), corner_of(x0, column + 1, side)
        for k in range(tile_start[tile], tile_start[tile + 1]):
            e = tile_edges[k]
            ax, ay, bx, by = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
            if not ay <= y < by:
                continue
            right = is_right_of(ax, ay, bx, by, east, y)
            if right != is_right_of(ax, ay, bx, by, west, y):
                stack += -steps[e, STEP] if right else steps[e, STEP]
