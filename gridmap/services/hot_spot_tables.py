"""Cells and events for hot spots, from a store or from files, and the table of what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain import FeatureTable, PointKind
from gridmap.errors import InputError
from gridmap.formats import as_lonlat, numbers, require_polygons
from gridmap.services.density_of_files import EventFile
from gridmap.services.files import Reading
from gridmap.services.heat import boundary_of, communities_of, events_of
from gridmap.services.hot_spots import (
    Ground,
    HotCells,
    HotSpotOptions,
    Per,
    ground_of,
    households_in,
    lattice_ground,
    state_columns,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader

LONLAT = "EPSG:4326"


@dataclass(frozen=True)
class CellTable:
    """Cells with their codes, and the events to be counted in them.

    Attributes
    ----------
    codes
        Code or row number of each cell.
    ground
        The cells.
    lonlat, moments
        Where and when events happened, shape (P, 2) and (P,), NaT where unknown.
    """

    codes: Sequence[str]
    ground: Ground
    lonlat: NDArray[np.float64]
    moments: NDArray[np.datetime64]


def store_cells(
    reader: Reader, kind: PointKind, options: HotSpotOptions, side_m: float | None = None
) -> CellTable:
    """Return the published cells of a store, or squares, and the points of a kind.

    Parameters
    ----------
    reader
        A snapshot of the store.
    kind
        What is counted.
    options
        How, and when.
    side_m
        Side of level squares that stand for the cells.

    Raises
    ------
    InputError
        When squares are wanted and no community has a boundary.
    """
    if side_m is None:
        cells = reader.published_cells()
        codes = [cell.code for cell in cells]
        ground = ground_of(_shapes([cell.geometry for cell in cells]), options)
    else:
        boundary = communities_of(reader)
        if boundary is None:
            raise InputError("density.boundary")
        ground = lattice_ground(boundary, side_m, options)
        codes = _numbers(ground)
    if options.per == "households":
        ground = replace(ground, households=households_in(reader, ground.index))
    lonlat, moments = events_of(reader.points(kind), options.window)
    return CellTable(codes, ground, lonlat, moments)


def file_cells(
    points: Path,
    cells: Path,
    options: HotSpotOptions,
    *,
    households: str | None,
    time_column: str | None,
    reading: Reading,
    side_m: float | None = None,
) -> CellTable:
    """Return the cells and the points of two files.

    Parameters
    ----------
    points
        File with points.
    cells
        File with cells; their column ``code`` names them, else their row number does.
    options
        How, and when.
    households
        Column of the cells with the households.
    time_column
        Column of the points that says when.
    reading
        How the points are to be read; the cells' file must say its CRS.
    side_m
        Side of level squares over the area of the cells that stand for them.
    """
    table = as_lonlat(require_polygons(Reading().table(cells)))
    known = None
    if households is not None:
        known = np.array([number or 0.0 for number in numbers(table, households)])
    shapes = np.asarray(table.geometry, dtype=object)
    if side_m is None:
        ground = ground_of(shapes, options, known)
        codes = [str(code) for code in table.columns.get("code") or table.rows.tolist()]
    else:
        ground = lattice_ground(boundary_of(shapes), side_m, options)
        codes = _numbers(ground)
    lonlat, moments = EventFile(points, time_column, reading).events(options.window)
    return CellTable(codes, ground, lonlat, moments)


def _shapes(geometries: Sequence[shapely.Geometry]) -> NDArray[np.object_]:
    shapes = np.empty(len(geometries), dtype=object)
    shapes[:] = geometries
    return shapes


def _numbers(ground: Ground) -> list[str]:
    return [str(number) for number in range(1, len(ground.cells) + 1)]


def hot_table(table: CellTable, found: HotCells, per: Per, source: str) -> FeatureTable:
    """Return all cells with what was found as rows for a file.

    Parameters
    ----------
    table
        The cells.
    found
        What is hot and cold.
    per
        What counts were related to.
    source
        What to call the rows.
    """
    columns: dict[str, Sequence[object]] = {"code": table.codes, **state_columns(found, per)}
    rows = np.arange(1, len(table.codes) + 1)
    return FeatureTable(columns, table.ground.cells, LONLAT, source, rows)
