"""``/api/v1/indicators``: figures of every scope of a level, and the rows behind one of them."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, abort

from gridmap.catalogue import LOCALES
from gridmap.domain.indicators import INDICATORS, TERRITORY, Indicator, Side
from gridmap.services.indicators import Evaluation, evaluate, lack_text
from gridmap.services.principal import Permission, Principal
from gridmap.store.port import Reader
from web.answers import answer, kept_answers
from web.api.models import Answer
from web.permissions import requires

indicators = APIBlueprint("indicators", __name__, url_prefix="/api/v1/indicators")


class ScopeAnswer(Answer):
    """A unit of a level."""

    code: str
    name: str


class IndicatorAnswer(Answer):
    """One indicator and its figures, in the order of the scopes, or what it lacks."""

    key: str
    version: int
    unit: str
    direction: str
    target: float | None
    name: dict[str, str]
    formula: dict[str, str]
    lacking: dict[str, str] | None = None
    numerators: list[float] | None = None
    denominators: list[float] | None = None
    values: list[float | None] | None = None


class LevelAnswer(Answer):
    """Every indicator on one level."""

    level: str
    scopes: list[ScopeAnswer]
    indicators: list[IndicatorAnswer]


class RowsAnswer(Answer):
    """The rows behind one side of a figure, column by column."""

    table: str
    count: int
    columns: dict[str, list[Any]]


@indicators.get("/<level>")
@requires(Permission.VIEW)
@indicators.output(LevelAnswer)
def list_figures(level: str) -> Response:
    """Answer with every indicator: formula, target, and its figures on a level.

    An indicator that cannot be computed has no figures and says what is missing.
    """

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        evaluation = _evaluation(reader, principal)
        names = evaluation.records.scopes.names
        if level not in names:
            abort(404)
        return {
            "level": level,
            "scopes": [{"code": code, "name": name} for code, name in names[level].items()],
            "indicators": [_figures(evaluation, one, level) for one in evaluation.indicators],
        }

    return answer(build)


@indicators.get("/<key>/<side>", defaults={"level": TERRITORY, "code": ""})
@indicators.get("/<key>/<side>/<level>/<code>")
@requires(Permission.EXPORT)
@indicators.output(RowsAnswer)
def open_rows(key: str, side: str, level: str, code: str) -> Response:
    """Answer with the rows behind one side of a figure."""
    if key not in INDICATORS or side not in set(Side):
        abort(404)

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        evaluation = _evaluation(reader, principal)
        if code not in evaluation.records.scopes.names.get(level, {}):
            abort(404)
        table = evaluation.rows(INDICATORS[key], Side(side), (level, code))
        return {"table": table.source, "count": len(table), "columns": dict(table.columns)}

    return answer(build)


def _evaluation(reader: Reader, principal: Principal) -> Evaluation:
    """Return all indicators of a revision as a principal sees them, made once."""
    return kept_answers().recall(
        ("indicators", reader.revision(), principal.scope),
        lambda: evaluate(reader, principal=principal),
    )


def _figures(evaluation: Evaluation, one: Indicator, level: str) -> dict[str, object]:
    told: dict[str, object] = {
        "key": one.key,
        "version": one.version,
        "unit": one.unit,
        "direction": one.direction.value,
        "target": evaluation.settings.target(one.key),
        "name": {locale: one.name(locale) for locale in LOCALES},
        "formula": {locale: one.formula(locale) for locale in LOCALES},
    }
    if evaluation.lack(one) is not None:
        return {**told, "lacking": {tag: lack_text(evaluation, one, tag) for tag in LOCALES}}
    rates = list(evaluation.figures(one, level))
    return {
        **told,
        "numerators": [rate.numerator for rate in rates],
        "denominators": [rate.denominator for rate in rates],
        "values": [rate.value for rate in rates],
    }
