"""Cuts put to the test: topology carries each out on the piece alone, and its load is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import shapely

from gridmap.division.arrays import Areal, FloatArray, ObjectArray
from gridmap.division.frame import Frame
from gridmap.division.loads import Loads
from gridmap.division.straight import Share, Sweep
from gridmap.errors import CoverageError, InputError
from gridmap.geometry import area_m2
from gridmap.topology.edits import split

TRIED = 10  # cuts that topology is asked about before the best of them is taken
NODE_TOLERANCE_M = 0.5  # an existing node of the border this near is taken before a new one
NODE_TOLERANCE_RATIO = 0.005  # but nothing that would turn a short cut noticeably
MOST_PARTS_OF_A_CELL = 3  # parts of a cell in which a cut is looked for
GOOD_FAULT = 0.25  # a course with no more fault than this is taken at once


@dataclass(frozen=True)
class Course:
    """A course that a cut could take, and what speaks against it: 1 for each building cut."""

    line: shapely.LineString
    fault: float = 0.0


Courses = Callable[[shapely.LineString, Areal], Iterator[Course]]


@dataclass(frozen=True)
class Trial:
    """A cut as topology carries it out, and the parts into which each side goes on."""

    course: Course
    pieces: ObjectArray
    parts: tuple[int, int]
    imbalance_ratio: float

    def rank(self, slack_ratio: float) -> tuple[float, float, float]:
        """Return what trials are compared by: balance beyond the slack, faults, balance."""
        beyond = max(self.imbalance_ratio - slack_ratio, 0.0)
        return beyond, self.course.fault, self.imbalance_ratio


def best_cut(
    piece: Areal, share: Share, loads: Loads, courses: Courses, tried: int = TRIED
) -> Trial | None:
    """Return the first good cut that topology carries out within the slack, else the best of some.

    Parameters
    ----------
    piece
        What is to be cut, in lon/lat.
    share
        What the two sides should get.
    loads
        What is shared out.
    courses
        The courses that a straight cut of a piece could take, the best first.
    tried
        How many straight cuts are looked at.

    Returns
    -------
    trial
        The cut as carried out, None where topology refuses all.
    """
    best: Trial | None = None
    for straight in _straight_cuts(piece, share, loads, tried):
        for course in courses(straight, piece):
            trial = _tried(piece, course, share, loads)
            if trial is None:
                continue
            if trial.imbalance_ratio <= share.slack_ratio and course.fault <= GOOD_FAULT:
                return trial
            if best is None or trial.rank(share.slack_ratio) < best.rank(share.slack_ratio):
                best = trial
    return best


def _tried(piece: Areal, course: Course, share: Share, loads: Loads) -> Trial | None:
    """Let topology cut a piece that stands alone; None where it refuses."""
    try:
        pieces = split([piece], 0, course.line).geometries
    except (CoverageError, InputError):
        return None
    one, other = loads.of(pieces)
    some, more = share.parts
    ranked = []
    for parts in ((some, more), (more, some)):
        off = max(abs(one / parts[0] - share.part_load), abs(other / parts[1] - share.part_load))
        ranked.append((off / share.part_load, parts))
    ratio, parts = min(ranked)
    return Trial(course, pieces, parts, ratio)


def _straight_cuts(
    piece: Areal, share: Share, loads: Loads, count: int
) -> Iterator[shapely.LineString]:
    """Yield straight cuts in lon/lat on the lattice, the best of each part first."""
    frame = Frame.around(piece)
    parts = shapely.get_parts(piece)
    whole = loads.of(np.array([piece], dtype=object))[0]
    own = np.array([loads.of(parts[[k]])[0] for k in range(len(parts))])
    area = area_m2(parts)
    for part in np.lexsort((-area, -own))[:MOST_PARTS_OF_A_CELL]:
        polygon = shapely.transform(frame.local(parts[part])[0], frame.metric)
        places, values = _standing_in(parts[part], loads, frame)
        # The plane of the frame measures areas a little otherwise than the ellipsoid does.
        scale = polygon.area / area[part] if loads.places is None else 1.0
        here = replace(
            share,
            part_load=share.part_load * scale,
            rest_load=float(whole - own[part]) * scale,
        )
        ends = Sweep.of(polygon, places, values).cuts(here, count)
        for line in ends.reshape(-1, 2, 2) / frame.unit_m:
            yield from _on_nodes(frame, line, shapely.get_coordinates(frame.local(parts[part])))


def _standing_in(
    part: shapely.Polygon, loads: Loads, frame: Frame
) -> tuple[FloatArray | None, FloatArray | None]:
    """Return the places and loads inside a part, in metres."""
    if loads.places is None:
        return None, None
    mine = loads.inside(part)
    spots = shapely.get_coordinates(frame.local(shapely.points(loads.places[mine])))
    return frame.metric(spots), loads.values[mine]


def _on_nodes(frame: Frame, line: FloatArray, nodes: FloatArray) -> Iterator[shapely.LineString]:
    """Yield a line in local units with its ends on near nodes of the border, then as it is."""
    length = float(np.hypot(*frame.metric(line[1] - line[0])))
    reach = min(NODE_TOLERANCE_M, NODE_TOLERANCE_RATIO * length)
    tied = line.copy()
    for end in range(2):
        away = np.hypot(*frame.metric(nodes - line[end]).T)
        if away.min() <= reach:
            tied[end] = nodes[np.argmin(away)]
    drawn = [tied] if np.array_equal(tied, line) else [tied, line]
    for ends in drawn:
        whole = np.rint(ends)
        if not np.array_equal(whole[0], whole[1]):
            yield frame.lonlat(shapely.LineString(whole))[0]
