"""When things happen, hour by hour of the week, and how unevenly they are spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from gridmap.domain.indicators.showing import grouped
from gridmap.drawing.figures import (
    ACCENT,
    BAR,
    BODY_PT,
    LINE,
    NOTHING,
    SECOND,
    SMALL_PT,
    TEXT,
    new_sheet,
    place_axes,
    plain_axes,
    write_heading,
)
from gridmap.drawing.palette import SEQUENTIAL, round_bounds

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

DAYS_PER_WEEK = 7
HOURS_PER_DAY = 24
WIDTH_MM = 170.0


@dataclass(frozen=True, slots=True)
class Week:
    """What a chart of the week shows.

    Attributes
    ----------
    title, subtitle
        The heading.
    days
        Names of the days, Monday first.
    unit
        What is counted, for the legend.
    totals
        Words above the totals of hours and of days.
    note
        Sources.
    """

    title: str
    subtitle: str
    days: Sequence[str]
    unit: str
    totals: tuple[str, str]
    note: str = ""


def week_chart(counts: ArrayLike, week: Week) -> Figure:
    """Draw counts by hour of the week, with the totals of each hour and each day.

    Parameters
    ----------
    counts
        Shape (7, 24), Monday first.
    week
        What stands around it.
    """
    values = np.asarray(counts, np.float64)
    sheet = new_sheet(WIDTH_MM, 101)
    write_heading(sheet, week.title, week.subtitle, week.note)
    left, width = 18.0, 118.0
    hours = place_axes(sheet, left, 24, width, 14)
    grid = place_axes(sheet, left, 40, width, 34)
    days = place_axes(sheet, left + width + 2, 40, 24, 34)
    bounds = round_bounds(values)
    edges = [0.0, *bounds, max(float(values.max()), (bounds or (0.0,))[-1] + 1)]
    colours = ListedColormap(SEQUENTIAL[: len(edges) - 1])
    grid.pcolormesh(
        values,
        cmap=colours,
        norm=BoundaryNorm(edges, len(edges) - 1),
        edgecolor="white",
        linewidth=0.8,
    )
    grid.invert_yaxis()
    plain_axes(grid)
    grid.set_yticks(np.arange(DAYS_PER_WEEK) + 0.5, week.days, color=TEXT)
    ticks = np.arange(0, HOURS_PER_DAY + 1, 3)
    grid.set_xticks(ticks, [f"{hour:02d}:00" for hour in ticks])
    _totals(hours, values.sum(axis=0), horizontal=False)
    _totals(days, values.sum(axis=1), horizontal=True)
    hours.set_title(week.totals[0], size=SMALL_PT, color=SECOND, loc="left", pad=2)
    days.set_title(week.totals[1], size=SMALL_PT, color=SECOND, loc="left", pad=2)
    legend = place_axes(sheet, left, 81, width, 4)
    classes = zip(edges, edges[1:], SEQUENTIAL, strict=False)
    _legend(legend, [(_span(low, high), colour) for low, high, colour in classes], week.unit)
    return sheet


@dataclass(frozen=True, slots=True)
class Lorenz:
    """What a Lorenz curve shows; `gini_shown` is the sentence with the coefficient."""

    title: str
    subtitle: str
    across: str
    up: str
    gini_shown: str
    even_shown: str
    note: str = ""


def lorenz_chart(values: ArrayLike, lorenz: Lorenz) -> Figure:
    """Draw which share of the whole lies in which share of the scopes, the smallest first.

    Parameters
    ----------
    values
        Shape (N,), none negative.
    lorenz
        What stands around it.
    """
    ordered = np.sort(np.asarray(values, np.float64))
    sums = np.concatenate([[0.0], np.cumsum(ordered)])
    shares = sums / sums[-1] if sums[-1] else sums
    across = np.linspace(0, 1, len(sums))
    sheet = new_sheet(110, 126)
    write_heading(sheet, lorenz.title, lorenz.subtitle, lorenz.note)
    axes = place_axes(sheet, 18, 24, 84, 76)
    plain_axes(axes, grid="both")
    axes.plot([0, 1], [0, 1], color=SECOND, linewidth=1, linestyle=(0, (3, 2)))
    axes.fill_between(across, shares, across, color=BAR, alpha=0.14, linewidth=0)
    axes.plot(across, shares, color=BAR, linewidth=2)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    ticks = np.linspace(0, 1, 6)
    labels = [f"{100 * one:.0f} %" for one in ticks]
    axes.set_xticks(ticks, labels)
    # Both axes begin at the same corner: one zero is enough.
    axes.set_yticks(ticks[1:], labels[1:])
    axes.set_xlabel(lorenz.across, size=BODY_PT, color=SECOND)
    axes.set_ylabel(lorenz.up, size=BODY_PT, color=SECOND)
    axes.text(
        0.04, 0.95, lorenz.gini_shown, size=BODY_PT + 1, weight="bold", color=ACCENT, va="top"
    )
    axes.text(
        0.62,
        0.655,
        lorenz.even_shown,
        size=SMALL_PT,
        color=SECOND,
        rotation=42,
        rotation_mode="anchor",
        ha="center",
        va="bottom",
    )
    return sheet


def _totals(axes: Axes, sums: ArrayLike, *, horizontal: bool) -> None:
    values = np.asarray(sums, np.float64)
    at = np.arange(len(values)) + 0.5
    plain_axes(axes)
    axes.set_xticks([])
    axes.set_yticks([])
    if not horizontal:
        axes.bar(at, values, width=0.9, color=BAR)
        axes.set_xlim(0, len(values))
        axes.set_ylim(0, max(values.max(), 1) * 1.3)
        top = int(values.argmax())
        axes.text(
            at[top],
            values[top],
            grouped(values[top]),
            size=SMALL_PT,
            color=TEXT,
            ha="center",
            va="bottom",
        )
        return
    axes.barh(at, values, height=0.9, color=NOTHING)
    axes.set_ylim(len(values), 0)
    axes.set_xlim(0, max(values.max(), 1))
    for place, value in zip(at, values, strict=True):
        axes.text(
            0.03 * axes.get_xlim()[1],
            place,
            grouped(value),
            size=SMALL_PT,
            color=TEXT,
            va="center",
        )


def _legend(axes: Axes, classes: Sequence[tuple[str, str]], unit: str) -> None:
    axes.set_axis_off()
    axes.set_xlim(0, 118)
    axes.set_ylim(0, 4)
    for place, (text, colour) in enumerate(classes):
        axes.add_patch(
            Rectangle((place * 19, 0.4), 4.5, 3.2, facecolor=colour, edgecolor=LINE, linewidth=0.5)
        )
        axes.text(place * 19 + 5.8, 2, text, size=SMALL_PT, color=TEXT, va="center")
    axes.text(len(classes) * 19 + 1, 2, unit, size=SMALL_PT, color=SECOND, va="center")


def _span(low: float, high: float) -> str:
    return f"{grouped(low)} – {grouped(high)}"
