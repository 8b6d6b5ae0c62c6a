"""Compiled loops of map matching: the likeliest places on the streets, and the ways between them.

A place is a piece of street and an offset along it in metres. Candidates of a fix are the places
it may stand for; they lie in flat arrays, those of fix i from ``first[i]`` to ``first[i + 1]``.
"""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridmap.compiled import kernel

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]

NO_PLACE = -1
_FAR = 1e300
_ON_ONE_PIECE = -2
_BOTH_ENDS = 2


@kernel
def spread(
    starts: PositionArray,
    neighbours: PositionArray,
    piece_at: PositionArray,
    length_m: FloatArray,
    ends: PositionArray,
    piece: int,
    offset_m: float,
    limit_m: float,
    work: FloatArray,
    heap: FloatArray,
    via: PositionArray,
) -> int:
    """Measure the ways from a place to all nodes within a limit; Dijkstra's algorithm.

    ``work`` holds distances, infinite beyond those reached; ``via`` the piece each node was
    reached by and the node before it, or -1 where that is the place itself. Returns how many nodes
    were touched; their numbers stand in the third column of ``via``.
    """
    touched = 0
    size = 0
    for side in range(2):
        node = ends[piece, side]
        reach = offset_m if side == 0 else length_m[piece] - offset_m
        if reach <= limit_m and reach < work[node]:
            if work[node] == np.inf:
                via[touched, 2] = node
                touched += 1
            work[node] = reach
            via[node, 0] = piece
            via[node, 1] = -1
            heap[size, 0] = reach
            heap[size, 1] = node
            size += 1
    if size == _BOTH_ENDS and heap[1, 0] < heap[0, 0]:
        for column in range(2):
            kept = heap[0, column]
            heap[0, column] = heap[1, column]
            heap[1, column] = kept
    while size > 0:
        near = heap[0, 0]
        node = np.int64(heap[0, 1])
        size -= 1
        moved, moved_node = heap[size, 0], heap[size, 1]
        hole = 0
        while True:
            child = 2 * hole + 1
            if child >= size:
                break
            if child + 1 < size and heap[child + 1, 0] < heap[child, 0]:
                child += 1
            if heap[child, 0] >= moved:
                break
            heap[hole, 0], heap[hole, 1] = heap[child, 0], heap[child, 1]
            hole = child
        heap[hole, 0], heap[hole, 1] = moved, moved_node
        if near > work[node]:
            continue
        for arm in range(starts[node], starts[node + 1]):
            other = neighbours[arm]
            reach = near + length_m[piece_at[arm]]
            if reach <= limit_m and reach < work[other]:
                if work[other] == np.inf:
                    via[touched, 2] = other
                    touched += 1
                work[other] = reach
                via[other, 0] = piece_at[arm]
                via[other, 1] = node
                hole = size
                size += 1
                while hole > 0 and heap[(hole - 1) // 2, 0] > reach:
                    parent = (hole - 1) // 2
                    heap[hole, 0], heap[hole, 1] = heap[parent, 0], heap[parent, 1]
                    hole = parent
                heap[hole, 0], heap[hole, 1] = reach, other
    return touched


@kernel
def way_m(
    length_m: FloatArray,
    ends: PositionArray,
    work: FloatArray,
    piece: int,
    offset_m: float,
    other: int,
    other_m: float,
) -> tuple[float, int]:
    """Return the way between two places after `spread` from the first, and by which end it comes.

    The end is 0 or 1, or -1 where the way stays on one piece.
    """
    by_start = work[ends[other, 0]] + other_m
    by_end = work[ends[other, 1]] + length_m[other] - other_m
    way, side = (by_start, 0) if by_start <= by_end else (by_end, 1)
    if piece == other and abs(offset_m - other_m) <= way:
        way, side = abs(offset_m - other_m), -1
    return way, side


@kernel
def likeliest_places(
    first: PositionArray,
    piece: PositionArray,
    offset_m: FloatArray,
    misfit: FloatArray,
    straight_m: FloatArray,
    limit_m: FloatArray,
    scale_m: FloatArray,
    starts: PositionArray,
    neighbours: PositionArray,
    piece_at: PositionArray,
    length_m: FloatArray,
    ends: PositionArray,
) -> tuple[PositionArray, PositionArray]:
    """Return the candidate chosen for each fix (Viterbi), -1 where it has none.

    The cost of a chain is the sum of ``misfit`` and of the difference between way and straight
    distance in units of ``scale_m``. ``straight_m[i]`` leads to fix i from the one before it, and
    is infinite where a new chain begins; so it does where no way is within ``limit_m[i]``.
    """
    count = len(first) - 1
    cost = misfit.copy()
    back = np.full(len(piece), NO_PLACE, np.int64)
    work = np.full(len(starts) - 1, np.inf)
    via = np.zeros((len(starts) - 1, 3), np.int64)
    heap = np.zeros((len(neighbours) + 4, 2))
    for fix in range(1, count):
        if straight_m[fix] == np.inf:
            continue
        low, high = first[fix], first[fix + 1]
        best = np.full(high - low, _FAR)
        for before in range(first[fix - 1], low):
            touched = spread(
                starts, neighbours, piece_at, length_m, ends, piece[before], offset_m[before],
                limit_m[fix], work, heap, via,
            )  # fmt: skip
            for now in range(low, high):
                way, _ = way_m(
                    length_m, ends, work, piece[before], offset_m[before], piece[now], offset_m[now]
                )
                if way <= limit_m[fix]:
                    total = cost[before] + abs(way - straight_m[fix]) / scale_m[fix]
                    if total < best[now - low]:
                        best[now - low] = total
                        back[now] = before
            for row in range(touched):
                work[via[row, 2]] = np.inf
        # A fix that no way leads to begins a chain of its own; else one without a way is out.
        reached = False
        for now in range(low, high):
            reached = reached or back[now] >= 0
        if reached:
            for now in range(low, high):
                cost[now] += best[now - low]
    chosen = np.full(count, NO_PLACE, np.int64)
    follow = NO_PLACE
    for fix in range(count - 1, -1, -1):
        if follow == NO_PLACE:
            least = np.inf
            for now in range(first[fix], first[fix + 1]):
                if cost[now] < least:
                    least = cost[now]
                    follow = now
        chosen[fix] = follow
        if follow != NO_PLACE:
            follow = back[follow]
    return chosen, back


@kernel
def trace_ways(
    source: PositionArray,
    target: PositionArray,
    piece: PositionArray,
    offset_m: FloatArray,
    limit_m: FloatArray,
    starts: PositionArray,
    neighbours: PositionArray,
    piece_at: PositionArray,
    length_m: FloatArray,
    ends: PositionArray,
) -> FloatArray:
    """Return the ways between pairs of places, piece by piece: rows of pair, piece, from and to.

    The pair counts from 0; from and to are offsets in metres, from > to where it runs backwards.
    """
    rows = np.zeros((4 * len(source) + 16, 4))
    used = 0
    work = np.full(len(starts) - 1, np.inf)
    via = np.zeros((len(starts) - 1, 3), np.int64)
    heap = np.zeros((len(neighbours) + 4, 2))
    for pair in range(len(source)):
        here, there = source[pair], target[pair]
        touched = spread(
            starts, neighbours, piece_at, length_m, ends, piece[here], offset_m[here],
            limit_m[pair], work, heap, via,
        )  # fmt: skip
        _, side = way_m(
            length_m, ends, work, piece[here], offset_m[here], piece[there], offset_m[there]
        )
        begin = used
        if side < 0:
            step_piece, step_from, step_to = piece[here], offset_m[here], offset_m[there]
            node = _ON_ONE_PIECE
        else:
            node = ends[piece[there], side]
            step_piece, step_to = piece[there], offset_m[there]
            step_from = 0.0 if side == 0 else length_m[step_piece]
        while True:
            if used == len(rows):
                larger = np.zeros((2 * len(rows), 4))
                larger[:used] = rows
                rows = larger
            rows[used, 0], rows[used, 1] = pair, step_piece
            rows[used, 2], rows[used, 3] = step_from, step_to
            used += 1
            if node == _ON_ONE_PIECE:
                break
            step_piece = via[node, 0]
            before = via[node, 1]
            at_end = ends[step_piece, 1] == node
            if before == -1:
                # The way begins on this piece; on a loop the shorter side was taken.
                step_from = offset_m[here]
                if ends[step_piece, 0] == ends[step_piece, 1]:
                    at_end = length_m[step_piece] - step_from < step_from
                step_to = length_m[step_piece] if at_end else 0.0
                node = _ON_ONE_PIECE
            else:
                step_to = length_m[step_piece] if at_end else 0.0
                step_from = 0.0 if at_end else length_m[step_piece]
                node = before
        # They were found from the end to the beginning.
        low, high = begin, used - 1
        while low < high:
            for column in range(4):
                kept = rows[low, column]
                rows[low, column] = rows[high, column]
                rows[high, column] = kept
            low += 1
            high -= 1
        for row in range(touched):
            work[via[row, 2]] = np.inf
    return rows[:used]
