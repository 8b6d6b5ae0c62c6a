"""The line that a planner means: one drawn roughly is led along mapped lines, round buildings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike

from gridmap.division.arrays import Areal, FloatArray, ObjectArray
from gridmap.division.frame import Frame
from gridmap.division.network import Network, single_lines
from gridmap.division.pulling import pulled
from gridmap.division.scene import WALL_M, Reach, Scene
from gridmap.errors import InputError, Place

CLEARANCES_M = (0.5, 0.1)  # a way round a building keeps this far from it
STRAIGHT_UNITS = 0.9  # nodes less than this beside a straight line came from noding
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
    scene = _scene(drawn, cell, np.atleast_1d(np.asarray(lines, dtype=object)), buildings, within_m)
    reaches = [Reach(within_m, CLEARANCES_M[0])]
    reaches += [Reach(within_m, clearance_m, whole=True) for clearance_m in CLEARANCES_M]
    best = _followed(scene, reaches[0])
    for reach in reaches[1:]:
        if not best.crossed_buildings:
            break
        best = min(best, _followed(scene, reach), key=lambda found: len(found.crossed_buildings))
    return best


def _scene(
    drawn: shapely.LineString,
    cell: Areal,
    lines: ObjectArray,
    buildings: ArrayLike,
    within_m: float,
) -> Scene:
    frame = Frame.around(cell)
    path = frame.local(drawn)[0]
    parts = shapely.get_parts(frame.local(cell))
    shells = shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(parts)))
    courses = [_course(frame, path, shell, within_m) for shell in shells]
    lengths = [0.0 if course is None else course.length for course in courses]
    most = int(np.argmax(lengths))
    course = courses[most]
    if course is None:
        raise InputError("lines.misses", Place(geometry=drawn))
    footprints = _footprints(frame, buildings)
    part = shapely.get_parts(parts)[most]
    mapped = single_lines(frame.local(lines)) if len(lines) else lines
    return Scene(frame, shells[most], shapely.boundary(part), course, mapped, footprints)


def _footprints(frame: Frame, buildings: ArrayLike) -> ObjectArray:
    local = frame.local(buildings) if len(np.atleast_1d(buildings)) else np.zeros(0, dtype=object)
    metric = shapely.transform(shapely.make_valid(local, method="structure"), frame.metric)
    inner = shapely.buffer(metric, -WALL_M, join_style="mitre")
    shrunk: ObjectArray = shapely.transform(inner, lambda xy: xy / frame.unit_m)
    return shrunk


def _course(
    frame: Frame, path: shapely.LineString, shell: shapely.Polygon, within_m: float
) -> shapely.LineString | None:
    """Return the longest stretch of a line from border to border of a polygon; None without one."""
    if not path.intersects(shell):
        return None
    ring = shapely.boundary(shell)
    nodes = list(shapely.get_coordinates(path))
    for turn in range(2):
        nodes = _led_on(frame, nodes, shell, ring, within_m)[::-1]
        del turn
    inside = single_lines(
        [shapely.line_merge(shapely.intersection(shapely.LineString(nodes), shell))]
    )
    crossing = [
        line
        for line in inside
        if shapely.dwithin(ring, shapely.points(line.coords[0]), 1.0)
        and shapely.dwithin(ring, shapely.points(line.coords[-1]), 1.0)
    ]
    return max(crossing, key=shapely.length, default=None)


def _led_on(
    frame: Frame,
    nodes: list[FloatArray],
    shell: shapely.Polygon,
    ring: shapely.Geometry,
    within_m: float,
) -> list[FloatArray]:
    """Lead the end of a line that stops inside a polygon on to its border."""
    tip = nodes[-1]
    if not shell.contains(shapely.Point(tip)):
        return nodes
    onto = shapely.get_coordinates(shapely.shortest_line(shapely.Point(tip), ring))[1]
    if float(np.hypot(*frame.metric(onto - tip))) > within_m:
        west, south, east, north = shell.bounds
        way = tip - nodes[-2]
        far = tip + way / np.hypot(*way) * np.hypot(east - west, north - south)
        hits = shapely.intersection(shapely.LineString([tip, far]), ring)
        spots = shapely.get_coordinates(hits)
        onto = spots[np.argmin(np.hypot(*(spots - tip).T))]
    step = (onto - tip) / max(float(np.hypot(*(onto - tip))), 1.0)
    return [*nodes, onto + step]


def _followed(scene: Scene, reach: Reach) -> Followed:
    mapped = scene.mapped(reach)
    free = [np.array([scene.course], dtype=object), scene.outlines(reach)]
    network = Network.of(np.concatenate([mapped, *free, scene.connectors(mapped, reach)]))
    on_lines = network.on(mapped)
    ends = [scene.terminals(network, end, reach) for end in (0, -1)]
    way = network.way(scene.costs(network, on_lines, reach), ends[0], ends[1])
    nodes = network.nodes[way]
    line = _line(scene, nodes)
    pairs = Network.along(nodes)
    mine = pairs.on(mapped)
    bent = ~mine & ~pairs.on(free[0])
    tight = _line(scene, pulled(scene, nodes, mine, bent, reach.clearance_m))
    if tight.is_simple and len(_crossed(scene, tight)) <= len(_crossed(scene, line)):
        line = tight
    return Followed(
        scene.frame.lonlat(line)[0], _on_lines_ratio(scene, line, mapped), _crossed(scene, line)
    )


def _line(scene: Scene, way: FloatArray) -> shapely.LineString:
    """Draw a way without the nodes that noding left, from near nodes of the border if there are."""
    line = shapely.LineString(way)
    straight = shapely.simplify(line, STRAIGHT_UNITS)
    if straight.is_simple:
        line = straight
    nodes = shapely.get_coordinates(line)
    corners = shapely.get_coordinates(scene.shell)
    for end in (0, -1):
        away = np.hypot(*scene.frame.metric(corners - nodes[end]).T)
        if away.min() <= NODE_TOLERANCE_M:
            nodes[end] = corners[np.argmin(away)]
    tied = shapely.LineString(nodes)
    return tied if tied.is_simple and tied.length > 0 else line


def _on_lines_ratio(scene: Scene, line: shapely.LineString, mapped: ObjectArray) -> float:
    pairs = Network.along(shapely.get_coordinates(line))
    lengths = scene.length_m(pairs.segments)
    return float(lengths[pairs.on(mapped)].sum() / lengths.sum())


def _crossed(scene: Scene, line: shapely.LineString) -> tuple[int, ...]:
    return tuple(np.flatnonzero(shapely.intersects(scene.footprints, line)).tolist())
