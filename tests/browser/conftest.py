"""The distribution's Chromium, driven by Playwright; one loud line where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Two pages of the browser's own for each window, which took longer than most tests. This takes
    # the place of Playwright's own list, of which the rest matters to no page on loopback.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,PaintHolding,MediaRouter,Translate",
)
ABSENT = pytest.StashKey[int]()


def is_snap(program: Path) -> bool:
    """Tell whether a program is a snap, or the script that a distribution puts in its place."""
    with program.open("rb") as stream:
        return "snap" in program.parts or b"/snap/" in stream.read(2000)


def find_chromium() -> str | None:
    """Return a Chromium that can be driven; the snap's cannot read files outside its home."""
    for name in ("chromium", "chromium-browser"):
        found = shutil.which(name)
        if found and not is_snap(Path(found).resolve()):
            return found
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    mine = [item for item in items if here in item.path.parents]
    for item in mine:
        item.add_marker(pytest.mark.browser)
    if find_chromium() or os.environ.get("CI") == "true":
        return
    for item in mine:
        item.add_marker(pytest.mark.skip(reason="there is no Chromium on the PATH"))
    config.stash[ABSENT] = len(mine)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    count = config.stash.get(ABSENT, 0)
    if count:
        terminalreporter.write_line(
            f"!!! {count} tests in the browser NOT RUN: install the distribution's chromium",
            red=True,
            bold=True,
        )


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright_driver: Playwright) -> Iterator[Browser]:
    executable = find_chromium()
    assert executable, "tests in the browser need the distribution's chromium on the PATH"
    opened = playwright_driver.chromium.launch(executable_path=executable, args=list(FLAGS))
    yield opened
    opened.close()
