"""Cells and leaders as they are, and as publishing some drafts would make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from gridmap.domain import Assignment, Cell, Duty, Plan, PlanStatus
from gridmap.services.crosswalks import Side, neighbours
from gridmap.services.publishing_preparing import Prepared, prepared
from gridmap.services.weighing import Weighing
from gridmap.services.weighing_figures import Contents, Figures, figures

if TYPE_CHECKING:
    from gridmap.store import Reader


@dataclass(frozen=True)
class Transition:
    """What publishing changes, ready to be counted.

    Attributes
    ----------
    ready
        What publishing will put in force.
    old, new
        The cells of the communities concerned and of the neighbours that gain border nodes, as
        they are and as they will be, with official codes.
    old_leaders, new_leaders
        Code of each cell that has a leader to the leader's code: on the last day of the plans in
        force, and on the first day of those to come.
    weighing, contents
        What lies where.
    """

    ready: Prepared
    old: Side
    new: Side
    old_leaders: Mapping[str, str]
    new_leaders: Mapping[str, str]
    weighing: Weighing
    contents: Contents

    @property
    def provisional(self) -> dict[str, str]:
        """Official code of each new cell to the provisional one."""
        return {official: code for code, official in self.ready.renamed.items()}


def transition(reader: Reader, plan_ids: Sequence[str], valid_from: date) -> Transition:
    """Return what publishing drafts on a day would change. Nothing is written.

    Parameters
    ----------
    reader
        A snapshot of the store.
    plan_ids
        Ids of the drafts, or of plans that wait for their day.
    valid_from
        First day in force.

    Returns
    -------
    transition
        Both states.

    Raises
    ------
    InputError
        When no plan is named.
    ConflictError
        When a plan is no draft, or the drafts cannot be published together.
    CoverageError
        When cells overlap, with the place.
    """
    ready = prepared(reader, list(plan_ids), status=_status(reader, plan_ids))
    before = [*ready.replaced, *(old for old, _ in ready.touched.values())]
    after = [*ready.official, *(new for _, new in ready.touched.values())]
    beside = _beside(reader, ready, [*before, *after])
    provisional = {official: code for code, official in ready.renamed.items()}
    assignments = reader.assignments()
    known = {cell.code: cell.code for cell in before}
    named = {cell.code: provisional.get(cell.code, cell.code) for cell in after}
    weighing = Weighing.of(reader, _communities(reader, ready))
    return Transition(
        ready,
        Side(before, beside),
        Side(after, beside),
        _leaders(known, assignments, (valid_from - timedelta(days=1), valid_from)),
        _leaders(named, assignments, (valid_from,)),
        weighing,
        Contents.of(reader, weighing),
    )


def figures_of(side: Side, state: Transition) -> dict[str, Figures]:
    """Return what each cell of one side holds, by code.

    The load is the one that the cells carry, which maps and exports show; where one carries none
    it is weighed for all.
    """
    loads = [cell.load for cell in side.cells if cell.load is not None]
    if len(loads) < len(side.cells):
        loads = state.weighing.load(side.geometries).tolist()
    counts = state.contents.sums(side.locate(state.contents.lonlat), len(side.cells))
    return {
        cell.code: figures(cell.area_m2, load, row)
        for cell, load, row in zip(side.cells, loads, counts, strict=True)
    }


def _status(reader: Reader, plan_ids: Sequence[str]) -> PlanStatus:
    """Return whether the plans wait for their day; a mixture is taken for drafts, and refused."""
    waiting = {plan.id for plan in reader.plans(status=PlanStatus.SCHEDULED)}
    return PlanStatus.SCHEDULED if waiting.issuperset(plan_ids) and plan_ids else PlanStatus.DRAFT


def _beside(reader: Reader, ready: Prepared, cells: Sequence[Cell]) -> list[Cell]:
    around = neighbours(reader, set(ready.communities), cells)
    return [cell for cell in around if cell.code not in ready.touched]


def _communities(reader: Reader, ready: Prepared) -> list[str]:
    plans: dict[str, Plan] = {plan.id: plan for plan in reader.plans()}
    touched = {plans[old.plan_id].community_code for old, _ in ready.touched.values()}
    return sorted(ready.communities | touched)


def _leaders(
    names: Mapping[str, str], assignments: Sequence[Assignment], days: Sequence[date]
) -> Mapping[str, str]:
    """Return who leads each cell on the first of some days on which somebody does.

    `names` maps each cell to the code under which it is assigned.
    """
    led: dict[str, list[Assignment]] = {}
    for known in assignments:
        if known.duty is Duty.LEADER:
            led.setdefault(known.cell_code, []).append(known)
    found = {}
    for code, name in names.items():
        held = [
            known.worker_code for day in days for known in led.get(name, ()) if known.holds_on(day)
        ]
        if held:
            found[code] = held[0]
    return MappingProxyType(found)
