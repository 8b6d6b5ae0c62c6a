"""``/api/v1/publications``: what publishing would change; publishing, and the ways back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from gridmap.services import publishing as services
from gridmap.services.comparing_features import figure_columns
from gridmap.services.handover import handover
from gridmap.services.handover_sheet import sheet
from gridmap.services.impact import CellImpact, Impact, WorkerImpact, impact
from gridmap.services.impact_tables import rule_of_open_tasks
from gridmap.services.principal import Permission, Principal
from gridmap.services.publishing import Published
from gridmap.store.port import Reader, Store
from web.answers import answer
from web.api.desk import current_day, own_plan
from web.api.models import Code, Remark, Strict
from web.api.plan_models import ImpactAnswer, PlanAnswer, PublicationAnswer, SheetList
from web.api.plans import LimitParameters
from web.api.telling import plan_told
from web.changing import Changed, change, current_moment
from web.permissions import requires

Columns = Mapping[str, Sequence[object]]

publishing = APIBlueprint("publishing", __name__, url_prefix="/api/v1")


class NewPublication(Strict):
    """Drafts to put in force together on a day; a day to come lets them wait for it."""

    plans: list[Code] = Field(min_length=1, max_length=1000)
    valid_from: date


class Return(Strict):
    """The day from which an earlier plan is in force again, and why."""

    valid_from: date
    reason: Remark = ""


class Preview(LimitParameters):
    """Drafts, their first day, and what a cell should hold."""

    plans: list[Code] = Field(min_length=1, max_length=1000)
    valid_from: date


@publishing.get("/publications/impact")
@requires(Permission.DRAW)
@publishing.input(Preview, location="query")
@publishing.output(ImpactAnswer)
def show_impact(query_data: Preview) -> Response:
    """Answer with what publishing would change, cell by cell and worker by worker."""

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        for plan_id in query_data.plans:
            own_plan(reader, principal, plan_id)
        found = impact(reader, query_data.plans, query_data.valid_from, query_data.limits())
        return _impact_told(found)

    return answer(build)


@publishing.get("/publications/handovers")
@requires(Permission.DRAW)
@publishing.input(Preview, location="query")
@publishing.output(SheetList)
def show_handovers(query_data: Preview) -> Response:
    """Answer with one sheet for each worker: what comes, what goes, what changes."""

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        for plan_id in query_data.plans:
            own_plan(reader, principal, plan_id)
        return {
            "sheets": [
                {
                    "worker_code": one.worker_code,
                    "worker_name": one.worker_name,
                    "valid_from": one.valid_from,
                    **_rows(sheet(one).columns),
                }
                for one in handover(reader, query_data.plans, query_data.valid_from)
            ]
        }

    return answer(build)


@publishing.post("/publications")
@requires(Permission.PUBLISH)
@publishing.input(NewPublication)
@publishing.output(PublicationAnswer, status_code=201)
def publish(json_data: NewPublication) -> Response:
    """Put drafts in force on a day; the whole territory is checked first."""

    def work(store: Store, principal: Principal) -> Changed:
        with store.reading() as reader:
            for plan_id in json_data.plans:
                own_plan(reader, principal, plan_id)
        published = services.publish(
            store,
            json_data.valid_from,
            json_data.plans,
            today=current_day(),
            now=current_moment(),
            by=principal.username,
        )
        return _told(published)

    return change(work, action="plan.publish", subject=" ".join(json_data.plans))


@publishing.post("/plans/<plan_id>/unschedule")
@requires(Permission.PUBLISH)
@publishing.output(PlanAnswer)
def unschedule(plan_id: str) -> Response:
    """Call a plan back that waits for its day: it is a draft again."""

    def work(store: Store, principal: Principal) -> Changed:
        with store.reading() as reader:
            own_plan(reader, principal, plan_id)
        (plan,) = services.unschedule(store, [plan_id])
        return Changed(plan_told(plan), revision=plan.revision)

    return change(work, action="plan.unschedule", subject=plan_id)


@publishing.post("/plans/<plan_id>/roll-back")
@requires(Permission.PUBLISH)
@publishing.input(Return)
@publishing.output(PublicationAnswer, status_code=201)
def roll_back(plan_id: str, json_data: Return) -> Response:
    """Put an earlier plan in force again, as a new plan with the same cells and codes."""

    def work(store: Store, principal: Principal) -> Changed:
        with store.reading() as reader:
            own_plan(reader, principal, plan_id)
        published = services.roll_back(
            store,
            plan_id,
            json_data.valid_from,
            reason=json_data.reason,
            today=current_day(),
            now=current_moment(),
            by=principal.username,
        )
        return _told(published)

    return change(work, action="plan.roll_back", subject=plan_id)


def _told(published: Published) -> Changed:
    return Changed(
        {
            "plan_ids": list(published.plan_ids),
            "valid_from": published.valid_from,
            "scheduled": published.scheduled,
            "cell_count": published.cell_count,
            "touched": {code: round(area, 3) for code, area in published.touched.items()},
            "overtaken": list(published.overtaken),
            "adopting": list(published.adopting),
            "waiting": list(published.waiting),
            "leaderless": list(published.leaderless),
            "renamed": dict(published.renamed),
        },
        status=201,
        subject=" ".join(published.plan_ids),
        summary=published.valid_from.isoformat(),
    )


def _impact_told(found: Impact) -> dict[str, object]:
    return {
        "plan_ids": list(found.plan_ids),
        "valid_from": found.valid_from,
        "cells": [_cell_told(cell) for cell in found.cells if cell.changed],
        "workers": [_worker_told(worker) for worker in found.workers],
        "unassigned": list(found.unassigned),
        "breaches": [
            {
                "code": breach.code,
                "kind": breach.kind.value,
                "value": breach.value,
                "limit": breach.limit,
                "was_broken": breach.was_broken,
                "text": breach.sentence(),
            }
            for breach in found.breaches
        ],
        "renamed": dict(found.renamed),
        "load_unit": found.load_unit.label(),
        "rule_of_open_tasks": rule_of_open_tasks(),
    }


def _cell_told(cell: CellImpact) -> dict[str, object]:
    return {
        "code": cell.code,
        "provisional_code": cell.provisional_code,
        "name": cell.name,
        "old_worker": cell.old_worker,
        "new_worker": cell.new_worker,
        **_sides(cell),
    }


def _worker_told(worker: WorkerImpact) -> dict[str, object]:
    return {
        "code": worker.code,
        "name": worker.name,
        "old_cells": list(worker.old_cells),
        "new_cells": list(worker.new_cells),
        **_sides(worker),
    }


def _sides(one: CellImpact | WorkerImpact) -> dict[str, object]:
    sides = {"before": one.before, "after": one.after, "gained": one.gained, "lost": one.lost}
    return {
        name: None if figures is None else figure_columns(figures)
        for name, figures in sides.items()
    }


def _rows(columns: Columns) -> dict[str, object]:
    """Return columns as heads and rows, for a table whose heads are in the reader's language."""
    return {
        "columns": list(columns),
        "rows": [list(row) for row in zip(*columns.values(), strict=True)],
    }
