"""Points find their cells: the rule on borders, odd tables, and agreement with GEOS in bulk."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.analysis.locating import CellIndex
from gridmap.errors import InputError
from tests.benchmarks.coverages import town, town_points

QUARTERS = [shapely.box(x, y, x + 1, y + 1) for y in (0, 1) for x in (0, 1)]


@pytest.mark.parametrize(
    ("point", "position"),
    [
        ((0.5, 0.5), 0),
        ((1.0, 0.5), 1),  # upright border: the cell to the east
        ((0.5, 1.0), 2),  # level border: the cell to the north
        ((1.0, 1.0), 3),  # node: the cell to the north-east
        ((2.0, 1.0), 3),  # east rim: turning on to the north-west
        ((2.0, 0.5), 1),
        ((0.5, 2.0), 2),  # north rim: turning on to the south
        ((1.0, 2.0), 2),  # met first: the south-west
        ((2.0, 2.0), 3),
        ((0.0, 2.0), 2),
        ((2.0, 0.0), 1),
        ((0.0, 0.0), 0),
        ((2.5, 0.5), -1),
        ((-1e9, 1e9), -1),
    ],
)
def test_rule_on_four_squares(point, position):
    assert CellIndex(QUARTERS).locate([point]).tolist() == [position]


def test_rim_of_a_hole_belongs_to_the_cell_around_it():
    ring = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    points = [(1.5, 1.5), (1.0, 1.0), (1.0, 1.5), (2.0, 2.0), (1.5, 2.0), (2.0, 1.5)]
    assert CellIndex([ring]).locate(points).tolist() == [-1, 0, 0, 0, 0, 0]


def test_hole_filled_by_another_cell_shares_no_point_with_it():
    inner = shapely.box(1, 1, 2, 2)
    ring = shapely.box(0, 0, 3, 3).difference(inner)
    points = [(1.5, 1.5), (1.0, 1.5), (2.0, 1.5), (1.5, 1.0), (1.5, 2.0)]
    assert CellIndex([ring, inner]).locate(points).tolist() == [1, 1, 0, 1, 0]


def test_all_parts_of_a_cell_belong_to_it():
    exclave = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)])
    found = CellIndex([exclave]).locate([(0.5, 0.5), (5.5, 5.5), (3.0, 3.0)])
    assert found.tolist() == [0, 0, -1]


def test_neighbour_without_the_shared_node_leaves_no_gap():
    left = shapely.Polygon([(0, 0), (1, 0), (1, 1), (0, 1)])
    right = shapely.Polygon([(1, 0), (2, 0), (2, 1), (1, 1), (1, 0.5)])
    found = CellIndex([left, right]).locate([(1, 0.5), (1, 0.25), (1, 0), (0.9, 0.5)])
    assert found.tolist() == [1, 1, 1, 0]


def test_equal_cells_yield_the_lower_position():
    found = CellIndex([QUARTERS[1], QUARTERS[0], QUARTERS[0]]).locate([(0.5, 0.5), (1.0, 0.5)])
    assert found.tolist() == [1, 0]


def test_missing_and_empty_cells_hold_no_point():
    found = CellIndex([None, QUARTERS[0], shapely.Polygon()]).locate([(0.5, 0.5)])
    assert found.tolist() == [1]


def test_self_crossing_cell_does_no_harm():
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    found = CellIndex([bow_tie, shapely.box(3, 0, 4, 1)]).locate(
        [(0.2, 1.0), (1.8, 1.0), (3.5, 0.5), (1.0, 0.2)]
    )
    assert found.tolist() == [0, 0, 1, -1]


@pytest.mark.parametrize("cells", [[], [None], [shapely.Polygon()]])
def test_table_without_cells_holds_no_point(cells):
    assert CellIndex(cells).locate([(0.0, 0.0), (1.0, 1.0)]).tolist() == [-1, -1]


def test_no_points_yield_no_positions():
    assert CellIndex(QUARTERS).locate([]).shape == (0,)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_missing_coordinate_is_refused_with_its_row(value):
    with pytest.raises(InputError) as caught:
        CellIndex(QUARTERS).locate([(0.5, 0.5), (0.5, value), (value, 0.5)])
    assert caught.value.code == "locate.not_finite"
    assert caught.value.place.row == 2
    assert caught.value.params["count"] == 2


def test_missing_coordinate_in_a_later_chunk_is_refused_with_its_row():
    points = np.full((400_000, 2), 0.5)
    points[[399_000, 310_000], 1] = np.nan
    with pytest.raises(InputError) as caught:
        CellIndex(QUARTERS).locate(points, threads=4)
    assert caught.value.place.row == 310_001


@pytest.mark.parametrize("points", [[1.0, 2.0], [(1.0, 2.0, 3.0)]])
def test_anything_but_pairs_is_refused(points):
    with pytest.raises(InputError) as caught:
        CellIndex(QUARTERS).locate(points)
    assert caught.value.code == "locate.not_pairs"


def test_line_is_refused_with_its_feature():
    with pytest.raises(InputError) as caught:
        CellIndex([QUARTERS[0], shapely.LineString([(0, 0), (1, 1)])])
    assert caught.value.code == "locate.not_a_polygon"
    assert caught.value.place.feature == 2


@pytest.fixture(scope="module")
def jagged():
    return town(300)


def points_on_and_beside_borders(cells) -> np.ndarray:
    vertices = shapely.get_coordinates(cells)
    middles = (vertices[1:] + vertices[:-1]) / 2
    share = np.random.default_rng(4).random((len(middles), 1))
    between = vertices[:-1] + (vertices[1:] - vertices[:-1]) * share
    near = np.nextafter(vertices, np.random.default_rng(5).choice([-1e3, 1e3], vertices.shape))
    return np.concatenate([vertices, middles, between, near])


def assert_agrees_with_geos(cells, points) -> None:
    found = CellIndex(cells).locate(points)
    rows, holders = shapely.STRtree(cells).query(shapely.points(points), predicate="intersects")
    held = np.zeros(len(points), dtype=bool)
    held[rows] = True
    assert np.array_equal(found >= 0, held)
    among = np.zeros(len(points), dtype=bool)
    among[rows[holders == found[rows]]] = True
    assert np.array_equal(among, held)


def test_points_anywhere_agree_with_geos(jagged):
    assert_agrees_with_geos(jagged, town_points(100_000))


def test_hostile_points_agree_with_geos(jagged):
    assert_agrees_with_geos(jagged, points_on_and_beside_borders(jagged)[::4])


def test_cells_of_very_different_size_agree_with_geos(jagged):
    far = shapely.transform(jagged[:100], lambda xy: (xy - 116.4) / 500 + 121.0)
    cells = np.concatenate([jagged, far, [shapely.box(100, 30, 101, 31)]])
    points = np.concatenate([shapely.get_coordinates(far), town_points(5_000), [(100.5, 30.5)]])
    assert_agrees_with_geos(cells, points)


def test_threads_do_not_change_the_answer(jagged):
    index, points = CellIndex(jagged), town_points(300_000)
    assert np.array_equal(index.locate(points, threads=3), index.locate(points, threads=1))


def test_overlapping_tables_agree_with_geos(jagged):
    cells = np.concatenate([jagged, shapely.buffer(jagged[::7], 0.002)])
    assert_agrees_with_geos(cells, town_points(20_000))
