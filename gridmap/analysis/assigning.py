"""Which worker has which duty in which cell: optimal under capacity, distance and continuity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.assigning_rounds import (
    CONTINUITY_M,
    TOGETHERNESS,
    Tasks,
    in_rounds,
)
from gridmap.analysis.assigning_tasks import cell_tasks, duty_tasks, reason_of
from gridmap.analysis.choosing import NOBODY
from gridmap.analysis.methods import method
from gridmap.catalogue import text

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]

__all__ = [
    "CONTINUITY_M",
    "NOBODY",
    "TOGETHERNESS",
    "Assigned",
    "AssignmentNote",
    "Posted",
    "Uncovered",
    "assign",
    "assign_duties",
]


@dataclass(frozen=True)
class AssignmentNote:
    """What a reader of an assignment should know.

    Attributes
    ----------
    code
        One of ``uncovered``, ``too_heavy``, ``pinned_over_capacity`` and ``more_than_even``.
    cells
        Positions of the cells that the note is about.
    workers
        Positions of the workers that it is about.
    """

    code: str
    cells: tuple[int, ...] = ()
    workers: tuple[int, ...] = ()

    def describe(self, locale: str | None = None) -> str:
        """Return the note as a sentence."""
        return text(
            f"assign.note.{self.code}",
            locale,
            cell_count=len(self.cells),
            worker_count=len(self.workers),
        )


@dataclass(frozen=True)
class Assigned:
    """Who leads which cell.

    Attributes
    ----------
    worker
        Shape (C,): position of each cell's leader, or -1 where it has none.
    distance_m
        Shape (C,): from the leader's base to the cell's centre; NaN without leader or base.
    load
        Shape (W,): load that each worker leads.
    notes
        What could not be reached, and where.
    gap_m
        Metres that a better choice could save at most, in all; zero where the choice is proved to
        be the best.
    """

    worker: PositionArray
    distance_m: FloatArray
    load: FloatArray
    notes: tuple[AssignmentNote, ...]
    gap_m: float


@dataclass(frozen=True)
class Uncovered:
    """A duty that nobody has in a cell, and why.

    Attributes
    ----------
    cell, duty
        Positions.
    reason
        ``no_duty``: no worker has this duty. ``no_skill``: none who has it also has the skills.
        ``elsewhere``: those who have them may not serve this cell. ``unreachable``: no street
        leads there. ``too_heavy``: the cell weighs more than any of them can take. ``other_duty``:
        each of them has a duty in this cell
        that excludes it. ``no_room``: they carry as much as they can.
    """

    cell: int
    duty: int
    reason: str

    def describe(self, locale: str | None = None) -> str:
        """Return the reason as a sentence."""
        return text(f"assign.reason.{self.reason}", locale)


@dataclass(frozen=True)
class Posted:
    """Who has which duty in which cell.

    Attributes
    ----------
    worker
        Shape (C, D): position of the worker, or -1.
    distance_m
        Shape (C, D): from the worker's base to the cell; NaN without worker or base.
    load
        Shape (W,): load that each worker carries.
    uncovered
        The pairs of cell and duty that nobody has, by cell, with the reason.
    over_capacity
        Positions of the workers whose locked cells are more than their capacity.
    gap_m
        As in `Assigned`.
    """

    worker: PositionArray
    distance_m: FloatArray
    load: FloatArray
    uncovered: tuple[Uncovered, ...]
    over_capacity: tuple[int, ...]
    gap_m: float


@method("assignment", version=2, unit="m")
def assign(
    cell_centres_lonlat: ArrayLike,
    load: ArrayLike,
    worker_base_lonlat: ArrayLike,
    capacity: ArrayLike,
    *,
    continuity: ArrayLike | None = None,
    pinned: ArrayLike | None = None,
    able: ArrayLike | None = None,
    distance_m: ArrayLike | None = None,
    togetherness: float = TOGETHERNESS,
) -> Assigned:
    """Give each cell one leader, at the smallest total distance.

    The choice is an integer program: each cell has one leader or is uncovered; no worker leads
    more load than the capacity; leading more cells than an even share is avoided unless cells
    would stay uncovered. Its cost is the distance from base to cell; less a bonus of `CONTINUITY_M`
    for the present leader; and, so that a worker's cells lie together, `togetherness` times the
    distance to the middle of the worker's cells, which is refined in a few rounds. The same input
    gives the same answer.

    Parameters
    ----------
    cell_centres_lonlat
        Shape (C, 2), in degrees.
    load
        Load of each cell, shape (C,).
    worker_base_lonlat
        Shape (W, 2), in degrees; NaN where a worker has no base, who then gets cells that lie
        together.
    capacity
        Most load of each worker, shape (W,); infinite or NaN where it has no limit.
    continuity
        Position of each cell's present leader, or -1, shape (C,).
    pinned
        Position of the leader that a cell must have, or -1, shape (C,). Pins hold even beyond a
        worker's capacity, and a note says so.
    able
        Which workers may lead which cell, shape (C, W); all by default.
    distance_m
        Distance of each pair where it is not the straight one, shape (C, W); infinite where no way
        leads.
    togetherness
        Weight of the distance to the middle of a worker's cells; with 0 there is one round, and
        `gap_m` is that of the distances alone.

    Returns
    -------
    assigned
        Leader of each cell, distances, loads and notes.

    Raises
    ------
    InputError
        Shapes do not fit, a centre or a load is not finite, a load or capacity is negative, or a
        position names no worker.
    """
    tasks = cell_tasks(
        cell_centres_lonlat,
        load,
        worker_base_lonlat,
        capacity,
        continuity=continuity,
        pinned=pinned,
        able=able,
        distance_m=distance_m,
    )
    worker, gap_m = in_rounds(tasks, togetherness)
    carried = tasks.carried(worker)
    notes = tuple(_notes(tasks, worker, carried))
    return Assigned(worker, tasks.distance_of(worker), carried, notes, gap_m)


@method("duty_assignment", version=1, unit="m")
def assign_duties(
    cell_centres_lonlat: ArrayLike,
    load: ArrayLike,
    worker_base_lonlat: ArrayLike,
    capacity: ArrayLike,
    duties: ArrayLike,
    *,
    wanted: ArrayLike | None = None,
    skills: ArrayLike | None = None,
    needs: ArrayLike | None = None,
    serves: ArrayLike | None = None,
    continuity: ArrayLike | None = None,
    pinned: ArrayLike | None = None,
    distance_m: ArrayLike | None = None,
    load_share: ArrayLike | None = None,
    togetherness: float = TOGETHERNESS,
) -> Posted:
    """Give each cell a worker for every duty, all duties in one program.

    As `assign`, with a task for each cell and duty. Who has the first duty of a cell has no other
    one there, so that no leader stands in for himself; the others may be combined.

    Parameters
    ----------
    cell_centres_lonlat, load, worker_base_lonlat, capacity
        As in `assign`.
    duties
        Which duties each worker has, shape (W, D).
    wanted
        Which duties each cell wants, shape (C, D); all by default.
    skills
        Which skills each worker has, shape (W, S).
    needs
        Which skills each cell needs of everybody who has a duty there, shape (C, S).
    serves
        Which workers may serve which cell, shape (C, W); all by default.
    continuity, pinned
        Present and locked worker of each cell and duty, or -1, shape (C, D).
    distance_m
        As in `assign`.
    load_share
        Share of a cell's load that each duty carries, shape (D,); the first carries all of it by
        default. Only duties that carry load are spread evenly; one officer may serve many cells.
    togetherness
        As in `assign`.

    Returns
    -------
    posted
        Worker of each cell and duty, and the uncovered pairs by name.

    Raises
    ------
    InputError
        As `assign`.
    """
    tasks, post, steps = duty_tasks(
        cell_centres_lonlat,
        load,
        worker_base_lonlat,
        capacity,
        duties,
        wanted=wanted,
        skills=skills,
        needs=needs,
        serves=serves,
        continuity=continuity,
        pinned=pinned,
        distance_m=distance_m,
        load_share=load_share,
    )
    chosen, gap_m = in_rounds(tasks, togetherness)
    shape = (len(np.asarray(load)), np.shape(duties)[-1])
    worker = np.full(shape, NOBODY, np.int64)
    away_m = np.full(shape, np.nan)
    worker[post] = chosen
    away_m[post] = tasks.distance_of(chosen)
    uncovered = tuple(
        Uncovered(int(post[0][row]), int(post[1][row]), reason_of(tasks, chosen, int(row), steps))
        for row in np.flatnonzero(chosen < 0)
    )
    carried = tasks.carried(chosen)
    over = tuple(int(who) for who in np.flatnonzero(carried > tasks.capacity))
    return Posted(worker, away_m, carried, uncovered, over, gap_m)


def _notes(tasks: Tasks, worker: PositionArray, carried: FloatArray) -> list[AssignmentNote]:
    widest = tasks.capacity.max(initial=0.0)
    uncovered = np.flatnonzero(worker < 0)
    heavy = uncovered[tasks.load[uncovered] > widest]
    over = np.flatnonzero(carried > tasks.capacity)
    notes = [
        AssignmentNote("uncovered", cells=_positions(np.setdiff1d(uncovered, heavy))),
        AssignmentNote("too_heavy", cells=_positions(heavy)),
        AssignmentNote("pinned_over_capacity", workers=_positions(over)),
    ]
    if len(tasks.bases_m):
        count = np.bincount(worker[worker >= 0], minlength=len(tasks.bases_m))
        more = np.flatnonzero(count > tasks.most_tasks)
        notes.append(AssignmentNote("more_than_even", workers=_positions(more)))
    return [note for note in notes if note.cells or note.workers]


def _positions(found: NDArray[np.intp]) -> tuple[int, ...]:
    return tuple(int(position) for position in found)
