"""Which cells count as neighbours: those that touch, or those near by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite

import numpy as np
import scipy
import shapely
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.canvas import FloatArray, project
from gridmap.errors import InputError
from gridmap.geometry.crs import metric_crs
from gridmap.topology.adjacency import adjacency


@dataclass(frozen=True)
class Neighbourhoods:
    """The neighbours of N cells; no cell is its own neighbour.

    Attributes
    ----------
    starts
        Shape (N + 1,): where the neighbours of each cell start in `others`.
    others
        Positions of neighbours, shape (E,).
    """

    starts: NDArray[np.int64]
    others: NDArray[np.int64]

    @property
    def count(self) -> int:
        """Number of cells."""
        return len(self.starts) - 1

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Number of neighbours of each cell, shape (N,)."""
        return np.diff(self.starts)

    def sums(self, values: ArrayLike) -> FloatArray:
        """Return the sum over the neighbours of each cell, itself left out, shape (N,)."""
        summed: FloatArray = self._matrix @ np.asarray(values, np.float64)
        return summed

    @cached_property
    def _matrix(self) -> scipy.sparse.csr_array:
        ones = np.ones(len(self.others))
        return scipy.sparse.csr_array(
            (ones, self.others, self.starts), shape=(self.count, self.count)
        )


def neighbourhoods(count: int, pairs: ArrayLike) -> Neighbourhoods:
    """Return neighbourhoods from pairs.

    Parameters
    ----------
    count
        Number of cells.
    pairs
        Positions of neighbours, shape (P, 2), each pair once.
    """
    both = np.asarray(pairs, np.int64).reshape(-1, 2)
    cell = np.concatenate([both[:, 0], both[:, 1]])
    other = np.concatenate([both[:, 1], both[:, 0]])
    order = np.lexsort((other, cell))
    starts = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=count))])
    return Neighbourhoods(starts.astype(np.int64), other[order])


def touching(
    cells: Sequence[shapely.Geometry] | NDArray[np.object_], *, in_points: bool = True
) -> Neighbourhoods:
    """Return the cells of a coverage that touch.

    Parameters
    ----------
    cells
        Polygons or multipolygons in lon/lat that share every vertex of their borders.
    in_points
        Whether touching in a point is enough (queen); else a piece of border is needed (rook).
    """
    found = adjacency(cells)
    pairs = np.concatenate([found.pairs, found.point_pairs]) if in_points else found.pairs
    return neighbourhoods(len(cells), pairs)


def near(
    cells: Sequence[shapely.Geometry] | NDArray[np.object_], distance_m: float
) -> Neighbourhoods:
    """Return the cells whose centroids lie within a distance.

    Parameters
    ----------
    cells
        Polygons or multipolygons in lon/lat.
    distance_m
        Longest distance on the metric plane.

    Raises
    ------
    InputError
        The distance is no positive number, or there is no cell.
    """
    if not (isfinite(distance_m) and distance_m > 0):
        raise InputError("hotspots.distance", distance=distance_m)
    shapes = np.asarray(cells, dtype=object)
    centres = project(shapely.get_coordinates(shapely.centroid(shapes)), metric_crs(shapes))
    return neighbourhoods(
        len(shapes), scipy.spatial.cKDTree(centres).query_pairs(distance_m, output_type="ndarray")
    )
