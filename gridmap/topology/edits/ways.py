"""The ways in which lines may be meant to cut a cell, the most faithful first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from gridmap.topology.edits.courses import Way, courses_of, deep, plain_course
from gridmap.topology.edits.places import NAMED_WITHIN_UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator


# On the outer edge a line ends in an existing node when there is one within 5 cm.
_OUTER_REACH_UNITS = 4.5
# A cell may be hardly wider than that, and still be cut.
_NARROW_BAND_UNITS = 0.01
# Half a unit, and a little for places just off the border.
_NEAREST_UNITS = 0.55
_NUDGE_UNITS = 0.02


def ways_across(cell: shapely.Geometry, lines: shapely.Geometry) -> Iterator[Way]:
    """Yield the ways to cut a cell along lines, each for when those before it are refused.

    Where new nodes are in the way, existing ones nearby serve; stretches along the border are taken
    for the border; and at last the line is followed as closely as the lattice allows.

    Parameters
    ----------
    cell
        A polygon or multipolygon in lon/lat.
    lines
        Lines in lon/lat.

    Yields
    ------
    way
        The next one to try.
    """
    plain = plain_course(cell, lines)
    if plain is not None:
        yield Way([plain], NAMED_WITHIN_UNITS, _OUTER_REACH_UNITS, is_close=True)
    courses = courses_of(cell, lines)
    yield Way(courses, NAMED_WITHIN_UNITS, _OUTER_REACH_UNITS)
    clear = deep(cell, courses)
    yield Way(clear, NAMED_WITHIN_UNITS, _OUTER_REACH_UNITS)
    yield Way(courses, _OUTER_REACH_UNITS, _OUTER_REACH_UNITS)
    yield Way(clear, _OUTER_REACH_UNITS, _OUTER_REACH_UNITS)
    # Two nodes are a unit apart at least: what is shorter has no room for its ends.
    close = [
        course
        for course in courses_of(cell, lines, _NARROW_BAND_UNITS)
        if shapely.LineString(course).length >= NAMED_WITHIN_UNITS
    ]
    for inner, outer in (
        (NAMED_WITHIN_UNITS, _OUTER_REACH_UNITS),
        (NAMED_WITHIN_UNITS, NAMED_WITHIN_UNITS),
        (_NEAREST_UNITS, _NEAREST_UNITS),
    ):
        yield Way(close, inner, outer, is_close=True)
    # Halfway between lattice points, either of two may be the one that keeps clear.
    for nudge_units in (_NUDGE_UNITS, -_NUDGE_UNITS):
        nudged = [course + nudge_units for course in close]
        yield Way(nudged, _NEAREST_UNITS, _NEAREST_UNITS, is_close=True)
    for passed_over in ((1, 0), (0, 1), (1, 1)):
        yield Way(close, _NEAREST_UNITS, _NEAREST_UNITS, is_close=True, passed_over=passed_over)
