"""What a map shows: plain records and arrays, free of store and web.

Positions are WGS 84 (lon, lat). Nothing here says more about a person than a display name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from gridmap.catalogue import text
from gridmap.domain import LineClass, PointKind
from gridmap.errors import InputError, Place

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import LineString, MultiLineString, MultiPolygon, Polygon

CORNERS_SHAPE = (4, 2)


@dataclass(frozen=True, slots=True)
class Wording:
    """One phrase in both languages."""

    zh_CN: str  # noqa: N815  the name of the locale is the name of the field
    en: str

    @classmethod
    def of(cls, code: str) -> Wording:
        """Return the phrase that the catalogue has for a message code."""
        return cls(zh_CN=text(code, "zh_CN"), en=text(code, "en"))


@dataclass(frozen=True, slots=True)
class CommunityShape:
    """A community's boundary."""

    code: str
    name: str
    geometry: Polygon | MultiPolygon


@dataclass(frozen=True, slots=True)
class CellShape:
    """A cell with what its card tells. `worker_code` is the leader's, None where there is none."""

    code: str
    name: str
    geometry: Polygon | MultiPolygon
    community_code: str
    worker_code: str | None = None
    worker_name: str = ""
    load: float | None = None
    area_m2: float = 0.0
    counts: Mapping[PointKind, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShownClass:
    """One class of a point layer, as the panel lists it."""

    code: str
    label: Wording


@dataclass(frozen=True)
class PointLayer:
    """All points of one kind.

    Parameters
    ----------
    kind
        What they are; it decides shape and colour.
    classes
        The classes that occur, in the order in which they are listed.
    lon, lat
        Arrays of shape (N,), degrees.
    class_index
        Array of shape (N,): position of each point's class in `classes`.
    names, notes
        First and second line of a point's card, one each a point, or empty where there are none.

    Raises
    ------
    InputError
        When the arrays differ in length, or a class is not among the classes.
    """

    kind: PointKind
    classes: tuple[ShownClass, ...]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    class_index: NDArray[np.intp]
    names: Sequence[str] = ()
    notes: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Refuse columns that do not belong together.

        Raises
        ------
        InputError
            See the class.
        """
        size = len(self.lon)
        place = Place(layer=str(self.kind))
        lengths = {len(self.lat), len(self.class_index), *(len(c) for c in self._columns())}
        if lengths != {size}:
            raise InputError("map.lengths", place, expected=size, found=sorted(lengths - {size}))
        if size and not (np.isfinite(self.lon).all() and np.isfinite(self.lat).all()):
            raise InputError("map.not_finite", place)
        if size and not 0 <= self.class_index.min() <= self.class_index.max() < len(self.classes):
            raise InputError("map.class", place, count=len(self.classes))

    def _columns(self) -> list[Sequence[str]]:
        return [column for column in (self.names, self.notes) if len(column)]


@dataclass(frozen=True)
class DensityLayer:
    """A density of events and the class bounds of its legend.

    Parameters
    ----------
    values
        Array of shape (H, W), events per km², first row in the north.
    corners
        Array of shape (4, 2): lon, lat of the outer corners north-west, north-east, south-east,
        south-west. A raster in a metric system is slightly turned against the graticule.
    class_bounds
        Rising bounds in the unit of `values`; below the first nothing is shown.
    kind
        What was counted.
    period
        First and last day of the events, None where it is not limited.

    Raises
    ------
    InputError
        When the shapes do not fit, a value is not finite, or the bounds do not rise.
    """

    values: NDArray[np.float64]
    corners: NDArray[np.float64]
    class_bounds: tuple[float, ...]
    kind: PointKind = PointKind.INCIDENT
    period: tuple[date, date] | None = None

    def __post_init__(self) -> None:
        """Refuse what could not be drawn.

        Raises
        ------
        InputError
            See the class.
        """
        place = Place(layer="density")
        if np.ndim(self.values) != len(CORNERS_SHAPE) or np.shape(self.corners) != CORNERS_SHAPE:
            raise InputError("map.density_shape", place)
        if not (np.isfinite(self.values).all() and np.isfinite(self.corners).all()):
            raise InputError("map.not_finite", place)
        bounds = np.asarray(self.class_bounds)
        if len(bounds) < 2 or not (np.diff(bounds) > 0).all():  # noqa: PLR2004  a class has two ends
            raise InputError("map.bounds", place, bounds=", ".join(map(str, self.class_bounds)))


@dataclass(frozen=True)
class HotSpotLayer:
    """Where events gather more than chance would have it.

    Parameters
    ----------
    geometries
        The hot squares or cells.
    near_counts
        Events in each and its neighbours together.
    tested
        How many were tested.
    side_m
        Side of a square.
    q
        False discovery rate that was held.
    kind
        What was counted.
    """

    geometries: Sequence[Polygon | MultiPolygon]
    near_counts: Sequence[int]
    tested: int
    side_m: float
    q: float
    kind: PointKind = PointKind.INCIDENT


@dataclass(frozen=True, slots=True)
class SectorShape:
    """What a camera sees."""

    name: str
    geometry: Polygon | MultiPolygon


@dataclass(frozen=True, slots=True)
class StreetShape:
    """A line of the base map."""

    name: str
    line_class: LineClass
    geometry: LineString | MultiLineString


@dataclass(frozen=True, slots=True)
class BuildingShape:
    """A building of the base map."""

    geometry: Polygon | MultiPolygon
    name: str = ""


@dataclass(frozen=True)
class MapLayers:
    """Everything that one map shows; each part may be empty.

    Parameters
    ----------
    name
        Name of the territory.
    load_unit
        What the load counts, such as households.
    target_load
        The load that a cell should carry; the mean of the cells where it is None.
    day
        The day as of which the map holds.
    water, green
        Areas of the base map.
    source
        Whom the data are owed to, in the words that their licence asks for.
    """

    name: str
    communities: Sequence[CommunityShape] = ()
    cells: Sequence[CellShape] = ()
    points: Sequence[PointLayer] = ()
    density: DensityLayer | None = None
    hotspots: HotSpotLayer | None = None
    sectors: Sequence[SectorShape] = ()
    streets: Sequence[StreetShape] = ()
    buildings: Sequence[BuildingShape] = ()
    water: Sequence[Polygon | MultiPolygon] = ()
    green: Sequence[Polygon | MultiPolygon] = ()
    load_unit: Wording = field(default_factory=lambda: Wording.of("ui.map.unit.households"))
    target_load: float | None = None
    day: date | None = None
    source: str = ""
