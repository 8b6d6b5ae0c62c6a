"""Mends the tables of an index where cells changed, without looking at the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridmap.analysis.kernels_edges import EDGE_NUMBERS, STEP, edges_of_rings
from gridmap.analysis.kernels_patching import (
    neighbours_of,
    stacks_of_corners,
)
from gridmap.analysis.kernels_raster import (
    settle_tiles,
)
from gridmap.analysis.kernels_tiles import (
    divide_tiles,
    list_edges_by_tile,
    stacks_at_corners,
)
from gridmap.analysis.raster import (
    Frame,
    Raster,
    move_neighbours,
    neighbour_room,
)
from gridmap.analysis.rings import FloatArray, PositionArray, Rings

# Beyond this share of all tiles everything is made anew.
_MOST_SHARE = 0.25


@dataclass(frozen=True)
class _Window:
    """Tiles of a rectangle: columns and rows, the last included."""

    west: int
    south: int
    east: int
    north: int

    def tiles(self, columns: int) -> PositionArray:
        """Return the tiles row by row."""
        row, column = np.mgrid[self.south : self.north + 1, self.west : self.east + 1]
        return np.asarray((row * columns + column).ravel(), np.int64)


def patched_raster(raster: Raster, before: Rings, after: Rings, cell_count: int) -> Raster | None:
    """Return the tables with some cells replaced.

    Parameters
    ----------
    raster
        The tables as they are.
    before
        The rings of the cells that change, owned by their labels.
    after
        The rings that they have afterwards.
    cell_count
        Number of cells afterwards.

    Returns
    -------
    raster
        Tables that share what did not change; None where they have to be made anew: the cells
        leave the frame or fill much of it, or other cells overlap there.
    """
    frame = raster.frame
    window = _window_around(frame, before, after)
    if window is None:
        return None
    order = window.tiles(frame.columns)
    tables = raster.tables[1:]
    known, edges = neighbours_of(order, *tables)
    started = _west_stacks(raster, window)
    if not known or started is None:
        return None
    edges = _changed_edges(edges, before, after)
    stacks = np.zeros(len(raster.tiles), np.int64)
    stacks[order[:: window.east - window.west + 1]] = started
    tile_start, tile_edges = list_edges_by_tile(edges, frame.origin, frame.columns, frame.rows)
    stacks_at_corners(order, frame.origin, frame.columns, tile_start, tile_edges, edges, stacks)
    tiles = raster.tiles.copy()
    square_count = divide_tiles(order, tile_start, 0, tiles)
    squares, first_square = raster.squares.claim(square_count)
    divide_tiles(order, tile_start, first_square, tiles)
    masks, first_mask = raster.masks.claim(square_count)
    used, own = settle_tiles(
        order, frame.origin, frame.columns, tiles, stacks, tile_start, tile_edges,
        edges, cell_count, squares.rows, masks.rows, first_mask, neighbour_room(len(tile_edges)),
    )  # fmt: skip
    neighbours, first = raster.neighbours.claim(len(own))
    neighbours.rows[first : first + len(own)] = own
    move_neighbours(masks.rows, first_mask, used, first)
    return Raster(frame, tiles, squares, masks, neighbours)


def _window_around(frame: Frame, before: Rings, after: Rings) -> _Window | None:
    bounds = np.array([rings.bounds for rings in (before, after) if len(rings.coordinates)])
    if not len(bounds):
        return _Window(0, 0, 0, 0)
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    origin = np.array([frame.west, frame.south])
    first = np.floor((low - origin) * frame.tiles_per_unit).astype(int) - 1
    last = np.floor((high - origin) * frame.tiles_per_unit).astype(int) + 1
    # The frame's rim must stay outside all cells.
    if (first < -1).any() or last[0] >= frame.columns or last[1] >= frame.rows:
        return None
    if _beyond_rim(frame, low, high):
        return None
    first = np.maximum(first, 0)
    window = _Window(int(first[0]), int(first[1]), int(last[0]), int(last[1]))
    if len(window.tiles(frame.columns)) > max(64, _MOST_SHARE * frame.columns * frame.rows):
        return None
    return window


def _beyond_rim(frame: Frame, low: FloatArray, high: FloatArray) -> bool:
    """Tell whether anything comes nearer to the frame's rim than a quarter of a tile."""
    margin = 0.25 / frame.tiles_per_unit
    west, south = frame.west + margin, frame.south + margin
    east = frame.west + frame.columns / frame.tiles_per_unit - margin
    north = frame.south + frame.rows / frame.tiles_per_unit - margin
    return bool(low[0] < west or low[1] < south or high[0] > east or high[1] > north)


def _west_stacks(raster: Raster, window: _Window) -> PositionArray | None:
    """Return the stacks where the window's rows begin, None where edges hide them."""
    if window.west == 0:
        return np.zeros(window.north - window.south + 1, np.int64)
    columns = raster.frame.columns
    column = _Window(window.west, window.south, window.west, window.north)
    known, stacks = stacks_of_corners(column.tiles(columns), *raster.tables[1:4])
    return stacks if known else None


def _changed_edges(edges: FloatArray, before: Rings, after: Rings) -> FloatArray:
    """Return edges, repetitions united, less those of rings before, plus those after."""
    same, first = np.unique(_ends(edges), axis=0, return_index=True)
    gone = edges_of_rings(before.coordinates, before.start, before.owner)
    come = edges_of_rings(after.coordinates, after.start, after.owner)
    ends = np.concatenate([same, _ends(gone), _ends(come)])
    steps = np.concatenate([_steps(edges)[first], -_steps(gone), _steps(come)])
    united, place = np.unique(ends, axis=0, return_inverse=True)
    total = np.zeros(len(united), np.int64)
    np.add.at(total, place.ravel(), steps)
    kept = np.empty((int(np.count_nonzero(total)), EDGE_NUMBERS))
    kept[:, :STEP] = united[total != 0]
    kept.view(np.int64)[:, STEP] = total[total != 0]
    return kept


def _ends(edges: FloatArray) -> FloatArray:
    return edges[:, :STEP]


def _steps(edges: FloatArray) -> NDArray[np.int64]:
    return np.ascontiguousarray(edges).view(np.int64)[:, STEP]
