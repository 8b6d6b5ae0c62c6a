"""One door for files: `read` returns a table whatever the format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.domain import FeatureTable, Notice
from gridmap.errors import InputError, Place
from gridmap.formats.frames import split_wkb, untagged
from gridmap.formats.headers import read_header
from gridmap.formats.placing import place_points
from gridmap.formats.problems import Problems
from gridmap.formats.ranges import require_in_range
from gridmap.formats.sandbox import Request, read_confined
from gridmap.formats.values import dated, plain, typed
from gridmap.geometry.crs import LONLAT, require_crs, to_lonlat
from gridmap.geometry.datum import Datum, to_wgs84


def read(
    path: str | PathLike[str],
    *,
    layer: str | None = None,
    crs: str | None = None,
    datum: Datum | str | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    source: str | None = None,
) -> FeatureTable:
    """Read a file of any known format through the sandbox.

    Formats: GeoJSON, its one-feature-a-line form, GeoPackage, shapefile (zipped or as it lies),
    dBASE, CSV and other separated text, XLSX, XLS, Esri JSON, KML, GPX, FlatGeobuf; each plain,
    in a zip archive of its own, or gzipped.

    Parameters
    ----------
    path
        The file.
    layer
        Layer or sheet; needed where a file has several layers.
    crs
        System of the coordinates where the file names none; it must not contradict the file.
    datum
        What longitudes and latitudes refer to where that is not WGS 84; they are converted.
    encoding
        Encoding of text, found where it is not given.
    columns
        Meaning to column name (`gridmap.formats.columns.HEADS`) where heads are not recognised.
    source
        What to call the file in messages; its own name by default.

    Returns
    -------
    table
        Rows in the order of the file, with the geometry in the system that `crs` names. Separated
        text and sheets have geometry where columns of coordinates or of WKT are recognised.

    Raises
    ------
    InputError
        When the file is missing, unsafe, broken, or needs a word that only the user can say.
    """
    said = _datum(datum)
    table = read_rows(path, layer=layer, crs=crs, encoding=encoding, source=source)
    return place(table, columns=columns, datum=said)


def read_rows(
    path: str | PathLike[str],
    *,
    layer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    source: str | None = None,
) -> FeatureTable:
    """Read a file as `read` does, but leave columns of coordinates as they are.

    Parameters
    ----------
    path, layer, crs, encoding, source
        As `read` has them.

    Returns
    -------
    table
        Rows in the order of the file; with geometry where the file itself has shapes.

    Raises
    ------
    InputError
        When the file is missing, unsafe or broken.
    """
    request = Request(Path(path), source, layer, encoding)
    head, blob = read_confined(request)
    make = _features if head["kind"] == "features" else _grid
    return _with_declared_crs(make(head, blob, request.name), crs, head.get("usual_crs"))


def place(
    table: FeatureTable,
    *,
    columns: Mapping[str, str] | None = None,
    datum: Datum | str | None = None,
) -> FeatureTable:
    """Return a table of `read_rows` with points from its columns of coordinates, on WGS 84.

    Parameters
    ----------
    table
        What was read.
    columns, datum
        As `read` has them.

    Raises
    ------
    InputError
        When coordinates do not fit, or need a word that only the user can say.
    """
    said = _datum(datum)
    if table.geometry is None:
        table = _placed(table, columns, said)
    if table.geometry is None:
        return table
    if table.crs is None:
        raise InputError("crs.undeclared", Place(file=table.source))
    require_in_range(table)
    return _on_wgs84(table, said) if said else table


def _datum(name: Datum | str | None) -> Datum | None:
    if name is None:
        return None
    try:
        return Datum(name)
    except ValueError as error:
        datums = ", ".join(Datum)
        raise InputError("datum.unknown", datum=name, datums=datums) from error


def as_lonlat(table: FeatureTable) -> FeatureTable:
    """Return a table with its geometry in WGS 84 lon/lat, flat, not rounded to the lattice.

    Raises
    ------
    InputError
        When the table names no system or a coordinate lies outside its domain.
    """
    if table.geometry is None:
        return table
    if table.crs == LONLAT and not shapely.has_z(table.geometry).any():
        return table
    return replace(table, geometry=to_lonlat(table.geometry, table.crs), crs=LONLAT)


def _features(head: Mapping[str, Any], blob: bytes, source: str) -> FeatureTable:
    columns = {name: dated(untagged(values)) for name, values in head["columns"].items()}
    geometry: NDArray[np.object_] | None = None
    if head["lengths"] is not None:
        wkb: NDArray[np.object_] = np.full(len(head["lengths"]), None, object)
        wkb[:] = split_wkb(head["lengths"], blob)
        geometry = _from_wkb(wkb, source)
    rows = np.array(head["rows"], np.int64)
    return FeatureTable(columns, geometry, head["crs"], source, rows, _notices(head, source))


def _from_wkb(wkb: NDArray[np.object_], source: str) -> NDArray[np.object_]:
    # Coordinates that are not finite are refused later, with their place; GEOS would only warn.
    with np.errstate(invalid="ignore"):
        try:
            geometry: NDArray[np.object_] = shapely.from_wkb(wkb)
        except shapely.errors.ShapelyError as error:
            # Surfaces and other kinds that simple features of the plane do not have.
            raise InputError("geometry.kind", Place(file=source)) from error
    return geometry


def _grid(head: Mapping[str, Any], blob: bytes, source: str) -> FeatureTable:
    is_text = head["sheet"] is None
    rows: Sequence[Sequence[Any]] = head["rows"]
    if not is_text:
        rows = [untagged(row) for row in rows]
    sheet = read_header(rows, head["merged"], head["tail"], source=source, layer=head["sheet"])
    columns = {
        plain(name): typed(values) if is_text else values for name, values in sheet.columns.items()
    }
    numbers = np.array(sheet.rows, np.int64)
    notices = (*_notices(head, source), *sheet.notices)
    table = FeatureTable(columns, None, head["crs"], source, numbers, notices)
    if head["wkt_column"] is None:
        return table
    return _with_wkt(table, sheet.names[head["wkt_column"]], head, blob)


def _with_wkt(
    table: FeatureTable, column: str, head: Mapping[str, Any], blob: bytes
) -> FeatureTable:
    """Return a sheet's table with the geometries of its column of well-known text instead of it."""
    problems = Problems(table.source)
    kept = set(table.rows.tolist())
    for position in head["bad_rows"]:
        if position + 1 in kept:
            problems.add("wkt.broken", Place(row=position + 1, column=column))
    problems.raise_if_any()
    shapes = split_wkb(head["lengths"], blob)
    wkb: NDArray[np.object_] = np.full(len(table), None, object)
    wkb[:] = [shapes[row - 1] for row in table.rows.tolist()]
    columns = {name: values for name, values in table.columns.items() if name != column}
    return replace(table, columns=columns, geometry=_from_wkb(wkb, table.source))


def _placed(
    table: FeatureTable, columns: Mapping[str, str] | None, datum: Datum | None
) -> FeatureTable:
    """Return a table with points where it has columns of coordinates."""
    placed = place_points(table, columns, datum)
    if placed.geometry is None or table.crs is not None or datum is not None:
        return placed
    note = Notice("crs.from_heads", Place(file=table.source), {"crs": placed.crs})
    return replace(placed, notices=(*placed.notices, note))


def _notices(head: Mapping[str, Any], source: str) -> tuple[Notice, ...]:
    return tuple(
        Notice(note["code"], Place(file=source, **note["place"]), note["params"])
        for note in head["notes"]
    )


def _with_declared_crs(table: FeatureTable, crs: str | None, usual: str | None) -> FeatureTable:
    """Return a table with the system that the user, the file or its format names.

    Raises
    ------
    InputError
        When the user and the file contradict each other.
    """
    if crs is None:
        return replace(table, crs=table.crs or usual)
    wanted = require_crs(crs)
    if table.crs is not None and not require_crs(table.crs).equals(wanted, ignore_axis_order=True):
        raise InputError(
            "crs.contradiction", Place(file=table.source), declared=crs, found=table.crs[:80]
        )
    return replace(table, crs=crs)


def _on_wgs84(table: FeatureTable, datum: Datum) -> FeatureTable:
    if table.geometry is None or datum in {Datum.WGS84, Datum.CGCS2000}:
        return table
    if not require_crs(table.crs).is_geographic:
        raise InputError("datum.projected", Place(file=table.source), datum=datum.value)

    def move(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(to_wgs84(coordinates[:, 0], coordinates[:, 1], datum))

    return replace(table, geometry=shapely.transform(table.geometry, move), crs=LONLAT)
