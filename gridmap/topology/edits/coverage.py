"""The cells that edits work on, with the frame of each at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry.rings import as_polygons

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
        return cls(geometries, frames_of(geometries))

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.geometries)

    def near(self, low: ArrayLike, high: ArrayLike) -> NDArray[np.int64]:
        """Return the positions of the cells whose frame touches a box in degrees, lowest first."""
        (west, south), (east, north) = np.asarray(low), np.asarray(high)
        # Column by column: comparing rows of four takes fifty times as long.
        found = self.bounds[:, 0] <= east
        found &= self.bounds[:, 1] <= north
        found &= self.bounds[:, 2] >= west
        found &= self.bounds[:, 3] >= south
        return np.flatnonzero(found)

    def part(self, positions: Sequence[int] | NDArray[np.int64]) -> Coverage:
        """Return some of the cells, in the order of their positions as given."""
        chosen = np.asarray(positions, dtype=np.int64)
        return Coverage(self.geometries[chosen], np.asfortranarray(self.bounds[chosen]))

    def replaced(
        self, positions: Sequence[int], geometries: Sequence[shapely.Geometry]
    ) -> Coverage:
        """Return the coverage with other geometries at some positions."""
        chosen, fresh = np.asarray(positions, dtype=np.int64), as_array(geometries)
        cells, bounds = self.geometries.copy(), self.bounds.copy(order="K")
        cells[chosen], bounds[chosen] = fresh, frames_of(fresh)
        return Coverage(cells, bounds)

    def without(self, positions: Sequence[int]) -> Coverage:
        """Return the coverage without the cells at some positions; those behind them move up."""
        staying = np.ones(len(self), dtype=np.bool_)
        staying[np.asarray(positions, dtype=np.int64)] = False
        return self.part(np.flatnonzero(staying))

    def inserted(
        self, positions: Sequence[int], geometries: Sequence[shapely.Geometry]
    ) -> Coverage:
        """Return the coverage with more cells, which stand at these positions of the result."""
        chosen, fresh = np.asarray(positions, dtype=np.int64), as_array(geometries)
        count = len(self) + len(fresh)
        staying = np.ones(count, dtype=np.bool_)
        staying[chosen] = False
        cells, bounds = np.empty(count, dtype=object), np.empty((count, 4), order="F")
        cells[staying], bounds[staying] = self.geometries, self.bounds
        cells[chosen], bounds[chosen] = fresh, frames_of(fresh)
        return Coverage(cells, bounds)


def as_array(geometries: Iterable[shapely.Geometry]) -> NDArray[np.object_]:
    """Return geometries as an object array, none as an empty one."""
    listed = list(geometries)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array


def frames_of(geometries: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return west, south, east and north of each, of shape (N, 4), stored by column."""
    return np.asfortranarray(shapely.bounds(geometries).reshape(-1, 4))
