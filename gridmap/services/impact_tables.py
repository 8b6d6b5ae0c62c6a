"""An impact as rows for files and screens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gridmap.catalogue import text
from gridmap.domain import FeatureTable
from gridmap.services.comparing_features import figure_columns
from gridmap.services.weighing_figures import FIGURE_NAMES, NOTHING, Figures

if TYPE_CHECKING:
    from gridmap.services.impact import Impact


def cell_table(impact: Impact) -> FeatureTable:
    """Return one row for each cell that changes: before, after, gained and lost of each figure."""
    rows = [
        {
            "code": cell.code,
            "provisional_code": cell.provisional_code,
            "name": cell.name,
            "old_worker": cell.old_worker,
            "new_worker": cell.new_worker,
            **_columns(cell.before, cell.after, cell.gained, cell.lost),
        }
        for cell in impact.cells
        if cell.changed
    ]
    return _table("impact_cells", rows)


def worker_table(impact: Impact) -> FeatureTable:
    """Return one row for each worker concerned."""
    rows = [
        {
            "code": worker.code,
            "name": worker.name,
            "old_cells": len(worker.old_cells),
            "new_cells": len(worker.new_cells),
            **_columns(worker.before, worker.after, worker.gained, worker.lost),
        }
        for worker in impact.workers
    ]
    return _table("impact_workers", rows)


def rule_of_open_tasks(locale: str | None = None) -> str:
    """Return the rule by which things count as open tasks, in words."""
    return text("impact.rule.open_tasks", locale)


def _columns(
    before: Figures | None, after: Figures | None, gained: Figures, lost: Figures
) -> dict[str, object]:
    sides = {
        "before": figure_columns(before or NOTHING),
        "after": figure_columns(after or NOTHING),
        "gained": figure_columns(gained),
        "lost": figure_columns(lost),
    }
    return {
        f"{name}_{side}": values[name] for name in FIGURE_NAMES for side, values in sides.items()
    }


def _table(source: str, rows: Sequence[dict[str, object]]) -> FeatureTable:
    columns = {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}
    return FeatureTable(columns, None, None, source, np.arange(1, len(rows) + 1))
