"""The workbench with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from gridmap.domain import Duty
from tests.browser.planning import Bench, code, planning
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here


@pytest.fixture
def bench(browser: Browser, cheap_hashes: None) -> Iterator[Bench]:  # noqa: F811
    with planning(browser) as opened:
        yield opened
        assert opened.calm() == []


def keys(bench: Bench, *names: str) -> None:
    for name in names:
        bench.page.keyboard.press(name)


def tab_to(bench: Bench, selector: str, most: int = 60) -> None:
    """Press Tab until what a selector names has the focus."""
    for _ in range(most):
        if bench.page.evaluate("s => document.activeElement?.matches(s) ?? false", selector):
            return
        bench.page.keyboard.press("Tab")
    raise AssertionError(selector)


def test_a_node_moves_by_arrows_and_enter(bench: Bench, tmp_path: Path) -> None:
    tab_to(bench, ".map")
    keys(bench, "]", ".", ".", *["Shift+ArrowRight"] * 4, "ArrowUp")
    expect(bench.card).to_contain_text("同时变化的网格")
    keys(bench, "Enter")
    bench.saved(1)
    assert bench.ops() == ["move_node"]
    keys(bench, "z")
    bench.saved(0)
    keys(bench, "Shift+Z")
    bench.saved(1)
    assert bench.passes_check(tmp_path)


def test_a_node_moves_to_coordinates_that_are_typed(bench: Bench, tmp_path: Path) -> None:
    tab_to(bench, ".map")
    keys(bench, *["]"] * 5)
    tab_to(bench, "#nodes summary")
    keys(bench, "Enter")
    tab_to(bench, "#nodes select")
    keys(bench, "End")
    place = bench.page.locator("#nodes .place-field").input_value()
    lon, lat = (float(part) for part in place.split(","))
    keys(bench, "Enter", "Control+A")
    bench.page.keyboard.type(f"{lon + 0.001:.7f}, {lat + 0.001:.7f}")
    keys(bench, "Enter")
    bench.saved(1)
    assert bench.ops() == ["move_node"]
    assert bench.passes_check(tmp_path)


def test_cells_are_merged_from_the_table(bench: Bench, tmp_path: Path) -> None:
    tab_to(bench, ".balance-head button")
    keys(bench, "Enter")
    tab_to(bench, "#cell-table tr")
    keys(bench, "Enter", "ArrowDown")
    keys(bench, "m")
    keys(bench, "ArrowDown", "ArrowUp")
    bench.page.locator(f"#cell-table [data-code='{code(3)}']").focus()
    keys(bench, "Space")
    expect(bench.page.locator(".tool-options")).to_contain_text("已选 2 个")
    bench.page.locator(".map").focus()
    keys(bench, "Enter")
    bench.saved(1)
    assert bench.ops() == ["merge"]
    assert bench.passes_check(tmp_path)


def test_a_cell_is_split_by_two_coordinates(bench: Bench, tmp_path: Path) -> None:
    tab_to(bench, ".map")
    keys(bench, "]", "s")
    tab_to(bench, ".tool-more summary")
    keys(bench, "Enter")
    tab_to(bench, ".tool-more input")
    bench.page.keyboard.type("114.305, 30.6195")
    keys(bench, "Tab")
    bench.page.keyboard.type("114.305, 30.6305")
    tab_to(bench, ".tool-more button")
    keys(bench, "Enter")
    bench.saved(1)
    assert len(bench.cells()) == 10
    assert bench.passes_check(tmp_path)


def test_a_cell_gets_another_worker(bench: Bench) -> None:
    tab_to(bench, ".map")
    keys(bench, "]", "]")
    tab_to(bench, "input[name=bench-mode]", 80)
    keys(bench, "ArrowRight")
    tab_to(bench, "[data-give='W004']", 80)
    keys(bench, "Enter")
    expect(bench.page.locator("[data-worker='W004']")).to_contain_text("1 个网格")
    with bench.store.reading() as reader:
        led = [
            one.cell_code
            for one in reader.assignments()
            if one.worker_code == "W004" and one.duty is Duty.LEADER
        ]
    assert led == [code(2)]


def test_a_draft_is_published(bench: Bench) -> None:
    tab_to(bench, ".draft-bar button.primary")
    keys(bench, "Enter")
    expect(bench.dialog).to_contain_text("生效日期")
    keys(bench, "Enter")
    expect(bench.page.locator(".toast.good")).to_be_visible()
    assert bench.in_force() == bench.draft


def test_all_keys_are_listed_and_the_next_outlier_is_found(bench: Bench) -> None:
    tab_to(bench, ".map")
    keys(bench, "?")
    expect(bench.dialog).to_contain_text("快捷键")
    keys(bench, "Escape", "n")
    expect(bench.card).to_contain_text("网格 005")
    keys(bench, "n")
    expect(bench.card).to_contain_text("网格 006")
