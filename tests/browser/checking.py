"""What the command line says of the cells that a journey leaves behind."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory

import shapely

from gridmap.domain import Cell, PlanStatus
from gridmap.store import Store
from tests.cli.running import run

# Most journeys leave the same cells behind, which need be asked about once.
_ACCEPTED: set[str] = set()


def unsound_plans(store: Store) -> list[str]:
    """Return what ``gridmap check`` refuses: the plans in force together, the drafts one by one."""
    with store.reading() as reader:
        drafts = reader.plans(status=PlanStatus.DRAFT)
        cells = {draft.id: reader.cells(draft.id) for draft in drafts}
        cells["in force"] = reader.published_cells()
    with TemporaryDirectory() as folder:
        return [name for name, own in cells.items() if own and not passes_check(own, Path(folder))]


def passes_check(cells: Collection[Cell], folder: Path) -> bool:
    """Return whether ``gridmap check`` and shapely accept some cells."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": cell.code},
            "geometry": json.loads(shapely.to_geojson(cell.geometry)),
        }
        for cell in cells
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    if text in _ACCEPTED:
        return True
    path = folder / "cells.geojson"
    path.write_text(text)
    valid = shapely.coverage_is_valid([cell.geometry for cell in cells])
    accepted = bool(valid) and run("check", path) == 0
    if accepted:
        _ACCEPTED.add(text)
    return accepted
