"""What every unit of work can do, whatever keeps the rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gridmap.analysis.locating import CellIndex
from gridmap.domain import (
    AccessToken,
    Account,
    AnsweredRequest,
    Area,
    Assignment,
    AuditEntry,
    Block,
    Building,
    Cell,
    Edit,
    Job,
    Lock,
    Plan,
    PlanStatus,
    Point,
    PointVersion,
    Recovery,
    Street,
    Territory,
    Upload,
    Worker,
)
from gridmap.errors import UsageError
from gridmap.store.port import Reader

if TYPE_CHECKING:
    from numpy.typing import NDArray

AnyRecord = (
    Territory
    | Area
    | Plan
    | Cell
    | Lock
    | Worker
    | Assignment
    | Point
    | Street
    | Building
    | Block
    | Account
    | Job
    | Upload
    | Recovery
    | AccessToken
    | AuditEntry
    | AnsweredRequest
)

Signature = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Filing:
    """Published cells made ready to file points, for the plans and revisions of `signature`."""

    signature: Signature
    codes: NDArray[np.object_]
    index: CellIndex | None

    def cell_codes(self, lonlat: NDArray[np.float64]) -> list[str | None]:
        """Return the code of the cell of each point, None for those in no cell."""
        if self.index is None or not len(lonlat):
            return [None] * len(lonlat)
        # One more entry at the end, so that position -1 stands for "no cell".
        found: list[str | None] = self.codes[self.index.locate(lonlat)].tolist()
        return found


def make_filing(reader: Reader, signature: Signature) -> Filing:
    """Return the filing of the cells that are published now."""
    cells = reader.published_cells()
    codes = np.array([*(cell.code for cell in cells), None], object)
    index = CellIndex(np.array([cell.geometry for cell in cells], object)) if cells else None
    return Filing(signature, codes, index)


def signature_of(reader: Reader) -> Signature:
    """Return what identifies the published cells: each plan grows its revision with every write."""
    plans = reader.plans(status=PlanStatus.PUBLISHED)
    return tuple((plan.id, plan.revision) for plan in plans)


class Unit(Reader, ABC):
    """A unit of work: reads what it wrote, and keeps rows through a few primitives.

    Parameters
    ----------
    filing
        The committed filing of the store, None where there is none yet.
    """

    def __init__(self, filing: Filing | None) -> None:
        self._filing = filing

    def filing(self) -> Filing:
        """Return the filing of the cells as this unit of work sees them."""
        signature = signature_of(self)
        if self._filing is None or self._filing.signature != signature:
            self._filing = make_filing(self, signature)
        return self._filing

    def kept_filing(self) -> Filing | None:
        """Return the filing that the store may keep after the commit."""
        return self._filing

    def forget_filing(self) -> None:
        """Make the next filing anew, because published cells change."""
        self._filing = None

    def require_territory(self) -> Territory:
        """Return the territory.

        Raises
        ------
        UsageError
            When none is named yet.
        """
        territory = self.territory()
        if territory is None:
            raise UsageError("store.no_territory")
        return territory

    @abstractmethod
    def save(self, records: Sequence[AnyRecord]) -> None:
        """Add records of one type, or replace those of the same key."""

    @abstractmethod
    def change(self, records: Sequence[AnyRecord]) -> None:
        """Replace records of one type that exist; cheaper than `save`, and for no layer."""

    @abstractmethod
    def replace_cells(self, plan_id: str, cells: Sequence[Cell]) -> None:
        """Replace all cells of a plan."""

    @abstractmethod
    def cells_named(self, plan_id: str, codes: Sequence[str]) -> dict[str, Cell]:
        """Return those cells of a plan that have one of these codes."""

    @abstractmethod
    def count_cells(self, plan_id: str) -> int:
        """Return the number of cells of a plan."""

    @abstractmethod
    def patch_cells(
        self,
        plan_id: str,
        gone: AbstractSet[str],
        changed: Sequence[Cell],
        fresh: Sequence[Cell],
    ) -> None:
        """Remove, replace and add cells of a plan; all others stay as they are."""

    @abstractmethod
    def keep_edits(self, edits: Sequence[Edit], revision: int) -> None:
        """Append entries to a journal that bring their plan to a revision."""

    @abstractmethod
    def last_number(self, plan_id: str) -> int:
        """Return the number of the last entry of a journal, 0 where it is empty."""

    @abstractmethod
    def known_keys(self, plan_id: str, keys: Sequence[str]) -> set[str]:
        """Return those of these keys that an entry of a plan's journal has."""

    @abstractmethod
    def edits_since(self, plan_id: str, revision: int) -> list[Edit]:
        """Return the entries that came after a revision of a plan, without their cells."""

    @abstractmethod
    def keep_renames(self, plan_id: str, renamed: Mapping[str, str]) -> None:
        """Note under which provisional code of a plan some used codes were drawn."""

    @abstractmethod
    def drop_lock(self, lock_id: str) -> None:
        """Remove a lock."""

    @abstractmethod
    def use_codes(self, community_code: str, codes: Iterable[str]) -> None:
        """Enter codes in the table of codes that were ever given."""

    @abstractmethod
    def owner_of_codes(self, codes: Sequence[str]) -> dict[str, str]:
        """Return the community of each of these codes that was ever given."""

    @abstractmethod
    def has_cells(self, codes: Sequence[str]) -> set[str]:
        """Return those of these codes that a cell of any plan has."""

    @abstractmethod
    def remove_assignments(self, assignments: Iterable[Assignment]) -> None:
        """Remove assignments that were never in force, or that go on under another code."""

    @abstractmethod
    def keep_versions(self, versions: Sequence[PointVersion]) -> None:
        """Add what points were before to their histories."""

    @abstractmethod
    def drop_points(self, ids: Sequence[str]) -> None:
        """Remove points."""

    @abstractmethod
    def places_of_points(
        self, cell_codes: Sequence[str]
    ) -> tuple[list[str], NDArray[np.float64], list[str | None]]:
        """Return ids, coordinates of shape (N, 2) and cells of points in some cells or in none."""

    @abstractmethod
    def refile(self, cells_of_points: dict[str, str | None]) -> None:
        """Store the cells of points by id."""
