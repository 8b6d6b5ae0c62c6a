"""What axe-core says of the workbench at work: cards, tools, tables, dialogs, in each look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.planning import Bench, planning
from tests.browser.test_accessibility import violations
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here

LOOKS = (("zh-CN", "light"), ("en", "dark"))


@pytest.fixture(scope="module", params=LOOKS, ids="-".join)
def bench(
    request: pytest.FixtureRequest,
    browser: Browser,
    cheap_hashes: None,  # noqa: F811
) -> Iterator[Bench]:
    language, theme = request.param
    with planning(browser, locale=language, color_scheme=theme, bypass_csp=True) as opened:
        yield opened


def test_a_chosen_cell_with_its_panels_and_table(bench: Bench) -> None:
    bench.click(114.315, 30.615)
    for panel in ("#nodes", "#journal", "#limits"):
        bench.page.locator(f"{panel} summary").click()
    bench.page.locator(".balance-head button").click()
    found = violations(bench.page)
    bench.page.locator(".balance-head button").click()
    assert found == []


@pytest.mark.parametrize("letter", ["p", "s", "m", "t", "l"])
def test_a_tool_in_hand(bench: Bench, letter: str) -> None:
    bench.tool(letter)
    assert violations(bench.page) == []


def test_the_workers(bench: Bench) -> None:
    bench.page.locator("input[name=bench-mode]").last.check()
    bench.visit.rest()
    found = violations(bench.page)
    bench.page.locator("input[name=bench-mode]").first.check()
    assert found == []


@pytest.mark.parametrize("place", range(4))
def test_a_dialog(bench: Bench, place: int) -> None:
    """New draft, comparison, impact, publication: the bar's buttons in their order."""
    bench.page.locator(".draft-bar > button:not(.icon)").nth(place).click()
    bench.dialog.wait_for()
    bench.visit.rest()
    found = violations(bench.page)
    bench.page.keyboard.press("Escape")
    assert found == []
