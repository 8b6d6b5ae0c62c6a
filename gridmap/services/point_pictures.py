"""Points for a map: packed to a few bytes each, or gathered into clusters at a zoom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from gridmap.domain import PointKind, class_table
from gridmap.domain.point_columns import Coded, PointColumns
from gridmap.drawing.packing import PackedPoints, pack_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

TILE_PIXELS: Final = 256
CLUSTER_PIXELS: Final = 64
DEEPEST_ZOOM: Final = 24
_STEEPEST_LAT_DEG: Final = 85.05
_HALF_TURN_DEG: Final = 180.0


@dataclass(frozen=True)
class PackedLayer:
    """Points as bytes, one run for each class.

    Attributes
    ----------
    classes
        Codes of the classes in the order of the runs, those of the class table first.
    points
        The runs; `points.order` tells which row each place came from.
    """

    classes: tuple[str, ...]
    points: PackedPoints


@dataclass(frozen=True)
class Clusters:
    """Points gathered square by square, the largest gatherings first.

    Attributes
    ----------
    lonlat
        Where the points of each gathering lie in the mean, shape (C, 2).
    counts
        How many there are, shape (C,).
    class_index
        Class of all of them, -1 where they differ, shape (C,); the classes are in `classes`.
    rows
        Row of the point where it is alone, else -1, shape (C,).
    bounds
        West, south, east, north of each, shape (C, 4): where to zoom to.
    classes
        Codes of classes.
    """

    lonlat: NDArray[np.float64]
    counts: NDArray[np.int64]
    class_index: NDArray[np.int32]
    rows: NDArray[np.int64]
    bounds: NDArray[np.float64]
    classes: tuple[str, ...]


def packed_layer(columns: PointColumns, kind: PointKind) -> PackedLayer:
    """Return points in about three bytes each, kept to half a metre.

    Parameters
    ----------
    columns
        The points.
    kind
        Their kind, whose class table gives the order of the runs.
    """
    order = {code: number for number, code in enumerate(class_table(kind))}
    index = _renumbered(columns.classes, order)
    lonlat = columns.lonlat
    packed = pack_points(lonlat[:, 0], lonlat[:, 1], index, len(order))
    return PackedLayer(tuple(order), packed)


def clusters(columns: PointColumns, zoom: float, side_px: int = CLUSTER_PIXELS) -> Clusters:
    """Return points gathered in squares of the Web Mercator plane.

    Squares are those of the plane and not of the picture, so that a gathering does not change
    while the map is dragged.

    Parameters
    ----------
    columns
        The points.
    zoom
        Of a map with tiles of 256 pixels; only whole steps tell squares apart.
    side_px
        Side of a square in pixels.
    """
    squares = TILE_PIXELS / side_px * 2.0 ** min(max(int(zoom), 0), DEEPEST_ZOOM)
    x, y = _mercator(columns.lonlat)
    column = np.floor(x * squares).astype(np.int64)
    row = np.floor(y * squares).astype(np.int64)
    order = np.lexsort((column, row))
    starts = _starts(row[order], column[order])
    lonlat, index = columns.lonlat[order], columns.classes.index[order]
    counts = np.diff(np.append(starts, len(order)))
    lowest, highest = _extremes(lonlat, starts)
    alike_low, alike_high = _extremes(index, starts)
    largest = np.argsort(-counts, kind="stable")
    means = np.add.reduceat(lonlat, starts, axis=0) / counts[:, None] if len(starts) else lonlat[:0]
    return Clusters(
        means[largest],
        counts[largest],
        np.where(alike_low == alike_high, alike_low, -1).astype(np.int32)[largest],
        np.where(counts == 1, order[starts] if len(order) else -1, -1)[largest],
        np.concatenate([lowest, highest], axis=1)[largest],
        columns.classes.values,
    )


def _renumbered(column: Coded, order: dict[str, int]) -> NDArray[np.intp]:
    numbers = np.array([order[value] for value in column.values] + [-1], np.intp)
    found: NDArray[np.intp] = numbers[column.index]
    return found


def _mercator(
    lonlat: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return places as fractions of the Web Mercator square, north on top (EPSG:3857)."""
    lat = np.radians(np.clip(lonlat[:, 1], -_STEEPEST_LAT_DEG, _STEEPEST_LAT_DEG))
    y = 0.5 - np.arctanh(np.sin(lat)) / (2 * np.pi)
    return (lonlat[:, 0] + _HALF_TURN_DEG) / (2 * _HALF_TURN_DEG), y


def _starts(row: NDArray[np.int64], column: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return where each run of equal squares begins."""
    fresh = np.ones(len(row), np.bool_)
    fresh[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    return np.flatnonzero(fresh)


def _extremes(
    values: NDArray[np.generic], starts: NDArray[np.intp]
) -> tuple[NDArray[np.generic], NDArray[np.generic]]:
    """Return the least and the greatest value of each run."""
    if not len(starts):
        return values[:0], values[:0]
    return (
        np.minimum.reduceat(values, starts, axis=0),
        np.maximum.reduceat(values, starts, axis=0),
    )
