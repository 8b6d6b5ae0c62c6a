"""Copies of a store: a backup for the administrator, a snapshot for GIS staff."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from gridmap.errors import Place, UsageError
from gridmap.store.columns import write_moment
from gridmap.store.dialects import sqlite
from gridmap.store.port import Store
from gridmap.store.published import Layer, published_layers
from gridmap.store.sql import SqlStore


def backup(store: Store, path: str | Path) -> None:
    """Write a consistent copy of a whole store while it is in use, readable by its owner alone.

    Raises
    ------
    UsageError
        When the target exists or cannot be written, or the store has no file.
    """
    if not isinstance(store, SqlStore):
        raise UsageError("store.no_file")
    sqlite.copy_whole(store.engine, Path(path))


def write_snapshot(store: Store, path: str | Path) -> None:
    """Write a GeoPackage of what is in force, for QGIS, GDAL and geopandas.

    It has no drafts, no accounts and no telephone numbers, and is no store. The file appears
    under its name only when it is complete.

    Parameters
    ----------
    store
        Any store.
    path
        Where the file is to be.

    Raises
    ------
    UsageError
        When something lies there already, or the folder cannot be written.
    """
    target = Path(path)
    place = Place(file=target.name)
    if target.exists():
        raise UsageError("store.exists", place, file=target.name)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        unfinished.touch(exist_ok=False)
    except OSError as error:
        raise UsageError("store.unreachable", place, file=target.name) from error
    try:
        _write(store, unfinished)
        unfinished.rename(target)
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()


def _write(store: Store, path: Path) -> None:
    engine = sqlite.make_engine(path, journal_mode="DELETE")
    try:
        with (
            store.reading() as reader,
            sqlite.transaction(engine, path, writer=True) as connection,
        ):
            sqlite.create_core(connection)
            for layer in published_layers(reader):
                _write_layer(connection, layer)
    finally:
        engine.dispose()


def _write_layer(connection: Connection, layer: Layer) -> None:
    columns = "".join(f', "{name}" {kind}' for name, kind in layer.columns.items())
    connection.exec_driver_sql(
        f'CREATE TABLE "{layer.name}" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, '
        f'"geom" {layer.geometry_type}{columns})'
    )
    sqlite.register_layer(connection, layer.name, layer.geometry_type)
    if not layer.rows:
        return
    names = ", ".join(f'"{name}"' for name in layer.columns)
    marks = ", ".join("?" * (len(layer.columns) + 1))
    with sqlite.bulk_load(connection, layer.name, layer.geometry_type):
        connection.exec_driver_sql(
            f'INSERT INTO "{layer.name}" (geom, {names}) VALUES ({marks})',  # noqa: S608  own names
            [
                (sqlite.encode(shape, layer.geometry_type), *map(_plain, values))
                for shape, values in layer.rows
            ],
        )
    sqlite.note_extent(connection, layer.name, layer.geometry_type)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return write_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
