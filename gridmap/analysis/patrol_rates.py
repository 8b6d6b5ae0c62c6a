"""Rates of patrolling: coverage, agreement with incidents, visibility."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.methods import method
from gridmap.analysis.patrol import Passes
from gridmap.analysis.rates import Rate, rate
from gridmap.errors import InputError, Place

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

HOT_SHARE = 0.1
MET_M = 50.0
MET_S = 1800.0
_HOURS_A_DAY = 24
_HOUR_S = 3600.0


@dataclass(frozen=True)
class Bands:
    """Bands of the day, such as day and night.

    Attributes
    ----------
    starts_h
        Hour at which each band begins, ascending; the last one lasts until the first begins again.
    """

    starts_h: tuple[float, ...] = (6.0, 18.0)

    def __post_init__(self) -> None:
        """Refuse hours that are no clock's or do not ascend.

        Raises
        ------
        InputError
            With the hours.
        """
        hours = np.array(self.starts_h, np.float64)
        inside = np.isfinite(hours) & (hours >= 0) & (hours < _HOURS_A_DAY)
        if not len(hours) or not inside.all() or (np.diff(hours) <= 0).any():
            raise InputError("patrol.bands", hours=", ".join(map(str, self.starts_h)))

    @property
    def names(self) -> tuple[str, ...]:
        """Each band as its hours, such as ``06:00-18:00``."""
        clock = [f"{int(hour):02d}:{round(hour % 1 * 60):02d}" for hour in self.starts_h]
        ends = [*clock[1:], clock[0]]
        return tuple(f"{start}-{end}" for start, end in zip(clock, ends, strict=True))

    @property
    def hours(self) -> FloatArray:
        """Length of each band, shape (B,)."""
        starts = np.array(self.starts_h)
        return np.diff(np.append(starts, starts[0] + _HOURS_A_DAY))

    def of(self, local_seconds: ArrayLike) -> PositionArray:
        """Return the band of moments given in seconds of local time since any midnight, (N,)."""
        hour = np.asarray(local_seconds, np.float64) / _HOUR_S % _HOURS_A_DAY
        band = np.searchsorted(np.array(self.starts_h), hour, side="right") - 1
        return np.where(band < 0, len(self.starts_h) - 1, band).astype(np.int64)


@method("patrol_coverage", version=1, unit="1")
def cell_coverage(passes: Passes, cell_count: int, *, at_least: int = 1) -> Rate:
    """Return the share of cells that were passed at least so often (K-18)."""
    often = pass_counts(passes, cell_count) >= at_least
    return rate(int(often.sum()), cell_count)


def pass_counts(passes: Passes, cell_count: int) -> PositionArray:
    """Return how often each cell was passed, shape (cell_count,)."""
    return np.bincount(passes.cell, minlength=cell_count).astype(np.int64)


@method("patrol_match", version=1, unit="1")
def rank_match(incidents: ArrayLike, passes: ArrayLike) -> float | None:
    """Return how well patrols go where incidents happen (K-19).

    Spearman's rank correlation: Pearson's correlation of the ranks, ties at their mean rank.

    Parameters
    ----------
    incidents
        Incidents of each cell, shape (C,).
    passes
        Passes of each cell, shape (C,).

    Returns
    -------
    match
        1 where both rank cells alike, -1 where they are opposed; None, not applicable, where one
        of them is the same in all cells.

    Raises
    ------
    InputError
        Shapes differ, or a number is not finite.
    """
    columns = _alike(incidents, passes)
    ranks = [_ranks(column) for column in columns]
    spread = [float(np.ptp(rank)) if len(rank) else 0.0 for rank in ranks]
    if not all(spread):
        return None
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


@method("patrol_gaps", version=1, unit="1")
def hot_cells_without_pass(
    incidents: ArrayLike, passes: ArrayLike, *, hot_share: float = HOT_SHARE
) -> PositionArray:
    """Return the cells with most incidents where no patrol passed (K-19).

    Hot are the cells that hold at least as many incidents as the one at the rank of `hot_share`,
    and at least one.

    Parameters
    ----------
    incidents
        Incidents of each cell, shape (C,).
    passes
        Passes of each cell, shape (C,).
    hot_share
        Share of cells that is hot, above 0, at most 1.

    Returns
    -------
    cells
        Positions, most incidents first.

    Raises
    ------
    InputError
        Shapes differ, a number is not finite, or the share is out of range.
    """
    if not 0 < hot_share <= 1:
        raise InputError("patrol.option", what="hot_share", value=hot_share)
    happened, passed = _alike(incidents, passes)
    if not len(happened):
        return np.zeros(0, np.int64)
    rank = max(int(np.ceil(hot_share * len(happened))), 1)
    limit = max(float(np.sort(happened)[-rank]), 1.0)
    gaps = np.flatnonzero((happened >= limit) & (passed == 0))
    return gaps[np.argsort(-happened[gaps], kind="stable")]


@method("patrol_visibility", version=1, unit="/h")
def visibility(passes: Passes, cell_count: int, hours: float) -> Rate:
    """Return passes per cell and hour (K-20)."""
    return rate(len(passes.cell), cell_count * hours)


def met_on_patrol(
    incidents_m: ArrayLike,
    happened_s: ArrayLike,
    patrol_m: ArrayLike,
    patrol_s: ArrayLike,
    *,
    within_m: float = MET_M,
    within_s: float = MET_S,
) -> BoolArray:
    """Return which incidents a patrol met: near in place and time (the denominator of K-20).

    Parameters
    ----------
    incidents_m
        Places of the incidents in a metric system, shape (I, 2).
    happened_s
        When they happened, shape (I,).
    patrol_m, patrol_s
        Places and moments of the patrols, shapes (F, 2) and (F,), on the same clock.
    within_m, within_s
        What near is.

    Returns
    -------
    met
        Shape (I,).
    """
    places = np.asarray(incidents_m, np.float64).reshape(-1, 2)
    moments = np.asarray(happened_s, np.float64)
    seen, clock = np.asarray(patrol_m, np.float64).reshape(-1, 2), np.asarray(patrol_s, np.float64)
    if not len(seen) or not len(places):
        return np.zeros(len(places), np.bool_)
    near = scipy.spatial.cKDTree(seen).query_ball_point(places, within_m)
    return np.array(
        [
            bool((np.abs(clock[rows] - moment) <= within_s).any()) if rows else False
            for rows, moment in zip(near, moments, strict=True)
        ],
        dtype=np.bool_,
    )


def _ranks(values: FloatArray) -> FloatArray:
    """Return the rank of each value, ties at their mean rank."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ranks: FloatArray = (np.cumsum(count) - (count - 1) / 2.0)[place]
    return ranks


def _alike(incidents: ArrayLike, passes: ArrayLike) -> tuple[FloatArray, FloatArray]:
    happened, passed = np.asarray(incidents, np.float64), np.asarray(passes, np.float64)
    if happened.shape != passed.shape:
        raise InputError(
            "patrol.lengths_differ", what="passes", found=len(passed), expected=len(happened)
        )
    for column in (happened, passed):
        bad = np.flatnonzero(~np.isfinite(column))
        if len(bad):
            raise InputError("patrol.not_finite", Place(row=int(bad[0]) + 1), count=len(bad))
    return happened, passed
