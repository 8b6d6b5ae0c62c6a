"""The cells that edits work on, with the frame of each at hand."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry.rings import as_polygons
from gridmap.topology.edits.blocks import Block, Blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray


class _Cells(Block):
    """Some cells in a row."""

    @cached_property
    def bounds(self) -> NDArray[np.float64]:
        """Array of shape (n, 4): west, south, east and north of each."""
        frames: NDArray[np.float64] = shapely.bounds(as_array(self.items)).reshape(-1, 4)
        return frames

    @cached_property
    def frame(self) -> tuple[float, float, float, float]:
        """West, south, east and north of all; of none where all are empty."""
        if np.isnan(self.bounds).all():
            return np.inf, np.inf, -np.inf, -np.inf
        low, high = np.nanmin(self.bounds[:, :2], axis=0), np.nanmax(self.bounds[:, 2:], axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


class Coverage:
    """Cells of a valid coverage and their frames, so that an edit need not look at all of them.

    Parameters
    ----------
    cells
        Polygons in lon/lat on the lattice; never changed in place.
    """

    def __init__(self, cells: Blocks[_Cells]) -> None:
        self._cells = cells

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
        return cls(Blocks.of(as_polygons(cells).tolist(), _Cells))

    @cached_property
    def geometries(self) -> NDArray[np.object_]:
        """Object array of shape (N,): all cells. Put together when asked for: edits ask `part`."""
        return as_array(self._cells)

    @cached_property
    def bounds(self) -> NDArray[np.float64]:
        """Array of shape (N, 4): the frames of all cells, put together likewise."""
        frames = [block.bounds for block in self._cells.blocks]
        return np.concatenate(frames) if frames else np.zeros((0, 4))

    @cached_property
    def _frames(self) -> NDArray[np.float64]:
        return np.array([block.frame for block in self._cells.blocks]).reshape(-1, 4)

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self._cells)

    def cell(self, position: int) -> shapely.Geometry:
        """Return one cell."""
        return self._cells[position]

    def part(self, positions: Iterable[int]) -> NDArray[np.object_]:
        """Return some of the cells, in the order of their positions as given."""
        return as_array(self._cells[position] for position in positions)

    def near(self, low: ArrayLike, high: ArrayLike) -> NDArray[np.int64]:
        """Return the positions of the cells whose frame touches a box in degrees, lowest first."""
        box = (*np.asarray(low).tolist(), *np.asarray(high).tolist())
        found = [
            _touching(self._cells.blocks[number].bounds, box) + self._cells.begin_of(number)
            for number in _touching(self._frames, box).tolist()
        ]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)

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
        return Coverage(self._cells.patched(dropped, placed, geometries, _Cells))


def _touching(
    frames: NDArray[np.float64], box: tuple[float, float, float, float]
) -> NDArray[np.int64]:
    """Return which frames touch a box."""
    west, south, east, north = box
    beside = (frames[:, 0] <= east) & (frames[:, 2] >= west)
    beside &= (frames[:, 1] <= north) & (frames[:, 3] >= south)
    found: NDArray[np.int64] = np.flatnonzero(beside)
    return found


def as_array(geometries: Iterable[shapely.Geometry]) -> NDArray[np.object_]:
    """Return geometries as an object array, none as an empty one."""
    listed = list(geometries)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array
