"""Writes what GDAL writes, in a process of its own, so that no other one needs to load GDAL."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from os import PathLike
from pathlib import Path

import shapely

from gridmap.domain import FeatureTable
from gridmap.errors import InputError, Place
from gridmap.formats.frames import join_wkb, write_frame
from gridmap.formats.reading import as_lonlat
from gridmap.formats.values import cell_text
from gridmap.geometry.crs import LONLAT

_MOST_WRITING_S = 600
# What a format cannot hold is written as ISO text, which reads back as what it was.
_ABSENT_KINDS = {"ESRI Shapefile": frozenset({"moment"}), "FlatGeobuf": frozenset({"date"})}
_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def write_geopackage(table: FeatureTable, path: str | PathLike[str]) -> None:
    """Write a table as the only layer of a GeoPackage, in WGS 84.

    Raises
    ------
    InputError
        When the table has geometry but names no system, or it cannot be written.
    """
    _write_whole(table, "GPKG", Path(path), ".gpkg", lambda made, target: made.replace(target))


def write_flatgeobuf(table: FeatureTable, path: str | PathLike[str]) -> None:
    """Write a table as FlatGeobuf, in WGS 84.

    Raises
    ------
    InputError
        When the table has geometry but names no system, or it cannot be written.
    """
    _write_whole(table, "FlatGeobuf", Path(path), ".fgb", lambda made, target: made.replace(target))


def write_shapefile(table: FeatureTable, path: str | PathLike[str]) -> None:
    """Write a table as a zipped shapefile in UTF-8, with .prj and .cpg.

    Names of columns are cut to ten bytes and moments are text: the format has no room.

    Raises
    ------
    InputError
        When the table has geometry but names no system, or it cannot be written.
    """
    _write_whole(table, "ESRI Shapefile", Path(path), ".shp", _zip_parts)


def _write_whole(
    table: FeatureTable,
    driver: str,
    target: Path,
    suffix: str,
    finish: Callable[[Path, Path], object],
) -> None:
    head, blob = _frame(table, driver)
    with tempfile.TemporaryDirectory(prefix=".gridmap-", dir=target.parent) as folder:
        made = Path(folder) / f"{target.stem}{suffix}"
        stream = BytesIO()
        write_frame(stream, head | {"path": str(made.absolute())}, blob)
        command = [sys.executable, "-I", "-X", "utf8", "-m", "gridmap.formats.writing_child"]
        done = subprocess.run(  # noqa: S603  our own module
            command,
            input=stream.getvalue(),
            capture_output=True,
            check=False,
            timeout=_MOST_WRITING_S,
        )
        if done.returncode or not made.exists():
            raise InputError("layer.unwritable", Place(file=table.source), format=driver)
        finish(made, target)


def _zip_parts(made: Path, target: Path) -> None:
    packed = made.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix in _SHAPEFILE_PARTS:
            part = made.with_suffix(suffix)
            if part.exists():
                archive.write(part, part.name)
    packed.replace(target)


def _frame(table: FeatureTable, driver: str) -> tuple[dict[str, object], bytes]:
    columns = [
        _as_text(column) if column["kind"] in _ABSENT_KINDS.get(driver, ()) else column
        for column in (_column(name, values) for name, values in table.columns.items())
    ]
    head: dict[str, object] = {"driver": driver, "columns": columns, "crs": LONLAT, "kinds": None}
    if table.geometry is None:
        return head | {"lengths": None}, b""
    geometry = as_lonlat(table).geometry
    kinds = sorted({kind for kind in shapely.get_type_id(geometry).tolist() if kind >= 0})
    lengths, blob = join_wkb(shapely.to_wkb(geometry).tolist())
    return head | {"lengths": lengths, "kinds": kinds}, blob


def _as_text(column: dict[str, object]) -> dict[str, object]:
    return {**column, "kind": "text", "utc": False}


def _column(name: str, values: Sequence[object]) -> dict[str, object]:
    """Return a column as one kind of value: bool, int, float, date, moment or text."""
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {bool} and kinds:
        return {"name": name, "kind": "bool", "values": list(values)}
    if kinds <= {int} and kinds:
        return {"name": name, "kind": "int", "values": list(values)}
    if kinds <= {int, float} and kinds:
        return {"name": name, "kind": "float", "values": list(values)}
    if kinds == {date}:
        return {"name": name, "kind": "date", "values": [_iso(value) for value in values]}
    if kinds == {datetime}:
        return _moments(name, values)
    texts = [
        value if value is None or isinstance(value, str) else cell_text(value) for value in values
    ]
    return {"name": name, "kind": "text", "values": texts}


def _moments(name: str, values: Sequence[object]) -> dict[str, object]:
    moments = [value for value in values if isinstance(value, datetime)]
    aware = {moment.tzinfo is not None for moment in moments}
    if len(aware) > 1:
        return {"name": name, "kind": "text", "values": [_iso(value) for value in values]}
    is_aware = aware.pop()
    texts = [
        (value.astimezone(UTC).replace(tzinfo=None) if is_aware else value).isoformat()
        if isinstance(value, datetime)
        else None
        for value in values
    ]
    return {"name": name, "kind": "moment", "values": texts, "utc": is_aware}


def _iso(value: object) -> str | None:
    return value.isoformat() if isinstance(value, date) else None
