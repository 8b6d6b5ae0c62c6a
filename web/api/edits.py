"""``/api/v1/drafts/<plan>/edits``: commands on a draft, undo and redo to any entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from apiflask import APIBlueprint
from flask import Response, abort
from pydantic import Field

from gridmap.services.border_edits import edit_together, redo_together, undo_together
from gridmap.services.draft_changes import changes_by
from gridmap.services.drafting import Amended, Desk
from gridmap.services.principal import Permission, Principal
from web.api.desk import census, note_of, own_plan, redraw
from web.api.models import Code, Name, Remark, Strict
from web.api.plan_models import DraftChangesAnswer
from web.api.telling import changes_told
from web.changing import Changed, expected_revision
from web.permissions import requires

if TYPE_CHECKING:
    from gridmap.services.drafting import Note

edits = APIBlueprint("edits", __name__, url_prefix="/api/v1/drafts")


class NewEdit(Strict):
    """A command on a draft.

    `command` has ``op`` and what it needs: ``move_node``, ``insert_node``, ``delete_node``,
    ``reshape_arc``, ``follow``, ``split`` (also with ``snap``), ``split_equal``, ``merge``,
    ``transfer`` (a ``piece`` or ``blocks``). `together` names drafts of adjoining communities in
    which a common border moves as well.
    """

    command: dict[str, Any]
    name: Name = ""
    reason: Remark = ""
    together: list[Code] = Field(default_factory=list, max_length=8)


class Turn(Strict):
    """How far to go: some steps, or to the entry of a number or name (``0``: to the beginning)."""

    steps: int = Field(1, ge=1, le=100_000)
    to: Name | None = None
    reason: Remark = ""
    together: list[Code] = Field(default_factory=list, max_length=8)


@edits.post("/<plan_id>/edits")
@requires(Permission.DRAW)
@edits.input(NewEdit)
@edits.output(DraftChangesAnswer)
def edit(plan_id: str, json_data: NewEdit) -> Response:
    """Carry out a command; answers with the changed cells, their figures and the new revision.

    Needs If-Match with the revision that the user sees; 412 tells what changed since.
    """
    revision = expected_revision()

    def draw(desk: Desk, principal: Principal) -> Changed:
        note = note_of(principal, json_data.reason, json_data.name)
        if json_data.together:
            plan_ids = _together(desk, principal, plan_id, json_data.together, revision)
            amended = edit_together(desk, plan_ids, json_data.command, note)[0]
        else:
            amended = desk.edit(plan_id, json_data.command, note, revision)
        return told(desk, principal, amended)

    return redraw(draw, action="draft.edit", plan_id=plan_id)


@edits.post("/<plan_id>/undo")
@requires(Permission.DRAW)
@edits.input(Turn)
@edits.output(DraftChangesAnswer)
def undo(plan_id: str, json_data: Turn) -> Response:
    """Take back the last edits, or all after an entry; needs If-Match."""
    return _turn(plan_id, json_data, "undo")


@edits.post("/<plan_id>/redo")
@requires(Permission.DRAW)
@edits.input(Turn)
@edits.output(DraftChangesAnswer)
def redo(plan_id: str, json_data: Turn) -> Response:
    """Bring back edits that were undone last, or all up to an entry; needs If-Match."""
    return _turn(plan_id, json_data, "redo")


def _turn(plan_id: str, turn: Turn, way: Literal["undo", "redo"]) -> Response:
    revision = expected_revision()

    def draw(desk: Desk, principal: Principal) -> Changed:
        note = note_of(principal, turn.reason)
        if turn.together:
            plan_ids = _together(desk, principal, plan_id, turn.together, revision)
            turned = undo_together if way == "undo" else redo_together
            return told(desk, principal, turned(desk, plan_ids, note)[0])
        return told(desk, principal, _turned(desk, plan_id, turn, way, note, revision))

    return redraw(draw, action=f"draft.{way}", plan_id=plan_id)


def _turned(  # noqa: PLR0917  an inner step
    desk: Desk, plan_id: str, turn: Turn, way: str, note: Note, revision: int
) -> Amended:
    if way == "undo":
        return desk.undo(plan_id, turn.steps, back_to=turn.to, note=note, revision=revision)
    return desk.redo(plan_id, turn.steps, up_to=turn.to, note=note, revision=revision)


def _together(
    desk: Desk, principal: Principal, plan_id: str, others: list[str], revision: int
) -> list[str]:
    """Return all drafts of an edit after the one whose revision is known was found to be current.

    Nobody else can come in between: the unit of work of the request is open.
    """
    with desk.store.reading() as reader:
        for other in others:
            own_plan(reader, principal, other)
        plan = own_plan(reader, principal, plan_id)
    if plan.revision != revision:
        # The store is asked to write for the old revision, and says what changed since.
        desk.undo(plan_id, revision=revision)
        abort(412)
    return list(dict.fromkeys([plan_id, *others]))


def told(desk: Desk, principal: Principal, amended: Amended) -> Changed:
    """Return what an edit did, as the answer and for the audit."""
    draft = desk.draft(amended.plan.id)
    changes = changes_by(desk, draft, principal, amended.edits, census=census())
    areas = {change.code: change.area_m2 for change in amended.changes}
    ops = ", ".join(str(entry.command.get("op", "")) for entry in amended.edits[:10])
    return Changed(changes_told(changes, areas), revision=amended.plan.revision, summary=ops)
