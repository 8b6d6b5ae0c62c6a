"""Logs as one JSON object a line: what was asked, by whom, with what outcome, and how long it took.

Nothing that a request sends stands in them but its method and path: no query, no body, no cookie,
no token. A line break in a path or a name is escaped by JSON, so that nobody can forge a line.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from datetime import UTC, datetime
from typing import TextIO

import orjson
from flask import Flask, Response, g, request

_log = logging.getLogger("web.requests")
_QUIET = frozenset({"/healthz", "/readyz"})
_MORE = ("account", "method", "path", "status", "took_ms", "address", "request_id")


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        told |= {name: getattr(record, name) for name in _MORE if hasattr(record, name)}
        if record.exc_info:
            told["trace"] = "".join(traceback.format_exception(*record.exc_info))
        return orjson.dumps(told, default=str).decode()


def start(level: str, stream: TextIO = sys.stderr) -> None:
    """Send the logs of this process to a stream, as JSON lines.

    Parameters
    ----------
    level
        ``debug``, ``info``, ``warning`` or ``error``.
    stream
        Standard error by default, where a supervisor such as systemd collects it.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("gunicorn.access", "sqlalchemy", "alembic", "numba"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def install(app: Flask) -> None:
    """Log each request of an application when it is answered."""

    @app.before_request
    def begin() -> None:
        g.began_s = time.perf_counter()

    @app.after_request
    def tell(response: Response) -> Response:
        if request.path in _QUIET or not _log.isEnabledFor(logging.INFO):
            return response
        principal = g.get("principal")
        began_s: float = g.get("began_s", time.perf_counter())
        _log.info(
            "answered",
            extra={
                "account": None if principal is None else principal.username,
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "took_ms": round((time.perf_counter() - began_s) * 1000, 1),
                "address": request.remote_addr,
                "request_id": g.get("request_id"),
            },
        )
        return response
