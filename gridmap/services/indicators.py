"""Indicators of a territory: their figures on every level, and the rows behind each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from gridmap.catalogue import text
from gridmap.domain import FeatureTable
from gridmap.domain.indicators import (
    TERRITORY,
    Figures,
    Indicator,
    Lack,
    Period,
    Records,
    Side,
    Table,
    failed_columns,
    figures,
    indicators_named,
    lack_of,
    rows_behind,
)
from gridmap.errors import ConflictError
from gridmap.services.indicator_derivations import (
    Asked,
    check_tables,
    derived,
    tables_behind,
    tables_lacking,
)
from gridmap.services.indicator_settings import Settings
from gridmap.services.indicator_sources import Sources, sources_of
from gridmap.services.layers import WGS84
from gridmap.services.principal import Principal
from gridmap.services.withholding import without_small

if TYPE_CHECKING:
    from gridmap.store import Reader

NO_TABLES: Mapping[str, FeatureTable] = MappingProxyType({})
# The column that says why a row is not in the numerator.
MISSING_COLUMN = "missing"


@dataclass(frozen=True)
class Evaluation:
    """The indicators of one moment and period.

    Attributes
    ----------
    indicators
        Those asked for.
    records
        What they are computed from.
    sources
        The same tables with the shapes of their rows.
    settings
        Targets, weights and the like.
    period
        The period; None for all rows whatever their day.
    """

    indicators: tuple[Indicator, ...]
    records: Records
    sources: Sources
    settings: Settings
    period: Period | None = None

    def lack(self, indicator: Indicator) -> Lack | None:
        """Return what is missing for an indicator, None when it has figures."""
        return lack_of(indicator, self.records, self.period)

    def computable(self) -> tuple[Indicator, ...]:
        """Return the indicators that have figures."""
        return tuple(one for one in self.indicators if self.lack(one) is None)

    def figures(self, indicator: Indicator, level: str = TERRITORY) -> Figures:
        """Return an indicator for every scope of a level.

        Parameters
        ----------
        indicator
            One that has figures.
        level
            A level of the scopes: ``territory``, an area's, ``cell`` or ``worker``.

        Returns
        -------
        figures
            Those made of fewer rows than the settings allow are withheld.
        """
        found = figures(indicator, self.records, level, self.period)
        least = round(self.settings.least_count)
        return without_small(found, self.records, self.period, least) if least > 1 else found

    def rows(self, indicator: Indicator, side: Side, scope: tuple[str, str]) -> FeatureTable:
        """Return the rows that make one side of a figure.

        Parameters
        ----------
        indicator
            One that has figures.
        side
            Numerator, denominator, or the rest of the denominator.
        scope
            Level and code.

        Returns
        -------
        table
            The rows, with their shapes where they have any; the rest has a further column with
            the names of the columns for which each row does not count.

        Raises
        ------
        ConflictError
            When the figure is withheld.
        """
        level, code = scope
        if self.settings.least_count > 1:
            found = self.figures(indicator, level)
            if found.withheld[self.records.scopes.position(level, code)]:
                raise ConflictError("indicators.withheld", least=round(self.settings.least_count))
        name, rows = rows_behind(indicator, self.records, side, scope, self.period)
        chosen = self.sources.tables[name].taking(rows)
        columns = dict(chosen.columns)
        if side is Side.REST:
            missing = failed_columns(indicator, self.records, rows)
            columns[MISSING_COLUMN] = [", ".join(names) for names in missing]
        crs = None if chosen.geometry is None else WGS84
        return FeatureTable(columns, chosen.geometry, crs, name, np.arange(1, len(rows) + 1))


def evaluate(
    reader: Reader,
    keys: Iterable[str] = (),
    *,
    period: Period | None = None,
    principal: Principal | None = None,
    supplied: Mapping[str, FeatureTable] = NO_TABLES,
    settings: Settings | None = None,
) -> Evaluation:
    """Make the indicators of a store ready.

    Parameters
    ----------
    reader
        A snapshot of the store.
    keys
        Keys of the indicators, all of them by default.
    period
        Rows that carry a day count only in the period.
    principal
        Who asks; only rows in the scope are counted and shown.
    supplied
        Tables by name that the store does not keep, such as inspections, or that go before its own.
    settings
        Targets, weights and the like.

    Returns
    -------
    evaluation
        Figures are computed when they are asked for.

    Raises
    ------
    InputError
        When a key or a table is unknown, or a value of a table does not fit.
    """
    check_tables(supplied)
    chosen = indicators_named(keys)
    wanted = columns_wanted(chosen)
    sources = sources_of(reader, tables_behind(wanted), principal, supplied)
    return evaluation_of(chosen, sources, settings or Settings(), period)


def evaluation_of(
    chosen: Sequence[Indicator], sources: Sources, settings: Settings, period: Period | None
) -> Evaluation:
    """Make indicators of tables ready.

    Parameters
    ----------
    chosen
        The indicators.
    sources
        The tables.
    settings
        Targets, weights and the like.
    period
        Rows that carry a day count only in the period.
    """
    whole = derived(sources, columns_wanted(chosen), Asked(settings, period))
    tables = {
        name: Table(name, source.columns, whole.scopes.place(source.columns, len(source)))
        for name, source in whole.tables.items()
    }
    return Evaluation(tuple(chosen), Records(whole.scopes, tables), whole, settings, period)


def columns_wanted(chosen: Iterable[Indicator]) -> dict[str, set[str]]:
    """Return the columns that indicators read, by table."""
    wanted: dict[str, set[str]] = {}
    for indicator in chosen:
        for selection in indicator.selections:
            wanted.setdefault(selection.table, set()).update(selection.columns(dated=True))
    return wanted


def lack_text(evaluation: Evaluation, indicator: Indicator, locale: str | None = None) -> str:
    """Return in words what is missing for an indicator, empty where nothing is.

    Parameters
    ----------
    evaluation
        Where it was to be computed.
    indicator
        Which one.
    locale
        The language.
    """
    lack = evaluation.lack(indicator)
    if lack is None:
        return ""
    if not indicator.selections:
        return indicator.formula(locale)
    if lack.what == "period":
        return text("indicator.lack.period", locale)
    tables = [lack.table]
    if lack.what == "columns":
        tables = list(tables_lacking(lack.table, lack.columns, evaluation.sources))
    if tables:
        named = [
            text("indicator.lack.named", locale, name=name, table=_table_text(name, locale))
            for name in tables
        ]
        return text("indicator.lack.table", locale, tables=", ".join(named))
    columns = ", ".join(lack.columns)
    table = _table_text(lack.table, locale)
    return text("indicator.lack.columns", locale, name=lack.table, table=table, columns=columns)


def _table_text(name: str, locale: str | None) -> str:
    return text(f"indicator.table.{name}", locale)
