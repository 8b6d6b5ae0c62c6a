"""Long edges are divided, so that a line straight in lon/lat means the same to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry.lattice import from_units, to_units

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LONGEST_EDGE_DEG = 0.1


def has_long_edges(geometries: ArrayLike, longest_deg: float = LONGEST_EDGE_DEG) -> bool:
    """Tell whether any edge of geometries in lon/lat is longer than a number of degrees."""
    coordinates, line, _ = _vertices(geometries)
    return bool((_edge_counts(coordinates, line, longest_deg) > 1).any())


def divide_long_edges(
    geometries: ArrayLike, longest_deg: float = LONGEST_EDGE_DEG
) -> NDArray[np.object_]:
    """Put lattice points into every edge that is longer than a number of degrees.

    The points depend on the two ends alone, not on the direction, so that cells which share an
    edge still share it afterwards. Each lies on the edge up to the rounding to the lattice.

    Parameters
    ----------
    geometries
        Lines and polygons of shape (N,) in WGS 84 lon/lat, None allowed.
    longest_deg
        Length in degrees, by Pythagoras, up to which an edge stays whole.

    Returns
    -------
    divided
        Object array of shape (N,); geometries without a long edge are the objects that came in.

    Raises
    ------
    InputError
        When a coordinate is not finite.
    """
    array = np.atleast_1d(np.asarray(geometries, dtype=object))
    coordinates, line, owner = _vertices(array)
    long = np.flatnonzero(_edge_counts(coordinates, line, longest_deg) > 1)
    divided = array.copy()
    for position in np.unique(owner[line[long]]):
        divided[position] = _divided(array[position], longest_deg)
    return divided


def _vertices(
    geometries: ArrayLike,
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return all coordinates, the line or ring of each, and the geometry of each line or ring."""
    array = np.atleast_1d(np.asarray(geometries, dtype=object))
    parts, owner = shapely.get_parts(array, return_index=True)
    areal = shapely.get_dimensions(parts) == 2  # noqa: PLR2004 - polygons have dimension 2
    rings, part = shapely.get_rings(parts[areal], return_index=True)
    lines = np.concatenate([rings, parts[~areal]])
    coordinates, line = shapely.get_coordinates(lines, return_index=True)
    return coordinates, line, np.concatenate([owner[areal][part], owner[~areal]])


def _edge_counts(
    coordinates: NDArray[np.float64], line: NDArray[np.int64], longest_deg: float
) -> NDArray[np.int64]:
    """Return into how many pieces the step from each coordinate to the next is to be divided."""
    step = np.diff(coordinates, axis=0)
    length = np.where(line[:-1] == line[1:], np.hypot(step[:, 0], step[:, 1]), 0.0)
    return np.maximum(np.ceil(length / longest_deg), 1).astype(np.int64)


def _divided(geometry: shapely.Geometry, longest_deg: float) -> shapely.Geometry:
    if geometry.geom_type == "Polygon":
        rings = [_line(ring, longest_deg) for ring in (geometry.exterior, *geometry.interiors)]
        return shapely.Polygon(rings[0], rings[1:])
    if hasattr(geometry, "geoms"):
        return type(geometry)([_divided(part, longest_deg) for part in geometry.geoms])
    return shapely.LineString(_line(geometry, longest_deg))


def _line(line: shapely.Geometry, longest_deg: float) -> NDArray[np.float64]:
    coordinates = shapely.get_coordinates(line)
    counts = _edge_counts(coordinates, np.zeros(len(coordinates), dtype=np.int64), longest_deg)
    pieces = [
        _points_between(start, end, int(count))
        for start, end, count in zip(coordinates, coordinates[1:], counts, strict=False)
    ]
    return np.concatenate([*pieces, coordinates[-1:]])


def _points_between(
    start: NDArray[np.float64], end: NDArray[np.float64], count: int
) -> NDArray[np.float64]:
    """Return the start and the points of division, reckoned from the end that sorts first."""
    if count == 1:
        return start[np.newaxis]
    low, high = sorted((tuple(start.tolist()), tuple(end.tolist())))
    share = np.arange(1, count)[:, np.newaxis] / count
    inner = from_units(to_units(np.array(low) + share * (np.array(high) - np.array(low))))
    return np.concatenate(
        [start[np.newaxis], inner if low == tuple(start.tolist()) else inner[::-1]]
    )
