"""Geometries as GeoJSON objects: on the lattice, rings after the right-hand rule."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.geometry.lattice import UNITS_PER_DEGREE

Position = list[float]
Member = dict[str, Any]

# Type numbers of simple features as GEOS counts them; a bare ring is written as a line.
_POINT, _LINE, _RING, _POLYGON, _MULTIPOINT, _MULTILINE, _MULTIPOLYGON, _COLLECTION = range(8)
_NAMES = {
    _POINT: "Point",
    _LINE: "LineString",
    _RING: "LineString",
    _POLYGON: "Polygon",
    _MULTIPOINT: "MultiPoint",
    _MULTILINE: "MultiLineString",
    _MULTIPOLYGON: "MultiPolygon",
}


def geometry_members(geometries: NDArray[np.object_]) -> list[Member | None]:
    """Return geometries as GeoJSON objects with coordinates on the lattice and right-hand rings.

    Parameters
    ----------
    geometries
        WGS 84 lon/lat geometries of shape (N,), None allowed.

    Returns
    -------
    members
        One object a geometry, None for none.
    """
    oriented = shapely.orient_polygons(shapely.force_2d(geometries), exterior_cw=False)
    kinds = shapely.get_type_id(oriented)
    members: list[Member | None] = [None] * len(oriented)
    for kind in np.unique(kinds[kinds >= 0]).tolist():
        where = np.flatnonzero(kinds == kind)
        shapes = oriented[where]
        if kind == _COLLECTION:
            made = [_collection(shape) for shape in shapes]
        else:
            name = _NAMES[kind]
            made = [
                {"type": name, "coordinates": coordinates} for coordinates in _nested(kind, shapes)
            ]
        for position, member in zip(where.tolist(), made, strict=True):
            members[position] = member
    return members


def _collection(shape: shapely.Geometry) -> Member:
    return {"type": "GeometryCollection", "geometries": geometry_members(shapely.get_parts(shape))}


def _nested(kind: int, shapes: NDArray[np.object_]) -> Sequence[Any]:
    """Return the member ``coordinates`` of shapes of one kind, all of them in a few array calls."""
    if kind == _POINT:
        return [next(iter(positions), []) for positions in _positions(shapes)]
    if kind in {_LINE, _RING, _MULTIPOINT}:
        return _positions(shapes)
    if kind == _POLYGON:
        rings, owners = shapely.get_rings(shapes, return_index=True)
        return _grouped(_positions(rings), owners, len(shapes))
    parts, owners = shapely.get_parts(shapes, return_index=True)
    inner = _LINE if kind == _MULTILINE else _POLYGON
    return _grouped(_nested(inner, parts), owners, len(shapes))


def _positions(shapes: NDArray[np.object_]) -> list[list[Position]]:
    degrees, owners = shapely.get_coordinates(shapes, return_index=True)
    # Adding zero turns the minus zero that rounding may leave into zero.
    rounded = np.rint(degrees * UNITS_PER_DEGREE) / UNITS_PER_DEGREE + 0.0
    return _grouped(rounded.tolist(), owners, len(shapes))


def _grouped(items: Sequence[Any], owners: NDArray[np.intp], count: int) -> list[Any]:
    """Return items as one list for each owner; items of an owner lie together."""
    ends = np.searchsorted(owners, np.arange(count + 1)).tolist()
    return [items[start:end] for start, end in pairwise(ends)]
