"""Options for a window of time, which several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ParamSpec, TypeVar

import click
import numpy as np

from gridmap.analysis.time_windows import TimeWindow
from gridmap.catalogue import text

P = ParamSpec("P")
R = TypeVar("R")

DAY = click.DateTime(["%Y-%m-%d"])


class _Span(click.ParamType[tuple[int, int]]):
    """Two whole numbers with a hyphen between them, such as 22-6."""

    name = "H-H"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Return both numbers."""
        first, hyphen, end = str(value).partition("-")
        if not (hyphen and first.strip().isdigit() and end.strip().isdigit()):
            self.fail(text("cli.window.hours.form", value=value), param, ctx)
        return int(first), int(end)


def window_options(function: Callable[P, R]) -> Callable[P, R]:
    """Add ``--since``, ``--until``, ``--hours`` and ``--weekday``."""
    for option in (
        click.option(
            "--weekday",
            "weekdays",
            type=click.IntRange(1, 7),
            multiple=True,
            help=text("cli.window.weekday"),
        ),
        click.option("--hours", type=_Span(), help=text("cli.window.hours")),
        click.option("--until", type=DAY, help=text("cli.window.until")),
        click.option("--since", type=DAY, help=text("cli.window.since")),
    ):
        function = option(function)
    return function


def window_of(
    since: datetime | None,
    until: datetime | None,
    hours: tuple[int, int] | None,
    weekdays: tuple[int, ...],
) -> TimeWindow:
    """Return the window that the options ask for; weekdays are counted from 1, Monday."""
    return TimeWindow(
        since=None if since is None else np.datetime64(since.date()),
        until=None if until is None else np.datetime64(until.date()),
        hours=hours,
        weekdays=frozenset(day - 1 for day in weekdays) or None,
    )
