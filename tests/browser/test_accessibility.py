"""No page has anything that axe-core objects to, in both languages and both themes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from gridmap.store import MemoryStore
from tests.browser.office import office, open_page
from tests.browser.serving import Visit, visiting
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here
from tests.unit.web.territory import CENTRE, fill

AXE = Path(__file__).parents[2] / "web/frontend/node_modules/axe-core/axe.min.js"
RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`));
}"""
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
    with office(store) as at:
        yield at


@pytest.fixture(
    scope="module",
    params=[(tag, theme) for tag in ("zh-CN", "en") for theme in ("light", "dark")],
    ids="-".join,
)
def visit(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    """Return somebody who is signed in; the policy of the pages would keep the judge out."""
    language, theme = request.param
    with visiting(browser, address, locale=language, color_scheme=theme, bypass_csp=True) as made:
        made.sign_in("admin")
        made.page.wait_for_load_state("networkidle")
        yield made


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN)
    return found


@pytest.mark.parametrize("path", PAGES)
def test_page_has_no_violation(visit, path):
    page = visit.page
    page.goto("about:blank")
    page.goto(f"{visit.address}{path}")
    page.wait_for_load_state("networkidle")
    assert violations(page) == []


def test_dialogs_and_menus_have_no_violation(visit):
    page = open_page(visit, "/admin")
    page.locator(".table-tools .menu-button button").first.click()
    menu = violations(page)
    page.keyboard.press("Escape")
    page.locator(".table-tools button.primary").click()
    assert menu + violations(page) == []


def test_signing_in_has_no_violation(browser, address, visit):
    shown = {"locale": visit.page.evaluate("navigator.language")}
    with visiting(browser, address, bypass_csp=True, **shown) as made:
        made.page.goto(f"{address}/login")
        assert violations(made.page) == []
