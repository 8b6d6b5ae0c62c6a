"""What an edit gives back: the cells afterwards, what changed, and the way back."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import InputError, Place
from gridmap.geometry import canonical
from gridmap.topology.edits.coverage import Coverage, as_array
from gridmap.topology.edits.ledger import Ledger, ledger_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

Placed = tuple[int, shapely.Geometry]


@dataclass(frozen=True)
class AreaChange:
    """How the area of one touched cell changed.

    Parameters
    ----------
    before, after
        Position of the cell before and after the edit; None where it did not exist.
    area_m2
        What it gained on the ellipsoid, negative for a loss.
    double_area_units
        The same as twice the area in square lattice units, exactly.
    """

    before: int | None
    after: int | None
    area_m2: float
    double_area_units: int


@dataclass(frozen=True)
class Patch:
    """The difference between two states of the cells, small and applicable both ways.

    Parameters
    ----------
    dropped
        Positions, lowest first, and geometries of the cells that go.
    placed
        Positions in the result, lowest first, and geometries of the cells that come.
    """

    dropped: tuple[Placed, ...]
    placed: tuple[Placed, ...]

    @property
    def inverse(self) -> Patch:
        """The patch that leads back."""
        return Patch(self.placed, self.dropped)

    def apply(self, cells: NDArray[np.object_]) -> NDArray[np.object_]:
        """Return the cells with the patch carried out; those it does not name stay the objects.

        Parameters
        ----------
        cells
            Object array of shape (N,) of polygons.

        Returns
        -------
        patched
            Object array of shape (N - dropped + placed,).

        Raises
        ------
        InputError
            When the cells that it would drop are not as the patch knows them.
        """
        return self.carry_out(Coverage.of(cells)).geometries

    def carry_out(self, coverage: Coverage) -> Coverage:
        """Return a coverage with the patch carried out; otherwise as `apply`.

        Raises
        ------
        InputError
            When the cells that it would drop are not as the patch knows them.
        """
        for position, geometry in self.dropped:
            if position >= len(coverage) or not _same(coverage.cell(position), geometry):
                raise InputError(
                    "edits.patch_stale", Place(geometry=geometry), position=position + 1
                )
        return coverage.patched(
            [position for position, _ in self.dropped],
            [position for position, _ in self.placed],
            [geometry for _, geometry in self.placed],
        )


@dataclass(frozen=True)
class Edited:
    """The result of one edit.

    Parameters
    ----------
    coverage
        The cells afterwards, M of them. Untouched cells are the objects that came
        in. A new cell stands last; a cell that went leaves no place behind.
    touched
        Positions in `coverage` of the cells that changed or are new, lowest first.
    area_m2
        What each of them measures on the ellipsoid.
    report
        The change of area of each touched cell, of those that went as well.
    inverse
        The patch that leads back.
    """

    coverage: Coverage
    touched: tuple[int, ...]
    area_m2: tuple[float, ...]
    report: tuple[AreaChange, ...]
    inverse: Patch

    @property
    def geometries(self) -> NDArray[np.object_]:
        """Object array of shape (M,): the cells afterwards."""
        return self.coverage.geometries


@dataclass(frozen=True)
class Change:
    """What an edit is about to do: replaced and removed positions, and new cells."""

    replaced: dict[int, shapely.Geometry]
    added: tuple[shapely.Geometry, ...] = ()
    removed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A change, worked out but not judged.

    Parameters
    ----------
    before, removed, replaced
        Positions of the cells that change or go, of those that go, and of those that change, each
        lowest first.
    old
        The geometries of the former.
    fresh
        The geometries that take the place of those replaced, then those that are added, in
        canonical form.
    ledger
        Their edges; its cells are those before, then those added.
    """

    before: list[int]
    removed: list[int]
    replaced: list[int]
    old: NDArray[np.object_]
    fresh: NDArray[np.object_]
    ledger: Ledger


def proposed(coverage: Coverage, change: Change) -> Proposal:
    """Work a change out, which is not to be empty."""
    removed, replaced = sorted(change.removed), sorted(change.replaced)
    before = sorted({*removed, *replaced})
    old = coverage.part(before)
    fresh = canonical(as_array([*(change.replaced[k] for k in replaced), *change.added]))
    account = [*range(len(before)), *(bisect_left(before, position) for position in replaced)]
    account += range(len(before), len(before) + len(change.added))
    ledger = ledger_of(old, fresh, np.array(account, dtype=np.int64))
    return Proposal(before, removed, replaced, old, fresh, ledger)


def carried_out(coverage: Coverage, proposal: Proposal) -> Edited:
    """Carry out a proposal that was judged, and report it.

    Parameters
    ----------
    coverage
        The N cells before.
    proposal
        What to do.

    Returns
    -------
    edited
        The cells afterwards, the new ones in canonical form.
    """
    removed, replaced = proposal.removed, proposal.replaced
    moved = [position - bisect_left(removed, position) for position in replaced]
    end = len(coverage) - len(removed)
    after = [*moved, *range(end, end + len(proposal.fresh) - len(moved))]
    patch = Patch(
        tuple(zip(proposal.before, proposal.old, strict=True)),
        tuple(zip(after, proposal.fresh, strict=True)),
    )
    areas = proposal.ledger.areas_after_m2(len(proposal.old))
    return Edited(
        patch.carry_out(coverage),
        tuple(after),
        tuple(areas),
        _report(proposal, after),
        patch.inverse,
    )


def _report(proposal: Proposal, after: list[int]) -> tuple[AreaChange, ...]:
    """Tell what each cell gained: those that changed, those that came, those that went."""
    before, ledger = proposal.before, proposal.ledger
    rows: list[tuple[int | None, int | None, int]] = [
        (position, where, bisect_left(before, position))
        for position, where in zip(proposal.replaced, after, strict=False)
    ]
    added = after[len(rows) :]
    rows += [(None, where, len(before) + k) for k, where in enumerate(added)]
    rows += [(position, None, bisect_left(before, position)) for position in proposal.removed]
    return tuple(
        AreaChange(one, other, float(ledger.area_m2[k]), ledger.double_area_units[k])
        for one, other, k in rows
    )


def _same(one: shapely.Geometry, other: shapely.Geometry) -> bool:
    if one is other:
        return True
    first, second = canonical(as_array([one, other]))
    return bool(first.wkb == second.wkb)
