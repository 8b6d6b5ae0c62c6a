"""The page of the map in the browser, served on loopback by a thread of the test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

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


@contextmanager
def served(store: Store, **settings: Any) -> Iterator[str]:
    """Serve a store with an account named planner; yields the address."""
    add_account(store, "planner", [Role.PLANNER], PASSWORD, display_name="小李")
    app = create_app(Settings(secret_key=KEY, **settings), store)
    foreman = foreman_of(app)
    foreman.start()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        foreman.stop()
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Visit:
    """One browser context at the service, with everything that it complained about."""

    address: str
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def sign_in(self, username: str = "planner", password: str = PASSWORD) -> Page:
        self.page.goto(f"{self.address}/login")
        self.page.fill("#username", username)
        self.page.fill("#password", password)
        self.page.click("button.primary")
        return self.page

    def open_map(self, *, signed_in: bool = False) -> Page:
        page = self.page
        if signed_in:
            page.goto(f"{self.address}/map")
        else:
            self.sign_in()
        page.wait_for_selector(".rows li", state="attached")
        page.wait_for_load_state("networkidle")
        return page


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
    context.on(
        "request",
        lambda asked: None if asked.url.startswith(address) else visit.foreign.append(asked.url),
    )
    try:
        yield visit
    finally:
        context.close()
