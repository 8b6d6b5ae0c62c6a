"""How many points there are by cell, class, state or time: what tables, charts and strips count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from gridmap.analysis.time_windows import BAND_COUNTS, Band, band_of
from gridmap.domain.point_columns import Coded, PointColumns
from gridmap.errors import InputError
from gridmap.services.point_filter import HOURS_PER_WEEK, local_clock, week_hour_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_COLUMNS: Final = 2


@dataclass(frozen=True)
class PointTally:
    """Counts of points by the values of some columns.

    Attributes
    ----------
    by
        Names of the columns.
    keys
        The values of each count, None for no value; in the order of the values.
    counts
        How many points have them, always at least one.
    total
        The sum of all counts.
    """

    by: tuple[str, ...]
    keys: tuple[tuple[str | None, ...], ...]
    counts: tuple[int, ...]
    total: int


def point_tally(columns: PointColumns, by: tuple[str, ...]) -> PointTally:
    """Count points by the values of columns.

    Parameters
    ----------
    columns
        The points.
    by
        One or two of `COLUMNS`: bands of time are by the clock of the territory.

    Raises
    ------
    InputError
        When a column is unknown, or there are none or too many.
    """
    if not 0 < len(by) <= MOST_COLUMNS or not set(by) <= COLUMNS.keys() or len(set(by)) < len(by):
        raise InputError("points.tally", value=",".join(by)[:80], allowed=", ".join(COLUMNS))
    coded = [COLUMNS[name](columns) for name in by]
    # One more value at the end stands for "none", so that numbers begin with nought.
    sizes = [len(one.values) + 1 for one in coded]
    number = np.zeros(len(columns), np.int64)
    for one, size in zip(coded, sizes, strict=True):
        number = number * size + np.where(one.index < 0, size - 1, one.index)
    found, counts = np.unique(number, return_counts=True)
    parts = np.array(np.unravel_index(found, sizes)).reshape(len(by), -1)
    texts = [
        [(*one.values, None)[at] for at in part]
        for one, part in zip(coded, parts.tolist(), strict=True)
    ]
    rows = sorted(
        zip(zip(*texts, strict=True), counts.tolist(), strict=True),
        key=lambda row: [_order(name, value) for name, value in zip(by, row[0], strict=True)],
    )
    return PointTally(
        by, tuple(key for key, _ in rows), tuple(count for _, count in rows), len(columns)
    )


def _order(name: str, value: str | None) -> tuple[bool, int, str]:
    number = int(value) if value is not None and name in _NUMBERED else 0
    return value is None, number, value or ""


def _band(band: Band) -> Callable[[PointColumns], Coded]:
    return lambda columns: _numbers(band_of(local_clock(columns), band), BAND_COUNTS[band])


def _week_hours(columns: PointColumns) -> Coded:
    return _numbers(week_hour_of(local_clock(columns)), HOURS_PER_WEEK)


def _numbers(index: NDArray[np.intp], count: int) -> Coded:
    return Coded(tuple(str(number) for number in range(count)), index.astype(np.int32))


def _days(columns: PointColumns) -> Coded:
    days = local_clock(columns).astype("datetime64[D]")
    known = ~np.isnat(days)
    values, index = np.unique(days[known], return_inverse=True)
    numbers = np.full(len(columns), -1, np.int32)
    numbers[known] = index
    return Coded(tuple(str(day) for day in values), numbers)


_NUMBERED: Final = frozenset({"hour", "weekday", "month", "week_hour"})
COLUMNS: Final[Mapping[str, Callable[[PointColumns], Coded]]] = MappingProxyType(
    {
        "cell": lambda columns: columns.cells,
        "class": lambda columns: columns.classes,
        "state": lambda columns: columns.states,
        "hour": _band("hour"),
        "weekday": _band("weekday"),
        "month": _band("month"),
        "week_hour": _week_hours,
        "day": _days,
    }
)
