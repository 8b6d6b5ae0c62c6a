"""Short forms in which the indicators are written down."""

from __future__ import annotations

from gridmap.domain.indicators.model import Cadence, Direction, Indicator, Op, Selection, Test

LESS_IS_BETTER = Direction.LOWER
NEUTRAL = Direction.NEUTRAL


def is_(column: str, *values: str) -> Test:
    """Return a test for one of several values."""
    return Test(Op.IS, (column,), values)


def true(*columns: str) -> Test:
    """Return a test that every column is true."""
    return Test(Op.TRUE, columns)


def any_true(*columns: str) -> Test:
    """Return a test that one of the columns is true."""
    return Test(Op.ANY_TRUE, columns)


def present(*columns: str) -> Test:
    """Return a test that every column is filled."""
    return Test(Op.PRESENT, columns)


def absent(*columns: str) -> Test:
    """Return a test that every column is empty."""
    return Test(Op.ABSENT, columns)


def at_least(column: str, value: float) -> Test:
    """Return a test for a number that is not below another."""
    return Test(Op.AT_LEAST, (column,), (value,))


def in_time(done: str, due: str) -> Test:
    """Return a test that one day is not after another."""
    return Test(Op.NOT_AFTER, (done, due))


def share(
    key: str,
    table: str,
    *tests: Test,
    among: tuple[Test, ...] = (),
    when: str | None = None,
    target: float | None = None,
    minimum: float | None = None,
    direction: Direction = Direction.HIGHER,
    cadence: Cadence = Cadence.STATE,
    part: str = "",
) -> Indicator:
    """Return the share of a table's rows that pass tests.

    Parameters
    ----------
    key
        Key of the indicator.
    table
        The table.
    *tests
        What the rows of the numerator pass, beside `among`.
    among
        What the rows of the denominator pass.
    when
        Column with the day.
    target, minimum, direction, cadence, part
        As `Indicator` has them.
    """
    return Indicator(
        key,
        Selection(table, (*among, *tests), when=when),
        Selection(table, among, when=when),
        target,
        minimum,
        direction,
        cadence=cadence,
        part=part,
    )


def portion(
    key: str,
    table: str,
    measure: str,
    whole: str,
    *among: Test,
    target: float | None = None,
    direction: Direction = Direction.HIGHER,
) -> Indicator:
    """Return the part that one measure of a table's rows has of another.

    Parameters
    ----------
    key
        Key of the indicator.
    table
        The table.
    measure, whole
        Columns that are summed for numerator and denominator.
    *among
        What the rows pass.
    target, direction
        As `Indicator` has them.
    """
    return Indicator(
        key,
        Selection(table, among, measure),
        Selection(table, among, whole),
        target,
        direction=direction,
    )
