"""The rule for points on borders, spelled out slowly in exact fractions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cmp_to_key
from itertools import pairwise

import shapely

Vector = tuple[Fraction, Fraction]

# Nearer than any two features of float64 coordinates of this size can come.
HAIR = Fraction(1, 2**400)
EAST: Vector = (Fraction(1), Fraction(0))


def owner(cells: Sequence[shapely.Geometry], x: float, y: float) -> int:
    """Return the lowest cell that begins first, turning counter-clockwise from due east, or -1."""
    point = (Fraction(x), Fraction(y))
    outlines = [_segments(cell) for cell in cells]
    ends = {
        (end[0] - point[0], end[1] - point[1])
        for outline in outlines
        for segment in outline
        if _touches(segment, point)
        for end in segment
        if end != point
    }
    turned = [EAST, *sorted(ends, key=cmp_to_key(_order)), EAST]
    for before, after in pairwise(turned):
        direction = _between(before, after)
        if direction is None:
            continue
        place = (point[0] + HAIR * direction[0], point[1] + HAIR * direction[1])
        for position, outline in enumerate(outlines):
            if _is_inside(outline, place):
                return position
    return -1


def _segments(cell: shapely.Geometry) -> list[tuple[Vector, Vector]]:
    segments = []
    for ring in shapely.get_rings(shapely.get_parts(cell)):
        ends = [(Fraction(a), Fraction(b)) for a, b in shapely.get_coordinates(ring).tolist()]
        segments += list(pairwise(ends))
    return segments


def _cross(a: Vector, b: Vector) -> Fraction:
    return a[0] * b[1] - a[1] * b[0]


def _touches(segment: tuple[Vector, Vector], point: Vector) -> bool:
    (ax, ay), (bx, by) = segment
    px, py = point
    on_line = _cross((bx - ax, by - ay), (px - ax, py - ay)) == 0
    return on_line and min(ax, bx) <= px <= max(ax, bx) and min(ay, by) <= py <= max(ay, by)


def _quarter(a: Vector) -> int:
    """Number the half planes counter-clockwise from just behind due east to due east itself."""
    if a[1] > 0:
        return 0
    if a[1] == 0 and a[0] < 0:
        return 1
    return 2 if a[1] < 0 else 3


def _order(a: Vector, b: Vector) -> int:
    if _quarter(a) != _quarter(b):
        return _quarter(a) - _quarter(b)
    cross = _cross(a, b)
    return -1 if cross > 0 else int(cross < 0)


def _between(before: Vector, after: Vector) -> Vector | None:
    """Return a direction strictly inside the turn from one direction to the next.

    From due east to due east is a full turn.
    """
    cross = _cross(before, after)
    dot = before[0] * after[0] + before[1] * after[1]
    if cross == 0 and dot > 0 and before is not EAST:
        return None
    if cross > 0:
        return (before[0] + after[0], before[1] + after[1])
    return (-before[1], before[0])


def _is_inside(outline: list[tuple[Vector, Vector]], place: Vector) -> bool:
    inside = False
    for (ax, ay), (bx, by) in outline:
        if (ay > place[1]) != (by > place[1]):
            crossing_x = ax + (bx - ax) * (place[1] - ay) / (by - ay)
            inside ^= crossing_x > place[0]
    return inside
