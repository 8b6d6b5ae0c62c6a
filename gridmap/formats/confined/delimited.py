"""Reads text with separators: CSV, TSV and what spreadsheets call text."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from statistics import median

from gridmap.errors import InputError, Place
from gridmap.formats import limits
from gridmap.formats.confined.encodings import decode
from gridmap.formats.confined.gates import require_size
from gridmap.formats.confined.job import Grid, Job, Note

_SEPARATORS = (",", "\t", ";", "|")
_SAMPLE_ROWS = 30
# More than a header, what is above it, and the sample that tells of geometry can have.
HEAD_ROWS = 300


def read_delimited(job: Job) -> Grid:
    """Return the rows of a text file as they stand, header and empty rows included.

    Raises
    ------
    InputError
        When it is too large, fits no encoding, holds control characters of a binary file, or a
        quoted cell never ends.
    """
    require_size(job.path.stat().st_size, limits.TEXT_BYTES)
    text, encoding = decode(job.path.read_bytes(), job.encoding)
    if (at := text.find("\x00")) >= 0:
        raise InputError("content.binary", Place(row=text.count("\n", 0, at) + 1))
    notes = (Note("encoding.assumed", {"encoding": encoding.name}),) if encoding.assumed else ()
    csv.field_size_limit(limits.CELL_CHARACTERS)
    separator = separator_of(text)
    grid = _plain(text, separator) or Grid(_rows(text, separator))
    return replace(grid, notes=notes)


def _plain(text: str, separator: str) -> Grid | None:
    """Return a text without quotes whose rows are equally long, None for any other.

    The rows below the head go by column: whole texts are split in a few calls, and the parent
    meets a few long columns instead of a list for every row.
    """
    plain = text.replace("\r\n", "\n").removesuffix("\n")
    if '"' in plain or "\r" in plain:
        return None
    lines = plain.split("\n")
    if len(lines) <= HEAD_ROWS or max(map(len, lines)) > limits.CELL_CHARACTERS:
        return None
    width = lines[0].count(separator) + 1
    is_even = {line.count(separator) for line in lines} == {width - 1}
    if not is_even or width > limits.TABLE_COLUMNS:
        return None
    head = [line.split(separator) for line in lines[:HEAD_ROWS]]
    cells = separator.join(lines[HEAD_ROWS:]).split(separator)
    return Grid(head, tail=[cells[column::width] for column in range(width)])


def _rows(text: str, separator: str) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            if len(row) > limits.TABLE_COLUMNS:
                raise InputError(
                    "table.columns",
                    Place(row=len(rows) + 1),
                    count=len(row),
                    limit=limits.TABLE_COLUMNS,
                )
            rows.append(row)
    except csv.Error as error:
        raise InputError("csv.quote", Place(row=len(rows) + 1)) from error
    return rows


def separator_of(text: str) -> str:
    """Return the separator that divides the first rows into the most equal columns."""
    lines = text[: 1 << 16].splitlines(keepends=True)[:_SAMPLE_ROWS]
    scores = {}
    for separator in _SEPARATORS:
        counts = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        middle = median(counts) if counts else 0
        agreeing = sum(count == middle for count in counts)
        scores[separator] = (agreeing * (middle > 1), middle)
    return max(_SEPARATORS, key=lambda separator: scores[separator])
