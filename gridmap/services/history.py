"""The territory as it was on a day: plans in force and their cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from gridmap.domain import Cell, Edit, EditKind, Plan, PlanStatus

if TYPE_CHECKING:
    from gridmap.store import Reader

_WAS_IN_FORCE: Final = frozenset({PlanStatus.PUBLISHED, PlanStatus.SUPERSEDED})


def plans_on(reader: Reader, day: date, known_at: datetime | None = None) -> list[Plan]:
    """Return the plans that were in force on a day, by community.

    Parameters
    ----------
    reader
        A snapshot of the store.
    day
        A local day of the territory.
    known_at
        As it was known at a moment: plans recorded later, but for days that were past already,
        are left out. By default as it is known now.

    Returns
    -------
    plans
        At most one for each community; a plan that was superseded on its first day never was in
        force.
    """
    if known_at is None:
        found = [plan for plan in reader.plans() if was_in_force(plan, day)]
    else:
        # The order of publication alone says which plan held then: days of ending came later.
        begun = [plan for plan in reader.plans() if _begun(plan, day, known_at)]
        found = list({plan.community_code: plan for plan in sorted(begun, key=_moment)}.values())
    return sorted(found, key=lambda plan: (plan.community_code, plan.id))


def was_in_force(plan: Plan, day: date) -> bool:
    """Return whether a plan was, or is, in force on a day."""
    return (
        plan.status in _WAS_IN_FORCE
        and plan.valid_from is not None
        and plan.valid_from <= day
        and (plan.valid_to is None or day <= plan.valid_to)
    )


def _begun(plan: Plan, day: date, known_at: datetime) -> bool:
    """Return whether a plan that was recorded by a moment began by a day."""
    return (
        plan.status in _WAS_IN_FORCE
        and plan.valid_from is not None
        and plan.valid_from <= day
        and (plan.recorded_at is None or plan.recorded_at <= known_at)
    )


def line_of_plans(reader: Reader, community_code: str) -> list[Plan]:
    """Return the plans of a community that came into force, in the order in which they did."""
    known = [plan for plan in reader.plans(community_code) if plan.status in _WAS_IN_FORCE]
    return sorted(known, key=_moment)


def cells_on(reader: Reader, plan: Plan, day: date, known_at: datetime | None = None) -> list[Cell]:
    """Return the cells of a plan with the nodes that they had on a day.

    A plan in force takes over nodes that neighbours put on the common border, each from the first
    day of the neighbour's plan. Without this a point within a centimetre of such a border could
    change its cell of long ago.

    Parameters
    ----------
    reader
        A snapshot of the store.
    plan
        A plan that is or was in force.
    day
        A day on which it was.
    known_at
        As it was known at a moment, see `plans_on`.

    Returns
    -------
    cells
        By code.
    """
    cells = {cell.code: cell for cell in reader.cells(plan.id)}
    for edit in reversed(_adopted_after(reader, plan, day, known_at)):
        now = [cells.get(cell.code) for cell in edit.placed]
        pairs = zip(now, edit.placed, strict=True)
        if any(one is None or one.geometry.wkb != two.geometry.wkb for one, two in pairs):
            break
        for cell in edit.placed:
            del cells[cell.code]
        cells.update((cell.code, cell) for cell in edit.dropped)
    return [cells[code] for code in sorted(cells)]


def turning_days(reader: Reader, plans: Sequence[Plan]) -> set[date]:
    """Return the first days of all states that some plans went through."""
    days = {plan.valid_from for plan in plans} - {None}
    known = {plan.id: plan for plan in reader.plans()}
    adopted = {
        _effective(edit, known) for plan in plans for edit in _trailing(reader.edits(plan.id))
    }
    return {day for day in (*days, *adopted) if day is not None}


def _adopted_after(reader: Reader, plan: Plan, day: date, known_at: datetime | None) -> list[Edit]:
    """Return the adoptions from the first on that took effect, or became known, only later."""
    adopted = _trailing(reader.edits(plan.id))
    known = {other.id: other for other in reader.plans()} if adopted else {}
    for place, edit in enumerate(adopted):
        effective = _effective(edit, known)
        late = known_at is not None and edit.at is not None and edit.at > known_at
        if late or (effective is not None and effective > day):
            return adopted[place:]
    return []


def _trailing(journal: Sequence[Edit]) -> list[Edit]:
    """Return the adoptions at the end of a journal: what came after the last edit."""
    return list(reversed(list(_from_the_end(journal))))


def _from_the_end(journal: Sequence[Edit]) -> Iterator[Edit]:
    for edit in reversed(journal):
        if edit.kind is not EditKind.ADOPTION:
            return
        yield edit


def _effective(edit: Edit, known: Mapping[str, Plan]) -> date | None:
    """Return the first day of the plan that brought the nodes."""
    sources = (known.get(name) for name in str(edit.command.get("from", "")).split(", "))
    days = [plan.valid_from for plan in sources if plan is not None and plan.valid_from is not None]
    return max(days, default=None)


def _moment(plan: Plan) -> tuple[date, str, int, str]:
    recorded = "" if plan.recorded_at is None else plan.recorded_at.isoformat()
    number = plan.id.rpartition("-")[2]
    counted = int(number) if number.isdigit() else 0
    return plan.valid_from or date.min, recorded, counted, plan.id
