"""Areas and lengths on the ellipsoid of WGS 84, and exact areas in lattice units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry.kernels_areas import ELLIPSOID, ring_areas_m2
from gridmap.geometry.lattice import to_units
from gridmap.geometry.rings import Rings, rings_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from shapely import MultiPolygon, Polygon

_SAFE_INT64 = 2**62


def area_m2(geometries: ArrayLike) -> NDArray[np.float64]:
    """Return areas on the ellipsoid.

    An edge is the straight line in lon/lat, as maps and files draw it. Areas of cells that share
    their edges add up to the area of their union.

    Parameters
    ----------
    geometries
        Polygons and multipolygons of shape (N,) in WGS 84 lon/lat; None and empty give 0.

    Returns
    -------
    area_m2
        Array of shape (N,).

    Raises
    ------
    InputError
        When something else than polygons is among them.
    """
    array = np.atleast_1d(np.asarray(geometries, dtype=object))
    return areas_of_rings_m2(rings_of(array), len(array))


def areas_of_rings_m2(rings: Rings, count: int) -> NDArray[np.float64]:
    """Return the areas of `count` geometries whose rings are at hand, as `area_m2` does."""
    unsigned = np.abs(ring_areas_m2(rings.coordinates, rings.starts))
    unsigned[rings.is_hole] *= -1.0
    return _summed(rings.cell, unsigned, count)


def _summed(
    owner: NDArray[np.int64], values: NDArray[np.float64], count: int
) -> NDArray[np.float64]:
    return np.bincount(owner, weights=values, minlength=count).astype(np.float64)


def length_m(lines: ArrayLike) -> NDArray[np.float64]:
    """Return lengths on the ellipsoid, the sum of the geodesics between neighbouring vertices.

    Parameters
    ----------
    lines
        Lines and multilines of shape (N,) in WGS 84 lon/lat; None and empty give 0.

    Returns
    -------
    length_m
        Array of shape (N,).
    """
    array = np.atleast_1d(np.asarray(lines, dtype=object))
    parts, owner = shapely.get_parts(array, return_index=True)
    coordinates, part = shapely.get_coordinates(parts, return_index=True)
    first = np.flatnonzero(part[:-1] == part[1:])
    lengths = segment_lengths_m(coordinates[first], coordinates[first + 1])
    return _summed(owner[part[first]], lengths, len(array))


def segment_lengths_m(
    start_deg: NDArray[np.float64], end_deg: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the geodesic distance between points of shape (N, 2) and others of that shape."""
    if not len(start_deg):
        return np.zeros(0)
    _, _, distance = ELLIPSOID.inv(start_deg[:, 0], start_deg[:, 1], end_deg[:, 0], end_deg[:, 1])
    return np.asarray(distance, dtype=np.float64)


def perimeter_m(geometries: ArrayLike) -> NDArray[np.float64]:
    """Return perimeters on the ellipsoid, holes included, of polygons of shape (N,).

    Raises
    ------
    InputError
        When something else than polygons is among them.
    """
    array = np.atleast_1d(np.asarray(geometries, dtype=object))
    rings = rings_of(array)
    first = rings.edge_starts
    lengths = segment_lengths_m(rings.coordinates[first], rings.coordinates[first + 1])
    owner = rings.cell[rings.of_coordinate[first]]
    return _summed(owner, lengths, len(array))


def compactness_ratio(geometries: ArrayLike) -> NDArray[np.float64]:
    """Return 4 pi A / P^2: 1 for a circle, towards 0 for a thread (Polsby and Popper, 1991).

    Parameters
    ----------
    geometries
        Polygons and multipolygons of shape (N,) in WGS 84 lon/lat.

    Returns
    -------
    compactness_ratio
        Array of shape (N,); 0 where there is no perimeter.

    Raises
    ------
    InputError
        When something else than polygons is among them.
    """
    perimeter = perimeter_m(geometries)
    area = area_m2(geometries)
    with_border = perimeter > 0
    squared = np.where(with_border, perimeter, 1.0) ** 2
    return np.where(with_border, 4.0 * np.pi * area / squared, 0.0)


def double_area_units(geometry: Polygon | MultiPolygon) -> int:
    """Return twice the area of one polygon in square lattice units, exactly.

    Raises
    ------
    InputError
        When it is no polygon.
    """
    return double_areas_units(np.array([geometry], dtype=object))[0]


def double_areas_units(geometries: ArrayLike) -> list[int]:
    """Return twice the area of polygons in square lattice units, exactly.

    Parameters
    ----------
    geometries
        Polygons and multipolygons of shape (N,), on the lattice.

    Returns
    -------
    double_areas
        N whole numbers of unlimited size.

    Raises
    ------
    InputError
        When something else than polygons is among them.
    """
    array = np.atleast_1d(np.asarray(geometries, dtype=object))
    return double_areas_of_rings(rings_of(array), len(array))


def double_areas_of_rings(rings: Rings, count: int) -> list[int]:
    """Return twice the areas of `count` geometries in square units, as `double_areas_units`."""
    units = to_units(rings.coordinates)
    local = units - np.repeat(units[rings.starts[:-1]], np.diff(rings.starts), axis=0)
    totals = [0] * count
    for ring, double in enumerate(_ring_doubles(local, rings.starts)):
        totals[rings.cell[ring]] += -abs(double) if rings.is_hole[ring] else abs(double)
    return totals


def _ring_doubles(local: NDArray[np.int64], starts: NDArray[np.int64]) -> list[int]:
    if not len(local):
        return []
    reach = int(np.abs(local).max())
    numbers = local
    # A ring of n edges sums n cross products of at most 2 * reach^2 each.
    if 2 * reach * reach * int(np.diff(starts).max()) >= _SAFE_INT64:
        numbers = local.astype(object)
    x, y = numbers[:, 0], numbers[:, 1]
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    # The product from the end of one ring to the start of the next is 0: a ring starts at 0, 0.
    sums = np.add.reduceat(np.append(cross, 0), starts[:-1])
    return [int(value) for value in sums]
