"""``/planner``: the workbench on which plans are redrawn and workers assigned."""

from __future__ import annotations

from flask import Blueprint, render_template

from gridmap.services.principal import Permission
from web.permissions import current_principal, requires

planner_page = Blueprint("planner_page", __name__)


@planner_page.get("/planner")
@requires(Permission.DRAW)
def show() -> str:
    """Answer with the workbench; its script fetches plans and drafts."""
    return render_template("shell.html", page="planner", principal=current_principal())
