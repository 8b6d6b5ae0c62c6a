"""Borders of cells as edges that each know what changes from their right side to their left.

A cell counts as one layer of weight ``LAYER`` plus its label, position + 1. What lies at a place
is the sum over the cells that hold it, its *stack*: 0 outside, ``LAYER + label`` in exactly one
cell, more where cells overlap. Crossing an edge changes the stack by the edge's step, so that a
walk from a place with a known stack yields the stack of any other place without asking a polygon.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from gridmap.analysis.kernels_orientation import turn

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LAYER_BITS = 32
LAYER = 1 << LAYER_BITS


@njit(nogil=True, cache=True)
def interior_side(coordinates: Floats, start: int, stop: int) -> int:
    """Return 1 where a closed ring runs counter-clockwise, -1 where clockwise, 0 where neither.

    Decided exactly at the ring's lowest vertex, the leftmost of the lowest.
    """
    low = start
    for i in range(start, stop - 1):
        if coordinates[i, 1] < coordinates[low, 1] or (
            coordinates[i, 1] == coordinates[low, 1] and coordinates[i, 0] < coordinates[low, 0]
        ):
            low = i
    count = stop - 1 - start
    x, y = coordinates[low, 0], coordinates[low, 1]
    before = after = low
    for k in range(1, count):
        i = start + (low - start + k) % count
        if coordinates[i, 0] != x or coordinates[i, 1] != y:
            after = i
            break
    for k in range(1, count):
        i = start + (low - start - k) % count
        if coordinates[i, 0] != x or coordinates[i, 1] != y:
            before = i
            break
    side = turn(
        coordinates[before, 0],
        coordinates[before, 1],
        x,
        y,
        coordinates[after, 0],
        coordinates[after, 1],
    )
    if side > 0.0:
        return 1
    return -1 if side < 0.0 else 0


@njit(nogil=True, cache=True)
def edges_of_rings(
    coordinates: Floats, ring_start: Integers, ring_cell: Integers, ring_is_hole: NDArray[np.bool_]
) -> tuple[Floats, Integers, Integers]:
    """Return the edges of rings, upward, with their steps.

    Parameters
    ----------
    coordinates
        Vertices, shape (V, 2); each ring is closed by its first vertex.
    ring_start
        Where each ring starts, shape (R + 1,).
    ring_cell
        Position of the cell that each ring belongs to, shape (R,).
    ring_is_hole
        Whether each ring bounds a hole, shape (R,).

    Returns
    -------
    edges, steps, ring_edge_start
        Shape (E, 4), lower then upper end; stack on the left less stack on the right, shape
        (E,); where each ring's edges start, shape (R + 1,).
    """
    ring_count = len(ring_cell)
    edges = np.empty((max(0, len(coordinates) - ring_count), 4))
    steps = np.empty(len(edges), np.int64)
    ring_edge_start = np.zeros(ring_count + 1, np.int64)
    used = 0
    for ring in range(ring_count):
        start, stop = ring_start[ring], ring_start[ring + 1]
        step = (LAYER + ring_cell[ring] + 1) * interior_side(coordinates, start, stop)
        if ring_is_hole[ring]:
            step = -step
        for i in range(start, stop - 1):
            # Adding zero makes -0.0 and 0.0 the same bits, which the pairing compares.
            ax, ay = coordinates[i, 0] + 0.0, coordinates[i, 1] + 0.0
            bx, by = coordinates[i + 1, 0] + 0.0, coordinates[i + 1, 1] + 0.0
            if (ax == bx and ay == by) or step == 0:
                continue
            up = ay < by or (ay == by and ax < bx)
            edges[used, 0], edges[used, 1] = (ax, ay) if up else (bx, by)
            edges[used, 2], edges[used, 3] = (bx, by) if up else (ax, ay)
            steps[used] = step if up else -step
            used += 1
        ring_edge_start[ring + 1] = used
    return edges[:used], steps[:used], ring_edge_start


@njit(nogil=True, cache=True)
def _hash_of(bits: NDArray[np.uint64], row: int) -> np.uint64:
    h = bits[row, 0] * np.uint64(0x9E3779B97F4A7C15)
    h = (h ^ (h >> np.uint64(31))) + bits[row, 1]
    h *= np.uint64(0xD6E8FEB86659FD93)
    h = (h ^ (h >> np.uint64(29))) + bits[row, 2]
    h *= np.uint64(0xBF58476D1CE4E5B9)
    h = (h ^ (h >> np.uint64(32))) + bits[row, 3]
    h *= np.uint64(0x94D049BB133111EB)
    return np.uint64(h ^ (h >> np.uint64(31)))


@njit(nogil=True, cache=True)
def paired_edges(edges: Floats, steps: Integers) -> tuple[Floats, Integers]:
    """Unite equal edges and add their steps; drop those that separate nothing.

    Parameters
    ----------
    edges
        Upward edges, shape (E, 4).
    steps
        Their steps, shape (E,).

    Returns
    -------
    edges, steps
        The different edges with a step, shapes (U, 4) and (U,), in the order of their first.
    """
    capacity = 16
    while capacity < 2 * len(edges):
        capacity *= 2
    mask = np.uint64(capacity - 1)
    table = np.full(capacity, -1, np.int32)
    bits = edges.view(np.uint64)
    united = np.empty_like(edges)
    total = np.empty_like(steps)
    used = 0
    for i in range(len(edges)):
        slot = np.int64(_hash_of(bits, i) & mask)
        while True:
            j = table[slot]
            if j < 0:
                table[slot] = used
                united[used] = edges[i]
                total[used] = steps[i]
                used += 1
                break
            if (
                united[j, 0] == edges[i, 0]
                and united[j, 1] == edges[i, 1]
                and united[j, 2] == edges[i, 2]
                and united[j, 3] == edges[i, 3]
            ):
                total[j] += steps[i]
                break
            slot = np.int64(np.uint64(slot + 1) & mask)
    kept = 0
    for i in range(used):
        if total[i] != 0:
            united[kept] = united[i]
            total[kept] = total[i]
            kept += 1
    return united[:kept].copy(), total[:kept].copy()
