"""``/api/v1/drafts``: open, set aside and take up drafts; what changed in one; merging two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiflask import APIBlueprint
from flask import Response, abort
from pydantic import Field

from gridmap.catalogue import text
from gridmap.domain import PlanStatus
from gridmap.services.draft_changes import changes_after
from gridmap.services.drafting import Desk
from gridmap.services.merging_drafts import MergedDrafts, Side, merge_drafts
from gridmap.services.open_drafts import new_draft
from gridmap.services.principal import Permission, Principal
from gridmap.services.visible_plans import owns, visible_plans
from gridmap.store.port import Reader, Store
from web.answers import answer, opened_store
from web.api.desk import census, note_of, own_plan, warm_shelf
from web.api.models import Code, Name, Remark, Strict
from web.api.plan_models import DraftChangesAnswer, MergeAnswer, PlanAnswer, PlanList
from web.api.plans import LimitParameters
from web.api.telling import changes_told, geometry_told, plan_told
from web.changing import Changed, change
from web.permissions import requires

if TYPE_CHECKING:
    from gridmap.domain.merging import Clash

drafts = APIBlueprint("drafts", __name__, url_prefix="/api/v1/drafts")


class NewDraft(Strict):
    """A draft with the cells of another plan: in force, superseded, or itself a draft."""

    based_on: Code
    name: Name = ""
    reason: Remark = ""


class Description(Strict):
    """What a draft is called, and why it is drawn."""

    name: Name
    reason: Remark = ""


class NewMerge(Strict):
    """Two drafts of one community, and whose course a border takes that both moved."""

    first: Code
    second: Code
    prefer: Side | None = None
    name: Name = ""
    reason: Remark = ""


class Since(LimitParameters):
    """What is known already, and what a cell should hold."""

    after: int = Field(0, ge=0)


@drafts.get("")
@requires(Permission.DRAW)
@drafts.output(PlanList)
def list_drafts() -> Response:
    """Answer with the drafts of communities that the user may redraw."""

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        found = visible_plans(reader, principal, status=PlanStatus.DRAFT)
        return {
            "plans": [plan_told(plan) for plan in found if owns(principal, plan.community_code)]
        }

    return answer(build)


@drafts.post("")
@requires(Permission.DRAW)
@drafts.input(NewDraft)
@drafts.output(PlanAnswer, status_code=201)
def open_draft(json_data: NewDraft) -> Response:
    """Open a draft with the cells of another plan."""

    def work(store: Store, principal: Principal) -> Changed:
        with store.writing() as unit:
            source = own_plan(unit, principal, json_data.based_on)
            plan = new_draft(unit, source.id, name=json_data.name, reason=json_data.reason)
        return Changed(
            plan_told(plan),
            revision=plan.revision,
            status=201,
            location=f"/api/v1/plans/{plan.id}",
            subject=plan.id,
        )

    return change(work, action="draft.open", subject=json_data.based_on)


@drafts.patch("/<plan_id>")
@requires(Permission.DRAW)
@drafts.input(Description)
@drafts.output(PlanAnswer)
def describe(plan_id: str, json_data: Description) -> Response:
    """Give a draft another name and reason; its revision stays."""

    def work(store: Store, principal: Principal) -> Changed:
        with store.writing() as unit:
            own_plan(unit, principal, plan_id)
            plan = unit.describe(plan_id, json_data.name, json_data.reason)
        return Changed(plan_told(plan), revision=plan.revision, summary=plan.name)

    return change(work, action="draft.describe", subject=plan_id)


@drafts.get("/<plan_id>/changes")
@requires(Permission.DRAW)
@drafts.input(Since, location="query")
@drafts.output(DraftChangesAnswer)
def show_changes(plan_id: str, query_data: Since) -> Response:
    """Answer with the entries after one of the journal, and all cells that they changed."""

    def mark(reader: Reader, principal: Principal) -> object:
        plan = own_plan(reader, principal, plan_id)
        if plan.status is not PlanStatus.DRAFT:
            abort(404)
        return plan, census().mark(reader)

    def build(_reader: Reader, principal: Principal) -> dict[str, object]:
        desk = Desk(opened_store(), warm_shelf())
        changes = changes_after(
            desk, principal, plan_id, query_data.after, query_data.limits(), census()
        )
        return changes_told(changes)

    return answer(build, mark=mark)


@drafts.post("/<plan_id>/discard")
@requires(Permission.DRAW)
@drafts.output(PlanAnswer)
def discard(plan_id: str) -> Response:
    """Put a draft aside: nothing is deleted."""

    def work(store: Store, principal: Principal) -> Changed:
        with store.writing() as unit:
            own_plan(unit, principal, plan_id)
            plan = unit.discard(plan_id)
        return Changed(plan_told(plan), revision=plan.revision)

    return change(work, action="draft.discard", subject=plan_id)


@drafts.post("/<plan_id>/restore")
@requires(Permission.DRAW)
@drafts.output(PlanAnswer)
def restore(plan_id: str) -> Response:
    """Take up a draft that was put aside."""

    def work(store: Store, principal: Principal) -> Changed:
        with store.writing() as unit:
            own_plan(unit, principal, plan_id)
            plan = unit.restore(plan_id)
        return Changed(plan_told(plan), revision=plan.revision)

    return change(work, action="draft.restore", subject=plan_id)


@drafts.post("/merge")
@requires(Permission.DRAW)
@drafts.input(NewMerge)
@drafts.output(MergeAnswer)
def merge(json_data: NewMerge) -> Response:
    """Merge two drafts into a third; where both moved a border, say where and make nothing."""

    def work(store: Store, principal: Principal) -> Changed:
        with store.reading() as reader:
            for plan_id in (json_data.first, json_data.second):
                own_plan(reader, principal, plan_id)
        merged = merge_drafts(
            store,
            json_data.first,
            json_data.second,
            prefer=json_data.prefer,
            name=json_data.name,
            note=note_of(principal, json_data.reason),
        )
        made = merged.plan
        return Changed(_merge_told(merged), subject=None if made is None else made.id)

    return change(work, action="draft.merge", subject=f"{json_data.first} {json_data.second}")


def _merge_told(merged: MergedDrafts) -> dict[str, object]:
    return {
        "plan": None if merged.plan is None else plan_told(merged.plan),
        "edits": len(merged.edits),
        "clashes": [_clash_told(clash) for clash in merged.clashes],
    }


def _clash_told(clash: Clash) -> dict[str, object]:
    return {
        "number": clash.edit.number,
        "op": str(clash.edit.command.get("op", "")),
        "why": text("cli.plan.merge.same_arc") if clash.refusal is None else clash.refusal.what(),
        "geometry": geometry_told(clash.geometry),
    }
