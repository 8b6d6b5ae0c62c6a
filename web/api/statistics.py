"""``/api/v1/statistics``: figures with target, rank, change and trend; weak links; fairness."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from apiflask import APIBlueprint
from flask import Response, abort

from gridmap.analysis import Fairness
from gridmap.catalogue import LOCALES, text
from gridmap.domain.indicators import (
    CELL,
    COMMUNITY,
    INDICATORS,
    TERRITORY,
    WORKER,
    Direction,
    Indicator,
    Period,
    Side,
    has_rest,
)
from gridmap.services.indicators import lack_text
from gridmap.services.principal import Permission, Principal
from gridmap.services.scorecards import ranking, score_ranking, weakest
from gridmap.services.statistics import (
    Statistics,
    load_fairness,
    shown_levels,
    statistics,
    write_sheet,
)
from gridmap.store.port import Reader
from web.answers import answer, kept_answers, opened_store
from web.api.statistics_models import FigureRowsAnswer, StatisticsAnswer, TrendAnswer
from web.api.work_models import FILE, XLSX
from web.permissions import current_principal, requires

figures = APIBlueprint("statistics", __name__, url_prefix="/api/v1/statistics")

WHOLE_TIME = "all"
WHOLE_TERRITORY = "-"
_MOST_WEAK = 200
_LONGEST_DAYS = 3660
_Key = TypeVar("_Key")


@figures.get("/<level>/<period>")
@requires(Permission.VIEW)
@figures.output(StatisticsAnswer)
def show_statistics(level: str, period: str) -> Response:
    """Answer with everything that the page of statistics shows of a level and a period.

    A period is ``all`` or two days such as ``2026-01-01_2026-03-31``.
    """
    asked = _period(period)

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        found = _found(reader, principal, asked)
        names = found.now.records.scopes.names
        if level not in names:
            abort(404)
        return {
            "level": level,
            "period": _days(asked),
            "days": _days(found.days),
            "levels": [
                {"key": one, "count": len(names[one]), "name": _level_name(reader, one)}
                for one in shown_levels(found.now)
            ],
            "scopes": _scopes(found, level),
            "months": [month.period.first_day.isoformat() for month in found.trend if month.period],
            "indicators": [_indicator(found, one, level) for one in found.now.indicators],
            "score": [_standing(one) for one in score_ranking(found.now, level, found.earlier)],
            "weak": _weak(found, level),
            "fairness": {key: _fair(found, key) for key in (CELL, WORKER)},
            "may_open": principal.may(Permission.EXPORT),
        }

    return answer(build)


@figures.get("/<level>/<period>.xlsx")
@requires(Permission.EXPORT)
@figures.output(FILE, content_type=XLSX)
def take_sheet(level: str, period: str) -> Response:
    """Answer with every figure of a level and a period as a workbook."""
    asked = _period(period)
    with opened_store().reading() as reader, TemporaryDirectory() as folder:
        found = _found(reader, current_principal(), asked)
        if level not in found.now.records.scopes.names:
            abort(404)
        path = Path(folder) / "statistics.xlsx"
        write_sheet(found, level, path)
        content = path.read_bytes()
    response = Response(content, content_type=XLSX)
    name = f"statistics-{level}-{period}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@figures.get("/<level>/<period>/trend/<key>/<code>")
@requires(Permission.VIEW)
@figures.output(TrendAnswer)
def show_trend(level: str, period: str, key: str, code: str) -> Response:
    """Answer with an indicator of one scope month by month; ``-`` stands for the territory."""
    asked = _period(period)
    indicator = _known(INDICATORS, key)

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        found = _found(reader, principal, asked)
        scope = _scope(found, level, code)
        return {
            "months": [month.period.first_day.isoformat() for month in found.trend if month.period],
            "values": found.trend_of(indicator, *scope),
        }

    return answer(build)


@figures.get("/<level>/<period>/rows/<key>/<side>/<code>")
@requires(Permission.EXPORT)
@figures.output(FigureRowsAnswer)
def open_rows(level: str, period: str, key: str, side: str, code: str) -> Response:
    """Answer with the rows behind one side of a figure; ``-`` stands for the territory."""
    asked = _period(period)
    indicator = _known(INDICATORS, key)
    if side not in set(Side):
        abort(404)

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        found = _found(reader, principal, asked)
        table = found.now.rows(indicator, Side(side), _scope(found, level, code))
        zone = found.now.records.zone
        columns = {
            name: [_by_the_clock(value, zone) for value in values]
            for name, values in table.columns.items()
        }
        return {"table": table.source, "count": len(table), "columns": columns}

    return answer(build)


def _by_the_clock(value: object, zone: tzinfo) -> object:
    """Return a moment as the clocks of the territory show it; anything else as it is."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(zone)
    return value


def _period(words: str) -> Period | None:
    if words == WHOLE_TIME:
        return None
    first, _, last = words.partition("_")
    try:
        found = Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        abort(404)
    if found.days > _LONGEST_DAYS:
        abort(404)
    return found


def _found(reader: Reader, principal: Principal, period: Period | None) -> Statistics:
    """Return the statistics of a revision as a principal sees them, made once."""
    days = None if period is None else (period.first_day, period.last_day)
    return kept_answers().recall(
        ("statistics", reader.revision(), principal.scope, days),
        lambda: statistics(reader, period, principal=principal),
    )


def _known(registry: Mapping[_Key, Indicator], key: _Key) -> Indicator:
    if key not in registry:
        abort(404)
    return registry[key]


def _scope(found: Statistics, level: str, code: str) -> tuple[str, str]:
    wanted = "" if code == WHOLE_TERRITORY else code
    if wanted not in found.now.records.scopes.names.get(level, {}):
        abort(404)
    return level, wanted


def _level_name(reader: Reader, key: str) -> dict[str, str]:
    territory = reader.territory()
    for one in territory.hierarchy.levels if territory else ():
        if one.key == key:
            return {"zh_CN": one.name_zh, "en": one.name_en}
    return {locale: text(f"indicator.level.{key}", locale) for locale in LOCALES}


def _scopes(found: Statistics, level: str) -> list[dict[str, str]]:
    """Return the scopes of a level; cells say in which community they lie."""
    scopes = found.now.records.scopes
    communities = list(scopes.names.get(COMMUNITY, {}).values())
    places = scopes.above_cell.get(COMMUNITY, {}) if level == CELL else {}
    return [
        {"code": code, "name": name, "within": communities[places[code]] if code in places else ""}
        for code, name in scopes.names[level].items()
    ]


def _days(period: Period | None) -> list[str] | None:
    if period is None:
        return None
    return [period.first_day.isoformat(), period.last_day.isoformat()]


def _indicator(found: Statistics, one: Indicator, level: str) -> dict[str, object]:
    now = found.now
    told: dict[str, object] = {
        "key": one.key,
        "version": one.version,
        "unit": one.unit,
        "direction": one.direction.value,
        "cadence": one.cadence.value,
        "target": now.settings.target(one.key),
        "name": {locale: one.name(locale) for locale in LOCALES},
        "formula": {locale: one.formula(locale) for locale in LOCALES},
    }
    if now.lack(one) is not None:
        return {**told, "lacking": {locale: lack_text(now, one, locale) for locale in LOCALES}}
    whole = next(iter(now.figures(one, TERRITORY)))
    rates = list(now.figures(one, level))
    told |= {
        "sides": {
            side: {locale: one.side(side, locale) for locale in LOCALES}
            for side in (Side.NUMERATOR.value, Side.DENOMINATOR.value)
        },
        "has_rest": has_rest(one),
        "whole": {
            "numerator": whole.numerator,
            "denominator": whole.denominator,
            "value": whole.value,
            "met": one.meets(whole.value, now.settings.target(one.key)),
        },
        "numerators": [rate.numerator for rate in rates],
        "denominators": [rate.denominator for rate in rates],
        "values": [rate.value for rate in rates],
        "trend": found.trend_of(one, TERRITORY, ""),
    }
    if one.direction is not Direction.NEUTRAL:
        ranked = {place.code: place for place in ranking(now, one, level, found.earlier)}
        codes = now.records.scopes.codes(level)
        told["ranks"] = [ranked[code].rank for code in codes]
        told["changes"] = [ranked[code].change for code in codes]
    return told


def _standing(one: object) -> dict[str, object]:
    names = ("code", "name", "value", "rank", "change")
    return {name: getattr(one, name) for name in names}


def _weak(found: Statistics, level: str) -> list[dict[str, object]]:
    links = weakest(found.now, level)[:_MOST_WEAK]
    names = found.now.records.scopes.names[level]
    return [
        {
            "key": link.key,
            "code": link.code,
            "name": names[link.code],
            "value": link.rate.value,
            "target": link.target,
            "shortfall_ratio": link.shortfall_ratio,
        }
        for link in links
    ]


def _fair(found: Statistics, level: str) -> dict[str, object] | None:
    even: Fairness | None = load_fairness(found.now, level)
    if even is None or even.spread.gini is None:
        return None
    return {
        "count": len(even.load),
        "gini": even.spread.gini,
        "cv": even.spread.cv,
        "max_min_ratio": even.spread.max_min_ratio,
        "moved_share": even.moved_share,
        "least": float(even.load.min()),
        "most": float(even.load.max()),
        "lorenz": even.lorenz.tolist(),
    }
