"""Colours, class bounds that read well, and hues that tell neighbours apart.

The same constants stand in ``web/frontend/src/shared/scales.ts``; a test keeps them equal.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from shapely import Geometry

# Okabe and Ito, "Color Universal Design", 2008; their black would read as a border, so the
# eighth is a grey of middle lightness.
HUES = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#B8A900",
    "#6E7681",
)
# Blue, not the teal of the accent, which marks the selection on top of it.
SEQUENTIAL = ("#E1E8F5", "#B4C5E6", "#839FD3", "#5376B5", "#2A4B8D")
DIVERGING = ("#0B6E6E", "#8CC5C1", "#F4F3EF", "#E3B878", "#A86A12")
HEAT = ("#FFE680", "#FDBE4E", "#F58634", "#DB4325", "#A51822", "#67001F")
DEVIATION_BOUNDS = (-0.2, -0.1, 0.1, 0.2)

_MOST_IN_ONE = 0.5
_ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def round_step(width: float) -> float:
    """Return the smallest of 1, 2, 2.5 and 5 times a power of ten that is not below a width."""
    power = 10.0 ** math.floor(math.log10(width))
    # The tolerance keeps 0.3 / 0.1 from being taken for more than 3.
    step = next(step for step in _ROUND_STEPS if step * power >= width * (1 - 1e-9))
    return float(step * power)


def round_bounds(values: ArrayLike, classes: int = len(SEQUENTIAL)) -> tuple[float, ...]:
    """Return inner class bounds of equal, round width that spread over the values.

    Parameters
    ----------
    values
        Finite numbers, of any shape.
    classes
        How many classes there should be at most.

    Returns
    -------
    bounds
        At most ``classes - 1`` rising numbers; none where all values are equal or there are none.
    """
    numbers = np.asarray(values, np.float64).ravel()
    if not numbers.size or numbers.min() == numbers.max():
        return ()
    low, high = float(numbers.min()), float(numbers.max())
    step = round_step((high - low) / classes)
    first = math.floor(low / step) + 1
    count = min(classes - 1, math.ceil(high / step) - first)
    return tuple(round((first + i) * step, 10) for i in range(count))


def spread_bounds(values: ArrayLike, classes: int = len(SEQUENTIAL)) -> tuple[float, ...]:
    """Return inner class bounds that read well whether values lie evenly or pile up.

    Parameters
    ----------
    values
        Finite numbers, of any shape.
    classes
        How many classes there should be at most.

    Returns
    -------
    bounds
        Those of `round_bounds`; but where these would put more than half of the values into one
        class, the quantiles to two digits.
    """
    numbers = np.asarray(values, np.float64).ravel()
    bounds = round_bounds(numbers, classes)
    counts = np.bincount(np.searchsorted(bounds, numbers, side="right"))
    if not bounds or counts.max() <= _MOST_IN_ONE * numbers.size:
        return bounds
    parts = np.quantile(numbers, np.linspace(0, 1, classes + 1)[1:-1])
    rounded = sorted({float(f"{part:.2g}") for part in parts.tolist()})
    return tuple(one for one in rounded if numbers.min() < one < numbers.max())


def neighbours(geometries: Sequence[Geometry]) -> NDArray[np.intp]:
    """Return the pairs of polygons that share a piece of border or of area.

    Parameters
    ----------
    geometries
        Polygons.

    Returns
    -------
    pairs
        Array of shape (N, 2), each pair once, the smaller position first.
    """
    shapes = np.asarray(geometries, dtype=object)
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    along = shapely.relate_pattern(shapes[left], shapes[right], "****1****")
    inside = shapely.relate_pattern(shapes[left], shapes[right], "2********")
    kept: NDArray[np.intp] = np.column_stack((left, right))[along | inside]
    return kept


def colour_graph(size: int, pairs: NDArray[np.intp], colours: int = len(HUES)) -> NDArray[np.intp]:
    """Return a colour for each node such that no pair has the same one.

    The node with the most colours around it comes next (DSATUR; Brélaz, 1979, "New methods to
    color the vertices of a graph"). It takes the least used of the colours that are free, so that
    a map shows all of them; where this runs out of colours, the lowest free one instead.

    Parameters
    ----------
    size
        Number of nodes.
    pairs
        Array of shape (N, 2) of nodes that must differ.
    colours
        How many colours there are.

    Returns
    -------
    colour
        Array of shape (size,). Values reach beyond ``colours`` where these do not suffice.
    """
    around: list[set[int]] = [set() for _ in range(size)]
    for a, b in pairs.tolist():
        around[a].add(b)
        around[b].add(a)
    spread = _colour(around, colours, even=True)
    if spread.max(initial=-1) < colours:
        return spread
    return _colour(around, colours, even=False)


def _colour(around: list[set[int]], colours: int, *, even: bool) -> NDArray[np.intp]:
    colour = np.full(len(around), -1, np.intp)
    used = [0] * colours
    taken: list[set[int]] = [set() for _ in around]
    waiting = set(range(len(around)))
    while waiting:
        node = max(waiting, key=lambda n: (len(taken[n]), len(around[n]), -n))
        waiting.remove(node)
        free = [c for c in range(colours) if c not in taken[node]]
        if not free:
            chosen = next(c for c in range(colours, len(around)) if c not in taken[node])
        else:
            chosen = min(free, key=lambda c: (used[c], c)) if even else free[0]
            used[chosen] += 1
        colour[node] = chosen
        for other in around[node]:
            taken[other].add(chosen)
    return colour


def owner_hues(
    geometries: Sequence[Geometry], owners: Sequence[Hashable | None]
) -> NDArray[np.intp]:
    """Return a hue for each polygon; neighbours of different owners never share one.

    An owner keeps one hue everywhere as long as the hues suffice. Where they do not, each polygon
    is coloured for itself: a flat map needs no more than the hues there are.

    Parameters
    ----------
    geometries
        Polygons.
    owners
        Who owns each of them; None for nobody, who has no hue.

    Returns
    -------
    hue
        Array of shape (N,): position in `HUES`, -1 for nobody.
    """
    known = {owner: i for i, owner in enumerate(dict.fromkeys(o for o in owners if o is not None))}
    owner = np.array([known.get(o, -1) for o in owners], np.intp)
    pairs = neighbours(geometries)
    pairs = pairs[(owner[pairs] >= 0).all(axis=1) & (owner[pairs[:, 0]] != owner[pairs[:, 1]])]
    hue = colour_graph(len(known), np.unique(np.sort(owner[pairs], axis=1), axis=0))
    by_polygon = hue[owner] if known else owner.copy()
    if hue.max(initial=-1) >= len(HUES):
        by_polygon = colour_graph(len(owners), pairs)
    by_polygon[owner < 0] = -1
    return by_polygon
