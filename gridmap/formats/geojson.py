"""Writes GeoJSON as RFC 7946 wants it, the same bytes for the same table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from gridmap.domain import FeatureTable
from gridmap.errors import InputError, Place
from gridmap.formats.members import geometry_members
from gridmap.formats.reading import as_lonlat

# A column of this name becomes the member `id` of the feature; `@id` goes first.
IDENTIFIERS = ("@id", "id")
_BATCH_ROWS = 4096
_HEAD = b'{"type":"FeatureCollection","features":[\n'
_TAIL = b"\n]}\n"


def write_geojson(table: FeatureTable, path: str | PathLike[str]) -> None:
    """Write a table as a feature collection, one feature a line.

    Longitudes and latitudes on WGS 84 are rounded to seven decimals and printed as short as they
    read back the same; outer rings run counter-clockwise, holes clockwise. Reading the file and
    writing it again gives the same bytes. The file appears whole or not at all.

    Parameters
    ----------
    table
        Rows with geometry, in any system that is named. A column ``id`` (or ``@id``, where
        ``id`` is an attribute) becomes the feature's id; the others are properties in order.
    path
        Where the file is to be.

    Raises
    ------
    InputError
        When the table has no geometry, names no system, or a value does not fit JSON.
    """
    write_geojson_pieces([table], path)


def write_geojson_lines(table: FeatureTable, path: str | PathLike[str]) -> None:
    """Write a table as newline-delimited GeoJSON: the lines of `write_geojson` alone.

    Raises
    ------
    InputError
        When the table has no geometry, names no system, or a value does not fit JSON.
    """
    write_geojson_lines_pieces([table], path)


def write_geojson_pieces(pieces: Iterable[FeatureTable], path: str | PathLike[str]) -> None:
    """Write the rows of several tables as one feature collection, as `write_geojson` writes one.

    Raises
    ------
    InputError
        When a table has no geometry, names no system, or a value does not fit JSON.
    """
    _write_whole(path, _collection(chain.from_iterable(map(feature_lines, pieces))))


def write_geojson_lines_pieces(pieces: Iterable[FeatureTable], path: str | PathLike[str]) -> None:
    """Write the rows of several tables as newline-delimited GeoJSON.

    Raises
    ------
    InputError
        When a table has no geometry, names no system, or a value does not fit JSON.
    """
    lines = chain.from_iterable(map(feature_lines, pieces))
    _write_whole(path, (line + b"\n" for line in lines))


def _collection(lines: Iterator[bytes]) -> Iterator[bytes]:
    yield _HEAD
    separator = b""
    for line in lines:
        yield separator + line
        separator = b",\n"
    yield _TAIL


def _write_whole(path: str | PathLike[str], parts: Iterator[bytes]) -> None:
    target = Path(path)
    draft = target.with_name(f"{target.name}.part")
    try:
        with draft.open("wb") as stream:
            _write_parts(stream, parts)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _write_parts(stream: BinaryIO, parts: Iterator[bytes]) -> None:
    stream.writelines(parts)


def feature_lines(table: FeatureTable) -> Iterator[bytes]:
    """Yield each row as the JSON text of a feature, without a line end.

    Raises
    ------
    InputError
        When the table has no geometry, names no system, or a value does not fit JSON.
    """
    if table.geometry is None:
        raise InputError("geojson.no_geometry", Place(file=table.source))
    lonlat = as_lonlat(table)
    identifier = next((name for name in IDENTIFIERS if name in table.columns), None)
    names = [name for name in table.columns if name != identifier]
    for start in range(0, len(table), _BATCH_ROWS):
        rows = slice(start, start + _BATCH_ROWS)
        shapes = geometry_members(lonlat.geometry[rows])  # type: ignore[index]  # not None: see above
        for position, shape in enumerate(shapes, start):
            yield _feature(table, position, identifier, names, shape)


def _feature(
    table: FeatureTable, position: int, identifier: str | None, names: Sequence[str], shape: object
) -> bytes:
    feature: dict[str, Any] = {"type": "Feature"}
    if identifier is not None and (value := table.columns[identifier][position]) is not None:
        feature["id"] = value
    feature["geometry"] = shape
    feature["properties"] = {name: _member(table.columns[name][position]) for name in names}
    try:
        return orjson.dumps(feature)
    except TypeError as error:
        place = Place(file=table.source, feature=int(table.rows[position]))
        raise InputError("geojson.value", place) from error


def _member(value: object) -> object:
    """Return a value as JSON holds it: dates as ISO text."""
    return value.isoformat() if isinstance(value, date) else value
