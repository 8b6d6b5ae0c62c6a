"""Level squares over a boundary as cells, for hot spots finer than the cells of management."""

from __future__ import annotations

from math import isfinite

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.analysis.canvas import regions_of
from gridmap.analysis.neighbourhoods import Neighbourhoods, neighbourhoods
from gridmap.analysis.squares import inside_ratio, squares_over
from gridmap.errors import InputError
from gridmap.geometry.crs import from_metric, metric_crs

MOST_SQUARES = 1_000_000
_TO_THE_EAST_AND_NORTH = ((0, 1), (1, 0))
_ACROSS_CORNERS = ((1, 1), (1, -1))


def lattice_cells(
    boundary: shapely.Geometry, side_m: float, *, in_points: bool = True
) -> tuple[NDArray[np.object_], Neighbourhoods]:
    """Return the squares that a boundary touches, cut at it, and which of them are neighbours.

    Parameters
    ----------
    boundary
        Polygon or multipolygon in lon/lat.
    side_m
        Side of a square on the metric plane; squares lie on multiples of it.
    in_points
        Whether squares that meet in a corner are neighbours (queen) or not (rook).

    Returns
    -------
    cells, neighbourhoods
        Polygons in lon/lat, shape (N,), from the south-west row by row, and their neighbours.

    Raises
    ------
    InputError
        The side is no positive number, or there would be too many squares.
    """
    if not (isfinite(side_m) and side_m > 0):
        raise InputError("hotspots.side", side=side_m)
    crs = metric_crs(boundary)
    region = regions_of([boundary], crs)[0]
    squares = squares_over(shapely.total_bounds(region), side_m)
    if squares.rows * squares.columns > MOST_SQUARES:
        count = squares.rows * squares.columns
        raise InputError("density.too_large", squares=count, most=MOST_SQUARES)
    share = inside_ratio(squares, region)
    row, column = np.nonzero(share > 0)
    west, south = (squares.west + column) * side_m, (squares.south + row) * side_m
    shapes = shapely.box(west, south, west + side_m, south + side_m)
    cut = share[row, column] < 1
    shapes[cut] = shapely.intersection(shapes[cut], region)
    return from_metric(shapes, crs), neighbourhoods(len(row), _pairs(share > 0, in_points))


def _pairs(taken: NDArray[np.bool_], in_points: bool) -> NDArray[np.int64]:  # noqa: FBT001  one word of its caller
    """Return pairs of positions among the squares that are taken."""
    wide = np.full((taken.shape[0] + 2, taken.shape[1] + 2), -1, np.int64)
    inner = wide[1:-1, 1:-1]
    inner[taken] = np.arange(np.count_nonzero(taken))
    steps = _TO_THE_EAST_AND_NORTH + (_ACROSS_CORNERS if in_points else ())
    pairs = []
    for up, across in steps:
        other = wide[1 + up :, 1 + across :][: taken.shape[0], : taken.shape[1]]
        both = (inner >= 0) & (other >= 0)
        pairs.append(np.column_stack([inner[both], other[both]]))
    return np.concatenate(pairs)
