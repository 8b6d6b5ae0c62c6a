"""What publishing drafts would change, cell by cell and worker by worker, before it is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from gridmap.domain import Cell, Duty, Worker
from gridmap.services.crosswalks import Flow, flows
from gridmap.services.impact_limits import Breach, Limits, broken_by_cell, broken_by_worker
from gridmap.services.impact_transition import Transition, figures_of, transition
from gridmap.services.layers import published_plans
from gridmap.services.weighing import LoadUnit
from gridmap.services.weighing_figures import NOTHING, Figures

if TYPE_CHECKING:
    from gridmap.store import Reader

NO_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class CellImpact:
    """One cell before and after.

    `code` is the official code, `provisional_code` the one in the draft where they differ.
    `gained` and `lost` are what it takes from others and gives to others; where a cell swaps one
    shop for another, both count. `before` is None for a new cell, `after` for one that goes.
    """

    code: str
    provisional_code: str | None
    name: str
    before: Figures | None
    after: Figures | None
    gained: Figures
    lost: Figures
    old_worker: str | None
    new_worker: str | None

    @property
    def changed(self) -> bool:
        """Whether anything comes, goes or gets another leader."""
        swapped = self.gained != NOTHING or self.lost != NOTHING
        return swapped or self.old_worker != self.new_worker


@dataclass(frozen=True, slots=True)
class WorkerImpact:
    """All cells that a worker leads in the communities concerned, before and after."""

    code: str
    name: str
    old_cells: tuple[str, ...]
    new_cells: tuple[str, ...]
    before: Figures
    after: Figures
    gained: Figures
    lost: Figures


@dataclass(frozen=True)
class Impact:
    """What publishing would change.

    Attributes
    ----------
    plan_ids, valid_from
        What would be published, and its first day.
    cells
        The cells of the communities concerned and of neighbours that take border nodes, by code.
    workers
        Everybody who leads one of these cells before or after, by code.
    flows
        What leaves its cell, by old code, then new code.
    unassigned
        Cells without a leader on the first day.
    breaches
        Limits that cells or workers would not meet.
    renamed
        Provisional codes and the official ones they would get.
    load_unit
        What the load of flows counts.
    """

    plan_ids: tuple[str, ...]
    valid_from: date
    cells: tuple[CellImpact, ...]
    workers: tuple[WorkerImpact, ...]
    flows: tuple[Flow, ...]
    unassigned: tuple[str, ...]
    breaches: tuple[Breach, ...]
    renamed: Mapping[str, str]
    load_unit: LoadUnit


def impact(
    reader: Reader, plan_ids: Sequence[str], valid_from: date, limits: Limits = NO_LIMITS
) -> Impact:
    """Tell what publishing drafts on a day would change. Nothing is written.

    Parameters
    ----------
    reader
        A snapshot of the store.
    plan_ids
        Ids of the drafts, or of plans that wait for their day.
    valid_from
        First day in force.
    limits
        What a cell should hold.

    Returns
    -------
    impact
        Every figure is the one that the layers will show after publishing.

    Raises
    ------
    InputError
        When no plan is named.
    ConflictError
        When a plan is no draft, or the drafts cannot be published together.
    CoverageError
        When cells overlap, with the place.
    """
    state = transition(reader, plan_ids, valid_from)
    moved = [
        flow for flow in flows(state.old, state.new, state.weighing, state.contents) if flow.moved
    ]
    cells = _cells(state, moved)
    workers = _workers(state, moved, cells, {worker.code: worker for worker in reader.workers()})
    official = {cell.code for cell in state.ready.official}
    return Impact(
        tuple(plan.id for plan in state.ready.plans),
        valid_from,
        cells,
        workers,
        tuple(moved),
        tuple(sorted(official - state.new_leaders.keys())),
        (*_broken_by_cells(cells, limits), *_broken_by_workers(reader, state, workers)),
        MappingProxyType(dict(state.ready.renamed)),
        state.weighing.unit,
    )


def _cells(state: Transition, moved: Sequence[Flow]) -> tuple[CellImpact, ...]:
    before, after = figures_of(state.old, state), figures_of(state.new, state)
    lost = _sums(moved, lambda flow: flow.old_code)
    gained = _sums(moved, lambda flow: flow.new_code)
    names = _names([*state.old.cells, *state.new.cells])
    provisional = state.provisional
    return tuple(
        CellImpact(
            code,
            provisional.get(code),
            names[code],
            before.get(code),
            after.get(code),
            gained.get(code, NOTHING),
            lost.get(code, NOTHING),
            state.old_leaders.get(code),
            state.new_leaders.get(code),
        )
        for code in sorted(names)
    )


def _names(cells: Iterable[Cell]) -> dict[str, str]:
    return {cell.code: cell.name for cell in cells}


def _sums(moved: Iterable[Flow], key: Callable[[Flow], str | None]) -> dict[str | None, Figures]:
    sums: dict[str | None, Figures] = defaultdict(Figures)
    for flow in moved:
        sums[key(flow)] += flow.figures
    return sums


def _workers(
    state: Transition,
    moved: Sequence[Flow],
    cells: Sequence[CellImpact],
    known: Mapping[str, Worker],
) -> tuple[WorkerImpact, ...]:
    givers, takers = state.old_leaders, state.new_leaders
    # A cell that goes on with another leader hands over all that stays in it.
    staying = [_staying(cell) for cell in cells if cell.before is not None and cell.after]
    everything = [*((flow.old_code, flow.new_code, flow.figures) for flow in moved), *staying]
    lost: dict[str | None, Figures] = defaultdict(Figures)
    gained: dict[str | None, Figures] = defaultdict(Figures)
    for old_code, new_code, found in everything:
        giver, taker = givers.get(old_code or ""), takers.get(new_code or "")
        if giver != taker:
            lost[giver] += found
            gained[taker] += found
    return tuple(
        WorkerImpact(
            code,
            known[code].name if code in known else "",
            tuple(cell.code for cell in cells if cell.old_worker == code),
            tuple(cell.code for cell in cells if cell.new_worker == code),
            _total(cell.before for cell in cells if cell.old_worker == code),
            _total(cell.after for cell in cells if cell.new_worker == code),
            gained[code],
            lost[code],
        )
        for code in sorted({*givers.values(), *takers.values()})
    )


def _staying(cell: CellImpact) -> tuple[str, str, Figures]:
    return cell.code, cell.code, (cell.before or NOTHING) - cell.lost


def _total(found: Iterable[Figures | None]) -> Figures:
    return sum((figures for figures in found if figures is not None), NOTHING)


def _broken_by_cells(cells: Sequence[CellImpact], limits: Limits) -> list[Breach]:
    return [
        breach
        for cell in cells
        if cell.after is not None
        for breach in broken_by_cell(cell.code, cell.before, cell.after, limits)
    ]


def _broken_by_workers(
    reader: Reader, state: Transition, workers: Sequence[WorkerImpact]
) -> list[Breach]:
    here = {cell.code for cell in (*state.old.cells, *state.new.cells)}
    elsewhere = _load_elsewhere(reader, here, {worker.code for worker in workers})
    capacity = {worker.code: worker.capacity for worker in reader.workers()}
    return [
        breach
        for worker in workers
        for breach in broken_by_worker(
            worker.code,
            worker.before.load + elsewhere[worker.code],
            worker.after.load + elsewhere[worker.code],
            capacity.get(worker.code),
        )
    ]


def _load_elsewhere(reader: Reader, here: set[str], workers: set[str]) -> Mapping[str, float]:
    """Return the load that workers carry in communities where nothing changes."""
    leads = {
        known.cell_code: known.worker_code
        for known in reader.assignments()
        if known.duty is Duty.LEADER
        and known.valid_to is None
        and known.worker_code in workers
        and known.cell_code not in here
    }
    loads: dict[str, float] = defaultdict(float)
    for plan in published_plans(reader).values() if leads else ():
        for cell in reader.cells(plan.id):
            if cell.code in leads:
                loads[leads[cell.code]] += cell.load or 0.0
    return loads
