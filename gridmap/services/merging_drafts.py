"""Merging two drafts of a community into a third."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from gridmap.domain import Edit, EditKind, Plan, PlanStatus
from gridmap.domain.journal import Cursor
from gridmap.domain.merging import Clash, Merged, merge
from gridmap.errors import ConflictError, Place
from gridmap.services.dividing import draft_id
from gridmap.services.drafting import NO_NOTE, Note
from gridmap.services.open_drafts import OpenDraft, ancestors, load

if TYPE_CHECKING:
    from gridmap.store import Reader, Store, Writer


class Side(StrEnum):
    """Whose course an arc takes that both drafts moved."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True)
class MergedDrafts:
    """The outcome of a merge.

    Parameters
    ----------
    plan
        The new draft; None where both drafts moved the same arc and nobody said whose course
        counts.
    edits
        The edits that came from the other draft.
    clashes
        The edits that did not, with the arcs that both moved.
    """

    plan: Plan | None
    edits: tuple[Edit, ...]
    clashes: tuple[Clash, ...]


def merge_drafts(
    store: Store,
    first_id: str,
    second_id: str,
    *,
    prefer: Side | None = None,
    name: str = "",
    note: Note = NO_NOTE,
) -> MergedDrafts:
    """Merge two drafts into a new one; both stay as they are.

    Parameters
    ----------
    store
        Where the drafts are.
    first_id, second_id
        Drafts of one community that branched from the same plan.
    prefer
        Whose course an arc takes that both moved. Without it such an arc stops the merge.
    name
        What the new draft is called.
    note
        Who merges, when and why.

    Returns
    -------
    merged
        The new draft, or what stands against it.

    Raises
    ------
    ConflictError
        When a plan is no draft, or the two have no plan in common.
    """
    with store.reading() as reader:
        drafts = [_draft(reader, plan_id) for plan_id in (first_id, second_id)]
        ours, theirs = drafts[::-1] if prefer is Side.SECOND else drafts
        base = _common(reader, ours.plan, theirs.plan)
        first = load(reader, base).partition
        edits = _since(reader, base, theirs.plan)
    merged = merge(first, ours.partition, theirs.partition, edits, ours.weighing.load)
    if merged.clashes and prefer is None:
        return MergedDrafts(None, merged.edits, merged.clashes)
    with store.writing() as work:
        for draft in drafts:
            _require_same(work, draft)
        plan = _keep(work, ours, merged, name or f"{first_id} + {second_id}", note)
    return MergedDrafts(plan, merged.edits, merged.clashes)


def _require_same(reader: Reader, draft: OpenDraft) -> None:
    now = reader.plan(draft.plan.id)
    if now != draft.plan:
        raise ConflictError("merge.changed", Place(feature=draft.plan.id), id=draft.plan.id)


def _draft(reader: Reader, plan_id: str) -> OpenDraft:
    plan = reader.plan(plan_id)
    if plan is None:
        raise ConflictError("plan.unknown", Place(feature=plan_id), id=plan_id)
    if plan.status is not PlanStatus.DRAFT:
        raise ConflictError("plan.no_draft", Place(feature=plan_id), id=plan_id)
    return load(reader, plan)


def _common(reader: Reader, one: Plan, other: Plan) -> Plan:
    """Return the nearest plan from which both branched.

    Raises
    ------
    ConflictError
        When there is none.
    """
    known = {plan.id for plan in ancestors(reader, other)}
    for plan in ancestors(reader, one):
        if plan.id in known:
            return plan
    raise ConflictError("merge.no_common", Place(feature=one.id), first=one.id, second=other.id)


def _since(reader: Reader, base: Plan, plan: Plan) -> list[Edit]:
    """Return the edits that stand between a plan and one that branched from it, in order."""
    chain = []
    for ancestor in ancestors(reader, plan):
        if ancestor.id == base.id:
            break
        chain.append(ancestor)
    found: list[Edit] = []
    for ancestor in reversed(chain):
        journal = reader.edits(ancestor.id)
        standing = set(Cursor.of(journal).standing)
        found += [edit for edit in journal if edit.number in standing]
    return found


def _keep(work: Writer, ours: OpenDraft, merged: Merged, name: str, note: Note) -> Plan:
    plan = Plan(
        id=draft_id(work, ours.plan.community_code),
        community_code=ours.plan.community_code,
        status=PlanStatus.DRAFT,
        origin=ours.plan.origin,
        name=name,
        reason=note.reason,
        based_on=ours.plan.id,
    )
    work.add_plan(plan, [replace(cell, plan_id=plan.id) for cell in ours.partition.cells])
    edits = [_moved(edit, plan.id, number) for number, edit in enumerate(merged.edits, 1)]
    return work.amend(plan.id, edits, plan.revision) if edits else plan


def _moved(edit: Edit, plan_id: str, number: int) -> Edit:
    """Return an edit as the entry of another journal."""
    dropped, placed = (
        tuple(replace(cell, plan_id=plan_id) for cell in cells)
        for cells in (edit.dropped, edit.placed)
    )
    return replace(
        edit,
        plan_id=plan_id,
        number=number,
        kind=EditKind.EDIT,
        dropped=dropped,
        placed=placed,
        key=None,
    )
