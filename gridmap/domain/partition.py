"""A partition: cells that cover their communities exactly, named by code, changed by commands.

The state is a function of the cells alone: they always stand in the order of their codes, so that
an edit and its way back lead to the very same bytes, whichever process carries them out.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain.numbering import Numbering, is_provisional
from gridmap.domain.records import Cell
from gridmap.errors import ConflictError, InputError, Place
from gridmap.geometry import area_m2
from gridmap.topology.edits import Edited
from gridmap.topology.edits.coverage import Coverage

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import MultiPolygon, Polygon

# The load of each of some cells; the cells beside them settle who has a point on the border.
Weigh = Callable[["NDArray[np.object_]", "NDArray[np.object_]"], "NDArray[np.float64]"]
_NO_PARENTS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True)
class CellChange:
    """How the area of a touched cell changed; None where it is not known by a code any more."""

    code: str
    area_m2: float
    double_area_units: int


@dataclass(frozen=True)
class Step:
    """One change of a partition, applicable both ways.

    Parameters
    ----------
    dropped, placed
        The touched cells before and after, in the order of codes.
    changes
        The change of area of each touched cell, in the order of codes.
    parents
        For each new code the codes that it comes from.
    """

    dropped: tuple[Cell, ...]
    placed: tuple[Cell, ...]
    changes: tuple[CellChange, ...] = ()
    parents: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NO_PARENTS)

    @property
    def inverse(self) -> Step:
        """The step that leads back."""
        changes = tuple(
            CellChange(change.code, -change.area_m2, -change.double_area_units)
            for change in self.changes
        )
        return Step(self.placed, self.dropped, changes)


@dataclass(frozen=True)
class Partition:
    """Cells in the order of their codes.

    Parameters
    ----------
    codes
        The codes, sorted.
    cells
        Object array of shape (N,): the cells.
    coverage
        Their geometries, with their frames.
    numbering
        Gives codes to new cells.
    boundary
        What the cells must fill and not leave; None lets the outer edge move.
    """

    codes: tuple[str, ...]
    cells: NDArray[np.object_]
    coverage: Coverage
    numbering: Numbering = field(default_factory=Numbering)
    boundary: Polygon | MultiPolygon | None = None

    @classmethod
    def of(
        cls,
        cells: Iterable[Cell],
        numbering: Numbering | None = None,
        boundary: Polygon | MultiPolygon | None = None,
    ) -> Partition:
        """Return cells of a valid coverage as a partition.

        Raises
        ------
        InputError
            When a code occurs twice.
        """
        listed = sorted(cells, key=lambda cell: cell.code)
        codes = tuple(cell.code for cell in listed)
        for one, other in pairwise(codes):
            if one == other:
                raise InputError("partition.code_twice", Place(feature=one), code=one)
        geometries = _objects([cell.geometry for cell in listed])
        coverage = Coverage.of(geometries)
        return cls(codes, _objects(listed), coverage, numbering or Numbering.after(codes), boundary)

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.codes)

    def position_of(self, code: str) -> int:
        """Return where a cell stands.

        Raises
        ------
        InputError
            When there is no cell of this code.
        """
        position = self._place_of(code)
        if position is None:
            raise InputError("partition.no_cell", Place(feature=code), code=code)
        return position

    def cell(self, code: str) -> Cell:
        """Return a cell.

        Raises
        ------
        InputError
            When there is no cell of this code.
        """
        found: Cell = self.cells[self.position_of(code)]
        return found

    def _place_of(self, code: str) -> int | None:
        position = bisect_left(self.codes, code)
        found = position < len(self.codes) and self.codes[position] == code
        return position if found else None

    def step_of(
        self,
        edited: Edited,
        parent_code: str | None = None,
        weigh: Weigh | None = None,
    ) -> tuple[Step, Numbering]:
        """Name the cells of an edit.

        Parameters
        ----------
        edited
            An edit of this partition's coverage.
        parent_code
            The cell from which a new one comes.
        weigh
            Gives the load of each of some geometries. Without it the load of a changed cell is
            unknown, but for merges, where it is the sum.

        Returns
        -------
        step
            The change by code.
        numbering
            The numbering after it.

        Raises
        ------
        ConflictError
            When the community has used all its numbers.
        """
        before = [position for position, _ in edited.inverse.placed]
        after = [position for position, _ in edited.inverse.dropped]
        gone = [
            change.before
            for change in edited.report
            if change.after is None and change.before is not None
        ]
        kept = _without(self.codes, gone)
        numbering, parents, names = self.numbering, {}, []
        for position in after:
            if position < len(kept):
                names.append(kept[position])
                continue
            parent = parent_code or self.codes[0]
            code, numbering = numbering.next_after(parent)
            parents[code] = (parent,)
            names.append(code)
        if gone:
            # The lowest code stays, but one that is in force goes before one of a draft.
            merged = [self.codes[position] for position in before]
            names = [min(merged, key=lambda code: (is_provisional(code), code))]
        geometries = _objects([geometry for _, geometry in edited.inverse.dropped])
        dropped = [self.cells[position] for position in before]
        loads = self._loads(geometries, before, dropped, weigh)
        placed = _placed(names, geometries, loads, dropped, parent_code)
        if gone:
            parents[names[0]] = tuple(cell.code for cell in dropped)
        named = dict(zip(after, names, strict=True))
        changes = [
            CellChange(
                named[change.after] if change.after is not None else self.codes[change.before or 0],
                change.area_m2,
                change.double_area_units,
            )
            for change in edited.report
        ]
        step = Step(
            tuple(dropped),
            tuple(sorted(placed, key=lambda cell: cell.code)),
            tuple(sorted(changes, key=lambda change: change.code)),
            MappingProxyType(parents),
        )
        return step, numbering

    def _loads(
        self,
        geometries: NDArray[np.object_],
        before: Sequence[int],
        dropped: Sequence[Cell],
        weigh: Weigh | None,
    ) -> list[float | None]:
        if weigh is not None and len(geometries):
            frame = shapely.total_bounds(geometries)
            near = np.setdiff1d(self.coverage.near(frame[:2], frame[2:]), before)
            return [float(load) for load in weigh(geometries, self.coverage.geometries[near])]
        loads = [cell.load for cell in dropped]
        if len(geometries) == 1 and len(dropped) > 1 and None not in loads:
            return [float(sum(load for load in loads if load is not None))]
        return [None] * len(geometries)

    def patched(self, step: Step, numbering: Numbering | None = None) -> Partition:
        """Return the partition after a step.

        Raises
        ------
        ConflictError
            When a cell that the step changes is not as the step knows it.
        """
        self._require_current(step)
        return self._after(step, numbering or self.numbering)

    def followed(self, edited: Edited, step: Step, numbering: Numbering) -> Partition:
        """Return the partition after an edit that `step_of` has named."""
        # The cells of an edit stand as they stand here, but for new ones, which come last there,
        # and merged ones, which take the first place there.
        more = len(edited.coverage) - len(self)
        fits = more == 0
        if more > 0:
            fits = step.placed[-1].code > self.codes[-1]
        elif more < 0:
            fits = step.placed[0].code == step.dropped[0].code
        return self._after(step, numbering, edited.coverage if fits else None)

    def _after(
        self, step: Step, numbering: Numbering, coverage: Coverage | None = None
    ) -> Partition:
        dropped = [self.position_of(cell.code) for cell in step.dropped]
        gone = {cell.code for cell in step.dropped}
        stays = {cell.code for cell in step.placed}
        codes = _without(self.codes, [self.position_of(code) for code in gone - stays])
        codes = _with(codes, sorted(stays - gone))
        placed = [bisect_left(codes, cell.code) for cell in step.placed]
        if coverage is None:
            shapes = [cell.geometry for cell in step.placed]
            coverage = self.coverage.patched(dropped, placed, shapes)
        cells = self.cells.copy()
        if gone - stays:
            cells = np.delete(cells, [self.position_of(code) for code in gone - stays])
        if stays - gone:
            fresh = [cell for cell in step.placed if cell.code not in gone]
            at = [bisect_left(codes, cell.code) - k for k, cell in enumerate(fresh)]
            cells = np.insert(cells, at, _objects(fresh))
        cells[placed] = _objects(step.placed)
        return Partition(codes, cells, coverage, numbering, self.boundary)

    def _require_current(self, step: Step) -> None:
        for cell in step.dropped:
            position = self._place_of(cell.code)
            mine = None if position is None else self.coverage.geometries[position]
            if mine is None or not (mine is cell.geometry or mine.wkb == cell.geometry.wkb):
                raise ConflictError("partition.stale", Place(feature=cell.code), code=cell.code)
        gone = {cell.code for cell in step.dropped}
        for cell in step.placed:
            if cell.code not in gone and self._place_of(cell.code) is not None:
                raise ConflictError("partition.stale", Place(feature=cell.code), code=cell.code)


def joined(steps: Sequence[Step]) -> Step:
    """Return the one step that several steps, carried out one after the other, make."""
    first: dict[str, Cell | None] = {}
    last: dict[str, Cell] = {}
    areas: dict[str, tuple[float, int]] = {}
    parents: dict[str, tuple[str, ...]] = {}
    for step in steps:
        for cell in step.dropped:
            first.setdefault(cell.code, cell)
            last.pop(cell.code, None)
        for cell in step.placed:
            first.setdefault(cell.code, None)
            last[cell.code] = cell
        for change in step.changes:
            area, units = areas.get(change.code, (0.0, 0))
            areas[change.code] = (area + change.area_m2, units + change.double_area_units)
        parents.update(step.parents)
    return Step(
        tuple(first[code] for code in sorted(first) if first[code] is not None),  # type: ignore[misc]
        tuple(last[code] for code in sorted(last)),
        tuple(CellChange(code, *areas[code]) for code in sorted(areas)),
        MappingProxyType(parents),
    )


def _placed(
    names: Sequence[str],
    geometries: NDArray[np.object_],
    loads: Sequence[float | None],
    dropped: Sequence[Cell],
    parent_code: str | None,
) -> list[Cell]:
    known = {cell.code: cell for cell in dropped}
    areas = area_m2(geometries)
    placed = []
    for name, geometry, area, load in zip(names, geometries, areas, loads, strict=True):
        pattern = known.get(name) or replace(known[parent_code or dropped[0].code], name="")
        placed.append(
            replace(pattern, code=name, geometry=geometry, area_m2=float(area), load=load)
        )
    return placed


def _without(codes: tuple[str, ...], positions: Sequence[int]) -> tuple[str, ...]:
    if not positions:
        return codes
    kept = list(codes)
    for position in sorted(positions, reverse=True):
        del kept[position]
    return tuple(kept)


def _with(codes: tuple[str, ...], fresh: Sequence[str]) -> tuple[str, ...]:
    if not fresh:
        return codes
    longer = list(codes)
    for code in fresh:
        insort(longer, code)
    return tuple(longer)


def _objects(values: Sequence[object]) -> NDArray[np.object_]:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
