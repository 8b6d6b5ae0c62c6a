"""How indicators, rankings and score cards are printed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import click
import numpy as np

from gridmap.catalogue import text
from gridmap.cli.options import say
from gridmap.cli.progress import write_rows
from gridmap.domain import FeatureTable
from gridmap.domain.indicators import INDICATORS, TERRITORY, Indicator
from gridmap.domain.indicators.ranking import WeakLink
from gridmap.domain.indicators.showing import grouped, shown_value
from gridmap.services.indicator_pictures import change_shown, standing_shown
from gridmap.services.indicators import Evaluation, lack_text
from gridmap.services.scorecards import ScoreCard, Standing

SHOWN_ROWS = 20
LONGEST_CELL = 28


def print_registry(chosen: Sequence[Indicator]) -> None:
    """Print what each indicator is: formula, target, direction and period."""
    for one in chosen:
        told = {
            text("indicators.target"): shown_value(one, one.target),
            text("indicators.direction"): text(f"indicator.direction.{one.direction}"),
            text("indicators.cadence"): text(f"indicator.cadence.{one.cadence}"),
        }
        click.echo(_title(one))
        click.echo(f"    {one.formula()}")
        click.echo(f"    {' · '.join(f'{name} {value}' for name, value in told.items())}")


def print_values(evaluation: Evaluation, level: str) -> None:
    """Print every indicator that can be computed, then what is missing for the others."""
    heads = ("name", "value", "numerator", "denominator", "target", "met")
    territory = level == TERRITORY
    rows: list[tuple[str, ...]] = []
    for one in evaluation.computable():
        found = evaluation.figures(one, level)
        target = evaluation.settings.target(one.key)
        names = evaluation.records.scopes.names[level]
        for code, rate in zip(found.codes, found, strict=True):
            figure = (
                shown_value(one, rate.value),
                grouped(round(rate.numerator, 2)),
                grouped(round(rate.denominator, 2)),
                shown_value(one, target),
                _yes_no(one.meets(rate.value, target)),
            )
            where = () if territory else (f"{code} {names[code]}".strip(),)
            rows.append((_title(one), *where, *figure))
    titles = [text(f"indicators.{head}") for head in heads]
    if not territory:
        titles.insert(1, text("indicators.who"))
    write_rows(titles, rows)
    # The parts of an indicator lack the same thing: it is said once.
    lacking = {
        (one.family, lack_text(evaluation, one)): one
        for one in reversed(evaluation.indicators)
        if evaluation.lack(one) is not None
    }
    if lacking:
        click.echo()
        say("indicators.lacking")
    for (family, why), _ in reversed(lacking.items()):
        click.echo(f"  {family:<6} {text(f'indicator.{family}')}: {why}")


def values_table(evaluation: Evaluation, level: str) -> FeatureTable:
    """Return every figure of a level as rows for a file.

    Parameters
    ----------
    evaluation
        Where the figures come from.
    level
        The level.
    """
    names = evaluation.records.scopes.names[level]
    rows = [
        (
            one.key,
            one.version,
            one.name(),
            one.formula(),
            level,
            code,
            names[code],
            _known(rate.numerator),
            _known(rate.denominator),
            rate.value,
            one.unit,
            evaluation.settings.target(one.key),
        )
        for one in evaluation.computable()
        for code, rate in zip(
            evaluation.records.scopes.codes(level), evaluation.figures(one, level), strict=True
        )
    ]
    return _table(_VALUE_COLUMNS, rows, "indicators")


def standings_table(ranked: Iterable[Standing]) -> FeatureTable:
    """Return a ranking as rows for a file."""
    rows = [(one.rank or None, one.code, one.name, one.value, one.change) for one in ranked]
    return _table(("rank", "code", "name", "value", "change"), rows, "ranking")


def print_standings(indicator: Indicator, ranked: Iterable[Standing]) -> None:
    """Print a ranking."""
    heads = ("who", "code", "rank", "value", "change")
    write_rows(
        [text(f"indicators.{head}") for head in heads],
        [
            (
                one.name,
                one.code,
                str(one.rank or "—"),
                shown_value(indicator, one.value),
                change_shown(one.change),
            )
            for one in ranked
        ],
    )


def print_card(card: ScoreCard, count: int) -> None:
    """Print a score card: the score, then each indicator."""
    title = " ".join(part for part in (card.code, card.name) if part)
    score = INDICATORS["K-59"]
    points = shown_value(score, card.score.points)
    click.echo(f"{title}  {score.name()} {points} · {standing_shown(card.standing, count)}")
    heads = ("name", "value", "numerator", "denominator", "target", "met", "rank", "change")
    write_rows(
        [text(f"indicators.{head}") for head in heads],
        [
            (
                _title(line.indicator),
                shown_value(line.indicator, line.rate.value),
                grouped(round(line.rate.numerator, 2)),
                grouped(round(line.rate.denominator, 2)),
                shown_value(line.indicator, line.target),
                _yes_no(line.met),
                line.place,
                change_shown(line.change),
            )
            for line in card.lines
        ],
    )
    if card.score.missing:
        names = text("place.separator").join(INDICATORS[key].name() for key in card.score.missing)
        click.echo(text("figure.missing", names=names))


def print_weak(links: Iterable[WeakLink], names: dict[str, str]) -> None:
    """Print the figures that miss their target."""
    heads = ("name", "who", "code", "value", "target")
    write_rows(
        [text(f"indicators.{head}") for head in heads],
        [
            (
                _title(INDICATORS[link.key]),
                names[link.code],
                link.code,
                shown_value(INDICATORS[link.key], link.rate.value),
                shown_value(INDICATORS[link.key], link.target),
            )
            for link in links
        ],
    )


def print_opened(table: FeatureTable) -> None:
    """Print the first rows behind a figure; columns that are empty throughout are left out."""
    filled = {
        name: values
        for name, values in table.columns.items()
        if any(value not in {None, ""} for value in values)
    }
    shown = range(min(len(table), SHOWN_ROWS))
    write_rows(list(filled), [[_brief(values[row]) for values in filled.values()] for row in shown])
    if len(table) > SHOWN_ROWS:
        say("indicators.more", count=len(table) - SHOWN_ROWS)
    else:
        say("indicators.count", count=len(table))


_VALUE_COLUMNS = (
    "key",
    "version",
    "name",
    "formula",
    "level",
    "code",
    "scope",
    "numerator",
    "denominator",
    "value",
    "unit",
    "target",
)


def _table(names: Sequence[str], rows: Sequence[Sequence[object]], source: str) -> FeatureTable:
    columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    return FeatureTable(columns, None, None, source, np.arange(1, len(rows) + 1))


def _known(number: float) -> float | None:
    """Return a number for a file: nothing where it is withheld."""
    return None if math.isnan(number) else number


def _title(indicator: Indicator) -> str:
    return f"{indicator.key} {indicator.name()}"


def _yes_no(met: bool | None) -> str:  # noqa: FBT001  a truth value is what is shown
    if met is None:
        return ""
    return text("indicators.yes") if met else text("indicators.no")


def _brief(value: object) -> str:
    shown = "" if value is None else str(value)
    return shown if len(shown) <= LONGEST_CELL else f"{shown[: LONGEST_CELL - 1]}…"
