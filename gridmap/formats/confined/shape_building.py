"""Builds checked shapes all at once: one call of the geometry library for each kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.formats.confined.geojson_shapes import Positions, Shape

Geometries = NDArray[np.object_]


def build(shapes: Sequence[Shape | None]) -> Geometries:
    """Return geometries of shape (N,) for N shapes, None where there is none."""
    built: Geometries = np.full(len(shapes), None, object)
    slots: dict[str, list[int]] = {}
    for slot, shape in enumerate(shapes):
        if shape is None:
            continue
        if len(shape.content):
            slots.setdefault(shape.kind, []).append(slot)
        else:
            built[slot] = getattr(shapely, shape.kind)()
    for kind, places in slots.items():
        contents = [shape.content for slot in places if (shape := shapes[slot]) is not None]
        built[places] = _BUILDERS[kind](contents)
    return built


def _owners(groups: Sequence[Sequence[Any] | Positions]) -> NDArray[np.intp]:
    """Return for each item of the groups, laid end to end, the number of its group."""
    return np.repeat(np.arange(len(groups)), [len(group) for group in groups])


def _points(contents: list[Positions]) -> Geometries:
    points: Geometries = shapely.points(np.concatenate(contents))
    return points


def _multipoints(contents: list[Positions]) -> Geometries:
    made: Geometries = shapely.multipoints(_points(contents), indices=_owners(contents))
    return made


def _lines(contents: list[Positions]) -> Geometries:
    lines: Geometries = shapely.linestrings(np.concatenate(contents), indices=_owners(contents))
    return lines


def _multilines(contents: list[list[Positions]]) -> Geometries:
    # An empty part has no positions and therefore no line of its own.
    kept = [[part for part in parts if len(part)] for parts in contents]
    made: Geometries = np.full(len(contents), shapely.MultiLineString(), object)
    filled = [at for at, parts in enumerate(kept) if parts]
    groups = [kept[at] for at in filled]
    if groups:
        lines = _lines(list(chain.from_iterable(groups)))
        made[filled] = shapely.multilinestrings(lines, indices=_owners(groups))
    return made


def _polygons(contents: list[list[Positions]]) -> Geometries:
    flat = list(chain.from_iterable(contents))
    rings = shapely.linearrings(np.concatenate(flat), indices=_owners(flat))
    polygons: Geometries = shapely.polygons(rings, indices=_owners(contents))
    return polygons


def _multipolygons(contents: list[list[list[Positions]]]) -> Geometries:
    kept = [[part for part in parts if part] for parts in contents]
    made: Geometries = np.full(len(contents), shapely.MultiPolygon(), object)
    filled = [at for at, parts in enumerate(kept) if parts]
    groups = [kept[at] for at in filled]
    if groups:
        polygons = _polygons(list(chain.from_iterable(groups)))
        made[filled] = shapely.multipolygons(polygons, indices=_owners(groups))
    return made


def _collections(contents: list[list[Shape]]) -> Geometries:
    made: Geometries = np.full(len(contents), None, object)
    made[:] = [shapely.GeometryCollection(list(build(parts))) for parts in contents]
    return made


_BUILDERS: dict[str, Callable[[list[Any]], Geometries]] = {
    "Point": _points,
    "MultiPoint": _multipoints,
    "LineString": _lines,
    "MultiLineString": _multilines,
    "Polygon": _polygons,
    "MultiPolygon": _multipolygons,
    "GeometryCollection": _collections,
}
