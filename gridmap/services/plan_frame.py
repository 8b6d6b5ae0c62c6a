"""`gridmap.Plan`: cells that a notebook redraws and cannot break."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import geopandas
import numpy as np
import shapely

from gridmap import division, topology
from gridmap.domain import Cell, CodeTemplate, Edit, EditKind
from gridmap.domain.commands import (
    Command,
    DeleteNode,
    InsertNode,
    LonLat,
    Merge,
    MoveNode,
    ReshapeArc,
    Split,
    SplitEqual,
    Transfer,
    from_json,
    to_json,
)
from gridmap.domain.journal import to_redo, to_undo
from gridmap.domain.numbering import Numbering
from gridmap.domain.partition import Partition, Step, Weigh
from gridmap.domain.redrawing import as_line, carry_out
from gridmap.services.frames import LONLAT, lonlat_of
from gridmap.services.plan_difference import Difference, difference
from gridmap.services.plan_tables import (
    codes_of,
    exact,
    line_of,
    points_of,
    records_of,
    weigher,
)

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon

    from gridmap.services.plan_tables import LineLike


@dataclass(frozen=True)
class Plan:
    """Cells that cover their communities exactly, and the journal of how they were redrawn.

    Every method returns a new plan or raises; this one stays as it was. Places are (lon, lat) and
    name the nearest node or arc within 1e-7 degree.

    Attributes
    ----------
    journal
        All edits, undos and redos so far, in order.
    """

    _partition: Partition
    journal: tuple[Edit, ...] = ()
    _weigh: Weigh | None = None

    @classmethod
    def from_cells(
        cls,
        cells: geopandas.GeoDataFrame,
        *,
        boundary: geopandas.GeoDataFrame | geopandas.GeoSeries | None = None,
        load: geopandas.GeoDataFrame | None = None,
        draft: str | None = None,
    ) -> Plan:
        """Make a plan of cells, after a check that they are one exact coverage.

        Parameters
        ----------
        cells
            One row for each cell; a column code names it, further columns go along. Cells that are
            not on the lattice of 1e-7 degree are brought there.
        boundary
            The community, or several together, that the cells fill and must not leave; by default
            what they cover.
        load
            Points or areas with a column load, from which the load of changed cells is summed; an
            area counts where a point inside it lies. Without it the load of a cell that changes is
            unknown, but for merges.
        draft
            Name of a draft: its new cells get provisional codes. Without it a split numbers like
            a publication.

        Returns
        -------
        plan
            The plan, with an empty journal.

        Raises
        ------
        InputError
            When the table has no CRS, no rows, or a code is missing or occurs twice.
        CoverageError
            When the cells overlap, leave gaps or do not share every vertex, with the place.
        """
        geometries = exact(lonlat_of(cells))
        codes = codes_of(cells)
        numbering = Numbering.after(codes, CodeTemplate(), draft)
        outline = (
            shapely.coverage_union_all(geometries)
            if boundary is None
            else shapely.union_all(lonlat_of(boundary))
        )
        if boundary is not None:
            topology.check(geometries, outline).require_valid()
        partition = Partition.of(records_of(cells, codes, geometries), numbering, outline)
        return cls(partition, (), None if load is None else weigher(load))

    @property
    def cells(self) -> geopandas.GeoDataFrame:
        """The cells in the order of their codes: code, load, area_m2, what they came with."""
        listed: list[Cell] = list(self._partition.cells)
        names = list(dict.fromkeys(key for cell in listed for key in cell.attributes))
        columns: dict[str, object] = {"code": [cell.code for cell in listed]}
        if any(cell.name for cell in listed):
            columns["name"] = [cell.name for cell in listed]
        columns["load"] = np.array([cell.load for cell in listed], dtype=np.float64)
        columns["area_m2"] = [cell.area_m2 for cell in listed]
        columns |= {key: [cell.attributes.get(key) for cell in listed] for key in names}
        return geopandas.GeoDataFrame(
            columns, geometry=self._partition.coverage.geometries, crs=LONLAT
        )

    def move_node(self, at: LonLat, to: LonLat, **note: str) -> Plan:
        """Move the node at a place, in all cells that have it.

        Raises
        ------
        InputError
            When no node is there.
        CoverageError
            When the partition would break, with the place.
        """
        return self.edit(MoveNode(at, to), **note)

    def insert_node(self, on: LonLat, at: LonLat, **note: str) -> Plan:
        """Put a node into the arc at `on`, as near to `at` as the lattice allows.

        Raises
        ------
        InputError
            When no arc is there, or a node is at `at` already.
        CoverageError
            When no lattice point near `at` keeps the partition, with the place.
        """
        return self.edit(InsertNode(on, at), **note)

    def delete_node(self, at: LonLat, **note: str) -> Plan:
        """Take the node at a place out of its arc.

        Raises
        ------
        InputError
            When no node is there.
        CoverageError
            When the partition would break, with the place.
        """
        return self.edit(DeleteNode(at), **note)

    def reshape_arc(
        self, between: tuple[LonLat, LonLat], line: LineLike, *, along: str = "", **note: str
    ) -> Plan:
        """Give the stretch of an arc between two of its nodes another course.

        Raises
        ------
        InputError
            When the places are no nodes of one arc, or the line does not join them.
        CoverageError
            When the partition would break, with the place.
        """
        return self.edit(ReshapeArc(between, line_of(line), along), **note)

    def split(self, code: str, line: LineLike, *, along: str = "", **note: str) -> Plan:
        """Split a cell in two by a line; the larger part keeps the code.

        Raises
        ------
        InputError
            When there is no such cell, or the line does not divide it.
        CoverageError
            When the partition would break, with the place.
        ConflictError
            When the community has used all its numbers.
        """
        return self.edit(Split(code, line_of(line), along), **note)

    def split_equal(
        self, code: str, parts: int, load: geopandas.GeoDataFrame | None = None, **note: str
    ) -> Plan:
        """Split a cell into parts of equal load.

        Parameters
        ----------
        code
            The cell.
        parts
            How many.
        load
            Points or areas with a column load; by default the load of the plan, and without one
            the area.
        **note
            reason, name and by of the edit.

        Raises
        ------
        InputError
            When there is no such cell, or it cannot be parted so.
        CoverageError
            When the partition would break, with the place.
        ConflictError
            When the community has used all its numbers.
        """
        if load is None:
            return self.edit(SplitEqual(code, parts), **note)
        places, loads = points_of(load)
        cuts = division.part_equally(
            self._partition.cell(code).geometry, parts, places=places, loads=loads
        )
        lines = tuple(as_line(cut) for cut in cuts)
        return self.edit(SplitEqual(code, parts, "load", lines), **note)

    def merge(self, codes: Sequence[str], **note: str) -> Plan:
        """Merge cells into the one with the lowest code.

        Raises
        ------
        InputError
            When there is no such cell, or fewer than two are named.
        CoverageError
            When they do not share a border, with the place.
        """
        return self.edit(Merge(tuple(codes)), **note)

    def transfer(
        self, piece: Polygon | MultiPolygon, from_code: str, to_code: str, **note: str
    ) -> Plan:
        """Hand what a piece covers of one cell over to another.

        Raises
        ------
        InputError
            When there is no such cell, or the piece covers nothing of the first.
        CoverageError
            When the partition would break, with the place.
        """
        return self.edit(Transfer(piece, from_code, to_code), **note)

    def edit(
        self,
        command: Command | Mapping[str, object],
        *,
        reason: str = "",
        name: str = "",
        by: str = "",
    ) -> Plan:
        """Carry out a command, given as a value or as JSON values.

        Raises
        ------
        InputError
            When the command does not fit, or names what is not there.
        CoverageError
            When the partition would break, with the place.
        ConflictError
            When the community has used all its numbers.
        """
        wish = command if isinstance(command, Command) else from_json(command)
        redrawn = carry_out(self._partition, wish, self._weigh)
        entry = Edit(
            "",
            len(self.journal) + 1,
            EditKind.EDIT,
            MappingProxyType(to_json(redrawn.command)),
            redrawn.step.dropped,
            redrawn.step.placed,
            by=by,
            reason=reason,
            name=name,
        )
        return replace(self, _partition=redrawn.partition, journal=(*self.journal, entry))

    def undo(self, steps: int = 1, *, back_to: str | None = None) -> Plan:
        """Take back the last edits, or all after the one of a name or number.

        Raises
        ------
        ConflictError
            When nothing is left to undo.
        InputError
            When no standing edit has that name or number.
        """
        undone = to_undo(self.journal, steps, back_to)
        return self._turned(undone, EditKind.UNDO)

    def redo(self, steps: int = 1, *, up_to: str | None = None) -> Plan:
        """Bring back edits that were undone last, or all up to the one of a name or number.

        Raises
        ------
        ConflictError
            When nothing is left to redo.
        InputError
            When no edit that was undone has that name or number.
        """
        return self._turned(to_redo(self.journal, steps, up_to), EditKind.REDO)

    def diff(self, other: Plan) -> Difference:
        """Compare with another plan, the later one: cells, ground and borders that differ."""
        return difference(list(self._partition.cells), list(other._partition.cells))

    def _turned(self, edits: Sequence[Edit], kind: EditKind) -> Plan:
        partition, journal = self._partition, list(self.journal)
        for edit in edits:
            there = Step(edit.dropped, edit.placed)
            step = there.inverse if kind is EditKind.UNDO else there
            partition = partition.patched(step)
            command = MappingProxyType({"op": kind.value, "of": edit.number})
            journal.append(Edit("", len(journal) + 1, kind, command, step.dropped, step.placed))
        return replace(self, _partition=partition, journal=tuple(journal))
