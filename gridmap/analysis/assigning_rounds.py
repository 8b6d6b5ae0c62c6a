"""Solving an assignment round by round, so that the cells of a worker lie together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridmap.analysis.choosing import NOBODY, Choice, Chosen, choose

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

# A cell stays with its present leader unless another one is nearer by more than this.
CONTINUITY_M = 300.0
# How much the distance to the middle of a worker's other cells counts beside that to the base.
TOGETHERNESS = 0.5
_ROUNDS = 4
# Less than this share of the cost is rounding of the solver.
_PROVED_RATIO = 1e-6
# In multiples of the widest distance: what one task beyond an even share costs, and one task
# that nobody has.
_EXTRA_TASK_RATIO = 2.0
_UNCOVERED_RATIO = 10.0
# A cell without a leader costs as much as several other duties that nobody has.
_LEADER_RATIO = 3.0


@dataclass(frozen=True)
class Tasks:
    """A validated assignment problem in metres, one row for each cell and duty.

    Attributes
    ----------
    centres_m, load
        Place and load of each task, shapes (T, 2) and (T,).
    head
        Task that its worker must not have beside this one, or -1, shape (T,).
    counts
        Whether the task counts towards an even share, shape (T,).
    bases_m, capacity, most_tasks
        Base (NaN where there is none), most load and even share of each worker, shapes (W, 2),
        (W,) and (W,).
    continuity, pinned
        Present and locked worker of each task, or -1, shape (T,).
    able
        Who may have which task, shape (T, W).
    distance_m
        Distance of each pair, shape (T, W); None where it is the straight one.
    """

    centres_m: FloatArray
    load: FloatArray
    head: PositionArray
    counts: BoolArray
    bases_m: FloatArray
    capacity: FloatArray
    most_tasks: PositionArray
    continuity: PositionArray
    pinned: PositionArray
    able: BoolArray
    distance_m: FloatArray | None

    @property
    def uncovered_ratio(self) -> FloatArray:
        """What a task that nobody has costs, in multiples of the widest distance, shape (T,)."""
        return _UNCOVERED_RATIO * np.where(self.counts, _LEADER_RATIO, 1.0)

    def distance_of(self, worker: PositionArray) -> FloatArray:
        """Return the distance of each task to its worker's base, NaN without worker or base."""
        away_m = np.full(len(worker), np.nan)
        led = np.flatnonzero(worker >= 0)
        if self.distance_m is not None:
            away_m[led] = self.distance_m[led, worker[led]]
        else:
            offsets = self.centres_m[led] - self.bases_m[worker[led]]
            away_m[led] = np.hypot(offsets[:, 0], offsets[:, 1])
        return away_m

    def carried(self, worker: PositionArray) -> FloatArray:
        """Return the load that each worker carries, shape (W,)."""
        led = worker >= 0
        carried = np.bincount(worker[led], self.load[led], len(self.bases_m))
        return carried.astype(np.float64)


def in_rounds(tasks: Tasks, togetherness: float) -> tuple[PositionArray, float]:
    """Solve by distance to the bases, then pull each worker's cells together while that helps.

    Parameters
    ----------
    tasks
        The problem.
    togetherness
        Weight of the distance to the middle of a worker's cells.

    Returns
    -------
    worker, gap_m
        Worker of each task, and how far the last program may be from its best.
    """
    best = np.full(len(tasks.centres_m), NOBODY, np.int64)
    if not len(tasks.centres_m) or not len(tasks.bases_m):
        return best, 0.0
    bases = _first_bases(tasks)
    middles, pull, best_value, gap_m = bases, 0.0, np.inf, 0.0
    for _ in range(_ROUNDS if togetherness > 0 else 1):
        chosen = _round(tasks, bases, middles, pull)
        bases, middles = (
            _bases_after(tasks, chosen.worker, bases),
            _means(tasks, chosen.worker, bases),
        )
        value = _value(tasks, chosen.worker, bases, middles, togetherness)
        if value >= best_value:
            break
        best, best_value, pull = chosen.worker, value, togetherness
        gap_m = chosen.value - chosen.bound
        if gap_m <= _PROVED_RATIO * abs(chosen.value):
            gap_m = 0.0
    return best, gap_m


def _round(tasks: Tasks, bases: FloatArray, middles: FloatArray, pull: float) -> Chosen:
    cost_m = _away(tasks, bases)
    if pull:
        cost_m += pull * _distances(tasks.centres_m, middles)
    rows = np.flatnonzero(tasks.continuity >= 0)
    cost_m[rows, tasks.continuity[rows]] -= CONTINUITY_M
    cost_m[~tasks.able] = np.inf
    known = cost_m[np.isfinite(cost_m)]
    span_m = (float(np.ptp(known)) if len(known) else 0.0) + CONTINUITY_M
    return choose(
        Choice(
            cost=cost_m,
            load=tasks.load,
            capacity=tasks.capacity,
            counts=tasks.counts,
            most_tasks=tasks.most_tasks,
            pinned=tasks.pinned,
            head=tasks.head,
            extra_task_cost=_EXTRA_TASK_RATIO * span_m,
            uncovered_cost=span_m * tasks.uncovered_ratio,
        )
    )


def _value(
    tasks: Tasks, worker: PositionArray, bases: FloatArray, middles: FloatArray, pull: float
) -> float:
    """Return what a choice costs, by the worker's true middles."""
    led = np.flatnonzero(worker >= 0)
    centres, chosen = tasks.centres_m[led], worker[led]
    distance = _away(tasks, bases)[led, chosen]
    spread = np.hypot(*(centres - middles[chosen]).T)
    kept = np.count_nonzero(chosen == tasks.continuity[led])
    missing = tasks.uncovered_ratio[worker < 0].sum() * float(np.ptp(tasks.centres_m) + 1)
    return float(distance.sum() + pull * spread.sum() + missing) - CONTINUITY_M * kept


def _away(tasks: Tasks, bases: FloatArray) -> FloatArray:
    """Return the distance of each pair; that to an assumed base is always the straight one."""
    straight = _distances(tasks.centres_m, bases)
    if tasks.distance_m is None:
        return straight
    based = np.isfinite(tasks.bases_m[:, 0])
    return np.where(based[None, :], tasks.distance_m, straight)


def _distances(places_m: FloatArray, others_m: FloatArray) -> FloatArray:
    offsets = places_m[:, None, :] - others_m[None, :, :]
    distances: FloatArray = np.hypot(offsets[..., 0], offsets[..., 1])
    return distances


def _first_bases(tasks: Tasks) -> FloatArray:
    """Return each worker's base; without one the middle of the present cells, else a free spot.

    A free spot is the cell farthest from all places taken so far.
    """
    bases = tasks.bases_m.copy()
    for worker in np.flatnonzero(np.isnan(bases[:, 0])):
        own = (tasks.continuity == worker) | (tasks.pinned == worker)
        may = np.flatnonzero(tasks.able[:, worker])
        taken = bases[np.isfinite(bases[:, 0])]
        if own.any():
            bases[worker] = tasks.centres_m[own].mean(axis=0)
        elif not len(may):
            bases[worker] = tasks.centres_m[0]
        elif len(taken):
            spot = _distances(tasks.centres_m[may], taken).min(axis=1).argmax()
            bases[worker] = tasks.centres_m[may[spot]]
        else:
            bases[worker] = tasks.centres_m[may[0]]
    return bases


def _bases_after(tasks: Tasks, worker: PositionArray, bases: FloatArray) -> FloatArray:
    """Move the assumed base of a worker without one to the middle of the worker's cells."""
    own = np.isfinite(tasks.bases_m[:, :1])
    return np.where(own, tasks.bases_m, _means(tasks, worker, bases))


def _means(tasks: Tasks, worker: PositionArray, otherwise: FloatArray) -> FloatArray:
    middles = otherwise.copy()
    for who in np.unique(worker[worker >= 0]):
        middles[who] = tasks.centres_m[worker == who].mean(axis=0)
    return middles
