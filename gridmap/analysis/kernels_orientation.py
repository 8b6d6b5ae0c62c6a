"""On which side of a directed line a point lies, decided without error on float64 coordinates."""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np

from gridmap.compiled import kernel

# Above this share of its two products the rounded determinant has the right sign: (3 + 16 u) u
# with u = 2**-53, the first bound of Shewchuk, "Adaptive precision floating-point arithmetic and
# fast robust geometric predicates", Discrete & Computational Geometry 18 (1997).
_SURE_RATIO = 3.3306690738754716e-16
# Dekker's constant splits a float64 into two halves of 26 bits.
_SPLITTER = 134217729.0


@kernel
def _two_sum(a: float, b: float) -> tuple[float, float]:
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


@kernel
def _two_product(a: float, b: float) -> tuple[float, float]:
    product = a * b
    c = _SPLITTER * a
    a_high = c - (c - a)
    a_low = a - a_high
    c = _SPLITTER * b
    b_high = c - (c - b)
    b_low = b - b_high
    rest = product - a_high * b_high - a_low * b_high - a_high * b_low
    return product, a_low * b_low - rest


@kernel
def turn_exact(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> float:
    """Return the turn a, b, p, an exact sum of six products rounded at its end."""
    terms = np.zeros(12)
    used = 0
    factors = ((ax, by), (-ax, py), (-px, by), (-ay, bx), (ay, px), (py, bx))
    for first, second in factors:
        high, low = _two_product(first, second)
        for part in (low, high):
            carry = part
            for i in range(used):
                carry, terms[i] = _two_sum(carry, terms[i])
            terms[used] = carry
            used += 1
    # The terms do not overlap and grow, so that the last one that is not zero has the sign.
    total = 0.0
    for i in range(used):
        total += terms[i]
    return total


@kernel
def turn(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> float:
    """Return a number with the sign of the turn a, b, p: positive where p is left of a to b."""
    left = (ax - px) * (by - py)
    right = (ay - py) * (bx - px)
    determinant = left - right
    if abs(determinant) >= _SURE_RATIO * (abs(left) + abs(right)) and determinant != 0.0:
        return determinant
    if left == 0.0 and right == 0.0:
        return 0.0
    return turn_exact(ax, ay, bx, by, px, py)


@kernel
def is_right_of(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> bool:
    """Tell whether p, moved a hair east and far less than a hair north, is right of a to b.

    The edge points up, or due east where it is level; so a point on it moves to its right side,
    and on a level edge to its left.
    """
    side = turn(ax, ay, bx, by, px, py)
    return side < 0.0 or (side == 0.0 and ay != by)
