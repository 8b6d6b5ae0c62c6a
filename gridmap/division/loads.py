"""What is shared out when a cell is parted: its area, or loads that stand at places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike

from gridmap.division.arrays import Areal, BoolArray, FloatArray, ObjectArray
from gridmap.errors import InputError, Place
from gridmap.geometry import area_m2
from gridmap.geometry.preparing import prepared


@dataclass(frozen=True)
class Loads:
    """What is shared out: the area, or loads that stand at places."""

    places: FloatArray | None
    values: FloatArray

    def of(self, pieces: ObjectArray) -> FloatArray:
        """Return the load of each piece; a place on a common border counts for the first."""
        if self.places is None:
            return area_m2(pieces)
        free = np.ones(len(self.values), dtype=bool)
        sums = np.zeros(len(pieces))
        for number, piece in enumerate(pieces):
            mine = free & self.inside(piece)
            sums[number] = self.values[mine].sum()
            free &= ~mine
        return sums

    def inside(self, piece: Areal) -> BoolArray:
        """Return which places lie in a piece or on its border."""
        piece = prepared(piece)
        places = np.zeros((0, 2)) if self.places is None else self.places
        return np.asarray(shapely.intersects_xy(piece, places[:, 0], places[:, 1]))


def loads_in(cell: Areal, places: ArrayLike | None, loads: ArrayLike | None) -> Loads:
    """Return the loads that stand in a cell; without places its area is the load.

    Raises
    ------
    InputError
        When the loads do not fit the places, or none stands in the cell.
    """
    if places is None:
        return Loads(None, np.zeros(0))
    spots = np.asarray(places, dtype=np.float64).reshape(-1, 2)
    values = np.ones(len(spots)) if loads is None else np.asarray(loads, dtype=np.float64)
    if values.shape != (len(spots),) or not np.isfinite(values).all() or (values < 0).any():
        raise InputError("lines.loads", places=len(spots))
    every = Loads(spots, values)
    inside = every.inside(cell) & (values > 0)
    if not inside.any():
        raise InputError("lines.no_load", Place(geometry=cell))
    return Loads(spots[inside], values[inside])
