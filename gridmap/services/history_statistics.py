"""Events by cell over a period: as it was, or restated on one set of cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from gridmap.domain import Cell, FeatureTable, Plan, Point, PointKind
from gridmap.domain.moments import CHINA_STANDARD_TIME
from gridmap.services.crosswalks import Side, plans_of
from gridmap.services.history import Past
from gridmap.services.history_maps import Maps, lonlat_of
from gridmap.services.layers import LAYER_OF_KIND

if TYPE_CHECKING:
    from gridmap.store import Reader

EVENT_KINDS: Final = (PointKind.INCIDENT, PointKind.HAZARD)

_Tally = Counter[tuple[str | None, PointKind]]


class View(StrEnum):
    """On which cells events are counted."""

    AS_WAS = "as_was"
    RESTATED = "restated"


@dataclass(frozen=True, slots=True)
class CellCount:
    """Events in one cell."""

    code: str
    counts: Mapping[PointKind, int]


@dataclass(frozen=True)
class Statistics:
    """Events of a period by cell.

    Attributes
    ----------
    view
        On which cells.
    first_day, last_day
        The period, both days included.
    cells
        Every cell that was in force on some day of the period, or all cells restated on, by code.
    outside
        Events that lie in none of these cells, or happened while no plan was in force there.
    undated
        Events of which nobody knows the day; they are in no period.
    """

    view: View
    first_day: date
    last_day: date
    cells: tuple[CellCount, ...]
    outside: Mapping[PointKind, int]
    undated: Mapping[PointKind, int]

    @property
    def totals(self) -> dict[PointKind, int]:
        """All events of the period by kind: the same in both views."""
        return {
            kind: count + sum(cell.counts[kind] for cell in self.cells)
            for kind, count in self.outside.items()
        }


def statistics(
    reader: Reader,
    first_day: date,
    last_day: date,
    view: View = View.AS_WAS,
    *,
    on: date | Sequence[str] | None = None,
    kinds: Sequence[PointKind] = EVENT_KINDS,
    zone: tzinfo = CHINA_STANDARD_TIME,
    known_at: datetime | None = None,
) -> Statistics:
    """Count the events of a period in each cell.

    Later publications change neither view: as it was, each event counts in the cell of the plan
    that was in force on its day; restated, all count in the cells of one day or of named plans.

    Parameters
    ----------
    reader
        A snapshot of the store.
    first_day, last_day
        The period, both days included.
    view
        On which cells.
    on
        For the restated view the day whose plans count, or ids of plans, at most one for each
        community; the last day of the period by default.
    kinds
        What counts as an event: incidents by when they happened, hazards by when they were found.
    zone
        In which the territory counts its days.
    known_at
        As the plans were known at a moment, so that a report of that time comes out again even
        where a plan was published since for days that were past.

    Returns
    -------
    statistics
        Nothing is lost: cells and `outside` sum to all events of the period.

    Raises
    ------
    InputError
        When `on` names no plan.
    ConflictError
        When there is no such plan.
    """
    past = Past(reader, known_at)
    events = [point for kind in kinds for point in reader.points(kind)]
    days = {point.id: _local_day(point, zone) for point in events}
    within = [point for point in events if _is_within(days[point.id], first_day, last_day)]
    if view is View.AS_WAS:
        codes, tally = _as_was(past, within, days, (first_day, last_day))
    else:
        cells = _restated_cells(past, last_day if on is None else on, last_day)
        codes, tally = {cell.code for cell in cells}, _located(cells, within)
    undated = Counter(point.kind for point in events if days[point.id] is None)
    return Statistics(
        view,
        first_day,
        last_day,
        tuple(CellCount(code, _by_kind(tally, code, kinds)) for code in sorted(codes)),
        _by_kind(tally, None, kinds),
        MappingProxyType({kind: undated[kind] for kind in kinds}),
    )


def statistics_table(found: Statistics) -> FeatureTable:
    """Return statistics as rows: one for each cell, a last one for what lies outside."""
    rows = [(cell.code, cell.counts) for cell in found.cells]
    rows.append(("", found.outside))
    columns: dict[str, list[object]] = {"code": [code for code, _ in rows]}
    for kind in found.outside:
        columns[LAYER_OF_KIND[kind]] = [counts[kind] for _, counts in rows]
    return FeatureTable(columns, None, None, "statistics", np.arange(1, len(rows) + 1))


def _as_was(
    past: Past, events: Sequence[Point], days: Mapping[str, date | None], period: tuple[date, date]
) -> tuple[set[str], _Tally]:
    first, last = period
    known = past.reader.plans()
    turns = past.turning_days()
    turns |= {plan.valid_to + timedelta(days=1) for plan in known if plan.valid_to is not None}
    starts = [first, *sorted(day for day in turns if first < day <= last)]
    maps = Maps(past)
    codes: set[str] = set()
    tally: _Tally = Counter()
    for start, end in pairwise([*starts, last + timedelta(days=1)]):
        states = [past.state_on(plan, start) for plan in past.plans_on(start)]
        codes.update(cell.code for state in states for cell in past.cells_of(state))
        tally += maps.tally(states, [one for one in events if _happened(one, days, start, end)])
    return codes, tally


def _happened(point: Point, days: Mapping[str, date | None], start: date, end: date) -> bool:
    day = days[point.id]
    return day is not None and start <= day < end


def _restated_cells(past: Past, on: date | Sequence[str], last_day: date) -> list[Cell]:
    if isinstance(on, date):
        return _cells(past, past.plans_on(on), on)
    # Border nodes that came in later are left out, so that the answer stays the same.
    return [
        cell
        for plan in plans_of(past.reader, on)
        for cell in _cells(past, [plan], plan.valid_from or last_day)
    ]


def _cells(past: Past, plans: Sequence[Plan], day: date) -> list[Cell]:
    return [cell for plan in plans for cell in past.cells_of(past.state_on(plan, day))]


def _located(cells: Sequence[Cell], events: Sequence[Point]) -> _Tally:
    codes = [*(cell.code for cell in cells), None]
    found = Side(cells).locate(lonlat_of(events)).tolist()
    return Counter(
        (codes[position], point.kind) for position, point in zip(found, events, strict=True)
    )


def _by_kind(
    tally: _Tally, code: str | None, kinds: Iterable[PointKind]
) -> Mapping[PointKind, int]:
    return MappingProxyType({kind: tally[code, kind] for kind in kinds})


def _local_day(point: Point, zone: tzinfo) -> date | None:
    return None if point.happened_at is None else point.happened_at.astimezone(zone).date()


def _is_within(day: date | None, first: date, last: date) -> bool:
    return day is not None and first <= day <= last
