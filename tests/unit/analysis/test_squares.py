"""Shares of squares inside a region, against shapely."""

import numpy as np
import pytest
import shapely

from gridmap.analysis.squares import Squares, inside_ratio, squares_over

SIDE_M = 37.0
JAGGED = shapely.Polygon(
    [(0, 0), (1000, 100), (700, 900), (650, 400), (100, 800)],
    [[(300, 300), (400, 310), (350, 400)]],
)
LEVEL = shapely.box(2 * SIDE_M, 3 * SIDE_M, 6 * SIDE_M, 5.5 * SIDE_M)
SLIVER = shapely.Polygon([(0, 0), (900, 1e-4), (900, 0)])
TWO_PARTS = shapely.multipolygons([JAGGED, shapely.box(1100, 100, 1300, 333)])


def by_shapely(squares: Squares, region: shapely.Geometry) -> np.ndarray:
    columns = (squares.west + np.arange(squares.columns + 1)) * squares.side_m
    rows = (squares.south + np.arange(squares.rows + 1)) * squares.side_m
    west, south = np.meshgrid(columns[:-1], rows[:-1])
    east, north = np.meshgrid(columns[1:], rows[1:])
    boxes = shapely.box(west, south, east, north)
    return shapely.area(shapely.intersection(region, boxes)) / squares.side_m**2


@pytest.mark.parametrize("region", [JAGGED, JAGGED.reverse(), LEVEL, SLIVER, TWO_PARTS])
def test_shares_equal_those_of_shapely(region):
    squares = squares_over(shapely.total_bounds(region), SIDE_M)
    assert np.abs(inside_ratio(squares, region) - by_shapely(squares, region)).max() < 1e-9


@pytest.mark.parametrize("window", [Squares(5, 3, 9, 11, SIDE_M), Squares(-50, -50, 3, 3, SIDE_M)])
def test_a_window_shows_what_lies_in_it(window):
    assert np.abs(inside_ratio(window, TWO_PARTS) - by_shapely(window, TWO_PARTS)).max() < 1e-9


def test_full_squares_are_exactly_one():
    squares = Squares(2, 3, 4, 2, SIDE_M)
    assert (inside_ratio(squares, LEVEL) == 1.0).all()
