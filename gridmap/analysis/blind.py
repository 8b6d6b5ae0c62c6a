"""What no area serves: blind ground as polygons, and the largest circle that fits into it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from gridmap.analysis.methods import method
from gridmap.analysis.outlines import FloatArray, GeometryArray, IntArray

# The centre of the largest circle is found to this share of the extent, so to 5 cm in 500 m.
_TOLERANCE_RATIO = 1e-4


@dataclass(frozen=True)
class Blind:
    """Ground that is not served.

    Attributes
    ----------
    areas
        Polygons, each within one piece of ground, the largest first, shape (B,).
    of_ground
        Position of the ground that each lies in, shape (B,).
    area_m2
        Their areas, shape (B,).
    total_m2
        All blind ground, with what is too small to be listed.
    circle
        Centre of the largest circle that lies in blind ground, whatever borders run through it;
        None where there is none.
    radius_m
        Its radius.
    """

    areas: GeometryArray
    of_ground: IntArray
    area_m2: FloatArray
    total_m2: float
    circle: shapely.Point | None
    radius_m: float


@method("blind", version=1, unit="m2")
def blind_ground(ground: GeometryArray, areas: GeometryArray, *, least_m2: float = 100.0) -> Blind:
    """Return what of some ground lies in no area.

    Parameters
    ----------
    ground
        Polygons on a plane in metres that count, as cells; they do not overlap.
    areas
        What is served, or does not count, on the same plane.
    least_m2
        Smaller polygons count in the total alone.

    Returns
    -------
    blind
        The polygons and the largest empty circle.
    """
    pieces = np.asarray(ground, dtype=object)
    served = shapely.disjoint_subset_union_all(np.asarray(areas, dtype=object))
    parts, of_ground = _polygons(_without(pieces, shapely.get_parts(served)))
    area_m2 = shapely.area(parts)
    order = np.argsort(-area_m2, kind="stable")
    order = order[area_m2[order] >= least_m2]
    whole = np.array([shapely.difference(shapely.union_all(pieces), served)], dtype=object)
    circle, radius_m = _largest_circle(_polygons(whole)[0])
    return Blind(
        parts[order], of_ground[order], area_m2[order], float(area_m2.sum()), circle, radius_m
    )


def _without(ground: GeometryArray, served: GeometryArray) -> GeometryArray:
    """Take from each polygon only those areas that touch it; they lie apart."""
    piece, area = shapely.STRtree(served).query(ground, predicate="intersects")
    order = np.argsort(piece, kind="stable")
    starts = np.searchsorted(piece[order], np.arange(len(ground) + 1))
    near = served[area[order]]
    taken = [shapely.multipolygons(near[first:last]) for first, last in pairwise(starts)]
    left: GeometryArray = shapely.difference(ground, np.array(taken, dtype=object))
    return left


def _polygons(shapes: GeometryArray) -> tuple[GeometryArray, IntArray]:
    parts, owner = shapely.get_parts(shapes, return_index=True)
    areal = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)
    return parts[areal], owner[areal]


def _largest_circle(parts: GeometryArray) -> tuple[shapely.Point | None, float]:
    """Return the largest circle; a part of area A holds none wider than that of its area."""
    best, radius_m = None, 0.0
    area_m2 = shapely.area(parts)
    for number in np.argsort(-area_m2, kind="stable").tolist():
        if area_m2[number] <= np.pi * radius_m**2:
            break
        west, south, east, north = parts[number].bounds
        tolerance = max(east - west, north - south) * _TOLERANCE_RATIO
        spoke = shapely.maximum_inscribed_circle(parts[number], tolerance=tolerance)
        if spoke.length > radius_m:
            best, radius_m = shapely.get_point(spoke, 0), float(spoke.length)
    return best, radius_m
