"""The cells that edits work on, with the frame of each at hand."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry.rings import as_polygons

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray


_NOBODY = shapely.Polygon()


@dataclass(frozen=True)
class Coverage:
    """Cells of a valid coverage and their frames, so that an edit need not look at all of them.

    Parameters
    ----------
    geometries
        Object array of shape (N,) of polygons in lon/lat on the lattice; never changed in place.
    bounds
        Array of shape (N, 4), stored by column: west, south, east and north of each.
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
        frames = shapely.bounds(geometries).reshape(-1, 4)
        return cls(geometries, np.asfortranarray(frames))

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

    def patched(
        self, dropped: Sequence[int], placed: Sequence[int], geometries: Sequence[shapely.Geometry]
    ) -> Coverage:
        """Return the coverage with some cells taken out and others put in.

        Parameters
        ----------
        dropped
            Positions of the cells that go, lowest first.
        placed
            Positions in the result of those that come, lowest first. The others keep their order.
        geometries
            The cells that come.

        Returns
        -------
        patched
            The cells afterwards.
        """
        fresh = as_array(geometries)
        out, put = _moves(dropped, placed)
        cells, columns = self.geometries, self.bounds.T
        # One by one: numpy then moves two slices, where several make it look at every element.
        for position in reversed(out):
            cells, columns = np.delete(cells, position), np.delete(columns, position, axis=1)
        for position in reversed(put):
            cells = np.insert(cells, position, _NOBODY)
            columns = np.insert(columns, position, 0.0, axis=1)
        if not out and not put:
            cells, columns = cells.copy(), columns.copy()
        at = np.asarray(placed, dtype=np.int64)
        cells[at], columns[:, at] = fresh, shapely.bounds(fresh).reshape(-1, 4).T
        return Coverage(cells, columns.T)

    def replaced(
        self, positions: Sequence[int], geometries: Sequence[shapely.Geometry]
    ) -> Coverage:
        """Return the coverage with other geometries at some positions, lowest first."""
        return self.patched(positions, positions, geometries)

    def without(self, positions: Sequence[int]) -> Coverage:
        """Return the coverage without the cells at some positions; those behind them move up."""
        return self.patched(positions, (), ())

    def inserted(
        self, positions: Sequence[int], geometries: Sequence[shapely.Geometry]
    ) -> Coverage:
        """Return the coverage with more cells, which stand at these positions of the result."""
        return self.patched((), positions, geometries)


def _moves(dropped: Sequence[int], placed: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return which positions to take out, and before which of the rest to put new ones in.

    A cell that comes where one goes takes its place, so that nothing behind it moves.
    """
    out: list[int] = []
    put: list[int] = []
    going, coming = deque(dropped), deque(placed)
    while going or coming:
        here = going[0] - len(out) + len(put) if going else None
        if coming and (here is None or coming[0] < here):
            put.append(coming.popleft() - len(put))
        elif coming and coming[0] == here:
            going.popleft()
            coming.popleft()
        else:
            out.append(going.popleft())
    return out, put


def as_array(geometries: Iterable[shapely.Geometry]) -> NDArray[np.object_]:
    """Return geometries as an object array, none as an empty one."""
    listed = list(geometries)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array
