"""Whether cells leave the area that they must fill, or bare a part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry import UNITS_PER_DEGREE

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import MultiPolygon, Polygon

# Anything bounded by lattice points has half a square unit at least; less is rounding.
_LEAST_AREA_UNITS2 = 0.25
# A node on a slanting boundary lies beside it by less than a unit.
_BEND_UNITS = 1.0
_LOOKED_AT_DEG = 2.0 / UNITS_PER_DEGREE
_FRAME_DEG = 5.0 / UNITS_PER_DEGREE


def strays(
    before: NDArray[np.object_],
    after: NDArray[np.object_],
    boundary: Polygon | MultiPolygon,
    box_deg: NDArray[np.float64],
) -> tuple[str, shapely.Geometry] | None:
    """Find where cells come to lie beyond a boundary, or bare a place within it.

    A strip of one unit along either counts for nothing, and neither does what was so before.

    Parameters
    ----------
    before, after
        All cells around the change, of shapes (N,) and (M,), in lon/lat.
    boundary
        What the cells must fill and not leave.
    box_deg
        Array of shape (4,): the frame of all that changed.

    Returns
    -------
    fault
        The code of the refusal and the area in lon/lat; None where all is well.
    """
    frame, looked_at = (
        shapely.box(*(box_deg + np.array([-reach, -reach, reach, reach])))
        for reach in (_FRAME_DEG, _LOOKED_AT_DEG)
    )
    origin = box_deg[:2]
    window = to_local(looked_at, origin)
    community = to_local(shapely.intersection(boundary, frame), origin)
    new = _covered(after, frame, origin)
    for code, within in (("edits.outside", False), ("edits.gap", True)):
        fault = _left_over(new, community, window, within=within)
        if fault.area > _LEAST_AREA_UNITS2:
            old = _covered(before, frame, origin)
            fault = shapely.difference(fault, _left_over(old, community, window, within=within))
        if fault.area > _LEAST_AREA_UNITS2:
            return code, to_degrees(fault, origin)
    return None


def _covered(
    cells: NDArray[np.object_], frame: shapely.Geometry, origin: NDArray[np.float64]
) -> shapely.Geometry:
    return shapely.union_all(to_local(shapely.intersection(cells, frame), origin))


def _left_over(
    covered: shapely.Geometry,
    community: shapely.Geometry,
    window: shapely.Geometry,
    *,
    within: bool,
) -> shapely.Geometry:
    """Return what of a community is bare by more than a unit, or what lies so far beyond it."""
    one, other = (community, covered) if within else (covered, community)
    rest = shapely.intersection(shapely.difference(one, other), window)
    if rest.is_empty:
        return rest
    return shapely.difference(rest, shapely.buffer(other, _BEND_UNITS))


def to_degrees(local: shapely.Geometry, origin: NDArray[np.float64]) -> shapely.Geometry:
    """Bring geometries back from units near an origin."""
    return shapely.transform(local, lambda xy: xy / UNITS_PER_DEGREE + origin)


def to_local(
    geometries: NDArray[np.object_] | shapely.Geometry, origin: NDArray[np.float64]
) -> NDArray[np.object_] | shapely.Geometry:
    """Bring geometries to lattice units near an origin, where an overlay rounds least."""
    return shapely.transform(geometries, lambda xy: (xy - origin) * UNITS_PER_DEGREE)
