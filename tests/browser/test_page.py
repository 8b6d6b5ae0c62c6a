"""The page of the map, as its users meet it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, StorageState, expect

from gridmap.store import MemoryStore
from tests.browser.serving import PHONE, Visit, cookies, served, visiting
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here
from tests.unit.web.territory import CENTRE, fill

CELL = f"{CENTRE}005"
# Names of persons are data and stay as they are.
NAMES = {"小李", "网格员2"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def address(cheap_hashes) -> Iterator[str]:  # noqa: F811  the fixture of that name
    store = MemoryStore()
    fill(store)
    with served(store) as at:
        yield at


@pytest.fixture(scope="module")
def signed_in(browser: Browser, address: str) -> StorageState:
    """Return the cookies of somebody who has signed in."""
    return cookies(browser, address)


@pytest.fixture
def visit(browser: Browser, address: str, signed_in: StorageState) -> Iterator[Visit]:
    """Return a visit that must end without a complaint and without a request elsewhere."""
    with visiting(browser, address, storage_state=signed_in) as made:
        yield made
        assert made.complaints == []
        assert made.foreign == []


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit.open_map()


def listed(page: Page) -> Page:
    """Open the list of cells, which is on a tab of its own."""
    page.get_by_role("tab", name=re.compile("网格列表|Cells")).click()
    return page


def row(page: Page, code: str = CELL):
    return listed(page).locator(f"#cell-{code}")


def box_of(page: Page, name: str):
    return page.get_by_role("checkbox", name=name)


def place_of_cell_five(page: Page) -> tuple[float, float]:
    """Return where the middle cell of nine is drawn: the map fits the territory's height."""
    box = page.locator(".map").bounding_box()
    height = box["height"] - 32 - 48
    width = height * (0.04 / 0.03) * 0.8603
    left = box["x"] + (box["width"] - width) / 2
    return left + width * 3 / 8, box["y"] + 32 + height / 2


def pixels(visit: Visit) -> bytes:
    """Return the picture once nothing moves: what is switched on fades in."""
    page = visit.rest()
    page.wait_for_timeout(400)
    return page.locator(".map").screenshot()


def test_map_and_list_show_the_same_cells(page):
    expect(page.locator(".rows li")).to_have_count(10)
    expect(page.locator("#territory")).to_contain_text("示例区")


def test_choosing_in_the_list_opens_the_card(page):
    row(page).click()
    card = page.locator(".card")
    expect(card).to_contain_text("网格 005")
    expect(card).to_contain_text(CELL)
    expect(card).to_contain_text("+25.0")
    expect(card.get_by_role("link", name="027-5550002")).to_be_visible()
    expect(page).to_have_url(re.compile(f"cell={CELL}"))


def test_card_tells_the_numbers_of_the_api(page, visit):
    told = visit.context.request.get(f"{visit.address}/api/v1/cells/{CELL}").json()
    row(page).click()
    figures = page.locator(".card .counts .figure")
    expect(figures).to_have_text([str(count) for count in told["counts"].values()])


def test_choosing_on_the_map_marks_the_list(page):
    page.mouse.click(*place_of_cell_five(page))
    expect(row(page)).to_have_attribute("aria-selected", "true")
    expect(page.locator(".card")).to_contain_text(CELL)


def test_pointing_at_the_map_marks_the_list(page):
    listed(page).mouse.move(*place_of_cell_five(page))
    expect(page.locator(f"#cell-{CELL}")).to_have_class(re.compile("hovered"))


def test_list_works_by_keyboard_alone(page):
    listed(page).locator(".rows").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".card")).to_contain_text(f"{CENTRE}002")
    page.keyboard.press("Escape")
    expect(page.locator(".card")).to_be_hidden()


def test_search_finds_by_code_and_worker(page):
    listed(page).fill(".search", "网格员2")
    expect(page.locator(".rows li")).to_have_count(3)
    page.fill(".search", "1001009")
    expect(page.locator(".rows li")).to_have_count(1)


def test_search_that_finds_nothing_offers_the_way_back(page):
    listed(page).fill(".search", "没有这个")
    page.get_by_role("button", name="清空搜索").click()
    expect(page.locator(".rows li")).to_have_count(10)


def test_order_by_load_puts_the_heaviest_first(page):
    listed(page).get_by_label("排序").select_option("load")
    loads = [float(text) for text in page.locator(".row-load").all_text_contents()]
    assert loads == sorted(loads, reverse=True)


@pytest.mark.parametrize("mode", ["工作量", "均衡", "隐藏"])
def test_each_way_of_showing_cells_draws_differently(page, visit, mode):
    before = pixels(visit)
    page.get_by_label(mode, exact=True).check()
    assert pixels(visit) != before


def test_legend_of_load_has_round_numbers(page):
    page.get_by_label("工作量", exact=True).check()
    legend = page.locator(".legends .gm-legend li")
    expect(legend).to_have_text(["< 100", "100 – 150", "150 – 200", "200 – 250", "≥ 250"])


def test_points_are_drawn_when_asked_for(page, visit):
    before = pixels(visit)
    box_of(page, "商铺").check()
    assert pixels(visit) != before
    box_of(page, "商铺").uncheck()
    assert pixels(visit) == before


def test_kind_without_points_cannot_be_switched_on(page):
    expect(box_of(page, "探头")).to_be_disabled()


def test_heat_comes_with_numbers_and_unit(page, visit):
    page.get_by_label("热力", exact=True).select_option("incident")
    legend = page.locator(".legends")
    expect(legend).to_contain_text("km²")
    expect(legend.locator(".gm-ticks span").first).to_have_text(re.compile(r"^[\d.\u202f]+$"))
    picture = Image.open(io.BytesIO(pixels(visit))).convert("RGB")
    dark_reds = sum(
        count for count, (red, green, _) in picture.getcolors(1 << 22) if red > green + 80
    )
    assert dark_reds > 1000


def ramp_of(page: Page) -> list[str]:
    ramp = page.locator(".legends .gm-ramp")
    return re.findall(r"rgb\([^)]*\)", ramp.evaluate("bar => bar.style.background"))


def test_heat_is_bright_where_it_is_dense_on_dark_ground(page, visit):
    page.get_by_label("热力", exact=True).select_option("incident")
    expect(page.locator(".legends .gm-ramp")).to_be_visible()
    on_light = ramp_of(page)
    page.locator(".menu summary").click()
    page.get_by_role("link", name="深色").click()
    assert ramp_of(page) == on_light[::-1]
    page.locator(".menu summary").click()
    picture = Image.open(io.BytesIO(pixels(visit))).convert("RGB")
    counted = picture.getcolors(1 << 22)
    bright = sum(count for count, (red, green, _) in counted if red > 200 and green > 110)
    dark_reds = sum(count for count, (red, green, _) in counted if 40 < red < 140 and green < 60)
    assert bright > 500
    assert dark_reds > 500


def test_export_downloads_what_the_api_answers(page, visit):
    page.locator("summary", has_text="导出").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="网格", exact=True).click()
    saved = started.value.path().read_bytes()
    told = visit.context.request.get(f"{visit.address}/api/v1/layers/cells.geojson").body()
    assert saved == told
    assert len(json.loads(saved)["features"]) == 10


def test_address_names_the_cell(page, visit):
    page.goto(f"{visit.address}/map#{CELL}")
    page.reload()
    expect(page.locator(".card")).to_contain_text(CELL)


def test_language_switch_turns_every_word(page):
    page.get_by_role("link", name="English").click()
    page.wait_for_selector(".rows li", state="attached")
    assert page.locator("html").get_attribute("lang") == "en"
    row(page).click()
    expect(page.locator(".card")).to_contain_text("grid leader")
    labels = page.locator(".segments, legend, summary, dt, .card h3, button").all_text_contents()
    assert [label for label in labels if CHINESE.search(label) and label not in NAMES] == []


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_no_code_of_a_text_is_ever_shown(browser, address, locale):
    with visiting(browser, address, locale=locale) as visit:
        page = visit.enter().open_map()
        row(page).click()
        page.wait_for_selector(".card h2")
        assert re.findall(r"\b(?:ui|web|word)\.[a-z_.]+", page.content()) == []


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1093, "height": 614}])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_nothing_runs_over_the_edge(browser, address, locale, viewport):
    with visiting(browser, address, locale=locale, viewport=viewport) as visit:
        page = visit.enter().open_map()
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        assert page.locator(".map").bounding_box()["height"] > viewport["height"] / 2


def test_phone_has_one_sheet(browser, address):
    with visiting(browser, address, viewport=PHONE) as visit:
        page = visit.sign_in()
        page.get_by_role("button", name="打开面板").click()
        row(page).click()
        expect(page.locator(".card")).to_be_visible()
        box = page.locator(".card").bounding_box()
        assert box["width"] == PHONE["width"]


def test_signing_out_elsewhere_leads_back_to_the_form(browser, address):
    with visiting(browser, address) as visit:
        page = visit.enter().open_map()
        visit.context.clear_cookies()
        row(page).click()
        page.wait_for_url(re.compile(r"/login\?next=%2Fmap"))


def test_wrong_password_says_so_beside_the_form(browser, address):
    with visiting(browser, address) as visit:
        page = visit.sign_in(password="wrong")  # noqa: S106  meant to be wrong
        expect(page.get_by_role("alert")).to_contain_text("账号或密码不正确")
        assert page.input_value("#username") == "planner"


def test_keyboard_reaches_the_content_first(page):
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
