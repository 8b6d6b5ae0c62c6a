"""Coordinate reference systems: the only module that reprojects.

Axis order is always x = easting or longitude, y = northing or latitude, whatever the authority
says. No system is ever guessed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from gridmap.errors import InputError, Place

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LONLAT = "EPSG:4326"
WIDEST_LON_DEG, WIDEST_LAT_DEG = 180.0, 90.0

# Zones of three degrees by central meridian: EPSG:4534 is 75 E, EPSG:4554 is 135 E.
_FIRST_CGCS2000_ZONE = 4534
_FIRST_CGCS2000_MERIDIAN_DEG = 75
_CGCS2000_ZONE_WIDTH_DEG = 3
_MAINLAND_CHINA_BOX_DEG = (73.5, 17.5, 135.5, 53.7)
_POLAR_LAT_DEG = 84.0
_POLAR_SOUTH_LAT_DEG = -80.0


def require_crs(crs: CRS | str | int | None) -> CRS:
    """Return the system that a name, a code or WKT stands for.

    Raises
    ------
    InputError
        When none is given, the text names no known system, or the system is none of a plane or of
        degrees, as the one whose axes start in the middle of the earth.
    """
    if crs is None or crs == "":
        raise InputError("crs.missing")
    known = crs if isinstance(crs, CRS) else _parsed(str(crs))
    if known.is_geocentric or known.is_vertical:
        raise InputError("crs.not_horizontal", crs=known.name)
    return known


@lru_cache(maxsize=64)
def _parsed(crs: str) -> CRS:
    try:
        return CRS.from_user_input(int(crs) if crs.isdigit() else crs)
    except CRSError as error:
        raise InputError("crs.unknown", crs=crs[:80]) from error


def metric_crs(geometry_lonlat: ArrayLike) -> CRS:
    """Return the metric system for a place, for construction and kernels.

    Inside the box of mainland China this is the CGCS2000 zone of three degrees whose central
    meridian is nearest to the middle of the geometry (EPSG:4534 to EPSG:4554), elsewhere the
    zone of UTM, and beyond its limits the polar stereographic system.

    Parameters
    ----------
    geometry_lonlat
        One geometry or an array of them, in WGS 84 lon/lat.

    Returns
    -------
    crs
        A projected system in metres.

    Raises
    ------
    InputError
        When there is no coordinate, or they are no longitudes and latitudes.
    """
    bounds = shapely.total_bounds(np.asarray(geometry_lonlat, dtype=object))
    if not np.isfinite(bounds).all():
        raise InputError("crs.nowhere")
    west, south, east, north = (float(value) for value in bounds)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004 - the range of degrees
        raise InputError("crs.not_lonlat", Place(geometry=shapely.box(*bounds)))
    return _parsed(f"EPSG:{_metric_code((west + east) / 2, (south + north) / 2)}")


def _metric_code(lon: float, lat: float) -> int:
    west, south, east, north = _MAINLAND_CHINA_BOX_DEG
    if west <= lon <= east and south <= lat <= north:
        zone = round((lon - _FIRST_CGCS2000_MERIDIAN_DEG) / _CGCS2000_ZONE_WIDTH_DEG)
        return _FIRST_CGCS2000_ZONE + zone
    if lat > _POLAR_LAT_DEG:
        return 32661
    if lat < _POLAR_SOUTH_LAT_DEG:
        return 32761
    zone = min(int((lon + 180) // 6) + 1, 60)
    return (32600 if lat >= 0 else 32700) + zone


@lru_cache(maxsize=64)
def _transformer(source: CRS, target: CRS) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def _reproject(geometries: ArrayLike, source: CRS, target: CRS) -> NDArray[np.object_]:
    array = np.atleast_1d(np.asarray(geometries, dtype=object))
    if _same_axes(source, target):
        flat: NDArray[np.object_] = shapely.force_2d(array)
        return flat
    transformer = _transformer(source, target)

    def move(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = transformer.transform(coordinates[:, 0], coordinates[:, 1])
        return np.column_stack([x, y])

    moved: NDArray[np.object_] = shapely.transform(array, move)
    _refuse_outside(array, moved, source)
    return moved


@lru_cache(maxsize=64)
def _same_axes(source: CRS, target: CRS) -> bool:
    return source == target or source.equals(target, ignore_axis_order=True)


def _refuse_outside(before: NDArray[np.object_], after: NDArray[np.object_], source: CRS) -> None:
    coordinates, owner = shapely.get_coordinates(after, return_index=True)
    lost = owner[~np.isfinite(coordinates).all(axis=1)]
    if lost.size:
        position = int(lost[0])
        raise InputError("crs.outside", Place(feature=position + 1), crs=source.name)
    if len(coordinates) != len(shapely.get_coordinates(before)):
        raise InputError("crs.outside", crs=source.name)


def to_lonlat(geometries: ArrayLike, crs: CRS | str | int | None) -> NDArray[np.object_]:
    """Bring geometries from a system to WGS 84 lon/lat.

    Parameters
    ----------
    geometries
        Shapely geometries of shape (N,), None allowed; x is easting or longitude.
    crs
        The system that they are in.

    Returns
    -------
    lonlat
        Object array of shape (N,), two-dimensional geometries, not rounded to the lattice.

    Raises
    ------
    InputError
        When the system is missing or unknown, or a coordinate lies outside its domain.
    """
    return _reproject(geometries, require_crs(crs), _parsed(LONLAT))


def to_metric(geometries: ArrayLike, crs: CRS | str | int | None) -> NDArray[np.object_]:
    """Bring WGS 84 lon/lat geometries of shape (N,) to a metric system.

    Raises
    ------
    InputError
        When the system is missing or unknown, or a coordinate lies outside its domain.
    """
    return _reproject(geometries, _parsed(LONLAT), require_crs(crs))


def from_metric(geometries: ArrayLike, crs: CRS | str | int | None) -> NDArray[np.object_]:
    """Bring geometries of shape (N,) from a metric system back to WGS 84 lon/lat.

    Raises
    ------
    InputError
        When the system is missing or unknown, or a coordinate lies outside its domain.
    """
    return to_lonlat(geometries, crs)
