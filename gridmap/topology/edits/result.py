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
from gridmap.topology.edits.outlines import Outlines, areas_of, outlines_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

Placed = tuple[int, shapely.Geometry]
_COMING = -1


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
            if position >= len(coverage) or not _same(coverage.geometries[position], geometry):
                raise InputError(
                    "edits.patch_stale", Place(geometry=geometry), position=position + 1
                )
        before, after = ([at for at, _ in placed] for placed in (self.dropped, self.placed))
        fresh = [geometry for _, geometry in self.placed]
        if before == after:
            return coverage.replaced(after, fresh)
        return coverage.without(before).inserted(after, fresh)


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
    report
        The change of area of each touched cell, of those that went as well.
    inverse
        The patch that leads back.
    """

    coverage: Coverage
    touched: tuple[int, ...]
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

    @property
    def before(self) -> tuple[int, ...]:
        """Positions of the cells that change or go, lowest first."""
        return tuple(sorted({*self.replaced, *self.removed}))


@dataclass(frozen=True)
class Proposal:
    """A change, worked out but not judged.

    Parameters
    ----------
    change
        What is to be done.
    removed, replaced
        Positions of the cells that go and of those that change, lowest first.
    before, after
        The rings of the cells that change or go, and of those that change or come, the latter in
        canonical form. Cells that come have no position.
    old, fresh
        The geometries of those cells.
    """

    change: Change
    removed: list[int]
    replaced: list[int]
    before: Outlines
    after: Outlines
    old: NDArray[np.object_]
    fresh: NDArray[np.object_]


def proposed(coverage: Coverage, change: Change) -> Proposal:
    """Work a change out: its new cells in canonical form, and the rings before and after.

    Raises
    ------
    InputError
        When a coordinate of a new cell is not finite.
    """
    replaced, before = sorted(change.replaced), np.array(change.before, dtype=np.int64)
    old = coverage.geometries[before]
    fresh = canonical(as_array([*(change.replaced[k] for k in replaced), *change.added]))
    after = np.array([*replaced, *(_COMING for _ in change.added)], dtype=np.int64)
    return Proposal(
        change,
        sorted(change.removed),
        replaced,
        outlines_of(before, old),
        outlines_of(after, fresh),
        old,
        fresh,
    )


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
    after = [*moved, *range(end, end + len(proposal.change.added))]
    patch = Patch(
        tuple(zip(proposal.change.before, proposal.old, strict=True)),
        tuple(zip(after, proposal.fresh, strict=True)),
    )
    return Edited(patch.carry_out(coverage), tuple(after), _report(proposal, after), patch.inverse)


def _report(proposal: Proposal, after: list[int]) -> tuple[AreaChange, ...]:
    before = proposal.change.before
    old_m2, old_units = areas_of(proposal.before)
    new_m2, new_units = areas_of(proposal.after)
    changes = []
    for k, where in enumerate(after):
        if k < len(proposal.replaced):
            position = proposal.replaced[k]
            j = bisect_left(before, position)
            gained = float(new_m2[k] - old_m2[j]), new_units[k] - old_units[j]
            changes.append(AreaChange(position, where, *gained))
        else:
            changes.append(AreaChange(None, where, float(new_m2[k]), new_units[k]))
    for position in proposal.removed:
        j = bisect_left(before, position)
        changes.append(AreaChange(position, None, -float(old_m2[j]), -old_units[j]))
    return tuple(changes)


def _same(one: shapely.Geometry, other: shapely.Geometry) -> bool:
    if one is other:
        return True
    first, second = canonical(as_array([one, other]))
    return bool(first.wkb == second.wkb)
