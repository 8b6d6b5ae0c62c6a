"""What a reach is asked of: the layers of a store, or files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import geopandas
import numpy as np
import pandas as pd
import shapely

from gridmap.analysis.ground import Ground
from gridmap.domain import LineClass, PointKind
from gridmap.errors import InputError, UsageError
from gridmap.formats import require_points, require_polygons
from gridmap.services.files import Reading, frame_of
from gridmap.services.frames import LONLAT, lonlat_of
from gridmap.services.indicator_reach import ENTRANCE_ROADS
from gridmap.services.layers import LAYER_OF_KIND, MAP_LAYERS
from gridmap.services.reach_areas import CAMERAS, STRIPS

if TYPE_CHECKING:
    from gridmap.store import Reader

ROADS = frozenset(
    {LineClass.MAIN_ROAD, LineClass.SECONDARY_ROAD, LineClass.BRANCH_ROAD, LineClass.LANE}
)
# What lies in cells and should be seen.
SEEN_KINDS = (PointKind.HAZARD, PointKind.SHOP, PointKind.INCIDENT)
NO_FILES: Mapping[str, Path] = MappingProxyType({})
CANDIDATE_STEP_M = 40.0
CANDIDATE_RANGE_M = 50.0


@dataclass(frozen=True)
class ReachLayers:
    """What a reach needs; None where it is not known.

    Attributes
    ----------
    devices
        Cameras, stations or streets.
    cells
        The cells.
    buildings, streets, places
        What shadows, what is driven along, and what is to be served.
    boundary, entrances, checkpoints
        The outer border, the streets that lead out, and the points that watch there.
    """

    devices: geopandas.GeoDataFrame
    cells: geopandas.GeoDataFrame
    buildings: geopandas.GeoDataFrame | None = None
    streets: geopandas.GeoDataFrame | None = None
    places: geopandas.GeoDataFrame | None = None
    boundary: geopandas.GeoDataFrame | None = None
    entrances: geopandas.GeoDataFrame | None = None
    checkpoints: geopandas.GeoDataFrame | None = None


def store_layers(reader: Reader, *, by: str, station_class: str | None = None) -> ReachLayers:
    """Collect what a reach needs from a store.

    Parameters
    ----------
    reader
        A snapshot of the store.
    by
        As `gridmap.reach` has it: cameras and streets are layers, stations are components.
    station_class
        Class of the components that are stations.

    Returns
    -------
    layers
        The cells in force with what lies in them.

    Raises
    ------
    UsageError
        When stations are asked for without their class.
    InputError
        When no plan is published.
    """
    cells = frame_of(MAP_LAYERS["cells"](reader))
    if not len(cells):
        raise InputError("reach.no_plan")
    cameras = frame_of(MAP_LAYERS["cameras"](reader))
    streets = frame_of(MAP_LAYERS["streets"](reader))
    roads = streets[streets["line_class"].isin(ROADS)] if len(streets) else streets
    devices = {CAMERAS: cameras, STRIPS: roads}.get(by)
    if devices is None:
        if station_class is None:
            raise UsageError("reach.no_station_class", by=by)
        components = frame_of(MAP_LAYERS["components"](reader))
        devices = components[components["class_code"] == station_class]
    watching = (
        cameras[[bool(value) for value in cameras["checkpoint"]]]
        if "checkpoint" in cameras
        else cameras[:0]
    )
    return ReachLayers(
        devices.reset_index(drop=True),
        cells,
        _some(frame_of(MAP_LAYERS["buildings"](reader))),
        _some(roads.reset_index(drop=True)),
        _some(_places(reader)),
        _some(frame_of(MAP_LAYERS["communities"](reader))),
        _some(roads[roads["line_class"].isin(ENTRANCE_ROADS)]),
        watching,
    )


def file_layers(
    devices: Path, cells: Path, others: Mapping[str, Path] = NO_FILES, *, by: str, reading: Reading
) -> ReachLayers:
    """Read what a reach needs from files.

    Parameters
    ----------
    devices
        File with cameras, stations or, for ``strips``, streets.
    cells
        File with cells.
    others
        Files with ``buildings``, ``streets`` and ``places``.
    by
        As `gridmap.reach` has it.
    reading
        How the file of devices is to be read; the others must say their CRS.

    Returns
    -------
    layers
        What the files hold.
    """
    table = reading.table(devices)
    found = {name: frame_of(Reading().table(path)) for name, path in others.items()}
    return ReachLayers(
        frame_of(table if by == STRIPS else require_points(table)),
        frame_of(require_polygons(Reading().table(cells))),
        found.get("buildings"),
        found.get("streets"),
        found.get("places"),
    )


def candidates(layers: ReachLayers, *, step_m: float = CANDIDATE_STEP_M) -> ReachLayers:
    """Return the same layers with possible sites for devices: domes along the streets.

    Parameters
    ----------
    layers
        What is there.
    step_m
        How far apart the sites lie.

    Returns
    -------
    layers
        With a camera that sees 50 m all around every `step_m` of each street, and one in the
        middle of a shorter one.

    Raises
    ------
    UsageError
        When there are no streets.
    """
    if layers.streets is None:
        raise UsageError("reach.no_streets")
    ground = Ground.around(lonlat_of(layers.cells))
    lines = ground.plane(lonlat_of(layers.streets))
    spots = np.concatenate([_along(line, step_m) for line in lines])
    inside = shapely.intersects(shapely.union_all(ground.plane(lonlat_of(layers.cells))), spots)
    sites = geopandas.GeoDataFrame(
        {"azimuth_deg": np.nan, "angle_deg": 360.0, "range_m": CANDIDATE_RANGE_M},
        geometry=ground.lonlat(spots[inside]),
        index=range(int(inside.sum())),
        crs=LONLAT,
    )
    return replace(layers, devices=sites)


def _along(line: shapely.LineString, step_m: float) -> np.ndarray:
    count = max(int(line.length // step_m), 1)
    shares = (np.arange(count) + 0.5) / count
    spots: np.ndarray = shapely.line_interpolate_point(line, shares, normalized=True)
    return spots


def _places(reader: Reader) -> geopandas.GeoDataFrame:
    frames = []
    for kind in SEEN_KINDS:
        layer = LAYER_OF_KIND[kind]
        frame = frame_of(MAP_LAYERS[layer](reader))
        frames.append(frame[["geometry"]].assign(class_code=layer))
    return pd.concat(frames, ignore_index=True)


def _some(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame | None:
    return frame if len(frame) else None
