"""Plans, journals and figures as the values that the API answers with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import orjson
import shapely

from gridmap.domain import Cell, Edit, Lock, Plan
from gridmap.services.draft_changes import DraftChanges
from gridmap.services.meters import CellMeter, WorkerMeter

if TYPE_CHECKING:
    from gridmap.domain.journal import Cursor
    from gridmap.services.communities import CommunityState


def plan_told(plan: Plan) -> dict[str, object]:
    """Return a plan."""
    return {
        "id": plan.id,
        "community_code": plan.community_code,
        "status": plan.status.value,
        "origin": plan.origin.value,
        "name": plan.name,
        "reason": plan.reason,
        "valid_from": plan.valid_from,
        "valid_to": plan.valid_to,
        "revision": plan.revision,
        "based_on": plan.based_on,
        "recorded_at": plan.recorded_at,
    }


def community_told(state: CommunityState) -> dict[str, object]:
    """Return a community with the state of its plans."""
    return {
        "code": state.area.code,
        "name": state.area.name,
        "parent_code": state.area.parent_code,
        "area_m2": state.area_m2,
        "in_force": None if state.in_force is None else plan_told(state.in_force),
        "waiting": None if state.waiting is None else plan_told(state.waiting),
        "drafts": [plan_told(plan) for plan in state.drafts],
        "cell_count": state.cell_count,
        "led_count": state.led_count,
        "load": state.load,
        "worker_count": state.worker_count,
    }


def entry_told(entry: Edit) -> dict[str, object]:
    """Return an entry of a journal with its command and the codes that it touched."""
    of = entry.command.get("of")
    return {
        "number": entry.number,
        "kind": entry.kind.value,
        "op": str(entry.command.get("op", "")),
        "of": of if isinstance(of, int) else None,
        "name": entry.name,
        "reason": entry.reason,
        "by": entry.by,
        "at": entry.at,
        "command": dict(entry.command),
        "codes": sorted({cell.code for part in (entry.dropped, entry.placed) for cell in part}),
    }


def cursor_told(cursor: Cursor) -> dict[str, object]:
    """Return where a journal stands."""
    return {"standing": list(cursor.standing), "undone": list(cursor.undone)}


def cells_told(
    cells: Sequence[Cell], properties: Iterable[Mapping[str, object]]
) -> dict[str, object]:
    """Return cells as a FeatureCollection; coordinates have all digits that are stored."""
    shapes = [cell.geometry for cell in cells]
    texts = shapely.to_geojson(shapes) if shapes else []
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": cell.code,
                "properties": told,
                "geometry": orjson.Fragment(text),
            }
            for cell, told, text in zip(cells, properties, texts, strict=True)
        ],
    }


def changes_told(
    changes: DraftChanges, areas: Mapping[str, float] | None = None
) -> dict[str, object]:
    """Return what brings a copy of a draft up to date.

    Parameters
    ----------
    changes
        What happened.
    areas
        Change of area of each touched cell, in square metres.
    """
    return {
        "plan": plan_told(changes.plan),
        "number": changes.number,
        "entries": [entry_told(entry) for entry in changes.entries],
        "cells": cells_told(changes.cells, map(cell_figures, changes.meters)),
        "gone": list(changes.gone),
        "changes": [
            {"code": code, "area_m2": round(area, 3)} for code, area in (areas or {}).items()
        ],
        "mean_load": changes.mean_load,
        "cursor": cursor_told(changes.cursor),
    }


def cell_figures(meter: CellMeter) -> dict[str, object]:
    """Return the figures of a cell as drawing needs them; who leads it is told elsewhere."""
    return {
        "code": meter.code,
        "name": meter.name,
        "area_m2": round(meter.area_m2, 2),
        "load": meter.load,
        "load_share_ratio": meter.load_share_ratio,
        "compactness_ratio": round(meter.compactness_ratio, 4),
        "households": meter.households,
        "broken": [kind.value for kind in meter.broken],
    }


def cell_meter_told(meter: CellMeter) -> dict[str, object]:
    """Return all figures of a cell."""
    return {**cell_figures(meter), "leader_code": meter.leader_code}


def worker_meter_told(meter: WorkerMeter) -> dict[str, object]:
    """Return what a worker leads in a plan."""
    return {
        **asdict(meter),
        "cell_codes": list(meter.cell_codes),
        "area_m2": round(meter.area_m2, 2),
        "over": meter.is_over,
    }


def lock_told(lock: Lock) -> dict[str, object]:
    """Return a lock."""
    return {
        "id": lock.id,
        "plan_id": lock.plan_id,
        "kind": lock.kind.value,
        "reason": lock.reason,
        "cell_code": lock.cell_code,
        "geometry": geometry_told(lock.geometry),
        "by": lock.by,
        "until": lock.until,
    }


def geometry_told(geometry: shapely.Geometry | None) -> object:
    """Return a geometry as GeoJSON, None where there is none."""
    if geometry is None or geometry.is_empty:
        return None
    return orjson.Fragment(shapely.to_geojson(geometry))
