"""Why a border is here: the edits that made it, how its plan came, the street it follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.catalogue import text
from gridmap.errors import ConflictError, InputError, Place
from gridmap.geometry import length_m, metric_crs, to_metric
from gridmap.services.crosswalks import shapes
from gridmap.services.history_journal import Chapter
from gridmap.services.stories_makers import Cause, Maker, causes_of, makers_in
from gridmap.topology import Arcs, build_arcs

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from gridmap.store import Reader

_CLICK_M: Final = 1.0
_STREET_M: Final = 1.0
_STREET_RATIO: Final = 0.8


@dataclass(frozen=True)
class ArcStory:
    """Why an arc is here.

    Attributes
    ----------
    line
        The arc, WGS 84 lon/lat.
    left_code, right_code
        The cells on both sides along the line; None outside the community.
    length_m
        Its length.
    causes
        The newest first; their shares sum to one.
    street, street_ratio
        The street or other line of the base map that the arc follows for at least four fifths of
        its length, and for how much of it; None where there is no such.
    """

    line: shapely.LineString
    left_code: str | None
    right_code: str | None
    length_m: float
    causes: tuple[Cause, ...]
    street: str | None
    street_ratio: float | None

    def lines(self, locale: str | None = None) -> list[str]:
        """Say it in words, one sentence a line."""
        outside = text("story.outside", locale)
        head = text(
            "story.head",
            locale,
            left=self.left_code or outside,
            right=self.right_code or outside,
            length=f"{self.length_m:,.1f}",
        )
        along = [text("story.street", locale, street=self.street)] if self.street else []
        return [head, *along, *(cause.line(locale) for cause in self.causes)]


def arc_story(reader: Reader, plan_id: str, place: tuple[float, float]) -> ArcStory:
    """Tell why the border at a place is here.

    Parameters
    ----------
    reader
        A snapshot of the store.
    plan_id
        A plan of any status.
    place
        Lon and lat of a point within a metre of the border.

    Returns
    -------
    story
        The edits that made it, newest first, also those in the plans that this one is based on;
        what no edit made came with the plan that had it first.

    Raises
    ------
    ConflictError
        When there is no such plan.
    InputError
        When no border passes within a metre.
    """
    return Borders.of(reader, plan_id).story(place)


@dataclass(frozen=True)
class _Streets:
    """The lines of the base map that have a name, in metres."""

    names: NDArray[np.object_]
    shapes: NDArray[np.object_]
    tree: shapely.STRtree

    @classmethod
    def of(cls, reader: Reader, crs: CRS) -> _Streets:
        """Read the streets."""
        named = [street for street in reader.streets() if street.name]
        drawn = np.empty(len(named), dtype=object)
        drawn[:] = [street.geometry for street in named]
        names = np.array([street.name for street in named], dtype=object)
        in_metres = to_metric(drawn, crs)
        return cls(names, in_metres, shapely.STRtree(in_metres))

    def along(self, course: shapely.LineString) -> tuple[str | None, float | None]:
        """Return the street that a course in metres follows, and for how much of its length."""
        near = np.sort(self.tree.query(course, predicate="dwithin", distance=_STREET_M))
        names = self.names[near]
        # A street may come in several pieces of one name.
        ratios = {
            name: float(_length_near(course, self.shapes[near[names == name]])) / course.length
            for name in sorted(set(names))
        }
        best = max(ratios, key=lambda name: ratios[name], default=None)
        if best is None or ratios[best] < _STREET_RATIO:
            return None, None
        return best, ratios[best]


def _length_near(course: shapely.LineString, shapes: NDArray[np.object_]) -> float:
    around = shapely.union_all(shapely.buffer(shapes, _STREET_M))
    length: float = shapely.length(shapely.intersection(course, around))
    return length


@dataclass(frozen=True)
class Borders:
    """The borders of a plan and all that was decided about them.

    Attributes
    ----------
    codes
        The cells, in the order of the positions in `arcs`.
    arcs
        The borders.
    makers
        What may have drawn them, newest first: the edits of the plan, the plan, those of the plan
        that it is based on, and so on.
    """

    codes: tuple[str, ...]
    arcs: Arcs
    makers: tuple[Maker, ...]
    _courses: NDArray[np.object_]
    _streets: _Streets

    @classmethod
    def of(cls, reader: Reader, plan_id: str) -> Borders:
        """Read a plan and its past.

        Raises
        ------
        ConflictError
            When there is no such plan.
        """
        chapters = tuple(_past(reader, plan_id))
        geometries = shapes(chapters[0].cells)
        arcs = build_arcs(geometries)
        crs = metric_crs(shapely.box(*shapely.total_bounds(geometries)))
        return cls(
            tuple(cell.code for cell in chapters[0].cells),
            arcs,
            tuple(makers_in(chapters)),
            to_metric(arcs.lines(), crs),
            _Streets.of(reader, crs),
        )

    def __len__(self) -> int:
        """Return the number of arcs."""
        return len(self.arcs)

    def story(self, place: tuple[float, float]) -> ArcStory:
        """Tell why the border at a place is here.

        Raises
        ------
        InputError
            When no border passes within a metre.
        """
        point = shapely.Point(place)
        lines = self.arcs.lines()
        nearest = int(np.argmin(shapely.distance(lines, point)))
        link = shapely.shortest_line(lines[nearest], point)
        away_m = float(length_m([link])[0])
        if away_m > _CLICK_M:
            raise InputError("story.no_border", Place(geometry=point), distance=f"{away_m:.1f}")
        return self.of_arc(nearest)

    def of_arc(self, arc: int) -> ArcStory:
        """Tell why the arc of a position in `arcs` is here."""
        points = self.arcs.points(arc)
        line = shapely.LineString(points)
        # One more entry at the end, so that position -1 stands for "outside".
        codes = [*self.codes, None]
        street, ratio = self._streets.along(self._courses[arc])
        return ArcStory(
            line,
            codes[self.arcs.left[arc]],
            codes[self.arcs.right[arc]],
            float(length_m([line])[0]),
            tuple(causes_of(self.makers, points)),
            street,
            ratio,
        )


def _past(reader: Reader, plan_id: str) -> Iterator[Chapter]:
    """Yield what happened in a plan, in the one in force when it was begun, and so on.

    Raises
    ------
    ConflictError
        When there is no such plan.
    """
    plan = reader.plan(plan_id)
    if plan is None:
        raise ConflictError("plan.unknown", Place(feature=plan_id), id=plan_id)
    while plan is not None:
        chapter = Chapter.of(reader, plan)
        yield chapter
        plan = chapter.base
