"""What devices reach of cells, from GeoDataFrames."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

import geopandas
import numpy as np
import pandas as pd
import shapely

from gridmap.analysis.blind import Blind, blind_ground
from gridmap.analysis.covering import union_of
from gridmap.analysis.ground import Ground
from gridmap.analysis.redundancy import REDUNDANT_SHARE, Redundancy, redundancy
from gridmap.analysis.served import NOTHING
from gridmap.analysis.survey import Surroundings, survey
from gridmap.analysis.walking import MINUTES, SPEED_M_PER_S, STRIP_M
from gridmap.domain import LineClass
from gridmap.errors import InputError
from gridmap.geometry import area_m2
from gridmap.services.frames import LONLAT, lonlat_of
from gridmap.services.reach_areas import CAMERAS, RADIUS_M, Way, device_areas
from gridmap.services.reach_devices import ReachNote
from gridmap.services.reach_tables import areas_table, cells_table, rates_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

Frame: TypeAlias = geopandas.GeoDataFrame | geopandas.GeoSeries

NAMES: Final = ("id", "code", "name")
NO_STREETS: Final = frozenset({LineClass.RAIL, LineClass.RIVER, LineClass.WALL})
UNITS: Final = {"area": "m2", "open_ground": "m2", "roads": "m", "places": "1", "buildings": "1"}


@dataclass(frozen=True)
class Reach:
    """What devices reach.

    Attributes
    ----------
    cells
        The cells with the columns ``<what>_whole``, ``<what>_served`` and ``<what>_ratio`` for
        area, open_ground, roads, places and buildings, as far as these were given; a ratio is
        missing where there is nothing to serve.
    rates
        The same in total: a row for each thing and each of its classes, with numerator,
        denominator, value and unit.
    areas
        What each device reaches: its row as device, its id, code and name where it has such, the
        codes of the notes about it as assumed, and area_m2; GeoDataFrame in EPSG:4326.
    notes
        What was assumed or left out.
    metric_crs
        Name of the metric system in which it was measured.
    ground, surroundings
        Its plane, and what there was to be served.
    """

    cells: geopandas.GeoDataFrame
    rates: pd.DataFrame
    areas: geopandas.GeoDataFrame
    notes: tuple[ReachNote, ...]
    metric_crs: str
    ground: Ground
    surroundings: Surroundings

    @cached_property
    def blind(self) -> geopandas.GeoDataFrame:
        """Blind ground in the cells from 100 m² on, without buildings, the largest first.

        The column cell is the row of its cell. The ``attrs`` hold total_m2 of all blind ground, and
        the centre (lon, lat) and radius_m of the largest circle without service.
        """
        found = self._blind
        shapes = self.ground.lonlat(found.areas)
        frame = geopandas.GeoDataFrame(
            {"cell": found.of_ground, "area_m2": area_m2(shapes)}, geometry=shapes, crs=LONLAT
        )
        counted = "open_ground" if "open_ground_whole" in self.cells else "area"
        bare_m2 = self.cells[f"{counted}_whole"] - self.cells[f"{counted}_served"]
        middle = None
        if found.circle is not None:
            point = self.ground.lonlat([found.circle])[0]
            middle = (point.x, point.y)
        frame.attrs = {
            "total_m2": float(bare_m2.sum()),
            "centre": middle,
            "radius_m": found.radius_m,
        }
        return frame

    @cached_property
    def redundancy(self) -> Redundancy:
        """Which devices the others make up for; positions are those of `areas`."""
        return redundancy(self.ground.plane(self.areas.geometry.array), share=REDUNDANT_SHARE)

    @property
    def _blind(self) -> Blind:
        ground = self.ground.plane(self.surroundings.cells)
        buildings = self.ground.plane(self.surroundings.buildings)
        taken = np.concatenate([self.ground.plane(self.areas.geometry.array), buildings])
        return blind_ground(ground, taken)


def reach(
    devices: Frame,
    cells: geopandas.GeoDataFrame,
    *,
    by: str = CAMERAS,
    buildings: Frame | None = None,
    streets: geopandas.GeoDataFrame | None = None,
    places: geopandas.GeoDataFrame | None = None,
    radius_m: float = RADIUS_M,
    minutes: float = MINUTES,
    speed_m_per_s: float = SPEED_M_PER_S,
    strip_m: float = STRIP_M,
    join_crossings: bool = True,
    pixels_per_m: float | None = None,
) -> Reach:
    """Find what devices reach: of the cells, open ground, streets, key places and buildings.

    Parameters
    ----------
    devices
        Cameras with the columns azimuth_deg (degrees, or words such as NE or 东北, several divided
        by a semicolon), angle_deg, range_m, height_m, pixels and state; or stations; for
        ``strips`` the streets themselves.
    cells
        Polygons that do not overlap.
    by
        ``cameras``: sectors behind buildings shadowed; ``circles``: `radius_m` around each
        device; ``walking``: along `streets` for some minutes; ``strips``: beside each street.
    buildings
        Footprints; they shadow cameras and are no open ground.
    streets
        Lines, with a column line_class where their length is wanted by class; rails, rivers and
        walls are no streets.
    places
        Key places or incidents, with a column class_code where their number is wanted by class.
    radius_m
        Of service circles.
    minutes, speed_m_per_s
        How long and how fast a way along streets may be.
    strip_m
        Width of the strip on each side of a street, of ``walking`` and of ``strips``.
    join_crossings
        Whether streets join wherever they cross; else only where they share a vertex, so that a
        bridge does not lead down to the road below.
    pixels_per_m
        Count only what a camera shows so finely, such as 25, 62, 125 or 250 (IEC 62676-4).

    Returns
    -------
    reach
        Shares by cell and in total, the areas, and what was assumed.

    Raises
    ------
    UsageError
        When `by` is none of these, or streets are missing for ``walking``.
    InputError
        When a table has no CRS or no cells, or a value is no direction, number or point.
    """
    way = Way(by, radius_m, minutes, speed_m_per_s, strip_m, join_crossings, pixels_per_m)
    surroundings = _surroundings(cells, buildings, streets, places)
    ground = Ground.around(surroundings.cells)
    columns = {str(name): devices[name].tolist() for name in _attributes(devices)}
    found = device_areas(
        lonlat_of(devices),
        columns,
        way,
        ground,
        buildings=surroundings.buildings,
        streets=surroundings.streets,
    )
    served = union_of(found.areas)
    parts = list(survey(surroundings, served, ground, hiding=by == CAMERAS))
    return Reach(
        cells_table(cells, parts),
        rates_table(parts),
        areas_table(found, ground, {name: columns[name] for name in NAMES if name in columns}),
        found.notes if len(devices) else (ReachNote("no_devices"), *found.notes),
        ground.crs.name,
        ground,
        surroundings,
    )


def _surroundings(
    cells: geopandas.GeoDataFrame,
    buildings: Frame | None,
    streets: geopandas.GeoDataFrame | None,
    places: geopandas.GeoDataFrame | None,
) -> Surroundings:
    shapes = lonlat_of(cells)
    if not len(shapes):
        raise InputError("frame.empty")
    if streets is not None and "line_class" in streets:
        streets = streets[~streets["line_class"].isin(NO_STREETS)]
    return Surroundings(
        shapes,
        NOTHING if buildings is None else footprints_of(buildings),
        NOTHING if streets is None else lonlat_of(streets),
        _classes(streets, "line_class"),
        NOTHING if places is None else lonlat_of(places),
        _classes(places, "class_code"),
    )


def footprints_of(buildings: Frame) -> NDArray[np.object_]:
    """Return buildings as valid polygons in WGS 84 lon/lat; lines and points are none."""
    shapes = lonlat_of(buildings)
    wrong = ~shapely.is_valid(shapes)
    if wrong.any():
        shapes = shapes.copy()
        shapes[wrong] = shapely.make_valid(shapes[wrong], method="structure")
    footprints: NDArray[np.object_] = shapes[shapely.area(shapes) > 0]
    return footprints


def _attributes(frame: Frame) -> list[object]:
    if isinstance(frame, geopandas.GeoSeries):
        return []
    return [name for name in frame if name != frame.geometry.name]


def _classes(frame: geopandas.GeoDataFrame | None, column: str) -> tuple[str, ...]:
    if frame is None:
        return ()
    if column not in frame:
        return ("",) * len(frame)
    return tuple("" if pd.isna(value) else str(value) for value in frame[column])
