"""Compiled repair and annealing of a grouping; no group ever falls apart."""

# ruff: noqa: PLR0917 - compiled functions take plain arrays by position

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from gridmap.division.arrays import BoolArray, FloatArray, IntArray

WordArray: TypeAlias = NDArray[np.uint64]

MASK_BITS = 60  # neighbours that fit the bit masks of the local test of contiguity
SMALL_GROUP = 160  # groups up to this size are searched whole where the local test says no


@njit(nogil=True, cache=True)
def pieces(
    indptr: IntArray, indices: IntArray, passable: BoolArray, labels: IntArray
) -> tuple[IntArray, int]:
    """Return the connected pieces of all groups.

    Parameters
    ----------
    indptr, indices
        Neighbours in CSR form.
    passable
        Whether each pair may be joined.
    labels
        Group of each block, shape (N,).

    Returns
    -------
    piece
        Piece of each block, shape (N,).
    count
        Number of pieces.
    """
    count = len(labels)
    piece = np.full(count, -1, np.int64)
    stack = np.empty(count, np.int64)
    found = 0
    for seed in range(count):
        if piece[seed] >= 0:
            continue
        piece[seed] = found
        stack[0] = seed
        height = 1
        while height > 0:
            height -= 1
            block = stack[height]
            for edge in range(indptr[block], indptr[block + 1]):
                other = indices[edge]
                if passable[edge] and piece[other] < 0 and labels[other] == labels[block]:
                    piece[other] = found
                    stack[height] = other
                    height += 1
        found += 1
    return piece, found


@njit(nogil=True, cache=True)
def rejoin(
    indptr: IntArray,
    indices: IntArray,
    border_m: FloatArray,
    passable: BoolArray,
    load: FloatArray,
    labels: IntArray,
    cells: int,
) -> int:
    """Leave every group its heaviest piece and give the others to neighbours, in place.

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
    labels
        Group of each block, shape (N,); changed in place.
    cells
        Number of groups.

    Returns
    -------
    moved
        Number of blocks that changed group.
    """
    count = len(labels)
    piece, found = pieces(indptr, indices, passable, labels)
    weight = np.zeros(found)
    owner = np.zeros(found, np.int64)
    for block in range(count):
        weight[piece[block]] += load[block]
        owner[piece[block]] = labels[block]
    kept = np.full(cells, -1, np.int64)
    for number in range(found):
        cell = owner[number]
        if kept[cell] < 0 or weight[number] > weight[kept[cell]]:
            kept[cell] = number
    loose = np.zeros(count, np.bool_)
    left = 0
    for block in range(count):
        if kept[labels[block]] != piece[block]:
            loose[block] = True
            left += 1
    moved = left
    while left > 0:
        before = left
        for block in range(count):
            if not loose[block]:
                continue
            longest = -1.0
            chosen = -1
            for edge in range(indptr[block], indptr[block + 1]):
                other = indices[edge]
                if passable[edge] and not loose[other] and border_m[edge] > longest:
                    longest = border_m[edge]
                    chosen = labels[other]
            if chosen >= 0:
                labels[block] = chosen
                loose[block] = False
                left -= 1
        if left == before:
            break
    return moved


@njit(nogil=True, cache=True)
def fill_empty(
    indptr: IntArray,
    indices: IntArray,
    passable: BoolArray,
    load: FloatArray,
    labels: IntArray,
    cells: int,
) -> int:
    """Give every empty group one block of the heaviest group that can spare one, in place.

    Parameters
    ----------
    indptr, indices
        Neighbours in CSR form.
    passable
        Whether each pair may be joined.
    load
        Load of shape (N,).
    labels
        Group of each block, shape (N,), each group in one piece; changed in place.
    cells
        Number of groups.

    Returns
    -------
    empty
        Number of groups that stay empty: no group can spare a block.
    """
    count = len(labels)
    size = np.zeros(cells, np.int64)
    cell_load = np.zeros(cells)
    for block in range(count):
        size[labels[block]] += 1
        cell_load[labels[block]] += load[block]
    seen = np.zeros(count, np.int64)
    stack = np.empty(count, np.int64)
    stamp = 0
    empty = 0
    for cell in range(cells):
        if size[cell] > 0:
            continue
        chosen = -1
        for block in range(count):
            giver = labels[block]
            if size[giver] == 1 or (chosen >= 0 and cell_load[giver] <= cell_load[labels[chosen]]):
                continue
            stamp += 1
            if stays_whole(
                block, indptr, indices, passable, labels, size[giver], seen, stack, stamp, count
            ):
                chosen = block
        if chosen < 0:
            empty += 1
            continue
        size[labels[chosen]] -= 1
        cell_load[labels[chosen]] -= load[chosen]
        labels[chosen] = cell
        size[cell] = 1
        cell_load[cell] = load[chosen]
    return empty


@njit(nogil=True, cache=True)
def stays_whole(
    block: int,
    indptr: IntArray,
    indices: IntArray,
    passable: BoolArray,
    labels: IntArray,
    size: int,
    seen: IntArray,
    stack: IntArray,
    stamp: int,
    small: int,
) -> bool:
    """Return whether a group still hangs together without one of its blocks.

    First the neighbours of the block in its group are flooded among themselves, as bits of a mask.
    When that fails, a group of at most `small` blocks is searched whole; a larger one counts as
    broken, which is safe.
    """
    cell = labels[block]
    start = indptr[block]
    degree = indptr[block + 1] - start
    inside = 0
    first = -1
    for slot in range(degree):
        if passable[start + slot] and labels[indices[start + slot]] == cell:
            inside += 1
            if first < 0:
                first = indices[start + slot]
    if inside == 0:
        return False
    if inside == 1:
        return True
    if degree <= MASK_BITS:
        wanted = np.uint64(0)
        one = np.uint64(1)
        for slot in range(degree):
            if passable[start + slot] and labels[indices[start + slot]] == cell:
                wanted |= one << np.uint64(slot)
        reached = wanted & (~wanted + one)
        fresh = reached
        while fresh != np.uint64(0):
            slot = 0
            while (fresh >> np.uint64(slot)) & one == np.uint64(0):
                slot += 1
            fresh ^= one << np.uint64(slot)
            via = indices[start + slot]
            for edge in range(indptr[via], indptr[via + 1]):
                other = indices[edge]
                if not passable[edge] or other == block or labels[other] != cell:
                    continue
                for place in range(degree):
                    if indices[start + place] == other:
                        bit = one << np.uint64(place)
                        if wanted & bit != np.uint64(0) and reached & bit == np.uint64(0):
                            reached |= bit
                            fresh |= bit
                        break
            if reached == wanted:
                return True
        if reached == wanted:
            return True
    if size > small:
        return False
    seen[block] = stamp
    seen[first] = stamp
    stack[0] = first
    height = 1
    found = 1
    while height > 0:
        height -= 1
        via = stack[height]
        for edge in range(indptr[via], indptr[via + 1]):
            other = indices[edge]
            if passable[edge] and labels[other] == cell and seen[other] != stamp:
                seen[other] = stamp
                stack[height] = other
                height += 1
                found += 1
    return found == size - 1


@njit(nogil=True, cache=True, inline="always")
def next_random(state: WordArray) -> np.uint64:
    """Step a xorshift generator (Marsaglia, 2003) whose state is an array of one word."""
    word: np.uint64 = state[0]
    word ^= word << np.uint64(13)
    word ^= word >> np.uint64(7)
    word ^= word << np.uint64(17)
    state[0] = word
    return word


@njit(nogil=True, cache=True, inline="always")
def excess(load: float, low: float, high: float, scale: float) -> float:
    """Return the square of how far a load lies outside its band, in units of `scale`."""
    gap = max(low - load, load - high)
    return (gap / scale) ** 2 if gap > 0.0 else 0.0


@njit(nogil=True, cache=True)
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
    return moved
