"""Which cell does a point lie in?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridmap.errors import InputError, Place


class CellIndex:
    """An index over cells that answers which cell holds a point.

    Parameters
    ----------
    geometries
        The cells, polygons or multipolygons, in lon/lat degrees.
    """

    def __init__(self, geometries: Sequence[shapely.Geometry] | NDArray[np.object_]) -> None:
        self._cells = np.asarray(geometries, dtype=object)
        self._tree = shapely.STRtree(self._cells)

    @property
    def cell_count(self) -> int:
        """Number of cells in the index."""
        return len(self._cells)

    def locate(self, lonlat: ArrayLike) -> NDArray[np.int64]:
        """Return for each point the position of its cell, or -1.

        Parameters
        ----------
        lonlat
            Points, shape (P, 2), in degrees.

        Returns
        -------
        positions
            Shape (P,), the position in the table that the index was made from.

        Raises
        ------
        InputError
            A coordinate is not finite; the place names the row.
        """
        points = np.asarray(lonlat, dtype=np.float64)
        bad = np.flatnonzero(~np.isfinite(points).all(axis=1))
        if len(bad):
            raise InputError("position-not-finite", Place(row=int(bad[0]) + 1), count=len(bad))
        positions = np.full(len(points), -1, dtype=np.int64)
        rows, cells = self._tree.query(shapely.points(points), predicate="intersects")
        order = np.argsort(-cells, kind="stable")
        positions[rows[order]] = cells[order]
        return positions
