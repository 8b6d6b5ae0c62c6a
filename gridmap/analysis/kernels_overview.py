"""An overview of a raster: one level of equal squares, each with its answer where it has only one.

Most points need no more than its one number, and most of the others find by it the cut of their
square, see `kernels_cuts`. It holds nothing that the raster does not know, and is made when so
many points are asked that it pays.
"""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gridmap.analysis.kernels_edges import Integers, ShortIntegers
from gridmap.analysis.kernels_raster import ANSWERS, SMALL, UNDECIDED
from gridmap.analysis.kernels_tiles import HALVING_BITS, HALVING_MASK, SMALL_BITS
from gridmap.compiled import kernel

# Two bytes where that is enough for the cells, else four.
Answers: TypeAlias = NDArray[np.signedinteger[Any]]

_WEST_COLUMN = np.uint64(0x0101010101010101)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_NONE = np.uint64(0)


@kernel
def _small_squares(row: int, column: int, side: int) -> np.uint64:
    """Return the bits of a square of small squares from its south-west corner."""
    rows = _WEST_COLUMN & (_ALL >> np.uint64(SMALL * (SMALL - side)))
    return np.uint64((np.uint64((1 << side) - 1) * rows) << np.uint64(SMALL * row + column))


@kernel
def fill_overview(
    tiles: Integers,
    squares: ShortIntegers,
    masks: Integers,
    columns: int,
    finest: int,
    overview: Answers,
    cut_count: ShortIntegers,
) -> None:
    """Fill the answers of equal squares.

    Parameters
    ----------
    tiles, squares, masks
        The raster, see `kernels_raster`.
    columns
        Number of tiles from west to east.
    finest
        How often the overview halves tiles.
    overview
        To be filled, two-dimensional, from south to north: the answer that all small squares of
        the square share; else, where they are of one mask, -2 less how many such squares its tile
        has had; else ``UNDECIDED``.
    cut_count
        To be filled, how many such squares each tile has.
    """
    answers = masks.view(np.int32)
    aside = 1 << finest
    for tile in range(len(tiles)):
        base, halvings = tiles[tile] >> HALVING_BITS, tiles[tile] & HALVING_MASK
        first_row, first_column = (tile // columns) << finest, (tile % columns) << finest
        finer = finest - halvings
        part = (1 << max(0, finer)) - 1
        side = max(1, SMALL >> max(0, finer))
        count = 0
        for row in range(aside):
            for column in range(aside):
                if finer < 0:
                    label = _shared_answer(base, halvings, squares, row, column, -finer)
                    overview[first_row + row, first_column + column] = label
                    continue
                square = base + ((row >> finer) << halvings) + (column >> finer)
                label = int(squares[square])
                if label < UNDECIDED:
                    mask = -2 - label
                    asked = _small_squares(
                        ((row & part) << SMALL_BITS) >> finer,
                        ((column & part) << SMALL_BITS) >> finer,
                        side,
                    )
                    low, high = np.uint64(masks[mask, 0]) & asked, np.uint64(masks[mask, 1]) & asked
                    code = int(low != _NONE) + 2 * int(high != _NONE)
                    mixed = low not in (_NONE, asked) or high not in (_NONE, asked)
                    if mixed or code == 0:
                        label = -2 - count
                        count += 1
                    else:
                        label = int(answers[mask, ANSWERS + code])
                overview[first_row + row, first_column + column] = label
        cut_count[tile] = count


@kernel
def _shared_answer(
    base: int, halvings: int, squares: ShortIntegers, row: int, column: int, coarser: int
) -> int:
    """Return the answer that all squares of a tile in a square of the overview share."""
    first = base + (((row << halvings) + column) << coarser)
    label = int(squares[first])
    for up in range(1 << coarser):
        for across in range(1 << coarser):
            if int(squares[first + (up << halvings) + across]) != label:
                return UNDECIDED
    return max(UNDECIDED, label)
