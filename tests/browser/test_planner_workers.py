"""Assigning workers in the browser: dragged, proposed, ended; map, table and cards agree."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from gridmap.domain import Duty
from tests.browser.planning import Bench, code, planning
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here


@pytest.fixture
def bench(browser: Browser, cheap_hashes: None) -> Iterator[Bench]:  # noqa: F811
    with planning(browser) as opened:
        opened.page.get_by_role("radio", name="人员").check()
        yield opened
        assert opened.calm() == []


def worker(bench: Bench, number: int) -> Locator:
    return bench.page.locator(f"[data-worker='W{number:03d}']")


def leaders(bench: Bench) -> dict[str, str]:
    with bench.store.reading() as reader:
        return {
            one.cell_code: one.worker_code
            for one in reader.assignments()
            if one.duty is Duty.LEADER and one.valid_to is None
        }


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def press(bench: Bench, number: int, **options: object) -> None:
    column, row = (number - 1) % 3, (number - 1) // 3
    bench.click(114.305 + column / 100, 30.625 - row / 100, **options)


def test_two_cells_go_to_another_worker_and_everything_agrees(bench: Bench) -> None:
    press(bench, 4)
    expect(bench.page.locator("#workers .chosen")).to_contain_text("网格 004")
    bench.page.keyboard.down("Shift")
    press(bench, 5)
    bench.page.keyboard.up("Shift")
    expect(bench.page.locator("#workers .chosen")).to_contain_text("已选 2 个")
    bench.page.mouse.move(*bench.pixel(114.315, 30.615))
    bench.page.mouse.down()
    bench.page.mouse.move(*middle(worker(bench, 4)), steps=8)
    bench.page.mouse.up()
    expect(worker(bench, 4)).to_contain_text("2 个网格")
    expect(worker(bench, 4).locator("[data-figure=carried]")).to_have_text("225 / 350")
    assert [leaders(bench)[code(number)] for number in (4, 5, 6)] == ["W004", "W004", "W002"]
    bench.page.locator(".balance-head button").click()
    for number in (4, 5):
        row = bench.page.locator(f"#cell-table [data-code='{code(number)}']")
        expect(row).to_contain_text("网格员4")
    bench.page.get_by_role("radio", name="边界").check()
    bench.page.locator(f"#cell-table [data-code='{code(5)}']").click()
    expect(bench.page.locator("#worker-card")).to_contain_text("网格员4")
    expect(bench.page.locator("[data-figure=worker-load]")).to_have_text("225")


def test_a_worker_dragged_onto_a_cell_leads_it(bench: Bench) -> None:
    bench.page.mouse.move(*middle(worker(bench, 4).locator(".grip")))
    bench.page.mouse.down()
    bench.page.mouse.move(*bench.pixel(114.305, 30.605), steps=8)
    bench.page.mouse.up()
    expect(worker(bench, 4)).to_contain_text("1 个网格")
    assert leaders(bench)[code(7)] == "W004"


def test_a_worker_over_the_limit_is_named(bench: Bench) -> None:
    press(bench, 4)
    worker(bench, 1).get_by_role("button", name="分配").click()
    expect(bench.page.locator(".missing")).to_contain_text("超出工作量上限：网格员1")


def test_a_proposal_is_accepted_line_by_line(bench: Bench) -> None:
    bench.page.get_by_role("radio", name="边界").check()
    bench.choose(5)
    bench.tool("s")
    bench.page.get_by_role("button", name="等分", exact=True).click()
    bench.saved(1)
    bench.page.get_by_role("radio", name="人员").check()
    expect(bench.page.locator(".missing")).to_contain_text("1 个网格没有网格长")
    bench.page.get_by_role("button", name="推荐分配").click()
    line = bench.page.locator("#proposal li").filter(has_text="新网格 1")
    line.get_by_role("button", name="接受").click()
    expect(bench.page.locator(".missing")).not_to_contain_text("没有网格长")
    (fresh,) = bench.cells().keys() - bench.cells("centre-1").keys()
    assert fresh in leaders(bench)


def test_a_deputy_is_added_with_dates_and_ended(bench: Bench) -> None:
    press(bench, 1)
    bench.page.locator("#workers select").select_option("deputy")
    worker(bench, 3).get_by_role("button", name="分配").click()
    team = bench.page.locator("#team")
    expect(team).to_contain_text("网格员3")
    team.get_by_role("button", name="结束网格员3的职责").click()
    expect(team.locator("li").filter(has_text="网格员3").get_by_role("button")).to_have_count(0)
    assert leaders(bench)[code(1)] == "W001"
