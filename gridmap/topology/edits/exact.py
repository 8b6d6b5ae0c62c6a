"""Cut a cell along lines exactly where they lie, with no eye to what is around.

The other ways to cut keep every new node and line clear of all that stands. But a border that is
about to vanish, because what lies beyond goes to the neighbour, is in nobody's way: in a cell few
units wide only the outcome can be judged, not the cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import CoverageError, Place
from gridmap.geometry import UNITS_PER_DEGREE, divide_long_edges
from gridmap.topology.edits.coverage import as_array
from gridmap.topology.edits.cutting import around_cell, corner_of, in_degrees, in_units
from gridmap.topology.edits.outlines import as_node
from gridmap.topology.edits.places import edge_near
from gridmap.topology.edits.rewriting import rewritten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from gridmap.topology.edits.coverage import Coverage
    from gridmap.topology.edits.outlines import Node, Outlines

_ENDS_WITHIN_UNITS = 1.0
_DECIMALS_UNITS = 1e-6


@dataclass(frozen=True)
class ExactCut:
    """A cell cut along lines.

    Parameters
    ----------
    position
        The cell.
    replaced
        In lon/lat the cells, this one among them, that got new nodes on their border.
    origin
        Array of shape (2,), in units: a corner of the cell.
    local_faces
        The pieces of the cell, in units from the origin. Where a line, once rounded, runs out of
        the cell, they have a node between lattice points.
    """

    position: int
    replaced: dict[int, shapely.Geometry]
    origin: NDArray[np.int64]
    local_faces: NDArray[np.object_]

    def local(self, geometry: shapely.Geometry) -> shapely.Geometry:
        """Bring a geometry from lon/lat to units from the origin."""
        return shapely.transform(geometry, lambda xy: xy * UNITS_PER_DEGREE - self.origin)

    def faces(self) -> NDArray[np.object_]:
        """Return the pieces in lon/lat, on the lattice."""
        divided: NDArray[np.object_] = divide_long_edges(in_degrees(self.local_faces, self.origin))
        return divided

    def joined(self, pieces: Iterable[shapely.Geometry]) -> shapely.Geometry:
        """Return the union of local pieces in lon/lat.

        Raises
        ------
        CoverageError
            When a node of it is no lattice point.
        """
        whole = shapely.union_all(as_array(pieces))
        found = shapely.get_coordinates(whole)
        aside = np.abs(found - np.rint(found)).max(axis=1) > _DECIMALS_UNITS
        if aside.any():
            spot = (found[aside][0] + self.origin) / UNITS_PER_DEGREE
            raise CoverageError("edits.clearance", Place(geometry=shapely.Point(spot)))
        return divide_long_edges(as_array([in_degrees(whole, self.origin)]))[0]


def exact_cut(coverage: Coverage, position: int, lines: shapely.Geometry) -> ExactCut:
    """Cut one cell.

    Parameters
    ----------
    coverage
        A valid coverage.
    position
        The cell to cut.
    lines
        Lines in lon/lat.

    Returns
    -------
    made
        The cell with the lines across it.
    """
    cell, around = coverage.cell(position), around_cell(coverage, position)
    origin = corner_of(cell)
    grown: set[int] = set()
    cuts = []
    for course, is_closed in _courses(in_units(cell, origin), lines, origin):
        for node in () if is_closed else (as_node(course[0]), as_node(course[-1])):
            places = _places_for(around, position, node)
            grown.update(around.rings_at(places))
            around = around.with_node(places, node)
        cuts.append(shapely.LineString(course - origin))
    replaced = rewritten(around, {number: around.ring(number) for number in grown}).replaced
    local = in_units(replaced.get(position, cell), origin)
    drawn = shapely.union_all([shapely.boundary(local), *cuts])
    faces = shapely.get_parts(shapely.polygonize([drawn]))
    inside = shapely.intersects(local, shapely.point_on_surface(faces))
    return ExactCut(position, replaced, origin, faces[inside])


def _courses(
    local: shapely.Geometry, lines: shapely.Geometry, origin: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], bool]]:
    """Yield the stretches of lines in a cell as nodes, and whether each is closed."""
    path = shapely.transform(lines, lambda xy: xy * UNITS_PER_DEGREE - origin)
    border = shapely.boundary(local)
    for piece in shapely.get_parts(shapely.line_merge(shapely.intersection(path, local))):
        if piece.geom_type != "LineString":
            continue
        points = shapely.get_coordinates(piece)
        nodes = np.rint(points).astype(np.int64)
        staying = np.ones(len(nodes), dtype=np.bool_)
        staying[1:] = (nodes[1:] != nodes[:-1]).any(axis=1)
        ends = shapely.points(points[[0, -1]])
        is_across = bool((shapely.distance(ends, border) <= _ENDS_WITHIN_UNITS).all())
        if is_across and staying.sum() > 1:
            yield nodes[staying] + origin, bool(piece.is_closed)


def _places_for(around: Outlines, position: int, node: Node) -> NDArray[np.int64]:
    """Return where the edges begin that take a node in; none where the cell has it."""
    own = around.of_cell(position)
    edge, _ = edge_near(own, np.array(node, dtype=np.float64))
    if edge is None or len(own.holders(node)):
        return np.zeros(0, dtype=np.int64)
    return around.begins(edge)
