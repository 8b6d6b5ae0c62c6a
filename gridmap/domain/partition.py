"""A partition: cells that cover their communities exactly, named by code, changed by commands.

The state is a function of the cells alone: they always stand in the order of their codes, so that
an edit and its way back lead to the very same bytes, whichever process carries them out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain.numbering import Numbering, is_provisional
from gridmap.domain.records import Cell
from gridmap.errors import ConflictError, InputError, Place
from gridmap.topology.edits import Edited
from gridmap.topology.edits.blocks import Block, Blocks
from gridmap.topology.edits.coverage import Coverage, as_array

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


class _Row(Block):
    """Some cells in the order of their codes."""

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(cell.code for cell in self.items)


@dataclass(frozen=True)
class Partition:
    """Cells in the order of their codes.

    Parameters
    ----------
    rows
        The cells.
    coverage
        Their geometries, with their frames.
    numbering
        Gives codes to new cells.
    boundary
        What the cells must fill and not leave; None lets the outer edge move.
    """

    rows: Blocks[_Row]
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
        coverage = Coverage.of(as_array(cell.geometry for cell in listed))
        known = numbering or Numbering.after(codes)
        return cls(Blocks.of(listed, _Row), coverage, known, boundary)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """All codes, sorted; put together when asked for."""
        return tuple(code for row in self.rows.blocks for code in row.codes)

    @cached_property
    def cells(self) -> NDArray[np.object_]:
        """Object array of shape (N,): all cells, put together likewise."""
        return as_array(self.rows)

    @cached_property
    def _first_codes(self) -> list[str]:
        return [row.codes[0] for row in self.rows.blocks]

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.rows)

    def __contains__(self, code: str) -> bool:
        """Return whether there is a cell of a code."""
        return self._place_of(code) is not None

    def code_at(self, position: int) -> str:
        """Return the code of the cell at a position from 0."""
        code: str = self.rows[position].code
        return code

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
        found: Cell = self.rows[self.position_of(code)]
        return found

    def _rank(self, code: str) -> int:
        """Return how many codes come before one."""
        row = max(bisect_right(self._first_codes, code) - 1, 0)
        codes = self.rows.blocks[row].codes if len(self) else ()
        return self.rows.begin_of(row) + bisect_left(codes, code)

    def _place_of(self, code: str) -> int | None:
        position = self._rank(code)
        found = position < len(self) and self.code_at(position) == code
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
        numbering, parents, names = self.numbering, {}, []
        for position in after:
            if position < len(self) - len(gone):
                names.append(self.code_at(_before(position, gone)))
                continue
            parent = parent_code or self.code_at(0)
            code, numbering = numbering.next_after(parent)
            parents[code] = (parent,)
            names.append(code)
        if gone:
            # The lowest code stays, but one that is in force goes before one of a draft.
            merged = [self.code_at(position) for position in before]
            names = [min(merged, key=lambda code: (is_provisional(code), code))]
        geometries = as_array(geometry for _, geometry in edited.inverse.dropped)
        dropped = [self.rows[position] for position in before]
        loads = self._loads(geometries, before, dropped, weigh)
        placed = _placed(names, edited, loads, dropped, parent_code)
        if gone:
            parents[names[0]] = tuple(cell.code for cell in dropped)
        named = dict(zip(after, names, strict=True))
        changes = [
            CellChange(
                self.code_at(change.before or 0) if change.after is None else named[change.after],
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
            return [float(load) for load in weigh(geometries, self.coverage.part(near))]
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
        return self._after(step, numbering, edited)

    def _after(self, step: Step, numbering: Numbering, edited: Edited | None = None) -> Partition:
        gone = [cell.code for cell in step.dropped]
        come = [cell.code for cell in step.placed]
        dropped = [self.position_of(code) for code in gone]
        # The cells before those of the step stay; of the step's own, those that come count.
        placed = [self._rank(code) - bisect_left(gone, code) + k for k, code in enumerate(come)]
        shapes = [cell.geometry for cell in step.placed]
        # New cells come last in an edit; here each has the place of its code.
        if edited is not None and _same_places(zip(placed, shapes, strict=True), edited):
            coverage = edited.coverage
        else:
            coverage = self.coverage.patched(dropped, placed, shapes)
        rows = self.rows.patched(dropped, placed, step.placed, _Row)
        return Partition(rows, coverage, numbering, self.boundary)

    def _require_current(self, step: Step) -> None:
        for cell in step.dropped:
            position = self._place_of(cell.code)
            mine = None if position is None else self.coverage.cell(position)
            if mine is None or not (mine is cell.geometry or mine.wkb == cell.geometry.wkb):
                raise ConflictError("partition.stale", Place(feature=cell.code), code=cell.code)
        gone = {cell.code for cell in step.dropped}
        for cell in step.placed:
            if cell.code not in gone and self._place_of(cell.code) is not None:
                raise ConflictError("partition.stale", Place(feature=cell.code), code=cell.code)


def _same_places(placed: Iterable[tuple[int, shapely.Geometry]], edited: Edited) -> bool:
    """Tell whether an edit has put the same objects in the same places."""
    return all(
        here == there and one is other
        for (here, one), (there, other) in zip(placed, edited.inverse.dropped, strict=True)
    )


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
    edited: Edited,
    loads: Sequence[float | None],
    dropped: Sequence[Cell],
    parent_code: str | None,
) -> list[Cell]:
    known = {cell.code: cell for cell in dropped}
    shapes = [geometry for _, geometry in edited.inverse.dropped]
    placed = []
    for name, shape, area, load in zip(names, shapes, edited.area_m2, loads, strict=True):
        pattern = known.get(name) or replace(known[parent_code or dropped[0].code], name="")
        placed.append(replace(pattern, code=name, geometry=shape, area_m2=area, load=load))
    return placed


def _before(position: int, gone: Sequence[int]) -> int:
    """Return where a cell stood before those at some positions, lowest first, went."""
    for left in gone:
        position += position >= left
    return position
