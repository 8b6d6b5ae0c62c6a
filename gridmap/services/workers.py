"""The register of workers: who they are, what they lead, and how much they carry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gridmap.domain import Assignment, Cell, Duty, PlanStatus, Worker
from gridmap.errors import InputError, Place
from gridmap.services.visible_plans import owns

if TYPE_CHECKING:
    from gridmap.services.principal import Principal
    from gridmap.store import Reader, Writer


@dataclass(frozen=True, slots=True)
class Post:
    """A duty that a worker has in a cell, in force or on a draft."""

    cell_code: str
    cell_name: str
    community_code: str
    plan_id: str
    in_force: bool
    duty: Duty
    valid_from: date
    valid_to: date | None
    load: float | None
    area_m2: float


@dataclass(frozen=True)
class WorkerCard:
    """A worker with all duties.

    Attributes
    ----------
    worker
        Who.
    posts
        Open duties and those that end on a day to come, cells in force first, then by code.
    load, area_m2
        What the cells in force that the worker leads hold together.
    """

    worker: Worker
    posts: tuple[Post, ...]
    load: float
    area_m2: float

    @property
    def led_codes(self) -> tuple[str, ...]:
        """Return the codes of the cells in force that the worker leads."""
        return tuple(
            post.cell_code for post in self.posts if post.in_force and post.duty is Duty.LEADER
        )

    @property
    def is_over(self) -> bool:
        """Return whether the cells in force ask for more than the worker can carry."""
        capacity = self.worker.capacity
        return capacity is not None and self.load > capacity


def worker_cards(reader: Reader, principal: Principal, today: date) -> list[WorkerCard]:
    """Return the cards of all workers in scope, by code.

    Parameters
    ----------
    reader
        A snapshot of the store.
    principal
        Who asks; who is limited to some cells sees the workers of these cells.
    today
        The day it is: duties that have ended are left out.
    """
    places = _places(reader)
    held: dict[str, list[Assignment]] = defaultdict(list)
    for one in reader.assignments():
        if one.cell_code in places and (one.valid_to is None or one.valid_to >= today):
            held[one.worker_code].append(one)
    cards = [_card(worker, held[worker.code], places) for worker in reader.workers()]
    return [_within(card, principal) for card in cards if sees_worker(principal, card)]


def worker_card(reader: Reader, principal: Principal, code: str, today: date) -> WorkerCard | None:
    """Return the card of one worker, None where there is none or it lies outside the scope."""
    for card in worker_cards(reader, principal, today):
        if card.worker.code == code:
            return card
    return None


def sees_worker(principal: Principal, card: WorkerCard) -> bool:
    """Return whether a worker serves what a principal sees."""
    home = card.worker.community_code
    if not principal.scope or (home is not None and owns(principal, home)):
        return True
    return any(_sees(principal, post) for post in card.posts)


def put_worker(work: Writer, principal: Principal, worker: Worker) -> Worker:
    """Add a worker to the register, or replace the one of the same code.

    Parameters
    ----------
    work
        The unit of work.
    principal
        Who does it.
    worker
        As the worker is to be.

    Returns
    -------
    worker
        As it is kept.

    Raises
    ------
    InputError
        When a value does not fit, or the community lies outside the scope.
    """
    before = {known.code: known for known in work.workers()}.get(worker.code)
    for one in (before, worker):
        home = None if one is None else one.community_code
        outside = home is None if one is not None else False
        if principal.scope and (outside or (home is not None and not owns(principal, home))):
            raise InputError("workers.scope", Place(feature=worker.code), code=worker.code)
    if worker.capacity is not None and worker.capacity < 0:
        raise InputError("workers.capacity", Place(feature=worker.code, column="capacity"))
    work.put_workers([worker])
    return next(known for known in work.workers() if known.code == worker.code)


@dataclass(frozen=True, slots=True)
class _Site:
    cell: Cell
    community_code: str
    in_force: bool


def _places(reader: Reader) -> dict[str, _Site]:
    """Return every cell that can have a worker: those of drafts and plans that wait, in force."""
    found: dict[str, _Site] = {}
    for status in (PlanStatus.DRAFT, PlanStatus.SCHEDULED, PlanStatus.PUBLISHED):
        for plan in reader.plans(status=status):
            in_force = status is PlanStatus.PUBLISHED
            for cell in reader.cells(plan.id):
                found[cell.code] = _Site(cell, plan.community_code, in_force)
    return found


def _card(worker: Worker, held: Sequence[Assignment], places: Mapping[str, _Site]) -> WorkerCard:
    posts = [_post(one, places[one.cell_code]) for one in held]
    led = {
        post.cell_code: post
        for post in posts
        if post.in_force and post.duty is Duty.LEADER and post.valid_to is None
    }
    return WorkerCard(
        worker,
        tuple(sorted(posts, key=lambda post: (not post.in_force, post.cell_code, post.duty))),
        sum(post.load or 0.0 for post in led.values()),
        sum(post.area_m2 for post in led.values()),
    )


def _post(one: Assignment, site: _Site) -> Post:
    return Post(
        one.cell_code,
        site.cell.name,
        site.community_code,
        site.cell.plan_id,
        site.in_force,
        one.duty,
        one.valid_from,
        one.valid_to,
        site.cell.load,
        site.cell.area_m2,
    )


def _within(card: WorkerCard, principal: Principal) -> WorkerCard:
    """Return a card without cells outside the scope; the load stays that of all cells."""
    posts = tuple(post for post in card.posts if _sees(principal, post))
    return WorkerCard(card.worker, posts, card.load, card.area_m2)


def _sees(principal: Principal, post: Post) -> bool:
    return principal.sees_cell(post.cell_code) or owns(principal, post.community_code)
