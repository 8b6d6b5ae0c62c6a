"""Improving an assignment by moves, exchanges and chains, always taking the best one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]

_LEAST_GAIN = 1e-6
_MOST_STEPS = 5_000


@dataclass
class _State:
    """An assignment under improvement. Worker W, one past the last, stands for nobody."""

    workers: PositionArray
    cost: FloatArray
    load: FloatArray
    room: FloatArray
    slots: PositionArray
    extra_cell_cost: float
    fixed: NDArray[np.bool_]

    @property
    def paid(self) -> FloatArray:
        """Cost of each cell with its present worker."""
        paid: FloatArray = self.cost[np.arange(len(self.workers)), self.workers]
        return paid

    @property
    def joining(self) -> FloatArray:
        """Further cost of one more cell, for each worker."""
        return np.where(self.slots <= 0, self.extra_cell_cost, 0.0)

    @property
    def leaving(self) -> FloatArray:
        """Saving of one cell less, for each cell's worker."""
        over = np.where(self.slots < 0, self.extra_cell_cost, 0.0)
        saved: FloatArray = over[self.workers]
        return saved

    def put(self, cell: int, worker: int) -> None:
        """Give a cell another worker."""
        before = self.workers[cell]
        self.room[before] += self.load[cell]
        self.slots[before] += 1
        self.room[worker] -= self.load[cell]
        self.slots[worker] -= 1
        self.workers[cell] = worker


def improve(
    workers: PositionArray,
    *,
    cost: FloatArray,
    load: FloatArray,
    room: FloatArray,
    slots: PositionArray,
    extra_cell_cost: float,
    uncovered_cost: float,
    fixed: NDArray[np.bool_],
) -> PositionArray:
    """Return an assignment that no single move, exchange or chain of two moves makes cheaper.

    Parameters
    ----------
    workers
        Worker of each cell, or -1, shape (C,), within all limits.
    cost
        Cost of each pair, shape (C, W), infinite where impossible.
    load
        Load of each cell, shape (C,).
    room
        Load that each worker can take besides the fixed cells, shape (W,).
    slots
        Cells that each worker can take besides the fixed ones without `extra_cell_cost`.
    extra_cell_cost
        Cost of each cell beyond that.
    uncovered_cost
        Cost of a cell without a worker.
    fixed
        Cells that stay as they are, shape (C,).

    Returns
    -------
    workers
        Shape (C,).
    """
    cells, nobody = cost.shape
    own = np.where(workers < 0, nobody, workers)
    own[fixed] = nobody
    state = _State(
        own,
        np.column_stack([cost, np.full(cells, uncovered_cost)]),
        load,
        np.append(room, np.inf),
        np.append(slots, cells + 1),
        extra_cell_cost,
        fixed,
    )
    for cell, worker in enumerate(own.tolist()):
        if worker < nobody:
            state.room[worker] -= load[cell]
            state.slots[worker] -= 1
    for _ in range(_MOST_STEPS):
        if not (_move(state) or _exchange(state) or _chain(state, nobody)):
            break
    return np.where(fixed, workers, np.where(state.workers == nobody, -1, state.workers))


def _move(state: _State) -> bool:
    """Make the best move of one cell to another worker."""
    gain = (state.paid + state.leaving)[:, None] - state.cost - state.joining[None, :]
    gain[state.load[:, None] > state.room[None, :]] = -np.inf
    gain[np.arange(len(state.workers)), state.workers] = -np.inf
    gain[state.fixed] = -np.inf
    cell, worker = np.unravel_index(np.argmax(gain), gain.shape)
    if gain[cell, worker] <= _LEAST_GAIN:
        return False
    state.put(int(cell), int(worker))
    return True


def _exchange(state: _State) -> bool:
    """Make the best exchange of the workers of two cells."""
    crossed = state.cost[:, state.workers]
    gain = state.paid[:, None] + state.paid[None, :] - crossed - crossed.T
    difference = state.load[:, None] - state.load[None, :]
    room = state.room[state.workers]
    # Cell i goes to the worker of k: that worker gets load i and loses load k.
    wrong = (difference > room[None, :]) | (-difference > room[:, None])
    wrong |= state.workers[:, None] == state.workers[None, :]
    gain[wrong] = -np.inf
    gain[state.fixed] = -np.inf
    gain[:, state.fixed] = -np.inf
    i, k = np.unravel_index(np.argmax(gain), gain.shape)
    if not gain[i, k] > _LEAST_GAIN:
        return False
    first, second = int(state.workers[i]), int(state.workers[k])
    state.put(int(i), second)
    state.put(int(k), first)
    return True


def _chain(state: _State, nobody: int) -> bool:
    """Cover an uncovered cell by moving one cell of a worker on to a third worker."""
    for cell in np.flatnonzero((state.workers == nobody) & ~state.fixed):
        holders = state.workers
        gain = (
            (state.paid[cell] - state.cost[cell, holders] + state.paid)[:, None]
            - state.cost
            - state.joining[None, :]
        )
        gain[state.room[holders] + state.load < state.load[cell]] = -np.inf
        gain[state.load[:, None] > state.room[None, :]] = -np.inf
        gain[np.arange(len(holders)), holders] = -np.inf
        gain[(holders == nobody) | state.fixed] = -np.inf
        gain[:, nobody] = -np.inf
        moved, worker = np.unravel_index(np.argmax(gain), gain.shape)
        if gain[moved, worker] > _LEAST_GAIN:
            freed = int(holders[moved])
            state.put(int(moved), int(worker))
            state.put(int(cell), freed)
            return True
    return False
