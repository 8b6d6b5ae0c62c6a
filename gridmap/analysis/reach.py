"""What cameras see and stations serve, as areas, and the share of cells that they cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.bearings import FULL_CIRCLE_DEG
from gridmap.analysis.covering import union_of
from gridmap.analysis.ground import Ground
from gridmap.analysis.methods import method
from gridmap.analysis.outlines import FloatArray, GeometryArray, Outlines
from gridmap.analysis.rates import Rate, rate
from gridmap.analysis.sight import CHORD_DEG, Stands, mounted, views
from gridmap.errors import InputError, Place
from gridmap.geometry.kernels_areas import ELLIPSOID


@dataclass(frozen=True)
class Cameras:
    """Cameras by column, each of shape (N,); one that looks several ways has a row for each.

    Attributes
    ----------
    lon, lat
        Degrees.
    azimuth_deg
        Middle of the view, clockwise from north; NaN where it is not known.
    angle_deg
        Width of the view; 360 and more is all around, NaN where it is not known.
    range_m
        How far the camera sees, along the ground.
    """

    lon: FloatArray
    lat: FloatArray
    azimuth_deg: FloatArray
    angle_deg: FloatArray
    range_m: FloatArray

    @classmethod
    def of(
        cls,
        lon: ArrayLike,
        lat: ArrayLike,
        azimuth_deg: ArrayLike,
        angle_deg: ArrayLike,
        range_m: ArrayLike,
    ) -> Cameras:
        """Take columns, or one value for all, and refuse what cannot be.

        Raises
        ------
        InputError
            A coordinate or range is missing, a range or angle is not positive, or an azimuth is
            infinite; the place names the row.
        """
        columns = (
            np.atleast_1d(np.asarray(v, np.float64))
            for v in (lon, lat, azimuth_deg, angle_deg, range_m)
        )
        x, y, azimuth, angle, length_m = np.broadcast_arrays(*columns)
        _refuse(~(np.isfinite(x) & np.isfinite(y)), "reach.not_finite")
        _refuse((abs(y) > 90) | (abs(x) > 180), "reach.not_lonlat")  # noqa: PLR2004 - the range of degrees
        _refuse(~(np.isfinite(length_m) & (length_m > 0)), "reach.bad_range")
        _refuse(np.isinf(angle) | (angle <= 0), "reach.bad_angle")
        _refuse(np.isinf(azimuth), "reach.bad_azimuth")
        return cls(x, y, azimuth, angle, length_m)

    def __len__(self) -> int:
        return len(self.lon)

    @property
    def without_azimuth(self) -> NDArray[np.bool_]:
        """Which cameras count as seeing all around for want of a direction or an angle."""
        return without_azimuth(self.azimuth_deg, self.angle_deg)

    @property
    def width_deg(self) -> FloatArray:
        """Width of the view, a full circle where it or the direction is not known."""
        around = self.without_azimuth | (self.angle_deg >= FULL_CIRCLE_DEG)
        return np.where(around, FULL_CIRCLE_DEG, self.angle_deg)

    def stands(self, ground: Ground) -> Stands:
        """Bring the cameras to a plane."""
        north_rad, scale_ratio = ground.north(self.lon, self.lat)
        around = self.width_deg >= FULL_CIRCLE_DEG
        azimuth_rad = np.radians(np.where(around, 0.0, self.azimuth_deg))
        return Stands(
            ground.points(self.lon, self.lat),
            north_rad - azimuth_rad,
            np.where(around, 2 * np.pi, np.radians(self.width_deg)),
            self.range_m * scale_ratio,
        )


@method("sectors", version=2, unit="m2")
def sectors(  # noqa: PLR0917 - buildings came last, as an option
    lon: ArrayLike,
    lat: ArrayLike,
    azimuth_deg: ArrayLike,
    angle_deg: ArrayLike,
    range_m: ArrayLike,
    buildings: Sequence[shapely.Geometry] | GeometryArray | None = None,
) -> GeometryArray:
    """Return the area that each camera sees of the ground.

    A camera with an angle of 360 degrees or more, or without an azimuth or an angle (NaN), is
    taken to see all around: a disc. So a missing azimuth can make coverage look larger than it
    is, never smaller; `without_azimuth` lists these cameras so that a reader can be told. A
    camera in or on a building hangs before its wall: see `sight.mounted`.

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
    buildings
        Footprints in lon/lat behind which nothing is seen, whatever their height; none by default.

    Returns
    -------
    sectors
        Polygons in lon/lat, shape (N,), not on the lattice, true at any latitude.

    Raises
    ------
    InputError
        A coordinate or range is missing, a range or angle is not positive, or an azimuth is
        infinite; the place names the row.
    """
    cameras = Cameras.of(lon, lat, azimuth_deg, angle_deg, range_m)
    if buildings is None or not len(buildings) or not len(cameras):
        return _open_sectors(cameras)
    ground = Ground.around(shapely.points(cameras.lon, cameras.lat))
    walls = ground.plane(buildings)
    stands, _ = mounted(cameras.stands(ground), walls)
    return ground.lonlat(views(stands, walls))


@method("circles", version=1, unit="m2")
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


@method("coverage", version=2, unit="1")
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
    if not len(targets):
        return CoveredShare((), rate(0.0, 0.0))
    ground = Ground.around(targets)
    outlines = Outlines.of(ground.plane(targets))
    covered_m2 = union_of(ground.plane(reach)).area_inside_m2(outlines)
    own_m2 = shapely.area(outlines.shapes)
    shares = tuple(
        rate(min(covered, own), own)
        for covered, own in zip(covered_m2.tolist(), own_m2.tolist(), strict=True)
    )
    return CoveredShare(
        shares,
        rate(sum(share.numerator for share in shares), sum(share.denominator for share in shares)),
    )


def _open_sectors(cameras: Cameras) -> GeometryArray:
    """Return views on open ground, their rims drawn with geodesics."""
    if not len(cameras):
        return np.zeros(0, dtype=object)
    width = cameras.width_deg
    around = width >= FULL_CIRCLE_DEG
    start = np.where(around, 0.0, np.nan_to_num(cameras.azimuth_deg) - width / 2)
    chords = np.ceil(width / CHORD_DEG - 1e-9).astype(np.int64)
    owner = np.repeat(np.arange(len(cameras)), chords + 1)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(chords + 1) - chords - 1, chords + 1)
    # The last point of a full rim is its first.
    bearing = (start[owner] + width[owner] * step / chords[owner]) % FULL_CIRCLE_DEG
    x, y, _ = ELLIPSOID.fwd(cameras.lon[owner], cameras.lat[owner], bearing, cameras.range_m[owner])
    narrow = np.flatnonzero(~around)
    xy = np.column_stack([np.append(x, cameras.lon[narrow]), np.append(y, cameras.lat[narrow])])
    ring = np.concatenate([owner, narrow])
    order = np.argsort(ring, kind="stable")
    shapes: GeometryArray = shapely.polygons(shapely.linearrings(xy[order], indices=ring[order]))
    return shapes


def _refuse(wrong: ArrayLike, code: str) -> None:
    rows = np.flatnonzero(np.asarray(wrong))
    if len(rows):
        raise InputError(code, Place(row=int(rows[0]) + 1), count=len(rows))
