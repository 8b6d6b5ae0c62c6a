"""Give an arc, or a stretch of it, another course."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import InputError, Place
from gridmap.topology.edits.coverage import Coverage
from gridmap.topology.edits.kernels_lookup import passes_junction, place_in
from gridmap.topology.edits.outlines import Node, Outlines, point_at
from gridmap.topology.edits.places import LonLat, node_at, nodes_of_line, outlines_near
from gridmap.topology.edits.result import Edited
from gridmap.topology.edits.rewriting import rewritten
from gridmap.topology.edits.verdict import concluded

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from shapely import MultiPolygon, Polygon


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
    stretches = _stretches(near, start, end)
    open_ways = [path for path in _distinct(stretches) if _is_open(coverage, near, path)]
    if not open_ways:
        raise InputError(
            "edits.no_common_arc",
            Place(geometry=shapely.LineString([point_at(start), point_at(end)])),
        )
    path = open_ways[0]
    if len(open_ways) > 1:
        path = min(open_ways, key=lambda nodes: (_apart(nodes, course), nodes.tolist()))
    rings = {}
    if not np.array_equal(path, course):
        for number, rest, stretch in stretches:
            for way, along in ((path, course), (path[::-1], course[::-1])):
                if np.array_equal(stretch, way):
                    rings[number] = np.concatenate([along, rest])
    return concluded(coverage, rewritten(near, rings), boundary)


def _between(nodes: NDArray[np.int64], start: Node, end: Node) -> NDArray[np.int64]:
    """Return the nodes of a line from start to end, both included.

    Raises
    ------
    InputError
        When the line ends elsewhere.
    """
    ends = np.array([start, end])
    for course in (nodes, nodes[::-1]):
        if start != end and (np.abs(course[[0, -1]] - ends) <= 1).all():
            inner = course[1:-1]
            staying = (inner != start).any(axis=1) & (inner != end).any(axis=1)
            return np.concatenate([ends[:1], inner[staying], ends[1:]])
    raise InputError("edits.line_ends", Place(geometry=point_at(nodes[0])))


def _stretches(
    near: Outlines, start: Node, end: Node
) -> list[tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
    """Part each ring that has both nodes in two ways.

    Returns
    -------
    stretches
        For each way the ring, the nodes of the rest without the two, and the nodes of the way from
        one of the two to the other along the ring, both included.
    """
    ends = near.rings_at(near.holders(end))
    stretches = []
    for number in near.rings_at(near.holders(start)):
        if number not in ends:
            continue
        ring = near.ring(number)
        first = place_in(ring, *start)
        ring = np.concatenate([ring[first:], ring[:first]])
        k = place_in(ring, *end)
        ahead, back = ring[: k + 1], np.concatenate([ring[k:], ring[:1]])
        stretches += [(number, back[1:-1], ahead), (number, ahead[1:-1], back)]
    return stretches


def _distinct(
    stretches: list[tuple[int, NDArray[np.int64], NDArray[np.int64]]],
) -> list[NDArray[np.int64]]:
    """Return each way once, as it runs from start to end."""
    ways: dict[bytes, NDArray[np.int64]] = {}
    for k, (_, _, stretch) in enumerate(stretches):
        way = np.ascontiguousarray(stretch[::-1] if k % 2 else stretch)
        ways.setdefault(way.tobytes(), way)
    return list(ways.values())


def _is_open(coverage: Coverage, near: Outlines, path: NDArray[np.int64]) -> bool:
    """Tell whether no junction lies between the ends of a path; `near` are some cells beside it."""
    if passes_junction(path, near.nodes, near.starts):
        return False
    around = outlines_near(coverage, path.min(axis=0) + 0.0, path.max(axis=0) + 0.0)
    return not passes_junction(path, around.nodes, around.starts)


def _apart(path: NDArray[np.int64], course: NDArray[np.int64]) -> float:
    """Return how far two ways are apart, in units, by Hausdorff."""
    one, other = (shapely.LineString(nodes - path[0]) for nodes in (path, course))
    return float(shapely.hausdorff_distance(one, other))
