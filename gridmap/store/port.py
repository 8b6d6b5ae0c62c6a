"""What a store offers: the port that every implementation meets and the contract suite checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from types import MappingProxyType
from typing import Protocol

from gridmap.domain import (
    Account,
    Area,
    Assignment,
    Block,
    Building,
    Cell,
    Duty,
    Edit,
    Lock,
    Plan,
    Point,
    Street,
    Territory,
    Worker,
)
from gridmap.store.reader import Reader
from gridmap.store.work_port import WorkWriter

__all__ = ["NO_RENAMES", "Reader", "Store", "Writer"]

NO_RENAMES: Mapping[str, str] = MappingProxyType({})


class Writer(Reader, WorkWriter, Protocol):
    """What can be written inside one unit of work; nothing is kept when it raises."""

    def set_territory(self, territory: Territory) -> None:
        """Name the territory and its levels.

        Raises
        ------
        InputError
            When the digits of the levels do not make a community's code.
        ConflictError
            When areas exist that follow other levels.
        """
        ...

    def put_areas(self, areas: Iterable[Area]) -> None:
        """Add areas, or replace those of the same code.

        The boundary of a community with a plan in force keeps the nodes of its cells.

        Raises
        ------
        InputError
            When a code, level or boundary does not fit.
        CoverageError
            When a published plan would no longer cover its community.
        """
        ...

    def add_plan(self, plan: Plan, cells: Sequence[Cell]) -> None:
        """Add a plan with its cells; a published one is checked like `publish`.

        Raises
        ------
        CoverageError
            When the cells of all published plans would not form one exact coverage.
        ConflictError
            When the plan exists, the community already has a published plan, or a code was used.
        InputError
            When the community does not exist, or a cell is no valid polygon on the lattice.
        """
        ...

    def replace_draft(
        self,
        plan_id: str,
        cells: Sequence[Cell],
        revision: int,
        *,
        by: str = "",
        at: datetime | None = None,
    ) -> Plan:
        """Replace the cells of a draft that is still at a revision; return it at the next.

        This is an entry of the journal like any other, with the command ``{"op": "replace"}`` and
        the cells that differ, so that it can be undone; without a difference there is no entry.

        Raises
        ------
        ConflictError
            When the plan is no draft, or somebody else changed it meanwhile.
        InputError
            When a cell does not fit.
        """
        ...

    def amend(self, plan_id: str, edits: Sequence[Edit], revision: int) -> Plan:
        """Append edits to the journal of a draft and carry them out on the cells they touch.

        The journal keeps the dropped cells as they are stored, with all their attributes, so that
        an undo brings back every byte.

        Parameters
        ----------
        plan_id
            The draft.
        edits
            In the order of their numbers, which continue the journal. Those whose key is in the
            journal already are passed over.
        revision
            The revision of the draft that the edits start from.

        Returns
        -------
        plan
            The draft at its next revision; as it is where every edit is known already.

        Raises
        ------
        ConflictError
            When the plan is no draft, somebody else changed it meanwhile, or a cell is not as an
            edit expects it.
        InputError
            When a cell or an edit does not fit.
        """
        ...

    def discard(self, plan_id: str) -> Plan:
        """Put a draft aside: nothing is deleted and no code is burned.

        Raises
        ------
        ConflictError
            When the plan is no draft.
        """
        ...

    def restore(self, plan_id: str) -> Plan:
        """Take a discarded draft up again, with its journal.

        Raises
        ------
        ConflictError
            When the plan was not discarded.
        """
        ...

    def describe(self, plan_id: str, name: str, reason: str) -> Plan:
        """Give a draft another name and reason. Its revision stays: its cells are as they were.

        Raises
        ------
        ConflictError
            When the plan is no draft.
        """
        ...

    def put_locks(self, locks: Iterable[Lock]) -> None:
        """Add locks, or replace those of the same id.

        Raises
        ------
        InputError
            When a lock does not name what it protects or why, or its plan has no such cell.
        ConflictError
            When its plan does not exist.
        """
        ...

    def remove_lock(self, lock_id: str) -> None:
        """Remove a lock.

        Raises
        ------
        ConflictError
            When there is none of this id.
        """
        ...

    def publish(
        self,
        drafts: Mapping[str, Sequence[Cell]],
        valid_from: date,
        touched: Sequence[Cell] = (),
        renamed: Mapping[str, str] = NO_RENAMES,
        *,
        recorded_at: datetime | None = None,
        by: str = "",
    ) -> None:
        """Put drafts in force at once and re-file the points; the whole territory is checked.

        The plans in force until now are superseded on the day before, and the open assignments of
        their cells end that day; a cell that goes on under its code keeps its assignments. Locks go
        on with the plan that follows. A community's boundary takes the nodes of its cells; it moves
        only where the plans of both its sides are published together and move it alike.

        Parameters
        ----------
        drafts
            Plan id of each draft, or plan that waited for its day, to its cells with official
            codes. A retired code comes back with its cell, or with a branch of its plan.
        valid_from
            First day in force.
        touched
            Cells of neighbours that gained nodes, in force or in open drafts: same code and plan,
            new geometry. The journal of their plan takes each as an adoption.
        renamed
            Provisional code of each draft cell to its official one: assignments made on the draft
            move to the official code.
        recorded_at, by
            The moment that is recorded, and who publishes.

        Raises
        ------
        CoverageError
            When the cells of all published plans would not form one exact coverage.
        ConflictError
            When a plan is no draft, or a code was used before.
        """
        ...

    def schedule(
        self,
        drafts: Mapping[str, Sequence[Cell]],
        valid_from: date,
        touched: Sequence[Cell] = (),
        renamed: Mapping[str, str] = NO_RENAMES,
        *,
        recorded_at: datetime | None = None,
    ) -> None:
        """Check drafts like `publish`, and let them wait for their first day as they are.

        Raises
        ------
        ConflictError
            As `publish`, and when another plan of a community is waiting.
        """
        ...

    def unschedule(self, plan_id: str) -> Plan:
        """Make a plan that waits for its first day a draft again.

        Raises
        ------
        ConflictError
            When the plan does not wait.
        """
        ...

    def put_workers(self, workers: Iterable[Worker]) -> None:
        """Add workers, or replace those of the same code."""
        ...

    def put_assignments(self, assignments: Iterable[Assignment]) -> None:
        """Add assignments.

        Raises
        ------
        ConflictError
            When a cell would have two leaders on one day.
        InputError
            When a worker does not exist.
        """
        ...

    def end_assignments(
        self, cell_codes: Iterable[str], last_day: date, duty: Duty | None = None
    ) -> None:
        """End the open assignments of cells on a day, of one duty or of all.

        Those that would begin later are removed.
        """
        ...

    def put_points(
        self, points: Iterable[Point], *, by: str = "", at: datetime | None = None
    ) -> int:
        """Add points or replace those of the same id: snapped to the lattice, located, filed.

        What a point was before is kept in its history; one that is as it was is not written.

        Parameters
        ----------
        points
            As they are to be.
        by, at
            Who changes them, and when.

        Returns
        -------
        outside
            How many of them lie in no published cell.

        Raises
        ------
        InputError
            When a point does not fit the schema of its kind, or an id occurs twice.
        ConflictError
            When an id belongs to a point of another kind.
        """
        ...

    def remove_points(
        self, ids: Iterable[str], *, by: str = "", at: datetime | None = None
    ) -> None:
        """Remove points; their history keeps them.

        Raises
        ------
        ConflictError
            When there is none of an id.
        """
        ...

    def put_streets(self, streets: Iterable[Street]) -> None:
        """Add lines, or replace those of the same id."""
        ...

    def put_buildings(self, buildings: Iterable[Building]) -> None:
        """Add buildings, or replace those of the same id."""
        ...

    def put_blocks(self, blocks: Iterable[Block]) -> None:
        """Add blocks, or replace those of the same id."""
        ...

    def put_account(self, account: Account) -> None:
        """Add an account, or replace the one of the same name."""
        ...


class Store(Protocol):
    """A place that keeps a territory."""

    def reading(self) -> AbstractContextManager[Reader]:
        """Open one consistent snapshot."""
        ...

    def writing(self) -> AbstractContextManager[Writer]:
        """Open one unit of work: committed at the end of the block, undone when it raises."""
        ...

    def working(self) -> AbstractContextManager[WorkWriter]:
        """Open one unit of work for jobs and uploads alone, which the revision does not count."""
        ...

    def digest(self) -> str:
        """Return the SHA-256 of a sorted dump of every row, the proof of "unchanged"."""
        ...

    def close(self) -> None:
        """Release connections."""
        ...
