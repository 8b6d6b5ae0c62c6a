"""Small coverages to edit, and what is asked of them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.errors import CoverageError
from gridmap.geometry import from_units, is_snapped, to_units
from gridmap.topology import check
from tests.strategies import HANGZHOU, from_local

SIZE = 1_000


def tiles(columns, rows):
    """Squares of a thousand units, west to east, then south to north."""
    squares = [
        shapely.box(SIZE * x, SIZE * y, SIZE * (x + 1), SIZE * (y + 1))
        for y in range(rows)
        for x in range(columns)
    ]
    return from_local(np.array(squares))


def ringed():
    """A square with a square hole, and the cell in the hole."""
    hole = shapely.box(1_000, 1_000, 2_000, 2_000)
    return from_local(np.array([shapely.box(0, 0, 3_000, 3_000).difference(hole), hole]))


def at(x, y):
    return tuple(from_units(np.add((x, y), HANGZHOU)).tolist())


def line(*points):
    return shapely.LineString([at(*point) for point in points])


def nodes_of(cell):
    return {tuple(node) for node in (to_units(shapely.get_coordinates(cell)) - HANGZHOU).tolist()}


def holders(cells, node):
    return [k for k, cell in enumerate(cells) if node in nodes_of(cell)]


def is_exact(cells):
    return is_snapped(cells) and not check(cells, shapely.coverage_union_all(cells)).gaps


def same(one, other):
    return shapely.to_wkb(one).tolist() == shapely.to_wkb(other).tolist()


def refusal(edit, *arguments, **named):
    with pytest.raises(CoverageError) as caught:
        edit(*arguments, **named)
    return caught.value
