"""Merge two redrawings of the same cells in three ways.

Arcs have identity: what both sides did is compared arc by arc of the cells that both began with.
Where they moved different arcs, the edits of one side are carried out again on the cells of the
other, each judged like any edit, so the result is always a valid partition. Where both moved the
same arc, that arc alone is left to a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.domain.commands import from_json, to_json
from gridmap.domain.numbering import Numbering, is_provisional
from gridmap.domain.partition import Partition, Step, Weigh
from gridmap.domain.redrawing import carry_out
from gridmap.errors import GridmapError
from gridmap.geometry import UNITS_PER_DEGREE, to_units
from gridmap.geometry.preparing import prepared
from gridmap.topology import build_arcs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.domain.records import Cell, Edit

Node = tuple[int, int]
Edge = tuple[Node, Node]
# A node that splits an arc bends it by less than a unit; that moves nothing.
_BEND_UNITS: Final = 1.0


@dataclass(frozen=True)
class Clash:
    """An edit that was left out of a merge.

    Parameters
    ----------
    edit
        The edit of the other side.
    arcs
        The arcs that both sides moved, as they were at first, in lon/lat; none where the edit
        builds on another that was left out, or the partition would break.
    refusal
        Why it could not be carried out again; None where both moved the same arc.
    """

    edit: Edit
    arcs: tuple[shapely.LineString, ...] = ()
    refusal: GridmapError | None = None

    @property
    def geometry(self) -> shapely.Geometry:
        """Where it is, in lon/lat."""
        if self.arcs:
            return shapely.MultiLineString(list(self.arcs))
        place = None if self.refusal is None else self.refusal.place.geometry
        return place if place is not None else self.edit.placed[0].geometry


@dataclass(frozen=True)
class Merged:
    """The result of a merge: a valid partition in any case.

    Parameters
    ----------
    partition
        The cells.
    edits
        The edits of the other side that were carried out again, with their cells as they are now.
    clashes
        Those that were not.
    """

    partition: Partition
    edits: tuple[Edit, ...]
    clashes: tuple[Clash, ...]


def merge(
    base: Partition,
    ours: Partition,
    theirs: Partition,
    edits: Sequence[Edit],
    weigh: Weigh | None = None,
) -> Merged:
    """Carry out on one side what the other side did.

    Parameters
    ----------
    base
        The cells that both sides began with.
    ours
        The cells of the one side.
    theirs
        The cells of the other.
    edits
        The edits of the other side that stand, in order.
    weigh
        Gives the load of each of some geometries.

    Returns
    -------
    merged
        Our cells with their edits, but for those that clash.
    """
    arcs = _Arcs.of(base)
    both = arcs.moved_in(base, ours) & arcs.moved_in(base, theirs)
    alike = {arc for arc in both if arcs.is_alike(arc, ours, theirs)}
    now, kept, clashes = ours, [], []
    for edit in edits:
        touched = arcs.touched_by(edit)
        shared = touched & (both - alike)
        if touched and touched <= alike:
            continue
        if shared:
            clashes.append(Clash(edit, tuple(arcs.lines[arc] for arc in sorted(shared))))
            continue
        try:
            command, step, now = _again(now, edit, weigh)
        except GridmapError as refusal:
            clashes.append(Clash(edit, refusal=refusal))
        else:
            kept.append(replace(edit, command=command, dropped=step.dropped, placed=step.placed))
    return Merged(now, tuple(kept), tuple(clashes))


def _again(
    now: Partition, edit: Edit, weigh: Weigh | None
) -> tuple[Mapping[str, object], Step, Partition]:
    """Carry out an edit again: as it was where its cells are, else by its command."""
    if all(_has(now, cell) for cell in edit.dropped):
        dropped = tuple(now.cell(cell.code) for cell in edit.dropped)
        step = Step(dropped, edit.placed)
        return edit.command, step, now.patched(step)
    wish = from_json(edit.command)
    fresh = sorted({cell.code for cell in edit.placed} - {cell.code for cell in edit.dropped})
    redrawn = carry_out(replace(now, numbering=_numbering(now, fresh)), wish, weigh)
    after = replace(redrawn.partition, numbering=now.numbering)
    return MappingProxyType(to_json(redrawn.command)), redrawn.step, after


def _has(now: Partition, cell: Cell) -> bool:
    if cell.code not in now.codes:
        return False
    mine = now.cell(cell.code).geometry
    return bool(mine is cell.geometry or mine.wkb == cell.geometry.wkb)


def _numbering(now: Partition, fresh: Sequence[str]) -> Numbering:
    """Return the numbering that gives new cells the codes that they have on the other side."""
    if not fresh:
        return now.numbering
    stem, number, _ = now.numbering.parts_of(fresh[0])
    plan_id = stem[1:-1] if is_provisional(fresh[0]) else None
    highest = MappingProxyType({**now.numbering.highest, stem: number - 1})
    return Numbering(now.numbering.template, plan_id, highest)


@dataclass(frozen=True)
class _Arcs:
    """The arcs of the first state, with the edges of each."""

    lines: NDArray[np.object_]
    edges: tuple[frozenset[Edge], ...]
    arc_of: Mapping[Edge, int]

    @classmethod
    def of(cls, base: Partition) -> _Arcs:
        arcs = build_arcs(base.coverage.geometries)
        edges = tuple(
            frozenset(_edges_along(to_units(arcs.points(number)))) for number in range(len(arcs))
        )
        arc_of = {edge: number for number, part in enumerate(edges) for edge in part}
        return cls(arcs.lines(), edges, arc_of)

    def moved_in(self, base: Partition, after: Partition) -> set[int]:
        """Return the arcs that lie elsewhere, or nowhere, in a later state."""
        before, now = _differing(base, after)
        return self._moved(before, now)

    def touched_by(self, edit: Edit) -> set[int]:
        """Return the arcs that an edit moved."""
        return self._moved(_shapes(edit.dropped), _shapes(edit.placed))

    def is_alike(self, arc: int, ours: Partition, theirs: Partition) -> bool:
        """Tell whether the cells beside an arc are the same on both sides."""
        line = self.lines[arc]
        near = [_beside(line, side) for side in (ours, theirs)]
        return near[0] == near[1]

    def _moved(self, before: NDArray[np.object_], after: NDArray[np.object_]) -> set[int]:
        gone = _edges_of(before) - _edges_of(after)
        known = [edge for edge in gone if edge in self.arc_of]
        if not known:
            return set()
        origin = np.floor(np.array(shapely.total_bounds(before)[:2]) * UNITS_PER_DEGREE)
        borders = shapely.union_all(shapely.boundary(_local(after, origin)))
        near = prepared(shapely.buffer(borders, _BEND_UNITS))
        courses = shapely.linestrings(np.array(known, dtype=np.float64) - origin)
        moved = ~shapely.covers(near, courses)
        return {self.arc_of[edge] for edge, far in zip(known, moved, strict=True) if far}


def _differing(
    before: Partition, after: Partition
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    known = {cell.code: cell.geometry for cell in before.cells}
    fresh = {cell.code: cell.geometry for cell in after.cells}
    gone = [shape for code, shape in known.items() if not _same(shape, fresh.get(code))]
    come = [shape for code, shape in fresh.items() if not _same(shape, known.get(code))]
    return np.array(gone, dtype=object), np.array(come, dtype=object)


def _same(one: shapely.Geometry, other: shapely.Geometry | None) -> bool:
    return other is not None and bool(one is other or one.wkb == other.wkb)


def _shapes(cells: Iterable[Cell]) -> NDArray[np.object_]:
    return np.array([cell.geometry for cell in cells], dtype=object)


def _edges_of(geometries: NDArray[np.object_]) -> set[Edge]:
    found: set[Edge] = set()
    for ring in shapely.get_rings(geometries) if len(geometries) else ():
        found.update(_edges_along(to_units(shapely.get_coordinates(ring))))
    return found


def _edges_along(units: NDArray[np.int64]) -> Iterable[Edge]:
    nodes: list[Node] = [(int(x), int(y)) for x, y in units.tolist()]
    for one, other in pairwise(nodes):
        yield (one, other) if one < other else (other, one)


def _beside(line: shapely.LineString, side: Partition) -> dict[str, bytes]:
    west, south, east, north = line.bounds
    near = side.coverage.near((west, south), (east, north))
    return {
        side.codes[position]: side.coverage.geometries[position].wkb
        for position in near
        if shapely.intersects(side.coverage.geometries[position], line)
    }


def _local(geometries: NDArray[np.object_], origin: NDArray[np.float64]) -> NDArray[np.object_]:
    local: NDArray[np.object_] = shapely.transform(
        geometries, lambda xy: np.rint(xy * UNITS_PER_DEGREE) - origin
    )
    return local
