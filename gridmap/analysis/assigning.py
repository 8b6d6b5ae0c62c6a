"""Which worker leads which cell: the optimal choice under capacity, distance and continuity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.choosing import Choice, choose
from gridmap.catalogue import text
from gridmap.errors import InputError, Place
from gridmap.geometry.crs import metric_crs, to_metric

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]

NOBODY = -1
# A cell stays with its present leader unless another one is nearer by more than this.
CONTINUITY_M = 300.0
# How much the distance to the middle of a worker's other cells counts beside that to the base.
TOGETHERNESS = 0.5
_ROUNDS = 4
# In multiples of the widest distance: what one cell beyond an even share costs, and one cell
# without a leader.
_EXTRA_CELL_RATIO = 2.0
_UNCOVERED_RATIO = 10.0


@dataclass(frozen=True)
class AssignmentNote:
    """What a reader of an assignment should know.

    Attributes
    ----------
    code
        One of ``uncovered``, ``too_heavy``, ``pinned_over_capacity`` and ``more_than_even``.
    cells
        Positions of the cells that the note is about.
    workers
        Positions of the workers that it is about.
    """

    code: str
    cells: tuple[int, ...] = ()
    workers: tuple[int, ...] = ()

    def describe(self, locale: str | None = None) -> str:
        """Return the note as a sentence."""
        return text(
            f"assign.note.{self.code}",
            locale,
            cell_count=len(self.cells),
            worker_count=len(self.workers),
        )


@dataclass(frozen=True)
class Assigned:
    """Who leads which cell.

    Attributes
    ----------
    worker
        Shape (C,): position of each cell's leader, or -1 where it has none.
    distance_m
        Shape (C,): from the leader's base to the cell's centre; NaN without leader or base.
    load
        Shape (W,): load that each worker leads.
    notes
        What could not be reached, and where.
    """

    worker: PositionArray
    distance_m: FloatArray
    load: FloatArray
    notes: tuple[AssignmentNote, ...]


@dataclass(frozen=True)
class _Task:
    """A validated assignment problem in metres."""

    centres_m: FloatArray
    bases_m: FloatArray
    load: FloatArray
    capacity: FloatArray
    continuity: PositionArray
    pinned: PositionArray

    @property
    def most_cells(self) -> PositionArray:
        """Cells that each worker should lead at most: an even share, or as many as now."""
        even = -(-len(self.centres_m) // len(self.bases_m))
        held = np.bincount(
            np.concatenate([self.continuity, self.pinned[self.pinned != self.continuity]]) + 1,
            minlength=len(self.bases_m) + 1,
        )[1:]
        return np.maximum(even, held)


def assign(
    cell_centres_lonlat: ArrayLike,
    load: ArrayLike,
    worker_base_lonlat: ArrayLike,
    capacity: ArrayLike,
    *,
    continuity: ArrayLike | None = None,
    pinned: ArrayLike | None = None,
) -> Assigned:
    """Give each cell one leader, at the smallest total distance.

    The choice is a mixed-integer program: each cell has one leader or is uncovered; no worker
    leads more load than the capacity; leading more cells than an even share is avoided unless
    cells would stay uncovered. Its cost is the distance from base to cell; less a bonus of
    `CONTINUITY_M` for the present leader; and, so that a worker's cells lie together, half the
    distance to the middle of the worker's cells, which is refined in a few rounds. The same input
    gives the same answer.

    Parameters
    ----------
    cell_centres_lonlat
        Shape (C, 2), in degrees.
    load
        Load of each cell, shape (C,).
    worker_base_lonlat
        Shape (W, 2), in degrees; NaN where a worker has no base, who then gets cells that lie
        together.
    capacity
        Most load of each worker, shape (W,); infinite or NaN where it has no limit.
    continuity
        Position of each cell's present leader, or -1, shape (C,).
    pinned
        Position of the leader that a cell must have, or -1, shape (C,). Pins hold even beyond a
        worker's capacity, and a note says so.

    Returns
    -------
    assigned
        Leader of each cell, distances, loads and notes.

    Raises
    ------
    InputError
        Shapes do not fit, a centre or a load is not finite, a load or capacity is negative, or a
        position names no worker.
    """
    task = _task_of(
        np.asarray(cell_centres_lonlat, np.float64).reshape(-1, 2),
        np.asarray(load, np.float64),
        np.asarray(worker_base_lonlat, np.float64).reshape(-1, 2),
        np.asarray(capacity, np.float64),
        continuity=continuity,
        pinned=pinned,
    )
    if not len(task.centres_m) or not len(task.bases_m):
        leaders = np.full(len(task.centres_m), NOBODY, np.int64)
    else:
        leaders = _solve_in_rounds(task)
    return _answer(task, leaders)


def _task_of(
    centres: FloatArray,
    load: FloatArray,
    bases: FloatArray,
    capacity: FloatArray,
    *,
    continuity: ArrayLike | None,
    pinned: ArrayLike | None,
) -> _Task:
    nobody = np.full(len(centres), NOBODY, np.int64)
    present = nobody if continuity is None else np.asarray(continuity, np.int64)
    forced = nobody if pinned is None else np.asarray(pinned, np.int64)
    for what, values, expected in (
        ("load", load, len(centres)),
        ("continuity", present, len(centres)),
        ("pinned", forced, len(centres)),
        ("capacity", capacity, len(bases)),
    ):
        if values.shape != (expected,):
            raise InputError(
                "assign.lengths_differ", what=what, found=values.size, expected=expected
            )
    _refuse(~np.isfinite(centres).all(axis=1), "assign.centre_not_finite")
    _refuse(~(np.isfinite(load) & (load >= 0)), "assign.bad_load")
    _refuse(np.less(capacity, 0.0), "assign.bad_capacity")
    for positions in (present, forced):
        _refuse((positions < NOBODY) | (positions >= len(bases)), "assign.no_such_worker")
    centres_m, bases_m = _to_metres(centres, bases)
    limit = np.where(np.isnan(capacity), np.inf, capacity)
    return _Task(centres_m, bases_m, load, limit, present, forced)


def _refuse(wrong: ArrayLike, code: str) -> None:
    rows = np.flatnonzero(np.asarray(wrong))
    if len(rows):
        raise InputError(code, Place(row=int(rows[0]) + 1), count=len(rows))


def _to_metres(centres: FloatArray, bases: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Project both; a base that is not finite stays NaN."""
    if not len(centres):
        return centres, np.full_like(bases, np.nan)
    crs = metric_crs(shapely.multipoints(centres))
    known = np.isfinite(bases).all(axis=1)
    bases_m = np.full_like(bases, np.nan)
    if known.any():
        bases_m[known] = shapely.get_coordinates(to_metric(shapely.points(bases[known]), crs))
    return shapely.get_coordinates(to_metric(shapely.points(centres), crs)), bases_m


def _solve_in_rounds(task: _Task) -> PositionArray:
    """Solve by distance to the bases, then pull each worker's cells together while that helps."""
    bases = _first_bases(task)
    middles, pull = bases, 0.0
    best, best_value = np.full(len(task.centres_m), NOBODY, np.int64), np.inf
    for _ in range(_ROUNDS):
        cost_m = _distances(task.centres_m, bases) + pull * _distances(task.centres_m, middles)
        rows = np.flatnonzero(task.continuity >= 0)
        cost_m[rows, task.continuity[rows]] -= CONTINUITY_M
        leaders = choose(_choice_of(task, cost_m))
        bases, middles = _bases_after(task, leaders, bases), _middles(task, leaders, bases)
        value = _value(task, leaders, bases, middles)
        if value >= best_value:
            break
        best, best_value, pull = leaders, value, TOGETHERNESS
    return best


def _choice_of(task: _Task, cost_m: FloatArray) -> Choice:
    span_m = float(cost_m.max() - cost_m.min()) + CONTINUITY_M
    return Choice(
        cost=cost_m,
        load=task.load,
        capacity=task.capacity,
        most_cells=task.most_cells,
        pinned=task.pinned,
        extra_cell_cost=_EXTRA_CELL_RATIO * span_m,
        uncovered_cost=_UNCOVERED_RATIO * span_m,
    )


def _value(task: _Task, leaders: PositionArray, bases: FloatArray, middles: FloatArray) -> float:
    """Return what a choice costs, by the worker's true middles."""
    led = leaders >= 0
    centres, chosen = task.centres_m[led], leaders[led]
    distance = np.hypot(*(centres - bases[chosen]).T)
    spread = np.hypot(*(centres - middles[chosen]).T)
    kept = np.count_nonzero(chosen == task.continuity[led])
    missing = float(np.count_nonzero(~led)) * _UNCOVERED_RATIO * float(np.ptp(task.centres_m) + 1)
    return float(distance.sum() + TOGETHERNESS * spread.sum()) - CONTINUITY_M * kept + missing


def _distances(places_m: FloatArray, others_m: FloatArray) -> FloatArray:
    offsets = places_m[:, None, :] - others_m[None, :, :]
    distances: FloatArray = np.hypot(offsets[..., 0], offsets[..., 1])
    return distances


def _first_bases(task: _Task) -> FloatArray:
    """Return each worker's base; without one the middle of the present cells, else a free spot.

    A free spot is the cell farthest from all places taken so far.
    """
    bases = task.bases_m.copy()
    for worker in np.flatnonzero(np.isnan(bases[:, 0])):
        own = (task.continuity == worker) | (task.pinned == worker)
        taken = bases[np.isfinite(bases[:, 0])]
        if own.any():
            bases[worker] = task.centres_m[own].mean(axis=0)
        elif len(taken):
            spot = int(_distances(task.centres_m, taken).min(axis=1).argmax())
            bases[worker] = task.centres_m[spot]
        else:
            bases[worker] = task.centres_m[0]
    return bases


def _bases_after(task: _Task, leaders: PositionArray, bases: FloatArray) -> FloatArray:
    """Move the assumed base of a worker without one to the middle of the worker's cells."""
    own = np.isfinite(task.bases_m[:, :1])
    return np.where(own, task.bases_m, _middles(task, leaders, bases))


def _middles(task: _Task, leaders: PositionArray, otherwise: FloatArray) -> FloatArray:
    middles = otherwise.copy()
    for worker in np.unique(leaders[leaders >= 0]):
        middles[worker] = task.centres_m[leaders == worker].mean(axis=0)
    return middles


def _answer(task: _Task, leaders: PositionArray) -> Assigned:
    led = leaders >= 0
    distance_m = np.full(len(leaders), np.nan)
    offsets = task.centres_m[led] - task.bases_m[leaders[led]]
    distance_m[led] = np.hypot(offsets[:, 0], offsets[:, 1])
    load = np.zeros(len(task.bases_m))
    np.add.at(load, leaders[led], task.load[led])
    return Assigned(leaders, distance_m, load, tuple(_notes(task, leaders, load)))


def _notes(task: _Task, leaders: PositionArray, load: FloatArray) -> list[AssignmentNote]:
    widest = task.capacity.max(initial=0.0)
    uncovered = np.flatnonzero(leaders < 0)
    heavy = uncovered[task.load[uncovered] > widest]
    over = np.flatnonzero(load > task.capacity)
    notes = [
        AssignmentNote("uncovered", cells=_positions(np.setdiff1d(uncovered, heavy))),
        AssignmentNote("too_heavy", cells=_positions(heavy)),
        AssignmentNote("pinned_over_capacity", workers=_positions(over)),
    ]
    if len(task.bases_m):
        count = np.bincount(leaders[leaders >= 0], minlength=len(task.bases_m))
        more = np.flatnonzero(count > task.most_cells)
        notes.append(AssignmentNote("more_than_even", workers=_positions(more)))
    return [note for note in notes if note.cells or note.workers]


def _positions(found: NDArray[np.intp]) -> tuple[int, ...]:
    return tuple(int(position) for position in found)
