"""Pictures of a stand-alone map as people meet it: two languages, two themes, two windows.

Run: ``python scripts/screenshots.py MAP.html FOLDER``
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WINDOWS = {"wide": (1366, 768), "narrow": (390, 844)}
LANGUAGES = ("zh-CN", "en")
THEMES = ("light", "dark")


def speak(page: Page, language: str) -> None:
    """Switch the map to a language."""
    if page.locator("html").get_attribute("lang") != language:
        page.locator(".gm-panel .gm-header button[lang]").click()


def select_cell(page: Page) -> None:
    """Choose a cell from the list."""
    page.locator('.gm-item[data-cell="4"]').evaluate("item => item.click()")


def show_balance(page: Page) -> None:
    """Close the card and colour the cells by their difference from the target."""
    page.keyboard.press("Escape")
    fold(page)
    page.locator('input[value="deviation"]').check(force=True)


def show_heat(page: Page) -> None:
    """Show the density where there is one."""
    page.locator('input[value="worker"]').check(force=True)
    page.locator('input[data-layer="heat"]').evaluate_all("boxes => boxes.forEach(b => b.click())")


def show_points(page: Page) -> None:
    """Show every kind of point, from near."""
    page.locator('input[data-layer="heat"]').evaluate_all("boxes => boxes.forEach(b => b.click())")
    for box in page.locator("input[data-kind]").all():
        box.check(force=True)
    fold(page)
    for _ in range(2):
        page.locator(".gm-in").click()
        page.wait_for_timeout(400)


def fold(page: Page) -> None:
    """Fold or unfold the sheet of a narrow window."""
    if page.evaluate("() => window.innerWidth < 700"):
        page.locator(".gm-fold").click()


SCENES: dict[str, Callable[[Page], None]] = {
    "worker": lambda _: None,
    "card": select_cell,
    "balance": show_balance,
    "heat": show_heat,
    "points": show_points,
}


def take(browser: Browser, source: Path, folder: Path) -> None:
    """Take every picture."""
    for (window, size), language, theme in product(WINDOWS.items(), LANGUAGES, THEMES):
        page = browser.new_page(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=theme,
            device_scale_factor=1,
        )
        page.goto(source.resolve().as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        speak(page, language)
        for name, act in SCENES.items():
            act(page)
            page.wait_for_timeout(450)
            page.screenshot(path=folder / f"map-{name}-{window}-{language}-{theme}.png")
        page.close()


def main() -> None:
    """Read the two arguments and take the pictures."""
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        take(browser, source, folder)
        browser.close()


if __name__ == "__main__":
    main()
