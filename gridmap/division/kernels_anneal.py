"""Compiled annealing of a grouping; no group ever falls apart."""

# ruff: noqa: PLR0917, FBT001 - compiled functions take plain values by position

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gridmap.compiled import inlined, kernel
from gridmap.division.arrays import BoolArray, FloatArray, IntArray
from gridmap.division.kernels_contiguity import stays_whole

WordArray: TypeAlias = NDArray[np.uint64]

SMALL_GROUP = 160  # groups up to this size are searched whole where the local test says no


@inlined
def next_random(state: WordArray) -> np.uint64:
    """Step a xorshift generator (Marsaglia, 2003) whose state is an array of one word."""
    word: np.uint64 = state[0]
    word ^= word << np.uint64(13)
    word ^= word >> np.uint64(7)
    word ^= word << np.uint64(17)
    state[0] = word
    return word


@inlined
def excess(load: float, low: float, high: float, scale: float) -> float:
    """Return the square of how far a load lies outside its band, in units of `scale`."""
    gap = max(low - load, load - high)
    return (gap / scale) ** 2 if gap > 0.0 else 0.0


@kernel
def anneal(
    indptr: IntArray,
    indices: IntArray,
    border_m: FloatArray,
    passable: BoolArray,
    load: FloatArray,
    area_m2: FloatArray,
    labels: IntArray,
    cells: int,
    proposals: int,
    shape_weight: float,
    balance_weight: float,
    hot: float,
    cold: float,
    low: float,
    high: float,
    largest_m2: float,
    seed: int,
    keep_best: bool,
) -> int:
    """Improve a grouping by moving single border blocks, simulated annealing, in place.

    The cost is the cut length over the side of a mean cell, times `shape_weight`, plus the
    squared excess of each load over its band (relative to the mean load) and of each area over its
    limit, times `balance_weight`.

    Parameters
    ----------
    indptr, indices
        Neighbours in CSR form.
    border_m
        Length of the shared border of each pair.
    passable
        Whether each pair may be joined.
    load
        Load of shape (N,).
    area_m2
        Area of shape (N,).
    labels
        Group of each block, shape (N,), each in one piece; changed in place.
    cells
        Number of groups.
    proposals
        Number of moves to try.
    shape_weight, balance_weight
        Weights of the two parts of the cost.
    hot, cold
        First and last temperature.
    low, high
        Band in which a load costs nothing.
    largest_m2
        Area up to which a cell costs nothing.
    seed
        Seed of the generator.
    keep_best
        Return to the grouping with the least worst excess on the way, of those the one with the
        shortest cut, instead of staying at the last one. It takes a look at all cells after each
        move, which only few cells are worth.

    Returns
    -------
    moved
        Number of accepted moves.
    """
    count = len(labels)
    mean = max(load.sum() / cells, 1e-300)
    side = np.sqrt(area_m2.sum() / cells)
    cell_load = np.zeros(cells)
    cell_area = np.zeros(cells)
    size = np.zeros(cells, np.int64)
    for block in range(count):
        cell_load[labels[block]] += load[block]
        cell_area[labels[block]] += area_m2[block]
        size[labels[block]] += 1
    limited = np.isfinite(largest_m2)
    rim = np.empty(count, np.int64)
    slot_of = np.full(count, -1, np.int64)
    rim_size = 0
    for block in range(count):
        for edge in range(indptr[block], indptr[block + 1]):
            if passable[edge] and labels[indices[edge]] != labels[block]:
                rim[rim_size] = block
                slot_of[block] = rim_size
                rim_size += 1
                break
    seen = np.zeros(count, np.int64)
    stack = np.empty(count, np.int64)
    state = np.empty(1, np.uint64)
    state[0] = np.uint64(88172645463325252) ^ (np.uint64(seed + 1) * np.uint64(2654435761))
    for _ in range(8):
        next_random(state)
    cooling = np.log(cold / hot) / max(proposals, 1)
    moved = 0
    # What was done since the best grouping, so that it can be undone.
    undo_block = np.empty(proposals if keep_best else 0, np.int32)
    undo_cell = np.empty(proposals if keep_best else 0, np.int32)
    since = 0
    best_excess = 0.0
    for cell in range(cells):
        best_excess = max(best_excess, low - cell_load[cell], cell_load[cell] - high)
    best_cut = 0.0
    cut_change = 0.0
    for step in range(proposals):
        if rim_size == 0:
            break
        pick = next_random(state) >> np.uint64(20)
        block = rim[np.int64(pick % np.uint64(rim_size))]
        giver = labels[block]
        if size[giver] == 1:
            continue
        start = indptr[block]
        stop = indptr[block + 1]
        pick = next_random(state) >> np.uint64(20)
        edge = start + np.int64(pick % np.uint64(stop - start))
        taker = labels[indices[edge]]
        if taker == giver or not passable[edge]:
            continue
        lost = 0.0
        for edge in range(start, stop):
            other = labels[indices[edge]]
            if other == giver:
                lost += border_m[edge]
            elif other == taker:
                lost -= border_m[edge]
        change = shape_weight * lost / side
        given = load[block]
        before = excess(cell_load[giver], low, high, mean)
        before += excess(cell_load[taker], low, high, mean)
        after = excess(cell_load[giver] - given, low, high, mean)
        after += excess(cell_load[taker] + given, low, high, mean)
        if limited:
            ground = area_m2[block]
            before += excess(cell_area[giver], 0.0, largest_m2, largest_m2)
            before += excess(cell_area[taker], 0.0, largest_m2, largest_m2)
            after += excess(cell_area[giver] - ground, 0.0, largest_m2, largest_m2)
            after += excess(cell_area[taker] + ground, 0.0, largest_m2, largest_m2)
        change += balance_weight * (after - before)
        if change > 0.0:
            chance = np.float64(next_random(state) >> np.uint64(11)) / 9007199254740992.0
            if chance >= np.exp(-change / (hot * np.exp(cooling * step))):
                continue
        if not stays_whole(
            block,
            indptr,
            indices,
            passable,
            labels,
            size[giver],
            seen,
            stack,
            step + 1,
            SMALL_GROUP,
        ):
            continue
        labels[block] = taker
        cell_load[giver] -= given
        cell_load[taker] += given
        cell_area[giver] -= area_m2[block]
        cell_area[taker] += area_m2[block]
        size[giver] -= 1
        size[taker] += 1
        moved += 1
        if keep_best:
            undo_block[since] = block
            undo_cell[since] = giver
            since += 1
            cut_change += lost
            worst = 0.0
            for cell in range(cells):
                worst = max(worst, low - cell_load[cell], cell_load[cell] - high)
            if worst < best_excess or (worst == best_excess and cut_change < best_cut):
                best_excess = worst
                best_cut = cut_change
                since = 0
        for edge in range(start - 1, stop):
            touched = block if edge < start else indices[edge]
            outer = False
            for way in range(indptr[touched], indptr[touched + 1]):
                if passable[way] and labels[indices[way]] != labels[touched]:
                    outer = True
                    break
            if outer and slot_of[touched] < 0:
                rim[rim_size] = touched
                slot_of[touched] = rim_size
                rim_size += 1
            elif not outer and slot_of[touched] >= 0:
                rim_size -= 1
                last = rim[rim_size]
                rim[slot_of[touched]] = last
                slot_of[last] = slot_of[touched]
                slot_of[touched] = -1
    for step in range(since - 1, -1, -1):
        labels[undo_block[step]] = undo_cell[step]
    return moved
