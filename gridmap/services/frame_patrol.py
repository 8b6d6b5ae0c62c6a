"""Patrols for notebooks: tracks and streets in, tables out."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas
import pandas as pd

from gridmap.analysis import Bands
from gridmap.errors import InputError
from gridmap.services.files import frame_of
from gridmap.services.frame_points import moments_of, points_of
from gridmap.services.frames import lonlat_of
from gridmap.services.patrol_files import Named, cell_table, street_table
from gridmap.services.patrols import (
    BandFigures,
    Incidents,
    PatrolOptions,
    Tracks,
    patrol_report,
)


@dataclass(frozen=True)
class Patrol:
    """What patrols covered.

    Attributes
    ----------
    cells
        The cells with passes, metres of street and of patrol, days since the last visit,
        incidents, and whether a hot cell had no pass.
    streets
        The streets with length, metres covered and days since the last visit.
    bands
        A row for each time band and a last row for all: shares with what they are made of.
    shifts
        A row for each shift: worker, begin, end, metres walked and covered, cells passed.
    off_street
        Row positions of the fixes that lie near no street.
    """

    cells: geopandas.GeoDataFrame
    streets: geopandas.GeoDataFrame
    bands: pd.DataFrame
    shifts: pd.DataFrame
    off_street: list[int]


def patrol(
    tracks: geopandas.GeoDataFrame,
    streets: geopandas.GeoDataFrame | geopandas.GeoSeries,
    cells: geopandas.GeoDataFrame | geopandas.GeoSeries,
    *,
    worker: str = "worker",
    time: str = "time",
    incidents: geopandas.GeoDataFrame | None = None,
    noise_m: float = 10.0,
    bands: tuple[float, ...] = (6.0, 18.0),
    at_least: int = 1,
    join_crossings: bool = True,
) -> Patrol:
    """Match tracks to streets and tell what they covered, no metre counted twice.

    Parameters
    ----------
    tracks
        Points, a row for each fix.
    streets
        Lines.
    cells
        The cells, with a column code where codes are wanted.
    worker
        Column of `tracks` that names the worker.
    time
        Column of `tracks`, and of `incidents` where they have it, with the moment.
    incidents
        Points that patrols are held against.
    noise_m
        Standard deviation of the fixes.
    bands
        Hours at which the bands of the day begin.
    at_least
        How often a cell or a metre must be passed to count as covered.
    join_crossings
        Whether streets meet wherever they cross, rather than at shared vertices only.

    Returns
    -------
    patrol
        Figures by cell, street, band and shift.

    Raises
    ------
    InputError
        When a table has no CRS or a column is missing, a fix has no time, or none is near a street.
    """
    if worker not in tracks:
        raise InputError("frame.column", column=worker, columns=", ".join(map(str, tracks)))
    base, areas = _named(streets), _named(cells)
    report = patrol_report(
        Tracks([str(name) for name in tracks[worker]], moments_of(tracks, time), points_of(tracks)),
        base.shapes,
        areas.shapes,
        incidents=None if incidents is None else _incidents(incidents, time),
        options=PatrolOptions(
            sigma_m=noise_m, bands=Bands(bands), at_least=at_least, join_crossings=join_crossings
        ),
    )
    return Patrol(
        frame_of(cell_table(report, areas)),
        frame_of(street_table(report, base)),
        pd.DataFrame([_band_row(figures) for figures in (*report.bands, report.total)]),
        pd.DataFrame(
            [
                {
                    "worker": shift.worker,
                    "began": pd.Timestamp(shift.began_s, unit="s"),
                    "ended": pd.Timestamp(shift.ended_s, unit="s"),
                    "way_m": shift.way_m,
                    "covered_m": shift.covered_m,
                    "cells": shift.cell_count,
                }
                for shift in report.shifts
            ]
        ),
        report.matched.off_street.tolist(),
    )


def _named(frame: geopandas.GeoDataFrame | geopandas.GeoSeries) -> Named:
    shapes = lonlat_of(frame)
    rows = [str(row) for row in range(1, len(shapes) + 1)]
    named = {
        column: [str(value) for value in frame[column]]
        for column in ("code", "name")
        if isinstance(frame, geopandas.GeoDataFrame) and column in frame
    }
    return Named(shapes, tuple(named.get("code", rows)), tuple(named.get("name", [""] * len(rows))))


def _incidents(frame: geopandas.GeoDataFrame, time: str) -> Incidents:
    moments = moments_of(frame, time) if time in frame else moments_of(frame.assign(_=None), "_")
    return Incidents(points_of(frame), moments)


def _band_row(figures: BandFigures) -> dict[str, object]:
    return {
        "band": figures.name or "all",
        "covered_m": figures.street.numerator,
        "street_m": figures.street.denominator,
        "street_share": figures.street.value,
        "cells_covered": int(figures.cells.numerator),
        "cells": int(figures.cells.denominator),
        "cell_share": figures.cells.value,
        "passes": int(figures.visibility.numerator),
        "passes_per_cell_hour": figures.visibility.value,
        "match": figures.match,
        "hot_cells_without_pass": len(figures.gaps),
    }
