"""Every point finds exactly the cell that the rule names, whatever the cells look like."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.analysis.locating import CellIndex
from tests.longer import examples
from tests.unit.analysis.turning_reference import owner

SIZE = 6


def pieced_cells(generator: np.random.Generator, shift: float, scale: float) -> list:
    """Return cells made of random triangles: with parts, holes, gaps between them."""
    corners = generator.integers(0, SIZE + 1, (14, 2)) * scale + shift
    triangles = shapely.get_parts(shapely.delaunay_triangles(shapely.MultiPoint(corners)))
    group = generator.integers(-1, 4, len(triangles))
    return [
        shapely.coverage_union_all(triangles[group == g]) for g in range(4) if (group == g).any()
    ]


def hostile_points(cells: list, generator: np.random.Generator) -> np.ndarray:
    """Return vertices, middles of edges, and places one step of the number line beside them."""
    vertices = shapely.get_coordinates(cells)
    middles = (vertices[1:] + vertices[:-1]) / 2
    points = np.concatenate([vertices, middles])
    points = points[generator.permutation(len(points))[:30]]
    return np.concatenate([points, np.nextafter(points[:8], np.inf), np.nextafter(points[:8], 0)])


def assert_rule_holds(cells: list, points: np.ndarray) -> None:
    index = CellIndex(cells)
    expected = [owner(cells, x, y) for x, y in points.tolist()]
    assert index.locate(points).tolist() == expected
    index.prepare()
    assert index.locate(points).tolist() == expected


@settings(max_examples=examples(40), deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_points_on_borders_of_a_coverage_follow_the_rule(seed):
    generator = np.random.default_rng(seed)
    cells = pieced_cells(generator, 3.0, 1.0)
    assert_rule_holds(cells, hostile_points(cells, generator))


@settings(max_examples=examples(25), deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_rule_holds_on_seven_decimals_of_a_degree(seed):
    generator = np.random.default_rng(seed)
    cells = [
        shapely.transform(cell, lambda xy: np.round(xy * 1e4 + (1164000000, 399000000)) / 1e7)
        for cell in pieced_cells(generator, 0.0, 0.37)
    ]
    assert_rule_holds(cells, hostile_points(cells, generator))


@settings(max_examples=examples(30), deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_lowest_position_wins_where_cells_overlap(seed):
    generator = np.random.default_rng(seed)
    corners = generator.integers(3, SIZE, (5, 2))
    sizes = generator.integers(1, SIZE, (5, 2))
    cells = [shapely.box(*low, *(low + size)) for low, size in zip(corners, sizes, strict=True)]
    cells += pieced_cells(generator, 3.0, 1.0)
    assert_rule_holds(cells, hostile_points(cells, generator))


@settings(max_examples=examples(20), deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 7))
def test_answer_does_not_depend_on_order_start_or_direction_of_rings(seed, turn):
    generator = np.random.default_rng(seed)
    cells = pieced_cells(generator, 3.0, 1.0)
    points = hostile_points(cells, generator)
    order = generator.permutation(len(cells))
    other = [shapely.reverse(cells[i]) if turn % 2 else shapely.normalize(cells[i]) for i in order]
    found = CellIndex(other).locate(points)
    expected = CellIndex(cells).locate(points)
    assert np.array_equal(np.append(order, -1)[found], expected)


@settings(max_examples=examples(12), deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_patched_index_answers_as_one_made_anew(seed):
    generator = np.random.default_rng(seed)
    cells = pieced_cells(generator, 3.0, 1.0)
    other = pieced_cells(generator, 3.0, 1.0)
    index, now = CellIndex(cells), dict(enumerate(cells))
    for _ in range(4):
        changed = {
            int(position): other[generator.integers(len(other))]
            if generator.random() < 0.7
            else None
            for position in generator.integers(0, len(cells) + 2, 2)
        }
        index, now = index.patched(changed), now | changed
        made = [now.get(position) for position in range(max(now) + 1)]
        points = hostile_points([cell for cell in made if cell is not None] or cells, generator)
        assert np.array_equal(index.locate(points), CellIndex(made).locate(points))
