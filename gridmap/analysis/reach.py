"""What cameras see and stations serve, as areas, and the share of cells that they cover.

Buildings do not shadow a view here: a sector is what a camera would see on open ground.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

from gridmap.analysis.tallying import Rate, rate
from gridmap.errors import InputError, Place
from gridmap.geometry.crs import metric_crs, to_metric

FloatArray = NDArray[np.float64]
GeometryArray = NDArray[np.object_]

_ELLIPSOID = Geod(ellps="WGS84")
# An arc is drawn by chords of at most this many degrees: the chord leaves out 0.1 % of the area.
_CHORD_DEG = 5.0
FULL_CIRCLE_DEG = 360.0


def sectors(
    lon: ArrayLike,
    lat: ArrayLike,
    azimuth_deg: ArrayLike,
    angle_deg: ArrayLike,
    range_m: ArrayLike,
) -> GeometryArray:
    """Return the area that each camera sees on open ground.

    A camera with an angle of 360 degrees or more, or without an azimuth or an angle (NaN), is
    taken to see all around: a disc. So a missing azimuth can make coverage look larger than it
    is, never smaller; `without_azimuth` lists these cameras so that a reader can be told.

    Parameters
    ----------
    lon
        Longitudes in degrees, shape (N,).
    lat
        Latitudes in degrees, shape (N,).
    azimuth_deg
        Middle of the view, clockwise from north, shape (N,); NaN where unknown.
    angle_deg
        Angle of view, shape (N,); NaN where unknown.
    range_m
        How far the camera sees, shape (N,).

    Returns
    -------
    sectors
        Polygons in lon/lat, shape (N,), not on the lattice. Their rims are drawn with geodesic
        distances, so that they are right at any latitude.

    Raises
    ------
    InputError
        A coordinate or range is missing, a range or angle is not positive, or an azimuth is
        infinite; the place names the row.
    """
    x, y, azimuth, angle, reach_m = np.broadcast_arrays(
        *(
            np.atleast_1d(np.asarray(v, np.float64))
            for v in (lon, lat, azimuth_deg, angle_deg, range_m)
        )
    )
    _refuse(~(np.isfinite(x) & np.isfinite(y)), "reach.not_finite")
    _refuse(~(np.isfinite(reach_m) & (reach_m > 0)), "reach.bad_range")
    _refuse(np.isinf(angle) | (angle <= 0), "reach.bad_angle")
    _refuse(np.isinf(azimuth), "reach.bad_azimuth")
    round_view = without_azimuth(azimuth, angle) | ~(angle < FULL_CIRCLE_DEG)
    width = np.where(round_view, FULL_CIRCLE_DEG, np.nan_to_num(angle))
    start = np.where(round_view, 0.0, np.nan_to_num(azimuth) - width / 2)
    views = [
        _view(*one)
        for one in zip(
            x.tolist(), y.tolist(), start.tolist(), width.tolist(), reach_m.tolist(), strict=True
        )
    ]
    return np.array(views, dtype=object)


def circles(lon: ArrayLike, lat: ArrayLike, radius_m: ArrayLike) -> GeometryArray:
    """Return the service circle of each place: `sectors` all around.

    Parameters
    ----------
    lon
        Longitudes in degrees, shape (N,).
    lat
        Latitudes in degrees, shape (N,).
    radius_m
        Radii, shape (N,) or one for all.

    Returns
    -------
    circles
        Polygons in lon/lat, shape (N,).
    """
    return sectors(lon, lat, 0.0, FULL_CIRCLE_DEG, radius_m)


def without_azimuth(azimuth_deg: ArrayLike, angle_deg: ArrayLike) -> NDArray[np.bool_]:
    """Tell for each camera whether it counts as seeing all around for want of its direction."""
    azimuth, angle = np.asarray(azimuth_deg, np.float64), np.asarray(angle_deg, np.float64)
    narrow = ~(angle >= FULL_CIRCLE_DEG)
    lacking: NDArray[np.bool_] = narrow & (np.isnan(azimuth) | np.isnan(angle))
    return lacking


@dataclass(frozen=True)
class CoveredShare:
    """How much of each cell a reach covers. Iterates over the cells' rates, in square metres.

    Attributes
    ----------
    cells
        Covered area over area, for each cell.
    total
        The same for all cells together; what several views cover counts once.
    """

    cells: tuple[Rate, ...]
    total: Rate

    def __iter__(self) -> Iterator[Rate]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)


def covered_share(
    cells: Sequence[shapely.Geometry] | GeometryArray,
    reach: Sequence[shapely.Geometry] | GeometryArray,
) -> CoveredShare:
    """Return the share of each cell that areas cover, overlaps counted once.

    Parameters
    ----------
    cells
        Polygons in lon/lat, shape (N,), which do not overlap.
    reach
        Polygons in lon/lat, shape (M,).

    Returns
    -------
    shares
        A rate for each cell and in total, on the metric plane of the cells.
    """
    targets = np.asarray(cells, dtype=object)
    areas = np.asarray(reach, dtype=object)
    if not len(targets):
        return CoveredShare((), rate(0.0, 0.0))
    crs = metric_crs(targets)
    targets_m = to_metric(targets, crs)
    covered_m2 = np.zeros(len(targets))
    if len(areas):
        covered_m2 = _covered_m2(targets_m, to_metric(areas, crs))
    own_m2 = shapely.area(targets_m)
    shares = tuple(
        rate(min(covered, own), own)
        for covered, own in zip(covered_m2.tolist(), own_m2.tolist(), strict=True)
    )
    return CoveredShare(
        shares,
        rate(sum(share.numerator for share in shares), sum(share.denominator for share in shares)),
    )


def _covered_m2(cells_m: GeometryArray, reach_m: GeometryArray) -> FloatArray:
    """Return the area of each cell inside the union of the reach, without building that union."""
    shapely.prepare(cells_m)
    cell, area = shapely.STRtree(reach_m).query(cells_m, predicate="intersects")
    whole = shapely.contains_properly(cells_m[cell], reach_m[area])
    pieces = reach_m[area]
    pieces[~whole] = shapely.intersection(cells_m[cell[~whole]], pieces[~whole])
    covered_m2 = np.zeros(len(cells_m))
    order = np.argsort(cell, kind="stable")
    cell, pieces = cell[order], pieces[order]
    starts = np.flatnonzero(np.diff(cell, prepend=-1))
    for first, last in zip(starts, np.append(starts[1:], len(cell)), strict=True):
        covered_m2[cell[first]] = shapely.union_all(pieces[first:last]).area
    return covered_m2


def _view(
    lon: float, lat: float, start_deg: float, width_deg: float, range_m: float
) -> shapely.Polygon:
    chords = ceil(width_deg / _CHORD_DEG)
    bearings = start_deg + width_deg * np.arange(chords + 1) / chords
    count = len(bearings)
    x, y, _ = _ELLIPSOID.fwd(
        np.full(count, lon), np.full(count, lat), bearings, np.full(count, range_m)
    )
    rim = np.column_stack([x, y])
    if width_deg < FULL_CIRCLE_DEG:
        return shapely.Polygon(np.concatenate([[(lon, lat)], rim]))
    return shapely.Polygon(rim[:-1])


def _refuse(wrong: ArrayLike, code: str) -> None:
    rows = np.flatnonzero(np.asarray(wrong))
    if len(rows):
        raise InputError(code, Place(row=int(rows[0]) + 1), count=len(rows))
