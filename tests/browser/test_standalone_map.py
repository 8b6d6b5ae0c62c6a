"""The stand-alone map in a real browser, opened from the file system with the network cut."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from gridmap.drawing.layers import MapLayers
from gridmap.drawing.standalone import write_map
from tests.browser.opening import NARROW, WIDE, Opened, Opener, open_file, window
from tests.browser.territory import town


@pytest.fixture
def open_map(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    contexts = []

    def opener(layers: MapLayers, *, locale: str = "zh_CN", size: tuple[int, int] = WIDE) -> Opened:
        path = write_map(layers, tmp_path / "map.html", locale=locale)
        contexts.append(window(browser, size))
        return open_file(contexts[-1], path)

    yield opener
    for context in contexts:
        context.close()


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_opens_without_a_request_or_a_complaint(open_map: Opener, size: tuple[int, int]) -> None:
    opened = open_map(town(), size=size)
    opened.settle()
    assert (opened.requests, opened.complaints) == ([], [])


@pytest.fixture(scope="module")
def shared(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    context = window(browser)
    yield open_file(context, write_map(town(), tmp_path_factory.mktemp("map") / "map.html"))
    context.close()


@pytest.mark.parametrize(
    "selector",
    [
        'input[value="load"]',
        'input[value="deviation"]',
        'input[value="none"]',
        'input[data-kind="shop"]',
        'input[data-kind="hazard"]',
        'input[data-layer="heat"]',
        'input[data-layer="sectors"]',
        'input[data-layer="communities"]',
        'input[data-layer="base"]',
    ],
)
def test_each_switch_changes_the_map(shared: Opened, selector: str) -> None:
    before = shared.pixels()
    shared.toggle(selector)
    assert shared.pixels() != before


@pytest.mark.parametrize(
    ("locale", "title", "heading", "other"),
    [("zh_CN", "zh-CN", "网格", "en"), ("en", "en", "Cells", "zh-CN")],
)
def test_speaks_both_languages(
    open_map: Opener, locale: str, title: str, heading: str, other: str
) -> None:
    page = open_map(town(), locale=locale).page
    assert page.locator(".gm-panel h2").first.inner_text() == heading
    assert page.locator("html").get_attribute("lang") == title
    page.locator(f'.gm-panel button[lang="{other}"]').click()
    assert page.locator("html").get_attribute("lang") == other
    assert page.locator(".gm-panel h2").first.inner_text() != heading


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_no_text_is_missing(open_map: Opener, locale: str) -> None:
    page = open_map(town(), locale=locale).page
    page.locator('.gm-item[data-cell="3"]').evaluate("item => item.click()")
    text = page.locator("body").inner_text()
    assert "ui." not in text
    assert "{" not in text


def test_a_click_on_a_cell_opens_its_card(open_map: Opener) -> None:
    page = open_map(town()).page
    page.locator('input[data-kind="hazard"]').uncheck()
    page.mouse.click(700, 230)
    assert page.locator(".gm-card h2").inner_text() == "网格 011"
    assert "41\u202f230\u202fm²" in page.locator(".gm-card").inner_text()


def test_a_click_on_a_point_opens_its_card(open_map: Opener) -> None:
    layers = town(points=0)
    hazards = layers.points[1]
    page = open_map(layers).page
    spot = page.evaluate(SPOT, [float(hazards.lon[0]), float(hazards.lat[0])])
    page.mouse.click(*spot)
    assert str(hazards.names[0]) in page.locator(".gm-card").inner_text()


# `map_main` is the name that folium gives to the map in its script.
SPOT = """([lon, lat]) => {
  const box = document.querySelector("main").getBoundingClientRect();
  const spot = map_main.latLngToContainerPoint([lat, lon]);
  return [box.left + spot.x, box.top + spot.y];
}"""


def test_search_finds_a_worker_and_chooses_with_enter(open_map: Opener) -> None:
    page = open_map(town()).page
    page.locator(".gm-search").fill("黄建国 学府")
    shown = page.locator(".gm-item:visible").count()
    page.locator(".gm-search").press("Enter")
    assert 0 < shown < 48
    assert "黄建国" in page.locator(".gm-card").inner_text()


def test_a_search_without_result_says_so(open_map: Opener) -> None:
    page = open_map(town(), locale="en").page
    page.locator(".gm-search").fill("nobody")
    assert "No cell matches" in page.locator(".gm-list").inner_text()


def test_escape_closes_the_card(open_map: Opener) -> None:
    page = open_map(town()).page
    page.locator('.gm-item[data-cell="3"]').evaluate("item => item.click()")
    page.keyboard.press("Escape")
    assert not page.locator(".gm-card").is_visible()


def test_on_a_narrow_window_the_card_takes_the_place_of_the_sheet(open_map: Opener) -> None:
    page = open_map(town(), size=NARROW).page
    page.locator(".gm-fold").click()
    page.locator('.gm-item[data-cell="3"]').evaluate("item => item.click()")
    assert page.locator(".gm-card").is_visible()
    assert not page.locator(".gm-panel").is_visible()


def test_an_empty_territory_opens(open_map: Opener) -> None:
    opened = open_map(MapLayers(name="空"))
    assert opened.complaints == []


def test_twenty_thousand_points_stay_usable(open_map: Opener) -> None:
    started = time.perf_counter()
    opened = open_map(town(points=20_000))
    opened.toggle('input[data-kind="shop"]')
    opened.settle()
    # An order of magnitude above what it takes, so that only a wrong design fails.
    assert time.perf_counter() - started < 20
    assert opened.page.locator("main *").count() < 30
