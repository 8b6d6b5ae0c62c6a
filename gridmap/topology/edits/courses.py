"""The stretches of a drawn line that cut a cell, and the nodes in which they end."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from math import hypot
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import CoverageError, Place
from gridmap.geometry import UNITS_PER_DEGREE
from gridmap.topology.edits.clearance import nodes_around, takes_node
from gridmap.topology.edits.kernels_lookup import edges_near, two_crossings
from gridmap.topology.edits.outlines import Edge, Node, Outlines, point_at
from gridmap.topology.edits.places import NAMED_WITHIN_UNITS, edge_near

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What runs along the border within a unit is the border.
BAND_UNITS = 0.5 * NAMED_WITHIN_UNITS
# What `two_crossings` tells of a path.
_BETWEEN, _AROUND = 1, 2
_ENDS_WITHIN_UNITS = 2.0 * NAMED_WITHIN_UNITS


@dataclass(frozen=True)
class Way:
    """A way to cut a cell.

    Parameters
    ----------
    courses
        Lines across the cell, as `courses_of` returns them.
    inner_reach_units, outer_reach_units
        How near an existing node must be for a line to end in it, on a border between two cells and
        on the outer edge.
    is_close
        Whether the lines end on the border, not just before it.
    passed_over
        How many good places for a new node to pass over, at the start and at the end of a line.
    """

    courses: list[NDArray[np.float64]]
    inner_reach_units: float
    outer_reach_units: float
    is_close: bool = False
    passed_over: tuple[int, int] = (0, 0)


def courses_of(
    cell: shapely.Geometry, lines: shapely.Geometry, band_units: float = BAND_UNITS
) -> list[NDArray[np.float64]]:
    """Return the stretches of lines that lie in a cell and cut it, in order.

    Parameters
    ----------
    cell
        A polygon or multipolygon in lon/lat.
    lines
        Lines in lon/lat.
    band_units
        What is so near to the border is taken for the border.

    Returns
    -------
    courses
        Arrays of shape (n, 2) in units; each ends within two units of the border, or is closed.
    """
    origin = np.floor(np.array(cell.bounds[:2]) * UNITS_PER_DEGREE)
    local = shapely.transform(cell, lambda xy: np.rint(xy * UNITS_PER_DEGREE - origin))
    path = shapely.transform(lines, lambda xy: xy * UNITS_PER_DEGREE - origin)
    border = _border_near(local, path)
    path = shapely.difference(path, shapely.buffer(border, band_units, quad_segs=2))
    inside = shapely.line_merge(shapely.intersection(path, local))
    courses = []
    for piece in shapely.get_parts(inside):
        if piece.geom_type != "LineString" or piece.is_empty:
            continue
        points = shapely.get_coordinates(piece)
        ends = shapely.points(points[[0, -1]])
        if piece.is_closed or (shapely.distance(ends, border) <= _ENDS_WITHIN_UNITS).all():
            courses.append(points + origin)
    return sorted(courses, key=lambda course: tuple(course[0]))


def plain_course(cell: shapely.Geometry, lines: shapely.Geometry) -> NDArray[np.float64] | None:
    """Return the one stretch of a line in a cell without holes, from border to border.

    Parameters
    ----------
    cell
        A polygon or multipolygon in lon/lat.
    lines
        Lines in lon/lat.

    Returns
    -------
    course
        Array of shape (n, 2) in units, with its ends on the border; None unless one line crosses it
        twice and keeps clear of its nodes.
    """
    kinds = cell.geom_type, lines.geom_type
    if kinds != ("Polygon", "LineString") or shapely.get_num_interior_rings(cell):
        return None
    origin = np.floor(np.array(cell.bounds[:2]) * UNITS_PER_DEGREE)
    ring = np.rint(shapely.get_coordinates(cell) * UNITS_PER_DEGREE - origin)
    path = shapely.get_coordinates(lines) * UNITS_PER_DEGREE - origin
    kind, (first, last), place = two_crossings(ring, path, BAND_UNITS)
    if kind == _BETWEEN:
        inner = path[first + 1 : last + 1]
        course = np.concatenate([place[:1], inner, place[1:]])
    elif kind == _AROUND and lines.is_closed:
        inner = np.concatenate([path[last + 1 :], path[1 : first + 1]])
        course = np.concatenate([place[1:], inner, place[:1]])
    else:
        return None
    units: NDArray[np.float64] = course + origin
    return units


def _border_near(local: shapely.Geometry, path: shapely.Geometry) -> shapely.Geometry:
    """Return the edges of a cell that a path comes near, as lines."""
    points, ring = shapely.get_coordinates(
        shapely.get_parts(shapely.boundary(local)), return_index=True
    )
    lines, line = shapely.get_coordinates(shapely.get_parts(path), return_index=True)
    begins = edges_near((points, ring), (lines, line), _ENDS_WITHIN_UNITS)
    edges = shapely.linestrings(np.stack([points[begins], points[begins + 1]], axis=1))
    return shapely.multilinestrings(edges)


def deep(cell: shapely.Geometry, courses: list[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """Leave out the courses that keep within two units of a cell's border all along."""
    origin = np.floor(np.array(cell.bounds[:2]) * UNITS_PER_DEGREE)
    border = shapely.boundary(
        shapely.transform(cell, lambda xy: np.rint(xy * UNITS_PER_DEGREE - origin))
    )
    band = shapely.buffer(border, _ENDS_WITHIN_UNITS)
    return [course for course in courses if not band.covers(shapely.LineString(course - origin))]


def ending(
    around: Outlines, position: int, course: NDArray[np.float64], which: int, way: Way
) -> tuple[Node, NDArray[np.int64]]:
    """Find the node of a cell's border in which a line ends.

    Parameters
    ----------
    around
        The cell and all cells around it.
    position
        The cell.
    course
        The line, in units.
    which
        0 for its start, 1 for its end.
    way
        Tells when an existing node is taken.

    Returns
    -------
    node
        An existing node or a new one; the lattice point at the end where no border is near.
    places
        Where in `around` the edges begin that get a new node.

    Raises
    ------
    CoverageError
        When no new node keeps the clearance.
    """
    end = course[-which]
    edge, away = edge_near(around.of_cell(position), end)
    if edge is None or away > _ENDS_WITHIN_UNITS:
        return (round(float(end[0])), round(float(end[1]))), np.zeros(0, dtype=np.int64)
    places = around.begins(edge)
    reach = way.inner_reach_units if len(places) > 1 else way.outer_reach_units
    apart, node = min((hypot(node[0] - end[0], node[1] - end[1]), node) for node in edge)
    if apart <= reach:
        return node, places[:0]
    wish = end if way.is_close else _foot(edge, end)
    good = (
        node
        for node in nodes_around(wish)
        if not len(around.holders(node)) and takes_node(around, edge, node)
    )
    for node in islice(good, way.passed_over[which], None):
        return node, places
    raise CoverageError("edits.clearance", Place(geometry=point_at(wish)))


def _foot(edge: Edge, end: NDArray[np.float64]) -> NDArray[np.float64]:
    start, step = np.array(edge[0], dtype=np.float64), np.subtract(edge[1], edge[0])
    foot: NDArray[np.float64] = start + step * ((end - start) @ step / (step @ step))
    return foot


def rounded(course: NDArray[np.float64], ends: tuple[Node, Node]) -> NDArray[np.int64]:
    """Round a course to nodes between two ends, repeats left out; array of shape (n, 2)."""
    if len(course) == len(ends) and ends[0] != ends[1]:
        return np.array(ends)
    inner = np.rint(course[1:-1]).astype(np.int64)
    for node in ends:
        inner = inner[(inner != node).any(axis=1)]
    nodes = np.concatenate([[ends[0]], inner, [ends[1]]])
    staying = np.ones(len(nodes), dtype=np.bool_)
    staying[1:] = (nodes[1:] != nodes[:-1]).any(axis=1)
    return nodes[staying]
