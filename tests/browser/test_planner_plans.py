"""Whole drafts in the browser: compared, weighed, published, changed by two planners, merged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from gridmap.domain import PlanStatus
from gridmap.services.drafting import Desk
from gridmap.services.open_drafts import new_draft
from tests.browser.planning import Bench, code, planning
from tests.browser.serving import visiting
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here
from tests.unit.web.territory import CENTRE

NORTH, SOUTH = (114.315, 30.62), (114.315, 30.61)


@pytest.fixture
def bench(browser: Browser, cheap_hashes: None) -> Iterator[Bench]:  # noqa: F811
    with planning(browser) as opened:
        yield opened
        assert opened.calm() == []


def insert(bench: Bench, draft: str, on: tuple[float, float], at: tuple[float, float]) -> None:
    Desk(bench.store).edit(draft, {"op": "insert_node", "on": on, "at": at})


def test_a_new_draft_begins_with_the_plan_in_force(bench: Bench) -> None:
    bench.page.get_by_role("button", name="新建草案").click()
    bench.dialog.locator("input[name=name]").fill("草案乙")
    bench.dialog.get_by_role("button", name="建立草案").click()
    expect(bench.page.locator(".plan-choice option:checked")).to_have_text("草案：草案乙")
    with bench.store.reading() as reader:
        names = [plan.name for plan in reader.plans(CENTRE, PlanStatus.DRAFT)]
    assert names == ["草案甲", "草案乙"]


def test_a_comparison_names_what_moves(bench: Bench) -> None:
    insert(bench, bench.draft, NORTH, (114.315, 30.6225))
    bench.page.reload()
    bench.ready()
    bench.page.get_by_role("button", name="比较").click()
    row = bench.dialog.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("网格 002")
    expect(row).to_contain_text("网格员1 → 网格员2")
    before = bench.dialog.locator(".swipe-canvas").evaluate("one => one.toDataURL()")
    bench.dialog.locator("input[type=range]").press("Home")
    assert bench.dialog.locator(".swipe-canvas").evaluate("one => one.toDataURL()") != before


def test_an_impact_gives_every_worker_a_sheet(bench: Bench) -> None:
    insert(bench, bench.draft, NORTH, (114.315, 30.6225))
    bench.page.reload()
    bench.ready()
    bench.page.get_by_role("button", name="影响").click()
    sheets = bench.dialog.locator(".sheets li")
    expect(sheets).to_have_count(2)
    sheets.filter(has_text="网格员2").get_by_role("button").click()
    expect(bench.dialog).to_contain_text("边界调整")


def test_a_draft_is_published_today(bench: Bench, tmp_path: Path) -> None:
    insert(bench, bench.draft, NORTH, (114.315, 30.6225))
    bench.page.reload()
    bench.ready()
    bench.page.get_by_role("button", name="发布").click()
    bench.dialog.get_by_role("button", name="发布").click()
    expect(bench.page.locator(".toast.good")).to_contain_text("9 个网格")
    expect(bench.page.locator(".plan-choice option:checked")).to_have_text("现行方案")
    assert bench.in_force() == bench.draft
    assert bench.passes_check(tmp_path, bench.draft)


def test_a_cell_without_a_leader_stops_publishing_and_leads_to_the_workers(bench: Bench) -> None:
    bench.choose(5)
    bench.tool("s")
    bench.page.get_by_role("button", name="等分", exact=True).click()
    bench.saved(1)
    bench.page.get_by_role("button", name="发布").click()
    bench.dialog.get_by_role("button", name="发布").click()
    expect(bench.dialog.locator(".dialog-refusal")).to_contain_text("网格长")
    bench.dialog.get_by_role("button", name="去分配").click()
    expect(bench.page.locator("#workers")).to_be_visible()
    assert bench.in_force() == "centre-1"


def test_a_second_planner_is_told_what_changed_and_merges(
    bench: Bench, browser: Browser, tmp_path: Path
) -> None:
    with visiting(browser, bench.visit.address) as visit:
        other = Bench(bench.store, bench.draft, visit).open("second")
        bench.choose(5)
        bench.drag(NORTH, (114.315, 30.6225))
        bench.saved(1)
        other.choose(5)
        other.drag(SOUTH, (114.315, 30.6085))
        expect(other.dialog).to_contain_text("草案已被他人修改")
        expect(other.dialog).to_contain_text("网格 002")
        expect(other.dialog).to_contain_text("planner")
        other.dialog.get_by_role("button", name="合并").click()
        other.saved(2)
        assert other.calm() == []
    assert bench.ops() == ["insert_node", "insert_node"]
    assert bench.passes_check(tmp_path)


def test_two_drafts_that_moved_one_border_are_merged_by_choosing_a_side(
    bench: Bench, tmp_path: Path
) -> None:
    with bench.store.writing() as work:
        second = new_draft(work, "centre-1", name="草案乙").id
    insert(bench, bench.draft, NORTH, (114.315, 30.6225))
    insert(bench, second, NORTH, (114.315, 30.6175))
    insert(bench, second, SOUTH, (114.315, 30.6085))
    bench.page.reload()
    bench.ready()
    bench.page.get_by_role("button", name="比较").click()
    bench.dialog.get_by_label("原方案", exact=True).select_option(second)
    bench.dialog.get_by_role("button", name="合并两个草案").click()
    expect(bench.dialog).to_contain_text("移动了同一段边界")
    bench.dialog.get_by_role("button", name="以“草案：草案甲”为准").click()
    expect(bench.page.locator(".plan-choice option:checked")).to_contain_text("草案乙 + 草案甲")
    merged = bench.page.locator(".plan-choice").input_value()
    cells = bench.cells(merged)
    assert cells[code(5)].geometry.contains_properly(cells[code(5)].geometry.centroid)
    assert cells[code(2)].geometry.equals(bench.cells()[code(2)].geometry)
    assert bench.passes_check(tmp_path, merged)


def test_an_edit_made_without_connection_is_kept_and_sent_later(
    bench: Bench, tmp_path: Path
) -> None:
    bench.choose(5)
    bench.visit.context.set_offline(True)
    bench.drag(NORTH, (114.315, 30.6225))
    expect(bench.page.locator(".changes")).to_contain_text("待发送")
    assert bench.ops() == []
    bench.visit.context.set_offline(False)
    bench.saved(1)
    assert bench.ops() == ["insert_node"]
    assert bench.passes_check(tmp_path)
    bench.visit.complaints[:] = [one for one in bench.visit.complaints if "ERR_INTERNET" not in one]
