"""Compiled local search: an assignment that no move, exchange or chain of two moves betters.

Worker W, one past the last, stands for nobody: it takes every task at the cost of leaving it
uncovered.
"""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridmap.compiled import kernel

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]

_LEAST_GAIN = 1e-6
_MOST_SWEEPS = 200


@kernel
def fits(
    task: int,
    to: int,
    freed: int,
    worker: PositionArray,
    load: FloatArray,
    room: FloatArray,
    mates: PositionArray,
    first_mate: PositionArray,
) -> bool:
    """Return whether a worker can take a task after being freed of another one, or of none (-1)."""
    space = room[to] + (load[freed] if freed >= 0 else 0.0)
    if load[task] > space:
        return False
    if to == len(room) - 1:
        return True
    for at in range(first_mate[task], first_mate[task + 1]):
        mate = mates[at]
        if mate != freed and worker[mate] == to:
            return False
    return True


@kernel
def put(
    task: int,
    to: int,
    worker: PositionArray,
    load: FloatArray,
    counts: PositionArray,
    room: FloatArray,
    slots: PositionArray,
) -> None:
    """Give a task another worker."""
    before = worker[task]
    room[before] += load[task]
    slots[before] += counts[task]
    room[to] -= load[task]
    slots[to] -= counts[task]
    worker[task] = to


@kernel
def improve(
    worker: PositionArray,
    open_tasks: PositionArray,
    cost: FloatArray,
    load: FloatArray,
    counts: PositionArray,
    room: FloatArray,
    slots: PositionArray,
    extra_task_cost: float,
    mates: PositionArray,
    first_mate: PositionArray,
) -> None:
    """Better an assignment in place, first improvement first.

    ``worker`` has shape (T,), ``cost`` (T, W + 1), infinite where impossible; ``room`` and
    ``slots`` are what the workers have left, shape (W + 1,); ``counts`` is 1 for a task that takes
    a slot, else 0. The tasks that nobody may have beside
    task t stand in ``mates`` from ``first_mate[t]`` to ``first_mate[t + 1]``.
    """
    nobody = len(room) - 1
    for _ in range(_MOST_SWEEPS):
        bettered = False
        for task in open_tasks:
            now = worker[task]
            leaving = extra_task_cost if counts[task] and slots[now] < 0 else 0.0
            best, best_to = _LEAST_GAIN, -1
            for to in range(nobody + 1):
                joining = extra_task_cost if counts[task] and slots[to] <= 0 else 0.0
                gain = cost[task, now] + leaving - cost[task, to] - joining
                if (
                    gain > best
                    and to != now
                    and fits(task, to, -1, worker, load, room, mates, first_mate)
                ):
                    best, best_to = gain, to
            if best_to >= 0:
                put(task, best_to, worker, load, counts, room, slots)
                bettered = True
        for task in open_tasks:
            for other in open_tasks:
                now, then = worker[task], worker[other]
                if other <= task or now == then or counts[task] != counts[other]:
                    continue
                gain = cost[task, now] + cost[other, then] - cost[task, then] - cost[other, now]
                if (
                    gain > _LEAST_GAIN
                    and fits(task, then, other, worker, load, room, mates, first_mate)
                    and fits(other, now, task, worker, load, room, mates, first_mate)
                ):
                    put(task, then, worker, load, counts, room, slots)
                    put(other, now, worker, load, counts, room, slots)
                    bettered = True
        # An uncovered task takes the place of another one, which moves on to a third worker.
        for task in open_tasks:
            if worker[task] != nobody:
                continue
            best, best_other, best_to = _LEAST_GAIN, -1, -1
            for other in open_tasks:
                then = worker[other]
                if then == nobody or counts[task] != counts[other]:
                    continue
                if not fits(task, then, other, worker, load, room, mates, first_mate):
                    continue
                saved = cost[task, nobody] - cost[task, then] + cost[other, then]
                for to in range(nobody):
                    joining = extra_task_cost if counts[other] and slots[to] <= 0 else 0.0
                    gain = saved - cost[other, to] - joining
                    if (
                        gain > best
                        and to != then
                        and fits(other, to, -1, worker, load, room, mates, first_mate)
                    ):
                        best, best_other, best_to = gain, other, to
            if best_other >= 0:
                freed = worker[best_other]
                put(best_other, best_to, worker, load, counts, room, slots)
                put(task, freed, worker, load, counts, room, slots)
                bettered = True
        if not bettered:
            break


@kernel
def repack(
    worker: PositionArray,
    open_tasks: PositionArray,
    cost: FloatArray,
    load: FloatArray,
    counts: PositionArray,
    room: FloatArray,
    slots: PositionArray,
    extra_task_cost: float,
    mates: PositionArray,
    first_mate: PositionArray,
    near: PositionArray,
    rounds: int,
) -> None:
    """Take all tasks of a few workers away and give them out anew, as often as told, in place.

    What comes out worse is undone. ``near`` has the cheapest workers of each task, shape (T, K).
    The turns come from a small generator of fixed seed: the same input gives the same answer.
    """
    nobody = len(room) - 1
    state = np.uint64(88172645463325252)
    emptied = np.zeros(nobody + 1, np.bool_)
    some = np.zeros(len(worker), np.int64)
    old = np.zeros(len(worker), np.int64)
    weight = np.zeros(len(worker))
    for turn in range(rounds):
        # Marsaglia, Xorshift RNGs, Journal of Statistical Software 8 (2003).
        state ^= state << np.uint64(13)
        state ^= state >> np.uint64(7)
        state ^= state << np.uint64(17)
        anchor = open_tasks[np.int64(state >> np.uint64(33)) % len(open_tasks)]
        if turn % 2 == 0:
            # Every other turn is for a task that nobody has, where there is one.
            begin = np.int64(state >> np.uint64(40)) % len(open_tasks)
            for step in range(len(open_tasks)):
                task = open_tasks[(begin + step) % len(open_tasks)]
                if worker[task] == nobody:
                    anchor = task
                    break
        emptied[:] = False
        emptied[worker[anchor]] = True
        for place in range(near.shape[1]):
            if (state >> np.uint64(place)) & np.uint64(1):
                emptied[near[anchor, place]] = True
        emptied[nobody] = False
        count, before, after = 0, 0.0, 0.0
        for task in open_tasks:
            if emptied[worker[task]] or task == anchor:
                some[count], old[count] = task, worker[task]
                state ^= state << np.uint64(13)
                state ^= state >> np.uint64(7)
                state ^= state << np.uint64(17)
                shake = 0.5 + np.float64(state >> np.uint64(40)) / 16777216.0
                weight[count] = -load[task] * shake
                before += cost[task, worker[task]]
                count += 1
        for to in range(nobody):
            before += extra_task_cost * max(-slots[to], 0)
        for place in range(count):
            put(some[place], nobody, worker, load, counts, room, slots)
        order = np.argsort(weight[:count])
        for place in order:
            task = some[place]
            best, best_to = np.inf, nobody
            for to in range(nobody + 1):
                joining = extra_task_cost if counts[task] and slots[to] <= 0 else 0.0
                paid = cost[task, to] + joining
                if paid < best and fits(task, to, -1, worker, load, room, mates, first_mate):
                    best, best_to = paid, to
            put(task, best_to, worker, load, counts, room, slots)
        improve(
            worker,
            some[:count].copy(),
            cost,
            load,
            counts,
            room,
            slots,
            extra_task_cost,
            mates,
            first_mate,
        )
        for place in range(count):
            after += cost[some[place], worker[some[place]]]
        for to in range(nobody):
            after += extra_task_cost * max(-slots[to], 0)
        if after > before:
            for place in range(count):
                put(some[place], old[place], worker, load, counts, room, slots)
