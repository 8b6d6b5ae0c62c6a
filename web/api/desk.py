"""The desk of the service: drafts kept ready between requests, and how a request works on one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from flask import Response, abort, current_app

from gridmap.services.counting import Census
from gridmap.services.drafting import Desk, Note
from gridmap.services.shelf import Shelf
from gridmap.services.visible_plans import owns, visible_plan
from web.changing import change, current_moment

if TYPE_CHECKING:
    from gridmap.domain import Plan
    from gridmap.services.principal import Principal
    from gridmap.store.port import Reader, Store

_EXTENSION = "gridmap_shelf"
_CENSUS = "gridmap_census"
Drawing = Callable[[Desk, "Principal"], object]


def warm_shelf() -> Shelf:
    """Return the drafts that this process keeps ready."""
    shelf: Shelf = current_app.extensions.setdefault(_EXTENSION, Shelf())
    return shelf


def census() -> Census:
    """Return what counts households in this process."""
    kept: Census = current_app.extensions.setdefault(_CENSUS, Census())
    return kept


def current_day() -> date:
    """Return the day it is on this machine, by the clock of the application."""
    return current_moment().astimezone().date()


def note_of(principal: Principal, reason: str = "", name: str = "") -> Note:
    """Return who draws, when and why."""
    return Note(principal.username, current_moment(), reason, name)


def redraw(draw: Drawing, *, action: str, plan_id: str) -> Response:
    """Change a draft, and keep it ready once the change is committed.

    Parameters
    ----------
    draw
        Does the change at a desk over the unit of work of this request.
    action
        What is done, for the audit.
    plan_id
        The draft, in a community that the principal must see whole.

    Returns
    -------
    response
        The answer.
    """
    trial = warm_shelf().trial()

    def work(store: Store, principal: Principal) -> object:
        with store.reading() as reader:
            own_plan(reader, principal, plan_id)
        return draw(Desk(store, trial), principal)

    response = change(work, action=action, subject=plan_id)
    trial.settle()
    return response


def own_plan(reader: Reader, principal: Principal, plan_id: str) -> Plan:
    """Return a plan that a principal may work on; everything else answers 404."""
    plan = visible_plan(reader, principal, plan_id)
    if plan is None or not owns(principal, plan.community_code):
        abort(404)
    return plan
