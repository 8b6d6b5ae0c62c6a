"""Columns that indicators read and that follow from other tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from gridmap.domain.indicators import INDICATORS, Period, as_day, as_flag, as_number
from gridmap.domain.indicators.inspection import COVERING_KINDS
from gridmap.domain.indicators.scoring import hundred_points
from gridmap.domain.indicators.staffing import Guarding, guards_short
from gridmap.errors import InputError, Place
from gridmap.services.indicator_patrols import pass_columns
from gridmap.services.indicator_reach import (
    camera_columns,
    crossing_columns,
    redundancy_columns,
    seen_columns,
    service_columns,
    station_columns,
    street_columns,
)
from gridmap.services.indicator_settings import Settings
from gridmap.services.indicator_sources import Source, Sources

DAYS_PER_WEEK: Final = 7
HOURS_PER_DAY: Final = 24
GARBAGE_CLASSES: Final = frozenset({"bin_site", "garbage_pool"})
STATION_CLASS: Final = "micro_fire_station"
# Buildings shadow what cameras see, where they are known.
WALLS: Final = ("buildings",)

Columns = Mapping[str, Sequence[object]]


@dataclass(frozen=True)
class Asked:
    """What the derivations may depend on beside the tables."""

    settings: Settings
    period: Period | None = None


@dataclass(frozen=True)
class Derivation:
    """Columns of a table that follow from tables.

    Parameters
    ----------
    table
        Where the columns belong; made where it does not exist.
    columns
        What is made.
    needs
        Tables that must be there with at least one row.
    make
        Makes the columns; an empty mapping where it cannot.
    uses
        Tables that are read where they are there.
    drawn
        Whether the tables that are needed must have shapes too.
    reads
        Columns that are read of tables which may have to be made first.
    """

    table: str
    columns: tuple[str, ...]
    needs: tuple[str, ...]
    make: Callable[[Sources, Asked], Columns]
    uses: tuple[str, ...] = ()
    drawn: bool = False
    reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def possible(self, sources: Sources) -> bool:
        """Return whether everything that is needed is there."""
        return sources.has(*self.needs) and (
            not self.drawn or all(sources.tables[name].is_drawn for name in self.needs)
        )


def derived(sources: Sources, wanted: Mapping[str, Iterable[str]], asked: Asked) -> Sources:
    """Return the tables with those columns that are wanted and can be made.

    Parameters
    ----------
    sources
        The tables as they came.
    wanted
        Table to the columns that are read.
    asked
        Settings and period.

    Returns
    -------
    sources
        What a table has of its own goes before what could be made.

    Raises
    ------
    InputError
        When a value that something is made from does not fit.
    """
    whole = _with_what_is_read(wanted)
    for one in DERIVATIONS:
        own = sources.tables.get(one.table)
        missing = whole.get(one.table, set()) & {*one.columns}
        if own is not None:
            missing -= own.columns.keys()
        if missing and one.possible(sources):
            made = one.make(sources, asked)
            if made:
                table = Source(made) if own is None else own.having(made)
                sources = Sources(sources.scopes, {**sources.tables, one.table: table})
    return sources


def _with_what_is_read(wanted: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """Return what is wanted, and what that is made from in its turn."""
    whole = {table: set(columns) for table, columns in wanted.items()}
    for one in reversed(DERIVATIONS):
        if whole.get(one.table, set()) & {*one.columns}:
            for table, columns in one.reads.items():
                whole.setdefault(table, set()).update(columns)
    return whole


def tables_behind(wanted: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the tables that wanted columns are taken or made from."""
    whole = _with_what_is_read(wanted)
    names = set(whole)
    for one in DERIVATIONS:
        if whole.get(one.table, set()) & {*one.columns}:
            names |= {*one.needs, *one.uses}
    return names


def check_tables(names: Iterable[str]) -> None:
    """Refuse tables that no indicator reads.

    Parameters
    ----------
    names
        Names of tables that somebody brings.

    Raises
    ------
    InputError
        When there is no such table.
    """
    read = {one.table for indicator in INDICATORS.values() for one in indicator.selections}
    known = read.union(*({*one.needs, *one.uses} for one in DERIVATIONS))
    unknown = sorted({*names} - known)
    if unknown:
        raise InputError(
            "indicators.table", names=", ".join(unknown), known=", ".join(sorted(known))
        )


def tables_lacking(table: str, columns: Iterable[str], sources: Sources) -> tuple[str, ...]:
    """Return the tables for want of which columns of a table could not be made.

    Parameters
    ----------
    table
        The table.
    columns
        Its missing columns.
    sources
        The tables that there are.
    """
    missing = {
        need
        for one in DERIVATIONS
        if one.table == table and set(one.columns) & set(columns)
        for need in one.needs
        if not sources.has(need)
    }
    return tuple(sorted(missing))


def _clock(sources: Sources, asked: Asked) -> Columns:
    """Give every cell the hours and days of the period."""
    if asked.period is None:
        return {}
    count = len(sources.tables["cells"])
    days = float(asked.period.days)
    return {"hours": [days * HOURS_PER_DAY] * count, "report_days": [days] * count}


def _passes(sources: Sources, asked: Asked) -> Columns:
    passes = sources.tables["passes"]
    within = _within(passes, "day", asked.period)
    codes = passes.columns.get("cell_code", ())
    counts = Counter(str(code) for code, counted in zip(codes, within, strict=True) if counted)
    return {"passes": [counts[str(code)] for code in sources.tables["cells"].columns["cell_code"]]}


def _facilities(sources: Sources, _asked: Asked) -> Columns:
    components, communities = sources.tables["components"], sources.tables["communities"]
    places = sources.scopes.place(components.columns, len(components))["community"].tolist()
    stations: Counter[int] = Counter()
    garbage: Counter[int] = Counter()
    for code, at in zip(components.columns["class_code"], places, strict=True):
        stations[at] += code == STATION_CLASS
        garbage[at] += code in GARBAGE_CLASSES
    own = sources.scopes.place(communities.columns, len(communities))["community"].tolist()
    # Where no facility of a kind is on record at all, nobody recorded them: that is no zero.
    counts = {"micro_stations": stations, "garbage_facilities": garbage}
    return {name: [count[at] for at in own] for name, count in counts.items() if count.total()}


def _inspected(sources: Sources, asked: Asked) -> Columns:
    inspections = sources.tables["inspections"]
    within = _within(inspections, "day", asked.period)
    named = inspections.columns.get("premises_id", [None] * len(inspections))
    kinds = inspections.columns.get("by", [None] * len(inspections))
    seen = {str(one) for one, counted in zip(named, within, strict=True) if counted}
    by_kind = {
        (str(kind), str(one))
        for one, kind, counted in zip(named, kinds, within, strict=True)
        if counted
    }
    shops = [str(code) for code in sources.tables["shops"].columns["id"]]
    made: dict[str, Sequence[object]] = {"inspected": [shop in seen for shop in shops]}
    if "by" in inspections.columns:
        for kind in COVERING_KINDS:
            made[f"inspected_by_{kind}"] = [(kind, shop) in by_kind for shop in shops]
    return made


def _quotas(sources: Sources, asked: Asked) -> Columns:
    """Set every community the quota of the settings."""
    communities = sources.tables["communities"].columns["community_code"]
    weekly = asked.settings.premises_per_week
    made: dict[str, Sequence[object]] = {
        "community_code": communities,
        "premises_per_week": [weekly] * len(communities),
    }
    if asked.period is not None:
        whole = weekly * asked.period.days / DAYS_PER_WEEK
        made["premises"] = [whole] * len(communities)
    return made


def _graded(sources: Sources, asked: Asked) -> Columns:
    table = sources.tables["assessments"]
    count = len(table)
    points = table.columns.get("points")
    if points is None:
        deducted = _numbers(table, "deducted", count)
        bonus = _numbers(table, "bonus", count)
        points = [hundred_points(*pair) for pair in zip(deducted, bonus, strict=True)]
    vetoes = [as_flag(value) for value in table.columns.get("veto", [False] * count)]
    cuts = asked.settings.cuts
    numbers = [
        as_number(value, Place(file="assessments", row=row + 1, column="points"))
        for row, value in enumerate(points)
    ]
    grades = [
        cuts.grade(number, vetoed=veto).value for number, veto in zip(numbers, vetoes, strict=True)
    ]
    return {"points": points, "grade": grades}


def _norms(sources: Sources, _asked: Asked) -> Columns:
    table = sources.tables["units"]
    count = len(table)
    if not {"headcount", "guards", "cctv"} <= table.columns.keys():
        return {}
    headcount, guards, officers, patrol = (
        _numbers(table, name, count) for name in ("headcount", "guards", "officers", "patrol")
    )
    watched = [as_flag(value) for value in table.columns["cctv"]]
    return {
        "norm_met": [
            cctv and guards_short(Guarding(*one)) == 0
            for cctv, one in zip(
                watched, zip(headcount, guards, officers, patrol, strict=True), strict=True
            )
        ]
    }


def _report_keys(sources: Sources, _asked: Asked) -> Columns:
    reports = sources.tables["daily_reports"].columns
    if not {"cell_code", "day"} <= reports.keys():
        return {}
    return {
        "cell_day": [
            None if cell is None or day is None else f"{cell} {as_day(day)}"
            for cell, day in zip(reports["cell_code"], reports["day"], strict=True)
        ]
    }


def _within(table: Source, column: str, period: Period | None) -> list[bool]:
    count = len(table)
    if period is None:
        return [True] * count
    days = [as_day(value) for value in table.columns.get(column, [None] * count)]
    return [day is not None and period.first_day <= day <= period.last_day for day in days]


def _numbers(table: Source, column: str, count: int) -> list[float]:
    values = table.columns.get(column, [0.0] * count)
    return [
        as_number(0.0 if value is None else value, Place(row=row + 1, column=column))
        for row, value in enumerate(values)
    ]


def _from_shapes(
    table: str,
    columns: tuple[str, ...],
    needs: tuple[str, ...],
    make: Callable[[Sources, Settings], Columns],
    uses: tuple[str, ...] = (),
) -> Derivation:
    return Derivation(
        table,
        columns,
        needs,
        lambda sources, asked: make(sources, asked.settings),
        uses,
        drawn=True,
    )


DERIVATIONS: Final = (
    Derivation("cells", ("hours", "report_days"), ("cells",), _clock),
    _from_shapes(
        "passes", ("cell_code", "worker", "day"), ("tracks", "streets", "cells"), pass_columns
    ),
    Derivation(
        "cells",
        ("passes",),
        ("cells", "passes"),
        _passes,
        reads={"passes": ("cell_code", "day")},
    ),
    _from_shapes(
        "cells", ("camera_area_m2", "blind_area_m2"), ("cells", "cameras"), camera_columns, WALLS
    ),
    _from_shapes("cells", ("service_area_m2",), ("cells", "service_points"), service_columns),
    _from_shapes("cameras", ("redundant",), ("cameras",), redundancy_columns, WALLS),
    _from_shapes("key_places", ("seen",), ("key_places", "cameras"), seen_columns, WALLS),
    _from_shapes(
        "street_parts",
        ("line_class", "length_m", "seen_m"),
        ("streets", "cells", "cameras"),
        street_columns,
        WALLS,
    ),
    _from_shapes(
        "crossings", ("checkpoint",), ("streets", "communities", "cameras"), crossing_columns
    ),
    _from_shapes("units", ("reached",), ("units", "components"), station_columns, ("streets",)),
    Derivation("units", ("norm_met",), ("units",), _norms),
    Derivation(
        "communities",
        ("micro_stations", "garbage_facilities"),
        ("communities", "components"),
        _facilities,
    ),
    Derivation(
        "shops",
        ("inspected", *(f"inspected_by_{kind}" for kind in COVERING_KINDS)),
        ("shops", "inspections"),
        _inspected,
    ),
    Derivation("quotas", ("premises", "premises_per_week"), ("communities",), _quotas),
    Derivation("assessments", ("points", "grade"), ("assessments",), _graded),
    Derivation("daily_reports", ("cell_day",), ("daily_reports",), _report_keys),
)
