"""Picks the one parser for a file and loads nothing else."""

# The parsers' libraries load on demand: a child lives for one file, and start-up is most of it.
# ruff: noqa: PLC0415

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gridmap.errors import InputError
from gridmap.formats import limits
from gridmap.formats.confined.archives import unwrap
from gridmap.formats.confined.drivers import ALLOWED, ESRI, load_gdal
from gridmap.formats.confined.gates import require_no_dtd, require_size
from gridmap.formats.confined.job import Answer, Job

Parser = Callable[[], Answer]


def parser_for(job: Job) -> Parser:
    """Pass a file through the gates, load the library it needs, and return what reads it.

    Raises
    ------
    InputError
        When the file does not pass.
    """
    require_size(job.path.stat().st_size, limits.BINARY_BYTES)
    family, inside = unwrap(job)
    if family == "json":
        return _json_parser(inside)
    if family == "text":
        from gridmap.formats.confined.delimited import read_delimited
        from gridmap.formats.confined.wellknown import with_geometry

        return lambda: with_geometry(read_delimited(inside))
    if family in {"xlsx", "xls"}:
        from gridmap.formats.confined.sheets import read_sheet
        from gridmap.formats.confined.wellknown import with_geometry

        return lambda: with_geometry(read_sheet(inside))
    return _gdal_parser(family, inside)


def _json_parser(job: Job) -> Parser:
    from gridmap.formats.confined.esri import is_esri
    from gridmap.formats.confined.geojson import load, read_geojson

    def parse() -> Answer:
        document, notes = load(job)
        if not is_esri(document):
            return read_geojson(document, notes)
        del document
        load_gdal(ALLOWED | {ESRI})
        from gridmap.formats.confined.vector import read_vector

        # The content told what it is; the driver must not be chosen by the name.
        return read_vector(job, driver="ESRIJSON")

    return parse


def _gdal_parser(family: str, job: Job) -> Parser:
    if family in {"kml", "gpx"}:
        require_size(job.path.stat().st_size, limits.TEXT_BYTES)
        require_no_dtd(job.path.read_bytes())
    load_gdal(ALLOWED)
    if family in {"shapefile", "dbf"}:
        from gridmap.formats.confined.shapefile import read_shapefile

        return lambda: read_shapefile(_whole_shapefile(job))
    from gridmap.formats.confined.vector import read_vector

    own = _own_copy(job) if family == "gpkg" else job
    return lambda: read_vector(own)


def _own_copy(job: Job) -> Job:
    """Copy a database and what is written but not yet merged into it.

    Opening one in place could roll back a journal or leave files beside the user's own.
    """
    copy = Path("copy.gpkg").absolute()
    shutil.copyfile(job.path, copy)
    log = Path(f"{job.path}-wal")
    if log.is_file():
        require_size(log.stat().st_size + 1, limits.BINARY_BYTES)
        shutil.copyfile(log, f"{copy}-wal")
    return replace(job, path=copy)


def _whole_shapefile(job: Job) -> Job:
    """Refuse a shapefile without its table: what is left has no attributes and no row count.

    Raises
    ------
    InputError
        When the table is missing.
    """
    from gridmap.formats.confined.shapefile import sibling

    if job.path.suffix.lower() == ".shp" and sibling(Path(job.path), ".dbf") is None:
        raise InputError("shapefile.table")
    return job
