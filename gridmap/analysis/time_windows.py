"""Parts of time: a window that events are taken from, and the bands that they fall into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridmap.errors import InputError

Band: TypeAlias = Literal["hour", "weekday", "month"]
BAND_COUNTS: dict[Band, int] = {"hour": 24, "weekday": 7, "month": 12}
HOURS_PER_DAY, _DAYS_PER_WEEK, _MONTHS_PER_YEAR = 24, 7, 12
# The first of January 1970 was a Thursday, three days after a Monday.
_FIRST_WEEKDAY = 3


@dataclass(frozen=True)
class TimeWindow:
    """Which moments count. All are local; what is left out sets no limit.

    Attributes
    ----------
    since, until
        First and last day, both included.
    hours
        From this hour to before that one; from 22 to 6 runs over midnight.
    weekdays
        0 is Monday.

    Raises
    ------
    InputError
        The days do not follow each other, or an hour or a weekday does not exist.
    """

    since: np.datetime64 | None = None
    until: np.datetime64 | None = None
    hours: tuple[int, int] | None = None
    weekdays: frozenset[int] | None = None

    def __post_init__(self) -> None:
        """Refuse what can hold no moment.

        Raises
        ------
        InputError
            See the class.
        """
        if self.since is not None and self.until is not None and self.until < self.since:
            raise InputError("window.days", since=self.since, until=self.until)
        if self.hours is not None:
            first, end = self.hours
            if not (0 <= first < HOURS_PER_DAY and 0 <= end <= HOURS_PER_DAY and first != end):
                raise InputError("window.hours", first=first, end=end)
        if self.weekdays is not None and not self.weekdays <= set(range(_DAYS_PER_WEEK)):
            raise InputError("window.weekdays", weekdays=sorted(self.weekdays))

    @property
    def is_open(self) -> bool:
        """Whether every moment counts, and events without a moment as well."""
        return all(limit is None for limit in (self.since, self.until, self.hours, self.weekdays))

    def holds(self, moments: ArrayLike) -> NDArray[np.bool_]:
        """Return which local moments lie in the window, shape (P,); NaT only in an open one."""
        times = np.asarray(moments, "datetime64[s]")
        if self.is_open:
            return np.ones(times.shape, dtype=np.bool_)
        held: NDArray[np.bool_] = ~np.isnat(times)
        days = times.astype("datetime64[D]")
        if self.since is not None:
            held &= days >= self.since
        if self.until is not None:
            held &= days <= self.until
        if self.hours is not None:
            first, end = self.hours
            hour = band_of(times, "hour")
            held &= (
                (hour >= first) & (hour < end) if first < end else (hour >= first) | (hour < end)
            )
        if self.weekdays is not None:
            held &= np.isin(band_of(times, "weekday"), sorted(self.weekdays))
        return held


def band_of(moments: ArrayLike, band: Band) -> NDArray[np.intp]:
    """Return the band of each local moment.

    Parameters
    ----------
    moments
        Moments, shape (P,), NaT where unknown.
    band
        ``hour`` of the day, ``weekday`` (0 is Monday) or ``month`` (0 is January).

    Returns
    -------
    bands
        Shape (P,): from 0 to less than ``BAND_COUNTS[band]``, -1 for NaT.
    """
    times = np.asarray(moments, "datetime64[s]")
    known = ~np.isnat(times)
    filled = np.where(known, times, np.datetime64(0, "s"))
    if band == "hour":
        bands = filled.astype("datetime64[h]").astype(np.int64) % HOURS_PER_DAY
    elif band == "weekday":
        bands = (filled.astype("datetime64[D]").astype(np.int64) + _FIRST_WEEKDAY) % _DAYS_PER_WEEK
    else:
        bands = filled.astype("datetime64[M]").astype(np.int64) % _MONTHS_PER_YEAR
    return np.where(known, bands, -1).astype(np.intp)
