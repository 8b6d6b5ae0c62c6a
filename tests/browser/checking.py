"""What the command line says of the cells that a journey leaves behind."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

import shapely

from gridmap.domain import Cell
from tests.cli.running import run


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
    path = folder / "cells.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    valid = shapely.coverage_is_valid([cell.geometry for cell in cells])
    return bool(valid) and run("check", path) == 0
