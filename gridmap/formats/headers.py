"""From a sheet as it stands to columns: titles, header rows, merged cells and total rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gridmap.domain import Notice
from gridmap.errors import InputError, Place
from gridmap.formats.problems import Problems

Rows = Sequence[Sequence[Any]]
Merged = Sequence[Sequence[int]]
Tail = Sequence[Sequence[str]]

_TOTAL = re.compile(
    r"(?:合\s*计|总\s*计|小\s*计|总\s*和|共\s*计|(?:grand |sub)?total|sum)\s*[:：]?", re.IGNORECASE
)
# What every match of the above holds, in lower case.
_TOTAL_MARKS = ("计", "和", "total", "sum")
_VALUE = re.compile(r"\s*-?\d+\.\d+\s*|\s*-?\d{5,}\s*")
_SEARCHED_ROWS = 20
_MOST_HEADER_ROWS = 4
_LETTERS = 26


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet read as a table: columns, the row number of each row, and what was left out.

    `names` maps the position of a column in the sheet, from 0, to its name.
    """

    columns: Mapping[str, list[Any]]
    names: Mapping[int, str]
    rows: list[int]
    notices: tuple[Notice, ...]


def read_header(
    rows: Rows,
    merged: Merged = (),
    tail: Tail = (),
    *,
    source: str | None = None,
    layer: str | None = None,
) -> Sheet:
    """Return the table that a sheet holds.

    Rows above the header that fill one cell are titles. A header has several rows where its
    cells are merged downwards or lie below a merged one; a column is then called by its lowest
    cell, with the cells above where that alone is not unique. Merged cells of the body count for
    every row they span. A total row is left out and named.

    Parameters
    ----------
    rows
        Cells by row, None or an empty text where there is nothing.
    merged
        Ranges as (top, left, bottom, right), from 0, inclusive.
    tail
        Columns of text of further rows, all of which have a cell in each.
    source, layer
        Names of the file and the sheet for messages.

    Raises
    ------
    InputError
        When there is no header, no row below it, or a row holds more cells than the header.
    """
    whole = Place(file=source, layer=layer)
    top = _header_top(rows)
    if top is None:
        raise InputError("table.empty", whole)
    _require_heads(rows[top], replace(whole, row=top + 1))
    bottom = _header_bottom(top, rows, merged)
    width = _width(rows, top, bottom)
    if tail and not _is_plain(tail, width):
        rows, tail = [*rows, *zip(*tail, strict=True)], ()
    names, notices = _names(rows, top, bottom, merged, whole, tail=tail)
    body = _filled(rows, bottom + 1, merged)
    _require_width(body, bottom + 1, width, whole)
    kept: list[int] = []
    for position, row in enumerate(body, bottom + 1):
        first = next((str(cell) for cell in row if not _is_void(cell)), None)
        if first is None:
            continue
        if _TOTAL.fullmatch(first.strip()):
            notices.append(
                Notice("row.total", replace(whole, row=position + 1), {"text": first.strip()})
            )
            continue
        kept.append(position)
    tail_rows = len(tail[0]) if tail else 0
    if not kept and not tail_rows:
        raise InputError("table.empty", whole)
    columns = _columns([body[position - bottom - 1] for position in kept], names)
    for column, name in names.items():
        columns[name] += _tail_cells(tail, column, tail_rows)
    numbers = [position + 1 for position in kept]
    numbers += range(len(rows) + 1, len(rows) + tail_rows + 1)
    return Sheet(columns, names, numbers, tuple(notices))


def _is_plain(tail: Tail, width: int) -> bool:
    """Return whether rows by column fit the header, and none is empty or a total row."""
    first = tail[0]
    if len(tail) > width or not all(map(str.strip, first)):
        return False
    joined = "\n".join(first).casefold()
    if not any(mark in joined for mark in _TOTAL_MARKS):
        return True
    return not any(_TOTAL.fullmatch(cell.strip()) for cell in first)


def _tail_cells(tail: Tail, column: int, rows: int) -> Sequence[str | None]:
    if column >= len(tail):
        return [None] * rows
    cells = tail[column]
    if all(map(str.strip, cells)):
        return cells
    return [None if _is_void(cell) else cell for cell in cells]


def _columns(rows: Rows, names: Mapping[int, str]) -> dict[str, list[Any]]:
    """Return rows by column; one pass over whole columns, since files of a million rows are met."""
    if not rows:
        return {name: [] for name in names.values()}
    width = max(names, default=0) + 1
    even = [row if len(row) >= width else [*row, *[None] * (width - len(row))] for row in rows]
    by_column = list(zip(*even, strict=False))
    return {
        name: [None if _is_void(cell) else cell for cell in by_column[column]]
        for column, name in names.items()
    }


def _is_void(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _cell(row: Sequence[Any], column: int) -> object:
    cell = row[column] if column < len(row) else None
    return None if _is_void(cell) else cell


def _header_top(rows: Rows) -> int | None:
    """Return the first row that fills more than one cell, or any cell where the sheet is narrow."""
    searched = rows[:_SEARCHED_ROWS]
    widest = max((sum(not _is_void(cell) for cell in row) for row in searched), default=0)
    for position, row in enumerate(searched):
        filled = sum(not _is_void(cell) for cell in row)
        if filled >= min(widest, 2) and filled:
            return position
    return None


def _require_heads(row: Sequence[Any], place: Place) -> None:
    """Refuse a first row of values: without heads nobody knows what they are.

    Raises
    ------
    InputError
        When most cells are numbers or dates; years as heads of a few columns are common.
    """
    filled = [cell for cell in row if not _is_void(cell)]
    values = [cell for cell in filled if not isinstance(cell, str) or _VALUE.fullmatch(cell)]
    if len(values) * 2 > len(filled):
        raise InputError("table.headless", place)


def _header_bottom(top: int, rows: Rows, merged: Merged) -> int:
    bottom = top
    for upper, left, lower, right in merged:
        if upper == top and left != right and upper == lower and _is_all_text(rows, top + 1):
            bottom = max(bottom, top + 1)
        elif upper == top:
            bottom = max(bottom, lower)
    return min(bottom, top + _MOST_HEADER_ROWS - 1, len(rows) - 1)


def _width(rows: Rows, top: int, bottom: int) -> int:
    return max(len(row) for row in rows[top : bottom + 1])


def _is_all_text(rows: Rows, position: int) -> bool:
    if position >= len(rows):
        return False
    filled = [cell for cell in rows[position] if not _is_void(cell)]
    return bool(filled) and all(isinstance(cell, str) for cell in filled)


def _filled(rows: Rows, start: int, merged: Merged, stop: int | None = None) -> list[list[Any]]:
    """Return rows in which every cell of a merged range holds the range's value."""
    body = [list(row) for row in rows[start:stop]]
    for top, left, bottom, right in merged:
        if top < start:
            continue
        value = _cell(rows[top], left)
        for row in body[top - start : bottom - start + 1]:
            for column in range(left, min(right, len(row) - 1) + 1):
                row[column] = value
    return body


def _names(
    rows: Rows, top: int, bottom: int, merged: Merged, whole: Place, *, tail: Tail
) -> tuple[dict[int, str], list[Notice]]:
    header = _filled(rows, top, [span for span in merged if span[2] <= bottom], bottom + 1)
    width = _width(rows, top, bottom)
    paths = []
    for column in range(width):
        cells = [_cell(row, column) for row in header]
        paths.append(list(dict.fromkeys(str(cell).strip() for cell in cells if cell is not None)))
    lowest = Counter(path[-1] for path in paths if path)
    names: dict[int, str] = {}
    notices: list[Notice] = []
    for column, path in enumerate(paths):
        below = tail[column] if column < len(tail) else ()
        is_void = all(_is_void(_cell(row, column)) for row in rows[bottom + 1 :])
        if not path and is_void and not any(map(str.strip, below)):
            continue
        name = column_letter(column)
        if path:
            name = path[-1] if lowest[path[-1]] == 1 else "/".join(path)
        else:
            notices.append(
                Notice("column.nameless", replace(whole, row=bottom + 1), {"letter": name})
            )
        names[column] = _unique(name, set(names.values()), notices, whole)
    return names, notices


def _unique(name: str, taken: set[str], notices: list[Notice], whole: Place) -> str:
    fresh, number = name, 2
    while fresh in taken:
        fresh, number = f"{name} ({number})", number + 1
    if fresh != name:
        notices.append(Notice("column.renamed", whole, {"name": name, "fresh": fresh}))
    return fresh


def column_letter(column: int) -> str:
    """Return the letters that a spreadsheet shows above a column, from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def _require_width(body: Rows, start: int, width: int, whole: Place) -> None:
    """Refuse rows with text beyond the header: a separator inside an unquoted cell shifts all."""
    problems = Problems(whole.file)
    for position, row in enumerate(body, start):
        beyond = [cell for cell in row[width:] if not _is_void(cell)]
        if beyond:
            found = len(row)
            problems.add(
                "row.wide", Place(layer=whole.layer, row=position + 1), found=found, width=width
            )
    problems.raise_if_any()
