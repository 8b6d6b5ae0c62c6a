"""Two plans of one community held against each other: borders, ground, contents and workers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridmap.domain import Assignment, Cell, Duty, Plan, PlanStatus
from gridmap.errors import InputError, Place
from gridmap.services.comparing_arcs import ChangedArc, changed_arcs
from gridmap.services.crosswalks import Flow, Side, flows, plans_of, side_of
from gridmap.services.weighing import LoadUnit, Weighing
from gridmap.services.weighing_figures import Contents, Figures

if TYPE_CHECKING:
    from gridmap.store import Reader


@dataclass(frozen=True, slots=True)
class Change:
    """Ground that another cell has in the second plan, and who led there and leads there."""

    flow: Flow
    old_worker: str | None
    new_worker: str | None

    @property
    def old_code(self) -> str | None:
        """The cell that has the ground in the first plan, None for none."""
        return self.flow.old_code

    @property
    def new_code(self) -> str | None:
        """The cell that has the ground in the second plan, None for none."""
        return self.flow.new_code

    @property
    def figures(self) -> Figures:
        """What is on the ground."""
        return self.flow.figures


@dataclass(frozen=True, slots=True)
class WorkerChange:
    """The cells that a worker leads in each of two plans."""

    worker_code: str
    old_cells: tuple[str, ...]
    new_cells: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """What two plans do not share.

    Attributes
    ----------
    old, new
        The plans.
    changes
        Ground that changes its cell, by old code, then new code; bends left out.
    arcs
        Stretches of border removed and added.
    workers
        Workers whose cells are not the same, by code.
    new_codes, gone_codes, changed_codes, unchanged_codes
        Cells that only the second plan has, only the first has, have other ground, and have the
        same ground but for bends narrower than a lattice unit.
    load_unit
        What the load counts.
    """

    old: Plan
    new: Plan
    changes: tuple[Change, ...]
    arcs: tuple[ChangedArc, ...]
    workers: tuple[WorkerChange, ...]
    new_codes: tuple[str, ...]
    gone_codes: tuple[str, ...]
    changed_codes: tuple[str, ...]
    unchanged_codes: tuple[str, ...]
    load_unit: LoadUnit


def compare(reader: Reader, old_plan: str, new_plan: str) -> Comparison:
    """Compare two plans of one community, whatever their status.

    Parameters
    ----------
    reader
        A snapshot of the store.
    old_plan, new_plan
        Ids of the plans.

    Returns
    -------
    comparison
        What changes from the first to the second.

    Raises
    ------
    InputError
        When the plans are of different communities.
    ConflictError
        When there is no such plan.
    """
    old, new = plans_of(reader, [old_plan, new_plan])
    if old.community_code != new.community_code:
        raise InputError(
            "compare.communities",
            Place(feature=new.id),
            old=old.id,
            new=new.id,
            old_community=old.community_code,
            new_community=new.community_code,
        )
    before, after = side_of(reader, [old]), side_of(reader, [new])
    weighing = Weighing.of(reader, [old.community_code])
    found = flows(before, after, weighing, Contents.of(reader, weighing))
    moved = [flow for flow in found if flow.moved and not flow.is_bend]
    assignments = reader.assignments()
    leads = leaders_of(old, before.cells, assignments), leaders_of(new, after.cells, assignments)
    touched = {code for flow in moved for code in (flow.old_code, flow.new_code)}
    one, two = _codes(before), _codes(after)
    return Comparison(
        old,
        new,
        tuple(
            Change(flow, leads[0].get(flow.old_code or ""), leads[1].get(flow.new_code or ""))
            for flow in moved
        ),
        changed_arcs(before.cells, after.cells),
        workers_changed(*leads),
        tuple(sorted(two - one)),
        tuple(sorted(one - two)),
        tuple(sorted(one & two & touched)),
        tuple(sorted((one & two) - touched)),
        weighing.unit,
    )


def leaders_of(
    plan: Plan, cells: Iterable[Cell], assignments: Iterable[Assignment]
) -> dict[str, str]:
    """Return the worker who leads each cell of a plan: at its end where it has ended, else now."""
    codes = {cell.code for cell in cells}
    last_day = plan.valid_to if plan.status is PlanStatus.SUPERSEDED else None
    return {
        known.cell_code: known.worker_code
        for known in assignments
        if known.duty is Duty.LEADER
        and known.cell_code in codes
        and (known.valid_to is None if last_day is None else known.holds_on(last_day))
    }


def workers_changed(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[WorkerChange, ...]:
    """Return the workers who do not lead the same cells before and after, by code.

    Parameters
    ----------
    old, new
        Code of each cell that has a leader to the leader's code.
    """
    before, after = _by_worker(old), _by_worker(new)
    return tuple(
        WorkerChange(worker, before.get(worker, ()), after.get(worker, ()))
        for worker in sorted(before.keys() | after.keys())
        if before.get(worker) != after.get(worker)
    )


def _by_worker(leaders: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    cells: dict[str, list[str]] = defaultdict(list)
    for code, worker in leaders.items():
        cells[worker].append(code)
    return {worker: tuple(sorted(codes)) for worker, codes in cells.items()}


def _codes(side: Side) -> set[str]:
    return {cell.code for cell in side.cells}
