"""The sheet that a worker gets in hand: one table in the reader's language, to print or to open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from gridmap.catalogue import text
from gridmap.domain import FeatureTable, Point, class_table
from gridmap.formats import write

if TYPE_CHECKING:
    from gridmap.services.handover import CellMove, Handover, PointMove

_COLUMNS: Final = (
    "direction",
    "what",
    "id",
    "class",
    "name",
    "old_cell",
    "new_cell",
    "other_worker",
    "other_name",
    "open_task",
    "valid_from",
    "worker",
    "worker_name",
)


def sheet(handover: Handover, locale: str | None = None) -> FeatureTable:
    """Return a hand-over as rows: cells first, then points; what comes, goes and changes.

    Parameters
    ----------
    handover
        One worker's part.
    locale
        Language of heads and words; the current one by default.

    Returns
    -------
    table
        Rows without geometry.
    """
    rows = [
        *(_cell_row(move, handover, locale) for move in handover.cells),
        *(_point_row(move, handover, locale) for move in handover.points),
    ]
    ends = (handover.valid_from, handover.worker_code, handover.worker_name)
    heads = [text(f"handover.column.{name}", locale) for name in _COLUMNS]
    columns = {
        head: [(*row, *ends)[position] for row in rows] for position, head in enumerate(heads)
    }
    return FeatureTable(columns, None, None, "handover", np.arange(1, len(rows) + 1))


def write_sheets(
    handovers: Sequence[Handover], folder: Path, locale: str | None = None
) -> list[Path]:
    """Write one CSV file for each worker, which a spreadsheet opens as it is.

    Parameters
    ----------
    handovers
        All parts.
    folder
        Where the files go; made when it does not exist.
    locale
        Language of heads and words.

    Returns
    -------
    paths
        The files, in the order of the workers.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, handover in enumerate(handovers, 1):
        # A code may hold what a file name may not; the number keeps the files apart.
        code = re.sub(r"[^\w-]+", "_", handover.worker_code)
        paths.append(folder / f"handover-{number:03d}-{code}.csv")
        write(sheet(handover, locale), paths[-1])
    return paths


def _cell_row(move: CellMove, handover: Handover, locale: str | None) -> tuple[object, ...]:
    return (
        text(f"handover.direction.{move.direction}", locale),
        text("handover.cell", locale),
        move.code,
        "",
        move.name,
        "",
        "",
        move.other_worker,
        handover.names.get(move.other_worker or ""),
        "",
    )


def _point_row(move: PointMove, handover: Handover, locale: str | None) -> tuple[object, ...]:
    return (
        text(f"handover.direction.{move.direction}", locale),
        text(f"word.point_kind.{move.point.kind}", locale),
        move.point.id,
        _class_label(move.point, locale),
        move.point.name,
        move.old_code,
        move.new_code,
        move.other_worker,
        handover.names.get(move.other_worker or ""),
        text("handover.yes", locale) if move.open_task else "",
    )


def _class_label(point: Point, locale: str | None) -> str:
    return class_table(point.kind)[point.class_code].label(locale)
