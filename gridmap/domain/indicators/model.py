"""What an indicator is: a numerator and a denominator, each a selection of rows of a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from gridmap.catalogue import text

# Sums of areas differ in their last digits by the order of summing.
ROUNDING: Final = 1e-9


class Direction(StrEnum):
    """Which way is better; a neutral indicator is reported and never judged."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class Cadence(StrEnum):
    """How often the trade asks for an indicator; a state is asked for at any time."""

    STATE = "state"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Op(StrEnum):
    """How a test reads a row."""

    IS = "is"
    """The column holds one of the values."""
    ANY_TRUE = "any_true"
    """At least one of the columns is true."""
    TRUE = "true"
    """Every column is true."""
    PRESENT = "present"
    """Every column holds something."""
    ABSENT = "absent"
    """Every column is empty."""
    AT_LEAST = "at_least"
    """The column holds a number that is not below the value."""
    NOT_AFTER = "not_after"
    """The day in the first column is not after the day in the second."""


@dataclass(frozen=True, slots=True)
class Test:
    """One condition on a row. An empty value passes no test but `Op.ABSENT`."""

    # Not a test case, whatever the name says to a collector of tests.
    __test__ = False

    op: Op
    columns: tuple[str, ...]
    values: tuple[str | float, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of a table that count.

    Parameters
    ----------
    table
        Name of the table.
    tests
        What a row must pass, all of it.
    measure
        Column that is summed; each row counts one by default.
    distinct
        Column whose different values are counted instead of rows.
    when
        Column with the day that decides whether a row lies in a period; without one the rows
        describe a state and always count.
    years_back
        How many years before the period asked for the rows are taken from.
    """

    table: str
    tests: tuple[Test, ...] = ()
    measure: str | None = None
    distinct: str | None = None
    when: str | None = None
    years_back: int = 0

    def columns(self, *, dated: bool) -> tuple[str, ...]:
        """Return every column that the selection reads, each once.

        Parameters
        ----------
        dated
            Whether a period is asked for, so that the days of the rows matter.
        """
        named = [column for test in self.tests for column in test.columns]
        further = (self.measure, self.distinct, self.when if dated else None)
        return tuple(dict.fromkeys([*named, *(one for one in further if one is not None)]))


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the trade.

    Parameters
    ----------
    key
        Its name in every list, such as ``K-33``. The texts ``indicator.<key>``,
        ``indicator.<key>.numerator`` and ``indicator.<key>.denominator`` say what it is.
    numerator, denominator
        The rows that it is made of; None where it is made from other figures.
    target
        What is to be reached, in the unit of the value; None where the source names none.
    minimum
        The lower stage of a target that has two.
    direction
        Which way is better.
    unit
        UCUM symbol. ``%`` marks a share: its value is kept as a ratio and shown in percent.
        ``{points}`` marks a score of at most about a hundred.
    cadence
        How often it is asked for.
    version
        Grows whenever the same rows may give another value.
    scale
        What the ratio is multiplied by, such as 100 for a number per hundred.
    less_one
        The value is the ratio less one, as a change against an earlier period is told.
    part
        Catalogue code of the part of a whole that it looks at, empty where it looks at all.
    """

    key: str
    numerator: Selection | None
    denominator: Selection | None
    target: float | None = None
    minimum: float | None = None
    direction: Direction = Direction.HIGHER
    unit: str = "%"
    cadence: Cadence = Cadence.STATE
    version: int = 1
    scale: float = 1.0
    less_one: bool = False
    part: str = field(default="", kw_only=True)

    @property
    def family(self) -> str:
        """The key without the part: ``K-39`` for ``K-39.A``."""
        return self.key.partition(".")[0] if self.part else self.key

    @property
    def selections(self) -> tuple[Selection, ...]:
        """Numerator and denominator, where there are."""
        return tuple(one for one in (self.numerator, self.denominator) if one is not None)

    def name(self, locale: str | None = None) -> str:
        """Return what a person calls it."""
        whole = text(f"indicator.{self.family}", locale)
        if not self.part:
            return whole
        return text("indicator.part", locale, name=whole, part=text(self.part, locale))

    def side(self, side: str, locale: str | None = None) -> str:
        """Return what is counted on a side, ``numerator`` or ``denominator``."""
        return text(f"indicator.{self.family}.{side}", locale)

    def formula(self, locale: str | None = None) -> str:
        """Return the formula in words."""
        if self.numerator is None:
            return text(f"indicator.{self.family}.made", locale)
        return text(
            "indicator.change" if self.less_one else "indicator.formula",
            locale,
            numerator=self.side("numerator", locale),
            denominator=self.side("denominator", locale),
        )

    def value(self, numerator: float, denominator: float) -> float | None:
        """Return the value; None, not applicable, where the denominator is zero."""
        if not denominator:
            return None
        return numerator / denominator * self.scale - self.less_one

    def meets(self, value: float | None, target: float | None = None) -> bool | None:
        """Return whether a value reaches the target; None where one of them is missing.

        Parameters
        ----------
        value
            The value.
        target
            Instead of the indicator's own.
        """
        wanted = self.target if target is None else target
        if value is None or wanted is None or self.direction is Direction.NEUTRAL:
            return None
        slack = ROUNDING * max(1.0, abs(wanted))
        if self.direction is Direction.HIGHER:
            return value >= wanted - slack
        return value <= wanted + slack
