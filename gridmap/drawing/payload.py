"""The data of a stand-alone map as JSON text that is safe inside a script element."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain import LineClass
from gridmap.drawing.packing import (
    POINT_UNIT_DEG,
    SHAPE_UNIT_DEG,
    pack_points,
    pack_shapes,
    to_text,
)
from gridmap.drawing.palette import owner_hues, round_bounds
from gridmap.drawing.raster import data_uri, density_png

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import Geometry

    from gridmap.drawing.layers import (
        CellShape,
        DensityLayer,
        HotSpotLayer,
        MapLayers,
        PointLayer,
        Wording,
    )

FORMAT = 1

_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def payload_text(layers: MapLayers, *, title: str, locale: str) -> str:
    """Return the data of a map as JSON in which no character can end a script element.

    Parameters
    ----------
    layers
        What the map shows.
    title
        Title of the file.
    locale
        The language in which the map opens.

    Returns
    -------
    text
        JSON; ``<``, ``>``, ``&`` and the two line ends of JavaScript stand as escapes.
    """
    data = payload(layers, title=title, locale=locale)
    compact = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return compact.translate(_ESCAPES)


def payload(layers: MapLayers, *, title: str, locale: str) -> dict[str, object]:
    """Return the data of a map as plain values; shapes and points are packed."""
    loads = [cell.load for cell in layers.cells if cell.load is not None]
    target = layers.target_load if layers.target_load is not None else _mean(loads)
    return {
        "format": FORMAT,
        "title": title,
        "locale": locale,
        "source": layers.source,
        "day": layers.day.isoformat() if layers.day else None,
        "shapeUnit": SHAPE_UNIT_DEG,
        "pointUnit": POINT_UNIT_DEG,
        "bounds": _bounds(layers),
        "loadUnit": _wording(layers.load_unit),
        "loadBounds": round_bounds(loads),
        "targetLoad": target,
        "communities": {
            "shapes": _shapes([c.geometry for c in layers.communities]),
            "labels": _label_spots([c.geometry for c in layers.communities]),
            "codes": [c.code for c in layers.communities],
            "names": [c.name for c in layers.communities],
        },
        "cells": _cells(layers.cells),
        "points": [_points(layer) for layer in layers.points],
        "density": _density(layers.density) if layers.density else None,
        "hotspots": _hotspots(layers.hotspots) if layers.hotspots else None,
        "sectors": {
            "shapes": _shapes([s.geometry for s in layers.sectors]),
            "names": [s.name for s in layers.sectors],
        },
        "base": _base(layers),
    }


def _mean(numbers: Sequence[float]) -> float | None:
    return float(np.mean(numbers)) if numbers else None


def _wording(wording: Wording) -> dict[str, str]:
    return {"zh_CN": wording.zh_CN, "en": wording.en}


def _shapes(geometries: Sequence[Geometry]) -> str:
    return to_text(pack_shapes(geometries))


def _bounds(layers: MapLayers) -> list[float]:
    """Return west, south, east, north of what matters most and is there."""
    for rows in (layers.communities, layers.cells, layers.streets, layers.buildings):
        if rows:
            return _rounded(shapely.total_bounds([row.geometry for row in rows]))
    places = [np.column_stack((p.lon, p.lat)) for p in layers.points if len(p.lon)]
    if layers.density is not None:
        places.append(layers.density.corners)
    if not places:
        return [-180.0, -60.0, 180.0, 70.0]
    every = np.concatenate(places)
    return _rounded(np.concatenate((every.min(axis=0), every.max(axis=0))))


def _rounded(degrees: NDArray[np.float64]) -> list[float]:
    return [round(float(value), 6) for value in np.ravel(degrees)]


def _label_spots(geometries: Sequence[Geometry]) -> list[float]:
    """Return lon, lat and radius in degrees of latitude of the largest circle in each polygon."""
    if not geometries:
        return []
    shapes = np.asarray(geometries, dtype=object)
    squeeze = np.cos(np.radians(shapely.total_bounds(shapes)[[1, 3]].mean()))
    flat = shapely.transform(shapes, lambda xy: xy * (squeeze, 1.0))
    radii = shapely.maximum_inscribed_circle(flat, tolerance=1e-6)
    spots = shapely.get_coordinates(shapely.get_point(radii, 0))
    return _rounded(np.column_stack((spots / (squeeze, 1.0), shapely.length(radii))))


def _cells(cells: Sequence[CellShape]) -> dict[str, object]:
    geometries = [cell.geometry for cell in cells]
    communities = list(dict.fromkeys(cell.community_code for cell in cells))
    kinds = list(dict.fromkeys(kind for cell in cells for kind in cell.counts))
    workers = {c.worker_code: c.worker_name for c in cells if c.worker_code is not None}
    places = {code: i for i, code in enumerate(workers)}
    hues = owner_hues(geometries, [cell.worker_code for cell in cells]) if cells else np.zeros(0)
    return {
        "shapes": _shapes(geometries),
        "labels": _label_spots(geometries),
        "codes": [cell.code for cell in cells],
        "names": [cell.name for cell in cells],
        "communityCodes": communities,
        "communities": [communities.index(cell.community_code) for cell in cells],
        "workerNames": list(workers.values()),
        "workers": [-1 if c.worker_code is None else places[c.worker_code] for c in cells],
        "hues": hues.astype(int).tolist(),
        "loads": [cell.load for cell in cells],
        "areas": [round(cell.area_m2, 1) for cell in cells],
        "kinds": kinds,
        "counts": [[cell.counts.get(kind, 0) for kind in kinds] for cell in cells],
    }


def _points(layer: PointLayer) -> dict[str, object]:
    points = pack_points(layer.lon, layer.lat, layer.class_index, len(layer.classes))
    return {
        "kind": layer.kind,
        "classes": [{"code": c.code, "label": _wording(c.label)} for c in layer.classes],
        "places": to_text(points.packed),
        "counts": points.counts,
        "origin": points.origin,
        "names": [layer.names[i] for i in points.order] if len(layer.names) else [],
        "notes": [layer.notes[i] for i in points.order] if len(layer.notes) else [],
    }


def _density(layer: DensityLayer) -> dict[str, object]:
    return {
        "picture": data_uri(density_png(layer.values, layer.class_bounds)),
        "corners": _rounded(layer.corners),
        "classBounds": list(layer.class_bounds),
        "kind": layer.kind,
        "period": [day.isoformat() for day in layer.period] if layer.period else None,
    }


def _hotspots(layer: HotSpotLayer) -> dict[str, object]:
    return {
        "shapes": _shapes(layer.geometries),
        "nearCounts": list(layer.near_counts),
        "tested": layer.tested,
        "side": layer.side_m,
        "q": layer.q,
        "kind": layer.kind,
    }


def _base(layers: MapLayers) -> dict[str, object]:
    classes = list(LineClass)
    return {
        "lineClasses": classes,
        "streets": _shapes([s.geometry for s in layers.streets]),
        "streetNames": [s.name for s in layers.streets],
        "streetClasses": [classes.index(s.line_class) for s in layers.streets],
        "buildings": _shapes([b.geometry for b in layers.buildings]),
        "buildingNames": [b.name for b in layers.buildings],
        "water": _shapes(layers.water),
        "green": _shapes(layers.green),
    }
