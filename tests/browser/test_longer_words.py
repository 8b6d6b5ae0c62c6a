"""Words that are 40 % longer than English fit every page: nothing is cut off, nothing overlaps."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route

from gridmap.store import MemoryStore
from tests.browser.serving import DESK, OFFICE, PHONE, Visit, served, visiting
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here
from tests.unit.web.territory import fill

LONGER = 0.4
PAGES = (
    "/map",
    "/planner",
    "/statistics",
    "/data",
    "/start",
    "/admin",
    "/admin#territory",
    "/admin#jobs",
)
# A template literal, a double-quoted or a single-quoted text of the built catalogue.
TEXT = re.compile(r'(:)("(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\'(?:[^\'\\]|\\.)*\')')
# What cannot be read in full, though it may neither scroll nor end in an ellipsis on purpose.
CUT = """() => [...document.querySelectorAll("button, a, label, legend, h1, h2, h3, summary")]
  .filter((one) => one.checkVisibility() && one.textContent.trim() !== "")
  .filter((one) => !one.closest(".unseen, .skip, [role=grid], .ol-viewport"))
  .filter((one) => {
    const style = getComputedStyle(one);
    return one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0
      && style.overflowX !== "visible" && style.textOverflow !== "ellipsis";
  })
  .map((one) => `${one.className}: ${one.textContent.trim().slice(0, 60)}`)"""
# The page itself, and what scrolls downwards inside it.
WIDER = """() => [document.documentElement, ...document.querySelectorAll(".sheet, .admin-panel")]
  .map((one) => Math.max(0, one.scrollWidth - one.clientWidth))
  .reduce((sum, more) => sum + more, 0)"""


def longer(words: str) -> str:
    """Return a text with about 40 % more letters."""
    return words + "~" * max(1, round(len(words) * LONGER))


def lengthen_pages(app: Flask) -> None:
    """Let the templates write longer words."""
    text = app.jinja_env.globals["t"]
    app.jinja_env.globals["t"] = lambda *args, **params: longer(text(*args, **params))


def lengthen_script(route: Route) -> None:
    """Let the catalogue of the scripts hold longer words."""
    answer = route.fetch()
    route.fulfill(response=answer, body=TEXT.sub(_lengthened, answer.text()))


def _lengthened(hit: re.Match[str]) -> str:
    quoted = hit[2]
    return f"{hit[1]}{quoted[0]}{longer(quoted[1:-1])}{quoted[-1]}"


@pytest.fixture(scope="module")
def address(cheap_hashes) -> Iterator[str]:  # noqa: F811  the fixture of that name
    store = MemoryStore()
    fill(store)
    with served(store, OFFICE, lengthen_pages) as at:
        yield at


@pytest.fixture(scope="module", params=[DESK, PHONE], ids=["desk", "phone"])
def visit(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address, locale="en", viewport=request.param) as made:
        made.context.route(re.compile(r"/assets/en-[\w-]+\.js$"), lengthen_script)
        yield made.enter("admin")


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, visit: Visit) -> Page:
    path: str = request.param
    return visit.open(path)


def test_longer_words_fit(page):
    assert "~" in page.locator("#main").inner_text()
    assert page.evaluate(CUT) == []
    assert page.evaluate(WIDER) == 0
