"""How near points lie to the borders of cells: the nearest cell, and all within a GPS error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.methods import method
from gridmap.errors import InputError, Place
from gridmap.geometry import metric_crs, to_metric

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]


@dataclass(frozen=True)
class Nearest:
    """The nearest cell of each point.

    Attributes
    ----------
    position
        Shape (P,): position of the cell, the lowest where several are as near; -1 without cells.
    distance_m
        Shape (P,): distance to its border; infinite without cells.
    """

    position: PositionArray
    distance_m: FloatArray


@dataclass(frozen=True)
class Doubtful:
    """Points that lie so near to a border that their cell is in doubt, and all that may hold them.

    Attributes
    ----------
    row
        Shape (K,): positions of points, ascending.
    position
        Shape (K,): positions of cells, ascending for each point; two for a point at the border of
        two cells, more at a junction.
    """

    row: PositionArray
    position: PositionArray


class Borders:
    """The borders of cells, on the metric plane of their place.

    Parameters
    ----------
    geometries
        The cells in lon/lat degrees, shape (N,); None and empty ones have no border.

    Raises
    ------
    InputError
        When there are cells, but they are not in degrees.
    """

    def __init__(self, geometries: Sequence[shapely.Geometry] | NDArray[np.object_]) -> None:
        cells = np.asarray(geometries, dtype=object)
        present = ~(shapely.is_missing(cells) | shapely.is_empty(cells))
        self._crs = metric_crs(cells[present]) if present.any() else None
        rings, self._owner = _segments(cells if self._crs is None else to_metric(cells, self._crs))
        self._tree = shapely.STRtree(rings)

    @method("nearest", version=1, unit="m")
    def nearest(self, lonlat: ArrayLike) -> Nearest:
        """Return the cell whose border is nearest to each point.

        Meant for points outside all cells; the border of a point inside may be that of another
        cell than its own.

        Parameters
        ----------
        lonlat
            Points, shape (P, 2), in degrees.

        Raises
        ------
        InputError
            When a coordinate is missing or infinite.
        """
        points = self._points(lonlat)
        position = np.full(len(points), len(self._owner) + 1, np.int64)
        distance = np.full(len(points), np.inf)
        if len(self._owner):
            (row, segment), found = self._tree.query_nearest(
                points, return_distance=True, all_matches=True
            )
            np.minimum.at(position, row, self._owner[segment])
            distance[row] = found
        position[np.isinf(distance)] = -1
        return Nearest(position, distance)

    @method("doubtful", version=1, unit="1")
    def doubtful(self, lonlat: ArrayLike, position: PositionArray, error_m: float) -> Doubtful:
        """Return the points within an error of another cell's border, with all cells in question.

        Parameters
        ----------
        lonlat
            Points, shape (P, 2), in degrees.
        position
            Position of each point's cell, or -1, as `CellIndex.locate` returns it, shape (P,).
        error_m
            How far a point may truly lie from where it is said to be.

        Returns
        -------
        doubtful
            Each point with its own cell and every cell within the error; points with their own
            cell alone are left out. A point outside stands with each cell near.

        Raises
        ------
        InputError
            When the error is negative or not finite, or a coordinate is.
        """
        if not 0.0 <= error_m < np.inf:
            raise InputError("locate.bad_error", error_m=error_m)
        points = self._points(lonlat)
        row, segment = self._tree.query(points, predicate="dwithin", distance=error_m)
        inside = np.flatnonzero(position >= 0)
        pairs = np.column_stack(
            [
                np.concatenate([row, inside]),
                np.concatenate([self._owner[segment], position[inside]]),
            ]
        ).astype(np.int64)
        pairs = np.unique(pairs, axis=0)
        several = np.bincount(pairs[:, 0], minlength=len(points))[pairs[:, 0]] > 1
        kept = pairs[several | (position[pairs[:, 0]] < 0)]
        return Doubtful(kept[:, 0], kept[:, 1])

    def _points(self, lonlat: ArrayLike) -> NDArray[np.object_]:
        places = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
        bad = np.flatnonzero(~np.isfinite(places).all(axis=1))
        if len(bad):
            raise InputError("locate.not_finite", Place(row=int(bad[0]) + 1), count=len(bad))
        points: NDArray[np.object_] = shapely.points(places)
        return points if self._crs is None else to_metric(points, self._crs)


def _segments(cells: NDArray[np.object_]) -> tuple[NDArray[np.object_], PositionArray]:
    """Return each edge of each cell as a line, and the position of its cell."""
    parts, part_cell = shapely.get_parts(cells, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    within = ring[1:] == ring[:-1]
    ends = np.stack([xy[:-1], xy[1:]], axis=1)[within]
    owner = part_cell[ring_part[ring[:-1][within]]] if len(ring) else np.empty(0, np.int64)
    lines: NDArray[np.object_] = shapely.linestrings(ends)
    return lines, np.asarray(owner, np.int64)
