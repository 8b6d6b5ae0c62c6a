"""Plans that wait for their day come into force with its first request."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime

from flask import Flask

from gridmap.services.publishing import publish_due
from gridmap.store.port import Store

_log = logging.getLogger(__name__)


def local_day() -> date:
    """Return the day it is on this machine."""
    return datetime.now(UTC).astimezone().date()


def install(app: Flask, store: Store, today: Callable[[], date] = local_day) -> None:
    """Put plans in force that are due, once a day before anything is answered.

    Parameters
    ----------
    app
        The application.
    store
        Where the plans wait.
    today
        The day it is.
    """
    turn = threading.Lock()
    seen: list[date] = []

    @app.before_request
    def put_due_plans_in_force() -> None:
        day = today()
        if seen[-1:] == [day]:
            return
        with turn:
            if seen[-1:] == [day]:
                return
            due = publish_due(store, day, now=datetime.now(UTC))
            for refused in due.refused:
                _log.error("plans %s wait on: %s", ", ".join(refused.plan_ids), refused.error)
            seen[:] = [day]
