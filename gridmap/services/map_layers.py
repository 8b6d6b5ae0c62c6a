"""Areas and lines as a map draws them at a zoom: no finer than its pixels, neighbours matched.

Cells are simplified as one coverage, so that a border that two cells share stays one border, and
communities are the union of what is drawn of their cells. Only pictures use these shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.domain import FeatureTable, LineClass
from gridmap.drawing.packing import SHAPE_UNIT_DEG, pack_shapes
from gridmap.services.browsing import leader_hues, load_share_ratios, visible_layer
from gridmap.services.keeping import Kept
from gridmap.services.published_mark import base_mark, cells_mark
from gridmap.store.unit import signature_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    from gridmap.services.point_filter import Box
    from gridmap.services.principal import Principal
    from gridmap.store import Reader

MAP_LAYERS: Final = ("communities", "cells", "streets", "buildings")
FULL_ZOOM: Final = 17
"""From this zoom on nothing is simplified."""
BUILDINGS_FROM_ZOOM: Final = 14
_TILE_PIXELS: Final = 256
_PIXELS: Final = 0.75
_WIDE: Final = frozenset(
    {LineClass.MAIN_ROAD, LineClass.SECONDARY_ROAD, LineClass.RAIL, LineClass.RIVER}
)
_NARROW: Final = frozenset({LineClass.LANE, LineClass.WALL})
_NARROW_FROM_ZOOM, _BRANCH_FROM_ZOOM = 15, 13

Columns = Mapping[str, list[object]]


@dataclass(frozen=True)
class MapLayer:
    """What a map needs of a layer.

    Attributes
    ----------
    columns
        One value for each shape.
    packed
        The shapes, see `gridmap.drawing.packing.pack_shapes`; rings that run against the clock
        begin a part of an area, the others are its holes.
    unit_deg
        Unit of their coordinates.
    """

    columns: Columns
    packed: bytes
    unit_deg: float = SHAPE_UNIT_DEG


@dataclass(frozen=True)
class _Drawn:
    """A layer at a zoom: its columns, and its shapes with their bounds."""

    columns: Columns
    shapes: NDArray[np.object_]
    bounds: NDArray[np.float64]


@dataclass
class MapLayers:
    """Makes layers, and keeps those of the last revisions and zooms."""

    _tables: Kept = field(default_factory=lambda: Kept(8))
    _shapes: Kept = field(default_factory=lambda: Kept(24))
    _drawn: Kept = field(default_factory=lambda: Kept(24))

    def layer(
        self,
        reader: Reader,
        principal: Principal,
        name: str,
        zoom: float,
        box: Box | None = None,
    ) -> MapLayer:
        """Return a layer at a zoom.

        Parameters
        ----------
        reader
            A snapshot of the store.
        principal
            Who asks; what lies outside the scope is left out.
        name
            One of `MAP_LAYERS`.
        zoom
            Of a map with tiles of 256 pixels.
        box
            Only shapes that reach into it; all by default.
        """
        level = min(max(int(zoom), 0), FULL_ZOOM)
        key = (name, layers_mark(reader), principal.scope, level)
        drawn = self._drawn.get(key, lambda: self._made(reader, principal, name, level))
        if box is None:
            return MapLayer(drawn.columns, pack_shapes(list(drawn.shapes)))
        rows = np.flatnonzero(_meets(drawn.bounds, box)).tolist()
        columns = {name: [values[row] for row in rows] for name, values in drawn.columns.items()}
        return MapLayer(columns, pack_shapes([drawn.shapes[row] for row in rows]))

    def _made(self, reader: Reader, principal: Principal, name: str, level: int) -> _Drawn:
        table = self._table(reader, principal, name)
        columns = _COLUMNS[name](table)
        if name == "cells":
            columns = {**columns, "hue": self._hues_of(reader, principal, table)}
        keep = _kept(name, columns, level)

        def simplify() -> NDArray[np.object_]:
            shapes = np.asarray(table.geometry, dtype=object)
            if name == "cells":
                return _coverage(shapes, level)
            if name == "communities":
                cells = self._table(reader, principal, "cells")
                return _communities(table, cells, level)
            return _each(shapes[keep], level)

        # Points and workers change more often than borders, and only the columns hang on them.
        key = (name, signature_of(reader), base_mark(reader), principal.scope, level)
        shapes = self._shapes.get(key, lambda: shapely.orient_polygons(simplify()))
        if not keep.all():
            rows = np.flatnonzero(keep).tolist()
            columns = {key: [values[row] for row in rows] for key, values in columns.items()}
        return _Drawn(columns, shapes, shapely.bounds(shapes).reshape(-1, 4))

    def _hues_of(self, reader: Reader, principal: Principal, table: FeatureTable) -> list[object]:
        """Return the hue of each cell's leader, which hangs on borders and leaders alone."""
        leaders = tuple(table.columns["leader_code"])
        key = ("hues", signature_of(reader), principal.scope, leaders)
        return self._shapes.get(key, lambda: list(leader_hues(table)))

    def _table(self, reader: Reader, principal: Principal, name: str) -> FeatureTable:
        key = (name, layers_mark(reader), principal.scope)
        return self._tables.get(key, lambda: visible_layer(reader, principal, name))


def layers_mark(reader: Reader) -> Hashable:
    """Return what changes whenever a layer of the map does."""
    return cells_mark(reader), base_mark(reader)


def tolerance_deg(level: int) -> float:
    """Return how far a line may be moved at a zoom: three quarters of a pixel at the equator."""
    return 0.0 if level >= FULL_ZOOM else _PIXELS * 360.0 / (_TILE_PIXELS * 2.0**level)


def _coverage(shapes: NDArray[np.object_], level: int) -> NDArray[np.object_]:
    tolerance = tolerance_deg(level)
    if not tolerance or not len(shapes):
        return shapes
    simple: NDArray[np.object_] = shapely.coverage_simplify(shapes, tolerance)
    return simple


def _communities(table: FeatureTable, cells: FeatureTable, level: int) -> NDArray[np.object_]:
    """Return communities as the union of their cells as drawn; one without cells by itself."""
    drawn = _coverage(np.asarray(cells.geometry, dtype=object), level)
    owner = np.array(cells.columns["community_code"], dtype=object)
    own = np.asarray(table.geometry, dtype=object)
    alone = _each(own, level)
    shapes = np.empty(len(own), dtype=object)
    for row, code in enumerate(table.columns["code"]):
        parts = drawn[owner == code]
        shapes[row] = shapely.coverage_union_all(parts) if len(parts) else alone[row]
    return shapes


def _each(shapes: NDArray[np.object_], level: int) -> NDArray[np.object_]:
    tolerance = tolerance_deg(level)
    if not tolerance or not len(shapes):
        return shapes
    simple: NDArray[np.object_] = shapely.simplify(shapes, tolerance, preserve_topology=True)
    return simple


def _kept(name: str, columns: Columns, level: int) -> NDArray[np.bool_]:
    count = len(next(iter(columns.values())))
    if name in {"cells", "communities"}:
        return np.ones(count, np.bool_)
    if name == "buildings":
        return np.full(count, level >= BUILDINGS_FROM_ZOOM)
    left_out = _NARROW if level < _NARROW_FROM_ZOOM else frozenset()
    if level < _BRANCH_FROM_ZOOM:
        left_out = frozenset(LineClass) - _WIDE
    return np.array([value not in left_out for value in columns["line_class"]], np.bool_)


def _meets(bounds: NDArray[np.float64], box: Box) -> NDArray[np.bool_]:
    west, south, east, north = box
    after, before = bounds[:, 2] >= west, bounds[:, 0] <= east
    along: NDArray[np.bool_] = after & before if west <= east else after | before
    return along & (bounds[:, 3] >= south) & (bounds[:, 1] <= north)


def _cell_columns(table: FeatureTable) -> Columns:
    names = ("code", "name", "community_code", "load", "area_m2", "leader_code", "leader_name")
    counts = [name for name in table.columns if name.endswith("_count")]
    return {
        **{name: list(table.columns[name]) for name in (*names, *counts)},
        "load_share_ratio": list(load_share_ratios(table)),
    }


def _chosen(*names: str) -> Callable[[FeatureTable], Columns]:
    return lambda table: {name: list(table.columns[name]) for name in names}


_COLUMNS: Final[Mapping[str, Callable[[FeatureTable], Columns]]] = MappingProxyType(
    {
        "communities": _chosen("code", "name"),
        "cells": _cell_columns,
        "streets": _chosen("name", "line_class"),
        "buildings": _chosen("name"),
    }
)
