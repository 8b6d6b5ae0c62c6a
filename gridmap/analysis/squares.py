"""A raster of level squares on a metric plane."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.analysis.kernels_coverage import add_outline

FloatArray = NDArray[np.float64]
_POLYGON_DIMENSION = 2
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Squares:
    """Squares on multiples of their side.

    Attributes
    ----------
    west
        Western side of the first column, in squares from the origin of the metric system.
    south
        Southern side of the first row, likewise.
    columns
        Number of columns.
    rows
        Number of rows, from south to north.
    side_m
        Side of a square.
    """

    west: int
    south: int
    columns: int
    rows: int
    side_m: float

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns

    @property
    def bounds_m(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return (
            self.west * self.side_m,
            self.south * self.side_m,
            (self.west + self.columns) * self.side_m,
            (self.south + self.rows) * self.side_m,
        )

    def padded(self, count: int) -> Squares:
        """Return these squares with `count` more on each side."""
        return replace(
            self,
            west=self.west - count,
            south=self.south - count,
            columns=self.columns + 2 * count,
            rows=self.rows + 2 * count,
        )

    def crop(self, raster: FloatArray, to: Squares) -> FloatArray:
        """Return the part of a raster over these squares that lies over others."""
        row, column = to.south - self.south, to.west - self.west
        return raster[row : row + to.rows, column : column + to.columns]

    def places(self, places_m: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return columns and rows of places, shape (P, 2); the middle of the first square is 0."""
        return (
            places_m[:, 0] / self.side_m - self.west - 0.5,
            places_m[:, 1] / self.side_m - self.south - 0.5,
        )


def squares_over(bounds_m: FloatArray, side_m: float) -> Squares:
    """Return the squares that cover west, south, east and north.

    Parameters
    ----------
    bounds_m
        West, south, east, north.
    side_m
        Side of a square.
    """
    west, south, east, north = (float(value) / side_m for value in bounds_m)
    columns = max(1, ceil(east) - floor(west))
    rows = max(1, ceil(north) - floor(south))
    return Squares(floor(west), floor(south), columns, rows, float(side_m))


def inside_ratio(squares: Squares, region: shapely.Geometry) -> FloatArray:
    """Return the share of each square that lies inside a region, shape (H, W).

    Parameters
    ----------
    squares
        The squares.
    region
        A valid polygon or multipolygon on the same plane.

    Returns
    -------
    ratio
        0 outside, 1 inside, exact where the outline passes.
    """
    rings, start = _rings_over(squares, region)
    differences = np.zeros((squares.rows, squares.columns + 1))
    add_outline(rings, start, differences)
    ratio: FloatArray = np.cumsum(differences[:, :-1], axis=1)
    # What rounding leaves would else count as a sliver of area.
    ratio[np.abs(ratio) < _ROUNDING] = 0.0
    ratio[np.abs(ratio - 1.0) < _ROUNDING] = 1.0
    return ratio


def _rings_over(squares: Squares, region: shapely.Geometry) -> tuple[FloatArray, NDArray[np.int64]]:
    """Return the outline over the squares, in squares from their corner, and where rings start."""
    frame = shapely.box(*squares.bounds_m)
    if not shapely.contains_properly(frame, region):
        region = shapely.intersection(region, frame)
    turned = shapely.orient_polygons(shapely.get_parts(region))
    rings = shapely.get_rings(turned[shapely.get_dimensions(turned) == _POLYGON_DIMENSION])
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    start = np.searchsorted(ring, np.arange(len(rings) + 1)).astype(np.int64)
    return coordinates / squares.side_m - (squares.west, squares.south), start
