"""What may have drawn a border: the edits of journals, and plans as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.catalogue import text
from gridmap.geometry import UNITS_PER_DEGREE, from_units, length_m
from gridmap.services.comparing_arcs import edges_of
from gridmap.services.history_journal import Chapter, Origin, origin_of_edit, origin_of_plan

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Where a new edge must pass, to have made a border: a bend and the rounding of a middle.
_MADE_UNITS: Final = 1.5
# Where an old edge passed, the border was there before.
_WAS_THERE_UNITS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for a border: where it was decided, and for which share of its length."""

    origin: Origin
    share_ratio: float

    def line(self, locale: str | None = None) -> str:
        """Say it in words."""
        return text(
            "story.cause",
            locale,
            share=f"{self.share_ratio:.0%}".replace("%", " %"),
            what=self.origin.what(locale),
            details=self.origin.details(locale),
        )


@dataclass(frozen=True)
class Maker:
    """Something that may have drawn a border.

    Attributes
    ----------
    origin
        The edit or plan.
    drawn
        The edges that an edit drew; None for a plan, which drew all that was not there before.
    before
        The edges that were there before, where the edit took place or in the earlier plan.
    """

    origin: Origin
    drawn: shapely.STRtree | None
    before: shapely.STRtree

    def made(self, middles: NDArray[np.object_]) -> NDArray[np.bool_]:
        """Tell which middles of edges lie on a border that was drawn here, and not before."""
        if self.drawn is None:
            return ~_near(middles, self.before, _MADE_UNITS)
        made = _near(middles, self.drawn, _MADE_UNITS)
        return made & ~_near(middles, self.before, _WAS_THERE_UNITS) if made.any() else made


def makers_in(chapters: Sequence[Chapter]) -> Iterator[Maker]:
    """Yield everything that may have drawn a border, newest first."""
    for place, chapter in enumerate(chapters):
        for edit in reversed(chapter.edits):
            before, after = edges_of(edit.dropped), edges_of(edit.placed)
            drawn = np.setdiff1d(after, before)
            if len(drawn):
                yield Maker(origin_of_edit(chapter.plan, edit), _tree(drawn), _tree(before))
        earlier = chapters[place + 1].cells if place + 1 < len(chapters) else ()
        yield Maker(origin_of_plan(chapter.plan), None, _tree(edges_of(earlier)))


def causes_of(makers: Sequence[Maker], points: NDArray[np.float64]) -> Iterator[Cause]:
    """Yield what made the edges along points, newest first."""
    edges = shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1))
    lengths_m = length_m(edges)
    middles = shapely.points((points[:-1] + points[1:]) / 2)
    unexplained = np.ones(len(middles), dtype=np.bool_)
    for maker in makers:
        made = unexplained & maker.made(middles)
        if made.any():
            yield Cause(maker.origin, float(lengths_m[made].sum() / lengths_m.sum()))
            unexplained &= ~made
        if not unexplained.any():
            return


def _tree(edges: NDArray[np.void]) -> shapely.STRtree:
    ends = from_units(np.stack([edges[name] for name in ("x", "y", "to_x", "to_y")], axis=1))
    return shapely.STRtree(shapely.linestrings(ends.reshape(-1, 2, 2)))


def _near(
    middles: NDArray[np.object_], edges: shapely.STRtree, reach_units: float
) -> NDArray[np.bool_]:
    near = np.zeros(len(middles), dtype=np.bool_)
    found, _ = edges.query(middles, predicate="dwithin", distance=reach_units / UNITS_PER_DEGREE)
    near[found] = True
    return near
