"""``/data``: tables of every kind, and files on their way in."""

from __future__ import annotations

from flask import Blueprint, render_template

from gridmap.services.principal import Permission
from web.permissions import current_principal, requires

data_page = Blueprint("data_page", __name__)


@data_page.get("/data")
@requires(Permission.VIEW)
def show() -> str:
    """Answer with the page; its script fetches the rows."""
    return render_template("shell.html", page="data", principal=current_principal())
