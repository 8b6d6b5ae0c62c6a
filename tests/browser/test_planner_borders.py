"""Redrawing borders in the browser with the mouse; the store is asked what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.planning import Bench, code, planning
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here

# The middle of the border between cells 2 (north, led by worker 1) and 5 (south, worker 2).
BORDER = (114.315, 30.62)
JUNCTION = (114.31, 30.62)


@pytest.fixture
def bench(browser: Browser, cheap_hashes: None) -> Iterator[Bench]:  # noqa: F811
    with planning(browser) as opened:
        yield opened
        assert opened.calm() == []


def test_dragging_a_border_changes_both_cells_and_both_workers_meters(
    bench: Bench, tmp_path: Path
) -> None:
    bench.choose(5)
    carried = bench.page.locator("[data-figure=worker-load]")
    expect(carried).to_have_text("300")
    bench.drag(BORDER, (114.315, 30.6235), release=False)
    other = bench.page.locator(f"[data-touched='{code(2)}']")
    expect(other).to_contain_text("网格员1")
    expect(other).not_to_contain_text("300")
    expect(carried).not_to_have_text("300")
    bench.page.mouse.up()
    bench.saved(1)
    cells = bench.cells()
    assert cells[code(5)].area_m2 > bench.cells("centre-1")[code(5)].area_m2
    assert cells[code(2)].area_m2 < bench.cells("centre-1")[code(2)].area_m2
    expect(bench.card).to_contain_text(f"{round(cells[code(5)].load or 0)}")
    assert bench.passes_check(tmp_path)


def test_a_junction_of_four_cells_takes_all_of_them_along(bench: Bench, tmp_path: Path) -> None:
    bench.choose(5)
    bench.drag(JUNCTION, (114.3085, 30.6215))
    bench.saved(1)
    before, after = bench.cells("centre-1"), bench.cells()
    changed = [name for name in before if before[name].geometry != after[name].geometry]
    assert changed == [code(number) for number in (1, 2, 4, 5)]
    assert bench.passes_check(tmp_path)


def test_a_vertex_is_inserted_and_moved_after_a_reload(bench: Bench, tmp_path: Path) -> None:
    bench.choose(5)
    bench.drag(BORDER, (114.315, 30.6225))
    bench.saved(1)
    bench.page.reload()
    bench.ready()
    bench.choose(5)
    bench.drag((114.315, 30.6225), (114.317, 30.6235))
    bench.saved(2)
    assert bench.ops() == ["insert_node", "move_node"]
    assert bench.passes_check(tmp_path)


def test_split_merge_paint_and_undo_to_the_start(bench: Bench, tmp_path: Path) -> None:
    bench.choose(5)
    bench.tool("s")
    bench.click(114.315, 30.6085)
    bench.page.mouse.move(*bench.pixel(114.315, 30.615))
    bench.page.mouse.dblclick(*bench.pixel(114.315, 30.6215))
    bench.saved(1)
    bench.page.locator(".map").focus()
    bench.tool("v")
    bench.choose(9)
    bench.tool("m")
    bench.click(114.315, 30.605)
    bench.page.get_by_role("button", name="合并", exact=True).last.click()
    bench.saved(2)
    bench.tool("v")
    bench.choose(1)
    bench.tool("p")
    bench.drag((114.3125, 30.6275), (114.3125, 30.6225))
    bench.saved(3)
    assert bench.ops() == ["split", "merge", "transfer"]
    assert bench.passes_check(tmp_path)
    bench.page.locator("#journal summary").click()
    bench.page.get_by_role("button", name="回到起点").click()
    bench.saved(0)
    assert bench.cells().keys() == bench.cells("centre-1").keys()
    assert all(
        cell.geometry == bench.cells("centre-1")[name].geometry
        for name, cell in bench.cells().items()
    )


def test_a_drag_over_a_third_cell_turns_red_and_is_refused(bench: Bench, tmp_path: Path) -> None:
    bench.choose(5)
    bench.drag((114.31, 30.615), (114.312, 30.615))
    bench.saved(1)
    bench.drag((114.312, 30.615), (114.325, 30.616), release=False)
    expect(bench.page.locator(".stage")).to_have_attribute("data-refused", "true")
    bench.page.mouse.up()
    refusal = bench.page.locator(".toast.refusal")
    expect(refusal).to_be_visible()
    refusal.get_by_role("button", name="查看位置").click()
    bench.saved(1)
    assert bench.ops() == ["insert_node"]
    assert bench.passes_check(tmp_path)


def test_a_locked_cell_keeps_its_border_until_it_is_opened(bench: Bench) -> None:
    bench.tool("l")
    bench.click(114.315, 30.615)
    bench.dialog.locator("input[name=reason]").fill("协商中")
    bench.dialog.get_by_role("button", name="锁定").click()
    expect(bench.card).to_contain_text("已锁定")
    bench.tool("v")
    bench.drag(BORDER, (114.315, 30.6225))
    expect(bench.page.locator(".toast.refusal")).to_contain_text("锁")
    assert bench.ops() == []


def test_k_equal_parts_share_the_load(bench: Bench, tmp_path: Path) -> None:
    bench.choose(5)
    bench.tool("s")
    bench.page.locator(".tool-options input[type=number]").fill("2")
    bench.page.locator(".tool-options select").select_option("load")
    bench.page.get_by_role("button", name="等分", exact=True).click()
    bench.saved(1)
    loads = sorted(cell.load or 0 for cell in bench.cells().values())
    assert loads[:2] == pytest.approx([62.5, 62.5], rel=0.05)
    assert bench.passes_check(tmp_path)


def test_a_change_that_was_named_is_come_back_to_and_gone_forth_from(bench: Bench) -> None:
    bench.page.locator("#journal summary").click()
    bench.page.get_by_label("下一步名称").fill("北侧外移")
    bench.choose(5)
    bench.drag(BORDER, (114.315, 30.6225))
    bench.saved(1)
    bench.drag((114.315, 30.61), (114.315, 30.6085))
    bench.saved(2)
    expect(bench.page.locator(".journal")).to_contain_text("北侧外移")
    bench.page.get_by_role("button", name="回到第 1 步之后").click()
    bench.saved(1)
    bench.page.get_by_role("button", name="重做到第 2 步").click()
    bench.saved(2)
    with bench.store.reading() as reader:
        assert reader.edits(bench.draft)[0].name == "北侧外移"
