"""What planners watch while they redraw: load, area, compactness and limits, by cell and worker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gridmap.domain import Cell, Duty, Plan, PlanStatus, Worker
from gridmap.geometry import compactness_ratio
from gridmap.services.impact_limits import LimitKind, Limits

if TYPE_CHECKING:
    from gridmap.store import Reader

NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class CellMeter:
    """One cell's figures.

    `load_share_ratio` is the load over the mean load of the plan, less one; None where either is
    unknown or zero. `broken` names the limits that the cell does not meet; `households` is None
    where no building is known.
    """

    code: str
    name: str
    area_m2: float
    load: float | None
    load_share_ratio: float | None
    compactness_ratio: float
    broken: tuple[LimitKind, ...]
    leader_code: str | None = None
    households: int | None = None


@dataclass(frozen=True, slots=True)
class WorkerMeter:
    """What a worker leads in one plan, and carries in all communities together."""

    code: str
    name: str
    cell_codes: tuple[str, ...]
    area_m2: float
    load: float
    load_elsewhere: float
    capacity: float | None

    @property
    def is_over(self) -> bool:
        """Return whether all cells together ask for more than the worker can carry."""
        return self.capacity is not None and self.load + self.load_elsewhere > self.capacity


@dataclass(frozen=True)
class Meters:
    """The figures of a plan at one revision.

    Attributes
    ----------
    plan
        The plan.
    cells
        By code.
    workers
        Everybody who leads one of the cells, by code.
    mean_load
        Mean over the cells whose load is known, None where no load is.
    leaderless
        Codes of the cells without a leader.
    """

    plan: Plan
    cells: tuple[CellMeter, ...]
    workers: tuple[WorkerMeter, ...]
    mean_load: float | None
    leaderless: tuple[str, ...]


def plan_meters(
    reader: Reader,
    plan: Plan,
    limits: Limits = NO_LIMITS,
    cells: Sequence[Cell] | None = None,
    households: Sequence[int] | None = None,
) -> Meters:
    """Return the figures of a plan.

    Parameters
    ----------
    reader
        A snapshot of the store.
    plan
        Any plan.
    limits
        What a cell should hold.
    cells
        The cells of the plan where they are at hand.
    households
        Households of these cells, in the same order.

    Returns
    -------
    meters
        The load is the one that the cells carry, which maps and exports show.
    """
    known = reader.cells(plan.id) if cells is None else cells
    leaders = leaders_on(reader, plan, {cell.code for cell in known})
    mean = mean_load(known)
    found = cell_meters(known, mean, limits, leaders, households)
    workers = {worker.code: worker for worker in reader.workers()}
    loads = _loads_elsewhere(reader, plan, set(leaders.values()))
    return Meters(
        plan,
        found,
        _worker_meters(found, workers, loads),
        mean,
        tuple(meter.code for meter in found if meter.leader_code is None),
    )


def cell_meters(
    cells: Sequence[Cell],
    mean: float | None,
    limits: Limits = NO_LIMITS,
    leaders: Mapping[str, str] | None = None,
    households: Sequence[int] | None = None,
) -> tuple[CellMeter, ...]:
    """Return the figures of some cells of a plan.

    Parameters
    ----------
    cells
        The cells.
    mean
        Mean load of the whole plan.
    limits
        What a cell should hold.
    leaders
        Code of each cell that has a leader to the leader's.
    households
        Households of each cell, None where they are not known.
    """
    shapes = np.empty(len(cells), dtype=object)
    shapes[:] = [cell.geometry for cell in cells]
    ratios = compactness_ratio(shapes).tolist() if len(cells) else []
    led = leaders or {}
    counts = [None] * len(cells) if households is None else households
    return tuple(
        CellMeter(
            cell.code,
            cell.name,
            cell.area_m2,
            cell.load,
            cell.load / mean - 1 if cell.load is not None and mean else None,
            ratio,
            _broken(cell, count, limits),
            led.get(cell.code),
            count,
        )
        for cell, ratio, count in zip(cells, ratios, counts, strict=True)
    )


def mean_load(cells: Iterable[Cell]) -> float | None:
    """Return the mean load of those cells whose load is known, None where none is."""
    loads = [cell.load for cell in cells if cell.load is not None]
    return sum(loads) / len(loads) if loads else None


def leaders_on(reader: Reader, plan: Plan, codes: set[str]) -> dict[str, str]:
    """Return who leads the cells of a plan now, or led them on the last day of one that has ended.

    Parameters
    ----------
    reader
        A snapshot of the store.
    plan
        The plan.
    codes
        Codes of its cells.
    """
    last_day = plan.valid_to if plan.status is PlanStatus.SUPERSEDED else None
    return {
        known.cell_code: known.worker_code
        for known in reader.assignments()
        if known.duty is Duty.LEADER
        and known.cell_code in codes
        and (known.valid_to is None if last_day is None else known.holds_on(last_day))
    }


def _broken(cell: Cell, households: int | None, limits: Limits) -> tuple[LimitKind, ...]:
    found = []
    if cell.load is not None and cell.load < limits.min_load:
        found.append(LimitKind.MIN_LOAD)
    if cell.load is not None and cell.load > limits.max_load:
        found.append(LimitKind.MAX_LOAD)
    if households is not None and households < limits.min_households:
        found.append(LimitKind.MIN_HOUSEHOLDS)
    if households is not None and households > limits.max_households:
        found.append(LimitKind.MAX_HOUSEHOLDS)
    if cell.area_m2 > limits.max_area_m2:
        found.append(LimitKind.MAX_AREA)
    return tuple(found)


def _worker_meters(
    cells: Iterable[CellMeter], workers: Mapping[str, Worker], loads_elsewhere: Mapping[str, float]
) -> tuple[WorkerMeter, ...]:
    led: dict[str, list[CellMeter]] = {}
    for cell in cells:
        if cell.leader_code is not None:
            led.setdefault(cell.leader_code, []).append(cell)
    return tuple(
        WorkerMeter(
            code,
            workers[code].name,
            tuple(cell.code for cell in led[code]),
            sum(cell.area_m2 for cell in led[code]),
            sum(cell.load or 0.0 for cell in led[code]),
            loads_elsewhere.get(code, 0.0),
            workers[code].capacity,
        )
        for code in sorted(led)
    )


def _loads_elsewhere(reader: Reader, plan: Plan, workers: set[str]) -> dict[str, float]:
    """Return what workers carry in the plans in force of other communities."""
    leads = {
        known.cell_code: known.worker_code
        for known in reader.assignments()
        if known.duty is Duty.LEADER and known.valid_to is None and known.worker_code in workers
    }
    loads: dict[str, float] = {}
    for other in reader.plans(status=PlanStatus.PUBLISHED) if leads else ():
        if other.community_code == plan.community_code:
            continue
        for cell in reader.cells(other.id):
            worker = leads.get(cell.code)
            if worker is not None:
                loads[worker] = loads.get(worker, 0.0) + (cell.load or 0.0)
    return loads
