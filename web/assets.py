"""The built front end, found through its manifest; the name of a file changes with its content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, send_from_directory

from gridmap.errors import UsageError
from web.permissions import public

DIST = Path(__file__).parent / "static" / "dist"
MANIFEST = DIST / ".vite" / "manifest.json"
_BASE = "/static/dist/"
_FOR_EVER = "public, max-age=31536000, immutable"

assets = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Bundle:
    """Addresses of what one page loads."""

    script: str
    styles: tuple[str, ...]


def read_bundle(manifest: Path = MANIFEST) -> Bundle:
    """Return the bundle of the pages.

    Parameters
    ----------
    manifest
        The manifest that the build wrote.

    Raises
    ------
    UsageError
        When the front end has not been built.
    """
    if not manifest.is_file():
        raise UsageError("web.not_built")
    entries: Mapping[str, Mapping[str, object]] = json.loads(manifest.read_text(encoding="utf-8"))
    entry = next(one for one in entries.values() if one.get("isEntry"))
    styles = entry.get("css", [])
    return Bundle(
        script=f"{_BASE}{entry['file']}",
        styles=tuple(f"{_BASE}{name}" for name in styles) if isinstance(styles, list) else (),
    )


@assets.get(f"{_BASE}assets/<path:name>")
@public
def asset(name: str) -> Response:
    """Answer with one built file."""
    response = send_from_directory(DIST / "assets", name, conditional=True)
    response.headers["Cache-Control"] = _FOR_EVER
    return response


@assets.get("/static/icon.svg")
@public
def icon() -> Response:
    """Answer with the icon of the service."""
    response = send_from_directory(DIST.parent, "icon.svg", conditional=True)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def install(app: Flask, bundle: Bundle) -> None:
    """Serve the built front end, and let templates name it."""
    app.register_blueprint(assets)
    app.jinja_env.globals.update(bundle=bundle)
