"""Who carries how much: from the assignments in force, or from a file of the past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gridmap.analysis import (
    Calibration,
    Cycle,
    Fairness,
    calibrate,
    fairness,
    inspection_cycle,
)
from gridmap.domain import Duty, FeatureTable, PointKind
from gridmap.errors import InputError, Place
from gridmap.formats import numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader

WEEKLY_QUOTA = 15


@dataclass(frozen=True)
class Workload:
    """What the leaders in force carry.

    Attributes
    ----------
    codes, names
        The leaders, heaviest load first.
    cell_count, premises
        Cells and premises of each, shape (W,).
    fairness
        Of their loads.
    cycle
        How long each needs to inspect all premises once.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    cell_count: NDArray[np.int64]
    premises: NDArray[np.int64]
    fairness: Fairness
    cycle: Cycle


def workload(reader: Reader, *, quota: int = WEEKLY_QUOTA) -> Workload:
    """Return what the leaders of the cells in force carry.

    Parameters
    ----------
    reader
        A snapshot of the store.
    quota
        Premises that a leader inspects in a week.

    Returns
    -------
    workload
        Every worker who may lead is in it, also those without a cell.

    Raises
    ------
    InputError
        When nobody may lead, or the quota is below one.
    """
    leaders = [worker for worker in reader.workers() if Duty.LEADER in worker.duties]
    if not leaders:
        raise InputError("assign.no_workers")
    place = {worker.code: position for position, worker in enumerate(leaders)}
    led = {
        item.cell_code: place[item.worker_code]
        for item in reader.assignments()
        if item.duty is Duty.LEADER and item.valid_to is None and item.worker_code in place
    }
    shops = reader.tally()
    load, cells = np.zeros(len(leaders)), np.zeros(len(leaders), np.int64)
    premises = np.zeros(len(leaders), np.int64)
    for cell in reader.published_cells():
        if cell.code in led:
            load[led[cell.code]] += cell.load or 0.0
            cells[led[cell.code]] += 1
            premises[led[cell.code]] += shops.get((cell.code, PointKind.SHOP), 0)
    order = np.argsort(-load, kind="stable")
    capacity = np.array(
        [np.inf if worker.capacity is None else worker.capacity for worker in leaders]
    )
    return Workload(
        tuple(leaders[row].code for row in order),
        tuple(leaders[row].name for row in order),
        cells[order],
        premises[order],
        fairness(load[order], capacity[order]),
        inspection_cycle(premises[order], quota),
    )


def calibrate_table(
    table: FeatureTable, effort: str, counts: Sequence[str], *, folds: int = 5, seed: int = 0
) -> Calibration:
    """Fit weights on a file: a row for each cell, columns of counts, a column of effort.

    Parameters
    ----------
    table
        The file.
    effort
        Column with what the work took.
    counts
        Columns with the counts.
    folds, seed
        As `gridmap.analysis.calibrate` has them.

    Returns
    -------
    calibration
        Weights by column.

    Raises
    ------
    InputError
        When a column is missing, holds something else than numbers or is empty in a row.
    """
    columns = {name: _filled(table, name) for name in (*counts, effort)}
    spent = columns.pop(effort)
    return calibrate(columns, spent, folds=folds, seed=seed)


def _filled(table: FeatureTable, column: str) -> NDArray[np.float64]:
    """Return a column of numbers.

    Raises
    ------
    InputError
        When it is missing, holds something else, or is empty in a row.
    """
    values = numbers(table, column)
    empty = [row for row, value in zip(table.rows.tolist(), values, strict=True) if value is None]
    if empty:
        place = Place(file=table.source, row=empty[0], column=column)
        raise InputError("workload.bad_count", place, what=column, count=len(empty))
    return np.array(values, np.float64)
