"""The public face for notebooks: GeoDataFrames in and out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas
import numpy as np
import shapely

from gridmap import analysis, division, topology
from gridmap.domain import CodeTemplate, reading_order
from gridmap.errors import InputError, UsageError
from gridmap.geometry import area_m2, metric_crs, require_crs, snap_round, to_lonlat

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONLAT = "EPSG:4326"
NUMBER_DIGITS = 3


@dataclass(frozen=True)
class Division:
    """Cells of a boundary, and how good they are.

    Attributes
    ----------
    cells
        GeoDataFrame in EPSG:4326 with the columns code, load, area_m2 and geometry; they cover the
        boundary exactly.
    score
        The four principles, each metric with numerator, denominator and value.
    notes
        What was not reached and why.
    metric_crs
        Name of the metric system that construction used.
    """

    cells: geopandas.GeoDataFrame
    score: division.Score
    notes: tuple[Any, ...]
    metric_crs: str


@dataclass(frozen=True)
class CheckReport:
    """What is wrong with a coverage; each table has the columns cells, area_m2 and geometry.

    Attributes
    ----------
    valid
        Whether the cells are one exact coverage.
    gaps
        Voids enclosed by cells.
    overlaps
        Places that two cells claim.
    mismatches
        Borders on which neighbours do not share every vertex.
    crowded
        Places where an arc passes within one lattice unit of a node that is not its own.
    pinched
        Outer edges that begin where a hole touches the border of its cell.
    invalid
        Cells that are no valid polygons.
    """

    valid: bool
    gaps: geopandas.GeoDataFrame
    overlaps: geopandas.GeoDataFrame
    mismatches: geopandas.GeoDataFrame
    crowded: geopandas.GeoDataFrame
    pinched: geopandas.GeoDataFrame
    invalid: geopandas.GeoDataFrame


def divide(
    boundary: geopandas.GeoDataFrame | geopandas.GeoSeries,
    *,
    method: str,
    cells: int | None = None,
    target_area_m2: float | None = None,
    blocks: geopandas.GeoDataFrame | geopandas.GeoSeries | None = None,
    load: str | Sequence[float] | None = None,
    seed: int = 0,
) -> Division:
    """Divide a boundary into cells that cover it exactly.

    Parameters
    ----------
    boundary
        The area to divide; several rows are taken together. It is brought to WGS 84 and to the
        lattice of 1e-7 degree.
    method
        ``lattice`` (squares; ``lattice-hexagon`` for hexagons), ``blocks`` or ``balanced``.
    cells
        Number of cells.
    target_area_m2
        Area of one cell.
    blocks
        For ``balanced`` the indivisible units, for ``blocks`` the street, rail and river lines.
    load
        Column of `blocks` with the load, or one number for each block.
    seed
        Seed of all randomness: the same input and seed give the same cells.

    Returns
    -------
    division
        The cells and their score.

    Raises
    ------
    InputError
        When a table has no CRS, no rows or not the column named, or cannot be divided as asked.
    """
    area = _boundary(boundary)
    block_shapes, block_load = _blocks(blocks, load)
    lines = method == "blocks"
    result = division.divide(
        area,
        method=method,
        cells=cells,
        target_area_m2=target_area_m2,
        blocks=None if lines else block_shapes,
        lines=block_shapes if lines else None,
        load=block_load,
        seed=seed,
    )
    return Division(
        cells=_cells_frame(result, _community_code(boundary)),
        score=result.score,
        notes=tuple(result.notes),
        metric_crs=metric_crs(area).name,
    )


def check(cells: geopandas.GeoDataFrame | geopandas.GeoSeries) -> CheckReport:
    """Check that cells cover exactly: no overlap, no gap between them, every vertex shared.

    Parameters
    ----------
    cells
        The cells, one row each.

    Returns
    -------
    report
        Whether they do, and every fault as geometry.

    Raises
    ------
    InputError
        When the table has no CRS.
    """
    report = topology.check(lonlat_of(cells))
    return CheckReport(
        valid=report.valid,
        gaps=_defects(report.gaps),
        overlaps=_defects(report.overlaps),
        mismatches=_defects(report.mismatches),
        crowded=_defects(report.crowded),
        pinched=_defects(report.pinched),
        invalid=_defects(report.invalid),
    )


def assign(
    cells: geopandas.GeoDataFrame, workers: geopandas.GeoDataFrame
) -> geopandas.GeoDataFrame:
    """Give every cell its responsible worker: least distance from the worker's base.

    Parameters
    ----------
    cells
        The cells; a column load is respected where there is one.
    workers
        Points of the workers' bases with a column name or code; a column capacity limits the load.

    Returns
    -------
    assigned
        The cells with a further column worker, None where nobody is free.

    Raises
    ------
    InputError
        When a table has no CRS or the workers have neither name nor code.
    """
    names = _first_column(workers, ("name", "code"))
    count = len(cells)
    load = cells["load"].to_numpy(float) if "load" in cells else np.ones(count)
    capacity = (
        workers["capacity"].fillna(np.inf).to_numpy(float)
        if "capacity" in workers
        else np.full(len(workers), np.inf)
    )
    answer = analysis.assign(
        shapely.get_coordinates(shapely.point_on_surface(lonlat_of(cells))),
        load,
        shapely.get_coordinates(lonlat_of(workers)),
        capacity,
    )
    chosen = [names[position] if position >= 0 else None for position in answer.worker]
    return cells.assign(worker=chosen)


def lonlat_of(frame: geopandas.GeoDataFrame | geopandas.GeoSeries) -> NDArray[np.object_]:
    """Return the geometries of a table in WGS 84 lon/lat.

    Parameters
    ----------
    frame
        A table with a CRS.

    Returns
    -------
    geometries
        Object array of shape (N,), not rounded to the lattice.

    Raises
    ------
    UsageError
        When it is no table with geometry.
    InputError
        When it has no CRS.
    """
    if not isinstance(frame, geopandas.GeoDataFrame | geopandas.GeoSeries):
        raise UsageError("frame.type", type=type(frame).__name__)
    if frame.crs is None:
        raise InputError("frame.crs")
    return to_lonlat(np.asarray(frame.geometry.array, dtype=object), require_crs(frame.crs))


def _boundary(frame: geopandas.GeoDataFrame | geopandas.GeoSeries) -> shapely.Geometry:
    geometries = lonlat_of(frame)
    if not len(geometries):
        raise InputError("frame.empty")
    on_lattice = snap_round(geometries).geometries
    return on_lattice[0] if len(on_lattice) == 1 else shapely.coverage_union_all(on_lattice)


def _blocks(
    blocks: geopandas.GeoDataFrame | geopandas.GeoSeries | None, load: str | Sequence[float] | None
) -> tuple[NDArray[np.object_] | None, NDArray[np.float64] | None]:
    if blocks is None:
        return None, None
    shapes = lonlat_of(blocks)
    if load is None:
        return shapes, None
    if isinstance(load, str):
        if load not in blocks:
            raise InputError("frame.column", column=load, columns=", ".join(map(str, blocks)))
        load = blocks[load].to_numpy(float)
    return shapes, np.asarray(load, dtype=np.float64)


def _community_code(boundary: geopandas.GeoDataFrame | geopandas.GeoSeries) -> str:
    template = CodeTemplate()
    if isinstance(boundary, geopandas.GeoDataFrame) and "code" in boundary and len(boundary) == 1:
        code = str(boundary["code"].iloc[0])
        if len(code) == template.community_digits and code.isdigit():
            return code
    return ""


def _cells_frame(result: division.Division, community_code: str) -> geopandas.GeoDataFrame:
    bounds = shapely.bounds(result.geometries)
    order = reading_order(
        shapely.get_coordinates(shapely.point_on_surface(result.geometries)),
        bounds[:, 3] - bounds[:, 1],
    )
    geometries = result.geometries[order]
    digits = max(NUMBER_DIGITS, len(str(len(order))))
    return geopandas.GeoDataFrame(
        {
            "code": [f"{community_code}{number:0{digits}d}" for number in range(1, len(order) + 1)],
            "load": np.asarray(result.load, dtype=np.float64)[order],
            "area_m2": area_m2(geometries),
        },
        geometry=geometries,
        crs=LONLAT,
    )


def _defects(defects: Sequence[topology.Defect]) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(
        {
            "cells": [tuple(defect.positions) for defect in defects],
            "area_m2": [float(defect.area_m2) for defect in defects],
        },
        geometry=[defect.geometry for defect in defects],
        crs=LONLAT,
    )


def _first_column(frame: geopandas.GeoDataFrame, wanted: Sequence[str]) -> list[object]:
    for name in wanted:
        if name in frame:
            return list(frame[name])
    raise InputError("frame.column", column=wanted[0], columns=", ".join(map(str, frame)))
