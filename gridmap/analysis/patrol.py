"""What patrols covered: metres of street and cells, each metre counted once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridmap.analysis.matching import Legs, Matched
from gridmap.analysis.methods import method
from gridmap.analysis.patrol_stretches import Stretches

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

NO_CELL = -1
# Coming back after this long is another pass.
PASS_GAP_S = 600.0
# A shorter way through a cell is no pass of it.
LEAST_PASS_M = 10.0
_SIDES = 2


@dataclass(frozen=True)
class Visits:
    """Ways along stretches, a row for each leg and stretch it touches.

    Attributes
    ----------
    stretch
        Shape (V,): position of the stretch.
    from_m, to_m
        Shape (V,): the part of the piece that was walked, from < to.
    seconds
        Shape (V,): when the middle of that part was passed.
    worker
        Shape (V,): position of the worker in `workers`.
    workers
        Who walked, sorted.
    """

    stretch: PositionArray
    from_m: FloatArray
    to_m: FloatArray
    seconds: FloatArray
    worker: PositionArray
    workers: tuple[str, ...]

    def some(self, wanted: BoolArray | PositionArray) -> Visits:
        """Return a selection, such as the visits of a shift or a band: a mask or positions."""
        return Visits(
            self.stretch[wanted],
            self.from_m[wanted],
            self.to_m[wanted],
            self.seconds[wanted],
            self.worker[wanted],
            self.workers,
        )


@dataclass(frozen=True)
class Passes:
    """Passes of workers through cells.

    Attributes
    ----------
    cell, worker
        Shape (N,): position of the cell and of the worker.
    entered_s, left_s
        Shape (N,): from when to when.
    way_m
        Shape (N,): metres walked in the cell or along its edge.
    """

    cell: PositionArray
    worker: PositionArray
    entered_s: FloatArray
    left_s: FloatArray
    way_m: FloatArray


def visits(matched: Matched, parts: Stretches) -> Visits:
    """Return which stretches were walked, when and by whom.

    Parameters
    ----------
    matched
        Tracks on the streets that the stretches were cut from.
    parts
        The stretches.

    Returns
    -------
    visits
        In the order of the legs.
    """
    legs: Legs = matched.legs
    low, high = np.minimum(legs.from_m, legs.to_m), np.maximum(legs.from_m, legs.to_m)
    first = np.searchsorted(parts.piece, legs.piece)
    count = np.searchsorted(parts.piece, legs.piece, side="right") - first
    leg = np.repeat(np.arange(len(legs)), count)
    stretch = np.arange(len(leg)) - np.repeat(np.cumsum(count) - count - first, count)
    begin = np.maximum(low[leg], parts.from_m[stretch])
    end = np.minimum(high[leg], parts.to_m[stretch])
    touched = end > begin
    leg, stretch, begin, end = leg[touched], stretch[touched], begin[touched], end[touched]
    share = ((begin + end) / 2.0 - legs.from_m[leg]) / (legs.to_m[leg] - legs.from_m[leg])
    seconds = legs.entered_s[leg] + share * (legs.left_s[leg] - legs.entered_s[leg])
    names, worker = np.unique(matched.worker, return_inverse=True)
    return Visits(
        stretch,
        begin,
        end,
        seconds,
        worker[legs.track[leg]],
        tuple(str(name) for name in names),
    )


@method("patrolled_length", version=1, unit="m")
def covered_m(
    walked: Visits,
    parts: Stretches,
    *,
    at_least: int = 1,
) -> FloatArray:
    """Return how many metres of each stretch were passed, no metre counted twice.

    A second pass is one by another worker, or by the same one after `PASS_GAP_S`.

    Parameters
    ----------
    walked
        The visits that count.
    parts
        The stretches.
    at_least
        How often a metre must have been passed to count.

    Returns
    -------
    covered_m
        Shape (S,).
    """
    order, begins = _passes(walked, walked.stretch)
    number = np.cumsum(begins, dtype=np.int64)
    low, high, owner = _united(walked.from_m[order], walked.to_m[order], number)
    stretch = walked.stretch[order][np.flatnonzero(begins)][owner]
    at = np.concatenate([low, high])
    turn = np.repeat([1, -1], len(low))
    place = np.concatenate([stretch, stretch])
    order = np.lexsort((turn, at, place))
    depth = np.cumsum(turn[order])[:-1]
    gap = np.diff(at[order])
    counts = (depth >= at_least) & (place[order][1:] == place[order][:-1])
    return np.bincount(
        place[order][:-1][counts], weights=gap[counts], minlength=len(parts.piece)
    ).astype(np.float64)


def _passes(walked: Visits, place: PositionArray) -> tuple[PositionArray, BoolArray]:
    """Return visits by worker, place and time, and which of them begin a pass of the place."""
    order = np.lexsort((walked.seconds, place, walked.worker))
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (
        (np.diff(walked.worker[order]) != 0)
        | (np.diff(place[order]) != 0)
        | (np.diff(walked.seconds[order]) > PASS_GAP_S)
    )
    return order, begins


def _united(
    low: FloatArray, high: FloatArray, number: PositionArray
) -> tuple[FloatArray, FloatArray, PositionArray]:
    """Unite intervals of the same number; return them with the position of their number."""
    order = np.lexsort((low, number))
    low, high, number = low[order], high[order], number[order] - 1
    # On one axis, with room between numbers, one running maximum serves all of them.
    room = float(high.max(initial=0.0)) + 1.0
    reach = np.maximum.accumulate(high + number * room) - number * room
    new = np.ones(len(low), np.bool_)
    new[1:] = (np.diff(number) != 0) | (low[1:] > reach[:-1])
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(low))[: len(first)] - 1
    return low[first], reach[last], number[first]


def cell_passes(walked: Visits, parts: Stretches) -> Passes:
    """Return the passes through cells: along streets inside them or along their edge.

    Parameters
    ----------
    walked
        The visits that count.
    parts
        The stretches.

    Returns
    -------
    passes
        By worker, cell and time; those of less than `LEAST_PASS_M` are left out.
    """
    seen = np.concatenate([parts.cell[:, None], parts.beside], axis=1)[walked.stretch]
    seen[:, 1][seen[:, 1] == seen[:, 0]] = NO_CELL
    twice = (seen[:, 2:] == seen[:, :_SIDES]).any(axis=1)
    seen[twice, _SIDES] = NO_CELL
    row, column = np.nonzero(seen >= 0)
    every = walked.some(row)
    cell = seen[row, column]
    order, begins = _passes(every, cell)
    if not len(order):
        none = np.zeros(0)
        return Passes(cell, every.worker, none, none, none)
    first = np.flatnonzero(begins)
    way_m = np.add.reduceat((every.to_m - every.from_m)[order], first)
    long = way_m >= LEAST_PASS_M
    last = np.append(first[1:], len(order)) - 1
    return Passes(
        cell[order][first][long],
        every.worker[order][first][long],
        every.seconds[order][first][long],
        every.seconds[order][last][long],
        way_m[long],
    )


@method("last_visit", version=1, unit="s")
def last_visit_s(walked: Visits, place: PositionArray, place_count: int) -> FloatArray:
    """Return when places were visited last.

    Parameters
    ----------
    walked
        The visits that count.
    place
        Shape (S,): place of each stretch, such as its street or cell; -1 for none.
    place_count
        Number of places.

    Returns
    -------
    seconds
        Shape (place_count,); NaN where nobody was.
    """
    latest = np.full(place_count + 1, -np.inf)
    np.maximum.at(latest, place[walked.stretch], walked.seconds)
    return np.where(np.isfinite(latest[:-1]), latest[:-1], np.nan)
