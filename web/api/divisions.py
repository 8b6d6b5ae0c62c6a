"""``/api/v1/divisions``: communities divided into drafts, and today's loads evened out, as jobs."""

from __future__ import annotations

from typing import Literal

from apiflask import APIBlueprint
from flask import Response, abort
from pydantic import Field

from gridmap.domain.jobs import JobKind
from gridmap.errors import InputError
from gridmap.services.principal import Permission
from web.answers import opened_store
from web.api.jobs import ask
from web.api.models import Code, Name, Strict
from web.api.work_models import JobAnswer
from web.permissions import current_principal, requires

divisions = APIBlueprint("divisions", __name__, url_prefix="/api/v1/divisions")


class NewDivision(Strict):
    """How communities are to be divided; each becomes a new draft.

    The number of cells, the load of a cell or its area says how many there are. ``balanced`` groups
    blocks into cells of equal load; ``lattice`` cuts squares.
    """

    communities: list[Code] = Field(min_length=1, max_length=200)
    method: Literal["balanced", "lattice", "lattice-hexagon", "blocks"] = "balanced"
    cells: int | None = Field(None, ge=1, le=2000)
    target_load: float | None = Field(None, gt=0)
    target_area_m2: float | None = Field(None, ge=100)
    min_load: float | None = Field(None, ge=0)
    max_load: float | None = Field(None, gt=0)
    max_area_m2: float | None = Field(None, gt=0)
    keeps_barriers: bool = True
    seed: int = Field(0, ge=0, le=2**31 - 1)


class NewRebalance(Strict):
    """A plan whose loads are to be evened out by the smallest change."""

    plan_id: Code
    tolerance_ratio: float = Field(0.05, gt=0, le=1)
    name: Name = ""


@divisions.post("")
@requires(Permission.DRAW)
@divisions.input(NewDivision)
@divisions.output(JobAnswer, status_code=202)
def divide(json_data: NewDivision) -> Response:
    """Ask for communities to be divided."""
    _require_one_wish(json_data)
    principal = current_principal()
    with opened_store().reading() as reader:
        known = {area.code for area in reader.areas("community")}
    for code in json_data.communities:
        if code not in known or not principal.sees_area(code):
            abort(404)
    return ask(
        JobKind.DIVIDE,
        json_data.model_dump(mode="json"),
        action="division.request",
        subject=json_data.communities[0],
    )


@divisions.post("/rebalances")
@requires(Permission.DRAW)
@divisions.input(NewRebalance)
@divisions.output(JobAnswer, status_code=202)
def even_out(json_data: NewRebalance) -> Response:
    """Ask for a draft that brings loads near their mean and moves as little as possible."""
    principal = current_principal()
    with opened_store().reading() as reader:
        plan = reader.plan(json_data.plan_id)
    if plan is None or not principal.sees_area(plan.community_code):
        abort(404)
    parameters = {
        "source_id": plan.id,
        "tolerance_ratio": json_data.tolerance_ratio,
        "name": json_data.name,
    }
    return ask(JobKind.REBALANCE, parameters, action="division.rebalance", subject=plan.id)


def _require_one_wish(asked: NewDivision) -> None:
    wishes = [asked.cells, asked.target_load, asked.target_area_m2]
    given = sum(wish is not None for wish in wishes)
    if given > 1 or (asked.method == "balanced" and not given):
        raise InputError("division.wish")
