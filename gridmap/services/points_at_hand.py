"""Points and cells kept at hand between requests, so that a page need not read the store again.

What is kept belongs to a revision of the store. A reader of a later revision takes what changed
since, which after an edit is one row; a reader of an earlier one reads anew and keeps nothing.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.analysis import Borders, CellIndex
from gridmap.domain import Cell, PointKind
from gridmap.domain.point_columns import PointColumns
from gridmap.store.unit import signature_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader
    from gridmap.store.unit import Signature


@dataclass(frozen=True)
class CellsAtHand:
    """The cells in force with what finds a place among them; each part is made when first asked.

    Attributes
    ----------
    signature
        The plans in force and their revisions.
    cells
        In the order of their codes.
    communities
        Community of each plan in force.
    """

    signature: Signature
    cells: tuple[Cell, ...]
    communities: dict[str, str]

    @cached_property
    def shapes(self) -> NDArray[np.object_]:
        """Their geometries, shape (N,)."""
        return np.array([cell.geometry for cell in self.cells], dtype=object)

    @cached_property
    def positions(self) -> dict[str, int]:
        """Position by code."""
        return {cell.code: position for position, cell in enumerate(self.cells)}

    @cached_property
    def index(self) -> CellIndex:
        """What tells the cell of a place."""
        return CellIndex(self.shapes)

    @cached_property
    def borders(self) -> Borders:
        """What tells how near a border is."""
        return Borders(self.shapes)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """What tells which cells touch another."""
        return shapely.STRtree(self.shapes)

    def locate(self, lon: float, lat: float) -> int | None:
        """Return the position of the cell of a place, None where there is none."""
        if not self.cells:
            return None
        found = int(self.index.locate([[lon, lat]])[0])
        return None if found < 0 else found

    def neighbours(self, position: int) -> list[int]:
        """Return the positions of the cells that share a border or a corner with one."""
        found = self.tree.query(self.shapes[position], predicate="intersects")
        return sorted(int(one) for one in found if one != position)


@dataclass(frozen=True, slots=True)
class _Known:
    """Points of a kind as a revision has them, and the revision that last changed one of them."""

    revision: int
    changed_in: int
    columns: PointColumns


@dataclass
class AtHand:
    """What is kept for one store. Safe to share between threads."""

    _columns: dict[PointKind, _Known] = field(default_factory=dict)
    _cells: CellsAtHand | None = None
    _turns: dict[PointKind, threading.Lock] = field(
        default_factory=lambda: {kind: threading.Lock() for kind in PointKind}
    )
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def points(self, reader: Reader, kind: PointKind) -> PointColumns:
        """Return all points of a kind as a snapshot has them.

        Parameters
        ----------
        reader
            The snapshot.
        kind
            Their kind.
        """
        return self._known(reader, kind).columns

    def stamp(self, reader: Reader, kind: PointKind) -> int:
        """Return the revision that last changed the points of a kind, as far as it is known.

        Parameters
        ----------
        reader
            A snapshot of the store.
        kind
            Their kind.
        """
        return self._known(reader, kind).changed_in

    def _known(self, reader: Reader, kind: PointKind) -> _Known:
        revision = reader.revision()
        with self._turns[kind]:
            known = self._columns.get(kind)
            if known is None or known.revision > revision:
                fresh = _Known(revision, revision, reader.point_columns(kind))
                if known is not None:
                    return fresh
            elif known.revision == revision:
                return known
            else:
                fresh = _renewed(reader, kind, known, revision)
            self._columns[kind] = fresh
            return fresh

    def cells(self, reader: Reader) -> CellsAtHand:
        """Return the cells in force as a snapshot has them.

        Parameters
        ----------
        reader
            The snapshot.
        """
        signature = signature_of(reader)
        with self._turn:
            if self._cells is None or self._cells.signature != signature:
                communities = {plan.id: plan.community_code for plan in reader.plans()}
                self._cells = CellsAtHand(signature, tuple(reader.published_cells()), communities)
            return self._cells


def _renewed(reader: Reader, kind: PointKind, known: _Known, revision: int) -> _Known:
    columns = known.columns
    changed = reader.point_columns(kind, known.revision)
    removed = reader.removed_points(known.revision)
    if not len(changed) and not any(columns.row_of(name) is not None for name in removed):
        return _Known(revision, known.changed_in, columns)
    if len(changed) > max(len(columns) // 4, 1000):
        return _Known(revision, revision, reader.point_columns(kind))
    return _Known(revision, revision, columns.renewed(changed, removed))
