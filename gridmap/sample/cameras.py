"""Cameras by siting class, and the checkpoints on the roads that leave the territory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain.records import Point
from gridmap.domain.words import LineClass, PointKind
from gridmap.sample.frame import metres_to_degrees
from gridmap.sample.plots import Use
from gridmap.sample.town import Town, front_of

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

MAIN_STREET_STEP_M = 210.0
CHECKPOINTS_MISSING = 1
RANGE_M = (45.0, 95.0)
ANGLE_DEG = (60.0, 75.0, 90.0, 110.0)
STATES = ("in_service", "faulty", "idle")


def crossings(town: Town) -> list[tuple[str, shapely.Point]]:
    """Return the places where roads cross the outline, in metres, by name of the road.

    Parameters
    ----------
    town
        The town.

    Returns
    -------
    crossings
        Road name and place, from west to east.
    """
    found = []
    for line in town.layout.lines:
        if line.through and line.line_class in {LineClass.MAIN_ROAD, LineClass.SECONDARY_ROAD}:
            places = shapely.get_parts(line.geometry.intersection(town.layout.outline.exterior))
            found += [(line.name, place) for place in places]
    return sorted(found, key=lambda item: item[1].x)


def draw_cameras(rng: Generator, town: Town) -> list[Point]:
    """Put cameras at the six kinds of place, checkpoints at all crossings but one.

    Parameters
    ----------
    rng
        Source of randomness.
    town
        The town.

    Returns
    -------
    cameras
        Points with direction, angle and range; about one in eight is faulty or idle.
    """
    places: list[tuple[str, float, float, float, bool]] = []
    for line in town.layout.lines:
        if line.line_class in {LineClass.MAIN_ROAD, LineClass.SECONDARY_ROAD}:
            places += _along(rng, town, line.geometry)
    for plot in town.plots:
        places += _at_plot(rng, plot.use, plot.shape)
    checkpoints = [
        ("entrance_exit", place.x, place.y, float(rng.uniform(0, 360)), True)
        for _, place in crossings(town)[:-CHECKPOINTS_MISSING]
    ]
    places = [
        place for place in places if shapely.contains_xy(town.layout.outline, place[1], place[2])
    ]
    inward = [_inward(town, *place) for place in checkpoints]
    return _records(rng, [*places, *inward])


def _inward(
    town: Town, siting: str, x: float, y: float, azimuth: float, checkpoint: bool
) -> tuple[str, float, float, float, bool]:
    """Move a checkpoint ten metres into the territory and let it look out."""
    centre = town.layout.outline.centroid
    step = np.array([centre.x - x, centre.y - y])
    step *= 10 / np.hypot(*step)
    azimuth = float(np.degrees(np.arctan2(-step[0], -step[1])) % 360)
    return siting, x + step[0], y + step[1], azimuth, checkpoint


def _along(
    rng: Generator, town: Town, way: shapely.LineString
) -> list[tuple[str, float, float, float, bool]]:
    inside = shapely.intersection(way, town.layout.outline)
    stops = np.arange(MAIN_STREET_STEP_M / 2, inside.length, MAIN_STREET_STEP_M)
    here = shapely.get_coordinates(shapely.line_interpolate_point(inside, stops))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(inside, stops + 5.0))
    azimuths = _azimuths(ahead - here)
    classes = rng.choice(
        ["main_street", "busy_area", "case_prone_section"], len(stops), p=[0.6, 0.2, 0.2]
    )
    return [
        (str(siting), float(x), float(y), float(azimuth), False)
        for siting, (x, y), azimuth in zip(classes, here, azimuths, strict=True)
    ]


def _at_plot(
    rng: Generator, use: Use, shape: shapely.Polygon
) -> list[tuple[str, float, float, float, bool]]:
    odds = {
        Use.SCHOOL: ("vital_part", 1.0),
        Use.COMMERCE: ("public_complex", 0.7),
        Use.ESTATE: ("public_complex", 0.28),
        Use.FACTORY: ("vital_part", 0.8),
    }
    siting, share = odds.get(use, ("", 0.0))
    if rng.random() >= share:
        return []
    ring = front_of(shape, 5)
    gate = ring.interpolate(rng.random(), normalized=True)
    centre = shape.centroid
    azimuth = _azimuths(np.array([[centre.x - gate.x, centre.y - gate.y]]))[0]
    return [(siting, gate.x, gate.y, float(azimuth), False)]


def _azimuths(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    azimuths: NDArray[np.float64] = np.degrees(np.arctan2(steps[:, 0], steps[:, 1])) % 360
    return azimuths


def _records(rng: Generator, places: list[tuple[str, float, float, float, bool]]) -> list[Point]:
    lonlat = metres_to_degrees(np.array([place[1:3] for place in places]))
    cameras = []
    for number, ((siting, _, _, azimuth, checkpoint), (lon, lat)) in enumerate(
        zip(places, lonlat, strict=True)
    ):
        state = STATES[0] if checkpoint else str(rng.choice(STATES, p=[0.88, 0.07, 0.05]))
        dome = not checkpoint and rng.random() < 0.08
        cameras.append(
            Point(
                id=f"CAM-{number:04d}",
                kind=PointKind.CAMERA,
                class_code=siting,
                lon=float(lon),
                lat=float(lat),
                name=f"CAM {number + 1:03d}",
                attributes={
                    "owner": str(rng.choice(["police", "city", "estate", "unit"])),
                    "state": state,
                    "azimuth_deg": None if dome else round(azimuth, 1) % 360,
                    "angle_deg": 360.0 if dome else float(rng.choice(ANGLE_DEG)),
                    "range_m": round(float(rng.uniform(*RANGE_M)), 1),
                    "height_m": round(float(rng.uniform(3.5, 8.0)), 1),
                    "networked": bool(rng.random() < 0.9),
                    "checkpoint": checkpoint,
                },
            )
        )
    return cameras
