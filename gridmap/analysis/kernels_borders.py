"""The rule for points that lie exactly on a border, and the walk to a point beside edges."""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np

from gridmap.analysis.kernels_edges import LAYER, STEP, Floats, Integers
from gridmap.analysis.kernels_orientation import turn
from gridmap.analysis.kernels_raster import (
    ANSWERS,
    FLAG_BITS,
    LAST_FLAG,
    RIGHT_FLAG,
    SMALL,
    answer_of,
    change_over,
    lowest_bit,
)
from gridmap.analysis.kernels_tiles import PLACE_BITS, PLACES, centre_of, corner_of
from gridmap.compiled import kernel


@kernel
def comes_before(px: float, py: float, ax: float, ay: float, bx: float, by: float) -> int:
    """Compare the directions from p to a and to b, counter-clockwise from due east, excluded.

    Due east itself comes last: the turn begins just behind it.

    Returns
    -------
    order
        1 where a comes before b, 0 where both are the same direction, -1 where b comes first.
    """
    a_half = 0 if ay > py else (1 if ay == py and ax < px else (2 if ay < py else 3))
    b_half = 0 if by > py else (1 if by == py and bx < px else (2 if by < py else 3))
    if a_half != b_half:
        return 1 if a_half < b_half else -1
    side = turn(px, py, ax, ay, bx, by)
    return 1 if side > 0.0 else (-1 if side < 0.0 else 0)


@kernel
def touches(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> bool:
    """Tell whether a point lies on an upward edge, decided without error."""
    return (
        ay <= py <= by and min(ax, bx) <= px <= max(ax, bx) and turn(ax, ay, bx, by, px, py) == 0.0
    )


@kernel
def turn_to_first(
    px: float, py: float, ends: Floats, changes: Integers
) -> tuple[int, float, float]:
    """Turn counter-clockwise from due east about a point until the first cell begins.

    Parameters
    ----------
    px
        The point's x; just behind due east of the point lies no cell.
    py
        The point's y.
    ends
        Where the edges lead that begin in the point, shape (N, 2).
    changes
        What changes when the turn crosses them, shape (N,).

    Returns
    -------
    stack, x, y
        The first stack met that is not 0, and a place in the direction where it begins; 0 and
        the point where there is none.
    """
    last_x, last_y, began = px, py, False
    stack = 0
    while True:
        found = False
        best_x, best_y, change = px, py, 0
        for k in range(len(changes)):
            x, y = ends[k, 0], ends[k, 1]
            if began and comes_before(px, py, last_x, last_y, x, y) != 1:
                continue
            order = comes_before(px, py, x, y, best_x, best_y) if found else 1
            if order == 1:
                found, best_x, best_y, change = True, x, y, changes[k]
            elif order == 0:
                change += changes[k]
        if not found:
            return 0, px, py
        stack += change
        if stack != 0:
            return stack, best_x, best_y
        last_x, last_y, began = best_x, best_y, True


@kernel
def note_rays(
    px: float,
    py: float,
    ax: float,
    ay: float,
    bx: float,
    by: float,
    step: int,
    ends: Floats,
    changes: Integers,
    used: int,
) -> int:
    """Note the one or two parts into which the point divides an upward edge that touches it."""
    # Crossing the upward part goes from right to left of the edge, the other one back.
    if bx != px or by != py:
        ends[used, 0], ends[used, 1], changes[used] = bx, by, step
        used += 1
    if ax != px or ay != py:
        ends[used, 0], ends[used, 1], changes[used] = ax, ay, -step
        used += 1
    return used


@kernel
def on_outer_border(
    px: float, py: float, neighbours: Floats, flags: Integers, start: int, cell_count: int
) -> int:
    """Return the label for a point outside all cells, which may lie on their outer border."""
    stop, touching = start, 0
    while True:
        touching += touches(
            neighbours[stop, 0],
            neighbours[stop, 1],
            neighbours[stop, 2],
            neighbours[stop, 3],
            px,
            py,
        )
        stop += 1
        if flags[stop - 1, STEP] & LAST_FLAG:
            break
    if touching == 0:
        return 0
    ends, changes = np.empty((2 * touching, 2)), np.empty(2 * touching, np.int64)
    used = 0
    for n in range(start, stop):
        ax, ay, bx, by = (
            neighbours[n, 0],
            neighbours[n, 1],
            neighbours[n, 2],
            neighbours[n, 3],
        )
        if touches(ax, ay, bx, by, px, py):
            step = flags[n, STEP] >> FLAG_BITS
            used = note_rays(px, py, ax, ay, bx, by, step, ends, changes, used)
    stack, _, _ = turn_to_first(px, py, ends[:used], changes[:used])
    return answer_of(stack, cell_count)


@kernel
def answer_beside(
    px: float,
    py: float,
    place: int,
    halvings: int,
    mask: int,
    frame: Floats,
    masks: Integers,
    neighbours: Floats,
    cell_count: int,
) -> int:
    """Return the answer for a point by walking from its square's landmark to it.

    Parameters
    ----------
    px, py
        The point.
    place
        Its place, counted from the west of the frame.
    halvings
        How often its tile is halved.
    mask
        That of its square, which has a landmark.
    frame
        West, south, tiles per unit, columns and rows.
    masks, neighbours
        See `kernels_raster`.
    cell_count
        Number of cells.
    """
    answers, flags = masks.view(np.int32), neighbours.view(np.int64)
    side = 1.0 / frame[2]
    tile, across = place >> PLACE_BITS, (place & (PLACES - 1)) >> (PLACE_BITS - halvings)
    fine = side / (1 << halvings)
    west = corner_of(corner_of(frame[0], tile, side), across, fine)
    # The landmark is the middle of the first small square with the first answer.
    free = np.uint64(masks[mask, 0]) & ~np.uint64(masks[mask, 1])
    x = centre_of(west, lowest_bit(free) % SMALL, fine / SMALL)
    label = int(answers[mask, ANSWERS + 1])
    stack = label + LAYER if label > 0 else 0
    start = -2 - int(answers[mask, ANSWERS])
    n = np.uintp(start)
    while True:
        flag = flags[n, STEP]
        stack += change_over(
            neighbours[n, 0],
            neighbours[n, 1],
            neighbours[n, 2],
            neighbours[n, 3],
            flag >> FLAG_BITS,
            flag & RIGHT_FLAG,
            x,
            px,
            py,
        )
        if flag & LAST_FLAG:
            break
        n += np.uintp(1)
    answer = answer_of(stack, cell_count)
    if answer == 0:
        answer = on_outer_border(px, py, neighbours, flags, start, cell_count)
    return answer
