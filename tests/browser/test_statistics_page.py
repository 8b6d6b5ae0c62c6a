"""The page of statistics, as those who watch meet it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from gridmap.store import MemoryStore
from tests.browser.serving import OFFICE, Visit, served, visiting
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here
from tests.unit.web.territory import BEND, fill


@pytest.fixture(scope="module")
def address(cheap_hashes) -> Iterator[str]:  # noqa: F811  the fixture of that name
    store = MemoryStore()
    fill(store)
    with served(store, OFFICE) as at:
        yield at


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address) as made:
        yield made.enter()
        assert made.complaints == []
        assert made.foreign == []


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit.open("/statistics")


def card(page: Page, key: str):
    return page.locator(f'.stat-card[data-key="{key}"]')


def test_an_indicator_opens_down_to_its_rows(page):
    card(page, "K-02").locator(".stat-figure").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("已配网格长的网格 ÷ 网格总数")
    dialog.get_by_role("button", name="未达到的").click()
    expect(dialog.get_by_role("grid")).to_contain_text(f"{BEND}001")


def test_the_same_way_by_keyboard_alone(page):
    card(page, "K-02").locator(".stat-figure").focus()
    for key in ("Enter", "Enter"):
        page.keyboard.press(key)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("grid")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(card(page, "K-02").locator(".stat-figure")).to_be_focused()


def test_cards_tell_the_figures_of_the_api(page, visit):
    told = visit.context.request.get(f"{visit.address}/api/v1/statistics/community/all").json()
    whole = {one["key"]: one["whole"] for one in told["indicators"] if "whole" in one}
    shown = card(page, "K-02").locator(".stat-number")
    expect(shown).to_have_text(f"{whole['K-02']['value'] * 100:.1f}")


def test_choosing_a_scope_shows_its_rank(page):
    page.get_by_label("查看范围").select_option(label="河湾社区")
    expect(card(page, "K-02")).to_contain_text("第 2 名，共 2 个")


def test_another_level_has_a_row_for_each_cell(page):
    page.get_by_label("层级").select_option("cell")
    table = page.get_by_role("grid", name="全部指标")
    expect(table).to_have_attribute("aria-rowcount", "11")


def test_the_choice_stands_in_the_address(page, visit):
    page.get_by_label("层级").select_option("cell")
    expect(page.get_by_role("grid", name="全部指标")).to_have_attribute("aria-rowcount", "11")
    page.reload()
    expect(page.get_by_label("层级")).to_have_value("cell")


def test_the_table_sorts_and_is_taken_away_as_it_is_shown(page, tmp_path: Path):
    panel = page.locator(".panel", has=page.get_by_role("grid", name="全部指标"))
    panel.get_by_role("columnheader", name="范围").click()
    with page.expect_download() as taken:
        panel.get_by_role("button", name="CSV").click()
    taken.value.save_as(tmp_path / "table.csv")
    with (tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as stream:
        names = [row["范围"] for row in csv.DictReader(stream)]
    assert sorted(names) == names == ["河湾社区", "街心社区"]


@pytest.mark.parametrize(("kind", "magic"), [("PNG", b"\x89PNG"), ("SVG", b"<svg")])
def test_a_chart_is_taken_away_as_a_picture(page, tmp_path: Path, kind: str, magic: bytes):
    with page.expect_download() as taken:
        page.locator(".chart").first.get_by_role("button", name=kind).click()
    taken.value.save_as(tmp_path / "chart")
    assert (tmp_path / "chart").read_bytes().startswith(magic)


def test_a_chart_has_its_figures_as_a_table(page):
    chart = page.locator(".chart").first
    chart.get_by_role("button", name="查看表格").click()
    expect(chart.get_by_role("row")).to_have_count(3)


def test_who_may_only_look_is_told_so(browser, address):
    with visiting(browser, address) as made:
        page = made.enter("viewer").open("/statistics")
        card(page, "K-02").locator(".stat-figure").click()
        expect(page.get_by_role("dialog")).to_contain_text("需要导出权限")
        assert made.complaints == []


def test_dark_is_chosen_without_a_new_page_and_kept(page):
    page.locator(".menu summary").click()
    page.get_by_role("link", name="深色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
