"""``/api/v1/plans/<plan>/locks``: cells, borders and plans that edits leave as they are."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from apiflask import APIBlueprint
from flask import Response, abort
from pydantic import Field, model_validator

from gridmap.domain import Lock, LockKind
from gridmap.services.locking import lock_plan
from gridmap.services.open_drafts import locks_on
from gridmap.services.principal import Permission, Principal
from gridmap.store.port import Reader, Store
from web.answers import answer
from web.api.desk import own_plan
from web.api.models import Code, Position, Remark, Strict
from web.api.plan_models import LockAnswer, LockList
from web.api.plans import seen_plan
from web.api.telling import lock_told
from web.changing import Changed, change
from web.permissions import requires

locks = APIBlueprint("locks", __name__, url_prefix="/api/v1/plans")


class NewLock(Strict):
    """A lock on a cell, on the border at a place, or on the whole plan where neither is named."""

    cell_code: Code | None = None
    place: Position | None = None
    reason: Remark = Field(min_length=1)
    until: date | None = None

    @model_validator(mode="after")
    def _one(self) -> NewLock:
        if self.cell_code is not None and self.place is not None:
            raise ValueError("cell_code, place")
        return self

    @property
    def kind(self) -> LockKind:
        """What is locked."""
        if self.cell_code is not None:
            return LockKind.CELL
        return LockKind.PLAN if self.place is None else LockKind.ARC


@locks.get("/<plan_id>/locks")
@requires(Permission.DRAW)
@locks.output(LockList)
def list_locks(plan_id: str) -> Response:
    """Answer with the locks that hold on a plan, those of the plans it branched from included."""

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        plan = seen_plan(reader, principal, plan_id)
        return {"locks": [lock_told(lock) for lock in locks_on(reader, plan)]}

    return answer(build)


@locks.post("/<plan_id>/locks")
@requires(Permission.DRAW)
@locks.input(NewLock)
@locks.output(LockAnswer, status_code=201)
def add_lock(plan_id: str, json_data: NewLock) -> Response:
    """Lock a cell, a border or a plan."""

    def work(store: Store, principal: Principal) -> Changed:
        with store.reading() as reader:
            own_plan(reader, principal, plan_id)
        wish = Lock(
            uuid4().hex[:8],
            plan_id,
            json_data.kind,
            json_data.reason,
            json_data.cell_code,
            None,
            principal.username,
            json_data.until,
        )
        lock = lock_plan(store, wish, json_data.place)
        return Changed(lock_told(lock), status=201, subject=lock.id, summary=plan_id)

    return change(work, action="lock.add", subject=plan_id)


@locks.delete("/<plan_id>/locks/<lock_id>")
@requires(Permission.DRAW)
@locks.output({}, status_code=204)
def remove_lock(plan_id: str, lock_id: str) -> Response:
    """Remove a lock of this plan, or of one that it branched from."""

    def work(store: Store, principal: Principal) -> None:
        with store.writing() as unit:
            plan = own_plan(unit, principal, plan_id)
            if lock_id not in {lock.id for lock in locks_on(unit, plan)}:
                abort(404)
            unit.remove_lock(lock_id)

    return change(work, action="lock.remove", subject=lock_id)
