"""Which cell a point lies in: exact, for one point or for tens of millions."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.kernels_edges import edges_of_rings, paired_edges
from gridmap.analysis.kernels_locating import OVERLAP, locate_points, settle_overlaps
from gridmap.analysis.kernels_raster import (
    FINEST_DIVISION,
    divide_tiles,
    register_edges,
    settle_squares,
    slot_records,
)
from gridmap.errors import InputError, Place

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]

_EDGES_PER_TILE = 8
_SQUARES_PER_EDGE = 8.0
# Squares must stay far larger than the rounding of the coordinates that are compared with them.
_SMALLEST_SQUARE_RATIO = 1e-9
_POLYGON_TYPES = (-1, 3, 6)
_PAIR = 2
_RECORD_NUMBERS = _LINE_NUMBERS = 8
# Fewer points than this are done before a second thread has started.
_POINTS_PER_THREAD = 100_000


@dataclass(frozen=True)
class _Raster:
    """The tables that the kernel reads, see `kernels_raster`."""

    frame: tuple[float, float, float]
    columns: int
    rows: int
    tiles: PositionArray
    squares: NDArray[np.int32]
    records: FloatArray
    near: FloatArray


@dataclass(frozen=True)
class _Rings:
    """All rings of all cells as flat arrays."""

    coordinates: FloatArray
    start: PositionArray
    cell: PositionArray
    is_hole: NDArray[np.bool_]


class CellIndex:
    """An index over cells that answers which cell holds a point.

    A point on a border that cells share belongs to one of them: the cell that lies at once
    counter-clockwise of due east from the point, and where that is outside, the first that is
    met when turning on counter-clockwise. So a point on the outer border belongs to the cell
    inside. "On" and "left of" are decided without error on the float64 coordinates as given.

    Where cells overlap, the same rule holds and the lowest position wins.

    Parameters
    ----------
    geometries
        The cells, polygons or multipolygons with or without holes, in lon/lat degrees; None and
        empty geometries hold no point.

    Raises
    ------
    InputError
        A geometry is no polygon, or a vertex is not finite; the place names the feature.
    """

    def __init__(self, geometries: Sequence[shapely.Geometry] | NDArray[np.object_]) -> None:
        cells = np.asarray(geometries, dtype=object)
        wrong = np.flatnonzero(~np.isin(shapely.get_type_id(cells), _POLYGON_TYPES))
        if len(wrong):
            kind = getattr(cells[wrong[0]], "geom_type", type(cells[wrong[0]]).__name__)
            raise InputError(
                "locate.not_a_polygon", Place(feature=int(wrong[0]) + 1), geometry_type=kind
            )
        self._cells = cells
        self._rings = _rings_of(cells)
        self._raster = _raster_over(self._rings, len(cells))
        # Made at the first point that lies where cells overlap.
        self._overlaps: tuple[shapely.STRtree, FloatArray, PositionArray, PositionArray] | None
        self._overlaps = None

    @property
    def cell_count(self) -> int:
        """Number of cells in the index."""
        return len(self._cells)

    @property
    def memory_bytes(self) -> int:
        """Size of the tables of the index."""
        tables = (value for value in vars(self._raster).values() if isinstance(value, np.ndarray))
        return sum(table.nbytes for table in tables)

    def locate(self, lonlat: ArrayLike, *, threads: int | None = None) -> PositionArray:
        """Return for each point the position of its cell, or -1 where there is none.

        Parameters
        ----------
        lonlat
            Points, shape (P, 2), in degrees.
        threads
            How many threads may share the work; by default as many as the processor has.

        Returns
        -------
        positions
            Shape (P,): positions in the sequence that the index was made from.

        Raises
        ------
        InputError
            `lonlat` has another shape, or a coordinate is missing or infinite; the place names
            the first row.
        """
        points = np.ascontiguousarray(lonlat, dtype=np.float64)
        if points.ndim != _PAIR or points.shape[1] != _PAIR:
            if points.size:
                raise InputError("locate.not_pairs", shape=points.shape)
            points = points.reshape(0, 2)
        positions = np.empty(len(points), np.int64)
        bad, overlapping = self._run(points, positions, threads)
        if bad >= 0:
            missing = int(np.count_nonzero(~np.isfinite(points).all(axis=1)))
            raise InputError("locate.not_finite", Place(row=bad + 1), count=missing)
        if overlapping:
            doubtful = np.flatnonzero(positions == OVERLAP)
            positions[doubtful] = self._settle(points[doubtful])
        return positions

    def _run(
        self, points: FloatArray, positions: PositionArray, threads: int | None
    ) -> tuple[int, bool]:
        """Fill `positions`; return the first row that is not finite, or -1, and any overlap."""
        most = len(points) // _POINTS_PER_THREAD
        count = min(os.cpu_count() or 1 if threads is None else threads, most)
        if count < _PAIR:
            bad, overlapping = self._chunk(points, positions)
            return bad, overlapping
        edges = np.linspace(0, len(points), count + 1).astype(int)
        with ThreadPoolExecutor(count) as pool:
            parts = list(
                pool.map(
                    lambda first, last: self._chunk(points[first:last], positions[first:last]),
                    edges[:-1],
                    edges[1:],
                )
            )
        rows = [
            int(first) + bad for first, (bad, _) in zip(edges[:-1], parts, strict=True) if bad >= 0
        ]
        return min(rows, default=-1), any(overlapping for _, overlapping in parts)

    def _chunk(self, points: FloatArray, positions: PositionArray) -> tuple[int, bool]:
        raster = self._raster
        answer: tuple[int, bool] = locate_points(
            points,
            positions,
            raster.frame,
            raster.columns,
            raster.rows,
            raster.tiles,
            raster.squares,
            raster.records,
            raster.near,
            len(self._cells),
        )
        return answer

    def _settle(self, points: FloatArray) -> PositionArray:
        """Return the positions for points where cells overlap or are invalid."""
        if self._overlaps is None:
            self._overlaps = (
                shapely.STRtree(self._cells),
                *_edges_by_cell(self._rings, len(self._cells)),
            )
        tree, edges, steps, cell_start = self._overlaps
        rows, found = tree.query(shapely.points(points))
        order = np.lexsort((found, rows))
        start = np.searchsorted(rows[order], np.arange(len(points) + 1))
        positions: PositionArray = settle_overlaps(
            points, start.astype(np.int64), found[order].astype(np.int64), edges, steps, cell_start
        )
        return positions


def _rings_of(cells: NDArray[np.object_]) -> _Rings:
    parts, part_cell = shapely.get_parts(cells, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    coordinates, vertex_ring = shapely.get_coordinates(rings, return_index=True)
    cell = part_cell[ring_part].astype(np.int64)
    wrong = np.flatnonzero(~np.isfinite(coordinates).all(axis=1))
    if len(wrong):
        raise InputError(
            "locate.vertex_not_finite", Place(feature=int(cell[vertex_ring[wrong[0]]]) + 1)
        )
    start = np.searchsorted(vertex_ring, np.arange(len(rings) + 1)).astype(np.int64)
    # The first ring of a part is its exterior.
    is_hole = np.zeros(len(rings), dtype=np.bool_)
    is_hole[1:] = ring_part[1:] == ring_part[:-1]
    return _Rings(coordinates, start, cell, is_hole)


def _edges_by_cell(
    rings: _Rings, cell_count: int
) -> tuple[FloatArray, PositionArray, PositionArray]:
    """Return edges, steps and where each cell's edges start."""
    edges, steps, ring_edge_start = edges_of_rings(
        rings.coordinates, rings.start, rings.cell, rings.is_hole
    )
    first_ring = np.searchsorted(rings.cell, np.arange(cell_count + 1))
    return edges, steps, ring_edge_start[first_ring]


def _raster_over(rings: _Rings, cell_count: int) -> _Raster:
    own_edges, own_steps, _ = edges_of_rings(
        rings.coordinates, rings.start, rings.cell, rings.is_hole
    )
    edges, steps = paired_edges(own_edges, own_steps)
    frame, columns, rows = _frame_over(rings.coordinates, len(edges))
    tiles, square_count = divide_tiles(edges, frame, columns, rows, _SQUARES_PER_EDGE)
    squares, slot_start, near = register_edges(
        edges, steps, frame, columns, rows, tiles, square_count
    )
    slot_stack = settle_squares(frame, columns, rows, tiles, squares, slot_start, near, cell_count)
    records = _aligned(len(slot_stack), _RECORD_NUMBERS)
    slot_records(frame, columns, rows, tiles, squares, slot_start, slot_stack, near, records)
    return _Raster(frame, columns, rows, tiles, squares, records, near)


def _aligned(rows: int, columns: int) -> FloatArray:
    """Return an empty table whose rows do not straddle cache lines."""
    spare = np.empty(rows * columns + _LINE_NUMBERS)
    offset = -(spare.ctypes.data // spare.itemsize) % _LINE_NUMBERS
    return spare[offset : offset + rows * columns].reshape(rows, columns)


def _frame_over(
    coordinates: FloatArray, edge_count: int
) -> tuple[tuple[float, float, float], int, int]:
    """Return west, south and tiles per degree, and how many columns and rows of tiles."""
    if edge_count == 0:
        return (0.0, 0.0, 1.0), 1, 1
    west, south = coordinates.min(axis=0)
    east, north = coordinates.max(axis=0)
    tile_count = max(1.0, edge_count / _EDGES_PER_TILE)
    width, height = east - west, north - south
    side = max(
        np.sqrt(width * height / tile_count),
        width / tile_count,
        height / tile_count,
        np.abs(coordinates).max() * _SMALLEST_SQUARE_RATIO * FINEST_DIVISION,
    )
    # Half a tile of margin, so that the frame's rim lies outside all cells.
    west, south = west - side / 2, south - side / 2
    columns, rows = int((east - west) / side) + 2, int((north - south) / side) + 2
    return (float(west), float(south), float(1.0 / side)), columns, rows
