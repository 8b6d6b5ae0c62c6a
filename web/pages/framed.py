"""``/``, ``/start``, ``/statistics`` and ``/admin``: pages whose scripts fetch what they show."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from gridmap.domain import PlanStatus
from gridmap.services.principal import Permission
from web.answers import opened_store
from web.permissions import current_principal, requires

framed = Blueprint("framed", __name__)
_GUIDED = (Permission.DRAW, Permission.IMPORT, Permission.ADMINISTER)


@framed.get("/")
@requires(Permission.VIEW)
def home() -> Response:
    """Lead to the guide while nothing is published, to waiting drafts, else to the map."""
    principal = current_principal()
    with opened_store().reading() as reader:
        published = bool(reader.plans(status=PlanStatus.PUBLISHED))
        drafts = bool(reader.plans(status=PlanStatus.DRAFT))
    if not published and any(principal.may(one) for one in _GUIDED):
        return redirect(url_for("framed.start"))
    if drafts and principal.may(Permission.DRAW):
        return redirect("/planner")
    return redirect(url_for("map_page.show"))


@framed.get("/start")
@requires(Permission.DRAW)
def start() -> str:
    """Answer with the guide from an empty store to a published plan."""
    return _page("start")


@framed.get("/statistics")
@requires(Permission.VIEW)
def statistics() -> str:
    """Answer with the page of statistics."""
    return _page("statistics")


@framed.get("/admin")
@requires(Permission.ADMINISTER)
def admin() -> str:
    """Answer with the page of administration."""
    return _page("admin")


def _page(name: str) -> str:
    return render_template("shell.html", page=name, principal=current_principal())
