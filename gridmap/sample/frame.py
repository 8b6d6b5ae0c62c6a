"""The plane in which the sample is drawn: metres east and north of an invented place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry.lattice import UNITS_PER_DEGREE, from_units

if TYPE_CHECKING:
    from numpy.typing import NDArray

ORIGIN_LON_DEG = 114.3
ORIGIN_LAT_DEG = 30.6

_SEMI_MAJOR_M = 6_378_137.0
_ECCENTRICITY_2 = 6.69437999014e-3


def _metres_per_degree(lat_deg: float) -> NDArray[np.float64]:
    """Return metres per degree of longitude and latitude from the ellipsoid's two curvatures."""
    lat = np.radians(lat_deg)
    root = np.sqrt(1 - _ECCENTRICITY_2 * np.sin(lat) ** 2)
    prime_vertical_m = _SEMI_MAJOR_M / root
    meridian_m = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_2) / root**3
    metres: NDArray[np.float64] = np.radians(1.0) * np.array(
        [prime_vertical_m * np.cos(lat), meridian_m]
    )
    return metres


METRES_PER_DEGREE = _metres_per_degree(ORIGIN_LAT_DEG)
_ORIGIN_UNITS = np.rint(np.array([ORIGIN_LON_DEG, ORIGIN_LAT_DEG]) * UNITS_PER_DEGREE).astype(
    np.int64
)


def metres_to_units(xy_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return lattice units relative to the origin, rounded, as float64 for the overlay engine."""
    return np.rint(np.asarray(xy_m) / METRES_PER_DEGREE * UNITS_PER_DEGREE)


def units_to_degrees(units: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return lon, lat for lattice units relative to the origin."""
    return from_units(np.rint(units).astype(np.int64) + _ORIGIN_UNITS)


def metres_to_degrees(xy_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return lon, lat on the lattice for metres, shape (N, 2) both."""
    return units_to_degrees(metres_to_units(xy_m))


def units_to_metres(units: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return metres for lattice units relative to the origin."""
    return np.asarray(units) / UNITS_PER_DEGREE * METRES_PER_DEGREE


def degrees_of(geometries: object) -> NDArray[np.object_]:
    """Return geometries drawn in metres as lon/lat on the lattice."""
    moved: NDArray[np.object_] = shapely.transform(geometries, metres_to_degrees)
    return moved
