"""Marks faults in a copy of somebody's own workbook, and leaves everything else as it is.

The sheet's text is edited in place: cells move one column to the right, the first column tells what
is wrong, faulty cells turn red and carry a comment. Values, widths, styles and other sheets stay;
formulas keep their last value, since they would look at the wrong columns. A library that loads a
whole workbook needs a minute for a sheet of 100,000 rows; this takes seconds.

Format: ECMA-376 part 1, chapters 18.3 (worksheets), 18.7 (comments), 18.8 (styles).
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from gridmap.errors import InputError
from gridmap.formats.confined.gates import open_archive, require_no_dtd
from gridmap.formats.confined.marking_parts import NotMarkableError, Package
from gridmap.formats.confined.sheet_text import SheetText
from gridmap.formats.confined.sheets import chosen_sheet
from gridmap.formats.headers import column_letter, read_header

_HEAD_ROWS = 60
_MOST_COMMENTS = 2000
_LONGEST = 32_000


@dataclass(frozen=True)
class Marks:
    """What is wrong where.

    Parameters
    ----------
    title
        Head of the first column.
    rows
        Row number to its sentences as one text.
    cells
        Row number, name of the column, and the sentence, for each fault of a cell.
    """

    title: str
    rows: Mapping[int, str]
    cells: Sequence[tuple[int, str, str]]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Marks:
        """Return the marks of JSON values."""
        return cls(
            str(values["title"]),
            {int(row): str(said)[:_LONGEST] for row, said in values["rows"].items()},
            [(int(row), str(name), str(said)) for row, name, said in values["cells"]],
        )


def mark_workbook(source: Path, target: Path, layer: str | None, marks: Marks) -> None:
    """Write a copy of a workbook with marks on one of its sheets.

    Parameters
    ----------
    source
        The workbook.
    target
        The copy to write.
    layer
        The sheet; by default the first visible one that holds anything.
    marks
        What is wrong where.

    Raises
    ------
    InputError
        When the workbook is unsafe, or of a form that cannot be marked.
    """
    try:
        name, header_row, columns = _layout(source, layer)
        with open_archive(source) as archive:
            package = Package.of(archive)
            for part in package.texts.values():
                require_no_dtd(part)
            _mark(package, package.sheet_part(name), header_row, columns, marks)
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
                package.write(copy)
    except (NotMarkableError, KeyError, UnicodeDecodeError) as error:
        raise InputError("workbook.unmarkable") from error


def _layout(source: Path, layer: str | None) -> tuple[str, int, dict[str, int]]:
    """Return the sheet's name, its lowest header row, and the position of each column by name."""
    sheet, _ = chosen_sheet(CalamineWorkbook.from_path(str(source)), layer)
    rows = sheet.to_python(skip_empty_area=False, nrows=_HEAD_ROWS)
    spans = [
        (top, left, bottom, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
        if bottom < len(rows)
    ]
    found = read_header(rows, spans)
    columns = {column: position for position, column in found.names.items()}
    return sheet.name, min(found.rows) - 1, columns


def _mark(
    package: Package, part: str, header_row: int, columns: Mapping[str, int], marks: Marks
) -> None:
    sheet = SheetText(package.read(part))
    sheet.shift()
    red = package.red_styles()
    cells: dict[int, dict[int, str]] = {}
    for row, name, said in marks.cells:
        if name in columns:
            cells.setdefault(row, {})[columns[name] + 1] = said
    texts = {header_row: marks.title, **marks.rows}
    sheet.rewrite(texts, {row: set(found) for row, found in cells.items()}, red)
    sheet.filter_from(header_row)
    comments = [
        (f"{column_letter(column)}{row}", row, column, said)
        for row, found in sorted(cells.items())
        for column, said in sorted(found.items())
    ][:_MOST_COMMENTS]
    if comments and not sheet.has_comments:
        sheet.refer_to_comments(package.add_comments(part, comments))
    package.keep_styles(red)
    package.replace(part, sheet.bytes())
    package.drop_calculation_chain()
