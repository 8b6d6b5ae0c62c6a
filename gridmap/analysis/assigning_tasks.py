"""What is to be assigned, checked and brought to metres; and why a task stays without a worker."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.assigning_rounds import Tasks
from gridmap.analysis.choosing import NOBODY
from gridmap.errors import InputError, Place
from gridmap.geometry.crs import metric_crs, to_metric

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


def cell_tasks(
    centres_lonlat: ArrayLike,
    load: ArrayLike,
    bases_lonlat: ArrayLike,
    capacity: ArrayLike,
    *,
    continuity: ArrayLike | None,
    pinned: ArrayLike | None,
    able: ArrayLike | None,
    distance_m: ArrayLike | None,
) -> Tasks:
    """Return a task for each cell; parameters as in `gridmap.analysis.assign`.

    Raises
    ------
    InputError
        As `gridmap.analysis.assign`.
    """
    centres = np.asarray(centres_lonlat, np.float64).reshape(-1, 2)
    bases = np.asarray(bases_lonlat, np.float64).reshape(-1, 2)
    cells, workers = len(centres), len(bases)
    weight = _given("load", load, (cells,), np.float64)
    limit = _given("capacity", capacity, (workers,), np.float64)
    present = _given("continuity", continuity, (cells,), np.int64, NOBODY)
    locked = _given("pinned", pinned, (cells,), np.int64, NOBODY)
    may = _given("able", able, (cells, workers), np.bool_, otherwise=1)
    away = None
    if distance_m is not None:
        away = _given("distance_m", distance_m, (cells, workers), np.float64)
    _refuse(~np.isfinite(centres).all(axis=1), "assign.centre_not_finite")
    _refuse(~(np.isfinite(weight) & (weight >= 0)), "assign.bad_load")
    _refuse(np.less(limit, 0.0), "assign.bad_capacity")
    for positions in (present, locked):
        _refuse((positions < NOBODY) | (positions >= workers), "assign.no_such_worker")
    if away is not None:
        _refuse((np.isnan(away) | (away < 0)).any(axis=1), "assign.bad_distance")
        may &= np.isfinite(away) | ~np.isfinite(bases).all(axis=1)
    centres_m, bases_m = _to_metres(centres, bases)
    even = -(-cells // workers) if workers else 0
    held = np.bincount(
        np.concatenate([present, locked[locked != present]]) + 1, minlength=workers + 1
    )
    return Tasks(
        centres_m,
        weight,
        np.full(cells, -1, np.int64),
        np.ones(cells, np.bool_),
        bases_m,
        np.where(np.isnan(limit), np.inf, limit),
        np.maximum(even, held[1:]).astype(np.int64),
        present,
        locked,
        may,
        away,
    )


def duty_tasks(
    centres_lonlat: ArrayLike,
    load: ArrayLike,
    bases_lonlat: ArrayLike,
    capacity: ArrayLike,
    duties: ArrayLike,
    *,
    wanted: ArrayLike | None,
    skills: ArrayLike | None,
    needs: ArrayLike | None,
    serves: ArrayLike | None,
    continuity: ArrayLike | None,
    pinned: ArrayLike | None,
    distance_m: ArrayLike | None,
    load_share: ArrayLike | None,
) -> tuple[Tasks, tuple[PositionArray, PositionArray], dict[str, BoolArray]]:
    """Return a task for each cell and duty; parameters as in `gridmap.analysis.assign_duties`.

    Returns
    -------
    tasks, post, steps
        The tasks; cell and duty of each; and, in the order in which they are asked, what a worker
        must fulfil to have a task, each of shape (T, W).

    Raises
    ------
    InputError
        As `gridmap.analysis.assign_duties`.
    """
    whole = cell_tasks(
        centres_lonlat,
        load,
        bases_lonlat,
        capacity,
        continuity=None,
        pinned=None,
        able=None,
        distance_m=distance_m,
    )
    cells, workers = whole.able.shape
    count = np.shape(duties)[-1]
    has = _given("duties", duties, (workers, count), np.bool_)
    wants = _given("wanted", wanted, (cells, count), np.bool_, otherwise=1)
    present = _given("continuity", continuity, (cells, count), np.int64, NOBODY)
    locked = _given("pinned", pinned, (cells, count), np.int64, NOBODY)
    may = _given("serves", serves, (cells, workers), np.bool_, otherwise=1)
    shares = _given("load_share", load_share, (count,), np.float64)
    if load_share is None:
        shares[:1] = 1.0
    skilled = _skilled(skills, needs, (cells, workers))
    for positions in (present, locked):
        wrong = (positions < NOBODY) | (positions >= workers)
        _refuse(wrong.any(axis=1), "assign.no_such_worker")
    _refuse(~(np.isfinite(shares) & (shares >= 0)), "assign.bad_share")
    cell, duty = np.nonzero(wants | (locked >= 0))
    steps = {
        "no_duty": has.T[duty],
        "no_skill": skilled[cell],
        "elsewhere": may[cell],
        "unreachable": whole.able[cell],
    }
    tasks = Tasks(
        whole.centres_m[cell],
        whole.load[cell] * shares[duty],
        _heads(cell, duty),
        shares[duty] > 0,
        whole.bases_m,
        whole.capacity,
        _even_shares(has, shares > 0, np.bincount(duty, minlength=count), present),
        present[cell, duty],
        locked[cell, duty],
        np.logical_and.reduce(list(steps.values())),
        None if whole.distance_m is None else whole.distance_m[cell],
    )
    return tasks, (cell, duty), steps


def reason_of(tasks: Tasks, worker: PositionArray, row: int, steps: dict[str, BoolArray]) -> str:
    """Return why a task has no worker: the first demand that leaves nobody.

    Parameters
    ----------
    tasks
        The problem.
    worker
        Worker of each task, or -1, shape (T,).
    row
        The task.
    steps
        As `duty_tasks` gives them.

    Returns
    -------
    reason
        One of those that `gridmap.analysis.assigning.Uncovered` names.
    """
    left = np.ones(len(tasks.bases_m), np.bool_)
    for reason, fulfils in steps.items():
        left &= fulfils[row]
        if not left.any():
            return reason
    left &= tasks.load[row] <= tasks.capacity
    if not left.any():
        return "too_heavy"
    beside = np.append(np.flatnonzero(tasks.head == row), tasks.head[row])
    here = worker[beside[beside >= 0]]
    left[here[here >= 0]] = False
    return "no_room" if left.any() else "other_duty"


def _heads(cell: PositionArray, duty: PositionArray) -> PositionArray:
    """Return for each task the one of its cell that has the first duty, -1 for that one itself."""
    first = np.flatnonzero(duty == 0)
    of_cell = np.full(int(cell.max(initial=-1)) + 1, -1, np.int64)
    of_cell[cell[first]] = first
    return np.where(duty == 0, -1, of_cell[cell])


def _even_shares(
    duties: BoolArray, counted: BoolArray, task_count: PositionArray, present: PositionArray
) -> PositionArray:
    """Return how many counted tasks each worker should have at most.

    These are even shares of the duties that carry load, or as many as now.
    """
    holders = np.maximum(duties.sum(axis=0), 1)
    even = np.where(duties & counted, -(-task_count // holders)[None, :], 0).sum(axis=1)
    held = np.bincount(present[:, counted].ravel() + 1, minlength=len(duties) + 1)[1:]
    return np.asarray(np.maximum(even, held), np.int64)


def _skilled(
    skills: ArrayLike | None, needs: ArrayLike | None, shape: tuple[int, int]
) -> BoolArray:
    """Return which workers have all skills that a cell needs, shape (C, W)."""
    if skills is None or needs is None:
        return np.ones(shape, np.bool_)
    asked = np.asarray(needs, np.bool_)
    count = asked.shape[-1]
    asked = _given("needs", asked, (shape[0], count), np.bool_)
    has = _given("skills", skills, (shape[1], count), np.bool_)
    lacking = asked.astype(np.int64) @ (~has).T.astype(np.int64)
    return np.asarray(lacking == 0)


def _given(
    what: str,
    given: ArrayLike | None,
    expected: tuple[int, ...],
    kind: type[np.generic],
    otherwise: int = 0,
) -> NDArray[Any]:
    """Return a copy of what was given, or the same everywhere where nothing was.

    Raises
    ------
    InputError
        When its shape is not the expected one.
    """
    values = np.full(expected, otherwise, kind) if given is None else np.array(given, kind)
    if values.shape != expected:
        raise InputError(
            "assign.lengths_differ", what=what, found=values.size, expected=int(np.prod(expected))
        )
    return values


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
