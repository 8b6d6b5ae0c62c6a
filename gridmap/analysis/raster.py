"""The tables of an index over cells, see `kernels_raster`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from gridmap.analysis.kernels_edges import EDGE_NUMBERS, group_edges, unite_edges
from gridmap.analysis.kernels_raster import (
    ANSWERS,
    MASK_NUMBERS,
    NEIGHBOUR_NUMBERS,
    UNDECIDED,
    settle_tiles,
)
from gridmap.analysis.kernels_tiles import (
    HALVING_BITS,
    PLACES,
    divide_tiles,
    list_edges_by_tile,
    stacks_at_corners,
)
from gridmap.analysis.rings import FloatArray, PositionArray, Rings
from gridmap.analysis.shelf import Shelf
from gridmap.analysis.threads import even_ranges, in_threads

# Tables of many tiles lie outside of the processor's caches, where larger tiles cost little and
# save a fifth of the making.
_EDGES_PER_TILE, _EDGES_PER_TILE_OF_MANY = 8, 16
_MANY_TILES = 60_000
# Places must stay far larger than the rounding of the coordinates that are compared with them.
_SMALLEST_PLACE_RATIO = 1.25e-10
# So many tiles' places can be counted in short numbers.
MOST_TILES_ASIDE = 1 << 20
_NUMBERS_PER_LINE = 8
# Room for what edits add: a share of the table, and rows for the smallest.
_ROOM_SHARE = 4
_ROOM = 4096
# So many tiles make up for handing them to another thread.
_TILES_PER_PART = 2048
_PARTS = 8

Part = TypeVar("Part")
_Grouped: TypeAlias = tuple[PositionArray, NDArray[np.int32], NDArray[np.int32]]


@dataclass(frozen=True)
class Frame:
    """The tiles that cover all cells.

    Attributes
    ----------
    west
        Western side of the first column.
    south
        Southern side of the first row.
    tiles_per_unit
        Reciprocal of a tile's side.
    columns
        Number of tiles from west to east.
    rows
        Number of tiles from south to north.
    """

    west: float
    south: float
    tiles_per_unit: float
    columns: int
    rows: int

    @property
    def origin(self) -> tuple[float, float, float]:
        """West, south and tiles per unit, as kernels take them."""
        return self.west, self.south, self.tiles_per_unit

    @property
    def numbers(self) -> FloatArray:
        """All numbers as one array."""
        return np.array([*self.origin, self.columns, self.rows])


@dataclass(frozen=True)
class Raster:
    """The tables that locating reads, see `kernels_raster`.

    Attributes
    ----------
    frame
        The tiles.
    tiles
        Shape (rows * columns,).
    squares, masks, neighbours
        Shelves of these tables.
    """

    frame: Frame
    tiles: PositionArray
    squares: Shelf
    masks: Shelf
    neighbours: Shelf

    @property
    def tables(self) -> tuple[NDArray[Any], ...]:
        """All tables, in the order in which kernels take them."""
        shelves = (self.squares, self.masks, self.neighbours)
        return self.frame.numbers, self.tiles, *(shelf.rows for shelf in shelves)

    @property
    def memory_bytes(self) -> int:
        """Size of what the tables hold."""
        shelves = (self.squares, self.masks, self.neighbours)
        return self.tiles.nbytes + sum(shelf.standing.nbytes for shelf in shelves)


def raster_over(rings: Rings) -> Raster:
    """Return the tables over rings."""
    frame = _frame_over(rings)
    tile_count = frame.columns * frame.rows
    grouped = group_edges(
        rings.coordinates, rings.start, rings.owner, frame.origin, frame.columns, frame.rows,
        np.empty((3, len(rings.coordinates)), np.int32),
    )  # fmt: skip
    edges = np.concatenate(in_parts(tile_count, lambda a, b: _united(rings, grouped, a, b)))
    tile_start, tile_edges = list_edges_by_tile(edges, frame.origin, frame.columns, frame.rows)
    order = np.arange(tile_count)
    stacks = np.zeros(tile_count, np.int64)
    stacks_at_corners(order, frame.origin, frame.columns, tile_start, tile_edges, edges, stacks)
    tiles = np.empty(tile_count, np.int64)
    square_count = divide_tiles(order, tile_start, 0, tiles)
    room = square_count + square_count // _ROOM_SHARE + _ROOM
    squares = np.zeros(room, np.int32)
    masks = aligned(room, MASK_NUMBERS)

    def settle(first: int, last: int) -> tuple[int, int, FloatArray]:
        # No part has more masks than squares; memory between the parts is never touched.
        base = int(tiles[first] >> HALVING_BITS)
        rows = neighbour_room(int(tile_start[last] - tile_start[first]))
        used, own = settle_tiles(
            order[first:last], frame.origin, frame.columns, tiles, stacks, tile_start, tile_edges,
            edges, rings.cell_count, squares, masks, base, rows,
        )  # fmt: skip
        return base, used, own

    parts = in_parts(tile_count, settle)
    ends = np.cumsum([len(own) for _, _, own in parts]).tolist()
    total = ends[-1]
    neighbours = np.empty((total + total // _ROOM_SHARE + _ROOM, NEIGHBOUR_NUMBERS))

    def move(part: tuple[int, int, FloatArray], end: int) -> None:
        base, used, own = part
        move_neighbours(masks, base, used, end - len(own))
        neighbours[end - len(own) : end] = own

    in_threads(move, parts, ends)
    return Raster(
        frame,
        tiles,
        Shelf(squares, square_count),
        Shelf(masks, parts[-1][1]),
        Shelf(neighbours, total),
    )


def neighbour_room(edge_count: int) -> FloatArray:
    """Return room for the neighbours in tiles that list so many edges."""
    return np.empty((2 * edge_count + _ROOM, NEIGHBOUR_NUMBERS))


def _united(rings: Rings, grouped: _Grouped, first: int, last: int) -> FloatArray:
    start, vertex, owner = grouped
    room = np.empty((int(start[last] - start[first]), EDGE_NUMBERS))
    edges: FloatArray = unite_edges(rings.coordinates, start, vertex, owner, first, last, room)
    return edges


def move_neighbours(masks: PositionArray, first: int, last: int, by: int) -> None:
    """Let masks that count their neighbours from 0 count from another row.

    Parameters
    ----------
    masks
        The table.
    first, last
        Which masks, the last excluded.
    by
        The row.
    """
    starts = masks.view(np.int32)[first:last, ANSWERS]
    starts[starts < UNDECIDED] -= by


def in_parts(count: int, job: Callable[[int, int], Part]) -> list[Part]:
    """Share ranges of tiles among threads; the parts do not depend on how many there are.

    Parameters
    ----------
    count
        Number of tiles.
    job
        Takes the first tile and the last, which is excluded.

    Returns
    -------
    parts
        What the job returned for each range, in their order.
    """
    parts = max(1, min(_PARTS, count // _TILES_PER_PART))
    return in_threads(job, *even_ranges(count, parts))


def aligned(rows: int, columns: int) -> PositionArray:
    """Return a table of zeros whose rows do not straddle cache lines.

    Parameters
    ----------
    rows, columns
        Its shape; each entry has eight bytes.
    """
    spare = np.zeros(rows * columns + _NUMBERS_PER_LINE, np.int64)
    offset = -(spare.ctypes.data // spare.itemsize) % _NUMBERS_PER_LINE
    return spare[offset : offset + rows * columns].reshape(rows, columns)


def _frame_over(rings: Rings) -> Frame:
    """Return the frame; its rim lies outside all cells."""
    if len(rings.coordinates) == 0:
        return Frame(0.0, 0.0, 1.0, 1, 1)
    west, south, east, north = rings.bounds
    # Most edges are shared by two cells.
    edge_count = len(rings.coordinates) / 2
    tile_count = max(1.0, edge_count / _EDGES_PER_TILE)
    if tile_count > _MANY_TILES:
        tile_count = edge_count / _EDGES_PER_TILE_OF_MANY
    width, height = east - west, north - south
    side = max(
        np.sqrt(width * height / tile_count),
        width / tile_count,
        height / tile_count,
        max(width, height) / (MOST_TILES_ASIDE - 2),
        max(map(abs, rings.bounds)) * _SMALLEST_PLACE_RATIO * PLACES,
    )
    # Half a tile of margin.
    west, south = west - side / 2, south - side / 2
    columns, rows = int((east - west) / side) + 2, int((north - south) / side) + 2
    return Frame(float(west), float(south), float(1.0 / side), columns, rows)
