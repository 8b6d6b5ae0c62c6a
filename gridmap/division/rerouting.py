"""The course of a border that is to run along a street or another line."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.ops import substring

from gridmap.division.arrays import FloatArray, ObjectArray
from gridmap.division.frame import Frame
from gridmap.division.network import Network, single_lines
from gridmap.errors import InputError, Place

WITHIN_M = 200.0  # an end of the border may be this far from the line
GAP_M = 15.0  # a line drawn in pieces is bridged over gaps this wide
LINK_COST = 4.0  # a metre beside the line costs as much as four on it
LEAST_ALONG_RATIO = 0.25  # of the distance between the ends, the course must follow the line so far
MOST_AHEAD_RATIO = 0.4  # of the stretch along the line, a link may leave out so much
STRAIGHT_UNITS = 0.9  # nodes less than this beside a straight line came from noding

LonLat = tuple[float, float]


def reroute_along(
    arc_ends: tuple[LonLat, LonLat],
    street_lines: ArrayLike,
    name: str = "",
    *,
    within_m: float = WITHIN_M,
) -> shapely.LineString:
    """Return the course along a street, or any other line, between two nodes of a border.

    Parameters
    ----------
    arc_ends
        The two nodes as (lon, lat).
    street_lines
        All lines of the street, shape (L,) in lon/lat; gaps of up to 15 m are bridged.
    name
        What messages call it.
    within_m
        How far the street may be from either node.

    Returns
    -------
    course
        On the lattice, from the first node straight to the street, along it, and straight to the
        second node. It meets the street aslant: straight across, it would often run upon the
        border that ends in the node from that side.

    Raises
    ------
    InputError
        When the street is too far away, is interrupted, or does not run from one to the other.
    """
    frame = Frame.around(shapely.MultiPoint(arc_ends))
    ends = np.rint(shapely.get_coordinates(frame.local(shapely.points(arc_ends))))
    lines = single_lines(frame.local(street_lines))
    metric = shapely.transform(lines, frame.metric)
    links = [_links(frame, end, metric, name, within_m) for end in ends]
    # A line across an end makes it a node of the street that it may lie on.
    across = shapely.linestrings(np.stack([ends, np.add(ends, (0.0, 1.0))], axis=1))
    network = Network.of(np.concatenate([lines, *links, _bridges(frame, metric), across]))
    on_street = network.on(lines)
    steps = frame.metric(network.nodes[network.first] - network.nodes[network.second])
    cost = np.hypot(*steps.T) * np.where(on_street, 1.0, LINK_COST)
    first, last = (np.array([network.nearest_node(end)]) for end in ends)
    nodes = network.nodes[network.way(cost, (first, np.zeros(1)), (last, np.zeros(1)))]
    place = Place(geometry=shapely.LineString(arc_ends))
    if not len(nodes):
        raise InputError("lines.broken", place, name=name)
    line = shapely.simplify(shapely.LineString([ends[0], *nodes[1:-1], ends[1]]), STRAIGHT_UNITS)
    _require_along(frame, line, lines, name, place)
    return frame.lonlat(_slanted(frame, line, lines))[0]


def _links(
    frame: Frame, end: FloatArray, metric: ObjectArray, name: str, within_m: float
) -> ObjectArray:
    """Return the shortest links from an end to each stretch of the street near it, in local units.

    Raises
    ------
    InputError
        When none is near.
    """
    spot = shapely.Point(frame.metric(end))
    distance = shapely.distance(metric, spot)
    nearest = float(distance.min(initial=np.inf))
    if nearest > within_m:
        raise InputError(
            "lines.far",
            Place(geometry=frame.lonlat(shapely.Point(end))[0]),
            name=name,
            distance=f"{nearest:.0f}",
            within=f"{within_m:.0f}",
        )
    drawn = shapely.shortest_line(spot, metric[distance <= within_m])
    return _local(frame, drawn)


def _bridges(frame: Frame, metric: ObjectArray) -> ObjectArray:
    """Return links over the gaps between the stretches of a street, in local units."""
    ends = np.concatenate([shapely.get_point(metric, 0), shapely.get_point(metric, -1)])
    owner = np.tile(np.arange(len(metric)), 2)
    spot, line = shapely.STRtree(metric).query(ends, predicate="dwithin", distance=GAP_M)
    other = owner[spot] != line
    drawn = shapely.shortest_line(ends[spot[other]], metric[line[other]])
    return _local(frame, drawn)


def _local(frame: Frame, metric: ObjectArray) -> ObjectArray:
    """Return lines in metres in local units, those of no length left out."""
    local: ObjectArray = shapely.transform(metric, lambda xy: xy / frame.unit_m)
    drawn: ObjectArray = local[shapely.length(local) > 0]
    return drawn


def _slanted(frame: Frame, line: shapely.LineString, lines: ObjectArray) -> shapely.LineString:
    """Let a course join the lines as far ahead as it is beside them, where it stays simple."""
    nodes = shapely.get_coordinates(line)
    on_line = np.flatnonzero(Network.along(nodes).on(lines))
    metric = frame.metric(nodes)
    head, street, tail = (
        metric[: on_line[0] + 1],
        shapely.LineString(metric[on_line[0] : on_line[-1] + 2]),
        metric[on_line[-1] + 1 :],
    )
    most = MOST_AHEAD_RATIO * street.length
    ahead, behind = (min(_length(stretch), most) for stretch in (head, tail))
    kept = shapely.get_coordinates(substring(street, ahead, street.length - behind))
    slanted = shapely.LineString(
        [
            *(nodes[:1] if ahead > 0 else nodes[:0]),
            *np.rint(kept / frame.unit_m),
            *(nodes[-1:] if behind > 0 else nodes[:0]),
        ]
    )
    return slanted if slanted.is_simple else line


def _length(nodes: FloatArray) -> float:
    return float(np.hypot(*np.diff(nodes, axis=0).T).sum())


def _require_along(
    frame: Frame, line: shapely.LineString, lines: ObjectArray, name: str, place: Place
) -> None:
    pairs = Network.along(shapely.get_coordinates(line))
    lengths = np.hypot(*frame.metric(pairs.nodes[pairs.first] - pairs.nodes[pairs.second]).T)
    both = frame.metric(pairs.nodes[[0, -1]])
    if lengths[pairs.on(lines)].sum() < LEAST_ALONG_RATIO * np.hypot(*(both[1] - both[0])):
        raise InputError("lines.across", place, name=name)
