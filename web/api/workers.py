"""``/api/v1/workers``: the register of workers, what each leads, and how much that is."""

from __future__ import annotations

from typing import Any

import shapely
from apiflask import APIBlueprint
from flask import Response, abort
from pydantic import Field

from gridmap.domain import Duty, Role, Worker
from gridmap.errors import ConflictError, Place
from gridmap.services.principal import Permission, Principal
from gridmap.services.workers import Post, WorkerCard, put_worker, worker_card, worker_cards
from gridmap.store.port import Reader, Store
from web.answers import answer
from web.api.desk import current_day
from web.api.models import Answer, Code, Name, Position, Strict
from web.changing import Changed, change
from web.permissions import requires

workers = APIBlueprint("workers", __name__, url_prefix="/api/v1/workers")
_Telephone = Field(None, max_length=40, pattern=r"^[0-9+() /.-]*$")


class WorkerFields(Strict):
    """A worker without the code. The telephone is a duty telephone, never a private one."""

    name: Name = Field(min_length=1)
    community_code: Code | None = None
    role: Role = Role.WORKER
    duties: list[Duty] = Field(default_factory=lambda: [Duty.LEADER], min_length=1, max_length=6)
    base: Position | None = None
    telephone: str | None = _Telephone
    capacity: float | None = Field(None, ge=0)
    trained: bool = False

    def worker(self, code: str) -> Worker:
        """Return the record."""
        return Worker(
            code,
            self.name,
            self.community_code,
            self.role,
            tuple(dict.fromkeys(self.duties)),
            None if self.base is None else shapely.Point(self.base),
            self.telephone or None,
            self.capacity,
            self.trained,
        )


class NewWorker(WorkerFields):
    """A worker who is not in the register yet."""

    code: Code


class PostAnswer(Answer):
    """A duty in a cell, in force or on a draft."""

    cell_code: str
    cell_name: str
    community_code: str
    plan_id: str
    in_force: bool
    duty: str
    valid_from: str
    valid_to: str | None
    load: float | None
    area_m2: float


class WorkerAnswer(Answer):
    """A worker with the load and area of the cells in force that the worker leads."""

    code: str
    name: str
    community_code: str | None
    role: str
    duties: list[str]
    base: Position | None
    telephone: str | None
    capacity: float | None
    trained: bool
    load: float
    area_m2: float
    over: bool
    led_codes: list[str]
    posts: list[PostAnswer]


class WorkerList(Answer):
    """Workers by code."""

    workers: list[WorkerAnswer]


@workers.get("")
@requires(Permission.VIEW)
@workers.output(WorkerList)
def list_workers() -> Response:
    """Answer with all workers in scope, their duties, and their load beside their capacity."""
    day = current_day()

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        cards = worker_cards(reader, principal, day)
        return {"workers": [card_told(card) for card in cards]}

    return answer(build, mark=lambda reader, _principal: (reader.revision(), day))


@workers.get("/<code>")
@requires(Permission.VIEW)
@workers.output(WorkerAnswer)
def show_worker(code: str) -> Response:
    """Answer with one worker."""
    day = current_day()

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        card = worker_card(reader, principal, code, day)
        if card is None:
            abort(404)
        return card_told(card)

    return answer(build, mark=lambda reader, _principal: (reader.revision(), day))


@workers.post("")
@requires(Permission.ASSIGN)
@workers.input(NewWorker)
@workers.output(WorkerAnswer, status_code=201)
def add_worker(json_data: NewWorker) -> Response:
    """Add a worker to the register."""

    def work(store: Store, principal: Principal) -> Changed:
        with store.writing() as unit:
            if json_data.code in {known.code for known in unit.workers()}:
                place = Place(feature=json_data.code)
                raise ConflictError("workers.exists", place, code=json_data.code)
            put_worker(unit, principal, json_data.worker(json_data.code))
            told = _card_told(unit, principal, json_data.code)
        return Changed(told, status=201, location=f"/api/v1/workers/{json_data.code}")

    return change(work, action="worker.add", subject=json_data.code)


@workers.put("/<code>")
@requires(Permission.ASSIGN)
@workers.input(WorkerFields)
@workers.output(WorkerAnswer)
def change_worker(code: str, json_data: WorkerFields) -> Response:
    """Change what the register says of a worker."""

    def work(store: Store, principal: Principal) -> Changed:
        with store.writing() as unit:
            if worker_card(unit, principal, code, current_day()) is None:
                abort(404)
            put_worker(unit, principal, json_data.worker(code))
            return Changed(_card_told(unit, principal, code))

    return change(work, action="worker.change", subject=code)


def _card_told(reader: Reader, principal: Principal, code: str) -> dict[str, Any]:
    card = worker_card(reader, principal, code, current_day())
    if card is None:
        abort(404)
    return card_told(card)


def card_told(card: WorkerCard) -> dict[str, Any]:
    """Return a worker's card."""
    worker = card.worker
    return {
        "code": worker.code,
        "name": worker.name,
        "community_code": worker.community_code,
        "role": worker.role.value,
        "duties": [duty.value for duty in worker.duties],
        "base": None if worker.base is None else [worker.base.x, worker.base.y],
        "telephone": worker.telephone,
        "capacity": worker.capacity,
        "trained": worker.trained,
        "load": card.load,
        "area_m2": round(card.area_m2, 2),
        "over": card.is_over,
        "led_codes": list(card.led_codes),
        "posts": [_post_told(post) for post in card.posts],
    }


def _post_told(post: Post) -> dict[str, Any]:
    return {
        "cell_code": post.cell_code,
        "cell_name": post.cell_name,
        "community_code": post.community_code,
        "plan_id": post.plan_id,
        "in_force": post.in_force,
        "duty": post.duty.value,
        "valid_from": post.valid_from,
        "valid_to": post.valid_to,
        "load": post.load,
        "area_m2": round(post.area_m2, 2),
    }
