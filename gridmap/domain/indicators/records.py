"""Input tables of indicators, and what a selection takes from them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from gridmap.catalogue import LOCALES, text
from gridmap.domain.indicators.coding import Coded, coded
from gridmap.domain.indicators.model import Op, Selection, Test
from gridmap.domain.indicators.scopes import Places, Scopes
from gridmap.domain.moments import CHINA_STANDARD_TIME
from gridmap.errors import InputError, Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

LAST_OF_FEBRUARY: Final = 28


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included.

    Raises
    ------
    InputError
        When it ends before it begins.
    """

    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins.

        Raises
        ------
        InputError
            See the class.
        """
        if self.last_day < self.first_day:
            raise InputError("indicators.period", first=self.first_day, last=self.last_day)

    @property
    def days(self) -> int:
        """How many days there are."""
        return (self.last_day - self.first_day).days + 1

    def before(self) -> Period:
        """Return as many days just before the first one."""
        return Period(self.first_day - timedelta(self.days), self.first_day - timedelta(1))

    def back(self, years: int) -> Period:
        """Return the same days of an earlier year; the 29th of February becomes the 28th."""
        return Period(_years_before(self.first_day, years), _years_before(self.last_day, years))


@dataclass(frozen=True)
class Table:
    """Rows that indicators select from.

    Parameters
    ----------
    name
        What selections call it.
    columns
        Column to values, all of one length.
    places
        Level to the position of each row's scope, -1 for none, as `Scopes.place` returns.
    """

    name: str
    columns: Mapping[str, Sequence[object]]
    places: Places = field(repr=False)
    _coded: dict[str, Coded] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(next(iter(self.places.values())))

    def coded(self, column: str) -> Coded:
        """Return a column by its different values."""
        if column not in self._coded:
            self._coded[column] = coded(self.columns[column])
        return self._coded[column]

    def where(self, column: str, row: int) -> Place:
        """Return the place of a value."""
        return Place(file=self.name, row=row + 1, column=column)

    def lacks(self, columns: Sequence[str]) -> tuple[str, ...]:
        """Return the columns that are not there, or that hold nothing in any row."""
        return tuple(
            name
            for name in columns
            if name not in self.columns
            or (len(self) > 0 and all(value is None for value in self.columns[name]))
        )


@dataclass(frozen=True)
class Records:
    """All input tables of one moment.

    Attributes
    ----------
    scopes
        What figures can be made for.
    tables
        The tables by name.
    zone
        In which days are counted.
    """

    scopes: Scopes
    tables: Mapping[str, Table]
    zone: tzinfo = CHINA_STANDARD_TIME
    _found: dict[tuple[Selection, Period | None], NDArray[np.intp]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def rows(self, selection: Selection, period: Period | None = None) -> NDArray[np.intp]:
        """Return the positions of the rows that a selection takes.

        Parameters
        ----------
        selection
            What is selected.
        period
            The period; all rows count without one.

        Raises
        ------
        InputError
            When a value that must be a number or a day is none.
        """
        key = (selection, period)
        if key not in self._found:
            self._found[key] = self._select(selection, period)
        return self._found[key]

    def _select(self, selection: Selection, period: Period | None) -> NDArray[np.intp]:
        table = self.tables[selection.table]
        kept = np.ones(len(table), np.bool_)
        for test in selection.tests:
            kept &= self.passes(table, test)
        if period is not None and selection.when is not None:
            asked = period.back(selection.years_back)
            days = self._days(table, selection.when)
            kept &= (days >= np.datetime64(asked.first_day)) & (
                days <= np.datetime64(asked.last_day)
            )
        return np.flatnonzero(kept)

    def weights(self, selection: Selection, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return what each selected row counts.

        Raises
        ------
        InputError
            When the measure of a row is no finite number, or is missing.
        """
        if selection.measure is None:
            return np.ones(len(rows))
        table, measure = self.tables[selection.table], selection.measure
        codes = table.coded(measure).codes[rows]
        values = table.coded(measure).values
        used, first = np.unique(codes, return_index=True)
        numbers = np.zeros(len(values))
        for code, row in zip(used.tolist(), rows[first].tolist(), strict=True):
            numbers[code] = as_number(values[code], table.where(measure, row))
        return numbers[codes]

    def passes(self, table: Table, test: Test) -> NDArray[np.bool_]:
        """Return for each row whether it passes a test.

        Raises
        ------
        InputError
            When a value that must be a number or a day is none.
        """
        if test.op is Op.NOT_AFTER:
            first, second = (self._days(table, name) for name in test.columns)
            # A missing day is not comparable, so it is neither before nor after.
            in_time: NDArray[np.bool_] = first <= second
            return in_time
        check, every = _CHECKS[test.op]
        truths = [
            table.coded(name).each(_reader(check, test, table, name), np.bool_)
            for name in test.columns
        ]
        joined: NDArray[np.bool_] = (np.all if every else np.any)(truths, axis=0)
        return joined

    def _days(self, table: Table, column: str) -> NDArray[np.datetime64]:
        return table.coded(column).each(
            lambda value, row: as_day(value, self.zone, table.where(column, row)), "datetime64[D]"
        )


def as_day(
    value: object, zone: tzinfo = CHINA_STANDARD_TIME, place: Place | None = None
) -> date | None:
    """Return the day that a value names, None where it is empty.

    Parameters
    ----------
    value
        A moment, a day, or text such as ``2026-05-01``.
    zone
        In which a moment becomes a day; one without a zone is local already.
    place
        Where the value stands.

    Raises
    ------
    InputError
        When it names no day.
    """
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return (value.astimezone(zone) if value.tzinfo else value).date()
    if isinstance(value, date):
        return value
    try:
        return as_day(datetime.fromisoformat(str(value)), zone)
    except ValueError:
        raise InputError("indicators.day", place, value=str(value)) from None


def as_flag(value: object, place: Place | None = None) -> bool:
    """Return a value as yes or no; empty is no.

    Raises
    ------
    InputError
        When it is neither.
    """
    if value is None:
        return False
    if isinstance(value, bool | np.bool_):
        return bool(value)
    word = str(int(value) if isinstance(value, float) and value.is_integer() else value)
    word = word.strip().lower()
    if word in _words("yes"):
        return True
    if word in _words("no") or not word:
        return False
    raise InputError("indicators.flag", place, value=str(value))


@cache
def _words(answer: str) -> frozenset[str]:
    """Return how people write yes or no, in all languages."""
    told = (text(f"indicator.words.{answer}", locale) for locale in LOCALES)
    return frozenset(word for words in told for word in words.split())


def as_number(value: object, place: Place | None = None) -> float:
    """Return a value as a finite number.

    Raises
    ------
    InputError
        When it is none.
    """
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise InputError("indicators.number", place, value=str(value))
    return number


def _is_present(value: object) -> bool:
    return value is not None and value != ""


def _reader(check: _Check, test: Test, table: Table, column: str) -> Callable[[object, int], bool]:
    """Return what reads the values of a column for a test."""
    return lambda value, row: check(test, value, table.where(column, row))


_Check = Callable[[Test, object, Place], bool]
# How each value is read, and whether all columns of a test must hold.
_CHECKS: Mapping[Op, tuple[_Check, bool]] = {
    Op.TRUE: (lambda _, value, place: as_flag(value, place), True),
    Op.ANY_TRUE: (lambda _, value, place: as_flag(value, place), False),
    Op.PRESENT: (lambda _test, value, _place: _is_present(value), True),
    Op.ABSENT: (lambda _test, value, _place: not _is_present(value), True),
    Op.IS: (lambda test, value, _: value is not None and str(value) in test.values, True),
    Op.AT_LEAST: (
        lambda test, value, place: (
            value is not None and as_number(value, place) >= float(test.values[0])
        ),
        True,
    ),
}


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=LAST_OF_FEBRUARY)
