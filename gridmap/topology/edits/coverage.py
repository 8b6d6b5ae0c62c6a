"""The cells that edits work on, with the frame of each at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry.rings import as_polygons

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Coverage:
    """Cells of a valid coverage and their frames, so that an edit need not look at all of them.

    Parameters
    ----------
    geometries
        Object array of shape (N,) of polygons in lon/lat on the lattice; never changed in place.
    bounds
        Array of shape (N, 4): west, south, east and north of each.
    """

    geometries: NDArray[np.object_]
    bounds: NDArray[np.float64]

    @classmethod
    def of(cls, cells: ArrayLike | Coverage) -> Coverage:
        """Return cells as a coverage; a coverage as it is.

        Raises
        ------
        InputError
            When something else than polygons is among them.
        """
        if isinstance(cells, Coverage):
            return cells
        geometries = as_polygons(cells)
        return cls(geometries, shapely.bounds(geometries).reshape(-1, 4))

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.geometries)

    def near(self, low: ArrayLike, high: ArrayLike) -> NDArray[np.int64]:
        """Return the positions of the cells whose frame touches a box in degrees, lowest first."""
        bounds = self.bounds
        found = (bounds[:, :2] <= np.asarray(high)).all(axis=1)
        found &= (bounds[:, 2:] >= np.asarray(low)).all(axis=1)
        return np.flatnonzero(found)
