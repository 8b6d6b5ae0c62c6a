"""The program behind an assignment: one worker per task, limits per worker, smallest cost.

The relaxation, which allows shares of a task, is solved over all pairs by column generation: it
begins with each task's cheapest workers and takes in further pairs as long as their reduced cost
is negative. Where loads are alike its corners are whole, and so is the answer; where they are not,
branch and bound goes on over all pairs that could still better the answer at hand. Either way the
relaxation bounds what is possible, and the answer says how far it may be from the best.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, csr_array, vstack

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

NOBODY = -1
# Search nodes, not seconds, end a hard case: the answer is the same on every machine.
_NODE_LIMIT = 500
_MOST_PAIRS = 60_000
_FIRST_WORKERS = 16
_MORE_WORKERS = 8
_WHOLE = 1e-6


@dataclass(frozen=True)
class Choice:
    """What is to be chosen.

    Attributes
    ----------
    cost
        Cost of each pair, shape (T, W); infinite where the worker may not have the task.
    load
        Load of each task, shape (T,).
    capacity
        Most load of each worker, shape (W,), infinite where there is no limit.
    most_tasks
        Number of tasks of each worker beyond which each one costs `extra_task_cost`, shape (W,).
    pinned
        Worker that a task must have, or -1, shape (T,).
    group
        Cell of each task, shape (T,): a worker has one task of a cell at most.
    extra_task_cost
        Cost of a task beyond `most_tasks`.
    uncovered_cost
        Cost of a task without a worker.
    """

    cost: FloatArray
    load: FloatArray
    capacity: FloatArray
    most_tasks: PositionArray
    pinned: PositionArray
    group: PositionArray
    extra_task_cost: float
    uncovered_cost: float


@dataclass(frozen=True)
class Chosen:
    """What was chosen.

    Attributes
    ----------
    worker
        Worker of each task, or -1, shape (T,).
    value
        What it costs, pinned tasks left out.
    bound
        What any choice costs at least.
    """

    worker: PositionArray
    value: float
    bound: float


@dataclass(frozen=True)
class _Pairs:
    """The pairs that a program knows, with the room that pins leave."""

    task: PositionArray
    worker: PositionArray
    room: FloatArray
    slots: PositionArray


@dataclass(frozen=True)
class _Program:
    """A choice as matrices: variables are pairs, uncovered per task, extra tasks per worker."""

    cost: FloatArray
    equal: csr_array
    below: csr_array
    at_most: FloatArray


def choose(choice: Choice) -> Chosen:
    """Return the worker of each task at the smallest cost, or -1 where none can take it.

    Parameters
    ----------
    choice
        Costs and limits. Pins hold whatever the limits say.

    Returns
    -------
    chosen
        The choice and how good it could be at best.
    """
    held = choice.pinned >= 0
    pinned, workers = choice.pinned[held], len(choice.capacity)
    room = choice.capacity - np.bincount(pinned, choice.load[held], workers)
    slots = choice.most_tasks - np.bincount(pinned, minlength=workers)
    cost = np.where(choice.load[:, None] <= room[None, :], choice.cost, np.inf)
    cost[held] = np.inf
    for task in np.flatnonzero(held):
        cost[choice.group == choice.group[task], choice.pinned[task]] = np.inf
    free = replace(choice, cost=cost)
    open_ = np.flatnonzero(~held)
    if not np.isfinite(cost).any():
        value = choice.uncovered_cost * len(open_)
        return Chosen(choice.pinned.copy(), value, value)
    priced = _relaxed(free, _Pairs(*_cheapest(cost), room, slots))
    spare = choice.uncovered_cost * int(held.sum())
    whole = _whole_shares(priced)
    if whole is None:
        value, bound, whole, pairs = _searched(free, priced)
    else:
        value, bound, pairs = priced.value, priced.value, priced.pairs
    worker = choice.pinned.copy()
    worker[pairs.task[whole]] = pairs.worker[whole]
    return Chosen(worker, value - spare, bound - spare)


def _cheapest(cost: FloatArray) -> tuple[PositionArray, PositionArray]:
    """Return the pairs of each task with its cheapest workers."""
    known = np.isfinite(cost)
    if cost.shape[1] > _FIRST_WORKERS:
        near = np.argpartition(cost, _FIRST_WORKERS - 1, axis=1)[:, :_FIRST_WORKERS]
        first = np.zeros_like(known)
        np.put_along_axis(first, near, values=True, axis=1)
        known &= first
    task, worker = np.nonzero(known)
    return task, worker


@dataclass(frozen=True)
class _Priced:
    """A solved relaxation: its value, the share of each pair, the reduced cost of all (T, W)."""

    pairs: _Pairs
    value: float
    shares: FloatArray
    reduced: FloatArray


def _relaxed(choice: Choice, pairs: _Pairs) -> _Priced:
    """Solve the relaxation over all pairs, taking them in where they would lower its value."""
    known = np.zeros(choice.cost.shape, np.bool_)
    known[pairs.task, pairs.worker] = True
    while True:
        program = _program(choice, pairs)
        result = linprog(
            program.cost,
            A_ub=program.below,
            b_ub=program.at_most,
            A_eq=program.equal,
            b_eq=np.ones(len(choice.load)),
            method="highs",
        )
        reduced = _reduced(choice, pairs, result.eqlin.marginals, result.ineqlin.marginals)
        better = np.where(known, np.inf, reduced)
        more = np.argpartition(better, min(_MORE_WORKERS, better.shape[1]) - 1, axis=1)
        more = more[:, :_MORE_WORKERS]
        gain = np.take_along_axis(better, more, axis=1) < -_WHOLE * max(choice.uncovered_cost, 1.0)
        if not gain.any():
            return _Priced(pairs, float(result.fun), result.x[: len(pairs.task)], reduced)
        row, column = np.nonzero(gain)
        known[row, more[row, column]] = True
        pairs = replace(pairs, task=(found := np.nonzero(known))[0], worker=found[1])


def _program(choice: Choice, pairs: _Pairs) -> _Program:
    task, worker = pairs.task, pairs.worker
    count, tasks, workers = len(task), len(choice.load), len(choice.capacity)
    width = count + tasks + workers
    pair = np.arange(count)
    one_each = _matrix(
        np.ones(count + tasks),
        np.append(task, np.arange(tasks)),
        np.arange(count + tasks),
        (tasks, width),
    )
    number = _matrix(
        np.append(np.ones(count), -np.ones(workers)),
        np.append(worker, np.arange(workers)),
        np.append(pair, count + tasks + np.arange(workers)),
        (workers, width),
    )
    load = _matrix(choice.load[task], worker, pair, (workers, width))
    limited = np.isfinite(pairs.room)
    place, rivals = _rivals(choice, pairs)
    met = place >= 0
    apart = _matrix(np.ones(met.sum()), place[met], pair[met], (len(rivals), width))
    return _Program(
        np.concatenate(
            [
                choice.cost[task, worker],
                np.full(tasks, choice.uncovered_cost),
                np.full(workers, choice.extra_task_cost),
            ]
        ),
        one_each,
        vstack([number, load[limited], apart]).tocsr(),
        np.concatenate([np.maximum(pairs.slots, 0), pairs.room[limited], np.ones(len(rivals))]),
    )


def _rivals(choice: Choice, pairs: _Pairs) -> tuple[PositionArray, PositionArray]:
    """Return the row of each pair among the pairs of one worker in one cell, and those rows' keys.

    A pair without rivals has row -1. A key is cell times workers plus worker.
    """
    key = choice.group[pairs.task] * len(choice.capacity) + pairs.worker
    keys, place, count = np.unique(key, return_inverse=True, return_counts=True)
    several = count > 1
    row = np.where(several, np.cumsum(several) - 1, -1)
    return row[place], keys[several]


def _reduced(
    choice: Choice, pairs: _Pairs, of_tasks: FloatArray, of_limits: FloatArray
) -> FloatArray:
    """Return what each pair costs beyond the prices of its task, its worker and its cell."""
    workers = len(choice.capacity)
    per_load = np.zeros(workers)
    limited = np.isfinite(pairs.room)
    per_load[limited] = of_limits[workers : workers + limited.sum()]
    _, rivals = _rivals(choice, pairs)
    reduced = choice.cost - of_tasks[:, None] - of_limits[None, :workers]
    reduced -= choice.load[:, None] * per_load[None, :]
    cell, worker = rivals // workers, rivals % workers
    prices = np.zeros((int(choice.group.max(initial=0)) + 1, workers))
    prices[cell, worker] = of_limits[workers + limited.sum() :]
    return np.asarray(reduced - prices[choice.group], np.float64)


def _whole_shares(priced: _Priced) -> BoolArray | None:
    """Return which pairs are taken, None where the relaxation divides a task."""
    taken: BoolArray = priced.shares > 1.0 - _WHOLE
    divided = (priced.shares > _WHOLE) & ~taken
    return None if divided.any() else taken


def _searched(choice: Choice, priced: _Priced) -> tuple[float, float, BoolArray, _Pairs]:
    """Search for the best whole answer; return value, bound, the pairs taken and all pairs known.

    A pair whose reduced cost exceeds the distance between an answer and the bound is in no better
    answer, so that a second search over the others is over all.
    """
    value, _, taken = _branch_and_bound(choice, priced.pairs)
    hopeful = priced.reduced <= value - priced.value + _WHOLE
    hopeful &= np.isfinite(choice.cost)
    before = np.zeros_like(hopeful)
    before[priced.pairs.task, priced.pairs.worker] = True
    task, worker = np.nonzero(hopeful)
    if value - priced.value <= _WHOLE * abs(value) or len(task) > _MOST_PAIRS:
        return value, priced.value, taken, priced.pairs
    pairs = replace(priced.pairs, task=task, worker=worker)
    better, bound, found = _branch_and_bound(choice, pairs)
    bound = max(min(bound, value), priced.value)
    if better <= value:
        return better, bound, found, pairs
    return value, bound, taken, priced.pairs


def _branch_and_bound(choice: Choice, pairs: _Pairs) -> tuple[float, float, BoolArray]:
    """Return value, bound and the pairs taken of the best whole answer over some pairs."""
    program = _program(choice, pairs)
    count = len(pairs.task)
    integral = np.zeros(len(program.cost))
    integral[:count] = 1
    result = milp(
        program.cost,
        integrality=integral,
        bounds=Bounds(0.0, np.inf),
        constraints=[
            LinearConstraint(program.equal, 1.0, 1.0),
            LinearConstraint(program.below, -np.inf, program.at_most),
        ],
        options={"node_limit": _NODE_LIMIT, "mip_rel_gap": _WHOLE},
    )
    if result.x is None:
        nobody = choice.uncovered_cost * len(choice.load)
        return nobody, -np.inf, np.zeros(count, np.bool_)
    return float(result.fun), float(result.mip_dual_bound), result.x[:count] > 1.0 / 2.0


def _matrix(
    values: FloatArray, rows: PositionArray, columns: PositionArray, shape: tuple[int, int]
) -> csr_array:
    return coo_array((values, (rows, columns)), shape=shape).tocsr()
