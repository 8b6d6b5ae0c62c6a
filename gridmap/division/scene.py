"""What lies around a line that somebody drew through a cell, and the ways a border could take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely import STRtree

from gridmap.division.arrays import BoolArray, FloatArray, IntArray, ObjectArray
from gridmap.division.frame import Frame
from gridmap.division.network import Network, single_lines
from gridmap.geometry.preparing import prepared

FREE_COST = 4.0  # a metre drawn freely costs as much as four on a mapped line
ASIDE_COST = 0.3  # what a metre costs more on a mapped line as far away as is allowed
END_COST = 2.0  # for each metre that an end lies beside the drawn one
BUILDING_COST = 10_000.0  # for each metre through a building
TOUCH_COST = 1e7  # for a way that comes to the outer border before its end
BORDER_COST = 1e9  # for a stretch of the outer border itself
STEP_M = 10.0  # at such steps a way may change between the drawn and a mapped line
STRIP_M = 1.0  # what runs this near to the border is the border
STUB_M = 6.0  # but a line that only crosses the strip meets the border there
END_RATIO = 0.25  # an end moves aside by less than this part of the line's length
WALL_M = 0.015  # a way this deep in a footprint touches the wall, no more
TOUCH_UNITS = 1.5


@dataclass(frozen=True)
class Reach:
    """How far around a drawn line ways are looked for.

    Parameters
    ----------
    within_m
        Mapped lines this near are meant by it.
    clearance_m
        How far ways keep from buildings that they go round.
    round_m
        How far from the drawn line a way round buildings may lead; 0 for no farther than lines.
    """

    within_m: float
    clearance_m: float
    round_m: float = 0.0

    @property
    def wide(self) -> bool:
        """Whether ways may lead farther away than the lines that are meant."""
        return self.round_m > self.within_m


@dataclass(frozen=True)
class Scene:
    """A cell, a course through it and what is mapped there, in local units.

    Parameters
    ----------
    frame
        The local units.
    part
        The part of the cell that the course crosses.
    course
        What was drawn, from border to border.
    lines
        Mapped lines, shape (L,).
    footprints
        Buildings without a thin rim, shape (B,); empty where there is nothing inside the rim.
    """

    frame: Frame
    part: shapely.Polygon
    course: shapely.LineString
    lines: ObjectArray
    footprints: ObjectArray

    def grown(self, geometries: ObjectArray | shapely.Geometry, by_m: float) -> ObjectArray:
        """Return geometries in local units, grown or shrunk by metres."""
        metric = shapely.transform(geometries, self.frame.metric)
        wider = shapely.buffer(metric, by_m, quad_segs=2, join_style="mitre", mitre_limit=2.0)
        back: ObjectArray = shapely.transform(wider, lambda xy: xy / self.frame.unit_m)
        return back

    def length_m(self, geometries: ObjectArray) -> FloatArray:
        """Return lengths of lines in local units."""
        return np.asarray(shapely.length(shapely.transform(geometries, self.frame.metric)))

    def distance_m(self, spots: FloatArray, geometry: shapely.Geometry) -> FloatArray:
        """Return how far places of shape (N, 2) are from a geometry."""
        there = prepared(shapely.transform(geometry, self.frame.metric))
        return np.asarray(shapely.distance(shapely.points(self.frame.metric(spots)), there))

    @cached_property
    def shell(self) -> shapely.Polygon:
        """The part, its holes filled: a way may lead across them."""
        return shapely.Polygon(self.part.exterior)

    @cached_property
    def _strip(self) -> shapely.Geometry:
        """The surroundings of the border in which a line runs along it."""
        return self.grown(shapely.boundary(self.part), STRIP_M)

    def _zone(self, reach: Reach) -> shapely.Geometry:
        """Return the part of the shell in which ways are looked for."""
        by_m = max(reach.within_m, reach.round_m)
        return shapely.intersection(self.shell, self.grown(self.course, by_m))

    def mapped(self, reach: Reach) -> ObjectArray:
        """Return the stretches of mapped lines that a way may take, the border's own left out."""
        zone = prepared(self._zone(reach))
        near = self.lines[shapely.intersects(zone, self.lines)]
        inside = single_lines(shapely.intersection(near, zone))
        return self._off_border(inside)

    def _off_border(self, lines: ObjectArray) -> ObjectArray:
        """Return lines without what runs along the border; what only meets it stays."""
        strip = prepared(self._strip)
        met = shapely.intersects(strip, lines)
        near = lines[met]
        stubs = single_lines(shapely.intersection(near, strip))
        stubs = stubs[self.length_m(stubs) <= STUB_M]
        return np.concatenate([lines[~met], single_lines(shapely.difference(near, strip)), stubs])

    def outlines(self, reach: Reach) -> ObjectArray:
        """Return lines around the buildings that are in the way, at a clearance."""
        zone = self._zone(reach)
        near = self.footprints[shapely.intersects(self.footprints, zone)]
        groups = shapely.union_all(self.grown(near, reach.clearance_m + WALL_M))
        around = shapely.boundary(shapely.get_parts(groups))
        within = shapely.contains_properly(prepared(self.shell), around)
        clipped = shapely.intersection(around[~within], self.shell)
        return self._off_border(single_lines(np.concatenate([around[within], clipped])))

    def connectors(self, mapped: ObjectArray, reach: Reach) -> ObjectArray:
        """Return short lines between the course, mapped lines and the border."""
        if not len(mapped):
            return mapped
        metric = shapely.transform(mapped, self.frame.metric)
        course = shapely.transform(self.course, self.frame.metric)
        steps = np.arange(0.0, course.length, STEP_M)
        stops = shapely.line_interpolate_point(course, np.append(steps, course.length))
        tree = STRtree(metric)
        stop, line = tree.query_nearest(stops, max_distance=reach.within_m, all_matches=False)
        across = shapely.shortest_line(stops[stop], metric[line])
        ends = shapely.points(_ends(metric))
        ends = ends[shapely.dwithin(ends, course, reach.within_m)]
        shell = shapely.transform(shapely.boundary(self.shell), self.frame.metric)
        leaving = ends[shapely.dwithin(ends, shell, reach.within_m)]
        drawn = np.concatenate(
            [across, shapely.shortest_line(ends, course), shapely.shortest_line(leaving, shell)]
        )
        local = shapely.transform(drawn, lambda xy: xy / self.frame.unit_m)
        room = prepared(shapely.buffer(self.shell, 1.0))
        kept: ObjectArray = local[shapely.covers(room, local) & (shapely.length(local) > 0)]
        return kept

    def costs(
        self, network: Network, on_lines: BoolArray, outer: BoolArray, reach: Reach
    ) -> FloatArray:
        """Return what each segment of a network costs, shape (E,).

        Parameters
        ----------
        network
            With E segments.
        on_lines
            Which of them run on mapped lines, shape (E,).
        outer
            Which nodes lie on the outer border, shape (N,).
        reach
            How far ways are looked for.
        """
        segments = network.segments
        length = self.length_m(segments)
        middle = (network.nodes[network.first] + network.nodes[network.second]) / 2.0
        aside = self.distance_m(middle, self.course) / reach.within_m
        meant = on_lines & (aside <= 1.0 + STRIP_M / reach.within_m)
        cost = length * np.where(meant, 1.0 + ASIDE_COST * np.minimum(aside, 1.0), FREE_COST)
        cost += BUILDING_COST * self.inside_m(segments)
        cost += TOUCH_COST * (outer[network.first].astype(float) + outer[network.second])
        on_border = outer[network.first] & outer[network.second] & self._touching(middle)
        return np.asarray(cost + np.where(on_border, BORDER_COST, 0.0))

    def inside_m(self, lines: ObjectArray) -> FloatArray:
        """Return how much of each line lies in buildings, shape (L,)."""
        line, building = STRtree(self.footprints).query(lines, predicate="intersects")
        inside = np.zeros(len(lines))
        shared = shapely.intersection(lines[line], self.footprints[building])
        np.add.at(inside, line, self.length_m(shared))
        return inside

    def at_border(self, network: Network) -> BoolArray:
        """Return which nodes lie on the outer border, shape (N,)."""
        return self._touching(network.nodes)

    def _touching(self, spots: FloatArray) -> BoolArray:
        ring = prepared(self.shell.exterior)
        return np.asarray(shapely.dwithin(shapely.points(spots), ring, TOUCH_UNITS))

    def terminals(
        self, network: Network, outer: BoolArray, end: int, reach: Reach
    ) -> tuple[IntArray, FloatArray]:
        """Return the nodes where a way may begin (end 0) or end (-1), and what that costs."""
        both = shapely.get_coordinates(self.course)[[0, -1]]
        span = float(np.hypot(*self.frame.metric(both[1] - both[0])))
        most = END_RATIO * span
        if not reach.wide:
            most = min(most, 2.0 * reach.within_m)
        away = np.hypot(*self.frame.metric(network.nodes - both[end]).T)
        used = np.zeros(len(network.nodes), dtype=bool)
        used[network.first] = used[network.second] = True
        chosen = np.flatnonzero(outer & used & (away <= most))
        return chosen, END_COST * away[chosen]


def _ends(lines: ObjectArray) -> FloatArray:
    """Return both ends of each line, shape (2 L, 2)."""
    first = shapely.get_coordinates(shapely.get_point(lines, 0))
    last = shapely.get_coordinates(shapely.get_point(lines, -1))
    return np.concatenate([first, last])
