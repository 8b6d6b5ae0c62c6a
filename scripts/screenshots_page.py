"""Pictures of the page of the map over a copy of a store: two languages, two themes, two windows.

Run: ``python scripts/screenshots_page.py STORE FOLDER``
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from gridmap.domain import Role
from gridmap.store import open_store
from web.accounts import add_account
from web.app import create_app
from web.passwords import one_time_password
from web.settings import Settings

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WINDOWS = {"wide": (1366, 768), "narrow": (390, 844)}
LANGUAGES = ("zh-CN", "en-GB")
THEMES = ("light", "dark")
USER = "photographer"


def show_nothing(_page: Page) -> None:
    """Leave the page as it opens."""


def select_cell(page: Page) -> None:
    """Choose a cell from the list."""
    page.locator(".rows li").nth(19).evaluate("item => item.click()")
    page.wait_for_selector(".card h2")


def show_load(page: Page) -> None:
    """Close the card and colour the cells by load."""
    page.locator(".card .icon").click()
    page.locator(".segments input").nth(1).evaluate("input => input.click()")


def show_heat(page: Page) -> None:
    """Show the density of incidents."""
    page.locator(".segments input").nth(0).evaluate("input => input.click()")
    page.locator(".inline select").select_option("incident", force=True)
    page.wait_for_selector(".gm-ramp", state="attached")


def show_points(page: Page) -> None:
    """Show shops and hazards."""
    page.locator(".inline select").select_option("", force=True)
    for box in page.locator(".kinds input").all()[:2]:
        box.evaluate("input => input.click()")


SCENES: dict[str, Callable[[Page], None]] = {
    "workers": show_nothing,
    "card": select_cell,
    "load": show_load,
    "heat": show_heat,
    "points": show_points,
}


@contextmanager
def served(store: Path, password: str) -> Iterator[str]:
    """Serve a copy of a store, with one account more."""
    with tempfile.TemporaryDirectory() as folder:
        opened = open_store(Path(shutil.copy(store, folder)))
        add_account(opened, USER, [Role.SUPERVISOR], password, display_name="演示")
        app = create_app(Settings(secret_key=password * 2), opened)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            opened.close()


def take(browser: Browser, address: str, password: str, folder: Path) -> None:
    """Take every picture."""
    for (window, size), language, theme in product(WINDOWS.items(), LANGUAGES, THEMES):
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=theme, locale=language
        )
        page = context.new_page()
        name = f"{window}-{language[:2]}-{theme}"
        page.goto(f"{address}/login")
        page.screenshot(path=folder / f"page-sign-in-{name}.png")
        page.fill("#username", USER)
        page.fill("#password", password)
        page.click("button.primary")
        page.wait_for_selector(".rows li", state="attached")
        for scene, act in SCENES.items():
            act(page)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(800)
            page.screenshot(path=folder / f"page-{scene}-{name}.png")
        context.close()


def main(store: Path, folder: Path) -> None:
    """Serve the store and take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    password = one_time_password()
    with sync_playwright() as driver, served(store, password) as address:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        take(browser, address, password, folder)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
