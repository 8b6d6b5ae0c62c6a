"""Indicators from DataFrames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas
import numpy as np
import pandas as pd

from gridmap.analysis import CellIndex
from gridmap.domain import FeatureTable
from gridmap.domain.indicators import (
    COMMUNITY,
    TERRITORY,
    Period,
    ScopeArea,
    ScopeCell,
    Side,
    as_day,
    build_scopes,
    indicators_named,
)
from gridmap.errors import InputError, UsageError
from gridmap.geometry import area_m2
from gridmap.services.frames import LONLAT, lonlat_of
from gridmap.services.indicator_derivations import check_tables
from gridmap.services.indicator_settings import Settings, read_settings
from gridmap.services.indicator_sources import M2_PER_KM2, Source, Sources, supplied_source
from gridmap.services.indicators import Evaluation, evaluation_of, lack_text
from gridmap.services.scorecards import Standing, ranking, score_ranking, weakest

if TYPE_CHECKING:
    from pathlib import Path

SCORE = "score"


class Indicators:
    """Indicators of tables: their figures, the rows behind them, rankings.

    Parameters
    ----------
    tables
        Table name to rows, such as ``hazards``, ``units`` or ``inspections``. A row belongs to the
        cell in its column ``cell_code``, else a point to the cell it lies in, else to the area in
        ``community_code``.
    cells
        The cells with the column code, and where known community_code, worker_code, name and load.
    areas
        The areas with the columns code, level, name and parent_code, top level first.
    period
        First and last day; all rows count without one.
    settings
        Targets, weights and the like, or a TOML file with them.

    Raises
    ------
    InputError
        When a table is unknown or has no CRS, a place that is not finite, or a value that does not
        fit.
    """

    def __init__(
        self,
        tables: Mapping[str, pd.DataFrame],
        *,
        cells: geopandas.GeoDataFrame | None = None,
        areas: pd.DataFrame | None = None,
        period: tuple[date | str, date | str] | None = None,
        settings: Settings | Path | None = None,
    ) -> None:
        check_tables(tables)
        self._sources = _sources(tables, cells, areas)
        self._period = None if period is None else _period(*period)
        if settings is None or isinstance(settings, Settings):
            self._settings = settings or Settings()
        else:
            self._settings = read_settings(settings)

    @cached_property
    def evaluation(self) -> Evaluation:
        """All indicators of these tables."""
        return evaluation_of(indicators_named(), self._sources, self._settings, self._period)

    def values(self, level: str = TERRITORY, keys: Iterable[str] = ()) -> pd.DataFrame:
        """Return one row for each indicator and scope of a level.

        Parameters
        ----------
        level
            ``territory``, a level of the areas, ``cell`` or ``worker``.
        keys
            Keys of indicators; all by default, those without figures included.

        Returns
        -------
        values
            Columns key, name, code, numerator, denominator, value (NaN where not applicable), unit,
            target, met, and lacking: what is missing where there are no figures. A withheld figure
            has NaN as numerator and denominator too.

        Raises
        ------
        InputError
            When there is no such level or indicator.
        """
        self.evaluation.records.scopes.codes(level)
        rows: list[tuple[object, ...]] = []
        for one in indicators_named(keys):
            target = self._settings.target(one.key)
            head = (one.key, one.name())
            lacking = lack_text(self.evaluation, one)
            if lacking:
                rows.append((*head, "", np.nan, np.nan, np.nan, one.unit, target, None, lacking))
                continue
            found = self.evaluation.figures(one, level)
            for code, rate in zip(found.codes, found, strict=True):
                met = one.meets(rate.value, target)
                figure = (rate.numerator, rate.denominator, rate.value)
                rows.append((*head, code, *figure, one.unit, target, met, ""))
        frame = pd.DataFrame(rows, columns=list(_COLUMNS))
        for name in ("value", "target"):
            frame[name] = frame[name].astype(np.float64)
        return frame

    def rows(
        self, key: str, side: str = "numerator", level: str = TERRITORY, code: str = ""
    ) -> pd.DataFrame:
        """Return the rows behind one side of a figure.

        Parameters
        ----------
        key
            The indicator.
        side
            ``numerator``, ``denominator``, or ``rest``: what is missing in the numerator, with the
            columns for which it is.
        level, code
            The scope.

        Returns
        -------
        rows
            A GeoDataFrame in EPSG:4326 where the rows have shapes.

        Raises
        ------
        UsageError
            When there is no such side.
        InputError
            When there is no such scope, or something is missing.
        """
        if side not in set(Side):
            raise UsageError("indicators.side", side=side, sides=", ".join(Side))
        (indicator, *_) = indicators_named([key])
        table = self.evaluation.rows(indicator, Side(side), (level, code))
        frame: pd.DataFrame = (
            geopandas.GeoDataFrame(dict(table.columns), geometry=table.geometry, crs=LONLAT)
            if table.geometry is not None
            else pd.DataFrame(dict(table.columns))
        )
        return frame

    def ranking(
        self, key: str = SCORE, level: str = COMMUNITY, earlier: Indicators | None = None
    ) -> pd.DataFrame:
        """Rank the scopes of a level; equal values share a rank.

        Parameters
        ----------
        key
            The indicator, or ``score`` for the weighted score.
        level
            The level.
        earlier
            The same for an earlier period, for the change of ranks.

        Returns
        -------
        ranking
            Columns code, name, value, rank (missing where not applicable) and change.
        """
        past = None if earlier is None else earlier.evaluation
        if key == SCORE:
            found = score_ranking(self.evaluation, level, past)
        else:
            (indicator, *_) = indicators_named([key])
            found = ranking(self.evaluation, indicator, level, past)
        return _standings(found)

    def weak_links(self, level: str = COMMUNITY) -> pd.DataFrame:
        """Return the figures of a level that miss their target, the weakest first.

        Parameters
        ----------
        level
            The level.

        Returns
        -------
        links
            Columns key, code, numerator, denominator, value, target and shortfall_ratio.
        """
        rows = [
            (
                link.key,
                link.code,
                link.rate.numerator,
                link.rate.denominator,
                link.rate.value,
                link.target,
                link.shortfall_ratio,
            )
            for link in weakest(self.evaluation, level)
        ]
        columns = ["key", "code", "numerator", "denominator", "value", "target", "shortfall_ratio"]
        return pd.DataFrame(rows, columns=columns)


_COLUMNS = (
    "key",
    "name",
    "code",
    "numerator",
    "denominator",
    "value",
    "unit",
    "target",
    "met",
    "lacking",
)


def _standings(found: Sequence[Standing]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": [one.code for one in found],
            "name": [one.name for one in found],
            "value": np.array([one.value for one in found], np.float64),
            "rank": pd.array([one.rank or None for one in found], dtype="Int64"),
            "change": pd.array([one.change for one in found], dtype="Int64"),
        }
    )


def _period(first: date | str, last: date | str) -> Period:
    first_day, last_day = as_day(first), as_day(last)
    if first_day is None or last_day is None:
        raise InputError("indicators.day", value="")
    return Period(first_day, last_day)


def _sources(
    tables: Mapping[str, pd.DataFrame],
    cells: geopandas.GeoDataFrame | None,
    areas: pd.DataFrame | None,
) -> Sources:
    found: dict[str, Source] = {}
    index, codes = None, list[str]()
    if cells is not None:
        found["cells"] = _cells(cells)
        codes = [str(code) for code in found["cells"].columns["cell_code"]]
        index = CellIndex(found["cells"].shapes) if codes else None
    for name, frame in tables.items():
        found[name] = supplied_source(_table(name, frame), index, codes)
    known = [] if areas is None else _areas(areas)
    levels = [*dict.fromkeys(area.level for area in known if area.level != COMMUNITY), COMMUNITY]
    if known and "communities" not in found:
        communities = [area for area in known if area.level == COMMUNITY]
        columns: dict[str, Sequence[object]] = {
            "community_code": [area.code for area in communities],
            "name": [area.name for area in communities],
        }
        found["communities"] = Source(columns)
    return Sources(build_scopes(_scope_cells(found), known, levels, _workers(found)), found)


def _cells(frame: geopandas.GeoDataFrame) -> Source:
    shapes = lonlat_of(frame)
    if "code" not in frame:
        raise InputError("frame.column", column="code", columns=", ".join(map(str, frame)))
    columns = _columns(frame)
    columns["cell_code"] = [str(code) for code in columns["code"]]
    areas = area_m2(shapes)
    columns["area_m2"] = areas.tolist()
    columns["area_km2"] = (areas / M2_PER_KM2).tolist()
    workers = columns.get("worker_code")
    if workers is not None:
        columns["has_leader"] = [worker not in {None, ""} for worker in workers]
    return Source(columns, shapes)


def _columns(frame: pd.DataFrame) -> dict[str, Sequence[object]]:
    """Return the columns of a frame with None for every kind of missing value."""
    geometry = frame.geometry.name if isinstance(frame, geopandas.GeoDataFrame) else None
    return {str(name): _plain(frame[name]) for name in frame.columns if name != geometry}


def _plain(column: pd.Series) -> list[object]:
    values, missing = column.tolist(), column.isna().to_numpy()
    if not missing.any():
        return values
    return [None if absent else value for value, absent in zip(values, missing, strict=True)]


def _table(name: str, frame: pd.DataFrame) -> FeatureTable:
    if not isinstance(frame, pd.DataFrame):
        raise UsageError("frame.type", type=type(frame).__name__)
    shapes = lonlat_of(frame) if isinstance(frame, geopandas.GeoDataFrame) else None
    crs = None if shapes is None else LONLAT
    return FeatureTable(_columns(frame), shapes, crs, name, np.arange(1, len(frame) + 1))


def _areas(frame: pd.DataFrame) -> list[ScopeArea]:
    columns = _columns(frame)
    missing = {"code", "level"} - columns.keys()
    if missing:
        raise InputError("frame.column", column=min(missing), columns=", ".join(map(str, frame)))
    nothing = [None] * len(frame)
    return [
        ScopeArea(str(code), str(level), str(name or ""), None if parent is None else str(parent))
        for code, level, name, parent in zip(
            columns["code"],
            columns["level"],
            columns.get("name", nothing),
            columns.get("parent_code", nothing),
            strict=True,
        )
    ]


def _scope_cells(found: Mapping[str, Source]) -> list[ScopeCell]:
    if "cells" not in found:
        return []
    columns, count = found["cells"].columns, len(found["cells"])
    nothing = [None] * count
    return [
        ScopeCell(str(code), str(name or ""), _text(community), _text(worker))
        for code, name, community, worker in zip(
            columns["cell_code"],
            columns.get("name", nothing),
            columns.get("community_code", nothing),
            columns.get("worker_code", nothing),
            strict=True,
        )
    ]


def _workers(found: Mapping[str, Source]) -> dict[str, str]:
    workers = {cell.worker_code: "" for cell in _scope_cells(found) if cell.worker_code}
    if "workers" in found and "worker_code" in found["workers"].columns:
        columns, count = found["workers"].columns, len(found["workers"])
        names = columns.get("name", [""] * count)
        named = zip(columns["worker_code"], names, strict=True)
        workers |= {str(code): str(name or "") for code, name in named}
    return workers


def _text(value: object) -> str | None:
    return None if value is None else str(value)
