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
        bounds = self.bounds
        # Column by column, and the second pair only for what is left of the first.
        beside = bounds[:, 0] <= east
        beside &= bounds[:, 2] >= west
        found: NDArray[np.int64] = np.flatnonzero(beside)
        near: NDArray[np.bool_] = (bounds[found, 1] <= north) & (bounds[found, 3] >= south)
        return found[near]

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
        return Coverage(
            np.delete(self.geometries, positions), np.delete(self.bounds.T, positions, axis=1).T
        )

    def inserted(
        self, positions: Sequence[int], geometries: Sequence[shapely.Geometry]
    ) -> Coverage:
        """Return the coverage with more cells, which stand at these positions of the result.

        The positions are given lowest first.
        """
        fresh = as_array(geometries)
        # Each position without those inserted before it is a position among the cells as they are.
        before = np.asarray(positions, dtype=np.int64) - np.arange(len(fresh))
        return Coverage(
            np.insert(self.geometries, before, fresh),
            np.insert(self.bounds.T, before, frames_of(fresh).T, axis=1).T,
        )


def as_array(geometries: Iterable[shapely.Geometry]) -> NDArray[np.object_]:
    """Return geometries as an object array, none as an empty one."""
    listed = list(geometries)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array


def frames_of(geometries: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return west, south, east and north of each, of shape (N, 4), stored by column."""
    return np.asfortranarray(shapely.bounds(geometries).reshape(-1, 4))
