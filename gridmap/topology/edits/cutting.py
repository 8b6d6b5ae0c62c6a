"""Cut a cell along lines: new nodes on its border first, then the faces between them."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import CoverageError, Place
from gridmap.geometry import UNITS_PER_DEGREE, divide_long_edges, from_units
from gridmap.topology.edits.coverage import Coverage, as_array
from gridmap.topology.edits.nodes import begins, insertion
from gridmap.topology.edits.outlines import Node, outlines_of, point_at
from gridmap.topology.edits.places import (
    NAMED_WITHIN_UNITS,
    Edge,
    edge_near,
    outlines_near,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

# On the outer edge a line ends in an existing node when there is one within 5 cm.
OUTER_REACH_UNITS = 4.5
_DECIMALS_UNITS = 1e-9
_FRAME_DEG = 8.0 / UNITS_PER_DEGREE

Ring = list[Node]


def cut(
    coverage: Coverage,
    position: int,
    lines: shapely.Geometry,
    reach_units: float = NAMED_WITHIN_UNITS,
) -> tuple[dict[int, shapely.Geometry], NDArray[np.object_]]:
    """Cut one cell along lines.

    Parameters
    ----------
    coverage
        A valid coverage.
    position
        The cell to cut.
    lines
        Lines in lon/lat; what does not lie in the cell, or ends inside it, cuts nothing.
    reach_units
        A line ends in an existing node that is this near; on the outer edge in one within 5 cm.

    Returns
    -------
    replaced
        The cells, this one among them, that get new nodes on their border.
    faces
        Object array of the pieces of the cell, polygons on the lattice; one per part at least.

    Raises
    ------
    CoverageError
        When a new node or the lines would break the clearance.
    """
    # New nodes bend edges of this cell by a few units: only who is near can be concerned.
    near = _cells_around(coverage, position)
    now, inside = coverage.part(near), int(np.searchsorted(near, position))
    replaced: dict[int, shapely.Geometry] = {}
    courses = []
    for course in _courses(coverage.geometries[position], lines):
        ends = []
        for end in (course[0], course[-1]):
            node, fresh = _border_node(now, inside, end, reach_units)
            if fresh:
                now = now.replaced(list(fresh), list(fresh.values()))
                replaced.update((int(near[k]), geometry) for k, geometry in fresh.items())
            ends.append(node)
        courses.append(_rounded(course, ends))
    return replaced, _faces(
        now.geometries[inside], [course for course in courses if len(course) > 1]
    )


def _courses(cell: shapely.Geometry, lines: shapely.Geometry) -> list[NDArray[np.float64]]:
    """Return the stretches of lines that lie in a cell and cut it, in units, in order."""
    origin = np.floor(np.array(cell.bounds[:2]) * UNITS_PER_DEGREE)
    local, path = (
        shapely.transform(shape, lambda xy: xy * UNITS_PER_DEGREE - origin)
        for shape in (cell, lines)
    )
    local = shapely.transform(local, np.rint)
    border = shapely.boundary(local)
    # What runs along the border within a unit is the border.
    path = shapely.difference(path, shapely.buffer(border, NAMED_WITHIN_UNITS * 0.5))
    inside = shapely.line_merge(shapely.intersection(path, local))
    courses = []
    for piece in shapely.get_parts(inside):
        if piece.geom_type != "LineString" or piece.is_empty:
            continue
        ends = shapely.points(shapely.get_coordinates(piece)[[0, -1]])
        closed = bool(piece.is_closed)
        if closed or (shapely.distance(ends, border) <= 2.0 * NAMED_WITHIN_UNITS).all():
            courses.append(shapely.get_coordinates(piece) + origin)
    return sorted(courses, key=lambda course: tuple(course[0]))


def _border_node(
    coverage: Coverage, position: int, end: NDArray[np.float64], reach_units: float
) -> tuple[Node, dict[int, shapely.Geometry]]:
    """Return the node of the cell's border where a line ends, and the cells that get it anew."""
    cell = coverage.geometries[[position]]
    edge, away = edge_near(outlines_of(cell), end)
    if edge is None or away > 2.0 * NAMED_WITHIN_UNITS:
        return (round(float(end[0])), round(float(end[1]))), {}
    near = outlines_near(coverage, end, end)
    reach = reach_units if len(begins(near, edge)) > 1 else OUTER_REACH_UNITS
    apart, node = min((hypot(*(np.array(node) - end)), node) for node in edge)
    if apart <= reach:
        return node, {}
    node, proposal = insertion(coverage, edge, _foot(edge, end), near)
    return node, dict(zip(proposal.replaced, proposal.fresh, strict=True))


def _foot(edge: Edge, end: NDArray[np.float64]) -> NDArray[np.float64]:
    start, step = np.array(edge[0], dtype=np.float64), np.subtract(edge[1], edge[0])
    foot: NDArray[np.float64] = start + step * ((end - start) @ step / (step @ step))
    return foot


def _cells_around(coverage: Coverage, position: int) -> NDArray[np.int64]:
    frame = coverage.bounds[position]
    return coverage.near(frame[:2] - _FRAME_DEG, frame[2:] + _FRAME_DEG)


def _rounded(course: NDArray[np.float64], ends: list[Node]) -> Ring:
    inner = [(int(x), int(y)) for x, y in np.rint(course[1:-1]).tolist()]
    nodes = [ends[0], *(node for node in inner if node not in ends), ends[1]]
    return [node for k, node in enumerate(nodes) if k == 0 or node != nodes[k - 1]]


def _faces(cell: shapely.Geometry, courses: list[Ring]) -> NDArray[np.object_]:
    origin = np.floor(np.array(cell.bounds[:2]) * UNITS_PER_DEGREE).astype(np.int64)
    local = shapely.transform(cell, lambda xy: np.rint(xy * UNITS_PER_DEGREE - origin))
    cuts = as_array(shapely.LineString(np.array(course) - origin) for course in courses)
    for course, line in zip(courses, cuts, strict=True):
        if not line.is_simple or not local.covers(line):
            raise CoverageError(
                "edits.clearance", Place(geometry=point_at(course[len(course) // 2]))
            )
    outlines = shapely.get_parts(shapely.boundary(local))
    _require_clear(outlines, cuts, origin)
    drawn = shapely.union_all(np.concatenate([shapely.get_parts(outlines), cuts]))
    faces = shapely.get_parts(shapely.polygonize([drawn]))
    faces = faces[shapely.intersects(local, shapely.point_on_surface(faces))]
    degrees = shapely.transform(faces, lambda xy: from_units(np.rint(xy).astype(np.int64) + origin))
    divided: NDArray[np.object_] = divide_long_edges(degrees)
    return divided


def _require_clear(
    outlines: NDArray[np.object_], cuts: NDArray[np.object_], origin: NDArray[np.int64]
) -> None:
    """Refuse cuts that touch the border or each other elsewhere than in nodes of both.

    Raises
    ------
    CoverageError
        With the place.
    """
    own = {tuple(node) for node in shapely.get_coordinates(outlines).tolist()}
    drawn = {tuple(node) for node in shapely.get_coordinates(cuts).tolist()}
    border = shapely.union_all(outlines)
    for node in sorted(drawn - own):
        if shapely.distance(border, shapely.Point(node)) < 1.0 - _DECIMALS_UNITS:
            raise CoverageError("edits.clearance", Place(geometry=point_at(node + origin)))
    for x, y in shapely.get_coordinates(shapely.union_all(cuts)).tolist():
        if (x, y) not in drawn:
            raise CoverageError("edits.clearance", Place(geometry=point_at(np.add(origin, (x, y)))))
