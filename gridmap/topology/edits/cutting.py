"""Cut a cell along lines: new nodes on its border first, then the faces between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import CoverageError, Place
from gridmap.geometry import UNITS_PER_DEGREE, divide_long_edges, from_units
from gridmap.topology.edits.courses import Way, ending, rounded
from gridmap.topology.edits.coverage import Coverage, as_array
from gridmap.topology.edits.kernels_lookup import place_in
from gridmap.topology.edits.outlines import Outlines, outlines_of, point_at
from gridmap.topology.edits.rewriting import is_long, polygon_of, rewritten

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FRAME_DEG = 8.0 / UNITS_PER_DEGREE
_DECIMALS_UNITS = 1e-9
_LEAST_RING = 3


@dataclass(frozen=True)
class Cut:
    """A cell with lines across it.

    Parameters
    ----------
    around
        The cell and all around it, with the nodes in which the lines end.
    position
        The cell.
    whole
        Its geometry before.
    grown
        The rings of the cell that got new nodes.
    replaced
        The other cells that got new nodes on their border.
    courses
        The lines as arrays of nodes of shape (n, 2), each from border to border or closed.
    """

    around: Outlines
    position: int
    whole: shapely.Geometry
    grown: dict[int, NDArray[np.int64]]
    replaced: dict[int, shapely.Geometry]
    courses: list[NDArray[np.int64]]

    def is_as(self, other: Cut) -> bool:
        """Tell whether another cut of the cell divides it along the same nodes."""
        return len(self.courses) == len(other.courses) and all(
            np.array_equal(one, two) for one, two in zip(self.courses, other.courses, strict=True)
        )

    def halves(self) -> NDArray[np.object_] | None:
        """Return the two pieces of a cell of one ring with one line; None for any other.

        Nothing is checked: the pieces are what they should be when the change proves sound.
        """
        own = np.flatnonzero(self.around.cell == self.position)
        if len(own) != 1 or len(self.courses) != 1 or is_long(self.courses[0]):
            return None
        ring, course = self.around.ring(int(own[0])), self.courses[0]
        start, end = (int(place_in(ring, *node)) for node in course[[0, -1]])
        if min(start, end) < 0 or start == end:
            return None
        if start > end:
            start, end, course = end, start, course[::-1]
        first = np.concatenate([ring[start:end], course[:0:-1]])
        second = np.concatenate([ring[end:], ring[:start], course[:-1]])
        if min(len(first), len(second)) < _LEAST_RING:
            return None
        return as_array(polygon_of([from_units(piece)]) for piece in (first, second))

    def faces(self) -> NDArray[np.object_]:
        """Return the pieces of the cell, one per part at least.

        Raises
        ------
        CoverageError
            When the lines break the clearance.
        """
        grown = rewritten(self.around, self.grown).replaced
        return _faces(grown.get(self.position, self.whole), self.courses)


def cut(
    coverage: Coverage,
    position: int,
    way: Way,
) -> Cut:
    """Cut one cell.

    Parameters
    ----------
    coverage
        A valid coverage.
    position
        The cell to cut.
    way
        The lines across it, and when they end in existing nodes.

    Returns
    -------
    cut
        The cell with its new nodes, and the lines.

    Raises
    ------
    CoverageError
        When a new node would break the clearance.
    """
    around = around_cell(coverage, position)
    touched: set[int] = set()
    drawn = []
    for course in way.courses:
        ends = []
        for which in (0, 1):
            node, places = ending(around, position, course, which, way)
            touched.update(around.rings_at(places))
            around = around.with_node(places, node)
            ends.append(node)
        drawn.append(rounded(course, (ends[0], ends[1])))
    rings = {number: around.ring(number) for number in touched}
    own = {number: ring for number, ring in rings.items() if around.cell[number] == position}
    others = {number: ring for number, ring in rings.items() if number not in own}
    replaced = rewritten(around, others).replaced
    lines = [course for course in drawn if len(course) > 1]
    return Cut(around, position, coverage.cell(position), own, replaced, lines)


def around_cell(coverage: Coverage, position: int) -> Outlines:
    """Return the rings of a cell and of all cells around it."""
    frame = shapely.bounds(coverage.cell(position))
    # New nodes bend edges of this cell by a few units: only who is near can be concerned.
    near = coverage.near(frame[:2] - _FRAME_DEG, frame[2:] + _FRAME_DEG)
    return outlines_of(coverage.part(near), near)


def corner_of(cell: shapely.Geometry) -> NDArray[np.int64]:
    """Return the south-west corner of a cell's frame in units, of shape (2,)."""
    corner: NDArray[np.int64] = np.rint(np.array(cell.bounds[:2]) * UNITS_PER_DEGREE).astype(int)
    return corner


def in_units(cell: shapely.Geometry, origin: NDArray[np.int64]) -> shapely.Geometry:
    """Bring a cell on the lattice to whole units from an origin, where an overlay rounds least."""
    return shapely.transform(cell, lambda xy: np.rint(xy * UNITS_PER_DEGREE - origin))


def in_degrees(
    local: shapely.Geometry | NDArray[np.object_], origin: NDArray[np.int64]
) -> NDArray[np.object_]:
    """Bring geometries back, and onto the lattice."""
    degrees: NDArray[np.object_] = shapely.transform(
        local, lambda xy: from_units(np.rint(xy).astype(np.int64) + origin)
    )
    return degrees


def _faces(cell: shapely.Geometry, courses: list[NDArray[np.int64]]) -> NDArray[np.object_]:
    origin = corner_of(cell)
    local = in_units(cell, origin)
    cuts = as_array(shapely.LineString(course - origin) for course in courses)
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
    divided: NDArray[np.object_] = divide_long_edges(in_degrees(faces, origin))
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
