"""The stand-alone map in a real browser, opened from the file system with the network cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route

from gridmap.drawing.layers import MapLayers
from gridmap.drawing.standalone import write_map
from tests.browser.territory import town

READY = "html[data-ready]"


@dataclass
class Opened:
    """A page with everything it complained of or asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


Opener = Callable[..., Opened]


@pytest.fixture
def open_map(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    contexts = []

    def opener(layers: MapLayers, *, locale: str = "zh_CN", narrow: bool = False) -> Opened:
        path = write_map(layers, tmp_path / "map.html", locale=locale)
        size = {"width": 390, "height": 844} if narrow else {"width": 1366, "height": 768}
        context = browser.new_context(viewport=size)
        contexts.append(context)
        opened = Opened(context.new_page())

        def cut(route: Route, request: Request) -> None:
            if request.url == path.as_uri():
                route.continue_()
            else:
                opened.requests.append(request.url)
                route.abort()

        context.route("**/*", cut)
        opened.page.on("console", lambda m: opened.complaints.append(m.text))
        opened.page.on("pageerror", lambda e: opened.complaints.append(str(e)))
        opened.page.goto(path.as_uri())
        opened.page.wait_for_selector(READY, state="attached")
        return opened

    yield opener
    for context in contexts:
        context.close()


def settle(page: Page) -> bytes:
    page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
    return page.screenshot()


def test_opens_without_a_request_or_a_complaint(open_map: Opener) -> None:
    opened = open_map(town())
    settle(opened.page)
    assert (opened.requests, opened.complaints) == ([], [])
