"""The service with an administrator, a leader who only looks, and somebody who does the jobs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

from gridmap.domain import Role
from gridmap.store import Store
from tests.browser.serving import KEY, Visit
from tests.unit.web.territory import PASSWORD
from web.accounts import add_account
from web.app import create_app
from web.settings import Settings
from web.workrooms import foreman_of

ACCOUNTS = {"admin": Role.ADMIN, "planner": Role.PLANNER, "viewer": Role.VIEWER}


def as_it_is(_app: Flask) -> None:
    """Change nothing about the application."""


@contextmanager
def office(store: Store, prepare: Callable[[Flask], None] = as_it_is) -> Iterator[str]:
    """Serve a store with its jobs; yields the address."""
    for name, role in ACCOUNTS.items():
        add_account(store, name, [role], PASSWORD, display_name=name.capitalize())
    app = create_app(Settings(secret_key=KEY), store)
    prepare(app)
    foreman = foreman_of(app)
    foreman.start()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        foreman.stop()


def open_page(visit: Visit, path: str) -> Page:
    """Open a page and wait until it is ready."""
    page = visit.page
    page.goto("about:blank")
    page.goto(f"{visit.address}{path}")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.wait_for_load_state("networkidle")
    return page
