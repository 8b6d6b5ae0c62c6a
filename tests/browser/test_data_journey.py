"""Tables and imports as people use them: bad rows, undo, filter and edit by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, StorageState, expect

from gridmap.domain import PointKind
from gridmap.formats.workbooks import write_sheet
from gridmap.store import MemoryStore
from tests.browser.checking import unsound_plans
from tests.browser.serving import PHONE, Visit, cookies, served, visiting
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here
from tests.unit.web.territory import fill

ROWS, BAD = 60, 20
HEADS = ("编号", "店名", "类别", "经度", "纬度")


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    made = MemoryStore()
    fill(made)
    return made


@pytest.fixture(scope="module")
def address(store: MemoryStore, cheap_hashes) -> Iterator[str]:  # noqa: F811  the fixture of that name
    with served(store) as at:
        yield at


@pytest.fixture(scope="module")
def signed_in(browser: Browser, address: str) -> StorageState:
    return cookies(browser, address)


@pytest.fixture
def visit(
    browser: Browser, store: MemoryStore, address: str, signed_in: StorageState
) -> Iterator[Visit]:
    """Return a visit that must end without a complaint and without a request elsewhere."""
    with visiting(browser, address, storage_state=signed_in) as made:
        yield made
        assert made.complaints == []
        assert made.foreign == []
        assert unsound_plans(store) == []


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit.page


def open_tab(visit: Visit, name: str) -> Page:
    visit.page.goto(f"{visit.address}/data#{name}")
    visit.page.wait_for_selector("html[data-ready]")
    return visit.page


def shops(store: MemoryStore) -> dict:
    with store.reading() as reader:
        return {point.id: point for point in reader.points(PointKind.SHOP)}


@pytest.fixture
def sheet(tmp_path):
    """A workbook of 60 shops, 20 of them with a fault: an unknown class or a word for a number."""
    rows = [
        (
            f"n-{at}",
            f"新店{at}",
            "没有的类" if at % 6 == 0 else "餐馆",
            "东边" if at % 6 == 3 else 114.301 + at * 0.0004,
            30.601,
        )
        for at in range(ROWS)
    ]
    path = tmp_path / "商户.xlsx"
    write_sheet(path, "商户", {head: [row[at] for row in rows] for at, head in enumerate(HEADS)})
    return path


def try_sheet(visit: Visit, sheet) -> Page:
    """Hand a sheet in and carry the dry run out."""
    page = open_tab(visit, "import")
    page.select_option("#import-kind", "shop")
    page.set_input_files("#import-file", sheet)
    page.locator(".import-step").nth(1).get_by_role("button", name="试运行").click()
    page.wait_for_selector("[data-file=marked]", timeout=30_000)
    return page


def test_sheet_with_twenty_bad_rows_comes_back_marked(visit, store, sheet, tmp_path):
    before = shops(store)
    page = try_sheet(visit, sheet)
    expect(page.locator(".import-step .alert")).to_contain_text("20 行有问题")
    with page.expect_download() as download:
        page.click("[data-file=marked]")
    download.value.save_as(tmp_path / "marked.xlsx")
    marked = load_workbook(tmp_path / "marked.xlsx").active
    red = {
        cell.row
        for row in marked.iter_rows(min_row=2, min_col=2)
        for cell in row
        if cell.fill.fgColor.rgb == "FFFFC7CE"
    }
    assert red == {at + 2 for at in range(ROWS) if at % 3 == 0}
    assert shops(store) == before


def test_good_rows_come_in_and_are_taken_back(visit, store, sheet):
    before = shops(store)
    page = try_sheet(visit, sheet)
    page.get_by_role("button", name=re.compile("只导入")).click()
    expect(page.locator(".import-step .good-text")).to_contain_text("40", timeout=30_000)
    assert len(shops(store)) == len(before) + ROWS - BAD
    page.get_by_role("button", name="撤销这次导入").click()
    expect(page.locator(".import-history tbody tr").first).to_contain_text("已撤销")
    assert shops(store) == before


def test_preview_guesses_columns_and_shows_rows(visit, sheet):
    page = open_tab(visit, "import")
    page.set_input_files("#import-file", sheet)
    expect(page.locator("#meaning-name")).to_have_value("店名")
    expect(page.locator("#meaning-lon")).to_have_value("经度")
    expect(page.locator("#import-datum")).to_contain_text("落在社区内")


def test_what_columns_meant_is_remembered_for_the_next_file(visit, tmp_path):
    heads = ("编号", "甲栏", "类别", "经度", "纬度")
    for month in ("一月", "二月"):
        row = (f"r-{month}", f"店铺{month}", "餐馆", 114.305, 30.605)
        path = tmp_path / f"{month}.xlsx"
        write_sheet(path, "商户", {head: [value] for head, value in zip(heads, row, strict=True)})
        page = open_tab(visit, "import")
        page.select_option("#import-kind", "shop")
        page.set_input_files("#import-file", path)
        if month == "一月":
            page.locator(".import-step summary", has_text="更多").click()
            expect(page.locator("#meaning-name")).to_have_value("")
            page.select_option("#meaning-name", "甲栏")
            page.locator(".import-step").nth(1).get_by_role("button", name="试运行").click()
            page.get_by_role("button", name="全部导入").click(timeout=30_000)
            expect(page.locator(".import-step .good-text")).to_be_visible(timeout=30_000)
    expect(page.locator("#meaning-name")).to_have_value("甲栏")
    expect(page.locator(".import-step").nth(1)).to_contain_text("一月.xlsx 识别")


def test_template_is_offered_for_every_kind(visit):
    page = open_tab(visit, "import")
    page.select_option("#import-kind", "hazard")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载空白模板").click()
    assert download.value.suggested_filename == "gridmap-hazard.xlsx"


def test_filter_and_edit_with_the_keyboard_alone(visit, store):
    page = open_tab(visit, "shop")
    page.wait_for_selector(".grid-body .grid-row")
    grid = page.locator(".grid")
    first = next(iter(sorted(shops(store))))
    page.locator(".table-search").focus()
    page.keyboard.type(first)
    expect(page.locator(".table-status")).to_contain_text("1")
    expect(page.locator(".grid-body .grid-row")).to_have_count(1)
    grid.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("键盘改的店")
    page.keyboard.press("Enter")
    expect(page.locator(".grid-body .grid-row").first).to_contain_text("键盘改的店")
    assert shops(store)[first].name == "键盘改的店"


def test_refused_edit_says_why_and_leaves_the_row(visit, store):
    page = open_tab(visit, "shop")
    page.wait_for_selector(".grid-body .grid-row")
    before = shops(store)
    page.get_by_role("button", name="显示列").click()
    page.get_by_role("menuitemcheckbox", name="纬度").click()
    page.keyboard.press("Escape")
    page.locator(".grid-titles .grid-cell", has_text="纬度").wait_for()
    page.locator(".grid").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("999")
    page.keyboard.press("Enter")
    expect(page.locator(".toast.refusal")).to_be_visible()
    assert shops(store) == before
    # The browser itself reports an answer of 4xx; that is what was asked for here.
    visit.complaints.clear()


def test_chosen_row_shows_on_the_map(visit):
    page = open_tab(visit, "shop")
    page.locator(".grid-body .grid-row").first.locator(".grid-cell").first.click()
    expect(page.locator(".row-place-words")).to_have_text(re.compile(r"\S 114\.\d{6}, 30\.\d{6}$"))


@pytest.mark.parametrize("tab", ["cells", "workers", "hazard", "camera", "incident", "component"])
def test_every_kind_has_a_table(visit, tab):
    page = open_tab(visit, tab)
    expect(page.locator(".grid-titles .grid-cell").first).to_be_visible()
    expect(page.locator(".table-status")).to_have_text(re.compile("行"))


def test_layer_is_exported_as_a_workbook(visit):
    page = open_tab(visit, "shop")
    page.wait_for_selector(".grid-body .grid-row")
    page.get_by_role("button", name="导出图层").click()
    with page.expect_download(timeout=30_000) as download:
        page.get_by_role("menuitem", name="Excel").click()
    assert download.value.suggested_filename == "shops.xlsx"


def test_nothing_sticks_out_on_a_phone(browser, address, signed_in):
    with visiting(browser, address, storage_state=signed_in, viewport=PHONE) as visit:
        for tab in ("shop", "import"):
            page = open_tab(visit, tab)
            wide = "document.documentElement.scrollWidth - window.innerWidth"
            assert page.evaluate(wide) <= 0
        assert visit.complaints == []
