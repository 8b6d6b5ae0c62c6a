"""Pictures of every page over a copy of a store: two languages, two themes, three windows.

Run: ``python scripts/screenshots_page.py STORE FOLDER [PAGE ...]``
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-background-networking",
    "--no-first-run",
]
WINDOWS = {"desk": (1366, 768), "wide": (1920, 1080), "phone": (390, 844)}
LANGUAGES = ("zh-CN", "en-GB")
THEMES = ("light", "dark")
USER = "photographer"
_SETTLED_MS = 800


def show_nothing(_page: Page) -> None:
    """Leave the page as it opens."""


def select_cell(page: Page) -> None:
    """Choose a cell from the list."""
    page.locator(".rows li").nth(19).evaluate("item => item.click()")
    page.wait_for_selector(".card h2", state="attached")


def open_first_figure(page: Page) -> None:
    """Open a figure down to its rows."""
    page.locator(".stat-figure").nth(2).click()
    page.locator("[data-side]").first.click()
    page.wait_for_selector(".drill-rows .grid-body .grid-row")


def open_new_account(page: Page) -> None:
    """Open the dialog of a new account."""
    page.locator(".table-tools button.primary").click()


def open_draft(page: Page) -> None:
    """Branch a draft from the plan in force, and choose the cell in the middle of the window."""
    page.locator(".draft-bar > button:not(.icon)").first.click()
    page.locator("dialog[open] button.primary").click()
    page.wait_for_selector("dialog[open]", state="detached")
    page.wait_for_load_state("networkidle")
    box = page.locator(".map").bounding_box()
    if box is not None:
        page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.45)
    page.wait_for_timeout(_SETTLED_MS)


def assign(page: Page) -> None:
    """Turn from the borders to the workers."""
    page.locator("input[name=bench-mode]").last.evaluate("box => box.click()")


def open_row(page: Page) -> None:
    """Choose a row of a table, which shows on the map beside it."""
    page.locator(".grid-body .grid-row").nth(4).click()


@dataclass(frozen=True)
class Scene:
    """One picture: where it is taken, and what is done first."""

    path: str
    ready: str
    act: Callable[[Page], None] = show_nothing


SCENES: dict[str, Scene] = {
    "map": Scene("/map", ".rows li"),
    "map-card": Scene("/map", ".rows li", select_cell),
    "map-heat": Scene("/map#heat=incident&points=hazard", ".rows li"),
    "planner": Scene("/planner", "main"),
    "planner-workers": Scene("/planner", "main", assign),
    "planner-draft": Scene("/planner", "main", open_draft),
    "statistics": Scene("/statistics", ".stat-cards"),
    "statistics-rows": Scene("/statistics", ".stat-cards", open_first_figure),
    "data": Scene("/data", "main"),
    "data-shops": Scene("/data#shop", ".grid-body .grid-row", open_row),
    "data-import": Scene("/data#import", "main"),
    "start": Scene("/start", ".guide"),
    "admin": Scene("/admin", ".admin .grid"),
    "admin-account": Scene("/admin", ".admin .grid", open_new_account),
    "admin-territory": Scene("/admin#territory", ".admin"),
    "admin-audit": Scene("/admin#audit", ".admin .grid"),
}


@contextmanager
def served(store: Path, password: str) -> Iterator[str]:
    """Serve a copy of a store, with one account more."""
    with tempfile.TemporaryDirectory() as folder:
        opened = open_store(Path(shutil.copy(store, folder)))
        add_account(opened, USER, [Role.ADMIN], password, display_name="演示")
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


def take(
    browser: Browser, address: str, password: str, folder: Path, scenes: Sequence[str]
) -> None:
    """Take the pictures of some scenes."""
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
        page.wait_for_load_state()
        for scene in scenes:
            _take_scene(page, address, SCENES[scene])
            page.screenshot(path=folder / f"page-{scene}-{name}.png")
        context.close()


def _take_scene(page: Page, address: str, scene: Scene) -> None:
    page.goto("about:blank")
    page.goto(f"{address}{scene.path}")
    page.wait_for_selector(scene.ready, state="attached")
    page.wait_for_load_state("networkidle")
    scene.act(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(_SETTLED_MS)


def main(store: Path, folder: Path, scenes: Sequence[str]) -> None:
    """Serve the store and take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    password = one_time_password()
    with sync_playwright() as driver, served(store, password) as address:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        take(browser, address, password, folder, scenes or list(SCENES))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
