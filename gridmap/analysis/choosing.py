"""The program behind an assignment: one worker per cell, limits per worker, smallest cost.

Small programs are solved to proven optimality. Larger ones are relaxed (fractions of a cell
allowed), rounded, and improved by moves and exchanges until none helps; where the relaxation has
no fractions, that is optimal too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, csr_array, vstack

from gridmap.analysis.improving import improve

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]

# Beyond this many pairs a proof of optimality can take minutes.
_MOST_EXACT_PAIRS = 400
# Search nodes, not seconds, end a hard case: the answer is the same on every machine.
_NODE_LIMIT = 5_000
# The relaxation sees only the cheapest workers of a cell; the improvement sees all.
_CHEAPEST_WORKERS = 16
_WHOLE = 1.0 - 1e-6


@dataclass(frozen=True)
class Choice:
    """What is to be chosen.

    Attributes
    ----------
    cost
        Cost of each pair, shape (C, W).
    load
        Load of each cell, shape (C,).
    capacity
        Most load of each worker, shape (W,), infinite where there is no limit.
    most_cells
        Number of cells of each worker beyond which each one costs `extra_cell_cost`, shape (W,).
    pinned
        Worker that a cell must have, or -1, shape (C,).
    extra_cell_cost
        Cost of a cell beyond `most_cells`.
    uncovered_cost
        Cost of a cell without a worker.
    """

    cost: FloatArray
    load: FloatArray
    capacity: FloatArray
    most_cells: PositionArray
    pinned: PositionArray
    extra_cell_cost: float
    uncovered_cost: float


@dataclass(frozen=True)
class _Program:
    """A choice as matrices: variables are pairs, uncovered per cell, extra cells per worker."""

    cell: NDArray[np.intp]
    worker: NDArray[np.intp]
    cost: FloatArray
    equal: csr_array
    equal_to: FloatArray
    below: csr_array
    at_most: FloatArray


def choose(choice: Choice) -> PositionArray:
    """Return the worker of each cell at the smallest cost, or -1 where none can take it.

    Parameters
    ----------
    choice
        Costs and limits. Pins hold whatever the limits say.

    Returns
    -------
    workers
        Shape (C,).
    """
    workers = choice.pinned.copy()
    held = workers >= 0
    worker_count = len(choice.capacity)
    room = choice.capacity - np.bincount(
        workers[held], weights=choice.load[held], minlength=worker_count
    )
    slots = choice.most_cells - np.bincount(workers[held], minlength=worker_count)
    possible = (choice.load[:, None] <= room[None, :]) & ~held[:, None]
    if not possible.any():
        return workers
    if np.count_nonzero(possible) <= _MOST_EXACT_PAIRS:
        shares = _exact(_program(choice, possible, room, slots))
    else:
        shares = _relaxed(_program(choice, possible & _cheapest(choice.cost), room, slots))
    start = np.where(held, workers, _rounded(choice, shares, room, slots))
    return improve(
        start,
        cost=np.where(possible, choice.cost, np.inf),
        load=choice.load,
        room=room,
        slots=slots,
        extra_cell_cost=choice.extra_cell_cost,
        uncovered_cost=choice.uncovered_cost,
        fixed=held,
    )


def _cheapest(cost: FloatArray) -> NDArray[np.bool_]:
    allowed = np.ones(cost.shape, dtype=np.bool_)
    if cost.shape[1] > _CHEAPEST_WORKERS:
        order = np.argpartition(cost, _CHEAPEST_WORKERS - 1, axis=1)
        allowed[:] = False
        np.put_along_axis(allowed, order[:, :_CHEAPEST_WORKERS], values=True, axis=1)
    return allowed


def _program(
    choice: Choice, allowed: NDArray[np.bool_], room: FloatArray, slots: PositionArray
) -> _Program:
    cell, worker = np.nonzero(allowed)
    pairs, (cells, workers) = len(cell), allowed.shape
    width = pairs + cells + workers
    pair, row, column = np.arange(pairs), np.arange(cells), np.arange(workers)
    one_each = _matrix(
        np.ones(pairs + cells), np.append(cell, row), np.arange(pairs + cells), (cells, width)
    )
    count = _matrix(
        np.append(np.ones(pairs), -np.ones(workers)),
        np.append(worker, column),
        np.append(pair, pairs + cells + column),
        (workers, width),
    )
    load = _matrix(choice.load[cell], worker, pair, (workers, width))
    limited = np.isfinite(room)
    return _Program(
        cell,
        worker,
        np.concatenate(
            [
                choice.cost[cell, worker],
                np.full(cells, choice.uncovered_cost),
                np.full(workers, choice.extra_cell_cost),
            ]
        ),
        one_each,
        np.ones(cells),
        vstack([count, load[limited]]).tocsr(),
        np.append(np.maximum(slots, 0), room[limited]),
    )


def _matrix(
    values: FloatArray, rows: NDArray[np.intp], columns: NDArray[np.intp], shape: tuple[int, int]
) -> csr_array:
    return coo_array((values, (rows, columns)), shape=shape).tocsr()


def _exact(program: _Program) -> csr_array:
    pairs = len(program.cell)
    integral = np.zeros(len(program.cost))
    integral[:pairs] = 1
    result = milp(
        program.cost,
        integrality=integral,
        bounds=Bounds(0.0, np.inf),
        constraints=[
            LinearConstraint(program.equal, program.equal_to, program.equal_to),
            LinearConstraint(program.below, -np.inf, program.at_most),
        ],
        options={"node_limit": _NODE_LIMIT},
    )
    return _shares(program, result.x)


def _relaxed(program: _Program) -> csr_array:
    result = linprog(
        program.cost,
        A_ub=program.below,
        b_ub=program.at_most,
        A_eq=program.equal,
        b_eq=program.equal_to,
        method="highs-ds",
    )
    return _shares(program, result.x)


def _shares(program: _Program, solution: FloatArray | None) -> csr_array:
    """Return the share of each cell that each worker takes; none where the solver gave up."""
    pairs = len(program.cell)
    values = np.zeros(pairs) if solution is None else solution[:pairs]
    shape = (len(program.equal_to), len(program.cost) - pairs - len(program.equal_to))
    return _matrix(values, program.cell, program.worker, shape)


def _rounded(
    choice: Choice, shares: csr_array, room: FloatArray, slots: PositionArray
) -> PositionArray:
    """Take whole shares as they are; give the other cells, the surest first, what still fits."""
    dense = shares.toarray()
    workers = np.full(len(choice.load), -1, np.int64)
    room, slots = room.copy(), slots.copy()
    surest = np.argsort(-dense.max(axis=1), kind="stable")
    for cell in surest:
        wish = np.argsort(-dense[cell], kind="stable")
        for worker in wish[dense[cell, wish] > 1.0 - _WHOLE]:
            if choice.load[cell] <= room[worker] and slots[worker] > 0:
                workers[cell] = worker
                room[worker] -= choice.load[cell]
                slots[worker] -= 1
                break
    return workers
