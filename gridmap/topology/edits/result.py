"""What an edit gives back: the cells afterwards, what changed, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import InputError, Place
from gridmap.geometry import area_m2, canonical, double_areas_units
from gridmap.topology.edits.coverage import Coverage, as_array

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


def carried_out(coverage: Coverage, change: Change) -> Edited:
    """Carry out a change that was judged, and report it.

    Parameters
    ----------
    coverage
        The N cells before.
    change
        What to do.

    Returns
    -------
    edited
        The cells afterwards, the new ones in canonical form.
    """
    cells, removed = coverage.geometries, sorted(change.removed)
    replaced = sorted(change.replaced)
    fresh = canonical(
        as_array([*(change.replaced[position] for position in replaced), *change.added])
    )
    moved = [position - int(np.searchsorted(removed, position)) for position in replaced]
    end = len(coverage) - len(removed)
    after = [*moved, *range(end, end + len(change.added))]
    patch = Patch(
        tuple((position, cells[position]) for position in change.before),
        tuple(zip(after, fresh, strict=True)),
    )
    origin = [*replaced, *(None for _ in change.added)]
    return Edited(
        patch.carry_out(coverage),
        tuple(after),
        _report(cells, origin, after, fresh, removed),
        patch.inverse,
    )


def _report(
    cells: NDArray[np.object_],
    origin: list[int | None],
    after: list[int],
    fresh: NDArray[np.object_],
    removed: list[int],
) -> tuple[AreaChange, ...]:
    pairs: list[tuple[int | None, int | None]] = [
        *zip(origin, after, strict=True),
        *((position, None) for position in removed),
    ]
    nothing = shapely.Polygon()
    old = as_array(nothing if position is None else cells[position] for position, _ in pairs)
    new = as_array([*fresh, *(nothing for _ in removed)])
    gained = area_m2(new) - area_m2(old)
    doubles = zip(double_areas_units(new), double_areas_units(old), strict=True)
    return tuple(
        AreaChange(before, where, float(area), one - other)
        for (before, where), area, (one, other) in zip(pairs, gained, doubles, strict=True)
    )


def _same(one: shapely.Geometry, other: shapely.Geometry) -> bool:
    if one is other:
        return True
    first, second = canonical(as_array([one, other]))
    return bool(first.wkb == second.wkb)
