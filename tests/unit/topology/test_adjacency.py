from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod

from gridmap.topology import adjacency
from tests.strategies import from_local, jittered_tiles


def relate_pairs(cells, pattern):
    first, second = shapely.STRtree(cells).query(cells, predicate="intersects")
    first, second = first[first < second], second[first < second]
    met = shapely.relate_pattern(cells[first], cells[second], pattern)
    return sorted(zip(first[met].tolist(), second[met].tolist(), strict=True))


@pytest.fixture
def tiles():
    return jittered_tiles(6, 5, 1_000, 200, seed=11)


def test_pairs_agree_with_shapely(tiles):
    found = adjacency(tiles)
    assert [tuple(pair) for pair in found.pairs.tolist()] == relate_pairs(tiles, "****1****")
    assert [tuple(pair) for pair in found.point_pairs.tolist()] == relate_pairs(tiles, "****0****")


def test_shared_length_is_geodesic(tiles):
    found = adjacency(tiles)
    first, second = found.pairs[0]
    border = shapely.intersection(tiles[first], tiles[second])
    lines = shapely.get_parts(shapely.line_merge(border))
    expected = sum(Geod(ellps="WGS84").geometry_length(line) for line in lines)
    assert found.shared_m[0] == pytest.approx(expected)


def test_matrix_is_symmetric_and_complete(tiles):
    found = adjacency(tiles)
    matrix = found.matrix()
    assert (matrix - matrix.T).count_nonzero() == 0
    assert matrix.sum() == pytest.approx(2 * found.shared_m.sum())


def test_matrix_names_neighbours_by_point_when_asked(tiles):
    found = adjacency(tiles)
    matrix = found.matrix(points=True)
    assert len(matrix.indices) == 2 * (len(found.pairs) + len(found.point_pairs))
    assert matrix.indices[matrix.indptr[0] : matrix.indptr[1]].tolist() == [1, 5, 6]


def test_a_cell_and_the_cell_in_its_hole_are_neighbours():
    frame = shapely.Polygon(
        shapely.box(0, 0, 900, 900).exterior, [shapely.box(300, 300, 600, 600).exterior]
    )
    cells = from_local(np.array([frame, shapely.box(300, 300, 600, 600)]))
    assert adjacency(cells).pairs.tolist() == [[0, 1]]


def test_nothing_and_single_cells_have_no_neighbours(tiles):
    assert len(adjacency([]).pairs) == 0
    assert adjacency([tiles[0], None]).matrix().nnz == 0
