"""The oracle kept up from step to step: it holds all cells, and looks again at what is new.

Whether a cell is valid, its edges and its area are facts of one geometry, and geometries never
change: each is measured once. A coverage fails, and a node is crowded, between cells whose frames
meet; so only pairs with a new cell can fail anew. What is new is found by comparing all cells with
those of the last step, not by what the library tells. `Survey.require_plain` holds what was
gathered against the oracle that begins from nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from tests.fuzz.oracle import (
    BrokenError,
    Edge,
    Facts,
    Outline,
    facts_of,
    require_partition,
    require_whole_area,
)

_UNIT_DEG = 1e-7


@dataclass(frozen=True)
class Change:
    """What became of the cells between two steps.

    Parameters
    ----------
    gone, come
        The edges with a cell on one side only that went and came.
    near
        The new cells with two rings of neighbours, by position.
    """

    gone: set[Edge]
    come: set[Edge]
    near: np.ndarray


class Survey:
    """All cells as they were last seen, with what is true of them.

    Parameters
    ----------
    cells
        The cells to begin with.
    everywhere
        Whether shapely checks the coverage of all cells each time, or of those near new ones.
    """

    def __init__(self, cells: np.ndarray, *, everywhere: bool = False) -> None:
        self.everywhere = everywhere
        self.outer = require_partition(cells)
        self.double_area = require_whole_area(cells)
        self.frames = shapely.bounds(cells)
        self._facts = dict(zip(map(id, cells), facts_of(cells), strict=True))
        # Kept alive, so that no other geometry gets the id of one of these.
        self._cells = cells
        self._edges = {edge for facts in self._facts.values() for edge in facts.edges}

    def advance(self, cells: np.ndarray) -> Change:
        """Require cells to be an exact partition, knowing that the last ones were.

        Raises
        ------
        BrokenError
            With the first fault.
        """
        ids = list(map(id, cells))
        gone = self._facts.keys() - ids
        fresh = [k for k, key in enumerate(ids) if key not in self._facts]
        if len(set(ids)) < len(ids):
            raise BrokenError("two cells are one")
        lost = [k for k, cell in enumerate(self._cells) if id(cell) in gone]
        frames = shapely.bounds(cells)
        beside = meeting(frames, np.concatenate([self.frames[lost], frames[fresh]]))
        near = meeting(frames, frames[beside])
        facts = dict(zip([ids[k] for k in fresh], facts_of(cells[fresh]), strict=True))
        self._require_near(cells, beside, near)
        change = Change(*self._exchange(gone, facts), np.flatnonzero(near))
        self._cells, self.frames = cells, frames
        return change

    def _require_near(self, cells: np.ndarray, beside: np.ndarray, near: np.ndarray) -> None:
        if not shapely.coverage_is_valid(cells if self.everywhere else cells[near]):
            raise BrokenError("shapely finds the coverage invalid")
        crowded = Outline.of(cells[beside]).crowded() if beside.any() else ()
        if len(crowded):
            raise BrokenError(f"an edge passes the node {crowded[0].tolist()} too near")

    def _exchange(self, gone: set[int], fresh: dict[int, Facts]) -> tuple[set[Edge], set[Edge]]:
        """Put the facts of new cells in the place of old ones; return the outer edges changed."""
        left = [self._facts.pop(key) for key in gone]
        old = {edge for facts in left for edge in facts.edges}
        new = [edge for facts in fresh.values() for edge in facts.edges]
        self._edges -= old
        count = len(self._edges) + len(new)
        self._edges.update(new)
        if len(self._edges) < count:
            raise BrokenError("an edge has two cells on one side")
        self._facts |= fresh
        self.double_area += sum(facts.double_area for facts in fresh.values())
        self.double_area -= sum(facts.double_area for facts in left)
        touched = old.symmetric_difference(new)
        touched |= {edge[::-1] for edge in touched}
        before = touched & self.outer
        after = {edge for edge in touched & self._edges if edge[::-1] not in self._edges}
        self.outer = self.outer - before | after if before != after else self.outer
        return before - after, after - before

    def require_plain(self) -> None:
        """Require the oracle that begins from nothing to find all as it is known here.

        Raises
        ------
        BrokenError
            When it finds a fault, another outer edge, or another area.
        """
        if require_partition(self._cells) != self.outer:
            raise BrokenError("the outer edge is not what the steps made of it")
        if require_whole_area(self._cells) != self.double_area:
            raise BrokenError("area came or went")


def meeting(frames: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return which frames come within two units of one of some others."""
    found = np.zeros(len(frames), dtype=bool)
    for west, south, east, north in others + np.array([-2, -2, 2, 2]) * _UNIT_DEG:
        found |= (
            (frames[:, 0] <= east)
            & (frames[:, 2] >= west)
            & (frames[:, 1] <= north)
            & (frames[:, 3] >= south)
        )
    return found
