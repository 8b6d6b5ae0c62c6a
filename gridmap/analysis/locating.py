"""Which cell a point lies in: exact, for one point or for tens of millions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.index_bytes import from_bytes, to_bytes
from gridmap.analysis.kernels_locating import OVERLAP, locate_points, settle_overlaps
from gridmap.analysis.methods import method
from gridmap.analysis.overview import NO_OVERVIEW, overview_of, overview_size
from gridmap.analysis.patching import patched_raster
from gridmap.analysis.raster import Raster, raster_over
from gridmap.analysis.rings import FloatArray, PositionArray, Rings, rings_of
from gridmap.analysis.threads import in_threads
from gridmap.errors import InputError, Place

_PAIR = 2
# A thread takes this many points at a time: enough to hide its start, few enough to share evenly.
_CHUNK = 1 << 17
# A single call makes the tables for many points where it has so many times what they are worth.
_AT_ONCE = 10


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
    raster
        The tables over these cells, where they are made already.

    Raises
    ------
    InputError
        A geometry is no polygon, or a vertex is not finite; the place names the feature.
    """

    def __init__(
        self,
        geometries: Sequence[shapely.Geometry] | NDArray[np.object_],
        *,
        raster: Raster | None = None,
    ) -> None:
        self._cells = np.asarray(geometries, dtype=object)
        self._raster = raster_over(rings_of(self._cells)) if raster is None else raster
        self._overview = NO_OVERVIEW
        self._asked, self._worth = 0, overview_size(self._raster.frame)
        self._tables = self._all_tables()
        # Made at the first point that lies where cells overlap.
        self._overlaps: tuple[shapely.STRtree, Rings] | None = None

    def patched(self, changes: Mapping[int, shapely.Geometry | None]) -> CellIndex:
        """Return an index in which some cells are others; it answers as one made anew.

        Only what lies around these cells is made anew, so that an edit of a few cells takes about
        a millisecond. This index stays as it is; both share what did not change.

        Parameters
        ----------
        changes
            Position to the new cell, None where it is no more. Positions from `cell_count` on
            are added cells.

        Returns
        -------
        index
            The index of the changed cells.

        Raises
        ------
        InputError
            A position is negative, or a geometry is no polygon or has a vertex that is not
            finite; the place names the feature by its position + 1.
        """
        positions = np.array(sorted(changes), np.int64)
        if len(positions) and positions[0] < 0:
            raise InputError(
                "tally.no_such_cell", position=int(positions[0]), cell_count=len(self._cells)
            )
        size = max(len(self._cells), int(positions.max(initial=-1)) + 1)
        cells = np.full(size, None, object)
        cells[: len(self._cells)] = self._cells
        before = rings_of(cells, positions)
        cells[positions] = [changes[position] for position in positions.tolist()]
        after = rings_of(cells, positions)
        raster = patched_raster(self._raster, before, after, len(cells))
        return CellIndex(cells, raster=raster)

    def to_bytes(self) -> bytes:
        """Return the index as bytes, so that another process need not make it.

        The same index gives the same bytes.
        """
        return to_bytes(self._cells, self._raster)

    @classmethod
    def from_bytes(cls, data: bytes) -> CellIndex:
        """Return the index that `to_bytes` wrote.

        Parameters
        ----------
        data
            The bytes.

        Raises
        ------
        InputError
            When the bytes are no index, are one of another version, or are damaged.
        """
        cells, raster = from_bytes(data)
        return cls(cells, raster=raster)

    def prepare(self) -> None:
        """Make the tables that help where many points are asked.

        They are made by themselves once as many points were asked as they have squares, some 64
        or 256 for eight edges between cells, and at once for ten times as many. It takes as long
        as to locate some ten million points.
        """
        if self._overview is NO_OVERVIEW:
            self._overview = overview_of(self._raster, len(self._cells))
            self._tables = self._all_tables()

    @property
    def cell_count(self) -> int:
        """Number of cells in the index."""
        return len(self._cells)

    @property
    def memory_bytes(self) -> int:
        """Size of the tables of the index."""
        return self._raster.memory_bytes + self._overview.memory_bytes

    @method("locate", version=2, unit="1")
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
        if self._asked >= self._worth or len(points) >= _AT_ONCE * self._worth:
            self.prepare()
        self._asked += len(points)
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
        if threads == 1 or len(points) < _PAIR * _CHUNK:
            return self._chunk(points, positions)
        starts = range(0, len(points), _CHUNK)
        parts = in_threads(
            lambda at: self._chunk(points[at : at + _CHUNK], positions[at : at + _CHUNK]),
            starts,
            threads=threads,
        )
        rows = [at + bad for at, (bad, _) in zip(starts, parts, strict=True) if bad >= 0]
        return min(rows, default=-1), any(overlapping for _, overlapping in parts)

    def _chunk(self, points: FloatArray, positions: PositionArray) -> tuple[int, bool]:
        answer: tuple[int, bool] = locate_points(points, positions, *self._tables)
        return answer

    def _all_tables(self) -> tuple[Any, ...]:
        """Return what kernels read, in the order in which they take it."""
        frame, *tables = self._raster.tables
        return frame, *self._overview.tables, *tables, len(self._cells)

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
