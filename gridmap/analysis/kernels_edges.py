"""Borders of cells as edges that each know what changes from their right side to their left.

A cell counts as one layer of weight ``LAYER`` plus its label, position + 1. What lies at a place
is the sum over the cells that hold it, its *stack*: 0 outside, ``LAYER + label`` in exactly one
cell, more where cells overlap. Crossing an edge changes the stack by the edge's step, so that a
walk from a place with a known stack yields the stack of any other place without asking a polygon.

An edge is a row of five numbers of eight bytes: its lower end, its upper end (of level edges the
western, the eastern) and, as an integer, its step.
"""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridmap.analysis.kernels_orientation import turn
from gridmap.compiled import kernel

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
ShortIntegers = NDArray[np.int32]

LAYER_BITS = 32
LAYER = 1 << LAYER_BITS
STEP = 4
EDGE_NUMBERS = 5


@kernel
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


@kernel
def look_over(
    coordinates: Floats, ring_start: Integers, ring_owner: ShortIntegers
) -> tuple[int, tuple[float, float, float, float]]:
    """Sign the owners of rings, and find the frame of all vertices.

    Parameters
    ----------
    coordinates
        Vertices, shape (V, 2); each ring is closed by its first vertex. Zeros lose their sign, so
        that equal numbers have equal bits.
    ring_start
        Where each ring starts, shape (R + 1,).
    ring_owner
        Label of the cell of each ring, negative for holes, shape (R,). Changed to be positive
        where the cell lies left of the ring as it runs, and 0 for a ring without an inside.

    Returns
    -------
    bad, bounds
        The first vertex that is not finite, or -1; west, south, east, north.
    """
    west = south = np.inf
    east = north = -np.inf
    for i in range(len(coordinates)):
        x, y = coordinates[i, 0] + 0.0, coordinates[i, 1] + 0.0
        if not (np.isfinite(x) and np.isfinite(y)):
            return i, (west, south, east, north)
        coordinates[i, 0], coordinates[i, 1] = x, y
        west, south = min(west, x), min(south, y)
        east, north = max(east, x), max(north, y)
    for ring in range(len(ring_owner)):
        side = interior_side(coordinates, ring_start[ring], ring_start[ring + 1])
        ring_owner[ring] *= side
    return -1, (west, south, east, north)


@kernel
def upward_edge(
    ax: float, ay: float, bx: float, by: float, owner: int
) -> tuple[float, float, float, float, int]:
    """Return the edge from a to b of a ring, turned upward, and its step."""
    step = owner + LAYER if owner > 0 else owner - LAYER
    if ay < by or (ay == by and ax < bx):
        return ax, ay, bx, by, step
    return bx, by, ax, ay, -step


@kernel
def group_edges(
    coordinates: Floats,
    ring_start: Integers,
    ring_owner: ShortIntegers,
    frame: tuple[float, float, float],
    columns: int,
    rows: int,
    room: ShortIntegers,
) -> tuple[Integers, ShortIntegers, ShortIntegers]:
    """List the edges of rings by the tile that holds their lower end.

    Parameters
    ----------
    coordinates, ring_start, ring_owner
        Rings, as `look_over` leaves them.
    frame
        West, south, and tiles per unit of length.
    columns
        Number of tiles from west to east.
    rows
        Number of tiles from south to north.
    room
        Room for the answer and for notes, shape (3, V); made by NumPy, of large pages.

    Returns
    -------
    start, vertex, owner
        Where each tile's edges start, shape (T + 1,); the vertex where each begins, and the signed
        owner of its ring.
    """
    x0, y0, inverse = frame
    start = np.zeros(rows * columns + 2, np.int64)
    home, vertex, owner = room[0], room[1], room[2]
    for ring in range(len(ring_owner)):
        home[ring_start[ring + 1] - 1] = -1
        for i in range(ring_start[ring], ring_start[ring + 1] - 1):
            ax, ay = coordinates[i, 0], coordinates[i, 1]
            bx, by = coordinates[i + 1, 0], coordinates[i + 1, 1]
            if (ax == bx and ay == by) or ring_owner[ring] == 0:
                home[i] = -1
                continue
            if by < ay or (by == ay and bx < ax):
                ax, ay = bx, by
            tile = int((ay - y0) * inverse) * columns + int((ax - x0) * inverse)
            home[i] = tile
            start[tile + 2] += 1
    for tile in range(2, len(start)):
        start[tile] += start[tile - 1]
    for ring in range(len(ring_owner)):
        for i in range(ring_start[ring], ring_start[ring + 1] - 1):
            tile = home[i]
            if tile >= 0:
                k = start[tile + 1]
                vertex[k], owner[k] = i, ring_owner[ring]
                start[tile + 1] = k + 1
    return start[:-1], vertex[: start[-1]], owner[: start[-1]]


@kernel
def hash_of(ax: np.uint64, ay: np.uint64, bx: np.uint64, by: np.uint64) -> np.uint64:
    """Mix the bits of an edge's ends, whose order does not matter."""
    h = (ax + bx) * np.uint64(0x9E3779B97F4A7C15)
    h ^= (ay + by) * np.uint64(0xD6E8FEB86659FD93)
    h = (h ^ (h >> np.uint64(32))) * np.uint64(0x94D049BB133111EB)
    return np.uint64(h >> np.uint64(20))


@kernel
def unite_edges(
    coordinates: Floats,
    start: Integers,
    vertex: ShortIntegers,
    owner: ShortIntegers,
    first_tile: int,
    last_tile: int,
    edges: Floats,
) -> Floats:
    """Unite equal edges and add their steps; drop those that separate nothing.

    Equal edges have one lower end and hence one tile, so that a small table for each tile finds
    them all.

    Parameters
    ----------
    coordinates
        Vertices, shape (V, 2).
    start, vertex, owner
        As `group_edges` returns them.
    first_tile, last_tile
        Which tiles, the last excluded.
    edges
        Room for the answer, a row for each edge of the tiles; made by NumPy, of large pages.

    Returns
    -------
    united
        The different edges with a step, shape (E, 5), tile by tile.
    """
    bits = coordinates.view(np.uint64)
    steps = edges.view(np.int64)
    table = np.full(64, -1, np.int32)
    used = 0
    for tile in range(first_tile, last_tile):
        capacity = 16
        while capacity < 2 * (start[tile + 1] - start[tile]):
            capacity *= 2
        if capacity > len(table):
            table = np.empty(capacity, np.int32)
        for entry in range(capacity):
            table[entry] = -1
        first = used
        for k in range(start[tile], start[tile + 1]):
            i = vertex[k]
            ax, ay, bx, by, step = upward_edge(
                coordinates[i, 0],
                coordinates[i, 1],
                coordinates[i + 1, 0],
                coordinates[i + 1, 1],
                owner[k],
            )
            mixed = hash_of(bits[i, 0], bits[i, 1], bits[i + 1, 0], bits[i + 1, 1])
            slot = np.int64(mixed & np.uint64(capacity - 1))
            while True:
                j = table[slot]
                if j < 0:
                    table[slot] = used
                    edges[used, 0], edges[used, 1] = ax, ay
                    edges[used, 2], edges[used, 3] = bx, by
                    steps[used, STEP] = step
                    used += 1
                    break
                if (
                    edges[j, 0] == ax
                    and edges[j, 1] == ay
                    and edges[j, 2] == bx
                    and edges[j, 3] == by
                ):
                    steps[j, STEP] += step
                    break
                slot = (slot + 1) & (capacity - 1)
        kept = first
        for j in range(first, used):
            if steps[j, STEP] != 0:
                if kept < j:
                    edges[kept, 0], edges[kept, 1] = edges[j, 0], edges[j, 1]
                    edges[kept, 2], edges[kept, 3] = edges[j, 2], edges[j, 3]
                    steps[kept, STEP] = steps[j, STEP]
                kept += 1
        used = kept
    return edges[:used]


@kernel
def edges_of_rings(coordinates: Floats, ring_start: Integers, ring_owner: ShortIntegers) -> Floats:
    """Return all edges of rings, upward and not united, shape (E, 5)."""
    edges = np.empty((max(0, len(coordinates) - len(ring_owner)), EDGE_NUMBERS))
    steps = edges.view(np.int64)
    used = 0
    for ring in range(len(ring_owner)):
        if ring_owner[ring] == 0:
            continue
        for i in range(ring_start[ring], ring_start[ring + 1] - 1):
            ax, ay, bx, by, step = upward_edge(
                coordinates[i, 0],
                coordinates[i, 1],
                coordinates[i + 1, 0],
                coordinates[i + 1, 1],
                ring_owner[ring],
            )
            if ax != bx or ay != by:
                edges[used, 0], edges[used, 1] = ax, ay
                edges[used, 2], edges[used, 3] = bx, by
                steps[used, STEP] = step
                used += 1
    return edges[:used]
