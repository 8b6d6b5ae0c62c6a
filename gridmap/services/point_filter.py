"""Which points a question is about: place, class, state, time, cell, and what may be seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from gridmap.analysis.time_windows import TimeWindow, band_of
from gridmap.domain.moments import CHINA_STANDARD_TIME
from gridmap.domain.point_columns import PointColumns
from gridmap.errors import InputError
from gridmap.services.principal import Principal

if TYPE_CHECKING:
    from numpy.typing import NDArray

Box: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north in degrees; one that crosses the antimeridian has its west above its
east (RFC 7946, 5.2)."""

HOURS_PER_WEEK: Final = 168
_HOURS_PER_DAY: Final = 24


@dataclass(frozen=True)
class PointFilter:
    """What points must be to be counted or shown; what is left out sets no limit.

    Attributes
    ----------
    box
        Where they lie, the sides included.
    classes, states
        Codes of classes and words of states.
    cells
        Beginnings of cell codes: whole codes, or those of communities and areas above.
    outside
        Whether only points in no cell are meant.
    window
        When they happened, by the clock of the territory.
    week_hours
        Hours of the week in which they happened: 0 is Monday from midnight to one.
    text
        A part of the name or of the id, letters of any size.
    """

    box: Box | None = None
    classes: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    cells: tuple[str, ...] = ()
    outside: bool = False
    window: TimeWindow = field(default_factory=TimeWindow)
    week_hours: frozenset[int] = frozenset()
    text: str = ""

    def rows(self, columns: PointColumns, principal: Principal) -> NDArray[np.intp]:
        """Return the positions of the points that pass and that a principal may see.

        Parameters
        ----------
        columns
            The points.
        principal
            Who asks.
        """
        return np.flatnonzero(self.holds(columns, principal))

    def holds(self, columns: PointColumns, principal: Principal) -> NDArray[np.bool_]:
        """Return which points pass and may be seen, shape (N,)."""
        kept = visible_rows(columns, principal)
        if self.box is not None:
            kept &= in_box(columns.lonlat, self.box)
        if self.classes:
            kept &= columns.classes.rows_of(self.classes)
        if self.states:
            kept &= columns.states.rows_of(self.states)
        if self.cells:
            codes = {code for code in columns.cells.values if code.startswith(self.cells)}
            kept &= columns.cells.rows_of(codes)
        if self.outside:
            kept &= columns.cells.index < 0
        if self.text:
            kept &= _named(columns, self.text.casefold(), kept)
        return kept & self._in_time(columns)

    def _in_time(self, columns: PointColumns) -> NDArray[np.bool_]:
        if self.window.is_open and not self.week_hours:
            return np.ones(len(columns), np.bool_)
        moments = local_clock(columns)
        held = self.window.holds(moments)
        if self.week_hours:
            wanted = np.zeros(HOURS_PER_WEEK + 1, np.bool_)
            wanted[sorted(self.week_hours)] = True
            held &= wanted[week_hour_of(moments)]
        return held


def local_clock(columns: PointColumns) -> NDArray[np.datetime64]:
    """Return when points happened by the clock of the territory, shape (N,), NaT where unknown."""
    offset_s = int(CHINA_STANDARD_TIME.utcoffset(None).total_seconds())
    moments = columns.happened_at.astype("datetime64[s]")
    local: NDArray[np.datetime64] = np.add(moments, np.timedelta64(offset_s, "s"))
    return local


def week_hour_of(moments: NDArray[np.datetime64]) -> NDArray[np.intp]:
    """Return the hour of the week of local moments: 0 to 167 from Monday, -1 for NaT."""
    day, hour = band_of(moments, "weekday"), band_of(moments, "hour")
    return np.where(day < 0, -1, day * _HOURS_PER_DAY + hour)


def visible_rows(columns: PointColumns, principal: Principal) -> NDArray[np.bool_]:
    """Return which points a principal may see, shape (N,); those in no cell need no limit."""
    if not principal.scope:
        return np.ones(len(columns), np.bool_)
    return columns.cells.rows_of(
        {code for code in columns.cells.values if principal.sees_cell(code)}
    )


def in_box(lonlat: NDArray[np.float64], box: Box) -> NDArray[np.bool_]:
    """Return which places lie in a box, its sides included, shape (N,)."""
    west, south, east, north = box
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    after, before = lon >= west, lon <= east
    along: NDArray[np.bool_] = after & before if west <= east else after | before
    return along & (lat >= south) & (lat <= north)


def week_hours_of(text: str) -> frozenset[int]:
    """Return hours of the week written as ranges: ``116-120,140-144``.

    A range runs from its first hour to before its last; over the end of Sunday it goes on on
    Monday, so that ``166-2`` is the night from Sunday to Monday.

    Raises
    ------
    InputError
        When a range is none.
    """
    hours: set[int] = set()
    for part in filter(None, text.split(",")):
        first, _, end = part.partition("-")
        if not (first.isascii() and first.isdigit() and end.isascii() and end.isdigit()):
            raise InputError("points.week_hours", value=part[:40])
        start, stop = int(first), int(end)
        if start >= HOURS_PER_WEEK or stop > HOURS_PER_WEEK or start == stop:
            raise InputError("points.week_hours", value=part[:40])
        stop += HOURS_PER_WEEK if stop < start else 0
        hours |= {hour % HOURS_PER_WEEK for hour in range(start, stop)}
    return frozenset(hours)


def _named(columns: PointColumns, wanted: str, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which of some points have a text in their name or id."""
    found = np.zeros(len(columns), np.bool_)
    for row in np.flatnonzero(among).tolist():
        found[row] = (
            wanted in columns.names[row].casefold() or wanted in columns.ids[row].casefold()
        )
    return found
