"""A raster of three levels over edges: tiles, their squares, and 64 small squares of each.

A square without edges holds its answer. A square that edges touch has a *mask*: the answer for
each of its small squares that no edge touches, and where to find the edges for the others. There
the stack is that of the mask's *landmark*, the middle of a small square whose answer is known,
changed by each edge on the way.
"""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np

from gridmap.analysis.kernels_edges import LAYER, LAYER_BITS, STEP, Floats, Integers, ShortIntegers
from gridmap.analysis.kernels_orientation import is_right_of
from gridmap.analysis.kernels_tiles import (
    FLAT,
    HALVING_BITS,
    HALVING_MASK,
    MARGIN,
    MOST_HALVINGS,
    SMALL_BITS,
    centre_of,
    corner_of,
    rows_of,
)
from gridmap.compiled import kernel

SMALL = 1 << SMALL_BITS
UNDECIDED = -1
# A mask is two numbers of 64 bits, which make up a code of two bits for each small square, and
# four short numbers by code: what stands for the edges, and three answers.
MASK_NUMBERS = 4
ANSWERS = 4
_MOST_ANSWERS = 3
# A neighbour is an edge beside a square: its ends; as an integer its step, shifted, and two flags.
NEIGHBOUR_NUMBERS = 5
FLAG_BITS = 2
LAST_FLAG, RIGHT_FLAG = 1, 2
_CORNERS = 2
_WEST_COLUMN = np.uint64(0x0101010101010101)
_NOT_WEST, _NOT_EAST = ~_WEST_COLUMN, ~(_WEST_COLUMN << np.uint64(7))
# Each window of six bits of this number occurs once: a lone bit times it tells the bit's number.
_DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
_BIT_NUMBERS = np.empty(64, np.int64)
for _bit in range(64):
    _BIT_NUMBERS[(int(_DE_BRUIJN) << _bit & 0xFFFFFFFFFFFFFFFF) >> 58] = _bit
_ONE, _EIGHT = np.uint64(1), np.uint64(8)
_NONE = np.uint64(0)


@kernel
def answer_of(stack: int, cell_count: int) -> int:
    """Return the label of a stack: 0 outside, position + 1 in one cell, else undecided."""
    layers = (stack + LAYER // 2) >> LAYER_BITS
    label = stack - layers * LAYER
    if layers == 0 and label == 0:
        return 0
    if layers == 1 and 0 < label <= cell_count:
        return label
    return UNDECIDED


@kernel
def change_over(
    ax: float,
    ay: float,
    bx: float,
    by: float,
    step: int,
    right_at_start: int,
    x: float,
    px: float,
    py: float,
) -> int:
    """Return what one edge adds to the stack on the way to p from another place in its square.

    The way goes straight north or south along `x` to the height of p, then level to p, all moved
    by the hair; it stays in the square. Takes numbers alone: an array that is handed to a compiled
    function is counted there, under a lock.
    """
    change = 0
    level = ay <= py < by
    upright = min(ax, bx) <= x < max(ax, bx)
    if level or upright:
        right_at_bend = is_right_of(ax, ay, bx, by, x, py)
        if upright and right_at_bend != (right_at_start != 0):
            change += -step if right_at_bend else step
        if level:
            right_at_point = is_right_of(ax, ay, bx, by, px, py)
            if right_at_point != right_at_bend:
                change += -step if right_at_point else step
    return change


@kernel
def lowest_bit(bits: np.uint64) -> int:
    """Return the number of the lowest bit that is set."""
    number: int = _BIT_NUMBERS[np.intp((bits & (~bits + _ONE)) * _DE_BRUIJN >> np.uint64(58))]
    return number


@kernel
def _flooded(seed: np.uint64, free: np.uint64) -> np.uint64:
    """Return all free small squares that hang together with a seed, side by side."""
    while True:
        wider = seed | (seed << _EIGHT) | (seed >> _EIGHT)
        wider |= ((seed << _ONE) & _NOT_WEST) | ((seed >> _ONE) & _NOT_EAST)
        wider &= free
        if wider == seed:
            return seed
        seed = wider


@kernel
def settle_tiles(
    order: Integers,
    frame: tuple[float, float, float],
    columns: int,
    tiles: Integers,
    stacks: Integers,
    tile_start: Integers,
    tile_edges: ShortIntegers,
    edges: Floats,
    cell_count: int,
    squares: ShortIntegers,
    masks: Integers,
    first_mask: int,
    neighbours: Floats,
) -> tuple[int, Floats]:
    """Fill the squares and masks of some tiles.

    Parameters
    ----------
    order
        Which tiles.
    frame, columns
        As in `list_edges_by_tile`.
    tiles
        As `divide_tiles` fills them.
    stacks
        At the tiles' south-west corners.
    tile_start, tile_edges
        The edges by tile.
    edges
        Upward edges, shape (E, 5).
    cell_count
        Number of cells.
    squares
        To be filled: the answer of each square, or -2 less the number of its mask.
    masks
        To be filled, shape (M, 4).
    first_mask
        Number of the first mask.
    neighbours
        Room for the neighbours, shape (R, 5); where it is too small, more is made. NumPy makes
        large arrays of large pages, a compiled function of small ones, whose first use costs more
        than what is written there.

    Returns
    -------
    next_mask, neighbours
        The number after the last mask; the edges beside each mask's square, one mask after the
        other, shape (N, 5). What stands for them in the mask is -2 less the row of the first.
    """
    x0, y0, inverse = frame
    steps, answers = edges.view(np.int64), masks.view(np.int32)
    side = 1.0 / inverse
    head = np.empty(1 << 2 * MOST_HALVINGS, np.int32)
    newest = np.empty(len(head), np.int32)
    touched = np.empty(len(head), np.uint64)
    chain_edge, chain_next = np.empty(1024, np.int32), np.empty(1024, np.int32)
    flags = neighbours.view(np.int64)
    goal_x, goal_y = np.empty(_CORNERS + 64), np.empty(_CORNERS + 64)
    changes, parts = np.empty(_CORNERS + 64, np.int64), np.empty(_CORNERS + 64, np.uint64)
    used = 0
    mask = first_mask
    for tile in order:
        base, division = tiles[tile] >> HALVING_BITS, 1 << (tiles[tile] & HALVING_MASK)
        if tile_start[tile] == tile_start[tile + 1]:
            squares[base] = answer_of(stacks[tile], cell_count)
            continue
        row, column = tile // columns, tile % columns
        size = division * SMALL
        for square in range(division * division):
            head[square] = newest[square] = -1
            touched[square] = _NONE
        links = 0
        for entry in range(tile_start[tile], tile_start[tile + 1]):
            e = tile_edges[entry]
            ax = ((edges[e, 0] - x0) * inverse - column) * size
            ay = ((edges[e, 1] - y0) * inverse - row) * size
            bx = ((edges[e, 2] - x0) * inverse - column) * size
            by = ((edges[e, 3] - y0) * inverse - row) * size
            # As in `row_span`, but each height between two rows is met once.
            west_end, east_end = min(ax, bx), max(ax, bx)
            slanting = by - ay >= FLAT
            slope = (bx - ax) / (by - ay) if slanting else 0.0
            beyond = MARGIN * (1.0 + abs(slope))
            low_row, high_row = rows_of(ay, by, size)
            x_below = min(east_end, max(west_end, ax + (low_row - ay) * slope))
            for small_row in range(low_row, high_row + 1):
                if slanting:
                    x_above = min(east_end, max(west_end, ax + (small_row + 1 - ay) * slope))
                    low_x, high_x = min(x_below, x_above), max(x_below, x_above)
                    x_below = x_above
                else:
                    low_x, high_x = west_end, east_end
                low, high = max(0, int(low_x - beyond)), min(size - 1, int(high_x + beyond))
                shift = np.uint64((small_row & 7) << 3)
                for across in range(low >> 3, (high >> 3) + 1):
                    square = (small_row >> 3) * division + across
                    first = max(0, low - SMALL * across)
                    last = min(SMALL - 1, high - SMALL * across)
                    touched[square] |= np.uint64((2 << last) - (1 << first)) << shift
                    if newest[square] != e:
                        if links == len(chain_edge):
                            chain_edge = np.concatenate((chain_edge, np.empty_like(chain_edge)))
                            chain_next = np.concatenate((chain_next, np.empty_like(chain_next)))
                        chain_edge[links], chain_next[links] = e, head[square]
                        head[square], newest[square] = links, e
                        links += 1
        while used + links > len(neighbours):
            neighbours = np.concatenate((neighbours, np.empty_like(neighbours)))
            flags = neighbours.view(np.int64)
        left, bottom = corner_of(x0, column, side), corner_of(y0, row, side)
        fine = side / division
        # The walk goes from corner to corner, east along each row and north along the first column.
        stack = row_stack = stacks[tile]
        for square in range(division * division):
            across, fine_row = square % division, square // division
            if across == 0:
                stack = row_stack
            start, link = used, head[square]
            if link < 0:
                squares[base + square] = answer_of(stack, cell_count)
                continue
            west, south = corner_of(left, across, fine), corner_of(bottom, fine_row, fine)
            # Places where the stack is wanted: the next corners, and one in each part of the
            # square that no edge touches.
            goal_x[0], goal_y[0] = corner_of(left, across + 1, fine), south
            goal_x[1], goal_y[1] = west, corner_of(bottom, fine_row + 1, fine)
            goals = first_part = _CORNERS if across == 0 else 1
            free = ~touched[square]
            while free != _NONE:
                part = _flooded(free & (~free + _ONE), free)
                bit = lowest_bit(free)
                free &= ~part
                parts[goals] = part
                goal_x[goals] = centre_of(west, bit % SMALL, fine / SMALL)
                goal_y[goals] = centre_of(south, bit // SMALL, fine / SMALL)
                goals += 1
            for goal in range(goals):
                changes[goal] = 0
            while link >= 0:
                e = chain_edge[link]
                link = chain_next[link]
                ax, ay, bx, by = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
                step = steps[e, STEP]
                upright = min(ax, bx) <= west < max(ax, bx)
                level = ay <= south < by
                # Most edges beside a square bear on neither of the ways to the next corners.
                right = (upright or level) and is_right_of(ax, ay, bx, by, west, south)
                if level and right != is_right_of(ax, ay, bx, by, goal_x[0], south):
                    changes[0] += step if right else -step
                if (
                    upright
                    and across == 0
                    and right != is_right_of(ax, ay, bx, by, west, goal_y[1])
                ):
                    changes[1] += step if right else -step
                neighbours[used, 0], neighbours[used, 1] = ax, ay
                neighbours[used, 2], neighbours[used, 3] = bx, by
                flags[used, STEP] = step << FLAG_BITS
                # Seen from the landmark, the first of the parts.
                if first_part < goals and is_right_of(
                    ax, ay, bx, by, goal_x[first_part], goal_y[first_part]
                ):
                    flags[used, STEP] |= RIGHT_FLAG
                used += 1
                for goal in range(first_part, goals):
                    changes[goal] += change_over(
                        ax, ay, bx, by, step, right, west, goal_x[goal], goal_y[goal]
                    )
            flags[used - 1, STEP] |= LAST_FLAG
            low_bits = high_bits = _NONE
            count = 0
            for goal in range(first_part, goals):
                answer = answer_of(stack + changes[goal], cell_count)
                code = 1
                while code <= count and answers[mask, ANSWERS + code] != answer:
                    code += 1
                if code <= _MOST_ANSWERS:
                    count = max(count, code)
                    answers[mask, ANSWERS + code] = answer
                    low_bits |= parts[goal] * np.uint64(code & 1)
                    high_bits |= parts[goal] * np.uint64(code >> 1)
            masks[mask, 0], masks[mask, 1] = np.int64(low_bits), np.int64(high_bits)
            answers[mask, ANSWERS] = -2 - start
            # Without a landmark, or with one where cells overlap, polygons must be asked.
            if first_part == goals or answers[mask, ANSWERS + 1] == UNDECIDED:
                answers[mask, ANSWERS] = UNDECIDED
            squares[base + square] = -2 - mask
            mask += 1
            if across == 0:
                row_stack = stack + changes[1]
            stack += changes[0]
    return mask, neighbours[:used]
