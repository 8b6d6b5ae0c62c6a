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
_FRAME_DEG = 5.0 / UNITS_PER_DEGREE


def strays(
    gained: shapely.Geometry | None,
    lost: shapely.Geometry | None,
    boundary: Polygon | MultiPolygon,
) -> tuple[str, shapely.Geometry] | None:
    """Find what cells gained beyond a boundary, or lost within it.

    Parameters
    ----------
    gained, lost
        Areas in lon/lat that came to the cells and that went from them; None for nothing.
    boundary
        What the cells must fill and not leave. A strip of one unit along it counts for nothing.

    Returns
    -------
    fault
        The code of the refusal and the area in lon/lat; None where all is well.
    """
    for code, area in (("edits.outside", gained), ("edits.gap", lost)):
        if area is None or area.is_empty:
            continue
        fault = _part_of(area, boundary, beyond=code == "edits.outside")
        if fault is not None:
            return code, fault
    return None


def _part_of(
    area: shapely.Geometry, boundary: Polygon | MultiPolygon, *, beyond: bool
) -> shapely.Geometry | None:
    """Return what lies more than a unit beyond a boundary, or within it; None for nothing."""
    west, south, east, north = area.bounds
    frame = shapely.box(
        west - _FRAME_DEG, south - _FRAME_DEG, east + _FRAME_DEG, north + _FRAME_DEG
    )
    origin = np.array([west, south])
    # The frame parts the boundary where no strip along it reaches the area.
    community = to_local(shapely.intersection(boundary, frame), origin)
    local = to_local(area, origin)
    reach = _BEND_UNITS if beyond else -_BEND_UNITS
    limit = shapely.buffer(community, reach, join_style="mitre")
    fault = shapely.difference(local, limit) if beyond else shapely.intersection(local, limit)
    return to_degrees(fault, origin) if fault.area > _LEAST_AREA_UNITS2 else None


def to_degrees(local: shapely.Geometry, origin: NDArray[np.float64]) -> shapely.Geometry:
    """Bring geometries back from units near an origin."""
    return shapely.transform(local, lambda xy: xy / UNITS_PER_DEGREE + origin)


def to_local(
    geometries: NDArray[np.object_] | shapely.Geometry, origin: NDArray[np.float64]
) -> NDArray[np.object_] | shapely.Geometry:
    """Bring geometries to lattice units near an origin, where an overlay rounds least."""
    return shapely.transform(geometries, lambda xy: (xy - origin) * UNITS_PER_DEGREE)
