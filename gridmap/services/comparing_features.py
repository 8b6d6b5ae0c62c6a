"""A comparison as rows for a file and as features for a map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.domain import FeatureTable
from gridmap.geometry import LONLAT
from gridmap.services.weighing_figures import Figures

if TYPE_CHECKING:
    from gridmap.services.comparing import Change, Comparison
    from gridmap.services.comparing_arcs import ChangedArc
    from gridmap.services.crosswalks import Crosswalk

# Pieces of an overlay have corners between lattice points: a hundredth of a unit is kept.
_DECIMALS: Final = 9
_PLACES: Final = 6


def change_table(comparison: Comparison) -> FeatureTable:
    """Return the ground that changes its cell, one polygon a row."""
    rows = [_change_row(change) for change in comparison.changes]
    return _table("changes", rows, [change.flow.geometry for change in comparison.changes])


def arc_table(comparison: Comparison) -> FeatureTable:
    """Return the stretches of border removed and added, one line a row."""
    return _table(
        "arcs", [_arc_row(arc) for arc in comparison.arcs], [arc.line for arc in comparison.arcs]
    )


def crosswalk_table(crosswalk: Crosswalk) -> FeatureTable:
    """Return a crosswalk as rows without geometry, each share beside what it is a share of."""
    old: dict[str | None, float] = {}
    new: dict[str | None, float] = {}
    for flow in crosswalk.flows:
        old[flow.old_code] = old.get(flow.old_code, 0.0) + flow.figures.area_m2
        new[flow.new_code] = new.get(flow.new_code, 0.0) + flow.figures.area_m2
    rows = [
        {
            "old_code": flow.old_code,
            "new_code": flow.new_code,
            **figure_columns(flow.figures),
            "old_share_ratio": _share(flow.figures.area_m2, old[flow.old_code], flow.old_code),
            "new_share_ratio": _share(flow.figures.area_m2, new[flow.new_code], flow.new_code),
            "is_bend": flow.is_bend,
        }
        for flow in crosswalk.flows
    ]
    return _table("crosswalk", rows, None)


def to_geojson(comparison: Comparison) -> dict[str, object]:
    """Return a comparison as one GeoJSON feature collection.

    Moved ground are polygons with the codes before and after, borders are lines with the codes of
    both sides; the property ``kind`` is ``area`` or ``arc``.
    """
    areas = [
        _feature("area", _change_row(change), change.flow.geometry)
        for change in comparison.changes
        if not change.flow.geometry.is_empty
    ]
    arcs = [_feature("arc", _arc_row(arc), arc.line) for arc in comparison.arcs]
    return {"type": "FeatureCollection", "features": [*areas, *arcs]}


def figure_columns(figures: Figures) -> dict[str, object]:
    """Return figures by name, areas and loads rounded as a person reads them."""
    columns: dict[str, object] = asdict(figures)
    columns["area_m2"] = round(figures.area_m2, 2)
    columns["load"] = round(figures.load, _PLACES)
    return columns


def _change_row(change: Change) -> dict[str, object]:
    return {
        "old_code": change.old_code,
        "new_code": change.new_code,
        **figure_columns(change.figures),
        "old_worker": change.old_worker,
        "new_worker": change.new_worker,
    }


def _arc_row(arc: ChangedArc) -> dict[str, object]:
    return {
        "change": arc.change.value,
        "left_code": arc.left_code,
        "right_code": arc.right_code,
        "length_m": round(arc.length_m, 2),
    }


def _share(part_m2: float, whole_m2: float, code: str | None) -> float | None:
    return None if code is None or not whole_m2 else round(part_m2 / whole_m2, 9)


def _feature(
    kind: str, properties: dict[str, object], geometry: shapely.Geometry
) -> dict[str, object]:
    rounded = shapely.transform(geometry, lambda xy: np.round(xy, _DECIMALS))
    return {
        "type": "Feature",
        "properties": {"kind": kind, **properties},
        "geometry": shapely.geometry.mapping(rounded),
    }


def _table(
    source: str,
    rows: Sequence[dict[str, object]],
    geometries: Sequence[shapely.Geometry] | None,
) -> FeatureTable:
    columns = {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}
    array = None
    if geometries is not None:
        array = np.empty(len(geometries), dtype=object)
        array[:] = geometries
    crs = None if array is None else LONLAT
    return FeatureTable(columns, array, crs, source, np.arange(1, len(rows) + 1))
