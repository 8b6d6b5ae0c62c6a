"""Writes workbooks: text stays text, whatever it looks like."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from gridmap.domain import FeatureTable
from gridmap.domain.moments import CHINA_STANDARD_TIME
from gridmap.errors import InputError, Place
from gridmap.formats.marking import FaultMarks
from gridmap.formats.reading import as_lonlat

if TYPE_CHECKING:
    Format = Any
    Workbook = Any
    Worksheet = Any

MOST_ROWS: Final = 1_048_575
LONGEST_TEXT: Final = 32_767
_MOST_EXACT: Final = 2**53
_BARRED: Final = frozenset("[]:*?/\\'")
_MOST_COMMENTS: Final = 2000
SAFE: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
"""Options under which nothing that data say becomes a formula, a link or a number."""


def write_xlsx(table: FeatureTable, path: str | PathLike[str]) -> None:
    """Write a table as a workbook with one sheet, its header frozen and filterable.

    Points become the columns ``lon`` and ``lat`` in WGS 84; other shapes have no place in a cell
    and are left out. Moments stand in local time of China, as they are read again. The file appears
    whole or not at all.

    Parameters
    ----------
    table
        Rows, with or without geometry.
    path
        Where the file is to be.

    Raises
    ------
    InputError
        When a sheet cannot hold so many rows or so long a text.
    """
    _require_room(table)
    write_sheet(path, table.source, _columns(table))


def write_marked(
    table: FeatureTable,
    path: str | PathLike[str],
    marks: FaultMarks,
    only: AbstractSet[int] | None = None,
) -> None:
    """Write rows with what is wrong with them in a first column, faulty cells in red.

    Parameters
    ----------
    table
        Rows.
    path
        Where the file is to be.
    marks
        What is wrong where.
    only
        Numbers of the rows that are wanted; all by default.
    """
    positions = [at for at, row in enumerate(table.rows.tolist()) if only is None or row in only]
    numbers = [int(table.rows[at]) for at in positions]
    place = {row: at for at, row in enumerate(numbers)}
    columns: dict[str, list[object]] = {
        marks.title: [marks.rows.get(row, "")[:LONGEST_TEXT] for row in numbers]
    }
    for name, values in _columns(table).items():
        columns[name] = [values[at] for at in positions]
    names = list(columns)
    faulty = {
        (place[row], names.index(name)): said
        for row, name, said in marks.cells
        if row in place and name in columns
    }
    write_sheet(path, table.source, columns, faulty, first_width=60)


def write_sheet(
    path: str | PathLike[str],
    title: str,
    columns: Mapping[str, Sequence[object]],
    faulty: Mapping[tuple[int, int], str] | None = None,
    *,
    first_width: int = 14,
) -> None:
    """Write columns as one sheet.

    Parameters
    ----------
    path
        Where the file is to be.
    title
        What the sheet is called, as far as a sheet may be called so.
    columns
        Name to values.
    faulty
        Row and column, from 0, to the comment of each red cell.
    first_width
        Width of the first column in characters.
    """
    target = Path(path)
    draft = target.with_name(f"{target.name}.part")
    try:
        # Rows go to the disk one by one unless cells get comments, which come at the end.
        book = xlsxwriter.Workbook(str(draft), {**SAFE, "constant_memory": not faulty})
        sheet = book.add_worksheet(sheet_name(title))
        pen = _Pen(book, sheet)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, first_width)
        sheet.set_column(1, max(len(columns) - 1, 1), 14)
        for at, name in enumerate(columns):
            pen.head(at, name)
        for row, cells in enumerate(zip(*columns.values(), strict=True)):
            for column, value in enumerate(cells):
                said = faulty.get((row, column)) if faulty else None
                pen.write(row + 1, column, value, is_red=said is not None)
        for number, ((row, column), said) in enumerate(sorted((faulty or {}).items())):
            if number < _MOST_COMMENTS:
                sheet.write_comment(row + 1, column, said)
        rows = max((len(values) for values in columns.values()), default=0)
        if columns:
            sheet.autofilter(0, 0, rows, len(columns) - 1)
        book.close()
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def sheet_name(title: str) -> str:
    """Return a name that a sheet may have: 31 characters at most, without the marks it may not."""
    plain = "".join(
        "_" if mark in "[]:*?/\\'" or not mark.isprintable() else mark for mark in title
    )
    return plain[:31] or "Sheet1"


class _Pen:
    """Writes cells of each kind by its own call, so that nothing is guessed."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._head = book.add_format({"bold": True, "bg_color": "#E3F0EF", "text_wrap": True})
        self._forms: dict[tuple[str, bool], Format | None] = {}
        red = {"bg_color": "#FFC7CE"}
        for kind, form in (
            ("plain", {}),
            ("day", {"num_format": "yyyy-mm-dd"}),
            ("moment", {"num_format": "yyyy-mm-dd hh:mm:ss"}),
        ):
            self._forms[kind, False] = book.add_format(form) if form else None
            self._forms[kind, True] = book.add_format({**form, **red})

    def head(self, column: int, name: str) -> None:
        self._sheet.write_string(0, column, name[:LONGEST_TEXT], self._head)

    def write(self, row: int, column: int, value: object, *, is_red: bool = False) -> None:
        sheet, plain = self._sheet, self._forms["plain", is_red]
        if isinstance(value, str):
            sheet.write_string(row, column, value[:LONGEST_TEXT], plain)
        elif isinstance(value, bool | np.bool_):
            sheet.write_boolean(row, column, bool(value), plain)
        elif isinstance(value, datetime):
            moment = value.astimezone(CHINA_STANDARD_TIME) if value.tzinfo else value
            sheet.write_datetime(
                row, column, moment.replace(tzinfo=None), self._forms["moment", is_red]
            )
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self._forms["day", is_red])
        elif _is_exact(value):
            sheet.write_number(row, column, value, plain)
        elif value is not None and not (isinstance(value, float) and np.isnan(value)):
            sheet.write_string(row, column, str(value)[:LONGEST_TEXT], plain)
        elif is_red:
            sheet.write_blank(row, column, None, plain)


def _is_exact(value: object) -> bool:
    """Return whether a sheet keeps a number as it is: it knows nothing but 64-bit floats."""
    if isinstance(value, int | np.integer):
        return abs(int(value)) <= _MOST_EXACT
    return isinstance(value, float | np.floating) and bool(np.isfinite(value))


def _columns(table: FeatureTable) -> dict[str, Sequence[Any]]:
    columns = {str(name): values for name, values in table.columns.items()}
    if table.geometry is None:
        return columns
    geometry = as_lonlat(table).geometry
    kinds = set(shapely.get_type_id(geometry).tolist()) - {-1}
    if kinds <= {int(shapely.GeometryType.POINT)}:
        axes: tuple[tuple[str, Callable[[Any], Any]], ...] = (
            ("lon", shapely.get_x),
            ("lat", shapely.get_y),
        )
        for name, axis in axes:
            degrees = np.round(axis(geometry), 7).tolist()
            columns[name] = [None if value != value else value for value in degrees]  # noqa: PLR0124  not a number
    return columns


def _require_room(table: FeatureTable) -> None:
    if len(table) > MOST_ROWS:
        raise InputError("workbook.long", Place(file=table.source), rows=len(table), most=MOST_ROWS)
    for name, values in table.columns.items():
        for value, row in zip(values, table.rows, strict=True):
            if isinstance(value, str) and len(value) > LONGEST_TEXT:
                place = Place(file=table.source, row=int(row), column=str(name))
                raise InputError("workbook.text", place, most=LONGEST_TEXT)
