"""Which cell a point lies in: exact, for one point or for tens of millions."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.kernels_locating import OVERLAP, locate_points, settle_overlaps
from gridmap.analysis.raster import raster_over
from gridmap.analysis.rings import FloatArray, PositionArray, Rings, rings_of
from gridmap.errors import InputError, Place

_PAIR = 2
# A thread takes this many points at a time: enough to hide its start, few enough to share evenly.
_CHUNK = 1 << 16


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
        self._cells = np.asarray(geometries, dtype=object)
        self._raster = raster_over(rings_of(self._cells))
        # Made at the first point that lies where cells overlap.
        self._overlaps: tuple[shapely.STRtree, Rings] | None = None

    @property
    def cell_count(self) -> int:
        """Number of cells in the index."""
        return len(self._cells)

    @property
    def memory_bytes(self) -> int:
        """Size of the tables of the index."""
        return self._raster.memory_bytes

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
        count = min(os.cpu_count() or 1 if threads is None else threads, len(points) // _CHUNK)
        if count < _PAIR:
            bad, overlapping = self._chunk(points, positions)
            return bad, overlapping
        starts = range(0, len(points), _CHUNK)
        with ThreadPoolExecutor(count) as pool:
            parts = list(
                pool.map(
                    lambda at: self._chunk(points[at : at + _CHUNK], positions[at : at + _CHUNK]),
                    starts,
                )
            )
        rows = [at + bad for at, (bad, _) in zip(starts, parts, strict=True) if bad >= 0]
        return min(rows, default=-1), any(overlapping for _, overlapping in parts)

    def _chunk(self, points: FloatArray, positions: PositionArray) -> tuple[int, bool]:
        answer: tuple[int, bool] = locate_points(
            points, positions, *self._raster.tables, self.cell_count
        )
        return answer

    def _settle(self, points: FloatArray) -> PositionArray:
        """Return the positions for points where cells overlap or are invalid."""
        if self._overlaps is None:
            self._overlaps = shapely.STRtree(self._cells), rings_of(self._cells)
        tree, rings = self._overlaps
        rows, found = tree.query(shapely.points(points))
        order = np.lexsort((found, rows))
        start = np.searchsorted(rows[order], np.arange(len(points) + 1)).astype(np.int64)
        positions: PositionArray = settle_overlaps(
            points,
            start,
            found[order].astype(np.int64),
            rings.coordinates,
            rings.start,
            rings.owner,
            rings.cell_start,
        )
        return positions
