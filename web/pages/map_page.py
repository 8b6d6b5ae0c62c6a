"""``/map``: the one map."""

from __future__ import annotations

from flask import Blueprint, render_template

from gridmap.services.principal import Permission
from web.permissions import current_principal, requires

map_page = Blueprint("map_page", __name__)


@map_page.get("/map")
@requires(Permission.VIEW)
def show() -> str:
    """Answer with the page of the map; its script fetches the layers."""
    return render_template("shell.html", page="map", principal=current_principal())
