"""Compiled measure of straight cuts: what every line would leave on either side of it.

A line meets the rings of a polygon in an even number of places; between an odd one and the next it
runs inside. Cutting along one such chord parts the polygon in two when both ends lie on one ring;
otherwise as many chords are taken, across the holes between them, as lead back to that ring. Where
rings touch each other this may count too few pieces; topology judges every cut in the end.
"""

# ruff: noqa: PLR0917 - compiled functions take plain arrays by position

from __future__ import annotations

import numpy as np

from gridmap.compiled import kernel
from gridmap.division.arrays import ByteArray, FloatArray, IntArray

LINE, LENGTH, LOAD, AREA, X1, Y1, X2, Y2, COLUMNS = 0, 1, 2, 3, 4, 5, 6, 7, 8


@kernel
def _passes(x: float, y: float, x1: float, y1: float, x2: float, y2: float) -> bool:
    """Return whether a ray due east from a place passes an edge, its upper end left out."""
    if (y1 > y) == (y2 > y):
        return False
    return bool(x1 + (y - y1) / (y2 - y1) * (x2 - x1) > x)


@kernel
def passings(places: FloatArray, nodes: FloatArray, following: IntArray) -> ByteArray:
    """Return how many edges before each one a ray due east from each place passes, modulo 2.

    Parameters
    ----------
    places
        Shape (N, 2).
    nodes
        Nodes of all rings, shape (E, 2); edge e begins in node e.
    following
        Node in which each edge ends, shape (E,).

    Returns
    -------
    parity
        Shape (E + 1, N), 0 or 1.
    """
    count, edges = len(places), len(nodes)
    parity = np.zeros((edges + 1, count), np.uint8)
    for edge in range(edges):
        x1, y1 = nodes[edge]
        x2, y2 = nodes[following[edge]]
        for place in range(count):
            passed = _passes(places[place, 0], places[place, 1], x1, y1, x2, y2)
            parity[edge + 1, place] = parity[edge, place] ^ np.uint8(passed)
    return parity


@kernel
def chords_of(
    normals: FloatArray,
    offsets: FloatArray,
    nodes: FloatArray,
    following: IntArray,
    ring: IntArray,
    starts: IntArray,
    places: FloatArray,
    loads: FloatArray,
    parity: ByteArray,
) -> FloatArray:
    """Measure every cut in two along some straight lines.

    Parameters
    ----------
    normals, offsets
        The lines as unit normals of shape (L, 2) and distances from the origin of shape (L,).
    nodes, following
        Nodes of all rings, the polygon to the left of each edge, and where each edge ends.
    ring, starts
        Ring of each node, shape (E,), and the first node of each ring, shape (R + 1,); ring 0 is
        the outer one.
    places, loads
        Of shape (R + N, 2) and (N,): the first node of each ring, then what the loads stand at.
    parity
        What `passings` gives for the places.

    Returns
    -------
    cuts
        Shape (C, 8): line, length inside the polygon, load and area on its left, start and end.
    """
    edges, rings = len(nodes), len(starts) - 1
    cross = np.zeros(edges + 1)
    for edge in range(edges):
        end = following[edge]
        cross[edge + 1] = (
            cross[edge] + nodes[edge, 0] * nodes[end, 1] - nodes[end, 0] * nodes[edge, 1]
        )
    found = np.empty((8 * len(offsets) + 64, COLUMNS))
    count = 0
    along = np.empty(edges)
    on_edge = np.empty(edges, np.int64)
    x, y = np.empty(edges), np.empty(edges)
    side = np.empty(edges)
    inside = np.empty(len(places), np.uint8)
    for line in range(len(offsets)):
        nx, ny = normals[line]
        for node in range(edges):
            side[node] = nx * nodes[node, 0] + ny * nodes[node, 1] - offsets[line]
        crossings = 0
        for edge in range(edges):
            end = following[edge]
            if (side[edge] > 0.0) == (side[end] > 0.0):
                continue
            share = side[edge] / (side[edge] - side[end])
            px = nodes[edge, 0] + share * (nodes[end, 0] - nodes[edge, 0])
            py = nodes[edge, 1] + share * (nodes[end, 1] - nodes[edge, 1])
            key = nx * py - ny * px
            k = crossings
            while k > 0 and along[k - 1] > key:
                along[k], on_edge[k] = along[k - 1], on_edge[k - 1]
                x[k], y[k] = x[k - 1], y[k - 1]
                k -= 1
            along[k], on_edge[k], x[k], y[k] = key, edge, px, py
            crossings += 1
        for first in range(0, crossings - 1, 2):
            home = ring[on_edge[first]]
            doubled, length = 0.0, 0.0
            last = first
            closed = False
            while last < crossings - 1:
                # The chord from `last` to `last + 1`, then along the ring with the polygon left.
                doubled += x[last] * y[last + 1] - x[last + 1] * y[last]
                length += along[last + 1] - along[last]
                here = ring[on_edge[last + 1]]
                closed = here == home
                again = False
                for k in range(first + 2, last + 1, 2):
                    again = again or ring[on_edge[k]] == here
                if closed or again or last + 2 >= crossings or ring[on_edge[last + 2]] != here:
                    break
                doubled += _arc(
                    last + 1, last + 2, on_edge, x, y, nodes, following, starts, ring, cross
                )
                last += 2
            if not closed or count == len(found):
                continue
            begin, end = first, last + 1
            arc = _arc(end, begin, on_edge, x, y, nodes, following, starts, ring, cross)
            doubled += arc
            loop = arc + x[begin] * y[end] - x[end] * y[begin]
            area, load = doubled / 2.0, 0.0
            _inside(
                inside, end, begin, on_edge, x, y, nodes, following, starts, ring, places, parity
            )
            for place in range(len(places)):
                if (inside[place] == 1) != (loop > 0.0):
                    continue
                if place >= rings:
                    load += loads[place - rings]
                    continue
                crossed = False
                for k in range(begin, end + 1):
                    crossed = crossed or ring[on_edge[k]] == place
                if not crossed:
                    area += (cross[starts[place + 1]] - cross[starts[place]]) / 2.0
            found[count, LINE], found[count, LENGTH] = line, length
            found[count, LOAD], found[count, AREA] = load, area
            found[count, X1], found[count, Y1] = x[begin], y[begin]
            found[count, X2], found[count, Y2] = x[end], y[end]
            count += 1
    return found[:count]


@kernel
def _arc(
    one: int,
    other: int,
    on_edge: IntArray,
    x: FloatArray,
    y: FloatArray,
    nodes: FloatArray,
    following: IntArray,
    starts: IntArray,
    ring: IntArray,
    cross: FloatArray,
) -> float:
    """Return the sum of cross products along a ring from one crossing to another."""
    begin, end = on_edge[one], on_edge[other]
    if begin == end and _ahead(one, other, begin, x, y, nodes, following):
        return float(x[one] * y[other] - x[other] * y[one])
    after = following[begin]
    total = x[one] * nodes[after, 1] - nodes[after, 0] * y[one]
    total += nodes[end, 0] * y[other] - x[other] * nodes[end, 1]
    if end > begin:
        return float(total + cross[end] - cross[begin + 1])
    here = ring[begin]
    total += cross[starts[here + 1]] - cross[begin + 1]
    return float(total + cross[end] - cross[starts[here]])


@kernel
def _ahead(
    one: int,
    other: int,
    edge: int,
    x: FloatArray,
    y: FloatArray,
    nodes: FloatArray,
    following: IntArray,
) -> bool:
    """Return whether the second of two places on an edge comes after the first."""
    end = following[edge]
    dx, dy = nodes[end, 0] - nodes[edge, 0], nodes[end, 1] - nodes[edge, 1]
    return bool((x[other] - x[one]) * dx + (y[other] - y[one]) * dy > 0.0)


@kernel
def _inside(
    inside: ByteArray,
    one: int,
    other: int,
    on_edge: IntArray,
    x: FloatArray,
    y: FloatArray,
    nodes: FloatArray,
    following: IntArray,
    starts: IntArray,
    ring: IntArray,
    places: FloatArray,
    parity: ByteArray,
) -> None:
    """Mark the places within a loop: a ring from one crossing to another, and straight back."""
    begin, end = on_edge[one], on_edge[other]
    if begin == end and _ahead(one, other, begin, x, y, nodes, following):
        # The loop is a line and back.
        inside[:] = 0
        return
    after, here = following[begin], ring[begin]
    ax, ay = nodes[after]
    ex, ey = nodes[end]
    for place in range(len(places)):
        px, py = places[place]
        seen = parity[end, place] ^ parity[begin + 1, place]
        if end <= begin:
            seen ^= parity[starts[here + 1], place] ^ parity[starts[here], place]
        seen ^= np.uint8(_passes(px, py, x[one], y[one], ax, ay))
        seen ^= np.uint8(_passes(px, py, ex, ey, x[other], y[other]))
        seen ^= np.uint8(_passes(px, py, x[one], y[one], x[other], y[other]))
        inside[place] = seen
