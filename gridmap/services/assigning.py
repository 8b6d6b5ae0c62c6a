"""Giving every cell of the drafts its leader and its team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.analysis import assign
from gridmap.domain import Assignment, Cell, Duty, PlanStatus, Worker
from gridmap.errors import InputError
from gridmap.services.dividing import draft_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader, Store


@dataclass(frozen=True)
class Staffed:
    """What was assigned: how many leaders and others, and the cells that have no leader."""

    leader_count: int
    team_count: int
    without_leader: tuple[str, ...]


def assign_workers(store: Store, valid_from: date) -> Staffed:
    """Assign leaders optimally to the cells that lack one, then fill the teams.

    Drafts come before plans in force: a community with a draft is staffed on its newest draft.
    Leaders serve their own community; other duties go to the nearest worker who has them.

    Parameters
    ----------
    store
        Where cells and workers are.
    valid_from
        First day of the new assignments.

    Returns
    -------
    staffed
        Counts, and the cells that nobody leads.

    Raises
    ------
    InputError
        When the store has no workers or no cells.
    """
    with store.writing() as work:
        cells = _cells_to_staff(work)
        workers = work.workers()
        if not cells:
            raise InputError("assign.no_cells")
        if not workers:
            raise InputError("assign.no_workers")
        held = {
            (assignment.cell_code, assignment.duty)
            for assignment in work.assignments()
            if assignment.valid_to is None
        }
        leaders = _leaders(cells, workers, held, valid_from)
        led = _led(work, leaders)
        teams = _teams(cells, workers, held, led, valid_from)
        work.put_assignments([*leaders, *teams])
    every = [cell.code for part in cells.values() for cell in part]
    return Staffed(len(leaders), len(teams), tuple(code for code in every if code not in led))


def _cells_to_staff(reader: Reader) -> dict[str, list[Cell]]:
    """Return the cells of each community: of its newest draft, else of the plan in force."""
    plans = {plan.community_code: plan for plan in reader.plans(status=PlanStatus.PUBLISHED)}
    drafts = sorted(reader.plans(status=PlanStatus.DRAFT), key=draft_number)
    plans |= {plan.community_code: plan for plan in drafts}
    return {code: reader.cells(plan.id) for code, plan in sorted(plans.items())}


def _leaders(
    cells: Mapping[str, Sequence[Cell]],
    workers: Sequence[Worker],
    held: set[tuple[str, Duty]],
    valid_from: date,
) -> list[Assignment]:
    assignments = []
    for community_code, part in cells.items():
        open_cells = [cell for cell in part if (cell.code, Duty.LEADER) not in held]
        able = [
            worker
            for worker in workers
            if Duty.LEADER in worker.duties and worker.community_code in {None, community_code}
        ]
        if not open_cells or not able:
            continue
        answer = assign(
            _centres(open_cells),
            np.array([cell.load or 0.0 for cell in open_cells]),
            _bases(able),
            np.array([np.inf if worker.capacity is None else worker.capacity for worker in able]),
        )
        assignments += [
            Assignment(open_cells[row].code, able[choice].code, Duty.LEADER, valid_from)
            for row, choice in enumerate(answer.worker)
            if choice >= 0
        ]
    return assignments


def _led(reader: Reader, leaders: Sequence[Assignment]) -> dict[str, str]:
    """Return the leader of each cell, those of today and those just found."""
    today = [item for item in reader.assignments() if item.valid_to is None]
    return {
        item.cell_code: item.worker_code for item in (*today, *leaders) if item.duty is Duty.LEADER
    }


def _teams(
    cells: Mapping[str, Sequence[Cell]],
    workers: Sequence[Worker],
    held: set[tuple[str, Duty]],
    led: Mapping[str, str],
    valid_from: date,
) -> list[Assignment]:
    assignments = []
    for community_code, part in cells.items():
        for duty in Duty:
            able = [
                worker
                for worker in workers
                if duty in worker.duties
                and duty is not Duty.LEADER
                and worker.community_code in {None, community_code}
            ]
            wanted = [cell for cell in part if (cell.code, duty) not in held]
            if not able or not wanted:
                continue
            # Nobody stands in for himself.
            barred = np.array(
                [[led.get(cell.code) == worker.code for worker in able] for cell in wanted]
            )
            nearest = _nearest(_centres(wanted), _bases(able), barred)
            assignments += [
                Assignment(cell.code, able[choice].code, duty, valid_from)
                for cell, choice, own in zip(wanted, nearest, barred, strict=True)
                if not own[choice]
            ]
    return assignments


def _centres(cells: Sequence[Cell]) -> NDArray[np.float64]:
    geometries = np.array([cell.geometry for cell in cells], dtype=object)
    centres: NDArray[np.float64] = shapely.get_coordinates(shapely.point_on_surface(geometries))
    return centres


def _bases(workers: Sequence[Worker]) -> NDArray[np.float64]:
    return np.array(
        [
            (np.nan, np.nan) if worker.base is None else (worker.base.x, worker.base.y)
            for worker in workers
        ]
    )


def _nearest(
    centres: NDArray[np.float64], bases: NDArray[np.float64], barred: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Return the nearest base of each centre; workers without a base count as far away."""
    stretch = np.array([np.cos(np.radians(centres[:, 1].mean())), 1.0])
    offsets = (centres[:, None, :] - bases[None, :, :]) * stretch
    distances = np.nan_to_num(np.hypot(offsets[..., 0], offsets[..., 1]), nan=1e9)
    distances[barred] = np.inf
    nearest: NDArray[np.intp] = np.argmin(distances, axis=1)
    return nearest
