"""What no area serves: blind ground as polygons, and the largest circle that fits into it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from gridmap.analysis.methods import method
from gridmap.analysis.outlines import FloatArray, GeometryArray

# The centre of the largest circle is found to this share of the extent, so to 5 cm in 500 m.
_TOLERANCE_RATIO = 1e-4


@dataclass(frozen=True)
class Blind:
    """Ground that is not served.

    Attributes
    ----------
    areas
        Polygons, the largest first, shape (B,).
    area_m2
        Their areas, shape (B,).
    total_m2
        All blind ground, with what is too small to be listed.
    circle
        Centre of the largest circle that lies in blind ground; None where there is none.
    radius_m
        Its radius.
    """

    areas: GeometryArray
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
        Polygons on a plane in metres that count, as cells or cells less buildings.
    areas
        What is served, on the same plane.
    least_m2
        Smaller polygons count in the total alone.

    Returns
    -------
    blind
        The polygons and the largest empty circle.
    """
    left = shapely.difference(
        shapely.disjoint_subset_union_all(np.asarray(ground, dtype=object)),
        shapely.disjoint_subset_union_all(np.asarray(areas, dtype=object)),
    )
    parts = shapely.get_parts(left)
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    area_m2 = shapely.area(parts)
    order = np.argsort(-area_m2, kind="stable")
    parts, area_m2 = parts[order], area_m2[order]
    circle, radius_m = _largest_circle(parts, area_m2)
    listed = area_m2 >= least_m2
    return Blind(parts[listed], area_m2[listed], float(area_m2.sum()), circle, radius_m)


def _largest_circle(
    parts: GeometryArray, area_m2: FloatArray
) -> tuple[shapely.Point | None, float]:
    """Return the largest circle; a part of area A holds none wider than that of its area."""
    best, radius_m = None, 0.0
    for part, area in zip(parts, area_m2.tolist(), strict=True):
        if area <= np.pi * radius_m**2:
            break
        west, south, east, north = part.bounds
        tolerance = max(east - west, north - south) * _TOLERANCE_RATIO
        spoke = shapely.maximum_inscribed_circle(part, tolerance=tolerance)
        if spoke.length > radius_m:
            best, radius_m = shapely.get_point(spoke, 0), float(spoke.length)
    return best, radius_m
