"""The values of indicators for every scope of a level, and the rows that they are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from gridmap.analysis.rates import Rate
from gridmap.domain.indicators.model import Indicator, Op, Selection, Test
from gridmap.domain.indicators.records import Period, Records
from gridmap.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Side(StrEnum):
    """Which rows of an indicator are opened."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    REST = "rest"
    """Rows of the denominator that are not in the numerator: what is still to be done."""


@dataclass(frozen=True, slots=True)
class Lack:
    """Why an indicator has no figures: a table, columns of it, or a period is missing.

    `table` is empty where only a period is missing, or where other figures make the indicator.
    """

    table: str
    columns: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """Which of them: ``columns``, ``table`` or ``period``."""
        if self.columns:
            return "columns"
        return "table" if self.table else "period"


@dataclass(frozen=True)
class Figures:
    """One indicator on one level.

    Attributes
    ----------
    indicator
        Which one.
    level
        On which level.
    codes
        The scopes, in the order of `Scopes`.
    numerators, denominators
        Shape (N,); NaN where a figure is withheld.
    """

    indicator: Indicator
    level: str
    codes: tuple[str, ...]
    numerators: NDArray[np.float64]
    denominators: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of scopes."""
        return len(self.codes)

    def __iter__(self) -> Iterator[Rate]:
        """Return the rates in the order of the scopes."""
        return (self.rate(place) for place in range(len(self)))

    def rate(self, position: int) -> Rate:
        """Return the rate of one scope; its value is None where the denominator is zero.

        A withheld figure has NaN as numerator and denominator, and no value.
        """
        numerator = float(self.numerators[position])
        denominator = float(self.denominators[position])
        if np.isnan(denominator):
            return Rate(numerator, denominator, None)
        return Rate(numerator, denominator, self.indicator.value(numerator, denominator))

    @property
    def withheld(self) -> NDArray[np.bool_]:
        """Shape (N,): which figures are not shown because they are made of too few rows."""
        mask: NDArray[np.bool_] = np.isnan(self.denominators)
        return mask

    def values(self) -> NDArray[np.float64]:
        """Return the values, shape (N,); NaN where not applicable."""
        return np.array([np.nan if one.value is None else one.value for one in self], np.float64)


def lack_of(indicator: Indicator, records: Records, period: Period | None = None) -> Lack | None:
    """Return what is missing for an indicator, None when it can be computed.

    Parameters
    ----------
    indicator
        Which one.
    records
        The input tables.
    period
        The period asked for.
    """
    if not indicator.selections:
        return Lack("")
    for selection in indicator.selections:
        table = records.tables.get(selection.table)
        if table is None:
            return Lack(selection.table)
        missing = table.lacks(selection.columns(dated=period is not None))
        if missing:
            return Lack(selection.table, missing)
    if period is None and any(selection.years_back for selection in indicator.selections):
        return Lack("")
    return None


def figures(
    indicator: Indicator, records: Records, level: str, period: Period | None = None
) -> Figures:
    """Compute an indicator for every scope of a level.

    Parameters
    ----------
    indicator
        One for which nothing is missing.
    records
        The input tables.
    level
        A level of the scopes.
    period
        Rows that carry a day count only in the period; all do without one.

    Returns
    -------
    figures
        A rate for each scope; rows that belong to no scope of the level are left out.

    Raises
    ------
    InputError
        When there is no such level, something is missing, or a value of a table does not fit.
    """
    codes = records.scopes.codes(level)
    _require(indicator, records, period)
    sums = [
        _by_scope(records, selection, level, len(codes), period)
        for selection in indicator.selections
    ]
    return Figures(indicator, level, codes, *sums)


def rows_behind(
    indicator: Indicator,
    records: Records,
    side: Side,
    scope: tuple[str, str],
    period: Period | None = None,
) -> tuple[str, NDArray[np.intp]]:
    """Return the rows that make one side of one figure.

    Parameters
    ----------
    indicator
        One for which nothing is missing.
    records
        The input tables.
    side
        Numerator, denominator, or what the numerator leaves of the denominator.
    scope
        Level and code.
    period
        As the figure was asked for.

    Returns
    -------
    found
        Name of the table, and the positions of the rows in it.

    Raises
    ------
    InputError
        When there is no such scope, something is missing, or the sides come from different tables
        and therefore leave no rest.
    """
    level, code = scope
    place = records.scopes.position(level, code)
    _require(indicator, records, period)
    numerator, denominator = indicator.selections
    if side is not Side.REST:
        chosen = numerator if side is Side.NUMERATOR else denominator
        return chosen.table, _rows_of(records, chosen, level, place, period)
    if not has_rest(indicator):
        raise InputError("indicators.no_rest", key=indicator.key)
    counted = _rows_of(records, numerator, level, place, period)
    among = _rows_of(records, denominator, level, place, period)
    return denominator.table, np.setdiff1d(among, counted)


def has_rest(indicator: Indicator) -> bool:
    """Return whether the rows of the numerator are some of those of the denominator."""
    if not indicator.selections:
        return False
    numerator, denominator = indicator.selections
    return (
        numerator.table == denominator.table
        and not denominator.years_back
        and numerator.measure is None
    )


def failed_columns(
    indicator: Indicator, records: Records, rows: NDArray[np.intp]
) -> list[tuple[str, ...]]:
    """Return for which columns rows of the denominator are not in the numerator.

    Parameters
    ----------
    indicator
        One whose sides come from one table.
    records
        The input tables.
    rows
        Positions of the rows in that table.

    Returns
    -------
    columns
        For each row; of columns that must all hold, only those that do not.
    """
    numerator = indicator.selections[0]
    table = records.tables[numerator.table]
    failed: dict[str, NDArray[np.bool_]] = {}
    for test in numerator.tests:
        alone = test.op in {Op.TRUE, Op.PRESENT}
        parts = [Test(test.op, (column,)) for column in test.columns] if alone else [test]
        for part in parts:
            missed = ~records.passes(table, part)[rows]
            for column in part.columns:
                failed[column] = failed.get(column, False) | missed
    return [
        tuple(column for column, missed in failed.items() if missed[place])
        for place in range(len(rows))
    ]


def _require(indicator: Indicator, records: Records, period: Period | None) -> None:
    lack = lack_of(indicator, records, period)
    if lack is None:
        return
    if indicator.selections and lack.what == "table":
        raise InputError("indicators.no_table", key=indicator.key, table=lack.table)
    if indicator.selections and lack.what == "columns":
        columns = ", ".join(lack.columns)
        raise InputError(
            "indicators.no_column", key=indicator.key, table=lack.table, columns=columns
        )
    code = "indicators.no_period" if indicator.selections else "indicators.made"
    raise InputError(code, key=indicator.key)


def _rows_of(
    records: Records, selection: Selection, level: str, place: int, period: Period | None
) -> NDArray[np.intp]:
    rows = records.rows(selection, period)
    own: NDArray[np.intp] = rows[records.tables[selection.table].places[level][rows] == place]
    return own


def _by_scope(
    records: Records, selection: Selection, level: str, count: int, period: Period | None
) -> NDArray[np.float64]:
    rows = records.rows(selection, period)
    table = records.tables[selection.table]
    weights = records.weights(selection, rows)
    place = table.places[level][rows]
    inside = place >= 0
    rows, weights, place = rows[inside], weights[inside], place[inside]
    if selection.distinct is not None:
        values = table.coded(selection.distinct)
        held = values.each(lambda value, _: value is not None and value != "", np.bool_)[rows]
        pairs = np.column_stack([place, values.codes[rows]])[held]
        place = np.unique(pairs, axis=0)[:, 0]
        weights = np.ones(len(place))
    sums: NDArray[np.float64] = np.bincount(place, weights, minlength=count).astype(np.float64)
    return sums
