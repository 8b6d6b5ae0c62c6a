"""What cameras, stations and service points reach, as columns of the indicators' tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.analysis import circles, covered_share, sectors
from gridmap.analysis.checkpoints import boundary_crossings
from gridmap.analysis.covering import union_of
from gridmap.analysis.ground import Ground
from gridmap.analysis.outlines import Outlines
from gridmap.analysis.redundancy import redundancy
from gridmap.analysis.served import NOTHING, places_served, street_pieces
from gridmap.analysis.walking import walking_reach
from gridmap.geometry import length_m
from gridmap.geometry.crs import metric_crs, to_metric
from gridmap.services.indicator_settings import Settings
from gridmap.services.indicator_sources import Source, Sources
from gridmap.services.reach_devices import OUT_OF_SERVICE, camera_devices

if TYPE_CHECKING:
    from numpy.typing import NDArray

SECONDS_PER_MINUTE: Final = 60.0
TINY_M: Final = 1e-9
# Checkpoints stand where a town is entered: lanes and branches are not counted.
ENTRANCE_ROADS: Final = frozenset({"main_road", "secondary_road"})

Columns = Mapping[str, Sequence[object]]


def effective(cameras: Source) -> Source:
    """Return the cameras that see: all but those known to be faulty or idle."""
    return cameras.taking(_seeing(cameras))


def _seeing(cameras: Source) -> NDArray[np.intp]:
    states = cameras.columns.get("state", [None] * len(cameras))
    return np.flatnonzero([state not in OUT_OF_SERVICE for state in states])


def view_areas(cameras: Source, buildings: Source | None = None) -> NDArray[np.object_]:
    """Return the area that each camera sees; one without a direction sees all around.

    Parameters
    ----------
    cameras
        Points with the columns azimuth_deg, other_azimuths, angle_deg and range_m, as far as they
        are known.
    buildings
        Footprints behind which nothing is seen, where they are known.

    Returns
    -------
    areas
        Polygons in lon/lat, shape (N,).
    """
    devices = camera_devices(cameras.shapes, cameras.columns, keep_broken=True)
    looks = devices.cameras
    views = sectors(
        looks.lon,
        looks.lat,
        looks.azimuth_deg,
        looks.angle_deg,
        looks.range_m,
        None if buildings is None else buildings.geometry,
    )
    if len(views) == len(cameras):
        return views
    whole = np.empty(len(cameras), dtype=object)
    for row in range(len(cameras)):
        whole[row] = shapely.union_all(views[devices.device == row])
    return whole


def _views(sources: Sources, cameras: Source) -> NDArray[np.object_]:
    return view_areas(cameras, sources.tables.get("buildings"))


def camera_columns(sources: Sources, _settings: Settings) -> Columns:
    """Return what cameras see of each cell, and what they do not."""
    cells = sources.tables["cells"]
    seen = _covered_m2(cells, _views(sources, effective(sources.tables["cameras"])))
    areas = [float(str(area)) for area in cells.columns["area_m2"]]
    blind = [area - part for area, part in zip(areas, seen, strict=True)]
    return {"camera_area_m2": seen, "blind_area_m2": blind}


def service_columns(sources: Sources, settings: Settings) -> Columns:
    """Return what service points serve of each cell."""
    lonlat = shapely.get_coordinates(sources.tables["service_points"].shapes)
    areas = circles(lonlat[:, 0], lonlat[:, 1], settings.service_radius_m)
    return {"service_area_m2": _covered_m2(sources.tables["cells"], areas)}


def redundancy_columns(sources: Sources, _settings: Settings) -> Columns:
    """Return which cameras see hardly anything that others in service do not see."""
    cameras = sources.tables["cameras"]
    seeing = _seeing(cameras)
    views = _views(sources, cameras.taking(seeing))
    redundant = np.zeros(len(cameras), np.bool_)
    if len(views):
        redundant[seeing] = redundancy(to_metric(views, metric_crs(views))).redundant
    return {"redundant": redundant.tolist()}


def seen_columns(sources: Sources, _settings: Settings) -> Columns:
    """Return which key places some camera sees; one in a building counts by its wall."""
    places = sources.tables["key_places"].shapes
    views = _views(sources, effective(sources.tables["cameras"]))
    buildings = sources.tables.get("buildings")
    ground = Ground.around(places)
    seen = places_served(
        ground.plane(places),
        ground.plane(views),
        NOTHING if buildings is None else ground.plane(buildings.shapes),
    )
    return {"seen": [bool(one) for one in seen]}


def station_columns(sources: Sources, settings: Settings) -> Columns:
    """Return which units a micro fire station reaches in time.

    The way leads along the streets; where these are not known, as the crow flies.
    """
    components = sources.tables["components"]
    stations = [code == "micro_fire_station" for code in components.columns["class_code"]]
    if not any(stations):
        return {}
    posts = components.taking(np.flatnonzero(stations)).shapes
    streets = sources.tables.get("streets")
    if streets is None or not len(streets):
        areas = _flown(posts, settings)
    else:
        ground = Ground.around(posts)
        walk = walking_reach(
            ground.plane(streets.shapes),
            ground.plane(posts),
            minutes=settings.fire_minutes,
            speed_m_per_s=settings.fire_speed_m_per_s,
        )
        areas = shapely.get_parts(ground.lonlat(np.array([walk.area], object)))
    return {"reached": _inside_any(sources.tables["units"], areas)}


def _flown(posts: NDArray[np.object_], settings: Settings) -> NDArray[np.object_]:
    lonlat = shapely.get_coordinates(posts)
    radius_m = settings.fire_speed_m_per_s * settings.fire_minutes * SECONDS_PER_MINUTE
    return circles(lonlat[:, 0], lonlat[:, 1], radius_m)


def street_columns(sources: Sources, _settings: Settings) -> Columns:
    """Return the pieces of streets in the cells, and how much of each is seen."""
    streets, cells = sources.tables["streets"], sources.tables["cells"]
    ground = Ground.around(cells.shapes)
    views = union_of(ground.plane(_views(sources, effective(sources.tables["cameras"]))))
    lines = ground.plane(streets.shapes)
    pieces = street_pieces(lines, Outlines.of(ground.plane(cells.shapes)), views)
    true_ratio = length_m(streets.shapes) / np.maximum(shapely.length(lines), TINY_M)
    codes, names = cells.columns["cell_code"], streets.columns.get("name", [""] * len(streets))
    classes = streets.columns["line_class"]
    return {
        "cell_code": [codes[at] for at in pieces.cell.tolist()],
        "name": [names[at] for at in pieces.line.tolist()],
        "line_class": [classes[at] for at in pieces.line.tolist()],
        "length_m": (pieces.length_m * true_ratio[pieces.line]).tolist(),
        "seen_m": (pieces.served_m * true_ratio[pieces.line]).tolist(),
    }


def crossing_columns(sources: Sources, settings: Settings) -> Columns:
    """Return where main and secondary roads leave the territory, and whether they are watched."""
    streets, cameras = sources.tables["streets"], sources.tables["cameras"]
    areas = [one for one in sources.tables["communities"].shapes if one is not None]
    if not areas or "checkpoint" not in cameras.columns:
        return {}
    ground = Ground.around(areas)
    roads = np.flatnonzero([name in ENTRANCE_ROADS for name in streets.columns["line_class"]])
    posts = np.flatnonzero([bool(value) for value in cameras.columns["checkpoint"]])
    found = boundary_crossings(
        shapely.union_all(ground.plane(areas)),
        ground.plane(streets.shapes[roads]),
        ground.plane(cameras.shapes[posts]),
        within_m=settings.checkpoint_distance_m,
    )
    if not len(found.places):
        return {}
    lonlat = shapely.get_coordinates(ground.lonlat(found.places))
    names = streets.columns.get("name", [""] * len(streets))
    return {
        "name": [names[roads[at]] for at in found.street.tolist()],
        "lon": lonlat[:, 0].tolist(),
        "lat": lonlat[:, 1].tolist(),
        "checkpoint": found.watched.tolist(),
        "distance_m": found.distance_m.tolist(),
    }


def _covered_m2(cells: Source, areas: NDArray[np.object_]) -> list[float]:
    shares = covered_share(cells.shapes, areas)
    # The share is measured on a plane, the cell's own area on the ellipsoid.
    return [
        float(str(area)) * (share.value or 0.0)
        for area, share in zip(cells.columns["area_m2"], shares, strict=True)
    ]


def _inside_any(places: Source, areas: NDArray[np.object_]) -> list[bool]:
    inside = np.zeros(len(places), np.bool_)
    if len(areas):
        found, _ = shapely.STRtree(areas).query(places.shapes, predicate="intersects")
        inside[found] = True
    return [bool(one) for one in inside]
