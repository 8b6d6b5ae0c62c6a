"""Coordinates that cannot be what their system says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain import FeatureTable
from gridmap.errors import GridmapError, InputError, Place
from gridmap.formats.problems import Problems
from gridmap.geometry.crs import require_crs, to_lonlat

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

_DEGREES = (180.0, 90.0)
# Neighbouring zones are in daily use far beyond their own area.
_TOLERANCE_DEG = 15.0


def require_in_range(table: FeatureTable) -> None:
    """Refuse coordinates that are not finite or lie outside what the table's system can mean.

    Degrees must lie on the globe; metres and feet must not look like degrees and must lie within
    fifteen degrees of the area that the system is made for.

    Raises
    ------
    InputError
        With every feature that does not fit, or once for the whole file where all look alike.
    """
    if table.geometry is None:
        return
    coordinates, owners = shapely.get_coordinates(table.geometry, return_index=True)
    if not len(coordinates):
        return
    _refuse(table, owners[~np.isfinite(coordinates).all(axis=1)], "coordinates.not_finite")
    try:
        system = require_crs(table.crs)
    except GridmapError as error:
        raise InputError(error.code, Place(file=table.source), **error.params) from error
    outside = (np.abs(coordinates) > _DEGREES).any(axis=1)
    if system.is_geographic:
        if outside.all() and (np.abs(coordinates[:, ::-1]) <= _DEGREES).all():
            raise InputError("coordinates.swapped", Place(file=table.source))
        _refuse(table, owners[outside], "coordinates.range")
        return
    if not outside.any():
        raise InputError("coordinates.degrees", Place(file=table.source), crs=system.name)
    _require_near_area(table, system)


def _require_near_area(table: FeatureTable, system: CRS) -> None:
    """Refuse features whose middle is far from the area that a projected system is made for.

    Raises
    ------
    InputError
        With every such feature.
    """
    area = system.area_of_use
    if area is None or table.geometry is None:
        return
    bounds = shapely.bounds(table.geometry)
    middles = shapely.points((bounds[:, :2] + bounds[:, 2:]) / 2)
    known = np.flatnonzero(np.isfinite(bounds).all(axis=1))
    try:
        places = shapely.get_coordinates(to_lonlat(middles[known], system))
    except GridmapError as error:
        raise InputError("coordinates.area", Place(file=table.source), crs=system.name) from error
    west, south, east, north = area.bounds
    lon_away = _away(places[:, 0], west, east if east >= west else east + 360.0)
    lat_away = _away(places[:, 1], south, north)
    far = np.maximum(lon_away, lat_away) > _TOLERANCE_DEG
    _refuse(table, known[far], "coordinates.area", crs=system.name)


def _away(values: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    away: NDArray[np.float64] = np.maximum(low - values, values - high).clip(min=0.0)
    return away


def _refuse(table: FeatureTable, owners: NDArray[np.intp], code: str, **params: object) -> None:
    problems = Problems(table.source)
    for owner in dict.fromkeys(owners.tolist()):
        problems.add(code, Place(feature=int(table.rows[owner])), **params)
    problems.raise_if_any()
