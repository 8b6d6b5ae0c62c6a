"""The line that a planner means: one drawn roughly is led along mapped lines, round buildings."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import ArrayLike

from gridmap.division.arrays import Areal, FloatArray, ObjectArray
from gridmap.division.courses import course_through
from gridmap.division.frame import Frame
from gridmap.division.network import Network, longer, single_lines
from gridmap.division.pulling import pulled
from gridmap.division.scene import WALL_M, Reach, Scene
from gridmap.errors import InputError, Place

CLEARANCE_M = 0.5  # a way round a building keeps this far from it
WAYS_ROUND = ((0.5, 120.0), (0.1, 120.0), (0.1, 1e5))  # clearances and distances tried after that
ROUND_HOLES_M = 1.5  # a way round a hole keeps farther from it than what counts as its border
STRAIGHT_UNITS = (0.9, 5.0, 25.0)  # nodes less than this beside a straight line came from noding
CLEARANCE_UNITS = 1.5  # what a line keeps from itself, and from the border but for its ends
LEAST_WITHIN_M = 0.05  # nearer than this, a drawn line is as good as on the mapped one
NODE_TOLERANCE_M = 0.5  # an existing node of the border this near is taken before a new one


@dataclass(frozen=True)
class Followed:
    """The line that was meant.

    Parameters
    ----------
    line
        In lon/lat on the lattice, from border to border, in the direction of the drawn one.
    on_lines_ratio
        The share of its length that runs on mapped lines.
    crossed_buildings
        Positions of the buildings that it passes through for want of another way.
    """

    line: shapely.LineString
    on_lines_ratio: float
    crossed_buildings: tuple[int, ...]


@dataclass(frozen=True)
class Ground:
    """What is mapped in a cell, in local units.

    Parameters
    ----------
    frame
        The local units.
    lines
        Streets, walls and waters, shape (L,).
    footprints
        Buildings without a thin rim, shape (B,); empty where there is nothing inside the rim.
    """

    frame: Frame
    lines: ObjectArray
    footprints: ObjectArray

    @classmethod
    def of(cls, cell: Areal, lines: ArrayLike, buildings: ArrayLike) -> Ground:
        """Make lines of shape (L,) and footprints of shape (B,), both in lon/lat, ready."""
        frame = Frame.around(cell)
        drawn, built = (np.atleast_1d(np.asarray(k, dtype=object)) for k in (lines, buildings))
        shapes = shapely.make_valid(frame.local(built) if len(built) else built, method="structure")
        inner = shapely.buffer(shapely.transform(shapes, frame.metric), -WALL_M, join_style="mitre")
        return cls(
            frame,
            single_lines(frame.local(drawn)) if len(drawn) else drawn,
            shapely.transform(inner, lambda xy: xy / frame.unit_m),
        )

    def without_lines(self) -> Ground:
        """Return the ground with its buildings alone."""
        return Ground(self.frame, self.lines[:0], self.footprints)


def follow(
    drawn: shapely.LineString,
    cell: Areal,
    *,
    lines: ArrayLike = (),
    buildings: ArrayLike = (),
    within_m: float = 15.0,
) -> Followed:
    """Find the line that was meant by one drawn roughly through a cell.

    The answer is the cheapest way from border to border in a network of the mapped lines near the
    drawn one, the drawn line itself, short links between them, and outlines of the buildings in
    the way (Dijkstra, 1959). A mapped line costs a quarter of one drawn freely, a building far
    more than any way round it.

    Parameters
    ----------
    drawn
        Line string in lon/lat. An end inside the cell is led on to the border.
    cell
        WGS 84 lon/lat on the lattice.
    lines
        Streets, walls and waters that borders follow, in lon/lat, shape (L,).
    buildings
        Footprints in lon/lat, shape (B,).
    within_m
        Mapped lines this near to the drawn one are meant by it.

    Returns
    -------
    followed
        The line, and how well it keeps to what is mapped.

    Raises
    ------
    InputError
        When the line does not cross the cell.
    """
    return follow_on(Ground.of(cell, lines, buildings), drawn, cell, within_m)


def follow_on(ground: Ground, drawn: shapely.LineString, cell: Areal, within_m: float) -> Followed:
    """Find the line that was meant, as `follow`, on ground that was made ready once.

    Parameters
    ----------
    ground
        What is mapped.
    drawn
        Line string in lon/lat.
    cell
        WGS 84 lon/lat on the lattice, somewhere on the ground.
    within_m
        Mapped lines this near to the drawn one are meant by it.

    Returns
    -------
    followed
        The line, and how well it keeps to what is mapped.

    Raises
    ------
    InputError
        When the line does not cross the cell.
    """
    within_m = max(within_m, LEAST_WITHIN_M)
    scene = _scene(ground, drawn, cell, within_m)
    best, least = _judged(scene, Reach(within_m, CLEARANCE_M))
    for clearance_m, round_m in WAYS_ROUND:
        if least == (0, False):
            break
        other, faults = _judged(scene, Reach(within_m, clearance_m, round_m))
        if faults < least:
            best, least = other, faults
    if least[1] and len(scene.part.interiors):
        # Across these holes no cut in two leads; round them one may.
        best = min((best, least), _judged(*_round_holes(scene, within_m)), key=lambda k: k[1])[0]
    return best


def _round_holes(scene: Scene, within_m: float) -> tuple[Scene, Reach]:
    """Return a scene in which holes are in the way as buildings are."""
    holes = shapely.polygons(shapely.get_rings(scene.part)[1:])
    barred = replace(scene, footprints=np.concatenate([scene.footprints, holes]))
    return barred, Reach(within_m, ROUND_HOLES_M, WAYS_ROUND[0][1])


def _judged(scene: Scene, reach: Reach) -> tuple[Followed, tuple[int, bool]]:
    """Return the best way within reach, and its faults: buildings crossed, and a border touched."""
    line, mapped = _way(scene, reach)
    crossed = tuple(np.flatnonzero(shapely.intersects(scene.footprints, line)).tolist())
    found = Followed(scene.frame.lonlat(line)[0], _on_lines_ratio(scene, line, mapped), crossed)
    return found, (len(crossed), not _is_clean(scene, line))


def _scene(ground: Ground, drawn: shapely.LineString, cell: Areal, within_m: float) -> Scene:
    frame = ground.frame
    path = frame.local(drawn)[0]
    parts = shapely.get_parts(shapely.get_parts(frame.local(cell)))
    shells = shapely.polygons(shapely.get_exterior_ring(parts))
    courses = [course_through(frame, path, shell, within_m) for shell in shells]
    lengths = [0.0 if course is None else course.length for course in courses]
    most = int(np.argmax(lengths))
    course = courses[most]
    if course is None:
        raise InputError("lines.misses", Place(geometry=drawn))
    return Scene(frame, parts[most], course, ground.lines, ground.footprints)


def _way(scene: Scene, reach: Reach) -> tuple[shapely.LineString, ObjectArray]:
    """Return the cheapest way in local units, and the mapped lines that it could take."""
    mapped = scene.mapped(reach)
    free = [np.array([scene.course], dtype=object), scene.outlines(reach)]
    network = Network.of(np.concatenate([mapped, *free, scene.connectors(mapped, reach)]))
    outer = scene.at_border(network)
    ends = [scene.terminals(network, outer, end, reach) for end in (0, -1)]
    way = network.way(scene.costs(network, network.on(mapped), outer, reach), ends[0], ends[1])
    nodes = network.nodes[way] if len(way) > 1 else shapely.get_coordinates(scene.course)
    line = _line(scene, nodes)
    pairs = Network.along(nodes)
    mine = pairs.on(mapped)
    bent = ~mine & ~pairs.on(free[0])
    tight = _line(scene, pulled(scene, nodes, mine, bent, reach.clearance_m))
    if _is_clean(scene, tight) and _count_crossed(scene, tight) <= _count_crossed(scene, line):
        line = tight
    return line, mapped


def _line(scene: Scene, way: FloatArray) -> shapely.LineString:
    """Draw a way without the nodes that noding left, from near nodes of the border if there are."""
    line = shapely.LineString(way)
    for tolerance_units in STRAIGHT_UNITS:
        straight = shapely.simplify(line, tolerance_units)
        if _is_clear(straight):
            line = straight
            break
    nodes = shapely.get_coordinates(line)
    corners = shapely.get_coordinates(scene.shell)
    for end in (0, -1):
        away = np.hypot(*scene.frame.metric(corners - nodes[end]).T)
        if away.min() <= NODE_TOLERANCE_M:
            nodes[end] = corners[np.argmin(away)]
    tied = shapely.LineString(nodes)
    return tied if _is_clear(tied) else line


def _is_clear(line: shapely.LineString) -> bool:
    """Return whether a line keeps clear of itself."""
    clearance = shapely.minimum_clearance(line)
    return bool(line.length > 0 and line.is_simple and clearance >= CLEARANCE_UNITS)


def _is_clean(scene: Scene, line: shapely.LineString) -> bool:
    """Return whether a line keeps clear of itself and parts the part in two."""
    if not _is_clear(line):
        return False
    ring = scene.shell.exterior
    strip = shapely.intersection(line, shapely.buffer(ring, CLEARANCE_UNITS, quad_segs=2))
    if shapely.get_num_geometries(strip) != 2:  # noqa: PLR2004 - it has two ends
        return False
    whole = longer(line, 2.0 * CLEARANCE_UNITS)
    drawn = shapely.union_all(np.array([shapely.boundary(scene.part), whole], dtype=object))
    faces = shapely.get_parts(shapely.polygonize([drawn]))
    mine = shapely.intersects(scene.part, shapely.point_on_surface(faces))
    return bool(mine.sum() == 2)  # noqa: PLR2004 - a cut makes two pieces


def _on_lines_ratio(scene: Scene, line: shapely.LineString, mapped: ObjectArray) -> float:
    pairs = Network.along(shapely.get_coordinates(line))
    lengths = scene.length_m(pairs.segments)
    return float(lengths[pairs.on(mapped)].sum() / lengths.sum())


def _count_crossed(scene: Scene, line: shapely.LineString) -> int:
    return int(shapely.intersects(scene.footprints, line).sum())
