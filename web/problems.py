"""Errors become answers here alone: problem+json (RFC 9457) for data, a page for people."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import orjson
import shapely
from flask import Flask, Response, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

from gridmap.catalogue import text
from gridmap.errors import ConflictError, CoverageError, GridmapError, InputError, UsageError
from web.api.faults import FaultyRequest
from web.permissions import asks_for_data

STATUS: dict[type[GridmapError], int] = {
    InputError: 422,
    CoverageError: 409,
    ConflictError: 409,
    UsageError: 400,
}
# Refusals for which HTTP has a word of its own.
CODES: Mapping[str, int] = MappingProxyType(
    {
        "store.busy": 503,
        "store.full": 507,
        "store.readonly": 503,
        "store.unreachable": 503,
        "store.spoilt": 500,
    }
)
_AGAIN_AFTER_S = MappingProxyType({503: "5", 507: "60"})
UNAUTHORIZED = 401
_KNOWN = frozenset({400, 401, 403, 404, 405, 413, 415, 422, 428, 429, 500})
_log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Answer every error of an application."""

    @app.errorhandler(GridmapError)
    def refuse(error: GridmapError) -> Response:
        return _answer(told(error))

    @app.errorhandler(HTTPException)
    def explain(error: HTTPException) -> Response:
        return _answer(_plain(error.code or 500), error)

    @app.errorhandler(FaultyRequest)
    def point_out(error: FaultyRequest) -> Response:
        problem = _plain(422)
        problem["errors"] = [fault.told(error.location) for fault in error.faults]
        return _answer(problem)

    @app.errorhandler(Exception)
    def fail(error: Exception) -> Response:
        _log.error("request %s failed", _instance(), exc_info=error)
        return _answer(_plain(InternalServerError.code))


def told(error: GridmapError) -> dict[str, Any]:
    """Return a refusal of the library as a problem.

    It carries the sentence and the way out, the place in words and as a geometry, and, where
    somebody else was quicker, the revision that holds now and what was changed since.
    """
    problem = {
        "type": f"urn:gridmap:error:{error.code}",
        "title": error.what(),
        "status": status_of(error),
        "detail": error.mend(),
    }
    if where := error.where():
        problem["where"] = where
    if error.place.geometry is not None:
        problem["place"] = orjson.loads(shapely.to_geojson(error.place.geometry))
    if isinstance(error.params.get("revision"), int):
        problem["revision"] = error.params["revision"]
        problem["changes"] = list(_plain_values(error.params.get("since", ())))
    return problem


def status_of(error: GridmapError) -> int:
    """Return the status of a refusal; one that names the revision that holds now is a stale one."""
    if error.code in CODES:
        return CODES[error.code]
    if isinstance(error, ConflictError) and isinstance(error.params.get("revision"), int):
        return 412
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def _plain_values(since: object) -> Iterator[dict[str, str]]:
    for one in since if isinstance(since, list | tuple) else ():
        yield {str(name): str(value) for name, value in dict(one).items()}


def _plain(status: int) -> dict[str, Any]:
    code = f"web.{status}" if status in _KNOWN else "web.other"
    return {
        "type": f"urn:gridmap:error:{code}",
        "title": text(f"error.{code}", status=status),
        "status": status,
        "detail": text(f"error.{code}.mend"),
    }


def _instance() -> str:
    if "request_id" not in g:
        g.request_id = uuid.uuid4().urn
    request_id: str = g.request_id
    return request_id


def _answer(problem: dict[str, Any], cause: HTTPException | None = None) -> Response:
    problem["instance"] = _instance()
    if asks_for_data() or not request.accept_mimetypes.accept_html:
        response = Response(orjson.dumps(problem), content_type="application/problem+json")
    else:
        response = make_response(render_template("error.html", problem=problem))
    response.status_code = problem["status"]
    if problem["status"] in _AGAIN_AFTER_S:
        response.headers["Retry-After"] = _AGAIN_AFTER_S[problem["status"]]
    if problem["status"] == UNAUTHORIZED and request.path.startswith("/ogc"):
        # Desktop GIS asks for a name and a password when it is told so; our own pages never are.
        response.headers["WWW-Authenticate"] = 'Basic realm="GridMap", charset="UTF-8"'
    if cause is not None:
        kept = {"Allow", "Retry-After"}
        for name, value in cause.get_headers():
            if name in kept:
                response.headers[name] = value
    return response
