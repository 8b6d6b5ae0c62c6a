"""The tables of an overview over a raster, see `kernels_overview` and `kernels_cuts`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridmap.analysis.kernels_cuts import (
    CROWDED,
    CUT_NUMBERS,
    QUARTERS,
    fill_crowded,
    fill_cuts,
)
from gridmap.analysis.kernels_overview import Answers, fill_overview
from gridmap.analysis.raster import Frame, Raster, aligned, in_parts

# How often tiles are halved: once more where that still fits into the processor's caches.
_HALVINGS = 3
_MOST_SQUARES = 1 << 20


@dataclass(frozen=True)
class Overview:
    """Tables by which most points are located at once, see `kernels_overview`.

    Attributes
    ----------
    squares
        Their answers, from south to north.
    cut_start
        Where each tile's cuts start, shape (T + 1,).
    cuts
        The squares that edges cut, see `kernels_cuts`.
    """

    squares: Answers
    cut_start: NDArray[np.int32]
    cuts: NDArray[np.int32]

    @property
    def tables(self) -> tuple[NDArray[Any], ...]:
        """All tables, in the order in which kernels take them."""
        return self.squares, self.cut_start, self.cuts

    @property
    def memory_bytes(self) -> int:
        """Size of the tables."""
        return sum(table.nbytes for table in self.tables)


NO_OVERVIEW = Overview(
    np.empty((0, 0), np.int16), np.empty(0, np.int32), np.empty((0, CUT_NUMBERS), np.int32)
)


def overview_size(frame: Frame) -> int:
    """Return how many squares an overview over these tiles has."""
    return _size(frame, _halvings(frame))


def _size(frame: Frame, halvings: int) -> int:
    return frame.rows * frame.columns << 2 * halvings


def _halvings(frame: Frame) -> int:
    return _HALVINGS + int(_size(frame, _HALVINGS + 1) <= _MOST_SQUARES)


def overview_of(raster: Raster, cell_count: int) -> Overview:
    """Return the overview of a raster.

    Parameters
    ----------
    raster
        The raster.
    cell_count
        Number of cells.
    """
    frame, halvings = raster.frame, _halvings(raster.frame)
    number = np.int16 if cell_count <= np.iinfo(np.int16).max else np.int32
    squares = np.empty((frame.rows << halvings, frame.columns << halvings), number)
    cut_start = np.zeros(frame.rows * frame.columns + 1, np.int32)
    _, tiles, parts, masks, _ = raster.tables
    fill_overview(tiles, parts, masks, frame.columns, halvings, squares, cut_start[1:])
    np.cumsum(cut_start, out=cut_start)
    return Overview(squares, cut_start, _cuts_of(raster, cell_count, halvings, squares, cut_start))


def _cuts_of(
    raster: Raster, cell_count: int, halvings: int, squares: Answers, cut_start: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return the cuts, and behind them those of the quarters of crowded squares."""
    frame, tiles, parts, masks, neighbours = raster.tables
    cuts = aligned(max(1, int(cut_start[-1])), CUT_NUMBERS // 2).view(np.int32)
    in_parts(
        len(cut_start) - 1,
        lambda first, last: fill_cuts(
            frame, tiles, parts, masks, neighbours, cell_count, squares, cut_start, cuts,
            first, last,
        ),
    )  # fmt: skip
    crowded = np.flatnonzero(cuts[:, CROWDED] < 0)
    whole = aligned(len(cuts) + QUARTERS * len(crowded), CUT_NUMBERS // 2).view(np.int32)
    whole[: len(cuts)] = cuts
    in_parts(
        len(crowded),
        lambda first, last: fill_crowded(
            frame, tiles, parts, masks, neighbours, cell_count, halvings + 1, crowded, whole,
            first, last,
        ),
    )  # fmt: skip
    return whole
