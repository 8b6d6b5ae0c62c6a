"""Events filed on the plans of many days, each plan made ready once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain import Cell, Point, PointKind
from gridmap.services.crosswalks import Side, shapes
from gridmap.services.history import Past, State

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Hits = dict[int, list[Cell]]


@dataclass(frozen=True)
class Maps:
    """The cells of plans in their states, ready to file events.

    Attributes
    ----------
    past
        Where the cells come from.
    """

    past: Past
    _sides: dict[State, tuple[Side, NDArray[np.float64]]] = field(default_factory=dict)

    def tally(
        self, states: Sequence[State], events: Sequence[Point]
    ) -> Counter[tuple[str | None, PointKind]]:
        """Count events by cell and kind; None stands for no cell.

        Parameters
        ----------
        states
            The states of all plans in force at that time, which together form one coverage.
        events
            What happened meanwhile.
        """
        lonlat = lonlat_of(events)
        hits: _Hits = {}
        for state in states if events else ():
            side, frame = self._side(state)
            inside = np.flatnonzero(
                (lonlat >= frame[:2]).all(axis=1) & (lonlat <= frame[2:]).all(axis=1)
            )
            for row, position in zip(inside, side.locate(lonlat[inside]), strict=True):
                if position >= 0:
                    hits.setdefault(int(row), []).append(side.cells[position])
        codes = [self._code(hits.get(row, []), lonlat[row]) for row in range(len(events))]
        return Counter((code, event.kind) for code, event in zip(codes, events, strict=True))

    def _side(self, state: State) -> tuple[Side, NDArray[np.float64]]:
        if state not in self._sides:
            cells = self.past.cells_of(state)
            frame = np.asarray(shapely.total_bounds(shapes(cells)), np.float64)
            self._sides[state] = Side(cells), frame
        return self._sides[state]

    @staticmethod
    def _code(cells: Sequence[Cell], place: NDArray[np.float64]) -> str | None:
        """Return the code of the cell; a point on the border of two plans has one of each."""
        if not cells:
            return None
        position = Side(cells).locate(place[None])[0] if len(cells) > 1 else 0
        return cells[position].code


def lonlat_of(points: Sequence[Point]) -> NDArray[np.float64]:
    """Return the places of points as an array of shape (P, 2)."""
    return np.array([(point.lon, point.lat) for point in points]).reshape(-1, 2)
