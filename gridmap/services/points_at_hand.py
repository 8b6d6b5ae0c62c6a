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


@dataclass
class AtHand:
    """What is kept for one store. Safe to share between threads."""

    _columns: dict[PointKind, tuple[int, PointColumns]] = field(default_factory=dict)
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
        revision = reader.revision()
        with self._turns[kind]:
            known = self._columns.get(kind)
            if known is not None and known[0] == revision:
                return known[1]
            if known is not None and known[0] > revision:
                return reader.point_columns(kind)
            columns = reader.point_columns(kind) if known is None else _renewed(reader, kind, known)
            self._columns[kind] = revision, columns
            return columns

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


def _renewed(reader: Reader, kind: PointKind, known: tuple[int, PointColumns]) -> PointColumns:
    seen, columns = known
    changed, removed = reader.point_columns(kind, seen), reader.removed_points(seen)
    if len(changed) > max(len(columns) // 4, 1000):
        return reader.point_columns(kind)
    return columns.renewed(changed, removed) if len(changed) or removed else columns
