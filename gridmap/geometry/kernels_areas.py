"""Compiled sums of areas on the ellipsoid of WGS 84, edge by edge."""

from __future__ import annotations

from math import atanh, radians, sin, sqrt
from typing import TYPE_CHECKING

import numpy as np
from pyproj import Geod

from gridmap.compiled import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

ELLIPSOID = Geod(ellps="WGS84")
_ECCENTRICITY = sqrt(ELLIPSOID.es)
_HALF_MINOR_M2 = ELLIPSOID.b**2 / 2.0

# Gauss-Legendre with three nodes on [-1, 1]: exact for polynomials of degree five.
_OUTER_NODE = sqrt(0.6)
_OUTER_WEIGHT = 5.0 / 18.0
_MIDDLE_WEIGHT = 8.0 / 18.0


@kernel
def _zone_m2(lat_rad: float) -> float:
    """Return the area between equator and parallel, per radian of longitude.

    Snyder, Map Projections: A Working Manual (USGS 1395, 1987), equation 3-12, times a^2 / 2.
    """
    sine = sin(lat_rad)
    scaled = _ECCENTRICITY * sine
    return _HALF_MINOR_M2 * (sine / (1.0 - scaled * scaled) + atanh(scaled) / _ECCENTRICITY)


@kernel
def _edge_area_m2(west_deg: float, south_deg: float, east_deg: float, north_deg: float) -> float:
    """Return the signed area between an edge, straight in lon/lat, and the equator.

    Every term is symmetric in the two ends but for the sign of the longitude step, so an edge
    run backwards gives exactly the negative, and areas add up over shared edges.
    """
    start, end = radians(south_deg), radians(north_deg)
    middle, reach = (start + end) / 2.0, (end - start) / 2.0 * _OUTER_NODE
    outer = _zone_m2(middle - reach) + _zone_m2(middle + reach)
    mean = _MIDDLE_WEIGHT * _zone_m2(middle) + _OUTER_WEIGHT * outer
    return (radians(west_deg) - radians(east_deg)) * mean


@kernel
def ring_areas_m2(
    coordinates_deg: NDArray[np.float64], starts: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the signed areas of closed rings of shape (V, 2), counter-clockwise ones positive."""
    areas = np.zeros(len(starts) - 1)
    for ring in range(len(areas)):
        for i in range(starts[ring], starts[ring + 1] - 1):
            a, b = coordinates_deg[i], coordinates_deg[i + 1]
            areas[ring] += _edge_area_m2(a[0], a[1], b[0], b[1])
    return areas


@kernel
def weighted_areas_m2(
    edges_deg: NDArray[np.float64],
    owner: NDArray[np.int64],
    weight: NDArray[np.int64],
    count: int,
) -> NDArray[np.float64]:
    """Sum the areas under edges of shape (E, 4), each times its weight, by owner."""
    sums = np.zeros(count)
    for e in range(len(edges_deg)):
        edge = edges_deg[e]
        sums[owner[e]] += weight[e] * _edge_area_m2(edge[0], edge[1], edge[2], edge[3])
    return sums
