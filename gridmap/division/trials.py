"""Cuts put to the test: topology carries each out on the piece alone, and its load is counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import shapely

from gridmap.division.arrays import Areal, FloatArray, ObjectArray
from gridmap.division.frame import Frame
from gridmap.division.loads import Loads
from gridmap.division.network import longer
from gridmap.division.straight import Share, Sweep
from gridmap.errors import CoverageError, InputError
from gridmap.geometry import UNITS_PER_DEGREE, area_m2
from gridmap.geometry.preparing import prepared
from gridmap.topology.edits import split

TRIED = 10  # cuts that topology is asked about before the best of them is taken
NODE_TOLERANCE_M = 0.5  # an existing node of the border this near is taken before a new one
NODE_TOLERANCE_RATIO = 0.005  # but nothing that would turn a short cut noticeably
MOST_PARTS_OF_A_CELL = 3  # parts of a cell in which a cut is looked for
LONGER_DEG = 3e-7  # rounding may leave an end beside the border by less than this
GOOD_FAULT = 0.25  # a course with no more fault than this is taken at once


@dataclass(frozen=True)
class Course:
    """A course that a cut could take, and what speaks against it: 1 for each building cut."""

    line: shapely.LineString
    fault: float = 0.0


@dataclass(frozen=True)
class Trial:
    """A cut as topology carries it out, and the parts into which each side goes on."""

    course: Course
    pieces: ObjectArray
    parts: tuple[int, int]
    imbalance_ratio: float

    def rank(self, share: Share) -> tuple[float, float, float]:
        """Return what trials are compared by: balance beyond the slack, faults, balance."""
        return _rank(self.imbalance_ratio, self.course, share)


def _rank(imbalance_ratio: float, course: Course, share: Share) -> tuple[float, float, float]:
    return max(imbalance_ratio - share.slack_ratio, 0.0), course.fault, imbalance_ratio


def best_cut(piece: Areal, share: Share, loads: Loads, courses: Iterable[Course]) -> Trial | None:
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
        The courses that the cut could take, the best first.

    Returns
    -------
    trial
        The cut as carried out, None where topology refuses all.
    """
    kept: list[tuple[tuple[float, float, float], int, Course]] = []
    for number, course in enumerate(courses):
        ratio = _estimated(piece, course, share, loads)
        if ratio <= share.slack_ratio and course.fault <= GOOD_FAULT:
            trial = _tried(piece, course, share, loads)
            if trial is not None and trial.imbalance_ratio <= share.slack_ratio:
                return trial
        kept.append((_rank(ratio, course, share), number, course))
    for _, _, course in sorted(kept, key=lambda entry: entry[:2]):
        trial = _tried(piece, course, share, loads)
        if trial is not None:
            return trial
    return None


def _estimated(piece: Areal, course: Course, share: Share, loads: Loads) -> float:
    """Return the imbalance that a course would leave, without topology; infinite where it fails."""
    line = longer(course.line, LONGER_DEG)
    drawn = shapely.union_all(np.array([shapely.boundary(piece), line], dtype=object))
    faces = shapely.get_parts(shapely.polygonize([drawn]))
    piece = prepared(piece)
    faces = faces[shapely.intersects(piece, shapely.point_on_surface(faces))]
    if len(faces) != shapely.get_num_geometries(piece) + 1:
        return np.inf
    within = shapely.length(shapely.intersection(shapely.boundary(faces), course.line))
    pair = np.argsort(-within, kind="stable")[:2]
    pair = pair[np.argsort(-shapely.area(faces[pair]), kind="stable")]
    rest = np.delete(faces, pair[1])
    sides = np.array([shapely.multipolygons(rest), faces[pair[1]]], dtype=object)
    one, other = loads.of(sides)
    return share.better(one, other)[0]


def _tried(piece: Areal, course: Course, share: Share, loads: Loads) -> Trial | None:
    """Let topology cut a piece that stands alone; None where it refuses."""
    try:
        pieces = split([piece], 0, course.line).geometries
    except (CoverageError, InputError):
        return None
    one, other = loads.of(pieces)
    ratio, parts = share.better(one, other)
    return Trial(course, pieces, parts, ratio)


def straight_cuts(piece: Areal, share: Share, loads: Loads, count: int) -> list[shapely.LineString]:
    """Return straight cuts of a piece in lon/lat on the lattice, the best of each part first.

    Parameters
    ----------
    piece
        What is to be cut, in lon/lat.
    share
        What the two sides should get.
    loads
        What is shared out.
    count
        How many of each part at most.

    Returns
    -------
    cuts
        Lines from border to border.
    """
    cuts: list[shapely.LineString] = []
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
        whole_units = np.rint(ends.reshape(-1, 2, 2) / frame.unit_m)
        proper = (whole_units[:, 0] != whole_units[:, 1]).any(axis=1)
        cuts.extend(frame.lonlat(shapely.linestrings(whole_units[proper])))
    return cuts


def _standing_in(
    part: shapely.Polygon, loads: Loads, frame: Frame
) -> tuple[FloatArray | None, FloatArray | None]:
    """Return the places and loads inside a part, in metres."""
    if loads.places is None:
        return None, None
    mine = loads.inside(part)
    spots = shapely.get_coordinates(frame.local(shapely.points(loads.places[mine])))
    return frame.metric(spots), loads.values[mine]


def on_nodes(piece: Areal, line: shapely.LineString) -> list[shapely.LineString]:
    """Return a line with its ends on near nodes of the border, and as it is."""
    nodes, ends = shapely.get_coordinates(piece), shapely.get_coordinates(line)
    to_m = Frame.around(line).unit_m * UNITS_PER_DEGREE
    length = float(np.hypot(*((ends[-1] - ends[0]) * to_m)))
    reach = min(NODE_TOLERANCE_M, NODE_TOLERANCE_RATIO * length)
    for end in (0, -1):
        away = np.hypot(*((nodes - ends[end]) * to_m).T)
        if away.min() <= reach:
            ends[end] = nodes[np.argmin(away)]
    tied = shapely.LineString(ends)
    return [line] if tied == line else [tied, line]
