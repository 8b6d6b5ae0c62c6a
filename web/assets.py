"""The built front end, found through its manifest; the name of a file changes with its content."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Required, TypedDict

from flask import Blueprint, Flask, Response, request, send_from_directory
from werkzeug.security import safe_join

from gridmap.errors import UsageError
from web.permissions import public

DIST = Path(__file__).parent / "static" / "dist"
MANIFEST = DIST / ".vite" / "manifest.json"
_BASE = "/static/dist/"
_FOR_EVER = "public, max-age=31536000, immutable"

assets = Blueprint("assets", __name__)


class _Entry(TypedDict, total=False):
    file: Required[str]
    isEntry: bool
    css: list[str]
    imports: list[str]


@dataclass(frozen=True)
class Bundle:
    """Addresses of what one page loads."""

    script: str
    styles: tuple[str, ...]


def read_bundles(manifest: Path = MANIFEST) -> Mapping[str, Bundle]:
    """Return what each page loads, by the page's name.

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
    entries: Mapping[str, _Entry] = json.loads(manifest.read_text(encoding="utf-8"))
    return {
        source.split("/")[-2]: Bundle(f"{_BASE}{entry['file']}", tuple(_styles(entries, source)))
        for source, entry in entries.items()
        if entry.get("isEntry")
    }


def _styles(entries: Mapping[str, _Entry], source: str) -> dict[str, None]:
    """Return the style sheets of an entry and of what it shares with others, each once."""
    found: dict[str, None] = {}
    for shared in entries[source].get("imports", ()):
        found |= _styles(entries, shared)
    return found | dict.fromkeys(f"{_BASE}{name}" for name in entries[source].get("css", ()))


@assets.get(f"{_BASE}assets/<path:name>")
@public
def asset(name: str) -> Response:
    """Answer with one built file, packed where the build has packed it and the browser unpacks."""
    folder = DIST / "assets"
    packed = f"{name}.gz"
    if request.accept_encodings.quality("gzip") > 0 and _is_built(folder, packed):
        kind = mimetypes.guess_type(name)[0]
        response = send_from_directory(folder, packed, conditional=True, mimetype=kind)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = send_from_directory(folder, name, conditional=True)
    response.headers["Cache-Control"] = _FOR_EVER
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _is_built(folder: Path, name: str) -> bool:
    """Tell whether the build has made a file; a name that leads out of the folder is none."""
    path = safe_join(str(folder), name)
    return path is not None and Path(path).is_file()


@assets.get("/static/icon.svg")
@public
def icon() -> Response:
    """Answer with the icon of the service."""
    response = send_from_directory(DIST.parent, "icon.svg", conditional=True)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def install(app: Flask, bundles: Mapping[str, Bundle]) -> None:
    """Serve the built front end, and let templates name it."""
    app.register_blueprint(assets)
    app.jinja_env.globals.update(bundles=bundles)
