"""How fairly work is spread over workers, and whether it fits what they can carry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.methods import method
from gridmap.analysis.rates import Rate, rate
from gridmap.analysis.workload import Spread, spread
from gridmap.errors import InputError, Place

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]


@dataclass(frozen=True)
class Fairness:
    """How work is spread over workers.

    Attributes
    ----------
    load
        Shape (W,): what each worker carries.
    spread
        Gini coefficient, coefficient of variation, largest over smallest.
    moved_share
        Share of all load that would have to change hands for all to carry the same (Hoover index);
        None, not applicable, without load.
    lorenz
        Shape (W + 1, 2): share of workers, from the least loaded on, and share of load.
    use
        Load over capacity of all workers that have one.
    over_capacity
        Positions of the workers who carry more than their capacity (D-18).
    """

    load: FloatArray
    spread: Spread
    moved_share: float | None
    lorenz: FloatArray
    use: Rate
    over_capacity: PositionArray


@method("fairness", version=1, unit="1")
def fairness(load: ArrayLike, capacity: ArrayLike | None = None) -> Fairness:
    """Measure how fairly work is spread.

    Parameters
    ----------
    load
        What each worker carries, shape (W,).
    capacity
        What each can carry, shape (W,); infinite or NaN where there is no limit.

    Returns
    -------
    fairness
        Every figure for the same loads.

    Raises
    ------
    InputError
        A load is missing, infinite or negative, or lengths differ.
    """
    carried = np.asarray(load, np.float64)
    limit = np.full(carried.shape, np.inf) if capacity is None else np.asarray(capacity, np.float64)
    if limit.shape != carried.shape:
        raise InputError(
            "workload.lengths_differ", what="capacity", found=limit.shape, expected=carried.shape
        )
    even = spread(carried)
    limited = np.isfinite(limit)
    total = float(carried.sum())
    moved = float(np.abs(carried - carried.mean()).sum()) / 2.0 / total if total > 0 else None
    return Fairness(
        carried,
        even,
        moved,
        lorenz(carried),
        rate(float(carried[limited].sum()), float(limit[limited].sum())),
        np.flatnonzero(carried > limit).astype(np.int64),
    )


def lorenz(load: ArrayLike) -> FloatArray:
    """Return the Lorenz curve of loads.

    Parameters
    ----------
    load
        Shape (W,).

    Returns
    -------
    points
        Shape (W + 1, 2) from (0, 0) to (1, 1): share of workers, least loaded first, and share of
        load; without load only the first point.
    """
    values = np.sort(np.asarray(load, np.float64))
    total = float(values.sum())
    if total <= 0:
        return np.zeros((1, 2))
    shares = np.concatenate([[0.0], np.cumsum(values) / total])
    return np.column_stack([np.linspace(0.0, 1.0, len(shares)), shares])


@dataclass(frozen=True)
class Quota:
    """What is to be inspected in a period.

    Attributes
    ----------
    visits
        Premises, or visits, in the period.
    key_visits
        How many of them at key premises.
    """

    visits: int
    key_visits: int = 0

    def __post_init__(self) -> None:
        """Refuse a quota below one, and one with more key visits than visits.

        Raises
        ------
        InputError
            With the numbers.
        """
        if self.visits < 1 or not 0 <= self.key_visits <= self.visits:
            raise InputError("workload.quota", visits=self.visits, key_visits=self.key_visits)


@dataclass(frozen=True)
class Attainment:
    """Inspections of one worker or community in one period against its quota (K-30).

    Attributes
    ----------
    done
        Inspections that count, over the quota.
    short
        How many are missing.
    key_short
        How many at key premises are missing; ordinary ones do not make up for them.
    """

    done: Rate
    short: int
    key_short: int

    @property
    def attained(self) -> bool:
        """Whether nothing is missing."""
        return self.short == 0 and self.key_short == 0


@method("quota_attainment", version=1, unit="1")
def attainment(
    premises: ArrayLike, quota: Quota, *, key: ArrayLike | None = None, distinct: bool = True
) -> Attainment:
    """Hold the inspections of one period against a quota.

    Parameters
    ----------
    premises
        Name of the premises of each inspection, shape (V,).
    quota
        What was to be done.
    key
        Whether the premises of each inspection are key ones, shape (V,).
    distinct
        Whether a second visit of the same premises counts no more (a quota of premises), or does
        (a quota of visits).

    Returns
    -------
    attainment
        Done over quota, and what is missing.

    Raises
    ------
    InputError
        Lengths differ.
    """
    names = np.asarray(premises, np.str_)
    keys = np.zeros(len(names), np.bool_) if key is None else np.asarray(key, np.bool_)
    if len(keys) != len(names):
        raise InputError(
            "workload.lengths_differ", what="key", found=keys.shape, expected=names.shape
        )
    done = len(np.unique(names)) if distinct else len(names)
    key_done = len(np.unique(names[keys])) if distinct else int(keys.sum())
    return Attainment(
        rate(done, quota.visits), max(quota.visits - done, 0), max(quota.key_visits - key_done, 0)
    )


def attainments(
    premises: ArrayLike,
    worker: ArrayLike,
    period: ArrayLike,
    quota: Quota,
    *,
    key: ArrayLike | None = None,
    distinct: bool = True,
) -> dict[tuple[str, str], Attainment]:
    """Hold the inspections of every worker in every period against a quota.

    Parameters
    ----------
    premises, worker, period
        Names of the premises, the worker and the period of each inspection, shape (V,).
    quota
        What each worker was to do in each period.
    key, distinct
        As in `attainment`.

    Returns
    -------
    attainments
        By worker and period, sorted; a worker without an inspection in a period falls short of
        the whole quota.

    Raises
    ------
    InputError
        Lengths differ.
    """
    names, who, when = (np.asarray(given, np.str_) for given in (premises, worker, period))
    keys = np.zeros(len(names), np.bool_) if key is None else np.asarray(key, np.bool_)
    for what, given in (("worker", who), ("period", when), ("key", keys)):
        if given.shape != names.shape:
            raise InputError(
                "workload.lengths_differ", what=what, found=given.shape, expected=names.shape
            )
    return {
        (str(one), str(then)): attainment(
            names[(who == one) & (when == then)],
            quota,
            key=keys[(who == one) & (when == then)],
            distinct=distinct,
        )
        for one in np.unique(who)
        for then in np.unique(when)
    }


@dataclass(frozen=True)
class Cycle:
    """How long workers need to inspect all their premises once.

    Attributes
    ----------
    periods
        Premises over what all workers inspect in a period (K-32).
    whole_periods
        Rounded up: when the last premises have been seen; None without workers.
    per_worker
        Shape (W,): the same for each worker's own premises.
    beyond
        Shape (W,): premises of each worker beyond the quota of the periods that there are.
    """

    periods: Rate
    whole_periods: int | None
    per_worker: FloatArray
    beyond: PositionArray


@method("inspection_cycle", version=1, unit="1")
def inspection_cycle(
    premises: ArrayLike, quota: int, *, within_periods: int | None = None
) -> Cycle:
    """Return how many periods a full cycle of inspections takes.

    Parameters
    ----------
    premises
        Number of premises of each worker, shape (W,).
    quota
        Premises that a worker inspects in a period.
    within_periods
        Periods in which all should be seen once.

    Returns
    -------
    cycle
        240 premises at 15 a week are 16 weeks.

    Raises
    ------
    InputError
        A number is negative, or the quota is below one.
    """
    count = np.asarray(premises, np.int64)
    bad = np.flatnonzero(count < 0)
    if len(bad):
        raise InputError(
            "workload.bad_count", Place(row=int(bad[0]) + 1), what="premises", count=len(bad)
        )
    pace = Quota(quota).visits
    room = np.iinfo(np.int64).max if within_periods is None else pace * within_periods
    total, done = int(count.sum()), pace * len(count)
    return Cycle(
        rate(total, done),
        -(-total // done) if done else None,
        count / pace,
        np.maximum(count - room, 0).astype(np.int64),
    )
