"""Rankings and score cards as bars with their numbers beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gridmap.drawing.figures import (
    ACCENT,
    BAR,
    BODY_PT,
    LINE,
    MARGIN_MM,
    MISSED,
    NOTHING,
    SECOND,
    SMALL_PT,
    TEXT,
    TITLE_PT,
    new_sheet,
    place_axes,
    plain_axes,
    write_heading,
)

WIDTH_MM = 170.0
ROW_MM = 5.6
HEAD_MM = 22.0
FOOT_MM = 12.0
NAME_MM = 52.0
FIGURE_MM = 40.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a ranking: what it is called, how long it is, and what stands beside it.

    `value` is None where not applicable; `missed` says that the target is not met.
    """

    name: str
    value: float | None
    shown: str
    rank: int = 0
    change: str = ""
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a ranking shows. `target` and `target_shown` are left out where there is no target."""

    title: str
    subtitle: str
    bars: Sequence[Bar]
    target: float | None = None
    target_shown: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CardRow:
    """One line of a score card.

    `ratio` and `target_ratio` are lengths from 0 to 1; without a ratio there is no bar.
    """

    name: str
    shown: str
    made_of: str
    ratio: float | None
    target_ratio: float | None = None
    rank: str = ""
    change: str = ""
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What a score card shows; `heads` stand over name, bar, value, numbers and rank."""

    title: str
    subtitle: str
    score: str
    score_name: str
    standing: str
    heads: tuple[str, str, str, str, str]
    rows: Sequence[CardRow]
    note: str = ""


def ranking_chart(ranking: Ranking) -> Figure:
    """Draw a ranking: one bar for each scope, the best on top.

    Parameters
    ----------
    ranking
        What is shown.
    """
    count = len(ranking.bars)
    height = HEAD_MM + ROW_MM * max(count, 1) + FOOT_MM
    sheet = new_sheet(WIDTH_MM, height)
    write_heading(sheet, ranking.title, ranking.subtitle, ranking.note)
    width = WIDTH_MM - NAME_MM - FIGURE_MM - MARGIN_MM
    axes = place_axes(sheet, NAME_MM, HEAD_MM, width, ROW_MM * max(count, 1))
    plain_axes(axes, grid="x")
    lengths = [bar.value or 0.0 for bar in ranking.bars]
    colours = [MISSED if bar.missed else BAR for bar in ranking.bars]
    axes.barh(np.arange(count), lengths, height=0.68, color=colours)
    axes.set_ylim(max(count, 1) - 0.5, -0.5)
    _ends(axes, [*lengths, ranking.target or 0.0])
    axes.set_yticks(np.arange(count), [_short(bar.name) for bar in ranking.bars], color=TEXT)
    axes.set_xticks([])
    across = axes.get_yaxis_transform()
    beside = ((MARGIN_MM + 5 - NAME_MM, "right"), (width + 22, "right"), (width + 26, "left"))
    for row, bar in enumerate(ranking.bars):
        texts = (str(bar.rank or "–"), bar.shown, bar.change)
        for (at_mm, side), text in zip(beside, texts, strict=True):
            axes.text(
                at_mm / width,
                row,
                text,
                transform=across,
                size=BODY_PT,
                color=TEXT,
                ha=side,
                va="center",
            )
    if ranking.target is not None:
        axes.axvline(ranking.target, color=TEXT, linewidth=1, linestyle=(0, (3, 2)))
        axes.text(
            ranking.target,
            -0.62,
            ranking.target_shown,
            size=SMALL_PT,
            color=TEXT,
            ha="center",
            va="bottom",
        )
    return sheet


def score_card_chart(card: Card) -> Figure:
    """Draw a score card: the score, then a line for each indicator with its target as a mark.

    Parameters
    ----------
    card
        What is shown.
    """
    count = len(card.rows)
    head = HEAD_MM + ROW_MM
    sheet = new_sheet(WIDTH_MM, head + ROW_MM * max(count, 1) + FOOT_MM)
    write_heading(sheet, card.title, card.subtitle, card.note)
    height = sheet.get_size_inches()[1] * 25.4
    right = 1 - MARGIN_MM / WIDTH_MM
    sheet.text(
        right,
        1 - MARGIN_MM / height,
        card.score,
        size=2 * TITLE_PT,
        weight="bold",
        color=ACCENT,
        ha="right",
        va="top",
    )
    sheet.text(
        right,
        1 - 15.5 / height,
        f"{card.score_name} · {card.standing}",
        size=SMALL_PT,
        color=SECOND,
        ha="right",
        va="top",
    )
    axes = place_axes(sheet, MARGIN_MM, head, WIDTH_MM - 2 * MARGIN_MM, ROW_MM * max(count, 1))
    axes.set_axis_off()
    axes.set_xlim(0, WIDTH_MM - 2 * MARGIN_MM)
    axes.set_ylim(max(count, 1) - 0.5, -0.5)
    for head_text, at, text_side in zip(card.heads, _COLUMNS_MM, _SIDES, strict=False):
        axes.text(at, -0.75, head_text, size=SMALL_PT, color=SECOND, ha=text_side, va="bottom")
    for row, line in enumerate(card.rows):
        _card_row(axes, row, line)
    return sheet


# Where the columns of a card stand, in millimetres: name, bar, value, numerator of denominator,
# rank, its change.
_COLUMNS_MM = (0.0, 53.0, 113.0, 138.0, 151.0, 153.0)
_SIDES = ("left", "left", "right", "right", "right", "left")
_TRACK_MM = 36.0


def _card_row(axes: Axes, row: int, line: CardRow) -> None:
    axes.axhline(row + 0.5, color=LINE, linewidth=0.5)
    start = _COLUMNS_MM[1]
    if line.ratio is not None:
        colour = MISSED if line.missed else BAR
        axes.barh(row, _TRACK_MM, left=start, height=0.42, color=NOTHING)
        axes.barh(row, _TRACK_MM * _cut(line.ratio), left=start, height=0.42, color=colour)
    if line.target_ratio is not None:
        at = start + _TRACK_MM * _cut(line.target_ratio)
        axes.plot([at, at], [row - 0.34, row + 0.34], color=TEXT, linewidth=1.4)
    texts = (_short(line.name, 32), "", line.shown, line.made_of, line.rank, line.change)
    for at, text, side in zip(_COLUMNS_MM, texts, _SIDES, strict=True):
        axes.text(at, row, text, size=BODY_PT, color=TEXT, ha=side, va="center")


def _cut(ratio: float) -> float:
    return min(max(ratio, 0.0), 1.0)


def _ends(axes: Axes, values: Sequence[float]) -> None:
    low, high = min(0.0, *values), max(0.0, *values)
    axes.set_xlim(low, high if high > low else low + 1)


def _short(name: str, longest: int = 22) -> str:
    wide = 0
    for place, sign in enumerate(name):
        wide += 2 if ord(sign) > 0x2E7F else 1  # noqa: PLR2004  CJK begins
        if wide > longest:
            return name[:place] + "…"
    return name
