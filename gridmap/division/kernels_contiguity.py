"""Compiled tests and repairs of contiguity: every group of blocks hangs together."""

# ruff: noqa: PLR0917 - compiled functions take plain arrays by position

from __future__ import annotations

import numpy as np

from gridmap.compiled import kernel
from gridmap.division.arrays import BoolArray, FloatArray, IntArray

MASK_BITS = 60  # neighbours that fit the bit masks of the local test of contiguity


@kernel
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


@kernel
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


@kernel
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


@kernel
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
