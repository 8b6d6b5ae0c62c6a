"""Recognises what the columns of a table mean, in Chinese and English, and reads them so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from gridmap.domain import FeatureTable
from gridmap.errors import GridmapError, InputError, Place
from gridmap.formats.heads import HEADS
from gridmap.formats.problems import Problems
from gridmap.formats.values import as_moment, as_number


def plain_head(name: str) -> str:
    """Return a head as it is compared: NFKC, lower case, without brackets, spaces and marks."""
    plain = unicodedata.normalize("NFKC", name).lower()
    plain = re.sub(r"\([^)]*\)|\[[^\]]*\]", "", plain) or plain
    return re.sub(r"[\s_\-./:*#°]+", "", plain)


def recognise(
    names: Sequence[str], explicit: Mapping[str, str] | None = None, source: str | None = None
) -> dict[str, str]:
    """Return which column holds what.

    Parameters
    ----------
    names
        Names of the columns.
    explicit
        Meaning to column name as the user declares it, which wins over any guess.
    source
        Name of the file for messages.

    Returns
    -------
    columns
        Meaning (a key of `HEADS`) to column name, for those that are found.

    Raises
    ------
    InputError
        When the user names a column that is not there.
    """
    heads = {plain_head(name): name for name in reversed(names)}
    # "坐标/经度" is 经度 below a merged head.
    lowest = {plain_head(name.rsplit("/", 1)[-1]): name for name in reversed(names)}
    found = dict(explicit or {})
    for meaning, column in found.items():
        if column not in names:
            present = ", ".join(names)
            place = Place(file=source, column=column)
            raise InputError("column.missing", place, meaning=meaning, columns=present)
    for meaning, candidates in HEADS.items():
        if meaning in found:
            continue
        for lookup in (heads, lowest):
            match = next((lookup[head] for head in candidates if head in lookup), None)
            if match is not None and match not in found.values():
                found[meaning] = match
                break
    return found


def read_column(
    table: FeatureTable, column: str, convert: Callable[[object], object]
) -> list[object]:
    """Return a column converted value by value, with all rows that do not fit in one error.

    Parameters
    ----------
    table
        The table.
    column
        Name of the column.
    convert
        `as_number`, `as_moment` or another function that raises `InputError`.

    Raises
    ------
    InputError
        When the column is missing, or with each row and the column where a value does not fit.
    """
    problems = Problems(table.source)
    converted = convert_column(table, column, convert, problems)
    problems.raise_if_any()
    return converted


def convert_column(
    table: FeatureTable,
    column: str,
    convert: Callable[[object], object],
    problems: Problems,
) -> list[object]:
    """Return a column converted value by value, None where a value does not fit.

    Parameters
    ----------
    table
        The table.
    column
        Name of the column.
    convert
        A function that raises `InputError`.
    problems
        Takes each row that does not fit.

    Raises
    ------
    InputError
        When the column is missing.
    """
    if column not in table.columns:
        raise InputError(
            "column.missing",
            Place(file=table.source, column=column),
            meaning=column,
            columns=", ".join(table.columns),
        )
    converted: list[object] = []
    for value, row in zip(table.columns[column], table.rows, strict=True):
        try:
            converted.append(convert(value))
        except GridmapError as error:
            problems.add(error.code, Place(row=int(row), column=column), **error.params)
            converted.append(None)
    return converted


def numbers(table: FeatureTable, column: str) -> list[float | None]:
    """Return a column as numbers, text as people type it included.

    Raises
    ------
    InputError
        With every row where the column holds something else.
    """
    return read_column(table, column, as_number)  # type: ignore[return-value]  # as_number's own


def moments(table: FeatureTable, column: str) -> list[object]:
    """Return a column as dates and moments: ISO, Chinese, packed or serial.

    Raises
    ------
    InputError
        With every row where the column holds something else.
    """
    return read_column(table, column, as_moment)
