"""What supervisors and workers do on the one map, by mouse and by keyboard alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, StorageState, expect

from gridmap.domain import Point, PointKind
from gridmap.store import Store
from tests.browser.mapping import (
    AT_NIGHT,
    Chart,
    mapped_service,
    mapped_store,
    mapping,
    middle_of,
)
from tests.browser.serving import served, visiting
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here
from tests.unit.web.territory import CENTRE
from web.settings import BaseMap, TileDatum

# In place of the browser's own dialog. Without "void" Playwright would call the function at once.
PRINT = "void (window.print = () => { window.printed = true; })"
FIFTH, EIGHTH = middle_of(5), middle_of(8)


@pytest.fixture(scope="module")
def service(cheap_hashes, browser: Browser) -> Iterator[tuple[Store, str, StorageState]]:  # noqa: F811  the fixture of that name
    with mapped_service(browser) as made:
        yield made


@pytest.fixture
def chart(browser: Browser, service: tuple[Store, str, StorageState]) -> Iterator[Chart]:
    store, address, state = service
    with mapping(browser, store, address, storage_state=state) as opened:
        yield opened


def find(chart: Chart, words: str) -> None:
    """Type into the search box by keyboard and wait for what is found."""
    chart.page.get_by_role("combobox", name=re.compile("搜索")).focus()
    chart.page.keyboard.type(words)
    expect(chart.page.locator(".hits li").first).to_be_visible(timeout=20_000)


def heat(chart: Chart, kind: str = "incident") -> None:
    chart.page.get_by_label("热力", exact=True).select_option(kind)
    expect(chart.legend.locator(".gm-ticks span").first).to_be_visible()


def test_shop_is_found_by_pinyin_with_the_keyboard_alone(chart):
    find(chart, "xiaodian17")
    chart.page.keyboard.press("Enter")
    expect(chart.card.locator("h2")).to_have_text("小店17")
    expect(chart.card).to_contain_text("网格员")
    expect(chart.page).to_have_url(re.compile("point=shop:S017"))


def test_coordinates_of_another_datum_are_found_and_named(chart):
    find(chart, "GCJ-02 114.3205,30.6131")
    expect(chart.page.locator(".hits li").first).to_contain_text("GCJ-02")
    chart.page.keyboard.press("Enter")
    lon, lat, _ = chart.sight()
    # The displacement is some hundred metres there.
    assert 0.001 < abs(lon - 114.3205) + abs(lat - 30.6131) < 0.02


def test_heat_is_read_at_the_centre_by_keyboard(chart):
    heat(chart)
    chart.page.locator(".map").focus()
    chart.page.keyboard.press("v")
    said = chart.legend.locator(".heat-value")
    expect(said).to_contain_text("地图中心")
    lon, lat, _ = chart.sight()
    asked = f"{chart.visit.address}/api/v1/density/incident/at?lon={lon}&lat={lat}"
    told = chart.visit.context.request.get(asked).json()
    found = re.search(r"[\d\u202f.]+", said.inner_text().removeprefix("地图中心"))
    assert found
    assert float(found.group().replace("\u202f", "")) == pytest.approx(told["value"], rel=0.01)
    assert told["unit"] in said.inner_text()


def test_friday_nights_are_one_choice(chart):
    heat(chart)
    chart.page.get_by_label("时段", exact=True).select_option("friday_night")
    expect(chart.legend).to_contain_text(f"共 {AT_NIGHT} ")
    expect(chart.page).to_have_url(re.compile("hours=116-124"))


def test_friday_night_is_brushed_with_the_keyboard_alone(chart):
    heat(chart)
    chart.page.locator(".strip-toggle").focus()
    chart.page.keyboard.press("Enter")
    chart.page.locator(".week-hour[tabindex='0']").focus()
    for key in ["ArrowDown"] * 4 + ["ArrowRight"] * 20 + ["Shift+ArrowRight"] * 3 + ["Enter"]:
        chart.page.keyboard.press(key)
    expect(chart.page).to_have_url(re.compile("hours=116-120"))
    expect(chart.legend).to_contain_text(f"共 {AT_NIGHT} ")


def test_table_of_the_week_tells_counts(chart):
    heat(chart)
    chart.page.locator(".strip-toggle").click()
    expect(chart.page.locator("[data-hour='117']")).to_have_attribute(
        "aria-label", f"周五 21–22 时：{AT_NIGHT} 件"
    )


def test_what_is_seen_is_exported_as_geojson(chart):
    page = chart.page
    page.locator("summary", has_text="导出").click()
    page.get_by_label("当前所见").check()
    find(chart, f"{CENTRE}005")
    page.keyboard.press("Enter")
    expect(chart.card).to_contain_text(f"{CENTRE}005")
    chart.card.get_by_role("button", name="在地图上查看").click()
    chart.sight()
    with page.expect_download() as started:
        page.get_by_role("link", name="商铺", exact=True).click()
    features = json.loads(started.value.path().read_bytes())["features"]
    everything = f"{chart.visit.address}/api/v1/layers/shops.geojson"
    whole = chart.visit.context.request.get(everything).json()["features"]
    assert 0 < len(features) < len(whole)


def test_hazard_is_placed_and_dragged_over_a_border_to_another_worker(chart, tmp_path):
    page = chart.page
    page.get_by_role("button", name="添加点位").click()
    page.get_by_role("menuitem", name="隐患").click()
    chart.click(*FIFTH)
    expect(chart.card).to_contain_text("网格员2")
    chart.card.get_by_label("名称").fill("新隐患")
    chart.card.get_by_role("button", name="保存").click()
    expect(chart.told).to_contain_text("网格 005（网格员2）")
    chart.card.get_by_role("button", name="移动").click()
    # Far enough out to see both cells.
    for _ in range(4):
        page.get_by_role("button", name="缩小").click()
        page.wait_for_timeout(200)
    chart.drag(FIFTH, EIGHTH)
    expect(chart.card).to_contain_text("网格员3")
    chart.card.get_by_role("button", name="保存").click()
    expect(chart.told.last).to_contain_text("网格 008（网格员3），原为网格 005")
    placed = next(one for one in chart.hazards() if one.name == "新隐患")
    assert placed.cell_code == f"{CENTRE}008"
    assert chart.is_sound(tmp_path)


def test_hazard_is_placed_with_the_keyboard_alone(chart, tmp_path):
    page = chart.page
    page.get_by_role("button", name="添加点位").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(chart.card.locator("h2")).to_have_text("添加隐患")
    page.keyboard.press("Enter")
    expect(chart.card).to_contain_text("所属网格")
    page.keyboard.press("Shift+ArrowUp")
    chart.card.get_by_label("名称").focus()
    page.keyboard.type("键盘隐患")
    chart.card.get_by_role("button", name="保存").focus()
    page.keyboard.press("Enter")
    expect(chart.told).to_contain_text("已保存：键盘隐患")
    assert [one.name for one in chart.hazards()].count("键盘隐患") == 1
    assert chart.is_sound(tmp_path)


def test_place_near_a_border_names_both_cells(chart):
    page = chart.page
    page.get_by_role("button", name="添加点位").click()
    page.get_by_role("menuitem", name="商铺").click()
    chart.card.get_by_label("经纬度").fill("114.31001, 30.615")
    chart.card.get_by_role("button", name="定位").click()
    doubt = chart.card.locator(".doubt")
    expect(doubt.locator("li")).to_have_count(2)
    expect(doubt).to_contain_text("网格 004")
    expect(doubt).to_contain_text("网格 005")


def test_camera_is_aimed_by_its_handle_and_by_its_numbers(chart):
    page = chart.page
    page.get_by_role("button", name="添加点位").click()
    page.get_by_role("menuitem", name="探头").click()
    chart.click(*FIFTH)
    expect(chart.card).to_contain_text("可视面积")
    chart.card.get_by_label("可视距离").fill("120")
    chart.card.get_by_label("朝向方位角（°）", exact=True).fill("90")
    expect(chart.card).to_contain_text("可视面积")
    lon, lat = FIFTH
    # The handle of the range stands 120 m to the east: pull it to the south.
    chart.drag((lon + 120 / 95_830, lat), (lon, lat - 150 / 110_850))
    expect(chart.card.get_by_label("朝向方位角（°）", exact=True)).to_have_value(
        re.compile("^1(79|80|81)$")
    )


def test_length_is_measured_with_the_keyboard_alone(chart):
    page = chart.page
    page.get_by_role("button", name="测量").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".tool-note")).to_contain_text("回车")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    expect(page.locator(".tool-note")).to_contain_text(re.compile(r"长度 [\d.\u202f]+\u202fk?m"))


def test_address_brings_everything_back(chart):
    shown = "cells=load&points=shop&heat=incident&radius=200&hours=116-124"
    chart.open(f"#at=114.315000,30.615000,16.00&{shown}")
    chart.page.reload()
    page = chart.page
    expect(page.get_by_label("工作量", exact=True)).to_be_checked()
    expect(page.get_by_role("checkbox", name="商铺")).to_be_checked()
    expect(page.get_by_label("热力", exact=True)).to_have_value("incident")
    expect(page.get_by_label("时段", exact=True)).to_have_value("friday_night")
    assert chart.sight() == (114.315, 30.615, 16.0)


def test_worker_card_adds_up_the_cells(chart):
    find(chart, "网格员2")
    chart.page.keyboard.press("Enter")
    expect(chart.card).to_contain_text("负责 3 个网格")
    expect(chart.card.locator(".facts")).to_contain_text("300")


def test_sheet_of_paper_has_scale_north_legend_and_date(chart):
    page = chart.page
    page.evaluate(PRINT)
    page.get_by_label("工作量", exact=True).check()
    page.get_by_role("button", name="打印", exact=True).first.click()
    page.locator("dialog").get_by_role("button", name="打印", exact=True).click()
    expect(page.locator(".print-foot")).to_contain_text(re.compile(r"1 : [\d\u202f]+"))
    expect(page.locator(".print-foot")).to_contain_text("印制")
    expect(page.locator(".print-north")).to_be_visible()
    expect(chart.legend).to_be_visible()
    expect(page.locator(".bar")).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".bar")).to_be_visible()


def test_sheet_waits_for_streets_that_are_on_their_way(chart):
    page = chart.page
    held = []
    page.route("**/api/v1/layers/streets*", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks it
    page.evaluate(PRINT)
    with page.expect_request("**/api/v1/layers/streets*"):
        page.get_by_role("button", name="放大").click()
    page.get_by_role("button", name="打印", exact=True).first.click()
    page.locator("dialog").get_by_role("button", name="打印", exact=True).click()
    page.wait_for_timeout(1000)
    assert page.evaluate("window.printed") is None
    for route in held:
        route.continue_()
    page.unroute("**/api/v1/layers/streets*")
    expect(page.locator(".print-foot")).to_contain_text("印制")
    assert page.evaluate("window.printed") is True


def test_picture_of_the_map_is_saved(chart):
    page = chart.page
    page.locator("summary", has_text="导出").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="存为图片").click()
    assert started.value.path().read_bytes().startswith(b"\x89PNG")


def test_selected_camera_shows_what_it_sees(chart):
    with chart.store.writing() as writer:
        lon, lat = FIFTH
        looks = {"azimuth_deg": 90.0, "angle_deg": 60.0, "range_m": 200.0, "state": "in_service"}
        writer.put_points(
            [Point("C1", PointKind.CAMERA, "main_street", lon, lat, "探头一号", attributes=looks)]
        )
    with chart.page.expect_response(re.compile(r"/reaches/view\?.*azimuth=90&")) as answered:
        chart.open("#points=camera&point=camera:C1")
    expect(chart.card).to_contain_text("探头一号")
    # A sixth of a disc of 200 m.
    assert answered.value.json()["area_m2"] == pytest.approx(3.1416 * 200**2 / 6, rel=0.02)


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def test_tiles_of_an_administrator_are_shifted_on_display_only(browser, cheap_hashes):  # noqa: F811  the fixture of that name
    base = BaseMap("http://tiles.test/{z}/{x}/{y}.png", "市政影像", TileDatum.GCJ02)
    asked: list[str] = []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(body=PIXEL, content_type="image/png")

    store = mapped_store()
    with served(store, base_map=base) as address, visiting(browser, address) as visit:
        visit.context.route("http://tiles.test/**", answer)
        visit.enter()
        chart = Chart(store, visit).open("#at=114.315,30.615,15")
        assert asked == []
        chart.page.get_by_label(re.compile("市政影像（GCJ-02")).check()
        expect(chart.page.locator(".credit")).to_contain_text("仅显示时纠偏")
        chart.page.wait_for_timeout(1000)
        assert asked
        assert visit.complaints == []
        assert {urlsplit(one).netloc for one in visit.foreign} == {"tiles.test"}
