"""What a parser is asked and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read.

    Parameters
    ----------
    path
        The file as it lies on the disk; after unpacking, the member.
    suffix
        Suffix of the name that the user knows, in lower case.
    layer
        Layer or sheet wanted, None for the only or the first one.
    encoding
        Encoding that the user names.
    """

    path: Path
    suffix: str
    layer: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A notice on its way to the parent."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    place: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Features:
    """A layer: columns of equal length and the WKB of each row, None for a row without one.

    `crs` is what the file names, `usual_crs` what its format means where it names none.
    """

    columns: Mapping[str, Sequence[Any]]
    wkb: Sequence[bytes | None] | None
    crs: str | None
    rows: Sequence[int]
    usual_crs: str | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as it stands: rows of cells, and merged ranges as (top, left, bottom, right).

    Where a sheet is long and its rows equally so, `tail` holds those below `rows` by column.
    Where a column holds well-known text, `wkt_column` is its position, `wkb` its geometries by
    row (None where a cell has none) and `bad_rows` the positions of rows whose text is broken.
    """

    rows: Sequence[Sequence[Any]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    sheet: str | None = None
    crs: str | None = None
    wkt_column: int | None = None
    wkb: Sequence[bytes | None] = ()
    bad_rows: Sequence[int] = ()
    notes: tuple[Note, ...] = ()
    tail: Sequence[Sequence[str]] = ()


Answer = Features | Grid
