"""Statistics for those who watch: figures with ranks and their changes, trends, fairness."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gridmap.analysis import Fairness, fairness
from gridmap.catalogue import text
from gridmap.domain import FeatureTable
from gridmap.domain.indicators import CELL, INDICATORS, WORKER, Indicator, Period, as_day
from gridmap.formats import write
from gridmap.services.indicator_derivations import tables_behind
from gridmap.services.indicator_settings import Settings
from gridmap.services.indicator_sources import sources_of
from gridmap.services.indicators import Evaluation, columns_wanted, evaluation_of
from gridmap.services.principal import Principal

if TYPE_CHECKING:
    from gridmap.store import Reader

TREND_LENGTH = 6


@dataclass(frozen=True)
class Statistics:
    """The indicators of a period beside those of the time before.

    Attributes
    ----------
    now
        The period asked for.
    earlier
        As many days just before it; None where no period was asked for.
    trend
        The indicators that carry days, month by month, the last month last.
    days
        From the first to the last day of any dated row; None where there is none.
    """

    now: Evaluation
    earlier: Evaluation | None
    trend: tuple[Evaluation, ...]
    days: Period | None

    def trend_of(self, indicator: Indicator, level: str, code: str) -> list[float | None]:
        """Return an indicator of one scope month by month, empty where it carries no days.

        Parameters
        ----------
        indicator
            Which one.
        level, code
            The scope.
        """
        if not any(indicator in month.indicators for month in self.trend):
            return []
        return [_value(month, indicator, level, code) for month in self.trend]


def statistics(
    reader: Reader, period: Period | None = None, *, principal: Principal | None = None
) -> Statistics:
    """Make the statistics of a period ready.

    Parameters
    ----------
    reader
        A snapshot of the store.
    period
        Rows that carry a day count only in the period; all rows by default.
    principal
        Who asks; only rows in the scope are counted.

    Returns
    -------
    statistics
        Figures are computed when they are asked for.
    """
    chosen = tuple(INDICATORS.values())
    settings = Settings()
    sources = sources_of(reader, tables_behind(columns_wanted(chosen)), principal)
    now = evaluation_of(chosen, sources, settings, period)
    earlier = None
    if period is not None:
        earlier = evaluation_of(chosen, sources, settings, period.before())
    days = _dated_days(now)
    dated = tuple(one for one in now.computable() if _is_dated(one))
    whole = period or days
    months = [] if whole is None else _months(whole.last_day)
    # A month costs little: only rows with a day are looked at again, nothing is derived.
    trend = tuple(evaluation_of(dated, sources, settings, month) for month in months if dated)
    return Statistics(now, earlier, trend, days)


def load_fairness(evaluation: Evaluation, level: str) -> Fairness | None:
    """Return how evenly the load of the cells is spread over the scopes of a level.

    Parameters
    ----------
    evaluation
        Where the cells come from.
    level
        ``cell``, ``worker`` or an area's level.

    Returns
    -------
    fairness
        None where the level has no scope.
    """
    scopes = evaluation.records.scopes
    count = len(scopes.codes(level))
    if count == 0:
        return None
    cells = evaluation.records.tables["cells"].columns
    load = np.zeros(count)
    place = scopes.above_cell.get(level, {})
    for code, carried in zip(cells["cell_code"], cells["load"], strict=True):
        position = place.get(str(code), -1)
        if position >= 0 and isinstance(carried, int | float):
            load[position] += carried
    return fairness(load[load > 0] if level == WORKER else load)


def shown_levels(evaluation: Evaluation) -> list[str]:
    """Return the levels that have at least one scope, from the territory down.

    Parameters
    ----------
    evaluation
        Where the scopes come from.
    """
    names = evaluation.records.scopes.names
    order = [one for one in names if one not in {CELL, WORKER}] + [CELL, WORKER]
    return [one for one in order if names.get(one)]


def _is_dated(indicator: Indicator) -> bool:
    return any(selection.when is not None for selection in indicator.selections)


def _dated_days(evaluation: Evaluation) -> Period | None:
    """Return the first and the last day that any row of a dated indicator carries."""
    wanted = {
        (selection.table, selection.when)
        for one in evaluation.computable()
        for selection in one.selections
        if selection.when is not None
    }
    days = list(_days(evaluation, wanted))
    return Period(min(days), max(days)) if days else None


def _days(evaluation: Evaluation, wanted: Iterable[tuple[str, str]]) -> Iterable[date]:
    for name, column in wanted:
        table = evaluation.records.tables.get(name)
        if table is None or column not in table.columns:
            continue
        for value in {one for one in table.columns[column] if one is not None}:
            day = as_day(value, evaluation.records.zone)
            if day is not None:
                yield day


def _months(last: date) -> list[Period]:
    """Return the months that end with the one of a day."""
    months: list[Period] = []
    end = (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    for _ in range(TREND_LENGTH):
        months.append(Period(end.replace(day=1), end))
        end = end.replace(day=1) - timedelta(days=1)
    return months[::-1]


def _value(evaluation: Evaluation, indicator: Indicator, level: str, code: str) -> float | None:
    if evaluation.lack(indicator) is not None:
        return None
    found = evaluation.figures(indicator, level)
    return found.rate(evaluation.records.scopes.position(level, code)).value


def write_sheet(found: Statistics, level: str, path: Path, locale: str | None = None) -> None:
    """Write every figure of a level as a workbook: a row a scope, a column an indicator.

    Parameters
    ----------
    found
        The statistics.
    level
        Whose scopes become rows.
    path
        Where the workbook is to be.
    locale
        The language of the heads.
    """
    scopes = found.now.records.scopes
    columns: dict[str, list[object]] = {
        text("statistics.sheet.code", locale): list(scopes.codes(level)),
        text("statistics.sheet.name", locale): list(scopes.names[level].values()),
    }
    for one in found.now.computable():
        values = [rate.value for rate in found.now.figures(one, level)]
        # Two indicators may bear one name; their keys never do.
        columns[f"{one.name(locale)} ({one.key}, {one.unit})"] = list(values)
    count = len(scopes.codes(level))
    table = FeatureTable(columns, None, None, "statistics", np.arange(1, count + 1))
    write(table, path, "xlsx")
