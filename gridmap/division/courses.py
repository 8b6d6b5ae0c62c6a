"""The course that a line takes through a polygon, from border to border."""

from __future__ import annotations

import numpy as np
import shapely

from gridmap.division.arrays import FloatArray
from gridmap.division.frame import Frame
from gridmap.division.network import single_lines

ALONG_UNITS = 100.0  # a line that stays this near to the border does not cross the cell


def course_through(
    frame: Frame, path: shapely.LineString, shell: shapely.Polygon, within_m: float
) -> shapely.LineString | None:
    """Return the longest stretch of a line from border to border of a polygon.

    Parameters
    ----------
    frame
        The local units that all geometries are in.
    path
        What was drawn. An end inside the polygon is led on to the border: to the nearest place
        of it, or straight on where that is too far.
    shell
        A polygon without holes.
    within_m
        How far an end may be turned aside to the nearest place of the border.

    Returns
    -------
    course
        None where the line does not cross the polygon, or only runs along its border.
    """
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
        and not shapely.covers(shapely.buffer(ring, ALONG_UNITS), line)
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
