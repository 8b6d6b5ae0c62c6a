"""What the routes of statistics answer with."""

from __future__ import annotations

from typing import Any

from web.api.models import Answer


class TrendAnswer(Answer):
    """An indicator month by month; `months` are the first days."""

    months: list[str]
    values: list[float | None]


class FigureRowsAnswer(Answer):
    """The rows behind one side of a figure, column by column."""

    table: str
    count: int
    columns: dict[str, list[Any]]


class LevelOfStatistics(Answer):
    """A level that can be looked at, and how many scopes it has."""

    key: str
    count: int
    name: dict[str, str]


class ScopeOfStatistics(Answer):
    """One scope; a cell says in which community it lies."""

    code: str
    name: str
    within: str


class StatisticsAnswer(Answer):
    """Everything about a level and a period; lists of figures are in the order of `scopes`."""

    level: str
    period: Any
    days: Any
    levels: list[LevelOfStatistics]
    scopes: list[ScopeOfStatistics]
    months: list[str]
    indicators: list[dict[str, Any]]
    score: list[Any]
    weak: list[Any]
    fairness: dict[str, Any]
    may_open: bool
