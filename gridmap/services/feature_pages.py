"""Published layers page by page, as features of GeoJSON: what standard clients read.

Pages follow the order of ids and go on after the last id that was read, so that a feature that is
added or removed meanwhile neither doubles nor hides another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import orjson
import shapely

from gridmap.domain import FeatureTable, Point, PointKind, attribute_schema
from gridmap.formats import feature_lines
from gridmap.services.browsing import KIND_OF_LAYER, visible_layer
from gridmap.services.keeping import Kept
from gridmap.services.map_layers import layers_mark
from gridmap.services.point_filter import PointFilter, visible_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.domain.point_columns import PointColumns
    from gridmap.services.point_filter import Box
    from gridmap.services.points_at_hand import AtHand
    from gridmap.services.principal import Principal
    from gridmap.store import Reader

Span = tuple[datetime | None, datetime | None]
"""From one moment to another, both included; None is open."""

# The id of each layer's features stands in this column.
_ID_OF_LAYER: Final[Mapping[str, str]] = MappingProxyType(
    {"communities": "code", "cells": "code", "streets": "id", "buildings": "id"}
)
LAYERS: Final = (
    "communities",
    "cells",
    "shops",
    "hazards",
    "cameras",
    "incidents",
    "streets",
    "buildings",
)
TIMED: Final = frozenset({"hazards", "incidents"})


@dataclass(frozen=True)
class Question:
    """Which features of a layer are wanted.

    Attributes
    ----------
    limit
        How many at most.
    after
        The id after which the page begins; empty for the first.
    box
        Where they lie, at least in part.
    span
        When they happened; features without a moment are always meant.
    """

    limit: int
    after: str = ""
    box: Box | None = None
    span: Span | None = None


@dataclass(frozen=True)
class Page:
    """Some features of a layer.

    Attributes
    ----------
    total
        How many features the question has in all.
    features
        JSON text of each.
    last
        Id after which the next page begins, None on the last page.
    """

    total: int
    features: Sequence[bytes]
    last: str | None


@dataclass(frozen=True)
class Extent:
    """Where and when the features of a layer are; None where that is not known."""

    box: Box | None = None
    span: Span | None = None


@dataclass(frozen=True)
class _Written:
    """A layer of lines or areas, written once: features, ids in order, and where they are."""

    ids: tuple[str, ...]
    features: tuple[bytes, ...]
    shapes: NDArray[np.object_]
    tree: shapely.STRtree


@dataclass
class FeaturePages:
    """Makes pages over a store.

    Attributes
    ----------
    at_hand
        Points as columns.
    """

    at_hand: AtHand
    _written: Kept = field(default_factory=lambda: Kept(8))

    def page(self, reader: Reader, principal: Principal, layer: str, asked: Question) -> Page:
        """Return one page of a layer.

        Parameters
        ----------
        reader
            A snapshot of the store.
        principal
            Who asks; what lies outside the scope is not there.
        layer
            One of `LAYERS`.
        asked
            Which features.
        """
        kind = KIND_OF_LAYER.get(layer)
        if kind is not None:
            return self._points(reader, principal, kind, asked)
        written = self._layer(reader, principal, layer)
        rows = np.arange(len(written.ids))
        if asked.box is not None:
            rows = _touching(written, asked.box)
        ids = np.array(written.ids, dtype=object)[rows]
        start, stop, last = _part(ids, asked)
        return Page(len(rows), [written.features[row] for row in rows[start:stop]], last)

    def feature(
        self, reader: Reader, principal: Principal, layer: str, feature_id: str
    ) -> bytes | None:
        """Return one feature as JSON text, None where there is none to be seen.

        Parameters
        ----------
        reader
            A snapshot of the store.
        principal
            Who asks.
        layer
            One of `LAYERS`.
        feature_id
            Its id.
        """
        kind = KIND_OF_LAYER.get(layer)
        if kind is not None:
            point = reader.point(feature_id)
            if point is None or point.kind is not kind or not principal.sees_cell(point.cell_code):
                return None
            return _point_feature(point)
        written = self._layer(reader, principal, layer)
        at = int(np.searchsorted(np.array(written.ids, dtype=object), feature_id))
        found = at < len(written.ids) and written.ids[at] == feature_id
        return written.features[at] if found else None

    def extent(self, reader: Reader, principal: Principal, layer: str) -> Extent:
        """Return where and when the features of a layer are.

        Parameters
        ----------
        reader
            A snapshot of the store.
        principal
            Who asks.
        layer
            One of `LAYERS`.
        """
        kind = KIND_OF_LAYER.get(layer)
        if kind is None:
            written = self._layer(reader, principal, layer)
            return Extent(_box_of(shapely.total_bounds(written.shapes)) if written.ids else None)
        columns = self.at_hand.points(reader, kind)
        seen = visible_rows(columns, principal)
        places = columns.lonlat[seen]
        if not len(places):
            return Extent()
        box = _box_of(np.concatenate([places.min(axis=0), places.max(axis=0)]))
        return Extent(box, _span_of(columns.happened_at[seen]) if layer in TIMED else None)

    def _points(
        self, reader: Reader, principal: Principal, kind: PointKind, asked: Question
    ) -> Page:
        columns = self.at_hand.points(reader, kind)
        held = PointFilter(box=asked.box).holds(columns, principal)
        if asked.span is not None:
            held &= _in_span(columns, asked.span)
        rows = np.flatnonzero(held)
        start, stop, last = _part(columns.ids[rows], asked)
        ids = columns.ids[rows[start:stop]].tolist()
        found = reader.points_named(ids)
        return Page(len(rows), [_point_feature(found[name]) for name in ids], last)

    def _layer(self, reader: Reader, principal: Principal, layer: str) -> _Written:
        key = (layer, layers_mark(reader), principal.scope)
        return self._written.get(key, lambda: _written(visible_layer(reader, principal, layer)))


def properties_of(layer: str) -> dict[str, Mapping[str, object]]:
    """Return the properties of the points of a layer as JSON Schemas, in their order."""
    kind = KIND_OF_LAYER[layer]
    text, moment = {"type": "string"}, {"type": "string", "format": "date-time"}
    own: dict[str, Mapping[str, object]] = {
        "name": text,
        "class_code": text,
        "cell_code": text,
        "happened_at": moment,
    }
    return own | dict(attribute_schema(kind)["properties"])


def _part(ids: NDArray[np.object_], asked: Question) -> tuple[int, int, str | None]:
    """Return where a page begins and ends among ids in order, and its last id if more follow."""
    start = int(np.searchsorted(ids, asked.after, side="right")) if asked.after and len(ids) else 0
    stop = min(start + asked.limit, len(ids))
    return start, stop, ids[stop - 1] if start < stop < len(ids) else None


def _point_feature(point: Point) -> bytes:
    own = {
        "name": point.name,
        "class_code": point.class_code,
        "cell_code": point.cell_code,
        "happened_at": point.happened_at,
    }
    names = attribute_schema(point.kind)["properties"]
    return orjson.dumps(
        {
            "type": "Feature",
            "id": point.id,
            "geometry": {"type": "Point", "coordinates": (point.lon, point.lat)},
            "properties": own | {name: point.attributes.get(name) for name in names},
        },
        option=orjson.OPT_UTC_Z,
    )


def _written(table: FeatureTable) -> _Written:
    """Return a layer written feature by feature, in the order of ids."""
    column = _ID_OF_LAYER[table.source]
    ids = [str(value) for value in table.columns[column]]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    # The writer takes a column named "id" for the id of the feature.
    columns = {"id": ids} | {n: list(v) for n, v in table.columns.items() if n != "id"}
    lines = list(
        feature_lines(FeatureTable(columns, table.geometry, table.crs, table.source, table.rows))
    )
    shapes = np.asarray(table.geometry, dtype=object)[order]
    return _Written(
        tuple(ids[row] for row in order),
        tuple(lines[row] for row in order),
        shapes,
        shapely.STRtree(shapes),
    )


def _touching(written: _Written, box: Box) -> NDArray[np.intp]:
    west, south, east, north = box
    parts = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    found = [
        written.tree.query(shapely.box(left, south, right, north), predicate="intersects")
        for left, right in parts
    ]
    return np.unique(np.concatenate(found)).astype(np.intp)


def _in_span(columns: PointColumns, span: Span) -> NDArray[np.bool_]:
    moments = columns.happened_at
    held = np.ones(len(columns), np.bool_)
    for limit, keeps in zip(span, (np.greater_equal, np.less_equal), strict=True):
        if limit is not None:
            held &= keeps(moments, np.datetime64(limit.replace(tzinfo=None), "ms"))
    return held | np.isnat(moments)


def _span_of(moments: NDArray[np.datetime64]) -> Span | None:
    known = moments[~np.isnat(moments)]
    if not len(known):
        return None
    return known.min().item(), known.max().item()


def _box_of(sides: NDArray[np.float64]) -> Box:
    west, south, east, north = (float(value) for value in sides)
    return west, south, east, north


def collection_pieces(page: Page, head: bytes, tail: bytes) -> Iterator[bytes]:
    """Yield a feature collection piece by piece.

    Parameters
    ----------
    page
        The features.
    head, tail
        Members before and after the list of features, without braces.
    """
    yield b"{" + head + b',"features":[\n'
    batch = 250
    for start in range(0, len(page.features), batch):
        part = b",\n".join(page.features[start : start + batch])
        yield (b",\n" if start else b"") + part
    yield b"\n]," + tail + b"}\n"
