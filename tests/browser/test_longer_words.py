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
WIDE = {"width": 1920, "height": 1080}
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


@pytest.fixture(scope="module", params=[DESK, WIDE, PHONE], ids=["desk", "wide", "phone"])
def visit(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address, locale="en", viewport=request.param) as made:
        made.context.route(re.compile(r"/assets/en-[\w-]+\.js$"), lengthen_script)
        yield made.enter("admin")


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, visit: Visit) -> Page:
    path: str = request.param
    return visit.open(path)


# Words that lie over other words: the smallest elements with text of their own, in what is seen.
OVERLAPS = """() => {
  const clip = (node) => {
    let { left, top, right, bottom } = node.getBoundingClientRect();
    for (let up = node.parentElement; up; up = up.parentElement) {
      if (getComputedStyle(up).overflow === "visible") continue;
      const box = up.getBoundingClientRect();
      [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
      [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
    }
    [right, bottom] = [Math.min(right, innerWidth), Math.min(bottom, innerHeight)];
    return { left, top, right, bottom };
  };
  const isWritten = (node) =>
    [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim() !== "");
  const told = [...document.querySelectorAll("header *, #main *")]
    .filter((node) => isWritten(node) && !node.closest(".unseen, option, .grid-head"))
    .filter((node) => node.checkVisibility({ visibilityProperty: true }))
    .map((node) => ({ node, box: clip(node) }))
    .filter(({ box }) => box.right - box.left > 3 && box.bottom - box.top > 3);
  const found = [];
  told.forEach(({ node, box }, i) => {
    for (const { node: other, box: there } of told.slice(i + 1)) {
      if (node.contains(other) || other.contains(node)) continue;
      const wide = Math.min(box.right, there.right) - Math.max(box.left, there.left);
      const high = Math.min(box.bottom, there.bottom) - Math.max(box.top, there.top);
      if (wide > 3 && high > 3) found.push([node, other].map((one) => one.textContent.trim()));
    }
  });
  return found;
}"""


def test_longer_words_fit(page):
    assert "~" in page.locator("#main").inner_text()
    assert page.evaluate(CUT) == []
    assert page.evaluate(WIDER) == 0
    assert page.evaluate(OVERLAPS) == []


def test_words_over_words_are_found(visit):
    page = visit.open("/start")
    page.evaluate(
        """() => {
          const over = document.querySelector("h2").cloneNode(true);
          over.style.cssText = "position: fixed; top: 0; left: 0; z-index: 99";
          document.querySelector("#main").append(over);
        }"""
    )
    assert page.evaluate(OVERLAPS) != []
