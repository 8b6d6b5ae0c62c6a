"""The program behind an assignment: one worker per task, limits per worker, smallest cost.

The relaxation, which allows shares of a task, is solved over all pairs by column generation: it
begins with each task's cheapest workers and takes in further pairs as long as their reduced cost
is negative. Where loads are alike its corners are whole, and so is the answer; where they are not,
it is rounded and bettered by local search, and where few pairs could still better that, branch and
bound settles it. The relaxation bounds what is possible, so that the answer can say how far it may
be from the best.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import NDArray

from gridmap.analysis.choosing_program import (
    WHOLE,
    Choice,
    Pairs,
    Priced,
    branch_and_bound,
    relax,
)
from gridmap.analysis.kernels_improving import fits, improve, put, repack

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]

__all__ = ["NOBODY", "Choice", "Chosen", "choose"]

NOBODY = -1
# Beyond this many pairs a proof can take minutes.
_MOST_EXACT_PAIRS = 400
_NEAR_WORKERS = 8
_REPACK_ROUNDS = 4_000
_ROUNDS_PER_TASK = 40


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
    slots = choice.most_tasks - np.bincount(pinned[choice.counts[held]], minlength=workers)
    cost = np.where(choice.load[:, None] <= room[None, :], choice.cost, np.inf)
    cost[held] = np.inf
    below = np.flatnonzero(choice.head >= 0)
    for task, other in ((below, choice.head[below]), (choice.head[below], below)):
        fixed = held[task]
        cost[other[fixed], choice.pinned[task[fixed]]] = np.inf
    free = replace(
        choice, cost=cost, capacity=np.maximum(room, 0.0), most_tasks=np.maximum(slots, 0)
    )
    worker, value, bound = choice.pinned.copy(), 0.0, 0.0
    for tasks, able in _components(cost, np.flatnonzero(~held)):
        if not len(able):
            open_cost = float(choice.uncovered_cost[tasks].sum())
            value, bound = value + open_cost, bound + open_cost
            continue
        part = _solved(_part(free, tasks, able))
        worker[tasks] = np.where(part.worker >= 0, able[part.worker], NOBODY)
        value, bound = value + part.value, bound + part.bound
    return Chosen(worker, value, bound)


def _components(
    cost: FloatArray, open_tasks: PositionArray
) -> list[tuple[PositionArray, PositionArray]]:
    """Return tasks and workers that have nothing to do with the others, such as a community's."""
    task, worker = np.nonzero(np.isfinite(cost[open_tasks]))
    count, size = len(open_tasks), len(open_tasks) + cost.shape[1]
    links = scipy.sparse.coo_array((np.ones(len(task)), (task, count + worker)), shape=(size, size))
    label = scipy.sparse.csgraph.connected_components(links, directed=False)[1]
    alone = np.bincount(task, minlength=count) == 0
    parts = [(open_tasks[alone], np.zeros(0, np.int64))] if alone.any() else []
    for number in np.unique(label[:count][~alone]):
        own = label == number
        parts.append((open_tasks[own[:count]], np.flatnonzero(own[count:])))
    return parts


def _part(choice: Choice, tasks: PositionArray, able: PositionArray) -> Choice:
    # The last place stands for a task without a head, and one whose head is elsewhere.
    place = np.full(len(choice.load) + 1, -1, np.int64)
    place[tasks] = np.arange(len(tasks))
    return replace(
        choice,
        cost=choice.cost[np.ix_(tasks, able)],
        load=choice.load[tasks],
        capacity=choice.capacity[able],
        counts=choice.counts[tasks],
        most_tasks=choice.most_tasks[able],
        pinned=choice.pinned[tasks],
        head=place[choice.head[tasks]],
        uncovered_cost=choice.uncovered_cost[tasks],
    )


def _solved(choice: Choice) -> Chosen:
    """Solve a choice without pins."""
    priced = relax(choice)
    taken = priced.shares > 1.0 - WHOLE
    if not ((priced.shares > WHOLE) & ~taken).any():
        worker = np.full(len(choice.load), NOBODY, np.int64)
        worker[priced.pairs.task[taken]] = priced.pairs.worker[taken]
        return Chosen(worker, priced.value, priced.value)
    return _searched(choice, priced)


def _searched(choice: Choice, priced: Priced) -> Chosen:
    """Search for the best whole answer where the relaxation divides tasks.

    A pair whose reduced cost exceeds the distance between an answer and the bound is in no better
    answer: where few others are left, branch and bound over these settles it.
    """
    worker = _settled(choice, priced)
    value, bound = _value(choice, worker), priced.value
    hopeful = (priced.reduced <= value - bound + WHOLE) & np.isfinite(choice.cost)
    if hopeful.sum() > _MOST_EXACT_PAIRS or value - bound <= WHOLE * abs(value):
        return Chosen(worker, value, bound)
    task, able = np.nonzero(hopeful)
    found_value, found_bound, taken = branch_and_bound(choice, Pairs(task, able))
    bound = min(max(bound, found_bound), value)
    if found_value >= value:
        return Chosen(worker, value, bound)
    worker = np.full(len(worker), NOBODY, np.int64)
    worker[task[taken]] = able[taken]
    return Chosen(worker, found_value, bound)


def _settled(choice: Choice, priced: Priced) -> PositionArray:
    """Round the relaxation, the surest tasks first, and better it by local search."""
    tasks, workers = choice.cost.shape
    pairs = priced.pairs
    cost = np.column_stack([choice.cost, choice.uncovered_cost])
    room, slots = np.append(choice.capacity, np.inf), np.append(choice.most_tasks, tasks + 1)
    mates, first_mate = _mates(choice.head)
    counts = choice.counts.astype(np.int64)
    worker = np.full(tasks, workers, np.int64)
    for at in np.argsort(-priced.shares, kind="stable"):
        task, to = pairs.task[at], pairs.worker[at]
        if priced.shares[at] <= WHOLE:
            break
        if worker[task] == workers and fits(
            task, to, -1, worker, choice.load, room, mates, first_mate
        ):
            put(task, to, worker, choice.load, counts, room, slots)
    state = (
        worker,
        np.arange(tasks),
        cost,
        choice.load,
        counts,
        room,
        slots,
        choice.extra_task_cost,
    )
    improve(*state, mates, first_mate)
    near = np.argsort(choice.cost, axis=1, kind="stable")[:, :_NEAR_WORKERS]
    repack(*state, mates, first_mate, near, min(_REPACK_ROUNDS, _ROUNDS_PER_TASK * tasks))
    return np.where(worker == workers, NOBODY, worker)


def _mates(head: PositionArray) -> tuple[PositionArray, PositionArray]:
    """Return the tasks that each task's worker must not have beside it, in CSR form."""
    below = np.flatnonzero(head >= 0)
    owner = np.concatenate([below, head[below]])
    mate = np.concatenate([head[below], below])
    order = np.argsort(owner, kind="stable")
    counts = np.bincount(owner, minlength=len(head))
    return mate[order], np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _value(choice: Choice, worker: PositionArray) -> float:
    """Return what a whole answer costs."""
    taken = np.flatnonzero(worker >= 0)
    counted = worker[taken[choice.counts[taken]]]
    extra = np.bincount(counted, minlength=len(choice.capacity)) - choice.most_tasks
    uncovered = float(choice.uncovered_cost[worker < 0].sum())
    paid = float(choice.cost[taken, worker[taken]].sum())
    return paid + uncovered + choice.extra_task_cost * float(np.maximum(extra, 0).sum())
