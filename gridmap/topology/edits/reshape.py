"""Give an arc, or a stretch of it, another course."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import InputError, Place
from gridmap.topology.edits.coverage import Coverage
from gridmap.topology.edits.places import (
    LonLat,
    Node,
    Ring,
    cells_near,
    edges_in,
    node_at,
    nodes_of_line,
    point_at,
    rewritten,
)
from gridmap.topology.edits.result import Edited, carried_out
from gridmap.topology.edits.verdict import judge

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from shapely import MultiPolygon, Polygon

_ON_THE_WAY = 2


def reshape_arc(
    cells: ArrayLike | Coverage,
    between: tuple[LonLat, LonLat],
    line: ArrayLike,
    *,
    boundary: Polygon | MultiPolygon | None = None,
) -> Edited:
    """Replace what lies between two nodes of one arc by a line, in all cells that have the arc.

    Parameters
    ----------
    cells
        Polygons and multipolygons of shape (N,) in WGS 84 lon/lat: a valid coverage.
    between
        Two nodes of one arc, its junctions or others, each named within 1e-7 degree. Where two
        arcs join them, the one nearer to the line is meant.
    line
        The new course, a line string or points of shape (M, 2), from one node to the other either
        way round; its ends lie within 1e-7 degree of them.
    boundary
        The community that the cells must fill and not leave.

    Returns
    -------
    edited
        The cells afterwards.

    Raises
    ------
    InputError
        When a place is no node, no arc joins the two, or the line does not.
    CoverageError
        When the partition would break, with the place.
    """
    coverage = Coverage.of(cells)
    (start, near), (end, _) = (node_at(coverage, place) for place in between)
    course = _between(nodes_of_line(line), start, end)
    array = coverage.geometries
    frame = shapely.total_bounds(array[near]) * 1e7
    graph = _graph(array, cells_near(coverage, frame[:2], frame[2:]))
    paths = _paths(graph, start, end)
    if not paths:
        raise InputError(
            "edits.no_common_arc",
            Place(geometry=shapely.LineString([point_at(start), point_at(end)])),
        )
    path = min(paths, key=lambda nodes: (_apart(nodes, course), nodes))
    change = rewritten(coverage, near, lambda ring: _substituted(ring, path, course))
    judge(coverage, change, boundary)
    return carried_out(coverage, change)


def _between(nodes: Ring, start: Node, end: Node) -> Ring:
    """Return the nodes of a line from start to end, both included.

    Raises
    ------
    InputError
        When the line ends elsewhere.
    """
    for course in (nodes, nodes[::-1]):
        if start != end and _close(course[0], start) and _close(course[-1], end):
            return [start, *(node for node in course[1:-1] if node not in {start, end}), end]
    raise InputError("edits.line_ends", Place(geometry=point_at(nodes[0])))


def _close(one: Node, other: Node) -> bool:
    return abs(one[0] - other[0]) <= 1 and abs(one[1] - other[1]) <= 1


def _graph(cells: NDArray[np.object_], positions: list[int]) -> dict[Node, set[Node]]:
    graph: dict[Node, set[Node]] = defaultdict(set)
    for position in positions:
        for one, other in edges_in(cells[position]):
            graph[one].add(other)
            graph[other].add(one)
    return graph


def _paths(graph: dict[Node, set[Node]], start: Node, end: Node) -> list[Ring]:
    """Return the ways from start to end that pass no junction."""
    paths = []
    for first in sorted(graph[start]):
        path = [start, first]
        while path[-1] not in {start, end} and len(graph[path[-1]]) == _ON_THE_WAY:
            path.append(*(graph[path[-1]] - {path[-2]}))
        if path[-1] == end:
            paths.append(path)
    return paths


def _apart(path: Ring, course: Ring) -> float:
    """Return how far two ways are apart, in units, by Hausdorff."""
    origin = np.array(path[0])
    one, other = (shapely.LineString(np.array(nodes) - origin) for nodes in (path, course))
    return float(shapely.hausdorff_distance(one, other))


def _substituted(ring: Ring, path: Ring, course: Ring) -> Ring:
    if path[0] not in ring:
        return ring
    k = ring.index(path[0])
    ahead = [*ring[k:], *ring[:k]]
    for turned in (ahead, [ahead[0], *ahead[:0:-1]]):
        if turned[: len(path)] == path:
            return [*course, *turned[len(path) :]] if path != course else ring
    return ring
