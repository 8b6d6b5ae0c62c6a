"""Drafts made ready to be edited: a plan with its cells, journal, locks and loads."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import shapely

from gridmap.domain import Edit, Lock, Plan, PlanStatus
from gridmap.domain.journal import Cursor
from gridmap.domain.numbering import Numbering
from gridmap.domain.partition import Partition
from gridmap.errors import ConflictError, InputError, Place
from gridmap.services.dividing import draft_id
from gridmap.services.weighing import Weighing

if TYPE_CHECKING:
    from gridmap.store import Reader, Writer

_WEIGHED: Final = ("area", "block", "building")
_NEVER_IN_FORCE: Final = frozenset({PlanStatus.DRAFT, PlanStatus.DISCARDED})


@dataclass(frozen=True)
class OpenDraft:
    """A draft as it is at one revision, ready to be edited."""

    plan: Plan
    partition: Partition
    journal: tuple[Edit, ...]
    locks: tuple[Lock, ...]
    weighing: Weighing
    weighed: Hashable = None
    """What told the state of the blocks and buildings from which `weighing` was made."""

    @property
    def cursor(self) -> Cursor:
        """Where the journal stands."""
        return Cursor.of(self.journal)


def load(reader: Reader, plan: Plan, locks: Sequence[Lock] = ()) -> OpenDraft:
    """Read a plan with its journal and make it ready."""
    cells = reader.cells(plan.id)
    journal = tuple(reader.edits(plan.id))
    territory = reader.territory()
    used = {cell.code for cell in cells}
    used.update(cell.code for edit in journal for cell in edit.placed)
    numbering = Numbering.after(
        used, None if territory is None else territory.code_template, plan.id
    )
    area = reader.area(plan.community_code)
    boundary = None if area is None else area.boundary
    if boundary is None or _shares_edits(reader, plan, journal):
        # Where the border moved in the drafts of both communities, the cells tell where it is.
        boundary = shapely.coverage_union_all([cell.geometry for cell in cells])
    return OpenDraft(
        plan,
        Partition.of(cells, numbering, boundary),
        journal,
        tuple(locks),
        Weighing.of(reader, [plan.community_code], households=False),
        reader.mark(*_WEIGHED),
    )


def refreshed(reader: Reader, draft: OpenDraft, locks: Sequence[Lock]) -> OpenDraft:
    """Return a draft that was kept ready, with what may have changed around it."""
    weighed = reader.mark(*_WEIGHED)
    weighing = draft.weighing
    if weighed != draft.weighed:
        weighing = Weighing.of(reader, [draft.plan.community_code], households=False)
    return replace(draft, locks=tuple(locks), weighing=weighing, weighed=weighed)


def ancestors(reader: Reader, plan: Plan) -> list[Plan]:
    """Return a plan and those that it branched from, the nearest first."""
    chain = [plan]
    while chain[-1].based_on is not None:
        parent = reader.plan(chain[-1].based_on)
        if parent is None:
            break
        chain.append(parent)
    return chain


def edits_behind(reader: Reader, plan: Plan) -> Iterator[Edit]:
    """Yield the edits of a draft and of the drafts that it branched from."""
    for ancestor in ancestors(reader, plan):
        if ancestor.id != plan.id and ancestor.status not in _NEVER_IN_FORCE:
            return
        yield from reader.edits(ancestor.id)


def is_shared(edit: Edit) -> bool:
    """Tell whether an edit was carried out in the drafts of several communities at once."""
    return "with" in edit.command


def _shares_edits(reader: Reader, plan: Plan, journal: Sequence[Edit]) -> bool:
    standing = set(Cursor.of(journal).standing)
    if any(edit.number in standing and is_shared(edit) for edit in journal):
        return True
    return any(is_shared(edit) for edit in edits_behind(reader, plan) if edit.plan_id != plan.id)


def locks_on(reader: Reader, plan: Plan) -> tuple[Lock, ...]:
    """Return the locks of a plan and of the plans that it branched from, back to one in force."""
    found: list[Lock] = []
    for ancestor in ancestors(reader, plan):
        found += reader.locks(ancestor.id)
        if ancestor.status is PlanStatus.PUBLISHED:
            break
    return tuple(found)


def new_draft(work: Writer, source_id: str, *, name: str = "", reason: str = "") -> Plan:
    """Branch a draft from a plan: the same cells with the same codes.

    Parameters
    ----------
    work
        The unit of work.
    source_id
        Any plan: in force, superseded or itself a draft.
    name, reason
        What the draft is called, and why it is drawn.

    Returns
    -------
    plan
        The draft.

    Raises
    ------
    ConflictError
        When there is no such plan.
    """
    source = work.plan(source_id)
    if source is None:
        raise ConflictError("plan.unknown", Place(feature=source_id), id=source_id)
    plan = Plan(
        id=draft_id(work, source.community_code),
        community_code=source.community_code,
        status=PlanStatus.DRAFT,
        origin=source.origin,
        name=name,
        reason=reason,
        based_on=source.id,
    )
    work.add_plan(plan, [replace(cell, plan_id=plan.id) for cell in work.cells(source_id)])
    return plan


def plan_in_force(reader: Reader, community_code: str) -> Plan:
    """Return the published plan of a community.

    Raises
    ------
    InputError
        When it has none.
    """
    for plan in reader.plans(community_code, PlanStatus.PUBLISHED):
        return plan
    raise InputError("plan.none_in_force", Place(feature=community_code), code=community_code)
