"""Writes CSV that opens rightly in a spreadsheet and comes back unchanged."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from gridmap.domain import FeatureTable
from gridmap.formats.reading import as_lonlat
from gridmap.formats.values import cell_texts
from gridmap.geometry.lattice import UNITS_PER_DEGREE

_LON, _LAT, _WKT = "lon", "lat", "wkt"
_SYSTEM = "SRID=4326;"
_MARKS = '",\r\n'
_SPECIAL = re.compile(f"[{_MARKS}]")
_SHORTEST = 1e-4  # below it the shortest text of a number has an exponent


def write_csv(table: FeatureTable, path: str | PathLike[str]) -> None:
    """Write a table as CSV: UTF-8 with a byte order mark, commas, a header.

    Points become the columns ``lon`` and ``lat``, other geometry a column ``wkt`` that names its
    system; both are WGS 84 with seven decimals. Text that a spreadsheet would run as a formula is
    led by an apostrophe, which `gridmap.formats.reading.read` takes off again. The file appears
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
        When the table has geometry but names no system.
    """
    write_csv_pieces([table], path)


def write_csv_pieces(pieces: Iterable[FeatureTable], path: str | PathLike[str]) -> None:
    """Write tables of the same columns one below the other, as `write_csv` writes one.

    Parameters
    ----------
    pieces
        The tables; the first says which columns there are.
    path
        Where the file is to be.

    Raises
    ------
    InputError
        When a table has geometry but names no system.
    """
    target = Path(path)
    draft = target.with_name(f"{target.name}.part")
    head: tuple[str, ...] | None = None
    try:
        with draft.open("wb") as stream:
            stream.write(codecs.BOM_UTF8)
            for table in pieces:
                extra = _geometry_columns(table)
                own = {name: table.columns[name] for name in table.columns if name not in extra}
                if head is None:
                    head = (*own, *extra)
                    stream.write(_lines([[name] for name in cell_texts(head)]).encode())
                texts = [cell_texts(values) for values in own.values()]
                stream.write(_lines([*texts, *extra.values()]).encode())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _lines(columns: Sequence[list[str]]) -> str:
    """Return columns of text as lines, quoted where they must be."""
    quoted = [_quoted(texts, alone=len(columns) == 1) for texts in columns]
    return "\r\n".join([*map(",".join, zip(*quoted, strict=True)), ""])


def _quoted(texts: list[str], *, alone: bool) -> list[str]:
    """Return cells with quotes where a reader would not understand them without.

    An empty cell without another beside it would be an empty line.
    """
    if alone:
        texts = [text or '""' for text in texts]
        return [text if text == '""' else _quoted([text], alone=False)[0] for text in texts]
    joined = "".join(texts)
    if not any(mark in joined for mark in _MARKS):
        return texts
    return [
        '"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) else text for text in texts
    ]


def _geometry_columns(table: FeatureTable) -> dict[str, list[str]]:
    """Return the columns that hold the geometry, by name."""
    if table.geometry is None:
        return {}
    geometry = as_lonlat(table).geometry
    present = shapely.is_valid_input(geometry) & ~shapely.is_missing(geometry)
    kinds = set(shapely.get_type_id(geometry)[present].tolist())
    if kinds <= {int(shapely.GeometryType.POINT)}:
        return {_LON: _decimals(shapely.get_x(geometry)), _LAT: _decimals(shapely.get_y(geometry))}
    rounded = shapely.transform(
        geometry, lambda xy: np.rint(xy * UNITS_PER_DEGREE) / UNITS_PER_DEGREE
    )
    texts = shapely.to_wkt(rounded, rounding_precision=7, trim=True)
    return {_WKT: ["" if text is None else _SYSTEM + text for text in texts]}


def _decimals(degrees: NDArray[np.float64]) -> list[str]:
    """Return degrees as text without an exponent, as short as they read back the same."""
    units = np.rint(degrees * UNITS_PER_DEGREE) / UNITS_PER_DEGREE + 0.0
    # As Python's own text, but for small numbers; and many times as fast.
    texts = orjson.dumps(units, option=orjson.OPT_SERIALIZE_NUMPY).decode()[1:-1].split(",")
    is_odd = ~(np.abs(units) >= _SHORTEST) | (units == np.rint(units))
    for position in np.flatnonzero(is_odd).tolist():
        value = float(units[position])
        texts[position] = "" if np.isnan(value) else _decimal(value)
    return texts


def _decimal(value: float) -> str:
    shortest = repr(value)
    return f"{value:.7f}" if "e" in shortest else shortest.removesuffix(".0")
