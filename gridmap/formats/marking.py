"""Faults told where they are: in somebody's own workbook, or in a new one of the same rows."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gridmap.errors import InputError, Place
from gridmap.formats import limits
from gridmap.formats.sandbox import run_confined

_MODULE = "gridmap.formats.marking_child"


@dataclass(frozen=True)
class FaultMarks:
    """What is wrong with the rows of a file.

    Parameters
    ----------
    title
        Head of the column that tells it.
    rows
        Row number to everything that is wrong there, as one text.
    cells
        Row number, name of the column and the sentence, for each fault of a cell.
    """

    title: str
    rows: Mapping[int, str]
    cells: Sequence[tuple[int, str, str]] = ()


def mark_faults(workbook: Path, target: Path, marks: FaultMarks, layer: str | None = None) -> None:
    """Write a copy of a workbook in which faulty cells are red and the first column tells why.

    The workbook is opened in a child process, as any file that people hand in.

    Parameters
    ----------
    workbook
        An XLSX file.
    target
        The copy; it is complete or it is not there.
    marks
        What is wrong where.
    layer
        The sheet; by default the first visible one that holds anything.

    Raises
    ------
    InputError
        When it is no such file, or of a form that cannot be marked: ``workbook.unmarkable``.
    """
    if not workbook.is_file():
        raise InputError("file.missing", Place(file=workbook.name))
    with tempfile.TemporaryDirectory(prefix="gridmap-") as name:
        folder = Path(name)
        (folder / "marks.json").write_text(
            json.dumps({"title": marks.title, "rows": dict(marks.rows), "cells": [*marks.cells]}),
            encoding="utf-8",
        )
        request = {
            "path": str(workbook.absolute()),
            "target": str(folder / "marked.xlsx"),
            "marks": str(folder / "marks.json"),
            "layer": layer,
        }
        run_confined(_MODULE, json.dumps(request), folder, limits.MARKING_WALL_S, workbook.name)
        draft = target.with_name(f"{target.name}.part")
        shutil.copyfile(folder / "marked.xlsx", draft)
        draft.replace(target)
