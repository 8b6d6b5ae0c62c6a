"""What cells and workers should hold at least and at most, and who does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import TYPE_CHECKING

from gridmap.catalogue import text

if TYPE_CHECKING:
    from gridmap.services.weighing_figures import Figures


@dataclass(frozen=True, slots=True)
class Limits:
    """What a cell should hold; a figure exactly at a limit meets it."""

    min_load: float = 0.0
    max_load: float = inf
    min_households: float = 0.0
    max_households: float = inf
    max_area_m2: float = inf


class LimitKind(StrEnum):
    """Which limit is broken."""

    MIN_LOAD = "min_load"
    MAX_LOAD = "max_load"
    MIN_HOUSEHOLDS = "min_households"
    MAX_HOUSEHOLDS = "max_households"
    MAX_AREA = "max_area_m2"
    CAPACITY = "capacity"


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that a cell, or a worker's capacity that all the worker's cells, would not meet.

    `code` is the official code of the cell, or the code of the worker; `was_broken` says that it
    is no news: the limit is broken today as well.
    """

    kind: LimitKind
    code: str
    value: float
    limit: float
    was_broken: bool

    def sentence(self, locale: str | None = None) -> str:
        """Say it in words."""
        return text(
            f"impact.breach.{self.kind}",
            locale,
            code=self.code,
            value=f"{self.value:,.0f}",
            limit=f"{self.limit:,.0f}",
        )


def broken_by_cell(
    code: str, before: Figures | None, after: Figures, limits: Limits
) -> list[Breach]:
    """Return the limits that a cell will not meet.

    Parameters
    ----------
    code
        The official code of the cell.
    before, after
        What it holds today, None for a new one, and will hold.
    limits
        What it should hold.
    """
    old = {} if before is None else _gauged(before, limits)
    return [
        Breach(kind, code, value, limit, kind in old)
        for kind, (value, limit) in _gauged(after, limits).items()
    ]


def broken_by_worker(
    code: str, before: float, after: float, capacity: float | None
) -> list[Breach]:
    """Return the capacity of a worker as a breach where the load of all cells is above it."""
    if capacity is None or after <= capacity:
        return []
    return [Breach(LimitKind.CAPACITY, code, after, capacity, before > capacity)]


def _gauged(figures: Figures, limits: Limits) -> Mapping[LimitKind, tuple[float, float]]:
    """Return the value and the limit of everything that is broken."""
    least = {
        LimitKind.MIN_LOAD: (figures.load, limits.min_load),
        LimitKind.MIN_HOUSEHOLDS: (float(figures.households), limits.min_households),
    }
    most = {
        LimitKind.MAX_LOAD: (figures.load, limits.max_load),
        LimitKind.MAX_HOUSEHOLDS: (float(figures.households), limits.max_households),
        LimitKind.MAX_AREA: (figures.area_m2, limits.max_area_m2),
    }
    low = {kind: pair for kind, pair in least.items() if pair[0] < pair[1]}
    return low | {kind: pair for kind, pair in most.items() if pair[0] > pair[1]}
