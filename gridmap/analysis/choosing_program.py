"""The integer program of a choice, its relaxation, and branch and bound over some of its pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

# Search nodes, not seconds, end a hard case: the answer is the same on every machine.
_NODE_LIMIT = 5_000
_FIRST_WORKERS = 16
_MORE_WORKERS = 8
WHOLE = 1e-6


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
    counts
        Whether a task counts among those of a worker, shape (T,).
    most_tasks
        Number of counted tasks of each worker beyond which each one costs `extra_task_cost`,
        shape (W,).
    pinned
        Worker that a task must have, or -1, shape (T,).
    head
        Task of the same cell that its worker must not have beside this one, or -1, shape (T,).
    extra_task_cost
        Cost of a task beyond `most_tasks`.
    uncovered_cost
        Cost of each task without a worker, shape (T,).
    """

    cost: FloatArray
    load: FloatArray
    capacity: FloatArray
    counts: BoolArray
    most_tasks: PositionArray
    pinned: PositionArray
    head: PositionArray
    extra_task_cost: float
    uncovered_cost: FloatArray


@dataclass(frozen=True)
class Pairs:
    """The pairs that a program knows."""

    task: PositionArray
    worker: PositionArray


@dataclass(frozen=True)
class _Program:
    """A choice as matrices: variables are pairs, uncovered per task, extra tasks per worker."""

    cost: FloatArray
    equal: scipy.sparse.csr_array
    below: scipy.sparse.csr_array
    at_most: FloatArray


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
class Priced:
    """A solved relaxation: its value, the share of each pair, the reduced cost of all (T, W)."""

    pairs: Pairs
    value: float
    shares: FloatArray
    reduced: FloatArray


def relax(choice: Choice) -> Priced:
    """Solve the relaxation over all pairs, taking them in where they would lower its value.

    Parameters
    ----------
    choice
        A choice without pins.

    Returns
    -------
    priced
        Value, shares and reduced costs.
    """
    pairs = Pairs(*_cheapest(choice.cost))
    known = np.zeros(choice.cost.shape, np.bool_)
    known[pairs.task, pairs.worker] = True
    while True:
        program = _program(choice, pairs)
        result = scipy.optimize.linprog(
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
        gain = np.take_along_axis(better, more, axis=1) < -WHOLE * max(
            float(choice.uncovered_cost.max()), 1.0
        )
        if not gain.any():
            return Priced(pairs, float(result.fun), result.x[: len(pairs.task)], reduced)
        row, column = np.nonzero(gain)
        known[row, more[row, column]] = True
        pairs = Pairs(*np.nonzero(known))


def _program(choice: Choice, pairs: Pairs) -> _Program:
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
        np.append(choice.counts[task].astype(np.float64), -np.ones(workers)),
        np.append(worker, np.arange(workers)),
        np.append(pair, count + tasks + np.arange(workers)),
        (workers, width),
    )
    load = _matrix(choice.load[task], worker, pair, (workers, width))
    limited = np.isfinite(choice.capacity)
    first, second = _rivals(choice, pairs)
    row = np.tile(np.arange(len(first)), 2)
    apart = _matrix(np.ones(len(row)), row, np.append(first, second), (len(first), width))
    return _Program(
        np.concatenate(
            [
                choice.cost[task, worker],
                choice.uncovered_cost,
                np.full(workers, choice.extra_task_cost),
            ]
        ),
        one_each,
        scipy.sparse.vstack([number, load[limited], apart]).tocsr(),
        np.concatenate([choice.most_tasks, choice.capacity[limited], np.ones(len(first))]),
    )


def _rivals(choice: Choice, pairs: Pairs) -> tuple[PositionArray, PositionArray]:
    """Return the pairs of a worker with a task and with its head: positions among the pairs."""
    known = np.full(choice.cost.shape, -1, np.int64)
    known[pairs.task, pairs.worker] = np.arange(len(pairs.task))
    first = np.flatnonzero(choice.head[pairs.task] >= 0)
    second = known[choice.head[pairs.task[first]], pairs.worker[first]]
    return first[second >= 0], second[second >= 0]


def _reduced(
    choice: Choice, pairs: Pairs, of_tasks: FloatArray, of_limits: FloatArray
) -> FloatArray:
    """Return what each pair costs beyond the prices of its task, its worker and its cell."""
    workers = len(choice.capacity)
    per_load = np.zeros(workers)
    limited = np.isfinite(choice.capacity)
    per_load[limited] = of_limits[workers : workers + limited.sum()]
    reduced = choice.cost - of_tasks[:, None]
    reduced -= choice.counts[:, None] * of_limits[None, :workers]
    reduced -= choice.load[:, None] * per_load[None, :]
    of_rivals = of_limits[workers + limited.sum() :]
    for rival in _rivals(choice, pairs):
        np.subtract.at(reduced, (pairs.task[rival], pairs.worker[rival]), of_rivals)
    return np.asarray(reduced, np.float64)


def branch_and_bound(choice: Choice, pairs: Pairs) -> tuple[float, float, BoolArray]:
    """Search for the best whole answer over some pairs.

    Parameters
    ----------
    choice
        A choice without pins.
    pairs
        The pairs that may be taken.

    Returns
    -------
    value, bound, taken
        What the answer costs, what it costs at least, and which pairs it takes.
    """
    program = _program(choice, pairs)
    count = len(pairs.task)
    integral = np.zeros(len(program.cost))
    integral[:count] = 1
    result = scipy.optimize.milp(
        program.cost,
        integrality=integral,
        bounds=scipy.optimize.Bounds(0.0, np.inf),
        constraints=[
            scipy.optimize.LinearConstraint(program.equal, 1.0, 1.0),
            scipy.optimize.LinearConstraint(program.below, -np.inf, program.at_most),
        ],
        options={"node_limit": _NODE_LIMIT, "mip_rel_gap": WHOLE},
    )
    if result.x is None:
        return float(choice.uncovered_cost.sum()), -np.inf, np.zeros(count, np.bool_)
    return float(result.fun), float(result.mip_dual_bound), result.x[:count] > 1.0 / 2.0


def _matrix(
    values: FloatArray, rows: PositionArray, columns: PositionArray, shape: tuple[int, int]
) -> scipy.sparse.csr_array:
    return scipy.sparse.coo_array((values, (rows, columns)), shape=shape).tocsr()
