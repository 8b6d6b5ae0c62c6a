"""Squares and hexagons that cover a boundary, in metric coordinates."""

from __future__ import annotations

from math import ceil, floor, isfinite, sqrt
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import InputError
from gridmap.geometry.preparing import prepared

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import MultiPolygon, Polygon

MAX_TILES = 1_000_000

# Corners of a hexagon with a flat top, around its centre, in half sides and half heights.
_HEXAGON_X = np.array([2, 1, -1, -2, -1, 1])
_HEXAGON_Y = np.array([0, 1, 1, 0, -1, -1])
_SQUARE_X = np.array([0, 1, 1, 0])
_SQUARE_Y = np.array([0, 0, 1, 1])


def squares(boundary: Polygon | MultiPolygon, side_m: float) -> NDArray[np.object_]:
    """Return the squares of a lattice that share area with a boundary.

    Corners are whole multiples of the side, so neighbouring communities in one metric system
    meet on the same lattice.

    Parameters
    ----------
    boundary
        Area in a metric system.
    side_m
        Side of a square in metres.

    Returns
    -------
    tiles
        Object array of polygons, west to east in rows from north to south, not clipped.

    Raises
    ------
    InputError
        When the side is not a positive number, or there would be more than a million tiles.
    """
    west, south, east, north = _extent(boundary, side_m)
    columns = np.arange(floor(west / side_m), ceil(east / side_m))
    rows = np.arange(floor(south / side_m), ceil(north / side_m))[::-1]
    _refuse_too_many(len(columns) * len(rows), side_m)
    column, row = (values.ravel() for values in np.meshgrid(columns, rows))
    x = (column[:, np.newaxis] + _SQUARE_X) * side_m
    y = (row[:, np.newaxis] + _SQUARE_Y) * side_m
    return _meeting(boundary, x, y)


def hexagons(boundary: Polygon | MultiPolygon, area_m2: float) -> NDArray[np.object_]:
    """Return the regular hexagons of a lattice that share area with a boundary.

    Parameters
    ----------
    boundary
        Area in a metric system.
    area_m2
        Area of one hexagon in square metres.

    Returns
    -------
    tiles
        Object array of polygons with a flat top, west to east in rows from north to south, not
        clipped.

    Raises
    ------
    InputError
        When the area is not a positive number, or there would be more than a million tiles.
    """
    west, south, east, north = _extent(boundary, area_m2)
    half_side_m = sqrt(2.0 * area_m2 / (3.0 * sqrt(3.0))) / 2.0
    half_height_m = half_side_m * sqrt(3.0)
    columns = np.arange(floor(west / half_side_m / 3.0) - 1, ceil(east / half_side_m / 3.0) + 2)
    rows = np.arange(floor(south / half_height_m) - 1, ceil(north / half_height_m) + 2)[::-1]
    _refuse_too_many(len(columns) * len(rows), half_side_m)
    column, row = (values.ravel() for values in np.meshgrid(columns, rows))
    # Centres stand on every second place, like the black squares of a chess board.
    centred = (column + row) % 2 == 0
    column, row = column[centred], row[centred]
    x = (3 * column[:, np.newaxis] + _HEXAGON_X) * half_side_m
    y = (row[:, np.newaxis] + _HEXAGON_Y) * half_height_m
    return _meeting(boundary, x, y)


def _extent(boundary: Polygon | MultiPolygon, size: float) -> tuple[float, float, float, float]:
    if not (isfinite(size) and size > 0):
        raise InputError("tessellate.size", size=size)
    if boundary.is_empty:
        raise InputError("tessellate.empty")
    west, south, east, north = boundary.bounds
    return west, south, east, north


def _refuse_too_many(count: int, size_m: float) -> None:
    if count > MAX_TILES:
        raise InputError("tessellate.too_many", count=count, largest=MAX_TILES, size=size_m)


def _meeting(
    boundary: Polygon | MultiPolygon, x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.object_]:
    tiles = shapely.polygons(np.stack([x, y], axis=2))
    boundary = prepared(boundary)
    met = shapely.intersects(boundary, tiles)
    met[met] = ~shapely.touches(boundary, tiles[met])
    kept: NDArray[np.object_] = tiles[met]
    return kept
