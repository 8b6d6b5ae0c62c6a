"""``/api/v1/plans``: plans of any state, their cells, figures, journals and stories."""

from __future__ import annotations

import math
from collections.abc import Sequence

import orjson
from apiflask import APIBlueprint
from flask import Response, abort
from pydantic import Field

from gridmap.domain import Cell, Plan, PlanStatus
from gridmap.domain.journal import Cursor
from gridmap.services.impact_limits import Limits
from gridmap.services.lineage import lineage
from gridmap.services.meters import cell_meters, mean_load, plan_meters
from gridmap.services.principal import Permission, Principal
from gridmap.services.shared_borders import topology_of
from gridmap.services.stories import arc_story
from gridmap.services.visible_plans import visible_cells, visible_plan, visible_plans
from gridmap.store.port import Reader
from web.answers import answer
from web.api.desk import census
from web.api.models import Code, Latitude, Longitude, Parameters
from web.api.plan_models import (
    ArcStoryAnswer,
    JournalAnswer,
    MetersAnswer,
    PlanAnswer,
    PlanList,
    StoryAnswer,
    Topology,
)
from web.api.telling import (
    cell_figures,
    cell_meter_told,
    cursor_told,
    entry_told,
    geometry_told,
    plan_told,
    worker_meter_told,
)
from web.permissions import requires

plans = APIBlueprint("plans", __name__, url_prefix="/api/v1/plans")


class Wanted(Parameters):
    """Which plans."""

    community: Code | None = None
    status: PlanStatus | None = None


class LimitParameters(Parameters):
    """What a cell should hold; a figure exactly at a limit meets it."""

    min_load: float = Field(0.0, ge=0)
    max_load: float | None = Field(None, ge=0)
    min_households: float = Field(0.0, ge=0)
    max_households: float | None = Field(None, ge=0)
    max_area_m2: float | None = Field(None, ge=0)

    def limits(self) -> Limits:
        """Return them as the figures take them."""
        most = (self.max_load, self.max_households, self.max_area_m2)
        load, households, area_m2 = (math.inf if one is None else one for one in most)
        return Limits(self.min_load, load, self.min_households, households, area_m2)


class Spot(Parameters):
    """A place on a border."""

    lon: Longitude
    lat: Latitude


@plans.get("")
@requires(Permission.VIEW)
@plans.input(Wanted, location="query")
@plans.output(PlanList)
def list_plans(query_data: Wanted) -> Response:
    """Answer with plans of communities in scope, of one community or state where asked."""
    return answer(
        lambda reader, principal: {
            "plans": [
                plan_told(plan)
                for plan in visible_plans(
                    reader, principal, query_data.community, query_data.status
                )
            ]
        }
    )


@plans.get("/<plan_id>")
@requires(Permission.VIEW)
@plans.output(PlanAnswer)
def show_plan(plan_id: str) -> Response:
    """Answer with one plan."""
    return answer(lambda reader, principal: plan_told(seen_plan(reader, principal, plan_id)))


@plans.get("/<plan_id>/cells")
@requires(Permission.VIEW)
@plans.output(Topology)
def show_cells(plan_id: str) -> Response:
    """Answer with all cells of a plan as TopoJSON, every border once in units of 1e-7 degree.

    The answer stands as long as the revision of the plan, whatever else changes in the store.
    """

    def mark(reader: Reader, principal: Principal) -> object:
        return seen_plan(reader, principal, plan_id), census().mark(reader)

    def build(reader: Reader, principal: Principal) -> bytes:
        plan = seen_plan(reader, principal, plan_id)
        everything = reader.cells(plan.id)
        cells = visible_cells(everything, plan, principal)
        mean = mean_load(everything)
        counts = _households(reader, plan, everything, cells)
        meters = cell_meters(cells, mean, households=counts)
        topology = topology_of(cells, [*map(cell_figures, meters)])
        journal = reader.edits(plan.id)
        told = {"plan": plan_told(plan), "number": len(journal), "mean_load": mean}
        return orjson.dumps({**topology, **told}, option=orjson.OPT_SERIALIZE_NUMPY)

    return answer(build, mark=mark)


@plans.get("/<plan_id>/meters")
@requires(Permission.VIEW)
@plans.input(LimitParameters, location="query")
@plans.output(MetersAnswer)
def show_meters(plan_id: str, query_data: LimitParameters) -> Response:
    """Answer with load, area, compactness and broken limits of each cell, and sums by worker."""
    limits = query_data.limits()

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        plan = seen_plan(reader, principal, plan_id)
        cells = reader.cells(plan.id)
        meters = plan_meters(reader, plan, limits, cells, _households(reader, plan, cells, cells))
        seen = {cell.code for cell in visible_cells(cells, plan, principal)}
        return {
            "plan": plan_told(plan),
            "mean_load": meters.mean_load,
            "cells": [cell_meter_told(cell) for cell in meters.cells if cell.code in seen],
            "workers": [
                worker_meter_told(worker)
                for worker in meters.workers
                if seen.issuperset(worker.cell_codes)
            ],
            "leaderless": [code for code in meters.leaderless if code in seen],
        }

    return answer(build)


@plans.get("/<plan_id>/journal")
@requires(Permission.DRAW)
@plans.output(JournalAnswer)
def show_journal(plan_id: str) -> Response:
    """Answer with every entry of a plan's journal, and where it stands."""

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        plan = seen_plan(reader, principal, plan_id)
        entries = reader.edits(plan.id)
        return {
            "plan": plan_told(plan),
            "entries": [entry_told(entry) for entry in entries],
            "cursor": cursor_told(Cursor.of(entries)),
        }

    return answer(build)


@plans.get("/<plan_id>/lineages/<code>")
@requires(Permission.DRAW)
@plans.output(StoryAnswer)
def tell_lineage(plan_id: str, code: str) -> Response:
    """Answer with where a cell of a plan comes from, and what became of it, in sentences."""

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        plan = seen_plan(reader, principal, plan_id)
        cells = visible_cells(reader.cells(plan.id), plan, principal)
        if code not in {cell.code for cell in cells}:
            abort(404)
        return {"lines": lineage(reader, code).lines()}

    return answer(build)


@plans.get("/<plan_id>/arc")
@requires(Permission.DRAW)
@plans.input(Spot, location="query")
@plans.output(ArcStoryAnswer)
def tell_arc(plan_id: str, query_data: Spot) -> Response:
    """Answer with the border at a place: its course, its cells, who drew it, along which street."""

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        plan = seen_plan(reader, principal, plan_id)
        story = arc_story(reader, plan.id, (query_data.lon, query_data.lat))
        return {
            "lines": story.lines(),
            "left_code": story.left_code,
            "right_code": story.right_code,
            "length_m": round(story.length_m, 2),
            "street": story.street,
            "geometry": geometry_told(story.line),
        }

    return answer(build)


def _households(
    reader: Reader, plan: Plan, everything: Sequence[Cell], cells: Sequence[Cell]
) -> list[int] | None:
    """Return the households of some cells of a plan, counted among all of them."""
    counts = census().households(reader, plan.community_code, everything)
    if counts is None:
        return None
    by_code = dict(zip((cell.code for cell in everything), counts, strict=True))
    return [by_code[cell.code] for cell in cells]


def seen_plan(reader: Reader, principal: Principal, plan_id: str) -> Plan:
    """Return a plan; what the principal may not see answers 404 like what does not exist."""
    plan = visible_plan(reader, principal, plan_id)
    if plan is None:
        abort(404)
    return plan
