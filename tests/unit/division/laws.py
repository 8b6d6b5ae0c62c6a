"""The laws that every division keeps, judged by programs that are not ours."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from tests.unit.division.towns import UNIT


def double_area(geometry: shapely.Geometry) -> int:
    """Return twice the area in lattice units, by whole numbers of unlimited size."""
    total = 0
    for part in shapely.get_parts(geometry):
        for number, loop in enumerate((part.exterior, *part.interiors)):
            points = [(round(x * UNIT), round(y * UNIT)) for x, y in loop.coords]
            twice = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(points)))
            total += twice if number == 0 else -twice
    return total


def assert_partition(boundary: shapely.Geometry, cells: np.ndarray) -> None:
    """Fail unless cells are an exact coverage of a boundary but for nodes on its outer ring."""
    union = shapely.union_all(cells)
    assert shapely.coverage_is_valid(cells)
    assert double_area(union) == sum(map(double_area, cells))
    assert shapely.hausdorff_distance(union, boundary) < 1.0 / UNIT
    assert nodes(boundary) <= nodes(union)
    loops = shapely.get_num_interior_rings(shapely.get_parts(union)).sum()
    assert loops == shapely.get_num_interior_rings(shapely.get_parts(boundary)).sum()


def nodes(geometry: shapely.Geometry) -> set[tuple[float, float]]:
    """Return the vertices of a geometry."""
    return set(map(tuple, shapely.get_coordinates(geometry)))


def pieces(graph, labels: np.ndarray) -> int:
    """Return in how many pieces the cells of a grouping fall, found by scipy."""
    same = graph.passable & (labels[graph.sources] == labels[graph.indices])
    ends = (graph.sources[same], graph.indices[same])
    matrix = coo_matrix((np.ones(int(same.sum())), ends), shape=(len(labels), len(labels)))
    return int(connected_components(matrix, directed=False)[0])
