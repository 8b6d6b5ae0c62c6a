"""A raster of level squares on a metric plane."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.analysis.locating import CellIndex

FloatArray = NDArray[np.float64]


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

    def middles(self) -> FloatArray:
        """Return the middles of all squares, row by row from the south-west, shape (H * W, 2)."""
        x = (self.west + np.arange(self.columns) + 0.5) * self.side_m
        y = (self.south + np.arange(self.rows) + 0.5) * self.side_m
        return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


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
    ratio = (CellIndex([region]).locate(squares.middles()) == 0).astype(np.float64)
    outline = shapely.get_coordinates(shapely.segmentize(region.boundary, squares.side_m / 2))
    x, y = squares.places(outline)
    column, row = np.floor(x + 0.5).astype(int), np.floor(y + 0.5).astype(int)
    # A step of half a square reaches at most the squares around.
    near = np.zeros((squares.rows + 2, squares.columns + 2), dtype=np.bool_)
    seen = (column >= -1) & (row >= -1) & (column <= squares.columns) & (row <= squares.rows)
    near[row[seen] + 1, column[seen] + 1] = True
    wide = near.copy()
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            wide |= np.roll(near, (down, across), axis=(0, 1))
    rows, columns = np.nonzero(wide[1:-1, 1:-1])
    west = (squares.west + columns) * squares.side_m
    south = (squares.south + rows) * squares.side_m
    boxes = shapely.box(west, south, west + squares.side_m, south + squares.side_m)
    shapely.prepare(region)
    raster: FloatArray = ratio.reshape(squares.shape)
    raster[rows, columns] = shapely.area(shapely.intersection(region, boxes)) / squares.side_m**2
    return raster
