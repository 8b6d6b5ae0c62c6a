"""What each worker hands over and takes over when drafts are published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from gridmap.domain import Cell, Point
from gridmap.domain.crosswalk import NOBODY
from gridmap.services.crosswalks import flows
from gridmap.services.impact_transition import Transition, transition
from gridmap.services.weighing_figures import is_open_task

if TYPE_CHECKING:
    from gridmap.store import Reader


class Direction(StrEnum):
    """What happens to a cell or point, as its worker sees it."""

    COMES = "comes"
    GOES = "goes"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class CellMove:
    """A cell that comes to a worker, leaves, or stays with another shape.

    `other_worker` led it until now, or will from now on; None for nobody.
    """

    direction: Direction
    code: str
    name: str
    other_worker: str | None = None


@dataclass(frozen=True, slots=True)
class PointMove:
    """A point that comes to a worker or leaves; cells and worker are None where there is none."""

    direction: Direction
    point: Point
    old_code: str | None
    new_code: str | None
    other_worker: str | None
    open_task: bool


@dataclass(frozen=True)
class Handover:
    """One worker's part.

    Attributes
    ----------
    worker_code, worker_name
        Who.
    valid_from
        The first day of what comes, the day after the last one of what goes.
    cells
        Those that come, go and change, each by code.
    points
        Those that come and those that go, each by kind and id.
    names
        Code of each worker to the name, to tell the others by.
    """

    worker_code: str
    worker_name: str
    valid_from: date
    cells: tuple[CellMove, ...]
    points: tuple[PointMove, ...]
    names: Mapping[str, str]

    @property
    def open_tasks(self) -> tuple[PointMove, ...]:
        """The points that ask for work."""
        return tuple(move for move in self.points if move.open_task)


def handover(reader: Reader, plan_ids: Sequence[str], valid_from: date) -> tuple[Handover, ...]:
    """Return what each worker hands over and takes over. Nothing is written.

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
    handovers
        One for each worker for whom something changes, by code.

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
    names = MappingProxyType({worker.code: worker.name for worker in reader.workers()})
    cells, points = _cell_moves(state), _point_moves(state)
    return tuple(
        Handover(
            worker,
            names.get(worker, ""),
            valid_from,
            tuple(sorted(cells.get(worker, ()), key=lambda move: (_rank(move), move.code))),
            tuple(
                sorted(
                    points.get(worker, ()),
                    key=lambda move: (_rank(move), move.point.kind, move.point.id),
                )
            ),
            names,
        )
        for worker in sorted(cells.keys() | points.keys())
    )


def _rank(move: CellMove | PointMove) -> int:
    return list(Direction).index(move.direction)


def _cell_moves(state: Transition) -> dict[str, list[CellMove]]:
    named: dict[str, Cell] = {cell.code: cell for cell in (*state.old.cells, *state.new.cells)}
    reshaped = _reshaped(state)
    moves: dict[str, list[CellMove]] = {}
    for code, cell in named.items():
        old, new = state.old_leaders.get(code), state.new_leaders.get(code)
        if old == new:
            if old is not None and code in reshaped:
                moves.setdefault(old, []).append(CellMove(Direction.CHANGES, code, cell.name))
            continue
        if old is not None:
            moves.setdefault(old, []).append(CellMove(Direction.GOES, code, cell.name, new))
        if new is not None:
            moves.setdefault(new, []).append(CellMove(Direction.COMES, code, cell.name, old))
    return moves


def _reshaped(state: Transition) -> set[str | None]:
    """Return the codes of cells that win or lose ground beyond bends."""
    moved = [
        flow
        for flow in flows(state.old, state.new, state.weighing, state.contents)
        if flow.moved and not flow.is_bend
    ]
    return {code for flow in moved for code in (flow.old_code, flow.new_code)}


def _point_moves(state: Transition) -> dict[str, list[PointMove]]:
    moves: dict[str, list[PointMove]] = {}
    for point, old_code, new_code in _places(state):
        old = state.old_leaders.get(old_code or "")
        new = state.new_leaders.get(new_code or "")
        if old == new:
            continue
        task = is_open_task(point)
        if old is not None:
            move = PointMove(Direction.GOES, point, old_code, new_code, new, task)
            moves.setdefault(old, []).append(move)
        if new is not None:
            move = PointMove(Direction.COMES, point, old_code, new_code, old, task)
            moves.setdefault(new, []).append(move)
    return moves


def _places(state: Transition) -> Iterator[tuple[Point, str | None, str | None]]:
    """Yield each point with its cell before and after."""
    points = state.contents.points
    lonlat = state.contents.lonlat[: len(points)]
    for point, old, new in zip(
        points, state.old.locate(lonlat), state.new.locate(lonlat), strict=True
    ):
        yield (
            point,
            None if old == NOBODY else state.old.cells[old].code,
            None if new == NOBODY else state.new.cells[new].code,
        )
