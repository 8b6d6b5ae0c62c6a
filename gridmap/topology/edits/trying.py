"""Try the ways to cut a cell until one breaks nothing."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

import shapely

from gridmap.errors import CoverageError, InputError, Place
from gridmap.topology.edits.coverage import Coverage
from gridmap.topology.edits.cutting import Cut, cut
from gridmap.topology.edits.exact import ExactCut, exact_cut
from gridmap.topology.edits.result import Proposal
from gridmap.topology.edits.ways import ways_across

if TYPE_CHECKING:
    from collections.abc import Callable


class Carry(Protocol):
    """Makes a proposal of a cut."""

    def __call__(self, made: Cut, *, explain: bool) -> Proposal | None:
        """Return it, or None where it surely breaks the clearance and no one asks why."""


def first_clear(
    coverage: Coverage,
    position: int,
    lines: shapely.Geometry,
    carry: Carry,
    carry_exact: Callable[[ExactCut], Proposal],
) -> Proposal:
    """Try the ways to cut a cell along lines until one breaks nothing.

    Parameters
    ----------
    coverage
        A valid coverage.
    position
        The cell to cut.
    lines
        Lines in lon/lat.
    carry
        Makes a proposal of a cut and judges it.
    carry_exact
        The same for the last way of all.

    Returns
    -------
    proposal
        The first that breaks nothing.

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
    for way in ways_across(coverage.cell(position), lines):
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
    with suppress(CoverageError, InputError, shapely.errors.GEOSException):
        return carry_exact(exact_cut(coverage, position, lines))
    proposal = carry(unexplained, explain=True) if unexplained is not None else None
    if proposal is not None:
        return proposal
    raise refusal or CoverageError("edits.clearance", Place(geometry=lines))
