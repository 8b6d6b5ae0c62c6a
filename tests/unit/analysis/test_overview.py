"""With the tables for many points an index answers as without them, however hard the points."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely

from gridmap.analysis import locating, overview
from gridmap.analysis.locating import CellIndex
from gridmap.errors import InputError
from tests.benchmarks.coverages import town, town_points
from tests.benchmarks.hostile import count_wrong, holed_town, hostile_points

QUARTERS = [shapely.box(x, y, x + 1, y + 1) for y in (0, 1) for x in (0, 1)]


def prepared(cells) -> CellIndex:
    index = CellIndex(cells)
    index.prepare()
    return index


def comb(teeth: int) -> list[shapely.Polygon]:
    """Return two cells whose border goes up and down so often that one tile holds most of it."""
    x = np.linspace(0.0, 1e-3, 2 * teeth + 1)
    border = np.column_stack([x, np.where(np.arange(len(x)) % 2, 6e-4, 4e-4)])
    border = np.concatenate([[(-1.0, 5e-4)], border, [(1.0, 5e-4)]])
    north = shapely.Polygon([*border, (1.0, 1.0), (-1.0, 1.0)])
    south = shapely.Polygon([*border, (1.0, -1.0), (-1.0, -1.0)])
    return [north, south]


def strips() -> list[shapely.Polygon]:
    """Return strips so thin and slanting that parts of four lie in many of the squares."""
    frame = shapely.box(-10, -10, 10, 10)
    strips = [
        shapely.Polygon([(-30 + low, -30), (-30 + high, -30), (30 + high, 30), (30 + low, 30)])
        for low, high in pairwise([-40.0, -0.5, -0.15, 0.15, 40.0])
    ]
    return list(shapely.intersection(strips, frame))


def wheel(spokes: int) -> list[shapely.Polygon]:
    """Return cells that all meet in one place, so that quarters there are crowded as well."""
    turn = np.linspace(0.0, 2.0 * np.pi, spokes + 1)
    x, y = np.cos(turn) + 0.123, np.sin(turn) + 0.321
    return [
        shapely.Polygon([(0.123, 0.321), (x[k], y[k]), (x[k + 1], y[k + 1])]) for k in range(spokes)
    ]


def few_far() -> list[shapely.Polygon]:
    """Return small cells far apart, so that few tiles have edges."""
    return [shapely.box(k, k * k, k + 0.1, k * k + 0.1) for k in range(12)]


@pytest.mark.parametrize(
    "cells",
    [
        town(100),
        holed_town(150),
        comb(400),
        strips(),
        wheel(5),
        wheel(24),
        few_far(),
        [*QUARTERS, shapely.box(0.5, 0.5, 1.5, 1.5)],
        [shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]), shapely.box(3, 0, 4, 1)],
        [None],
    ],
    ids=["town", "holes", "comb", "strips", "star", "wheel", "far", "overlap", "crossing", "none"],
)
def test_answers_are_those_of_the_raster(cells):
    vertices = shapely.get_coordinates(np.array(cells, object))
    low, high = (vertices.min(0), vertices.max(0)) if len(vertices) else (0.0, 1.0)
    generator = np.random.default_rng(5)
    middles = (vertices[1:] + vertices[:-1]) / 2
    near = np.concatenate([vertices, middles])
    spread = generator.normal(size=near.shape) * 10.0 ** generator.uniform(-16, -3, (len(near), 1))
    points = np.concatenate(
        [
            near,
            near + spread,
            np.nextafter(near, np.inf),
            low + (high - low) * generator.uniform(-0.2, 1.2, (20_000, 2)),
        ]
    )
    assert np.array_equal(prepared(cells).locate(points), CellIndex(cells).locate(points))


@pytest.mark.parametrize("make", [town, holed_town])
def test_hard_points_agree_with_geos(make):
    cells = make(150)
    points = hostile_points(cells, easy=20_000, hostile=40_000)
    assert count_wrong(cells, points, prepared(cells).locate(points)) == 0


def test_rim_of_a_hole_belongs_to_the_cell_around_it():
    ring = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    points = [(1.5, 1.5), (1.0, 1.0), (1.0, 1.5), (2.0, 2.0), (1.5, 2.0), (2.0, 1.5)]
    assert prepared([ring]).locate(points).tolist() == [-1, 0, 0, 0, 0, 0]


def test_more_cells_than_two_bytes_can_number():
    side = 190
    x, y = np.meshgrid(np.arange(side), np.arange(side))
    cells = shapely.box(x.ravel(), y.ravel(), x.ravel() + 1.0, y.ravel() + 1.0)
    index = prepared(cells)
    points = np.random.default_rng(1).uniform(-1, side + 1, (50_000, 2))
    column, row = np.floor(points).astype(int).T
    inside = (points >= 0).all(axis=1) & (points < side).all(axis=1)
    assert len(cells) > np.iinfo(np.int16).max
    assert np.array_equal(index.locate(points), np.where(inside, row * side + column, -1))


@pytest.mark.parametrize("halvings", [0, 1, 2, 4])
def test_squares_may_be_as_coarse_as_tiles_or_finer(monkeypatch, halvings):
    monkeypatch.setattr(overview, "_MOST_SQUARES", 1)
    monkeypatch.setattr(overview, "_HALVINGS", halvings)
    cells = town(60)
    points = hostile_points(cells, easy=5_000, hostile=5_000)
    assert np.array_equal(prepared(cells).locate(points), CellIndex(cells).locate(points))


def test_most_points_need_no_more_than_the_overview_and_the_cuts():
    cells, points = town(200), town_points(50_000)
    index = prepared(cells)
    tables, raster = index._overview, index._raster
    fineness = tables.squares.shape[0] // raster.frame.rows
    place = (points - (raster.frame.west, raster.frame.south)) * raster.frame.tiles_per_unit
    column, row = (place * fineness).astype(int).T
    rows, columns = tables.squares.shape
    inside = (place > 0).all(axis=1) & (column < columns) & (row < rows)
    answers = tables.squares[row[inside], column[inside]]
    assert np.mean(answers >= 0) > 0.8
    # A cut that knows nothing has no codes; that of a crowded square tells where its quarters are.
    codes, start = tables.cuts.view(np.int16)[:, 9], -1 - tables.cuts[:, 5]
    assert np.mean((codes != 0) | (start > 0)) > 0.98
    quarters = start[start > 0]
    assert len(quarters) > 10
    assert np.array_equal(np.sort(quarters), np.arange(quarters.min(), len(tables.cuts), 4))


def test_tables_come_by_themselves_once_they_pay(monkeypatch):
    made = []
    monkeypatch.setattr(
        locating, "overview_of", lambda *all_: made.append(1) or overview.overview_of(*all_)
    )
    index = CellIndex(town(20))
    size, few = overview.overview_size(index._raster.frame), index.memory_bytes
    points = town_points(size // 2 + 1)
    first = index.locate(points)
    index.locate(points)
    assert not made
    assert index.memory_bytes == few
    assert np.array_equal(index.locate(points), first)
    index.locate(points)
    assert made == [1]
    assert index.memory_bytes > few


def test_tables_come_at_once_for_very_many_points():
    index = CellIndex(town(20))
    points = town_points(10 * overview.overview_size(index._raster.frame))
    found = index.locate(points)
    assert len(index._overview.cuts) > 1
    assert np.array_equal(CellIndex(town(20)).locate(points[:50_000]), found[:50_000])


def test_a_patched_index_begins_without_them_and_answers_anew():
    cells = town(100)
    index = prepared(cells)
    points = town_points(5_000)
    index.locate(points)
    patched = index.patched({40: None})
    patched.prepare()
    without = [None if at == 40 else cell for at, cell in enumerate(cells)]
    assert np.array_equal(patched.locate(points), CellIndex(without).locate(points))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_missing_coordinate_is_refused_with_its_row(value):
    with pytest.raises(InputError) as caught:
        prepared(QUARTERS).locate([(0.5, 0.5), (0.5, value), (value, 0.5)])
    assert caught.value.place.row == 2
    assert caught.value.params["count"] == 2


def test_two_threads_answer_as_one():
    cells, points = town(100), town_points(600_000)
    index = prepared(cells)
    assert np.array_equal(index.locate(points, threads=3), index.locate(points, threads=1))
