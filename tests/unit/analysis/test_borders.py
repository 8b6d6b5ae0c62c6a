"""The nearest cell, and all cells within an error, equal to asking every cell."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.analysis.borders import Borders
from gridmap.analysis.locating import CellIndex
from gridmap.errors import InputError
from gridmap.geometry import metric_crs, to_metric
from tests.benchmarks.coverages import town, town_points
from tests.benchmarks.hostile import holed_town


@pytest.fixture(scope="module", params=[town, holed_town])
def cells(request) -> np.ndarray:
    return request.param(100)


@pytest.fixture(scope="module")
def points(cells) -> np.ndarray:
    beside = shapely.get_coordinates(cells)[::40] + 2e-5
    return np.concatenate([town_points(1_500), beside, beside[::5] + 0.05])


def distances_m(cells, points) -> np.ndarray:
    """Return the distance of each point to each cell, shape (P, N)."""
    crs = metric_crs(cells)
    return shapely.distance(
        to_metric(shapely.points(points), crs)[:, None], to_metric(cells, crs)[None, :]
    )


def test_the_nearest_cell_of_points_outside_is_that_of_all(cells, points):
    outside = points[CellIndex(cells).locate(points) < 0]
    found = Borders(cells).nearest(outside)
    every = distances_m(cells, outside)
    assert np.allclose(found.distance_m, every.min(axis=1), rtol=0, atol=1e-9)
    assert np.array_equal(found.position, every.argmin(axis=1))


@pytest.mark.parametrize("error_m", [0.5, 5.0, 60.0])
def test_points_in_doubt_are_those_of_all(cells, points, error_m):
    position = CellIndex(cells).locate(points)
    near = distances_m(cells, points) <= error_m
    near[np.flatnonzero(position >= 0), position[position >= 0]] = True
    in_doubt = (near.sum(axis=1) > 1) | (position < 0)
    expected = np.argwhere(near & in_doubt[:, None])
    found = Borders(cells).doubtful(points, position, error_m)
    assert np.array_equal(np.column_stack([found.row, found.position]), expected)


def test_a_point_at_a_junction_names_all_cells():
    squares = [shapely.box(x, y, x + 1e-3, y + 1e-3) for y in (0, 1e-3) for x in (0, 1e-3)]
    found = Borders(squares).doubtful([(1e-3, 1e-3)], np.array([3]), 1.0)
    assert found.position.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("cells", [[], [None], [shapely.Polygon()]])
def test_without_cells_nothing_is_near(cells):
    found = Borders(cells).nearest([(0.0, 0.0)])
    assert (found.position.tolist(), found.distance_m.tolist()) == ([-1], [np.inf])


def test_no_points_are_near_nothing():
    borders = Borders([shapely.box(0, 0, 1, 1)])
    assert len(borders.nearest([]).position) == 0
    assert len(borders.doubtful([], np.empty(0, np.int64), 1.0).row) == 0


@pytest.mark.parametrize("error_m", [-1.0, np.nan, np.inf])
def test_an_error_that_makes_no_sense_is_refused(error_m):
    with pytest.raises(InputError) as caught:
        Borders([shapely.box(0, 0, 1, 1)]).doubtful([(0, 0)], np.array([0]), error_m)
    assert caught.value.code == "locate.bad_error"


def test_a_missing_coordinate_is_refused_with_its_row():
    with pytest.raises(InputError) as caught:
        Borders([shapely.box(0, 0, 1, 1)]).nearest([(0.5, 0.5), (np.nan, 0.5)])
    assert caught.value.place.row == 2
