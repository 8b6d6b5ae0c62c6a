"""What the tables of an index know about some tiles, so that these can be made anew."""

from __future__ import annotations

import numpy as np

from gridmap.analysis.kernels_edges import LAYER, STEP, Floats, Integers, ShortIntegers
from gridmap.analysis.kernels_raster import (
    ANSWERS,
    FLAG_BITS,
    LAST_FLAG,
    NEIGHBOUR_NUMBERS,
    UNDECIDED,
)
from gridmap.analysis.kernels_tiles import HALVING_BITS, HALVING_MASK
from gridmap.compiled import kernel


@kernel
def neighbours_of(
    order: Integers, tiles: Integers, squares: ShortIntegers, masks: Integers, neighbours: Floats
) -> tuple[bool, Floats]:
    """Collect the edges beside the squares of some tiles.

    Returns
    -------
    known, edges
        False where a mask does not say which edges are there; the edges with their steps, shape
        (E, 5), with repetitions.
    """
    answers, flags = masks.view(np.int32), neighbours.view(np.int64)
    found = np.empty((1024, NEIGHBOUR_NUMBERS))
    used = 0
    for tile in order:
        base, halvings = tiles[tile] >> HALVING_BITS, tiles[tile] & HALVING_MASK
        for square in range(base, base + (1 << 2 * halvings)):
            if squares[square] == UNDECIDED:
                return False, found[:0]
            mask = -2 - squares[square]
            if mask < 0:
                continue
            n = -2 - answers[mask, ANSWERS]
            if n < 0:
                return False, found[:0]
            more = True
            while more:
                if used == len(found):
                    found = np.concatenate((found, np.empty_like(found)))
                for column in range(STEP):
                    found[used, column] = neighbours[n, column]
                found.view(np.int64)[used, STEP] = flags[n, STEP] >> FLAG_BITS
                more = flags[n, STEP] & LAST_FLAG == 0
                used += 1
                n += 1
    return True, found[:used]


@kernel
def stacks_of_corners(
    order: Integers, tiles: Integers, squares: ShortIntegers, masks: Integers
) -> tuple[bool, Integers]:
    """Return the stacks at the south-west corners of tiles, and whether all are plain to see."""
    answers = masks.view(np.int32)
    stacks = np.zeros(len(order), np.int64)
    for k in range(len(order)):
        label = np.int64(squares[tiles[order[k]] >> HALVING_BITS])
        if label < UNDECIDED:
            mask = -2 - label
            code = (masks[mask, 0] & 1) + 2 * (masks[mask, 1] & 1)
            label = np.int64(answers[mask, ANSWERS + code]) if code else np.int64(UNDECIDED)
        if label < 0:
            return False, stacks
        stacks[k] = label + LAYER if label > 0 else 0
    return True, stacks
