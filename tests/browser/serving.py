"""The page of the map in the browser, served on loopback by a thread of the test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Request, StorageState
from werkzeug.serving import WSGIRequestHandler, make_server

from gridmap.domain import Role
from gridmap.store import Store
from tests.unit.web.territory import PASSWORD
from web.accounts import add_account
from web.app import create_app
from web.settings import Settings
from web.workrooms import foreman_of

KEY = "a key that only the tests know, long enough"
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


PLANNER = {"planner": Role.PLANNER}
OFFICE = {"admin": Role.ADMIN, "planner": Role.PLANNER, "viewer": Role.VIEWER}
SHOWN = {"planner": "小李"}
# A page that asked for nothing for so long is at rest; Playwright's own wait takes half a second.
QUIET_S = 0.15
PATIENCE_S = 20.0


class Quiet(WSGIRequestHandler):
    """Answers on connections that stay open, and writes no line for each request."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def as_it_is(_app: Flask) -> None:
    """Change nothing about the application."""


@contextmanager
def served(
    store: Store,
    accounts: Mapping[str, Role] = PLANNER,
    prepare: Callable[[Flask], None] = as_it_is,
    **settings: Any,
) -> Iterator[str]:
    """Serve a store with its jobs and some accounts; yields the address."""
    for name, role in accounts.items():
        add_account(store, name, [role], PASSWORD, display_name=SHOWN.get(name, name.capitalize()))
    app = create_app(Settings(secret_key=KEY, **settings), store)
    prepare(app)
    foreman = foreman_of(app)
    foreman.start()
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        foreman.stop()


@dataclass
class Visit:
    """One browser context at the service, with everything that it complained about."""

    address: str
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    under_way: set[Request] = field(default_factory=set)

    def sign_in(self, username: str = "planner", password: str = PASSWORD) -> Page:
        """Sign in by the form, as people do."""
        self.page.goto(f"{self.address}/login")
        self.page.fill("#username", username)
        self.page.fill("#password", password)
        self.page.click("button.primary")
        return self.page

    def enter(self, username: str = "planner") -> Visit:
        """Take the cookies of somebody who signs in, without a page."""
        answer = self.context.request.post(
            f"{self.address}/login",
            form={"username": username, "password": PASSWORD},
            headers={"Origin": self.address},
            max_redirects=0,
        )
        assert answer.status == 302, answer.text()
        return self

    def rest(self) -> Page:
        """Wait until the page has asked for nothing for a while."""
        end = monotonic() + PATIENCE_S
        calm_since = monotonic()
        while (now := monotonic()) < calm_since + QUIET_S:
            assert now < end, [request.url for request in self.under_way]
            self.page.wait_for_timeout(30)
            if self.under_way:
                calm_since = monotonic()
        return self.page

    def open(self, path: str, *, framed: bool = True) -> Page:
        """Open a page and wait until it is at rest, and its frame stands if it has one."""
        # A new part after the hash alone would not load a page.
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}{path}")
        if framed:
            self.page.wait_for_selector("html[data-ready]", state="attached")
        return self.rest()

    def open_map(self) -> Page:
        """Open the map and wait until the cells are listed."""
        page = self.open("/map")
        page.wait_for_selector(".rows li", state="attached")
        return page


def cookies(browser: Browser, address: str, username: str = "planner") -> StorageState:
    """Return the cookies of somebody who has signed in."""
    with visiting(browser, address) as visit:
        return visit.enter(username).context.storage_state()


@contextmanager
def visiting(
    browser: Browser,
    address: str,
    *,
    locale: str = "zh-CN",
    viewport: dict[str, int] = DESK,
    **options: object,
) -> Iterator[Visit]:
    """Visit the service; every complaint of the page and every request elsewhere is noted."""
    context = browser.new_context(locale=locale, viewport=viewport, **options)
    page = context.new_page()
    page.set_default_timeout(10_000)
    visit = Visit(address, context, page)
    page.on(
        "console",
        lambda said: visit.complaints.append(said.text) if said.type == "error" else None,
    )
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))

    def note(asked: Request) -> None:
        visit.under_way.add(asked)
        if not asked.url.startswith(address):
            visit.foreign.append(asked.url)

    def forget(answered: Request) -> None:
        visit.under_way.discard(answered)

    context.on("request", note)
    context.on("requestfinished", forget)
    context.on("requestfailed", forget)
    try:
        yield visit
    finally:
        context.close()
