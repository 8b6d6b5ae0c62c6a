"""No page has anything that axe-core objects to, in both languages and both themes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from gridmap.store import MemoryStore
from tests.browser.serving import OFFICE, Visit, served, visiting
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here
from tests.unit.web.territory import CENTRE, fill

AXE = Path(__file__).parents[2] / "web/frontend/node_modules/axe-core/axe.min.js"
RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`));
}"""
CLEAN: dict[str, list[str]] = {"light": [], "dark": []}
PAGES = (
    "/map",
    f"/map#{CENTRE}005",
    "/planner",
    "/statistics",
    "/statistics#level=cell",
    "/data",
    "/start",
    "/admin",
    "/admin#tokens",
    "/admin#territory",
    "/admin#jobs",
    "/admin#audit",
    "/password",
)


@pytest.fixture(scope="module")
def address(cheap_hashes) -> Iterator[str]:  # noqa: F811  the fixture of that name
    store = MemoryStore()
    fill(store)
    with served(store, OFFICE) as at:
        yield at


@pytest.fixture(scope="module", params=["zh-CN", "en"])
def visit(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    """Return somebody who is signed in; the policy of the pages would keep the judge out."""
    with visiting(browser, address, locale=request.param, bypass_csp=True) as made:
        yield made.enter("admin")


def violations(page: Page) -> list[str]:
    """Return what the judge says of a page in the theme that it is in."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN)
    return found


def violations_by_theme(page: Page) -> dict[str, list[str]]:
    """Return what the judge says of a page as a light and as a dark one."""
    found = {}
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == (
            theme == "dark"
        )
        found[theme] = violations(page)
    return found


@pytest.mark.parametrize("path", PAGES)
def test_page_has_no_violation(visit, path):
    page = visit.open(path, framed=path != "/password")
    assert violations_by_theme(page) == CLEAN


def test_dialogs_and_menus_have_no_violation(visit):
    page = visit.open("/admin")
    page.locator(".table-tools .menu-button button").first.click()
    menu = violations_by_theme(page)
    page.keyboard.press("Escape")
    page.locator(".table-tools button.primary").click()
    assert [menu, violations_by_theme(page)] == [CLEAN, CLEAN]


def test_signing_in_has_no_violation(browser, address, visit):
    shown = {"locale": visit.page.evaluate("navigator.language")}
    with visiting(browser, address, bypass_csp=True, **shown) as made:
        made.page.goto(f"{address}/login")
        assert violations_by_theme(made.page) == CLEAN
