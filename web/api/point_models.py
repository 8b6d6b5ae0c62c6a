"""What the routes of points, places, layers, searches and densities answer with."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, RootModel

from gridmap.domain import PointKind
from web.api.models import Answer, FeatureCollection, Geometry

AttributeValue = str | int | float | bool | None
"""What a class records of a point besides its name and place."""


class PointAnswer(Answer):
    """A point; `revision` is what ``If-Match`` names when it is changed."""

    id: str
    kind: PointKind
    class_code: str
    name: str
    lon: float
    lat: float
    happened_at: str | None
    cell_code: str | None
    attributes: dict[str, AttributeValue]
    revision: int


class CellBriefAnswer(Answer):
    """A cell in one line."""

    code: str
    name: str
    community_code: str
    community_name: str
    leader_code: str | None
    leader_name: str | None


class PlaceAnswer(Answer):
    """What is known of a place: its cell, the next border, the cells in doubt and around."""

    lon: float
    lat: float
    cell: CellBriefAnswer | None
    border_m: float | None
    doubtful: list[CellBriefAnswer]
    neighbours: list[CellBriefAnswer]


class PointCardAnswer(PointAnswer):
    """A point with all that a page tells of it."""

    place: PlaceAnswer
    hazards: list[PointAnswer]
    versions: int


class PointVersionAnswer(Answer):
    """A point as it was until a revision of the store replaced or removed it."""

    point: PointAnswer
    replaced_in: int
    removed: bool
    by: str
    at: str | None


class PointHistoryAnswer(Answer):
    """What a point was, the oldest first."""

    versions: list[PointVersionAnswer]


class PointRowsAnswer(Answer):
    """A page of points, and how many there are in all."""

    total: int
    rows: list[PointAnswer]


class PointColumnsAnswer(Answer):
    """All points, a list for each column."""

    id: list[str]
    name: list[str]
    class_code: list[str]
    cell_code: list[str | None]
    state: list[str | None]
    lon: list[float]
    lat: list[float]


class PackedPointsAnswer(Answer):
    """Points as bytes in base64, a run for each class; see `gridmap.drawing.packing`."""

    total: int
    classes: list[str]
    counts: list[int]
    origin: tuple[int, int]
    unit: float
    places: str


class ClustersAnswer(Answer):
    """Points gathered in squares of a zoom, the largest gatherings first.

    ``class`` is a position in `classes`, -1 where they differ; `id` and `name` are those of a point
    that is alone.
    """

    total: int
    classes: list[str]
    lon: list[float]
    lat: list[float]
    count: list[int]
    class_: list[int] = Field(alias="class")
    bounds: list[tuple[float, float, float, float]]
    id: list[str | None]
    name: list[str | None]


class PointCountAnswer(Answer):
    """How many points there are."""

    total: int


class PointListAnswer(
    RootModel[
        PointColumnsAnswer
        | PackedPointsAnswer
        | ClustersAnswer
        | PointRowsAnswer
        | PointCountAnswer
    ]
):
    """Points in the form that was asked for."""


class BulkAnswer(Answer):
    """What came of many changes."""

    created: list[PointAnswer]
    changed: list[PointAnswer]
    removed: list[str]


class MapLayerAnswer(Answer):
    """A layer for a map: packed shapes, and one value of each column for each of them."""

    unit: float
    shapes: str
    columns: dict[str, list[Any]]
    from_zoom: int
    full_zoom: int


class HitAnswer(Answer):
    """Something that was found."""

    type: str
    id: str
    name: str
    match: Literal["exact", "beginning", "within"]
    lon: float | None
    lat: float | None
    bounds: tuple[float, float, float, float] | None
    kind: PointKind | None
    class_code: str | None
    cell_code: str | None
    community_code: str | None
    address: str
    datum: str | None
    datum_named: bool | None


class SearchAnswer(Answer):
    """What was found, the best first."""

    hits: list[HitAnswer]


class HotSquaresAnswer(Answer):
    """Squares around which events gather."""

    rings: list[list[list[float]]]
    hot: int
    tested: int
    least: int | None
    side_m: float
    q: float


class DensityAnswer(Answer):
    """Where a picture of a density lies, and what its colours mean."""

    corners: list[list[float]]
    bounds: list[float]
    bandwidth_m: float
    unit: str
    count: int
    image: str
    hotspots: HotSquaresAnswer | None


class DensityValueAnswer(Answer):
    """A density at a place; null outside the picture."""

    value: float | None
    unit: str
    radius_m: float


class DensityFramesAnswer(Answer):
    """One picture for each hour, weekday or month, all with one legend."""

    corners: list[list[float]]
    bounds: list[float]
    bandwidth_m: float
    unit: str
    counts: list[int]
    images: list[str]


class ReachAnswer(Answer):
    """What cameras see: the areas of each, or all together, or what none of them sees."""

    areas: FeatureCollection
    covered_ratio: float | None
    covered_m2: float
    total_m2: float
    notes: list[str]


class ViewAnswer(Answer):
    """What one camera would see."""

    geometry: Geometry
    area_m2: float
    notes: list[str]


class CellShareAnswer(Answer):
    """How much of a cell is seen."""

    code: str
    name: str
    covered_m2: float
    total_m2: float
    ratio: float | None


class CellSharesAnswer(Answer):
    """How much of each cell is seen."""

    cells: list[CellShareAnswer]


class TallyAnswer(Answer):
    """Counts by the values of up to two columns; null stands for no value."""

    by: list[str]
    total: int
    keys: list[list[str | None]]
    counts: list[int]
