"""Locating points by the overview of a raster and by the sides of lines, see `kernels_overview`."""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np

from gridmap.analysis.kernels_ahead import fetch_ahead
from gridmap.analysis.kernels_cuts import CODES, CROWDED, CUT_ANSWERS, PART_BITS, PARTS, sides_of
from gridmap.analysis.kernels_edges import Floats, Integers, ShortIntegers
from gridmap.analysis.kernels_overview import Answers
from gridmap.analysis.kernels_raster import UNDECIDED
from gridmap.analysis.kernels_tiles import PLACE_BITS
from gridmap.compiled import kernel

# More than what all roundings add up to: half a part of each number of the line, one of each place.
_UNSURE = 1 << 17


@kernel
def glance(
    lonlat: Floats,
    positions: Integers,
    first: int,
    east: ShortIntegers,
    north: ShortIntegers,
    frame: Floats,
    overview: Answers,
    cut_start: ShortIntegers,
    cuts: ShortIntegers,
    known: ShortIntegers,
    waiting: ShortIntegers,
) -> int:
    """Write the positions of some points, as far as the overview and the cuts know them.

    Parameters
    ----------
    lonlat
        Points, shape (P, 2).
    positions
        To be written, shape (P,).
    first
        The block's first point.
    east, north
        The places where the block's points lie, shape (B,), see `kernels_places`.
    frame
        West, south, tiles per unit, columns and rows.
    overview, cut_start, cuts
        See `overview.Overview`.
    known
        Room for what is known of each point, shape (B + 1,).
    waiting
        To be written, the rows of the points that wait for the raster, shape (B + 1,).

    Returns
    -------
    count
        How many points wait.
    """
    # How often the number of a place is halved to become that of a square.
    coarseness = 0
    while overview.shape[1] << coarseness < int(frame[3]) << PLACE_BITS:
        coarseness += 1
    # Unsigned, so that the compiler need not care for signs.
    columns, halvings = np.uint32(overview.shape[1]), np.uint32(coarseness)
    labels = overview.reshape(-1)
    for k in range(len(east)):
        i = np.uintp(k)
        row, column = np.uint32(north[i]) >> halvings, np.uint32(east[i]) >> halvings
        known[i] = row * columns + column
    count = 0
    for k in range(len(east)):
        label = int(labels[np.uintp(known[np.uintp(k)])])
        # A label is one more than the position.
        positions[np.uintp(first + k)] = label - 1
        # Never ahead of what is still to be read.
        known[np.uintp(count)], waiting[np.uintp(count)] = label, k
        count += label < 0
        # Meanwhile the next points are on their way.
        fetch_ahead(lonlat, first + len(east) + k)
    _find_cuts(east, north, frame, cut_start, cuts, known, waiting, count)
    parts = frame[2] * float(PARTS << (PLACE_BITS - coarseness))
    count = _take_sides(lonlat, positions, first, frame, parts, cuts, known, waiting, count)
    _find_quarters(east, north, coarseness - 1, cuts, known, waiting, count)
    return _take_sides(lonlat, positions, first, frame, 2 * parts, cuts, known, waiting, count)


@kernel
def _find_cuts(
    east: ShortIntegers,
    north: ShortIntegers,
    frame: Floats,
    cut_start: ShortIntegers,
    cuts: ShortIntegers,
    known: ShortIntegers,
    waiting: ShortIntegers,
    count: int,
) -> None:
    """Put the cuts of points, or -1, in place of their labels."""
    columns = np.int32(frame[3])
    for w in range(count):
        at, label = np.uintp(waiting[np.uintp(w)]), known[np.uintp(w)]
        tile = (north[at] >> PLACE_BITS) * columns + (east[at] >> PLACE_BITS)
        cut = cut_start[np.uintp(tile)] - 2 - label if label < UNDECIDED else -1
        fetch_ahead(cuts, max(0, cut))
        known[np.uintp(w)] = cut


@kernel
def _find_quarters(
    east: ShortIntegers,
    north: ShortIntegers,
    bit: int,
    cuts: ShortIntegers,
    known: ShortIntegers,
    waiting: ShortIntegers,
    count: int,
) -> None:
    """Keep the cuts of points whose own cut is crowded."""
    for w in range(count):
        at, cut = np.uintp(waiting[np.uintp(w)]), known[np.uintp(w)]
        start = -1 - cuts[np.uintp(max(0, cut)), np.uintp(CROWDED)]
        quarter = (east[at] >> bit & 1) + 2 * (north[at] >> bit & 1)
        cut = start + quarter if cut >= 0 and start >= 0 else -1
        fetch_ahead(cuts, max(0, cut))
        known[np.uintp(w)] = cut


@kernel
def _is_near(distance: int) -> bool:
    """Tell whether a point is so near to a line that its side is not sure, in one comparison."""
    return bool(np.uint64(distance + _UNSURE) <= np.uint64(2 * _UNSURE))


@kernel
def _take_sides(
    lonlat: Floats,
    positions: Integers,
    first: int,
    frame: Floats,
    parts: float,
    cuts: ShortIntegers,
    known: ShortIntegers,
    waiting: ShortIntegers,
    count: int,
) -> int:
    """Write the positions that cuts know; keep the others, with their cuts."""
    shorts = cuts.view(np.int16)
    x0, y0 = frame[0], frame[1]
    left = 0
    for w in range(count):
        at, own = waiting[np.uintp(w)], known[np.uintp(w)]
        i, cut = np.uintp(first + at), np.uintp(max(0, own))
        u = np.int64((lonlat[i, 0] - x0) * parts) & (PARTS - 1)
        v = np.int64((lonlat[i, 1] - y0) * parts) & (PARTS - 1)
        a = shorts[cut, 0] * u + shorts[cut, 1] * v + (np.int64(shorts[cut, 2]) << PART_BITS)
        b = shorts[cut, 3] * u + shorts[cut, 4] * v + (np.int64(shorts[cut, 5]) << PART_BITS)
        c = shorts[cut, 6] * u + shorts[cut, 7] * v + (np.int64(shorts[cut, 8]) << PART_BITS)
        number = (np.uint16(shorts[cut, np.uintp(CODES)]) >> (2 * sides_of(a, b, c))) & 3
        near = _is_near(a) | _is_near(b) | _is_near(c)
        # One less for the answer, one for its label.
        positions[i] = cuts[cut, np.uintp(CUT_ANSWERS + number)] - np.int64(2)
        known[np.uintp(left)], waiting[np.uintp(left)] = own, at
        left += near | (number == 0) | (own < 0)
    return left
