"""The formats by key: what they are called by, and what writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from gridmap.domain import FeatureTable
from gridmap.errors import InputError
from gridmap.formats.geojson import write_geojson, write_geojson_lines
from gridmap.formats.layers import write_flatgeobuf, write_geopackage, write_shapefile
from gridmap.formats.reading import read
from gridmap.formats.tabular import write_csv
from gridmap.formats.workbooks import write_xlsx

Reader = Callable[..., FeatureTable]
Writer = Callable[[FeatureTable, str | PathLike[str]], None]


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Parameters
    ----------
    key
        Short name, as ``--format`` takes it.
    suffixes
        Endings of its files, the usual one first.
    writer
        What writes it, None for a format that is only read.
    reader
        What reads it: the one door for all.
    """

    key: str
    suffixes: tuple[str, ...]
    writer: Writer | None = None
    reader: Reader = read


FORMATS: tuple[Format, ...] = (
    Format("geojson", (".geojson", ".json"), write_geojson),
    Format("geojsonseq", (".geojsonl", ".geojsons", ".ndjson", ".jsonl"), write_geojson_lines),
    Format("csv", (".csv",), write_csv),
    Format("gpkg", (".gpkg",), write_geopackage),
    Format("shapefile", (".zip",), write_shapefile),
    Format("shp", (".shp",)),  # its parts lie in several files; only the zip is written
    Format("flatgeobuf", (".fgb",), write_flatgeobuf),
    Format("text", (".tsv", ".txt")),
    Format("xlsx", (".xlsx", ".xlsm"), write_xlsx),
    Format("xls", (".xls",)),
    Format("dbf", (".dbf",)),
    Format("kml", (".kml", ".kmz")),
    Format("gpx", (".gpx",)),
)


def writable() -> tuple[str, ...]:
    """Return the keys of the formats that can be written."""
    return tuple(entry.key for entry in FORMATS if entry.writer)


def format_for(path: str | PathLike[str], key: str | None = None) -> Format:
    """Return the format for a file to be written.

    Parameters
    ----------
    path
        The file; its ending says the format.
    key
        Key of the format where the ending does not say it.

    Raises
    ------
    InputError
        When there is no such format, or it cannot be written.
    """
    suffix = Path(path).suffix.lower()
    for entry in FORMATS:
        if entry.writer and (entry.key == key if key else suffix in entry.suffixes):
            return entry
    raise InputError("format.unknown", format=key or suffix, formats=", ".join(writable()))


def write(table: FeatureTable, path: str | PathLike[str], key: str | None = None) -> None:
    """Write a table; the file appears whole or not at all.

    Parameters
    ----------
    table
        Rows in any system that is named; all formats are written in WGS 84.
    path
        Where the file is to be.
    key
        Key of the format; the ending of `path` says it otherwise.

    Raises
    ------
    InputError
        When there is no such format, or the table does not fit it.
    """
    entry = format_for(path, key)
    if entry.writer is not None:
        entry.writer(table, path)
