"""The territory as it was on a day: plans in force and their cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from gridmap.domain import Cell, Edit, EditKind, Plan, PlanStatus

if TYPE_CHECKING:
    from gridmap.store import Reader

_WAS_IN_FORCE: Final = frozenset({PlanStatus.PUBLISHED, PlanStatus.SUPERSEDED})


@dataclass(frozen=True)
class State:
    """The cells of a plan between two changes: after some of the nodes that it took over."""

    plan_id: str
    adopted: int


@dataclass(frozen=True)
class Past:
    """A snapshot of a store asked for many days: plans, journals and cells are read once.

    Attributes
    ----------
    reader
        The snapshot.
    known_at
        As it was known at a moment: plans recorded later, but for days that were past already,
        are left out, and so are nodes taken over later. None for as it is known now.
    """

    reader: Reader
    known_at: datetime | None = None
    _plans: dict[str, Plan] = field(default_factory=dict)
    _adoptions: dict[str, list[Edit]] = field(default_factory=dict)
    _cells: dict[State, list[Cell]] = field(default_factory=dict)

    def plans_on(self, day: date) -> list[Plan]:
        """Return the plans that were in force on a day, by community, as `plans_on` does."""
        plans = self._known().values()
        if self.known_at is None:
            found = [plan for plan in plans if was_in_force(plan, day)]
        else:
            # The order of publication alone says which plan held then: days of ending came later.
            begun = [plan for plan in plans if _begun(plan, day, self.known_at)]
            last = {plan.community_code: plan for plan in sorted(begun, key=_moment)}
            found = list(last.values())
        return sorted(found, key=lambda plan: (plan.community_code, plan.id))

    def state_on(self, plan: Plan, day: date) -> State:
        """Return which of the nodes that a plan took over were there on a day."""
        adopted = self._adopted(plan.id)
        there = list(takewhile(lambda edit: self._is_there(edit, day), adopted))
        return State(plan.id, len(there))

    def cells_of(self, state: State) -> list[Cell]:
        """Return the cells of a plan in a state, by code."""
        if state not in self._cells:
            adopted = self._adopted(state.plan_id)
            cells = {cell.code: cell for cell in self.reader.cells(state.plan_id)}
            self._cells[state] = _taken_back(cells, adopted[state.adopted :])
        return self._cells[state]

    def turning_days(self) -> set[date]:
        """Return the first days of all states that plans went through."""
        plans = [plan for plan in self._known().values() if plan.status in _WAS_IN_FORCE]
        days = {plan.valid_from for plan in plans}
        days |= {self._effective(edit) for plan in plans for edit in self._adopted(plan.id)}
        return {day for day in days if day is not None}

    def _known(self) -> dict[str, Plan]:
        if not self._plans:
            self._plans.update((plan.id, plan) for plan in self.reader.plans())
        return self._plans

    def _adopted(self, plan_id: str) -> list[Edit]:
        """Return the adoptions at the end of a journal: what came after the last edit."""
        if plan_id not in self._adoptions:
            newest = reversed(self.reader.edits(plan_id))
            trailing = takewhile(lambda edit: edit.kind is EditKind.ADOPTION, newest)
            self._adoptions[plan_id] = list(reversed(list(trailing)))
        return self._adoptions[plan_id]

    def _is_there(self, edit: Edit, day: date) -> bool:
        """Return whether nodes were taken over by a day, as far as was known."""
        if self.known_at is not None and edit.at is not None and edit.at > self.known_at:
            return False
        effective = self._effective(edit)
        return effective is None or effective <= day

    def _effective(self, edit: Edit) -> date | None:
        """Return the first day of the plan that brought the nodes."""
        names = str(edit.command.get("from", "")).split(", ")
        sources = (self._known().get(name) for name in names)
        days = [plan.valid_from for plan in sources if plan is not None]
        return max((day for day in days if day is not None), default=None)


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
    return Past(reader, known_at).plans_on(day)


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
    past = Past(reader, known_at)
    return past.cells_of(past.state_on(plan, day))


def line_of_plans(reader: Reader, community_code: str) -> list[Plan]:
    """Return the plans of a community that came into force, in the order in which they did."""
    known = [plan for plan in reader.plans(community_code) if plan.status in _WAS_IN_FORCE]
    return sorted(known, key=_moment)


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


def _taken_back(cells: Mapping[str, Cell], adopted: Sequence[Edit]) -> list[Cell]:
    """Return cells without the last nodes that were taken over, as far as they are as known."""
    before = dict(cells)
    for edit in reversed(adopted):
        now = [before.get(cell.code) for cell in edit.placed]
        pairs = zip(now, edit.placed, strict=True)
        if any(one is None or one.geometry.wkb != two.geometry.wkb for one, two in pairs):
            break
        for cell in edit.placed:
            del before[cell.code]
        before.update((cell.code, cell) for cell in edit.dropped)
    return [before[code] for code in sorted(before)]


def _moment(plan: Plan) -> tuple[date, str, int, str]:
    recorded = "" if plan.recorded_at is None else plan.recorded_at.isoformat()
    number = plan.id.rpartition("-")[2]
    counted = int(number) if number.isdigit() else 0
    return plan.valid_from or date.min, recorded, counted, plan.id
