"""Squares of an overview that few edges touch, as the lines that cut them.

The lines of all edges that touch a square divide it into parts, and no edge passes through one:
all its points have one answer. So the sides of the lines on which a point lies tell its answer.
Points too near to a line for rounded numbers, and parts that nobody has looked into, are left to
the raster.
"""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from gridmap.analysis.kernels_borders import answer_beside
from gridmap.analysis.kernels_edges import STEP, Floats, Integers, ShortIntegers
from gridmap.analysis.kernels_overview import Answers
from gridmap.analysis.kernels_raster import ANSWERS, LAST_FLAG, SMALL, UNDECIDED
from gridmap.analysis.kernels_tiles import (
    HALVING_BITS,
    HALVING_MASK,
    MOST_HALVINGS,
    PLACES,
    SMALL_BITS,
)
from gridmap.compiled import kernel

# A cut is half a line of the processor's cache: three lines with three short numbers each; for each
# of their eight combinations of sides two bits, which of three answers it has; the answers.
CUT_NUMBERS = 8
_LINES, _LINE_NUMBERS = 3, 3
CODES = 9
CUT_ANSWERS = 4
_MOST_ANSWERS = 3
_SIDES = 8
# A square that more edges touch is quartered. Its cut has no answers, so that their first number
# tells where the cuts of the quarters start.
QUARTERS = 4
CROWDED = CUT_ANSWERS + 1
# A place in a square is told in so many parts of its side. No number of a line that touches the
# square is beyond 2, and the short numbers are a little less than this for 2.
PART_BITS = 15
PARTS = 1 << PART_BITS
_SCALE = (PARTS - 8) / 2.0
# Parts are looked into at nine even places, in the corners, and so far from where two lines meet,
# unless they are too parallel; all inside the square, and not nearer to a line than this.
_LOOKS = np.array(
    [(u, v) for grid in ((1 / 6, 1 / 2, 5 / 6), (0.02, 0.98)) for v in grid for u in grid]
)
_AWAY = 0.03
_TOO_PARALLEL = 1e-9
_MOST_LOOKS = 25
_NOT_NEARER = 1e-3
# Edges this near count as touching. More of them do no harm.
_MARGIN = 1e-4

# Where a cut's lines, its looks, and the best of them for each part are kept while it is made.
_Room: TypeAlias = tuple[Floats, Floats, Floats, Integers]


@kernel
def _touches_square(au: float, av: float, bu: float, bv: float) -> bool:
    """Tell whether an edge may touch the square from 0 to 1, and a little more."""
    low, high = -_MARGIN, 1.0 + _MARGIN
    if min(au, bu) > high or max(au, bu) < low or min(av, bv) > high or max(av, bv) < low:
        return False
    du, dv = bu - au, bv - av
    south, north = du * (low - av), du * (high - av)
    west, east = dv * (low - au), dv * (high - au)
    least, most = min(south, north) - max(west, east), max(south, north) - min(west, east)
    return least <= 0.0 <= most


@kernel
def sides_of(a: float, b: float, c: float) -> int:
    """Return the combination of sides on which a point lies whose distances are these."""
    return int(a > 0) + 2 * int(b > 0) + 4 * int(c > 0)


@kernel
def _noted(cut: ShortIntegers, codes: int, sides: int, answer: int) -> int:
    """Return the codes of a cut with one more answer, for which there may be room."""
    if answer == UNDECIDED:
        return codes
    number = 1
    # Answers stand one higher, so that 0 is free.
    while number <= _MOST_ANSWERS and cut[CUT_ANSWERS + number] not in (0, answer + 1):
        number += 1
    if number > _MOST_ANSWERS:
        return codes
    cut[CUT_ANSWERS + number] = answer + 1
    return codes + (number << (2 * sides))


@kernel
def _lines_beside(
    first: int,
    neighbours: Floats,
    west: float,
    south: float,
    inverse: float,
    lines: Floats,
) -> int:
    """Write the lines of the edges that touch a square; return how many do, if too many also.

    Parameters
    ----------
    first
        The first of the edges beside the square.
    neighbours
        See `kernels_raster`.
    west, south, inverse
        The square's corner, and one by its side.
    lines
        To be written, shape (3, 3): what to multiply with the way east and north from the corner,
        in sides, and to add, for the distance to the left of the line.
    """
    flags = neighbours.view(np.int64)
    for line in range(_LINES):
        lines[line, 0], lines[line, 1], lines[line, 2] = 0.0, 0.0, 1.0
    count, n = 0, first
    while n >= 0:
        ax, ay, bx, by = neighbours[n, 0], neighbours[n, 1], neighbours[n, 2], neighbours[n, 3]
        au, av = (ax - west) * inverse, (ay - south) * inverse
        if _touches_square(au, av, (bx - west) * inverse, (by - south) * inverse):
            if count < _LINES:
                # The way from end to end is exact, however short the edge.
                longest = max(abs(bx - ax), abs(by - ay))
                du, dv = (bx - ax) / longest, (by - ay) / longest
                lines[count, 0], lines[count, 1] = -dv, du
                lines[count, 2] = dv * au - du * av
            count += 1
        n = -1 if flags[n, STEP] & LAST_FLAG else n + 1
    return count


@kernel
def _choose_looks(lines: Floats, count: int, looks: Floats) -> int:
    """Write places in a square, in sides, so that most parts have one; return how many.

    Parameters
    ----------
    lines, count
        The lines, see `_lines_beside`.
    looks
        To be written, shape (25, 2).
    """
    used = len(_LOOKS)
    looks[:used] = _LOOKS
    # What is left are mostly the small parts about a place where two lines meet.
    for second in range(1, count):
        for first in range(second):
            a, b, c = lines[first]
            d, e, f = lines[second]
            turn = a * e - b * d
            if abs(turn) < _TOO_PARALLEL:
                continue
            u, v = (b * f - e * c) / turn, (d * c - a * f) / turn
            for sign in (_AWAY, -_AWAY):
                for other in (_AWAY, -_AWAY):
                    looks[used, 0] = u + sign * b + other * e
                    looks[used, 1] = v - sign * a - other * d
                    used += min(looks[used]) > 0.0 and max(looks[used]) < 1.0
    return used


@kernel
def _room() -> _Room:
    """Return room for making cuts, one after the other."""
    lines, looks = np.empty((_LINES, _LINE_NUMBERS)), np.empty((_MOST_LOOKS, 2))
    return lines, looks, np.empty(_SIDES), np.empty(_SIDES, np.int64)


@kernel
def _fill_cut(
    cut: ShortIntegers,
    column: int,
    row: int,
    finest: int,
    frame: Floats,
    tiles: Integers,
    squares: ShortIntegers,
    masks: Integers,
    neighbours: Floats,
    cell_count: int,
    room: _Room,
) -> None:
    """Fill the cut of one square, see `fill_cuts`.

    Parameters
    ----------
    cut
        To be filled, eight zeros.
    column, row
        Which of the squares.
    finest
        How often they halve tiles.
    frame, tiles, squares, masks, neighbours, cell_count
        See `fill_cuts`.
    room
        See `_room`.
    """
    lines, looks, nearest, best = room
    shorts, answers = cut.view(np.int16), masks.view(np.int32)
    inverse, places = frame[2] * (1 << finest), PLACES >> finest
    side = 1.0 / inverse
    west, south = frame[0] + column * side, frame[1] + row * side
    tile = (row >> finest) * int(frame[3]) + (column >> finest)
    base, halvings = tiles[tile] >> HALVING_BITS, tiles[tile] & HALVING_MASK
    finer, within = MOST_HALVINGS - halvings, (1 << finest) - 1
    # The square of the raster in which this one lies.
    up, across = (row & within) << halvings >> finest, (column & within) << halvings >> finest
    mask = -2 - int(squares[base + (up << halvings) + across])
    edge = -2 - int(answers[mask, ANSWERS]) if mask >= 0 else -1
    if edge < 0:
        return
    # Where none touches it, the mask has no room for one more answer, or is not sure.
    count = _lines_beside(edge, neighbours, west, south, inverse, lines)
    if count > _LINES:
        cut[0], cut[1], cut[CROWDED] = column, row, -1
        return
    for line in range(_LINES):
        for k in range(_LINE_NUMBERS):
            shorts[_LINE_NUMBERS * line + k] = np.int16(np.rint(lines[line, k] * _SCALE))
    nearest[:] = _NOT_NEARER
    codes = doubtful = 0
    for look in range(_choose_looks(lines, count, looks)):
        u, v = looks[look, 0], looks[look, 1]
        a = lines[0, 0] * u + lines[0, 1] * v + lines[0, 2]
        b = lines[1, 0] * u + lines[1, 1] * v + lines[1, 2]
        c = lines[2, 0] * u + lines[2, 1] * v + lines[2, 2]
        sides = sides_of(a, b, c)
        distance = min(abs(a), abs(b), abs(c))
        if distance <= nearest[sides]:
            continue
        x, y = int((column + u) * places) >> finer, int((row + v) * places) >> finer
        bit = ((y & (SMALL - 1)) << SMALL_BITS) + (x & (SMALL - 1))
        which = ((masks[mask, 0] >> bit) & 1) + 2 * ((masks[mask, 1] >> bit) & 1)
        if which:
            codes = _noted(cut, codes, sides, int(answers[mask, ANSWERS + which]))
            doubtful &= ~(1 << sides)
            # Nothing is nearer, so that this part is done.
            nearest[sides] = np.inf
        else:
            doubtful |= 1 << sides
            nearest[sides], best[sides] = distance, look
    for sides in range(_SIDES):
        if doubtful >> sides & 1:
            u, v = looks[best[sides], 0], looks[best[sides], 1]
            answer = answer_beside(
                west + u * side, south + v * side, int((column + u) * places), halvings,
                mask, frame, masks, neighbours, cell_count,
            )  # fmt: skip
            codes = _noted(cut, codes, sides, answer)
    shorts[CODES] = np.int16(codes)


@kernel
def fill_cuts(
    frame: Floats,
    tiles: Integers,
    squares: ShortIntegers,
    masks: Integers,
    neighbours: Floats,
    cell_count: int,
    overview: Answers,
    cut_start: ShortIntegers,
    cuts: ShortIntegers,
    first_tile: int,
    last_tile: int,
) -> None:
    """Fill the cuts of some tiles.

    Parameters
    ----------
    frame
        West, south, tiles per unit, columns and rows.
    tiles, squares, masks, neighbours
        See `kernels_raster`.
    cell_count
        Number of cells.
    overview
        See `kernels_overview`.
    cut_start
        Where each tile's cuts start, shape (T + 1,).
    cuts
        To be filled, zeros of shape (C, 8). Where too many edges touch the square, the number in
        column ``CROWDED`` becomes -1, and those before it the square's column and row.
    first_tile, last_tile
        Which tiles, the last excluded.
    """
    columns = int(frame[3])
    aside = overview.shape[1] // columns
    finest = 0
    while 1 << finest < aside:
        finest += 1
    room = _room()
    for tile in range(first_tile, last_tile):
        if cut_start[tile] == cut_start[tile + 1]:
            continue
        for square in range(aside * aside):
            row = tile // columns * aside + square // aside
            column = tile % columns * aside + square % aside
            if overview[row, column] < UNDECIDED:
                cut = cut_start[tile] - 2 - int(overview[row, column])
                _fill_cut(
                    cuts[cut], column, row, finest, frame, tiles, squares, masks, neighbours,
                    cell_count, room,
                )  # fmt: skip


@kernel
def fill_crowded(
    frame: Floats,
    tiles: Integers,
    squares: ShortIntegers,
    masks: Integers,
    neighbours: Floats,
    cell_count: int,
    finest: int,
    crowded: Integers,
    cuts: ShortIntegers,
    first: int,
    last: int,
) -> None:
    """Fill the cuts of the quarters of some crowded squares.

    Parameters
    ----------
    frame
        West, south, tiles per unit, columns and rows.
    tiles, squares, masks, neighbours
        See `kernels_raster`.
    cell_count
        Number of cells.
    finest
        How often the quarters halve tiles.
    crowded
        The cuts of the squares, shape (Q,).
    cuts
        To be filled, see `fill_cuts`: of each crowded square -1 less the cut of its first quarter
        in column ``CROWDED``, and the cuts of these quarters, from south to north.
    first, last
        Which of the squares, the last excluded.
    """
    room = _room()
    start = len(cuts) - QUARTERS * len(crowded)
    for k in range(first, last):
        parent = crowded[k]
        column, row = int(cuts[parent, 0]), int(cuts[parent, 1])
        cuts[parent, CROWDED] = -1 - start - QUARTERS * k
        for quarter in range(QUARTERS):
            _fill_cut(
                cuts[start + QUARTERS * k + quarter], 2 * column + (quarter & 1),
                2 * row + (quarter >> 1), finest, frame, tiles, squares, masks, neighbours,
                cell_count, room,
            )  # fmt: skip
