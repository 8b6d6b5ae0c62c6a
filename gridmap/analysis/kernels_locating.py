"""Locating points by the overview, the cuts and the raster, and settling overlaps."""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np

from gridmap.analysis.kernels_ahead import fetch_ahead
from gridmap.analysis.kernels_borders import (
    answer_beside,
    comes_before,
    note_rays,
    touches,
    turn_to_first,
)
from gridmap.analysis.kernels_edges import Floats, Integers, ShortIntegers, upward_edge
from gridmap.analysis.kernels_glancing import glance
from gridmap.analysis.kernels_orientation import is_right_of
from gridmap.analysis.kernels_overview import Answers
from gridmap.analysis.kernels_places import find_places
from gridmap.analysis.kernels_raster import ANSWERS, SMALL, UNDECIDED
from gridmap.analysis.kernels_tiles import (
    HALVING_BITS,
    HALVING_MASK,
    MOST_HALVINGS,
    PLACE_BITS,
    PLACES,
    SMALL_BITS,
)
from gridmap.compiled import kernel

# So many points take each step together. What they read next is on its way meanwhile.
_BLOCK = 1024
NOBODY = -1
OVERLAP = -2


@kernel
def locate_points(
    lonlat: Floats,
    positions: Integers,
    frame: Floats,
    overview: Answers,
    cut_start: ShortIntegers,
    cuts: ShortIntegers,
    tiles: Integers,
    squares: ShortIntegers,
    masks: Integers,
    neighbours: Floats,
    cell_count: int,
) -> tuple[int, bool]:
    """Write the position of each point's cell; ``NOBODY`` outside, ``OVERLAP`` in several.

    Parameters
    ----------
    lonlat
        Points, shape (P, 2).
    positions
        To be written, shape (P,).
    frame
        West, south, tiles per unit, columns and rows.
    overview, cut_start, cuts
        See `overview.Overview`; of no size where there are none.
    tiles, squares, masks, neighbours
        The raster, see `kernels_raster`.
    cell_count
        Number of cells.

    Returns
    -------
    row, overlapping
        The first row with a coordinate that is not finite, or -1; whether any point is in
        ``OVERLAP``.
    """
    block = min(_BLOCK, max(1, len(lonlat)))
    east, north = np.empty(block, np.int32), np.empty(block, np.int32)
    known, pending = np.empty(block + 1, np.int32), np.empty(block + 1, np.int32)
    # Who waits for the raster waits until there is a block of them.
    rows, places = np.empty(2 * block, np.int64), np.empty((2 * block, 2), np.int32)
    points = np.empty((2 * block, 2))
    bad, waiting = -1, 0
    overlapping = False
    for first in range(0, len(lonlat), block):
        count = min(len(lonlat) - first, block)
        if not find_places(lonlat, first, frame, east[:count], north[:count]) and bad < 0:
            bad = first
            while np.isfinite(lonlat[bad, 0]) and np.isfinite(lonlat[bad, 1]):
                bad += 1
        if overview.size:
            count = glance(
                lonlat, positions, first, east[:count], north[:count], frame, overview, cut_start,
                cuts, known, pending,
            )  # fmt: skip
        else:
            for k in range(count):
                pending[k] = k
        for w in range(count):
            at, own = np.uintp(pending[np.uintp(w)]), np.uintp(waiting + w)
            i = np.uintp(first + at)
            rows[own], places[own, 0], places[own, 1] = i, east[at], north[at]
            points[own, 0], points[own, 1] = lonlat[i, 0], lonlat[i, 1]
        waiting += count
        if waiting >= block or first + block >= len(lonlat):
            overlapping |= _ask_raster(
                points, places, rows[:waiting], positions, frame, tiles, squares, masks,
                neighbours, cell_count,
            )  # fmt: skip
            waiting = 0
    return bad, overlapping


@kernel
def _ask_raster(
    lonlat: Floats,
    places: ShortIntegers,
    rows: Integers,
    positions: Integers,
    frame: Floats,
    tiles: Integers,
    squares: ShortIntegers,
    masks: Integers,
    neighbours: Floats,
    cell_count: int,
) -> bool:
    """Write the positions of some points; tell whether any is in ``OVERLAP``.

    Parameters
    ----------
    lonlat, places
        Points and the places from the west and the south where they lie, both at least as long as
        `rows`.
    rows
        Where to write their positions, shape (W,).
    positions
        To be written, shape (P,).
    frame, tiles, squares, masks, neighbours, cell_count
        See `locate_points`.

    Returns
    -------
    overlapping
        Whether any is.
    """
    columns = np.int32(frame[3])
    answers = masks.view(np.int32)
    place, small = np.empty(len(rows) + 1, np.int32), np.empty(len(rows) + 1, np.int32)
    pending = np.empty(len(rows) + 1, np.int32)
    overlapping = False
    # Each loop reads one table for all points and asks ahead for what the next one reads:
    # nothing waits for memory. Unsigned indices spare a test each.
    for w in range(len(rows)):
        x, y = places[np.uintp(w), 0], places[np.uintp(w), 1]
        word = tiles[np.uintp((y >> PLACE_BITS) * columns + (x >> PLACE_BITS))]
        halvings = np.int32(word & HALVING_MASK)
        finer = np.int32(MOST_HALVINGS) - halvings
        column, row = (x & (PLACES - 1)) >> finer, (y & (PLACES - 1)) >> finer
        square = (word >> HALVING_BITS) + ((row >> SMALL_BITS) << halvings)
        square += column >> SMALL_BITS
        place[np.uintp(w)] = square
        fetch_ahead(squares, square)
        bit = ((row & (SMALL - 1)) << SMALL_BITS) + (column & (SMALL - 1))
        small[np.uintp(w)] = (halvings << 2 * SMALL_BITS) + bit
    waiting = 0
    for w in range(len(rows)):
        note = small[np.uintp(w)]
        answer = int(squares[np.uintp(place[np.uintp(w)])])
        # A label is one more than the position; undecided, -1, becomes OVERLAP.
        positions[np.uintp(rows[np.uintp(w)])] = answer - 1
        overlapping |= answer == UNDECIDED
        place[np.uintp(waiting)], pending[np.uintp(waiting)] = -2 - answer, w
        small[np.uintp(waiting)] = note
        fetch_ahead(masks, max(0, -2 - answer))
        waiting += answer < UNDECIDED
    left = 0
    for w in range(waiting):
        at, mask = pending[np.uintp(w)], np.uintp(place[np.uintp(w)])
        note = small[np.uintp(w)]
        halvings, bit = note >> 2 * SMALL_BITS, note & (SMALL * SMALL - 1)
        code = ((masks[mask, 0] >> bit) & 1) + 2 * ((masks[mask, 1] >> bit) & 1)
        answer = int(answers[mask, np.uintp(ANSWERS + code)])
        positions[np.uintp(rows[np.uintp(at)])] = answer - 1
        overlapping |= answer == UNDECIDED
        place[np.uintp(left)], pending[np.uintp(left)] = mask, at
        small[np.uintp(left)] = halvings
        # Most squares have up to three neighbours, on three lines.
        fetch_ahead(neighbours, max(0, -2 - answer))
        fetch_ahead(neighbours, max(0, -1 - answer))
        fetch_ahead(neighbours, max(0, 1 - answer))
        left += answer < UNDECIDED
    for w in range(left):
        at = np.uintp(pending[w])
        i = np.uintp(rows[at])
        answer = answer_beside(
            lonlat[at, 0], lonlat[at, 1], places[at, 0], small[w], place[w], frame, masks,
            neighbours, cell_count,
        )  # fmt: skip
        positions[i] = answer - 1
        overlapping |= answer == UNDECIDED
    return overlapping


@kernel
def settle_overlaps(
    lonlat: Floats,
    point_start: Integers,
    candidates: Integers,
    coordinates: Floats,
    ring_start: Integers,
    ring_owner: ShortIntegers,
    cell_start: Integers,
) -> Integers:
    """Decide for points that several cells may hold, cell by cell.

    Parameters
    ----------
    lonlat
        Points, shape (P, 2).
    point_start
        Where each point's candidates start, shape (P + 1,).
    candidates
        Positions of cells, ascending for each point.
    coordinates, ring_start, ring_owner
        The cells' rings, see `kernels_edges`.
    cell_start
        Where each cell's rings start, shape (N + 1,).

    Returns
    -------
    positions
        The lowest of the cells that begin first, counter-clockwise from due east; or -1.
    """
    positions = np.full(len(lonlat), NOBODY, np.int64)
    for i in range(len(lonlat)):
        px, py = lonlat[i, 0], lonlat[i, 1]
        best, best_x, best_y = NOBODY, px, py
        for c in range(point_start[i], point_start[i + 1]):
            cell = candidates[c]
            stack = 0
            ends, changes = np.empty((8, 2)), np.empty(8, np.int64)
            used = 0
            for ring in range(cell_start[cell], cell_start[cell + 1]):
                if ring_owner[ring] == 0:
                    continue
                for v in range(ring_start[ring], ring_start[ring + 1] - 1):
                    ax, ay, bx, by, step = upward_edge(
                        coordinates[v, 0],
                        coordinates[v, 1],
                        coordinates[v + 1, 0],
                        coordinates[v + 1, 1],
                        ring_owner[ring],
                    )
                    if ay <= py < by and is_right_of(ax, ay, bx, by, px, py):
                        stack -= step
                    if (ax != bx or ay != by) and touches(ax, ay, bx, by, px, py):
                        if used + 2 > len(changes):
                            ends = np.concatenate((ends, np.empty_like(ends)))
                            changes = np.concatenate((changes, np.empty_like(changes)))
                        used = note_rays(px, py, ax, ay, bx, by, step, ends, changes, used)
            if stack != 0:
                best = cell
                break
            stack, x, y = turn_to_first(px, py, ends[:used], changes[:used])
            if stack != 0 and (best == NOBODY or comes_before(px, py, x, y, best_x, best_y) == 1):
                best, best_x, best_y = cell, x, y
        positions[i] = best
    return positions
