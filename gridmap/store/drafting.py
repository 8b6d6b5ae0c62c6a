"""Drafts: amended edit by edit, each kept in a journal that only grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from gridmap.domain import Cell, Edit, EditKind, Plan, PlanStatus
from gridmap.errors import ConflictError, InputError, Place
from gridmap.store.forms import canonical_cells, canonical_edit, distinct, same_shape
from gridmap.store.unit import Unit

_MOST_NAMED: Final = 10
_OPEN: Final = frozenset({PlanStatus.DRAFT, PlanStatus.SCHEDULED, PlanStatus.PUBLISHED})


class Drafting(Unit):
    """The part of a unit of work that concerns drafts and their journals."""

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
        plan = self.require_plan(plan_id)
        fresh = self._unknown(plan_id, edits)
        if not fresh:
            return plan
        _require_draft(plan)
        self.require_revision(plan, revision)
        return self._append(plan, fresh)

    def adopt(self, plan_id: str, edit: Edit) -> Plan:
        """Append an adoption to the journal of a plan in force or open draft, and carry it out.

        The entry takes the next number of the journal. Whoever calls this checks the territory and
        files the points anew afterwards, as `publish` does.

        Raises
        ------
        ConflictError
            When the plan is superseded or discarded, or a cell is not as the edit expects it.
        InputError
            When the edit is no adoption, would change the codes of cells, or a cell does not fit.
        """
        plan = self.require_plan(plan_id)
        if plan.status not in _OPEN:
            raise ConflictError("plan.closed", Place(feature=plan_id), id=plan_id)
        before, after = ({cell.code for cell in part} for part in (edit.dropped, edit.placed))
        if edit.kind is not EditKind.ADOPTION or before != after:
            raise InputError("edit.no_adoption", Place(feature=plan_id), id=plan_id)
        if plan.status is PlanStatus.PUBLISHED:
            self.forget_filing()
        return self._append(plan, [replace(edit, number=self.last_number(plan_id) + 1)])

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
        draft = self.require_draft(plan_id)
        self.require_revision(draft, revision)
        before = {cell.code: cell for cell in self.cells(plan_id)}
        after = {cell.code: cell for cell in cells_of(draft, cells)}
        dropped = [cell for code, cell in before.items() if not is_alike(cell, after.get(code))]
        placed = [cell for code, cell in after.items() if not is_alike(cell, before.get(code))]
        if not dropped and not placed:
            return self._grow(draft)
        entry = Edit(
            plan_id,
            self.last_number(plan_id) + 1,
            EditKind.EDIT,
            {"op": "replace"},
            tuple(dropped),
            tuple(placed),
            by,
            at,
        )
        return self._append(draft, [entry])

    def discard(self, plan_id: str) -> Plan:
        """Put a draft aside: nothing is deleted and no code is burned.

        Raises
        ------
        ConflictError
            When the plan is no draft.
        """
        return self._grow(self.require_draft(plan_id), PlanStatus.DISCARDED)

    def restore(self, plan_id: str) -> Plan:
        """Take a discarded draft up again, with its journal.

        Raises
        ------
        ConflictError
            When the plan was not discarded.
        """
        plan = self.require_plan(plan_id)
        if plan.status is not PlanStatus.DISCARDED:
            raise ConflictError("plan.not_discarded", Place(feature=plan_id), id=plan_id)
        return self._grow(plan, PlanStatus.DRAFT)

    def describe(self, plan_id: str, name: str, reason: str) -> Plan:
        """Give a draft another name and reason. Its revision stays: its cells are as they were.

        Raises
        ------
        ConflictError
            When the plan is no draft.
        """
        described = replace(self.require_draft(plan_id), name=name, reason=reason)
        self.change([described])
        return described

    def require_plan(self, plan_id: str) -> Plan:
        """Return a plan.

        Raises
        ------
        ConflictError
            When there is none of this id.
        """
        plan = self.plan(plan_id)
        if plan is None:
            raise ConflictError("plan.unknown", Place(feature=plan_id), id=plan_id)
        return plan

    def require_draft(self, plan_id: str) -> Plan:
        """Return a draft.

        Raises
        ------
        ConflictError
            When there is no such plan, or it is no draft.
        """
        plan = self.require_plan(plan_id)
        _require_draft(plan)
        return plan

    def require_revision(self, plan: Plan, revision: int) -> None:
        """Refuse a writer who has not seen the last changes, and say what they are.

        Raises
        ------
        ConflictError
            With the revision and, under ``since``, the edits that the writer has not seen.
        """
        if plan.revision == revision:
            return
        since = self.edits_since(plan.id, revision)
        named = [f"{edit.number} {_op(edit)} {edit.name} {edit.by}" for edit in since]
        shown = ", ".join(" ".join(line.split()) for line in named[:_MOST_NAMED])
        raise ConflictError(
            "plan.changed",
            Place(feature=plan.id),
            id=plan.id,
            revision=plan.revision,
            changes=(shown or "–") + (" …" if len(named) > _MOST_NAMED else ""),
            since=tuple(
                {"number": edit.number, "op": _op(edit), "name": edit.name, "by": edit.by}
                for edit in since
            ),
        )

    def _unknown(self, plan_id: str, edits: Sequence[Edit]) -> list[Edit]:
        """Return the edits that the journal does not have, by their keys.

        Raises
        ------
        InputError
            When two have the same key.
        """
        keys = [edit.key for edit in edits if edit.key]
        for key in keys:
            if keys.count(key) > 1:
                raise InputError("record.repeated", Place(feature=key), id=key)
        known = self.known_keys(plan_id, keys)
        return [edit for edit in edits if not edit.key or edit.key not in known]

    def _append(self, plan: Plan, edits: Sequence[Edit]) -> Plan:
        """Carry edits out on the cells they touch, and keep both.

        Raises
        ------
        ConflictError
            When a number does not continue the journal, or a cell is not as an edit expects it.
        InputError
            When a cell or an edit does not fit, or no cell would be left.
        """
        for number, edit in enumerate(edits, self.last_number(plan.id) + 1):
            if edit.plan_id != plan.id:
                raise InputError("edit.other_plan", Place(feature=plan.id), id=edit.plan_id)
            if edit.number != number:
                raise ConflictError(
                    "edit.number", Place(feature=plan.id), id=plan.id, number=number
                )
        touched = {cell.code for edit in edits for cell in (*edit.dropped, *edit.placed)}
        before = self.cells_named(plan.id, sorted(touched))
        now = dict(before)
        kept = [_carried_out(plan, edit, now) for edit in edits]
        if before and not now and self.count_cells(plan.id) == len(before):
            raise InputError("plan.empty", Place(feature=plan.id), id=plan.id)
        grown = self._grow(plan)
        self.keep_edits(kept, grown.revision)
        self.patch_cells(
            plan.id,
            before.keys() - now.keys(),
            [now[code] for code in sorted(before.keys() & now) if now[code] is not before[code]],
            [now[code] for code in sorted(now.keys() - before)],
        )
        return grown

    def _grow(self, plan: Plan, status: PlanStatus | None = None) -> Plan:
        grown = replace(plan, status=status or plan.status, revision=plan.revision + 1)
        self.change([grown])
        return grown


def cells_of(plan: Plan, cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells of a plan in the form in which they are kept.

    Raises
    ------
    InputError
        When there is none, one has no code or belongs to another plan, or does not fit.
    """
    if not cells:
        raise InputError("plan.empty", Place(feature=plan.id), id=plan.id)
    return _checked(plan, cells)


def _require_draft(plan: Plan) -> None:
    if plan.status is not PlanStatus.DRAFT:
        raise ConflictError("plan.no_draft", Place(feature=plan.id), id=plan.id)


def _checked(plan: Plan, cells: Sequence[Cell]) -> list[Cell]:
    for cell in distinct(list(cells), "code"):
        if not cell.code:
            raise InputError("cell.no_code", Place(feature=plan.id, geometry=cell.geometry))
        if cell.plan_id != plan.id:
            raise InputError(
                "cell.other_plan", Place(feature=cell.code), code=cell.code, id=cell.plan_id
            )
    return canonical_cells(cells)


def _carried_out(plan: Plan, edit: Edit, now: dict[str, Cell]) -> Edit:
    """Return the entry as it is kept, after its cells were exchanged in `now`.

    Raises
    ------
    ConflictError
        When a cell is not as the edit expects it.
    """
    dropped = [_taken(edit, cell, now) for cell in distinct(edit.dropped, "code")]
    placed = _checked(plan, edit.placed)
    for cell in placed:
        if cell.code in now:
            raise ConflictError(
                "edit.code_taken",
                Place(feature=cell.code, geometry=cell.geometry),
                code=cell.code,
                number=edit.number,
            )
    now.update((cell.code, cell) for cell in placed)
    return canonical_edit(edit, dropped, placed)


def _taken(edit: Edit, cell: Cell, now: dict[str, Cell]) -> Cell:
    stored = now.pop(cell.code, None)
    if stored is None or not same_shape(stored.geometry, cell.geometry):
        raise ConflictError(
            "edit.stale",
            Place(feature=cell.code, geometry=cell.geometry),
            code=cell.code,
            number=edit.number,
        )
    return stored


def is_alike(one: Cell, other: Cell | None) -> bool:
    """Return whether two cells are the same in every attribute and byte of their geometry."""
    return (
        other is not None
        and replace(one, geometry=other.geometry) == other
        and same_shape(one.geometry, other.geometry)
    )


def _op(edit: Edit) -> object:
    command: Mapping[str, object] = edit.command
    return command.get("op", edit.kind.value)
