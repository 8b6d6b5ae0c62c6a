"""Redrawing drafts in a store: each edit judged, journalled and kept in one unit of work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from gridmap.domain import Cell, Edit, EditKind, Plan, PlanStatus
from gridmap.domain.commands import Command, to_json
from gridmap.domain.crossing import adopted_nodes, patched_across
from gridmap.domain.journal import to_redo, to_undo
from gridmap.domain.locking import require_unlocked
from gridmap.domain.partition import CellChange, Partition, Step
from gridmap.domain.redrawing import carry_out
from gridmap.errors import ConflictError, Place
from gridmap.services.open_drafts import OpenDraft, is_shared, load, locks_on, refreshed
from gridmap.services.resolving import resolve
from gridmap.services.shelf import Shelf

if TYPE_CHECKING:
    from gridmap.store import Reader, Store

_TRIES: Final = 20
_EVER: Final = date.min


@dataclass(frozen=True, slots=True)
class Note:
    """Who edits, when (UTC) and why, a name to come back to, and the client's key of the edit."""

    by: str = ""
    at: datetime | None = None
    reason: str = ""
    name: str = ""
    key: str | None = None

    @property
    def day(self) -> date:
        """The day of the edit, by which locks are judged."""
        return _EVER if self.at is None else self.at.date()


NO_NOTE: Final = Note()


@dataclass(frozen=True)
class Amended:
    """What an edit, an undo or a redo did to a draft.

    Parameters
    ----------
    plan
        The draft at its new revision.
    edits
        The new entries of its journal.
    changes
        The change of area of each touched cell.
    """

    plan: Plan
    edits: tuple[Edit, ...]
    changes: tuple[CellChange, ...] = ()


@dataclass(frozen=True)
class Turn:
    """What one attempt would add to the journal of a draft, and the cells afterwards."""

    partition: Partition
    edits: tuple[Edit, ...] = ()
    changes: tuple[CellChange, ...] = ()


@dataclass
class Desk:
    """The drafts that somebody works on, kept ready between edits.

    One desk serves a process; threads may share it. What lies on its shelf is checked against the
    store at each edit, so that several processes may work on one draft.
    """

    store: Store
    shelf: Shelf = field(default_factory=Shelf)

    def draft(self, plan_id: str) -> OpenDraft:
        """Return a draft as the store has it now.

        Raises
        ------
        ConflictError
            When there is no such plan, or it is no draft.
        """
        with self.store.reading() as reader:
            return self._fresh(reader, plan_id)

    def edit(
        self,
        plan_id: str,
        command: Command | Mapping[str, object],
        note: Note = NO_NOTE,
        revision: int | None = None,
    ) -> Amended:
        """Carry out a command on a draft and keep it.

        Parameters
        ----------
        plan_id
            The draft.
        command
            What to do, as a value or as JSON values; these may also name streets and blocks, see
            `gridmap.services.resolving`.
        note
            Who, when and why.
        revision
            The revision that the author has seen. Without it the command holds for the draft as
            it is when its turn comes.

        Returns
        -------
        amended
            The draft afterwards; unchanged and without an entry when the journal has the key of
            the note already.

        Raises
        ------
        InputError
            When the command does not fit, or names what is not there.
        CoverageError
            When the partition would break, with the place.
        ConflictError
            When the plan is no draft, somebody else changed it meanwhile, or a lock bars it.
        """

        def entries(reader: Reader, draft: OpenDraft) -> Turn:
            wish = command if isinstance(command, Command) else resolve(reader, draft, command)
            redrawn = carry_out(draft.partition, wish, draft.weighing.load)
            require_free(draft, redrawn.step, note.day)
            values = MappingProxyType(to_json(redrawn.command))
            entry = entry_of(draft, EditKind.EDIT, values, redrawn.step, note)
            return Turn(redrawn.partition, (entry,), redrawn.step.changes)

        return self._amend(plan_id, entries, revision, note.key)

    def undo(
        self,
        plan_id: str,
        steps: int = 1,
        *,
        back_to: str | None = None,
        note: Note = NO_NOTE,
        revision: int | None = None,
    ) -> Amended:
        """Take back the last edits of a draft, or all after the one of a name or number.

        Raises
        ------
        ConflictError
            When nothing is left to undo, somebody else changed the draft meanwhile, a lock bars
            it, or a neighbour's border came in since and its cells would have to change with it.
        InputError
            When no standing edit has that name or number.
        """

        def entries(_reader: Reader, draft: OpenDraft) -> Turn:
            return turned(draft, to_undo(draft.journal, steps, back_to), EditKind.UNDO, note)

        return self._amend(plan_id, entries, revision, note.key)

    def redo(
        self,
        plan_id: str,
        steps: int = 1,
        *,
        up_to: str | None = None,
        note: Note = NO_NOTE,
        revision: int | None = None,
    ) -> Amended:
        """Bring back edits that were undone last, or all up to the one of a name or number.

        Raises
        ------
        ConflictError
            When nothing is left to redo, somebody else changed the draft meanwhile, or a lock
            bars it.
        InputError
            When no edit that was undone has that name or number.
        """

        def entries(_reader: Reader, draft: OpenDraft) -> Turn:
            return turned(draft, to_redo(draft.journal, steps, up_to), EditKind.REDO, note)

        return self._amend(plan_id, entries, revision, note.key)

    def _amend(
        self,
        plan_id: str,
        entries: Callable[[Reader, OpenDraft], Turn],
        revision: int | None,
        key: str | None,
    ) -> Amended:
        return self.amend(
            (plan_id,),
            lambda reader, drafts: (entries(reader, drafts[0]),),
            None if revision is None else (revision,),
            key,
        )[0]

    def amend(
        self,
        plan_ids: Sequence[str],
        entries: Callable[[Reader, tuple[OpenDraft, ...]], Sequence[Turn]],
        revisions: Sequence[int] | None = None,
        key: str | None = None,
    ) -> tuple[Amended, ...]:
        """Make entries on drafts as they are and keep them; anew when another came first.

        Parameters
        ----------
        plan_ids
            The drafts.
        entries
            Makes the entries of each draft.
        revisions
            What the author has seen of each draft; None for whatever there is.
        key
            The client's key of the edit.

        Returns
        -------
        amended
            What became of each draft.

        Raises
        ------
        ConflictError
            When the author has not seen the last changes, or others come first again and again.
        """
        for left in reversed(range(_TRIES)):
            with self.store.reading() as reader:
                drafts = tuple(self._fresh(reader, plan_id) for plan_id in plan_ids)
                if key is not None and any(edit.key == key for edit in drafts[0].journal):
                    return tuple(Amended(draft.plan, ()) for draft in drafts)
                now = [draft.plan.revision for draft in drafts]
                # A writer who has not seen the last changes is refused by the store, which
                # says what they are.
                stale = revisions is not None and list(revisions) != now
                turns = [_stale(draft) for draft in drafts] if stale else entries(reader, drafts)
            try:
                plans = self._write(drafts, turns, revisions or now)
            except ConflictError as conflict:
                if revisions is not None or conflict.code != "plan.changed" or not left:
                    raise
                continue
            return tuple(
                self._turned(draft, turn, plan)
                for draft, turn, plan in zip(drafts, turns, plans, strict=True)
            )
        raise ConflictError("plan.changed", Place(feature=plan_ids[0]), id=plan_ids[0])

    def _write(
        self, drafts: Sequence[OpenDraft], turns: Sequence[Turn], revisions: Sequence[int]
    ) -> list[Plan]:
        with self.store.writing() as work:
            return [
                work.amend(draft.plan.id, turn.edits, seen) if turn.edits else draft.plan
                for draft, turn, seen in zip(drafts, turns, revisions, strict=True)
            ]

    def _turned(self, draft: OpenDraft, turn: Turn, plan: Plan) -> Amended:
        if turn.edits:
            journal = (*draft.journal, *turn.edits)
            shared = {edit.number for edit in journal if is_shared(edit)}
            turned = {
                number for edit in turn.edits for number in (edit.number, edit.command.get("of"))
            }
            if shared & turned:
                # What bounds the draft has moved with the border: it is read anew.
                self.shelf.forget(draft.plan.id)
            else:
                self.shelf.keep(
                    replace(draft, plan=plan, partition=turn.partition, journal=journal)
                )
        return Amended(plan, turn.edits, turn.changes)

    def _fresh(self, reader: Reader, plan_id: str) -> OpenDraft:
        plan = reader.plan(plan_id)
        if plan is None:
            raise ConflictError("plan.unknown", Place(feature=plan_id), id=plan_id)
        if plan.status is not PlanStatus.DRAFT:
            raise ConflictError("plan.no_draft", Place(feature=plan_id), id=plan_id)
        kept = self.shelf.find(plan_id)
        locks = locks_on(reader, plan)
        if kept is not None and kept.plan == plan:
            return refreshed(reader, kept, locks)
        draft = load(reader, plan, locks)
        self.shelf.keep(draft)
        return draft


def entry_of(
    draft: OpenDraft, kind: EditKind, command: Mapping[str, object], step: Step, note: Note
) -> Edit:
    """Return the next entry of a draft's journal."""
    return Edit(
        draft.plan.id,
        len(draft.journal) + 1,
        kind,
        command,
        step.dropped,
        step.placed,
        by=note.by,
        at=note.at,
        reason=note.reason,
        name=note.name,
        key=note.key,
    )


def turned(
    draft: OpenDraft,
    edits: Sequence[Edit],
    kind: EditKind,
    note: Note,
    *,
    together: bool = False,
) -> Turn:
    """Return the entries that take edits back or bring them again.

    Raises
    ------
    ConflictError
        When an edit belongs to several drafts and only one is turned, a lock bars it, or cells
        changed since.
    """
    partition, entries = draft.partition, []
    for ahead, edit in enumerate(edits):
        if is_shared(edit) and not together:
            raise ConflictError("together.alone", Place(feature=draft.plan.id), number=edit.number)
        there = Step(edit.dropped, edit.placed)
        step = there.inverse if kind is EditKind.UNDO else there
        try:
            partition = partition.patched(step)
        except ConflictError:
            nodes = adopted_nodes(draft.journal[edit.number :])
            if not nodes:
                raise
            step, partition = patched_across(partition, step, nodes)
        require_free(draft, step, note.day)
        command = MappingProxyType({"op": kind.value, "of": edit.number})
        entry = entry_of(
            draft, kind, command, step, note if ahead == 0 else replace(note, key=None)
        )
        entries.append(replace(entry, number=entry.number + ahead))
    return Turn(partition, tuple(entries))


def _stale(draft: OpenDraft) -> Turn:
    """Return an entry for the store to refuse, with what changed since."""
    entry = entry_of(draft, EditKind.EDIT, MappingProxyType({}), Step((), ()), NO_NOTE)
    return Turn(draft.partition, (entry,))


def require_free(draft: OpenDraft, step: Step, day: date) -> None:
    """Refuse a step that a lock bars.

    Raises
    ------
    ConflictError
        With the reason of the lock and the place.
    """
    if draft.locks:
        before, after = (_by_code(cells) for cells in (step.dropped, step.placed))
        require_unlocked(draft.locks, before, after, day)


def _by_code(cells: Sequence[Cell]) -> dict[str, Cell]:
    return {cell.code: cell for cell in cells}
