"""Polygons as flat arrays of rings, the form in which algorithms read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import InputError, Place

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_NO_POLYGON = shapely.Polygon()


@dataclass(frozen=True)
class Rings:
    """All rings of an array of polygons.

    Parameters
    ----------
    coordinates
        Array of shape (N, 2): the closed rings one after the other.
    starts
        Array of shape (R + 1,): ring r is ``coordinates[starts[r]:starts[r + 1]]``.
    part
        Array of shape (R,): the number of the polygon, counted over all parts, that owns the ring.
    cell
        Array of shape (R,): position of the geometry that owns the ring.
    is_hole
        Boolean array of shape (R,).
    """

    coordinates: NDArray[np.float64]
    starts: NDArray[np.int64]
    part: NDArray[np.int64]
    cell: NDArray[np.int64]
    is_hole: NDArray[np.bool_]

    def __len__(self) -> int:
        """Return the number of rings."""
        return len(self.cell)

    @property
    def of_coordinate(self) -> NDArray[np.int64]:
        """Array of shape (N,): the ring of each coordinate."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    @property
    def edge_starts(self) -> NDArray[np.int64]:
        """Positions of all coordinates that begin an edge, which are all but the last of a ring."""
        begins = np.ones(len(self.coordinates), dtype=bool)
        begins[self.starts[1:] - 1] = False
        return np.flatnonzero(begins)


def as_polygons(geometries: ArrayLike) -> NDArray[np.object_]:
    """Return an object array of polygons and multipolygons, None taken as an empty polygon.

    Raises
    ------
    InputError
        When something else than polygons is among them.
    """
    array = np.atleast_1d(np.asarray(geometries, dtype=object))
    kinds = shapely.get_type_id(array)
    areal = (kinds == 3) | (kinds == 6)  # noqa: PLR2004 - GEOS numbers of polygon and multipolygon
    if areal.all():
        return array.copy()
    for position in np.flatnonzero((kinds != -1) & ~areal):
        raise InputError(
            "geometry.polygons_only",
            Place(feature=int(position) + 1, geometry=array[position]),
            kind=array[position].geom_type,
        )
    return np.where(kinds == -1, _NO_POLYGON, array)


def only_polygons(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Leave out the points and lines that an overlay of polygons may bring along.

    Returns
    -------
    polygons
        Object array of the same shape: polygons, multipolygons, or empty polygons.
    """
    parts, owner = shapely.get_parts(geometries, return_index=True)
    areal = shapely.get_dimensions(parts) == 2  # noqa: PLR2004 - polygons have dimension 2
    parts, owner = parts[areal], owner[areal]
    polygons = np.full(len(geometries), _NO_POLYGON, dtype=object)
    if len(parts):
        together = shapely.multipolygons(parts, indices=np.unique(owner, return_inverse=True)[1])
        polygons[np.unique(owner)] = together
    alone = shapely.get_num_geometries(polygons) == 1
    polygons[alone] = shapely.get_geometry(polygons[alone], 0)
    return polygons


def rings_of(geometries: ArrayLike) -> Rings:
    """Take an array of polygons apart into rings.

    Parameters
    ----------
    geometries
        Polygons and multipolygons of shape (N,); None and empty ones have no ring.

    Returns
    -------
    rings
        The rings in the order of geometry, part, shell and holes.

    Raises
    ------
    InputError
        When something else than polygons is among them.
    """
    array = as_polygons(geometries)
    parts, cell_of_part = shapely.get_parts(array, return_index=True)
    loops, part = shapely.get_rings(parts, return_index=True)
    filled = ~shapely.is_empty(loops)
    loops, part = loops[filled], part[filled]
    coordinates, ring = shapely.get_coordinates(loops, return_index=True)
    sizes = np.bincount(ring, minlength=len(loops))
    return Rings(
        coordinates=coordinates,
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        part=part.astype(np.int64),
        cell=cell_of_part[part].astype(np.int64),
        is_hole=np.diff(part, prepend=-1) == 0,
    )
