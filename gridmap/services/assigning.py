"""Giving every cell of the drafts its leader and its team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.analysis import (
    CellIndex,
    Posted,
    assign_duties,
    street_distances_m,
    street_network,
)
from gridmap.catalogue import text
from gridmap.domain import Assignment, Cell, Duty, Plan, PlanStatus, Worker
from gridmap.errors import InputError, Place
from gridmap.services.dispatching import bases_of
from gridmap.services.dividing import draft_number
from gridmap.services.patrol_files import streets_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader, Store

NOBODY = -1
_NO_SKILLS: Mapping[str, AbstractSet[str]] = MappingProxyType({})
_DUTIES = tuple(Duty)


@dataclass(frozen=True)
class Staffing:
    """How workers are to be assigned.

    Attributes
    ----------
    duties
        The duties to fill.
    along_streets
        Whether distances follow the streets of the store rather than the straight line.
    keep_today
        Whether those who have a duty today where a new cell lies are preferred for it.
    reassign
        Whether somebody else may get a duty that is held already.
    locked
        Worker that a cell must have for a duty: (cell code, duty) to worker code.
    skills
        Skills of workers by their code.
    needs
        Skills that cells need of everybody there, by their code.
    """

    duties: tuple[Duty, ...] = _DUTIES
    along_streets: bool = False
    keep_today: bool = True
    reassign: bool = False
    locked: Mapping[tuple[str, Duty], str] = field(default_factory=dict)
    skills: Mapping[str, AbstractSet[str]] = field(default_factory=lambda: _NO_SKILLS)
    needs: Mapping[str, AbstractSet[str]] = field(default_factory=lambda: _NO_SKILLS)


@dataclass(frozen=True)
class OpenPost:
    """A duty that nobody has in a cell, and why."""

    cell_code: str
    duty: Duty
    reason: str

    def describe(self, locale: str | None = None) -> str:
        """Return the reason as a phrase."""
        return text(f"assign.reason.{self.reason}", locale)


@dataclass(frozen=True)
class Staffed:
    """What was assigned.

    Attributes
    ----------
    leader_count, team_count
        How many leaders and others.
    without_leader
        Codes of the cells that nobody leads.
    open_posts
        Every duty that nobody has in a cell, with the reason.
    over_capacity
        Codes of the workers who carry more than their capacity by what is locked or in force.
    gap_m
        Metres that a better choice could save at most; zero where it is proved to be the best.
    """

    leader_count: int
    team_count: int
    without_leader: tuple[str, ...]
    open_posts: tuple[OpenPost, ...] = ()
    over_capacity: tuple[str, ...] = ()
    gap_m: float = 0.0


@dataclass(frozen=True)
class Proposal:
    """Assignments that nobody has made yet, and what they would leave open."""

    assignments: tuple[Assignment, ...]
    staffed: Staffed


def assign_workers(store: Store, valid_from: date, how: Staffing | None = None) -> Staffed:
    """Assign leaders and teams optimally to the cells that lack them, all duties at once.

    Drafts come before plans in force: a community with a draft is staffed on its newest draft.
    Workers serve their own community, those without one the whole territory. Who has a duty in
    such a cell already keeps it.

    Parameters
    ----------
    store
        Where cells and workers are.
    valid_from
        First day of the new assignments.
    how
        What is asked beyond that.

    Returns
    -------
    staffed
        Counts, and the duties that nobody has, with the reason.

    Raises
    ------
    InputError
        When the store has no workers or no cells, or a lock names something unknown.
    """
    with store.writing() as work:
        proposal = propose(work, valid_from, how)
        work.put_assignments(proposal.assignments)
    return proposal.staffed


def propose(
    reader: Reader, valid_from: date, how: Staffing | None = None, plan_id: str | None = None
) -> Proposal:
    """Return what `assign_workers` would do. Nothing is written.

    Parameters
    ----------
    reader
        A snapshot of the store.
    valid_from
        First day of the new assignments.
    how
        What is asked beyond that.
    plan_id
        The plan that stands for its community, and whose cells alone are told of; all communities
        are weighed nevertheless, because a worker may serve several.

    Returns
    -------
    proposal
        Who would get which duty that is not held so already.

    Raises
    ------
    InputError
        When the store has no workers or no cells, or a lock names something unknown.
    """
    wish = how or Staffing()
    plan = None if plan_id is None else reader.plan(plan_id)
    cells = _cells_to_staff(reader, plan)
    workers = reader.workers()
    if not any(cells.values()):
        raise InputError("assign.no_cells")
    if not workers:
        raise InputError("assign.no_workers")
    scene = _scene(reader, cells, workers, wish)
    posted = _posted(reader, scene, wish)
    told = None if plan is None else {cell.code for cell in cells[plan.community_code]}
    made = [
        Assignment(scene.cells[row].code, workers[who].code, wish.duties[column], valid_from)
        for (row, column), who in np.ndenumerate(posted.worker)
        if who >= 0
        and scene.held[row, column] != who
        and (told is None or scene.cells[row].code in told)
    ]
    return Proposal(tuple(made), _summary(scene, posted, made, wish, told))


@dataclass(frozen=True)
class _Scene:
    """The cells to staff, who may serve them, and who has which duty there."""

    cells: Sequence[Cell]
    workers: Sequence[Worker]
    serves: NDArray[np.bool_]
    held: NDArray[np.int64]
    today: NDArray[np.int64]


def _cells_to_staff(reader: Reader, chosen: Plan | None = None) -> dict[str, list[Cell]]:
    """Return the cells of each community: of its newest draft, else of the plan in force."""
    plans = {plan.community_code: plan for plan in reader.plans(status=PlanStatus.PUBLISHED)}
    drafts = sorted(reader.plans(status=PlanStatus.DRAFT), key=draft_number)
    plans |= {plan.community_code: plan for plan in drafts}
    if chosen is not None:
        plans[chosen.community_code] = chosen
    return {code: reader.cells(plan.id) for code, plan in sorted(plans.items())}


def _scene(
    reader: Reader, parts: Mapping[str, Sequence[Cell]], workers: Sequence[Worker], wish: Staffing
) -> _Scene:
    cells = [cell for part in parts.values() for cell in part]
    community = [code for code, part in parts.items() for _ in part]
    serves = np.array(
        [[worker.community_code in {None, code} for worker in workers] for code in community],
        np.bool_,
    )
    place = {worker.code: position for position, worker in enumerate(workers)}
    row = {cell.code: position for position, cell in enumerate(cells)}
    column = {duty: position for position, duty in enumerate(wish.duties)}
    held = np.full((len(cells), len(wish.duties)), NOBODY, np.int64)
    open_ = [item for item in reader.assignments() if item.valid_to is None]
    for item in open_:
        if item.cell_code in row and item.duty in column:
            held[row[item.cell_code], column[item.duty]] = place[item.worker_code]
    today = held.copy()
    if wish.keep_today:
        today = _today(reader, cells, open_, held, place, column)
    return _Scene(cells, workers, serves, held, today)


def _today(  # noqa: PLR0917  an inner step
    reader: Reader,
    cells: Sequence[Cell],
    open_: Sequence[Assignment],
    held: NDArray[np.int64],
    place: Mapping[str, int],
    column: Mapping[Duty, int],
) -> NDArray[np.int64]:
    """Return who has each duty today in the cell in force where a new cell has its middle."""
    in_force = reader.published_cells()
    today = held.copy()
    if not in_force:
        return today
    where = CellIndex(np.array([cell.geometry for cell in in_force], object)).locate(
        _centres(cells)
    )
    duties: dict[str, list[Assignment]] = {}
    for item in open_:
        duties.setdefault(item.cell_code, []).append(item)
    for row, position in enumerate(where.tolist()):
        for item in duties.get(in_force[position].code, []) if position >= 0 else []:
            if item.duty in column and today[row, column[item.duty]] < 0:
                today[row, column[item.duty]] = place[item.worker_code]
    return today


def _posted(reader: Reader, scene: _Scene, wish: Staffing) -> Posted:
    centres, bases = _centres(scene.cells), bases_of(scene.workers)
    skills, needs = _skill_tables(scene, wish)
    return assign_duties(
        centres,
        np.array([cell.load or 0.0 for cell in scene.cells]),
        bases,
        np.array(
            [np.inf if worker.capacity is None else worker.capacity for worker in scene.workers]
        ),
        [[duty in worker.duties for duty in wish.duties] for worker in scene.workers],
        skills=skills,
        needs=needs,
        serves=scene.serves,
        continuity=scene.today,
        pinned=_pinned(scene, wish),
        distance_m=_ways_m(reader, centres, bases) if wish.along_streets else None,
        load_share=[float(duty is Duty.LEADER) for duty in wish.duties],
    )


def _pinned(scene: _Scene, wish: Staffing) -> NDArray[np.int64]:
    """Return who must have which duty: those in force, and the locks where nobody is.

    Raises
    ------
    InputError
        When a lock names an unknown cell, worker or duty, or a post that another worker has.
    """
    row = {cell.code: position for position, cell in enumerate(scene.cells)}
    place = {worker.code: position for position, worker in enumerate(scene.workers)}
    pinned = np.full_like(scene.held, NOBODY) if wish.reassign else scene.held.copy()
    for (cell_code, duty), worker_code in wish.locked.items():
        for what, code, known in (
            ("cell", cell_code, row),
            ("worker", worker_code, place),
            ("duty", duty, wish.duties),
        ):
            if code not in known:
                raise InputError("assign.lock_unknown", Place(column=what), what=what, value=code)
        post = row[cell_code], wish.duties.index(duty)
        if pinned[post] not in {NOBODY, place[worker_code]}:
            raise InputError(
                "assign.lock_taken",
                cell=cell_code,
                duty=duty,
                worker=scene.workers[int(pinned[post])].code,
            )
        pinned[post] = place[worker_code]
    return pinned


def _skill_tables(
    scene: _Scene, wish: Staffing
) -> tuple[NDArray[np.bool_] | None, NDArray[np.bool_] | None]:
    asked = sorted({skill for own in wish.needs.values() for skill in own})
    if not asked:
        return None, None
    has = [
        [skill in wish.skills.get(worker.code, ()) for skill in asked] for worker in scene.workers
    ]
    need = [[skill in wish.needs.get(cell.code, ()) for skill in asked] for cell in scene.cells]
    return np.array(has, np.bool_), np.array(need, np.bool_)


def _ways_m(
    reader: Reader, centres: NDArray[np.float64], bases: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the ways along streets from each cell to each base, zero where a base is unknown."""
    network = street_network(streets_of(reader).shapes)
    known = np.isfinite(bases).all(axis=1)
    ways = np.zeros((len(centres), len(bases)))
    ways[:, known] = street_distances_m(network, bases[known], centres).T
    return ways


def _summary(
    scene: _Scene,
    posted: Posted,
    made: Sequence[Assignment],
    wish: Staffing,
    told: AbstractSet[str] | None,
) -> Staffed:
    leaders = sum(item.duty is Duty.LEADER for item in made)
    open_posts = tuple(
        OpenPost(scene.cells[post.cell].code, wish.duties[post.duty], post.reason)
        for post in posted.uncovered
        if told is None or scene.cells[post.cell].code in told
    )
    return Staffed(
        leaders,
        len(made) - leaders,
        tuple(post.cell_code for post in open_posts if post.duty is Duty.LEADER),
        open_posts,
        tuple(scene.workers[who].code for who in posted.over_capacity),
        posted.gap_m,
    )


def _centres(cells: Sequence[Cell]) -> NDArray[np.float64]:
    geometries = np.array([cell.geometry for cell in cells], dtype=object)
    centres: NDArray[np.float64] = shapely.get_coordinates(shapely.point_on_surface(geometries))
    return centres
