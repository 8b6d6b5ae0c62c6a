"""The one lattice of stored coordinates: ten-millionths of a degree, about a centimetre."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

UNITS_PER_DEGREE = 10_000_000


def to_units(coordinates: ArrayLike) -> NDArray[np.int64]:
    """Return the nearest lattice points in whole units.

    Parameters
    ----------
    coordinates
        Degrees, of any shape; usually (N, 2) as (lon, lat).

    Returns
    -------
    units
        Integers of the same shape.

    Raises
    ------
    InputError
        When a coordinate is not a finite number.
    """
    degrees = np.asarray(coordinates, dtype=np.float64)
    if not np.isfinite(degrees).all():
        raise InputError("lattice.not_finite", count=int((~np.isfinite(degrees)).sum()))
    return np.rint(degrees * UNITS_PER_DEGREE).astype(np.int64)


def from_units(units: ArrayLike) -> NDArray[np.float64]:
    """Return degrees for whole units, as the float64 nearest to the decimal number.

    A division gives that number; a product with 1e-7 misses it for three values in ten.
    """
    return np.asarray(units, dtype=np.int64) / UNITS_PER_DEGREE


def _rounded(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    return from_units(to_units(coordinates))


def round_to_lattice(geometries: ArrayLike) -> NDArray[np.object_]:
    """Move every coordinate to the nearest lattice point, each for itself.

    Nothing is dropped or cleaned, so this serves points and lines; polygons are snap rounded
    instead (`gridmap.geometry.snapping`). Heights are left out.

    Parameters
    ----------
    geometries
        Shapely geometries of shape (N,) in lon/lat, None allowed.

    Returns
    -------
    rounded
        Object array of shape (N,).

    Raises
    ------
    InputError
        When a coordinate is not a finite number.
    """
    array = np.atleast_1d(np.asarray(geometries, dtype=object))
    rounded: NDArray[np.object_] = shapely.transform(array, _rounded)
    return rounded


def is_on_lattice(geometries: ArrayLike) -> NDArray[np.bool_]:
    """Tell for each geometry whether all its coordinates are lattice points, bit for bit.

    Parameters
    ----------
    geometries
        Shapely geometries of shape (N,) in lon/lat; None and empty ones count as on the lattice.

    Returns
    -------
    on_lattice
        Boolean array of shape (N,).
    """
    array = np.atleast_1d(np.asarray(geometries, dtype=object))
    coordinates, owner = shapely.get_coordinates(array, return_index=True)
    finite = np.isfinite(coordinates)
    nearest = _rounded(np.where(finite, coordinates, 0.0))
    off = (coordinates.view(np.int64) != nearest.view(np.int64)).any(axis=1)
    on_lattice = np.ones(len(array), dtype=np.bool_)
    on_lattice[owner[off]] = False
    return on_lattice
