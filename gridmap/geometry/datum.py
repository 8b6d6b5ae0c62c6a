"""The datums that Chinese map data come in, and the way between them and WGS 84.

GCJ-02 and BD-09 are WGS 84 with a deliberate, smooth displacement. Only the way into them has a
formula; the way back is found by iteration, which converges to far below a millimetre.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
Shift = Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]


class Datum(StrEnum):
    """What a longitude and a latitude refer to.

    CGCS2000 agrees with WGS 84 to well under a metre, so that its numbers are taken as they are;
    the label is still worth keeping.
    """

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


# The displacement formula is built on the Krasovsky 1940 ellipsoid.
_SEMI_MAJOR_M = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_ORIGIN_DEG = (105.0, 35.0)
# West, south, east, north: the frame that map services of the mainland use for the displacement.
_MAINLAND_BOX_DEG = (72.004, 0.8293, 137.8347, 55.8271)
# BD-09 turns degrees into the phase of a ripple with this factor.
_BD09_PHASE = np.pi * 3000.0 / 180.0
_BD09_OFFSET_DEG = (0.0065, 0.006)
# 1e-12 degree is a tenth of a micrometre; each round gains two to three digits.
_SETTLED_DEG = 1e-12
_MOST_ROUNDS = 30
_POLE_DEG = 90.0


def to_wgs84(lon: ArrayLike, lat: ArrayLike, datum: Datum) -> tuple[FloatArray, FloatArray]:
    """Return WGS 84 coordinates for coordinates in a datum.

    Parameters
    ----------
    lon
        Longitudes in degrees in `datum`, any shape.
    lat
        Latitudes in degrees in `datum`, of a shape that broadcasts with `lon`.
    datum
        What the numbers refer to.

    Returns
    -------
    lon, lat
        WGS 84 degrees. A value that is not finite stays as it is.
    """
    x, y = _pair(lon, lat)
    if datum is Datum.BD09:
        x, y = _undo(_bd09_shift, x, y)
    if datum in {Datum.BD09, Datum.GCJ02}:
        back_x, back_y = _undo(_gcj02_shift, x, y)
        # Where the frame's edge cuts the displacement off, a point may have no origin inside.
        inside = _in_mainland_box(back_x, back_y)
        x, y = np.where(inside, back_x, x), np.where(inside, back_y, y)
    return x, y


def from_wgs84(lon: ArrayLike, lat: ArrayLike, datum: Datum) -> tuple[FloatArray, FloatArray]:
    """Return coordinates in a datum for WGS 84 coordinates.

    The formulae are those that map services and their clients share in practice; no standard
    publishes them. Outside the mainland's frame GCJ-02 equals WGS 84.

    Parameters
    ----------
    lon
        WGS 84 longitudes in degrees, any shape.
    lat
        WGS 84 latitudes in degrees, of a shape that broadcasts with `lon`.
    datum
        The datum wanted.

    Returns
    -------
    lon, lat
        Degrees in `datum`. A value that is not finite stays as it is.
    """
    x, y = _pair(lon, lat)
    if datum in {Datum.BD09, Datum.GCJ02}:
        inside = _in_mainland_box(x, y)
        dx, dy = _gcj02_shift(np.where(inside, x, 105.0), np.where(inside, y, 35.0))
        x, y = np.where(inside, x + dx, x), np.where(inside, y + dy, y)
    if datum is Datum.BD09:
        finite = np.isfinite(x) & np.isfinite(y)
        dx, dy = _bd09_shift(np.where(finite, x, 0.0), np.where(finite, y, 0.0))
        x, y = np.where(finite, x + dx, x), np.where(finite, y + dy, y)
    return x, y


def _pair(lon: ArrayLike, lat: ArrayLike) -> tuple[FloatArray, FloatArray]:
    x, y = np.broadcast_arrays(np.asarray(lon, np.float64), np.asarray(lat, np.float64))
    return x.copy(), y.copy()


def _in_mainland_box(lon: FloatArray, lat: FloatArray) -> NDArray[np.bool_]:
    west, south, east, north = _MAINLAND_BOX_DEG
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _gcj02_shift(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the displacement of GCJ-02 at WGS 84 positions, in degrees."""
    x, y = lon - _ORIGIN_DEG[0], lat - _ORIGIN_DEG[1]
    root = np.sqrt(np.abs(x))
    ripple = _wave(x, (20.0, 6.0), (20.0, 2.0))
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    east_m += _wave(x, (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    north_m += _wave(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))
    phi = np.radians(lat)
    curvature = 1.0 - _ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    prime_vertical_m = _SEMI_MAJOR_M / np.sqrt(curvature)
    meridional_m = prime_vertical_m * (1.0 - _ECCENTRICITY_SQUARED) / curvature
    return (
        np.degrees(east_m / (prime_vertical_m * np.cos(phi))),
        np.degrees(north_m / meridional_m),
    )


def _wave(phase: FloatArray, *terms: tuple[float, float]) -> FloatArray:
    """Return two thirds of a sum of sines, each of (amplitude, half cycles per degree)."""
    total = np.zeros_like(phase)
    for amplitude, half_cycles in terms:
        total += amplitude * np.sin(half_cycles * np.pi * phase)
    return total * (2.0 / 3.0)


def _bd09_shift(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the displacement of BD-09 at GCJ-02 positions, in degrees."""
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD09_PHASE)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD09_PHASE)
    return (
        radius * np.cos(angle) + _BD09_OFFSET_DEG[0] - lon,
        radius * np.sin(angle) + _BD09_OFFSET_DEG[1] - lat,
    )


def _undo(shift: Shift, lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Find the positions that `shift` brings to the given ones, by fixed-point iteration."""
    usable = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lat) < _POLE_DEG)
    target_x, target_y = np.where(usable, lon, 105.0), np.where(usable, lat, 35.0)
    x, y = target_x, target_y
    for _ in range(_MOST_ROUNDS):
        dx, dy = shift(x, y)
        next_x, next_y = target_x - dx, target_y - dy
        moved = max(
            np.abs(next_x - x).max(initial=0.0),
            np.abs(next_y - y).max(initial=0.0),
        )
        x, y = next_x, next_y
        if moved < _SETTLED_DEG:
            break
    return np.where(usable, x, lon), np.where(usable, y, lat)
