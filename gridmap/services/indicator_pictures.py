"""Pictures of indicators: rankings as bars or maps, and score cards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from gridmap.catalogue import text
from gridmap.domain.indicators import CELL, COMMUNITY, Indicator, Period
from gridmap.domain.indicators.scoring import gives_points, points_of
from gridmap.domain.indicators.showing import NOT_APPLICABLE, grouped, shown_value
from gridmap.drawing.charts_bars import (
    Bar,
    Card,
    CardRow,
    Ranking,
    ranking_chart,
    score_card_chart,
)
from gridmap.drawing.charts_maps import Sheet, choropleth
from gridmap.drawing.figures import write_figure
from gridmap.errors import UsageError
from gridmap.services.indicators import Evaluation
from gridmap.services.scorecards import CardLine, ScoreCard, Standing, score_cards

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

FULL_POINTS: Final = 100.0
MOST_NAMED: Final = 6


def ranking_picture(
    evaluation: Evaluation, indicator: Indicator, level: str, ranked: Sequence[Standing]
) -> Figure:
    """Draw a ranking as bars.

    Parameters
    ----------
    evaluation
        Where the figures come from.
    indicator
        What is ranked.
    level
        The level.
    ranked
        The standings, the best first.
    """
    target = evaluation.settings.target(indicator.key)
    bars = [
        Bar(
            one.name or one.code,
            one.value,
            shown_value(indicator, one.value),
            one.rank,
            change_shown(one.change),
            missed=indicator.meets(one.value, target) is False,
        )
        for one in ranked
    ]
    shown = "" if target is None else text("figure.target", value=shown_value(indicator, target))
    heading = text("figure.ranking", level=level_name(level), period=period_shown(evaluation))
    return ranking_chart(
        Ranking(_title(indicator.name()), heading, bars, target, shown, indicator.formula())
    )


def ranking_map(
    evaluation: Evaluation, indicator: Indicator, level: str, ranked: Sequence[Standing]
) -> Figure:
    """Draw the values of cells or communities as a map.

    Parameters
    ----------
    evaluation
        Where the figures come from.
    indicator
        What is shown.
    level
        ``cell`` or ``community``.
    ranked
        The standings.

    Raises
    ------
    UsageError
        When the level has no shapes.
    """
    codes, shapes = _shapes(evaluation, level)
    values = {one.code: one.value for one in ranked}
    found = [values.get(code) for code in codes]
    percent = indicator.unit == "%"
    unit = "" if percent or indicator.unit == "1" else text(f"indicator.unit.{indicator.unit}")
    heading = text("figure.map", level=level_name(level), period=period_shown(evaluation))
    sheet = Sheet(
        _title(indicator.name()), heading, unit or "%", text("figure.nothing"), indicator.formula()
    )
    numbers = np.array([np.nan if one is None else one for one in found], np.float64)
    return choropleth(shapes, numbers, sheet, percent=percent)


def card_picture(evaluation: Evaluation, card: ScoreCard, count: int) -> Figure:
    """Draw a score card.

    Parameters
    ----------
    evaluation
        Where the figures come from.
    card
        The card.
    count
        How many peers have a score.
    """
    heading = text(
        "figure.card",
        level=level_name(card.level),
        code=card.code,
        period=period_shown(evaluation),
    )
    score = card.score.points
    return score_card_chart(
        Card(
            title=card.name or card.code or level_name(card.level),
            subtitle=heading.replace("  ", " "),
            score=NOT_APPLICABLE if score is None else f"{score:.1f}",
            score_name=text("indicator.K-59"),
            standing=standing_shown(card.standing, count),
            heads=(
                text("figure.indicator"),
                text("figure.points"),
                text("figure.value"),
                text("figure.made_of"),
                text("figure.rank"),
            ),
            rows=[_card_row(line) for line in card.lines],
            note=_missing_note(evaluation, card),
        )
    )


def write_cards(evaluation: Evaluation, folder: Path, level: str = COMMUNITY) -> int:
    """Write the score card of every scope of a level as an SVG picture.

    Parameters
    ----------
    evaluation
        Where the figures come from.
    folder
        Where the pictures go, each named by the code of its scope; made when it does not exist.
    level
        The level.

    Returns
    -------
    count
        How many were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    cards = score_cards(evaluation, level)
    ranked = sum(card.standing.rank > 0 for card in cards.values())
    for code, card in cards.items():
        write_figure(card_picture(evaluation, card, ranked), folder / f"{code}.svg")
    return len(cards)


def standing_shown(standing: Standing, count: int) -> str:
    """Return a rank among peers in words.

    Parameters
    ----------
    standing
        The standing.
    count
        How many peers have a rank.
    """
    if not standing.rank:
        return text("figure.unranked")
    change = change_shown(standing.change)
    return text(
        "figure.standing", rank=standing.rank, count=count, change=f" {change}" if change else ""
    )


def change_shown(change: int | None) -> str:
    """Return by how many places a rank rose or fell, empty where it did not."""
    if not change:
        return ""
    code = "figure.up" if change > 0 else "figure.down"
    return text(code, places=abs(change)).strip()


def period_shown(evaluation: Evaluation) -> str:
    """Return the period of an evaluation in words."""
    period: Period | None = evaluation.period
    if period is None:
        return text("figure.always")
    return text("figure.period", first=period.first_day, last=period.last_day)


def level_name(level: str) -> str:
    """Return the name of a level; its own key where the catalogue has none."""
    code = f"indicator.level.{level}"
    name = text(code)
    return level if name == code else name


def _title(name: str) -> str:
    """Return a name with a capital, as it stands alone; Chinese has none."""
    return name[:1].upper() + name[1:]


def _card_row(line: CardLine) -> CardRow:
    indicator, value = line.indicator, line.rate.value
    judged = gives_points(indicator)
    points, target = points_of(indicator, value), points_of(indicator, line.target)
    return CardRow(
        _title(indicator.name()),
        shown_value(indicator, value),
        f"{grouped(round(line.rate.numerator, 2))} / {grouped(round(line.rate.denominator, 2))}",
        points / FULL_POINTS if judged and points is not None else None,
        target / FULL_POINTS if judged and target is not None else None,
        line.place,
        change_shown(line.change),
        missed=line.met is False,
    )


def _missing_note(evaluation: Evaluation, card: ScoreCard) -> str:
    named = {one.key: one.name() for one in evaluation.indicators}
    missing = [named.get(key, key) for key in card.score.missing]
    if not missing:
        return ""
    more = "…" if len(missing) > MOST_NAMED else ""
    joined = text("place.separator").join(missing[:MOST_NAMED])
    return text("figure.missing", names=f"{joined}{more}")


def _shapes(evaluation: Evaluation, level: str) -> tuple[list[str], NDArray[np.object_]]:
    table = {CELL: "cells", COMMUNITY: "communities"}.get(level)
    source = None if table is None else evaluation.sources.tables.get(table)
    if source is None or source.geometry is None:
        raise UsageError("indicators.no_map", level=level_name(level))
    codes = source.columns["cell_code" if level == CELL else "community_code"]
    known = np.flatnonzero([shape is not None for shape in source.geometry])
    return [str(codes[row]) for row in known.tolist()], source.geometry[known]
