"""Which points an address asks for: the same parameters for lists, pictures, tallies and files."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import numpy as np
from flask import abort
from pydantic import Field

from gridmap.analysis.time_windows import TimeWindow
from gridmap.domain import PointKind
from gridmap.errors import InputError, UsageError
from gridmap.geometry.datum import Datum
from gridmap.services.point_filter import Box, PointFilter, week_hours_of
from gridmap.services.whereabouts import GPS_ERROR_M
from web.api.models import Latitude, Longitude, Parameters

_FARTHEST_DEG = (180.0, 90.0, 180.0, 90.0)
Words = Annotated[str, Field(max_length=2000)]
"""Words divided by commas."""


class PointQuery(Parameters):
    """Which points are meant; what is left out sets no limit.

    ``bbox`` is west,south,east,north; ``class`` and ``state`` are lists divided by commas; ``cell``
    takes beginnings of cell codes, so that a community's code stands for all its cells; ``since``
    and ``until`` are days, both included; ``hours`` is ``22-6``, ``weekdays`` ``0,4`` (0 is
    Monday), ``week_hours`` ``118-126`` (hours since Monday midnight); ``q`` is a part of the name
    or id.
    """

    bbox: Words = ""
    classes: Words = Field("", alias="class")
    state: Words = ""
    cell: Words = ""
    outside: bool = False
    since: date | None = None
    until: date | None = None
    hours: Annotated[str, Field(pattern=r"^(\d{1,2}-\d{1,2})?$")] = ""
    weekdays: Annotated[str, Field(pattern=r"^([0-6](,[0-6])*)?$")] = ""
    week_hours: Annotated[str, Field(pattern=r"^(\d{1,3}-\d{1,3}(,\d{1,3}-\d{1,3})*)?$")] = ""
    q: Annotated[str, Field(max_length=100)] = ""

    def filter(self) -> PointFilter:
        """Return what the library filters by."""
        return PointFilter(
            box=box_of(self.bbox),
            classes=frozenset(_words(self.classes)),
            states=frozenset(_words(self.state)),
            cells=tuple(_words(self.cell)),
            outside=self.outside,
            window=self.window(),
            week_hours=week_hours_of(self.week_hours),
            text=self.q.strip(),
        )

    def window(self) -> TimeWindow:
        """Return which moments count."""
        first, _, end = self.hours.partition("-")
        return TimeWindow(
            since=None if self.since is None else np.datetime64(self.since, "D"),
            until=None if self.until is None else np.datetime64(self.until, "D"),
            hours=(int(first), int(end)) if self.hours else None,
            weekdays=frozenset(map(int, _words(self.weekdays))) if self.weekdays else None,
        )


class ListQuery(PointQuery):
    """Which points are meant, and in which form they are wanted.

    ``columns`` and ``rows`` tell names; ``packed`` is about three bytes a point; ``clusters`` need
    ``zoom``; ``count`` is the number alone. ``rows`` come in pages, sorted by a column, downwards
    where it has a minus in front.
    """

    form: Literal["columns", "packed", "clusters", "rows", "count"] = "columns"
    zoom: Annotated[float, Field(ge=0, le=24)] | None = None
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=2000)] = 100
    sort: Annotated[str, Field(max_length=40)] = "id"


class NearQuery(PointQuery):
    """Which points are meant, and around which place."""

    lon: Longitude
    lat: Latitude
    within_m: Annotated[float, Field(gt=0, le=5000)] = 25.0
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class CardQuery(Parameters):
    """How far a point may truly lie from where it is said to be."""

    error_m: Annotated[float, Field(ge=0, le=500)] = GPS_ERROR_M


class PlaceQuery(CardQuery):
    """A place in a datum."""

    lon: Longitude
    lat: Latitude
    datum: Datum = Datum.WGS84


def kind_of(word: str) -> PointKind:
    """Return the kind that an address names; 404 where it names none."""
    if word not in set(PointKind):
        abort(404)
    return PointKind(word)


def box_of(written: str) -> Box | None:
    """Return west, south, east, north, None where nothing is written.

    Raises
    ------
    InputError
        When it is no box of degrees.
    """
    if not written:
        return None
    try:
        west, south, east, north = (float(part) for part in written.split(","))
    except ValueError:
        raise InputError("points.bbox", value=written[:80]) from None
    sides = np.array([west, south, east, north])
    if not (
        np.isfinite(sides).all() and (abs(sides) <= [180, 90, 180, 90]).all() and south <= north
    ):
        raise InputError("points.bbox", value=written[:80])
    return west, south, east, north


def require_zoom(zoom: float | None) -> float:
    """Return the zoom.

    Raises
    ------
    UsageError
        When none is given.
    """
    if zoom is None:
        raise UsageError("points.no_zoom")
    return zoom


def _words(written: str) -> list[str]:
    return [word for part in written.split(",") if (word := part.strip())]
