"""Grow footprints, such as buildings, until they fill a boundary exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely import STRtree

from gridmap.division.arrays import Areal, IntArray, ObjectArray
from gridmap.division.assembly import assemble, dissolve, faces_of_pieces
from gridmap.errors import InputError
from gridmap.geometry import from_metric, metric_crs, to_metric

SPACING_M = 2.0  # of the points on an outline that stand for it
INSET_M = 0.2  # outlines draw back this far, so that buildings wall to wall stay apart
SMOOTHING_M = 1.0  # zigzags between the points of two outlines are straightened
MOST_POINTS = 400_000


@dataclass(frozen=True)
class Filling:
    """Footprints grown to blocks that partition a boundary.

    Parameters
    ----------
    blocks
        Polygons on the lattice in WGS 84 lon/lat, shape (M,).
    holder
        Position of the block that holds each footprint, shape (N,); -1 for one that lies mostly
        outside. A footprint that others cover entirely has no block of its own.
    """

    blocks: ObjectArray
    holder: IntArray


def fill(boundary: Areal, footprints: ArrayLike) -> Filling:
    """Give every place of a boundary to the nearest footprint.

    The Voronoi regions of points along all outlines are joined by footprint and cut to the
    boundary; distances are measured in the metric system of the place.

    Parameters
    ----------
    boundary
        On the lattice, WGS 84 lon/lat.
    footprints
        Valid polygons in WGS 84 lon/lat, shape (N,). Those with at least half of their area inside
        take part.

    Returns
    -------
    filling
        Blocks in one piece each, and where every footprint is.

    Raises
    ------
    InputError
        When no footprint lies inside.
    """
    shapes = np.atleast_1d(np.asarray(footprints, dtype=object))
    inside = shapely.area(shapely.intersection(shapes, boundary)) >= 0.5 * shapely.area(shapes)
    inside &= ~shapely.is_empty(shapes)
    own = np.flatnonzero(inside)
    if not len(own):
        raise InputError("division.no_footprint", count=len(shapes))
    crs = metric_crs(boundary)
    regions, labels = _regions(to_metric(shapes[own], crs), to_metric(boundary, crs)[0])
    # Footprints come first, so that no region takes a corner of a neighbour.
    pieces = np.concatenate([shapes[own], from_metric(regions, crs)])
    faces = faces_of_pieces(boundary, pieces, np.concatenate([np.arange(len(own)), labels]))
    blocks, names = assemble(boundary, faces)
    return Filling(blocks, _holders(shapes, own, blocks, names))


def _holders(
    footprints: ObjectArray, own: IntArray, blocks: ObjectArray, names: IntArray
) -> IntArray:
    """Return the block of each footprint; `names` says which of `own` has which block."""
    holder = np.full(len(footprints), -1, dtype=np.int64)
    holder[own[names]] = np.arange(len(blocks))
    covered = own[holder[own] < 0]
    if len(covered):
        holder[covered] = STRtree(blocks).nearest(shapely.point_on_surface(footprints[covered]))
    return holder


def _regions(footprints: ObjectArray, area: Areal) -> tuple[ObjectArray, IntArray]:
    """Return the ground nearest to each footprint, in metres, and the footprint's position."""
    if len(footprints) == 1:
        return np.array([shapely.envelope(area)], dtype=object), np.zeros(1, np.int64)
    drawn = shapely.buffer(footprints, -INSET_M, join_style="mitre")
    # What is thinner than the inset stands as it is.
    drawn = np.where(shapely.is_empty(drawn), footprints, drawn)
    spacing = max(SPACING_M, float(shapely.length(drawn).sum()) / MOST_POINTS)
    outlines = shapely.segmentize(shapely.boundary(drawn), spacing)
    points, owner = shapely.get_coordinates(outlines, return_index=True)
    points, first = np.unique(np.round(points, 3), axis=0, return_index=True)
    cloud = shapely.multipoints(points)
    frame = shapely.buffer(shapely.envelope(area), 10.0)
    cells = shapely.get_parts(shapely.voronoi_polygons(cloud, extend_to=frame, ordered=True))
    regions, labels = dissolve(cells, owner[first])
    return shapely.coverage_simplify(regions, SMOOTHING_M), labels
