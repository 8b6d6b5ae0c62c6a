"""The border between two communities, moved in the drafts of both: they agree or nothing moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.domain import Cell, Edit, EditKind
from gridmap.domain.commands import (
    Command,
    DeleteNode,
    InsertNode,
    MoveNode,
    ReshapeArc,
    Transfer,
    to_json,
)
from gridmap.domain.journal import to_redo, to_undo
from gridmap.domain.partition import Partition, Step, joined
from gridmap.domain.redrawing import carry_out
from gridmap.errors import ConflictError, InputError, Place
from gridmap.geometry import area_m2
from gridmap.services.drafting import NO_NOTE, Amended, Desk, Note, Turn, entry_of, require_free
from gridmap.services.drafting import turned as turned_alone
from gridmap.services.publishing_borders import meet
from gridmap.services.resolving import resolve
from gridmap.services.weighing import Weighing

if TYPE_CHECKING:
    from gridmap.services.open_drafts import OpenDraft
    from gridmap.store import Reader

_BORDER_COMMANDS: Final = (MoveNode, InsertNode, DeleteNode, ReshapeArc, Transfer)


def edit_together(
    desk: Desk,
    plan_ids: Sequence[str],
    command: Command | Mapping[str, object],
    note: Note = NO_NOTE,
) -> tuple[Amended, ...]:
    """Carry out a command on the drafts of communities that adjoin, as if they were one.

    Parameters
    ----------
    desk
        Where the drafts are.
    plan_ids
        The drafts.
    command
        A command that moves borders or hands ground over; the border between the communities may
        move with it.
    note
        Who, when and why.

    Returns
    -------
    amended
        Each draft afterwards; both journals have the entry, and name each other.

    Raises
    ------
    InputError
        When the command does not fit, or makes or merges cells.
    CoverageError
        When the partition would break, with the place.
    ConflictError
        When a plan is no draft, or a lock bars the edit.
    """

    def entries(reader: Reader, drafts: tuple[OpenDraft, ...]) -> list[Turn]:
        wish = command if isinstance(command, Command) else resolve(reader, drafts[0], command)
        if not isinstance(wish, _BORDER_COMMANDS):
            raise InputError("together.command", op=wish.op)
        whole, met = _whole(drafts)
        weighing = Weighing.of(reader, [draft.plan.community_code for draft in drafts])
        redrawn = carry_out(whole, wish, weighing.load)
        step = joined([met, redrawn.step])
        return [_share(drafts, draft, step, redrawn.command, note) for draft in drafts]

    return desk.amend(plan_ids, entries, key=note.key)


def undo_together(desk: Desk, plan_ids: Sequence[str], note: Note = NO_NOTE) -> tuple[Amended, ...]:
    """Take back the last edit that drafts share.

    Raises
    ------
    ConflictError
        When the last edits of the drafts are not one and the same.
    """
    return _turned_together(desk, plan_ids, EditKind.UNDO, note)


def redo_together(desk: Desk, plan_ids: Sequence[str], note: Note = NO_NOTE) -> tuple[Amended, ...]:
    """Bring back the edit that drafts share and that was undone last.

    Raises
    ------
    ConflictError
        When the edits that would be brought back are not one and the same.
    """
    return _turned_together(desk, plan_ids, EditKind.REDO, note)


def _turned_together(
    desk: Desk, plan_ids: Sequence[str], kind: EditKind, note: Note
) -> tuple[Amended, ...]:
    choose = to_undo if kind is EditKind.UNDO else to_redo

    def entries(_reader: Reader, drafts: tuple[OpenDraft, ...]) -> list[Turn]:
        edits = [choose(draft.journal)[0] for draft in drafts]
        for draft, edit in zip(drafts, edits, strict=True):
            if _partners(edit) != {plan.plan.id for plan in drafts} - {draft.plan.id}:
                raise ConflictError("together.other_edit", Place(feature=draft.plan.id))
        return [
            turned_alone(draft, [edit], kind, note, together=True)
            for draft, edit in zip(drafts, edits, strict=True)
        ]

    return desk.amend(plan_ids, entries, key=note.key)


def _partners(edit: Edit) -> set[str]:
    partners = edit.command.get("with", ())
    return {str(name) for name in partners} if isinstance(partners, list | tuple) else set()


def _whole(drafts: Sequence[OpenDraft]) -> tuple[Partition, Step]:
    """Return all cells as one partition, and what they took over to share every node."""
    first = drafts[0].partition
    cells: list[Cell] = list(first.cells)
    fresh: dict[str, shapely.Geometry] = {}
    for draft in drafts[1:]:
        mine, theirs = (
            np.array([fresh.get(cell.code, cell.geometry) for cell in part], dtype=object)
            for part in (cells, draft.partition.cells)
        )
        meeting = meet(mine, theirs, tolerance_m=0.0)
        fresh |= {cells[k].code: shape for k, shape in meeting.free.items()}
        others = list(draft.partition.cells)
        fresh |= {others[k].code: shape for k, shape in meeting.fixed.items()}
        cells += others
    boundary = shapely.union_all([draft.partition.boundary for draft in drafts])
    whole = Partition.of(cells, first.numbering, boundary)
    met = _replaced(whole, fresh)
    return whole.patched(met), met


def _replaced(whole: Partition, fresh: Mapping[str, shapely.Geometry]) -> Step:
    dropped = tuple(whole.cell(code) for code in sorted(fresh))
    placed = tuple(
        replace(cell, geometry=fresh[cell.code], area_m2=float(area_m2([fresh[cell.code]])[0]))
        for cell in dropped
    )
    return Step(dropped, placed)


def _share(
    drafts: Sequence[OpenDraft], draft: OpenDraft, step: Step, command: Command, note: Note
) -> Turn:
    """Return the part of a step that concerns one draft."""
    own = Step(
        tuple(cell for cell in step.dropped if cell.plan_id == draft.plan.id),
        tuple(cell for cell in step.placed if cell.plan_id == draft.plan.id),
    )
    if not own.dropped:
        return Turn(draft.partition)
    require_free(draft, own, note.day)
    others = [other.plan.id for other in drafts if other.plan.id != draft.plan.id]
    values = MappingProxyType({**to_json(command), "with": others})
    codes = {cell.code for cell in own.dropped}
    changes = tuple(change for change in step.changes if change.code in codes)
    entry = entry_of(draft, EditKind.EDIT, values, own, note)
    return Turn(draft.partition.patched(own), (entry,), changes)
