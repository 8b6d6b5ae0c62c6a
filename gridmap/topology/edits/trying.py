"""Try the ways to cut a cell until one breaks nothing."""

from __future__ import annotations

from typing import Protocol

import shapely

from gridmap.errors import CoverageError, InputError, Place
from gridmap.topology.edits.coverage import Coverage
from gridmap.topology.edits.cutting import Cut, cut
from gridmap.topology.edits.result import Proposal
from gridmap.topology.edits.ways import ways_across

_TWO = 2


class Carry(Protocol):
    """Makes a proposal of a cut."""

    def __call__(self, made: Cut, *, explain: bool) -> Proposal | None:
        """Return it, or None where it surely breaks the clearance and no one asks why."""


def first_clear(
    coverage: Coverage,
    position: int,
    lines: shapely.Geometry,
    carry: Carry,
) -> Proposal:
    """Try the ways to cut a cell along lines until one breaks nothing.

    Raises
    ------
    InputError
        When the lines do not divide the cell.
    CoverageError
        When nothing will do: the first refusal.
    """
    tried: list[Cut] = []
    refusal: CoverageError | InputError | None = None
    unexplained: Cut | None = None
    for way in ways_across(coverage.geometries[position], lines):
        try:
            made = cut(coverage, position, way)
            if any(made.is_as(other) for other in tried):
                continue
            tried.append(made)
            proposal = carry(made, explain=False)
        except (CoverageError, InputError) as error:
            refusal = refusal or error
            continue
        if proposal is not None:
            return proposal
        if refusal is None and unexplained is None:
            unexplained = made
    proposal = carry(unexplained, explain=True) if unexplained is not None else None
    if proposal is not None:
        return proposal
    raise refusal or CoverageError("edits.clearance", Place(geometry=lines))
