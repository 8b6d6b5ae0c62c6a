"""What a gesture would do shows before it is done: cuts, loads, and red before the release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import Browser, expect

from tests.browser.planning import Bench, planning
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here

JUNCTION = (114.31, 30.62)
# Six pixels or so beside it at the scale that the page opens with.
SLIGHTLY_DEG = 0.0002


@pytest.fixture
def bench(browser: Browser, cheap_hashes: None) -> Iterator[Bench]:  # noqa: F811
    with planning(browser) as opened:
        yield opened
        assert opened.calm() == []


def test_a_line_shows_the_cut_before_it_is_done(bench: Bench, tmp_path: Path) -> None:
    bench.choose(5)
    bench.tool("s")
    bench.click(114.313, 30.6085)
    bench.page.mouse.move(*bench.pixel(114.313, 30.6215), steps=4)
    expect(bench.card).to_contain_text("新网格 1")
    assert bench.cells().keys() == bench.cells("centre-1").keys()
    bench.page.keyboard.press("Escape")
    expect(bench.card).not_to_contain_text("新网格 1")
    bench.saved(0)
    assert bench.passes_check(tmp_path)


def test_the_load_of_a_drag_is_the_one_that_the_service_keeps(bench: Bench) -> None:
    bench.choose(5)
    bench.drag((114.315, 30.62), (114.316, 30.6228), release=False)
    carried = bench.page.locator("[data-figure=worker-load]")
    expect(carried).not_to_have_text("300")
    # Figures follow a drag some frames later.
    bench.page.wait_for_timeout(300)
    foretold = carried.inner_text()
    bench.page.mouse.up()
    bench.saved(1)
    expect(carried).to_have_text(foretold)
    bench.page.reload()
    bench.ready()
    bench.choose(5)
    expect(carried).to_have_text(foretold)


def test_what_the_service_would_refuse_is_said_before_the_button_is_let_go(bench: Bench) -> None:
    bench.choose(5)
    bench.drag(JUNCTION, (114.3285, 30.6295), release=False)
    expect(bench.page.locator(".stage")).to_have_attribute("data-refused", "true")
    expect(bench.page.locator("#barred")).to_contain_text("第三个网格")
    bench.page.mouse.move(*bench.pixel(114.3105, 30.6205), steps=4)
    expect(bench.page.locator(".stage")).to_have_attribute("data-refused", "false")
    expect(bench.page.locator("#barred")).to_have_count(0)
    bench.page.mouse.up()
    bench.saved(1)


def test_a_line_begins_at_the_node_that_the_pointer_is_near(bench: Bench, tmp_path: Path) -> None:
    bench.choose(5)
    bench.tool("s")
    bench.click(JUNCTION[0] + SLIGHTLY_DEG, JUNCTION[1] + SLIGHTLY_DEG)
    bench.page.mouse.move(*bench.pixel(114.315, 30.615))
    bench.page.mouse.dblclick(*bench.pixel(114.32 - SLIGHTLY_DEG, 30.61 - SLIGHTLY_DEG))
    bench.saved(1)
    cells = bench.cells()
    made = cells.keys() - bench.cells("centre-1").keys()
    assert len(made) == 1
    nodes, old = (
        {tuple(node) for node in shapely.get_coordinates(shapes).tolist()}
        for shapes in (
            [cell.geometry for cell in plan.values()] for plan in (cells, bench.cells("centre-1"))
        )
    )
    assert nodes == old
    assert bench.passes_check(tmp_path)
