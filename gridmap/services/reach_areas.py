"""The areas that devices reach, on a plane: views, circles, strips, ways along streets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.analysis.ground import Ground
from gridmap.analysis.reach import circles
from gridmap.analysis.sight import mounted, views
from gridmap.analysis.walking import MINUTES, SPEED_M_PER_S, STRIP_M, road_strips, walking_reach
from gridmap.errors import UsageError
from gridmap.services.reach_devices import ReachNote, camera_devices, device_lonlat

if TYPE_CHECKING:
    from numpy.typing import NDArray

CAMERAS, CIRCLES, WALKING, STRIPS = WAYS = ("cameras", "circles", "walking", "strips")
RADIUS_M = 100.0


@dataclass(frozen=True)
class Way:
    """How a reach comes about.

    Attributes
    ----------
    by
        One of `WAYS`.
    radius_m
        Of service circles.
    minutes, speed_m_per_s
        How long and how fast a way along streets may be.
    strip_m
        Width of the strip on each side of a street.
    join_crossings
        Whether streets join wherever they cross.
    pixels_per_m
        How finely a camera must show what it sees; any way by default.
    """

    by: str = CAMERAS
    radius_m: float = RADIUS_M
    minutes: float = MINUTES
    speed_m_per_s: float = SPEED_M_PER_S
    strip_m: float = STRIP_M
    join_crossings: bool = True
    pixels_per_m: float | None = None


@dataclass(frozen=True)
class DeviceAreas:
    """Areas on the plane, and the row of the device that each belongs to, -1 for all together."""

    areas: NDArray[np.object_]
    device: NDArray[np.int64]
    notes: tuple[ReachNote, ...] = ()


def device_areas(
    shapes: NDArray[np.object_],
    columns: Mapping[str, Sequence[object]],
    way: Way,
    ground: Ground,
    *,
    buildings: NDArray[np.object_],
    streets: NDArray[np.object_],
) -> DeviceAreas:
    """Find what devices reach.

    Parameters
    ----------
    shapes
        Cameras or stations, for ``strips`` the streets, WGS 84 lon/lat.
    columns
        What is known of them: see `camera_devices`.
    way
        How they reach.
    ground
        The plane.
    buildings, streets
        What shadows and what is gone along, WGS 84 lon/lat.

    Returns
    -------
    areas
        Polygons on the plane, and what was assumed.

    Raises
    ------
    UsageError
        When `way` is unknown, or streets are missing for ``walking``.
    """
    if way.by == CAMERAS:
        return _viewed(shapes, columns, way, ground, buildings)
    if way.by == STRIPS:
        strips = road_strips(ground.plane(shapes), strip_m=way.strip_m)
        return DeviceAreas(strips, np.arange(len(strips)))
    lonlat = device_lonlat(shapes)
    if way.by == CIRCLES:
        round_areas = circles(lonlat[:, 0], lonlat[:, 1], way.radius_m)
        return DeviceAreas(ground.plane(round_areas), np.arange(len(shapes)))
    if way.by != WALKING:
        raise UsageError("reach.by", by=way.by, ways=", ".join(WAYS))
    if not len(streets):
        raise UsageError("reach.no_streets")
    return _walked(ground.plane(shapes), ground.plane(streets), way)


def _viewed(
    shapes: NDArray[np.object_],
    columns: Mapping[str, Sequence[object]],
    way: Way,
    ground: Ground,
    buildings: NDArray[np.object_],
) -> DeviceAreas:
    known = camera_devices(shapes, columns, pixels_per_m=way.pixels_per_m)
    walls = ground.plane(buildings)
    stands, moved = mounted(known.cameras.stands(ground), walls)
    notes = [*known.notes]
    if moved.any():
        notes.append(ReachNote("mounted", tuple(np.unique(known.device[moved]).tolist())))
    if not len(walls):
        notes.append(ReachNote("no_buildings"))
    return DeviceAreas(views(stands, walls), known.device, tuple(notes))


def _walked(stations: NDArray[np.object_], streets: NDArray[np.object_], way: Way) -> DeviceAreas:
    walk = walking_reach(
        streets,
        stations,
        minutes=way.minutes,
        speed_m_per_s=way.speed_m_per_s,
        strip_m=way.strip_m,
        join_crossings=way.join_crossings,
    )
    lost = tuple(np.flatnonzero(walk.unconnected).tolist())
    parts = shapely.get_parts(walk.area)
    notes = (ReachNote("unconnected", lost),) if lost else ()
    return DeviceAreas(parts, np.full(len(parts), -1), notes)
