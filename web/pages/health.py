"""``/healthz`` and ``/readyz`` for those who watch over the service."""

from __future__ import annotations

from flask import Blueprint, Response

from web.answers import opened_store
from web.permissions import public

health = Blueprint("health", __name__)
_TEXT = "text/plain; charset=utf-8"


@health.get("/healthz")
@public
def alive() -> Response:
    """Say that the process answers."""
    return Response("ok\n", content_type=_TEXT)


@health.get("/readyz")
@public
def ready() -> Response:
    """Say that the store can be read."""
    with opened_store().reading() as reader:
        reader.revision()
    return Response("ready\n", content_type=_TEXT)
