"""Squares of an overview that few edges touch, as the lines that cut them.

The lines of all edges that touch a square divide it into parts, and no edge passes through one:
all its points have one answer. So the sides of the lines on which a point lies tell its answer.
Points too near to a line for rounded numbers, and parts that nobody has looked into, are left to
the raster.
"""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np
from numba import njit

from gridmap.analysis.kernels_ahead import fetch_ahead
from gridmap.analysis.kernels_borders import answer_beside
from gridmap.analysis.kernels_edges import STEP, Floats, Integers, ShortIntegers
from gridmap.analysis.kernels_overview import Answers
from gridmap.analysis.kernels_raster import ANSWERS, LAST_FLAG, SMALL, UNDECIDED
from gridmap.analysis.kernels_tiles import (
    HALVING_BITS,
    HALVING_MASK,
    MOST_HALVINGS,
    PLACE_BITS,
    PLACES,
    SMALL_BITS,
)

# A cut is half a line of the processor's cache: three lines with three short numbers each; for each
# of their eight combinations of sides two bits, which of three answers it has; the answers.
CUT_NUMBERS = 8
_LINES, _LINE_NUMBERS = 3, 3
_CODES = 9
_ANSWERS = 4
_MOST_ANSWERS = 3
_SIDES = 8
# A place in a square is told in so many parts of its side. No number of a line that touches the
# square is beyond 2, and the short numbers are a little less than this for 2.
_PART_BITS = 15
_PARTS = 1 << _PART_BITS
_SCALE = (_PARTS - 8) / 2.0
# More than what all roundings add up to: half a part of each number of the line, one of each place.
_UNSURE = 1 << 17
# Parts are looked into at so many places along a side, not nearer to a line than this.
_LOOKS = 3
_NOT_NEARER = 1e-3
# Edges this near count as touching. More of them do no harm.
_MARGIN = 1e-4


@njit(nogil=True, cache=True)
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


@njit(nogil=True, cache=True)
def _sides_of(a: float, b: float, c: float) -> int:
    """Return the combination of sides on which a point lies whose distances are these."""
    return int(a > 0) + 2 * int(b > 0) + 4 * int(c > 0)


@njit(nogil=True, cache=True)
def _is_near(distance: int) -> bool:
    """Tell whether a point is so near to a line that its side is not sure, in one comparison."""
    return bool(np.uint64(distance + _UNSURE) <= np.uint64(2 * _UNSURE))


@njit(nogil=True, cache=True)
def _noted(cut: ShortIntegers, codes: int, sides: int, answer: int) -> int:
    """Return the codes of a cut with one more answer, for which there may be room."""
    if answer == UNDECIDED:
        return codes
    number = 1
    # Answers stand one higher, so that 0 is free.
    while number <= _MOST_ANSWERS and cut[_ANSWERS + number] not in (0, answer + 1):
        number += 1
    if number > _MOST_ANSWERS:
        return codes
    cut[_ANSWERS + number] = answer + 1
    return codes + (number << (2 * sides))


@njit(nogil=True, cache=True)
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
        To be filled, zeros of shape (C, 8).
    first_tile, last_tile
        Which tiles, the last excluded.
    """
    columns = int(frame[3])
    aside = overview.shape[1] // columns
    inverse, places = frame[2] * aside, PLACES // aside
    side = 1.0 / inverse
    shorts, flags = cuts.view(np.int16), neighbours.view(np.int64)
    answers = masks.view(np.int32)
    lines = np.empty((_LINES, _LINE_NUMBERS))
    nearest, best = np.empty(_SIDES), np.empty(_SIDES, np.int64)
    for tile in range(first_tile, last_tile):
        if cut_start[tile] == cut_start[tile + 1]:
            continue
        base, halvings = tiles[tile] >> HALVING_BITS, tiles[tile] & HALVING_MASK
        finer = MOST_HALVINGS - halvings
        for square in range(aside * aside):
            row = tile // columns * aside + square // aside
            column = tile % columns * aside + square % aside
            if overview[row, column] >= UNDECIDED:
                continue
            cut = cut_start[tile] - 2 - int(overview[row, column])
            # The square of the raster in which this one lies.
            up, across = square // aside << halvings, square % aside << halvings
            mask = -2 - int(squares[base + (up // aside << halvings) + across // aside])
            west, south = frame[0] + column * side, frame[1] + row * side
            count, n = 0, -2 - int(answers[mask, ANSWERS])
            while n >= 0:
                ax, ay = neighbours[n, 0], neighbours[n, 1]
                bx, by = neighbours[n, 2], neighbours[n, 3]
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
            if not 0 < count <= _LINES:
                continue
            for line in range(count, _LINES):
                lines[line, 0], lines[line, 1], lines[line, 2] = 0.0, 0.0, 1.0
            for line in range(_LINES):
                for k in range(_LINE_NUMBERS):
                    short = np.int16(np.rint(lines[line, k] * _SCALE))
                    shorts[cut, _LINE_NUMBERS * line + k] = short
            nearest[:] = _NOT_NEARER
            codes = doubtful = 0
            for look in range(_LOOKS * _LOOKS):
                u, v = (look % _LOOKS + 0.5) / _LOOKS, (look // _LOOKS + 0.5) / _LOOKS
                a = lines[0, 0] * u + lines[0, 1] * v + lines[0, 2]
                b = lines[1, 0] * u + lines[1, 1] * v + lines[1, 2]
                c = lines[2, 0] * u + lines[2, 1] * v + lines[2, 2]
                sides = _sides_of(a, b, c)
                distance = min(abs(a), abs(b), abs(c))
                if distance <= nearest[sides]:
                    continue
                x, y = int((column + u) * places) >> finer, int((row + v) * places) >> finer
                bit = ((y & (SMALL - 1)) << SMALL_BITS) + (x & (SMALL - 1))
                which = ((masks[mask, 0] >> bit) & 1) + 2 * ((masks[mask, 1] >> bit) & 1)
                if which:
                    codes = _noted(cuts[cut], codes, sides, int(answers[mask, ANSWERS + which]))
                    doubtful &= ~(1 << sides)
                    # Nothing is nearer, so that this part is done.
                    nearest[sides] = np.inf
                else:
                    doubtful |= 1 << sides
                    nearest[sides], best[sides] = distance, look
            for sides in range(_SIDES):
                if doubtful >> sides & 1:
                    u = (best[sides] % _LOOKS + 0.5) / _LOOKS
                    v = (best[sides] // _LOOKS + 0.5) / _LOOKS
                    answer = answer_beside(
                        west + u * side, south + v * side, int((column + u) * places), halvings,
                        mask, frame, masks, neighbours, cell_count,
                    )  # fmt: skip
                    codes = _noted(cuts[cut], codes, sides, answer)
            shorts[cut, _CODES] = np.int16(codes)


@njit(nogil=True, cache=True)
def look_closer(
    lonlat: Floats,
    positions: Integers,
    first: int,
    east: ShortIntegers,
    north: ShortIntegers,
    frame: Floats,
    overview: Answers,
    cut_start: ShortIntegers,
    cuts: ShortIntegers,
    square: ShortIntegers,
    waiting: ShortIntegers,
    count: int,
) -> int:
    """Write the positions of points whose squares have cuts that know them.

    Parameters
    ----------
    lonlat
        Points, shape (P, 2).
    positions
        To be written, shape (P,).
    first
        The block's first point.
    east, north
        The places where the block's points lie.
    frame
        West, south, tiles per unit, columns and rows.
    overview, cut_start, cuts
        As in `fill_cuts`.
    square, waiting
        As `kernels_overview.glance` leaves them; `waiting` becomes the rows of the points that
        wait for the raster.
    count
        How many points wait.

    Returns
    -------
    count
        How many points wait for the raster.
    """
    shorts, answers = cuts.view(np.int16), overview.reshape(-1)
    columns = np.int32(frame[3])
    parts = frame[2] * (overview.shape[1] / frame[3] * _PARTS)
    x0, y0 = frame[0], frame[1]
    for w in range(count):
        at = np.uintp(waiting[np.uintp(w)])
        answer = np.int64(answers[np.uintp(square[at])])
        tile = (north[at] >> PLACE_BITS) * columns + (east[at] >> PLACE_BITS)
        cut = cut_start[np.uintp(tile)] - 2 - answer if answer < UNDECIDED else -1
        fetch_ahead(cuts, max(0, cut))
        # Never ahead of what is still to be read.
        square[np.uintp(w)] = cut
    left = 0
    for w in range(count):
        at = waiting[np.uintp(w)]
        i = np.uintp(first + at)
        cut = np.uintp(max(0, square[np.uintp(w)]))
        u = np.int64((lonlat[i, 0] - x0) * parts) & (_PARTS - 1)
        v = np.int64((lonlat[i, 1] - y0) * parts) & (_PARTS - 1)
        a = shorts[cut, 0] * u + shorts[cut, 1] * v + (np.int64(shorts[cut, 2]) << _PART_BITS)
        b = shorts[cut, 3] * u + shorts[cut, 4] * v + (np.int64(shorts[cut, 5]) << _PART_BITS)
        c = shorts[cut, 6] * u + shorts[cut, 7] * v + (np.int64(shorts[cut, 8]) << _PART_BITS)
        number = (np.uint16(shorts[cut, np.uintp(_CODES)]) >> (2 * _sides_of(a, b, c))) & 3
        near = _is_near(a) | _is_near(b) | _is_near(c)
        # One less for the answer, one for its label.
        positions[i] = cuts[cut, np.uintp(_ANSWERS + number)] - np.int64(2)
        waiting[np.uintp(left)] = at
        left += near | (number == 0) | (square[np.uintp(w)] < 0)
    return left
