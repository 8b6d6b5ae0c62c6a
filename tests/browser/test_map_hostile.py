"""Hostile text in every field of a map: shown as text, never run, with and without the policy."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from gridmap.drawing.layers import MapLayers, ShownClass, Wording
from gridmap.drawing.standalone import build_map, write_map
from tests.browser.opening import open_file, window
from tests.browser.territory import town

HOSTILE = (
    "<script>window.ran=1</script>",
    "</script><script>window.ran=1</script>",
    "</title><script>window.ran=1</script>",
    "--><img src=x onerror=window.ran=1>",
    "<img src=x onerror=window.ran=1>",
    "<svg onload=window.ran=1>",
    "<svg><animate onbegin=window.ran=1 attributeName=x dur=1s>",
    "<iframe srcdoc='<script>parent.ran=1</script>'>",
    "<body onload=window.ran=1>",
    "<details open ontoggle=window.ran=1>",
    "<input autofocus onfocus=window.ran=1>",
    "<a href=javascript:window.ran=1>x</a>",
    "<math><mtext></mtext><style><img src=x onerror=window.ran=1></style></math>",
    "<style>@import 'https://evil.invalid/x.css';</style>",
    "<link rel=stylesheet href=https://evil.invalid/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.invalid'>",
    "<base href=https://evil.invalid/>",
    "javascript:window.ran=1",
    '"onmouseover="window.ran=1',
    "'-window.ran=1-'",
    "`${window.ran=1}`",
    "${window.ran=1}",
    "\\u003cscript\\u003ewindow.ran=1\\u003c/script\\u003e",
    "&lt;script&gt;window.ran=1&lt;/script&gt;",
    "\u2028window.ran=1//\u2029",
    "*/window.ran=1/*",
    "{{ 7 * 191 }}",
    "{% set x = 7 * 191 %}{{ x }}",
    "{{ ''.__class__.__mro__ }}",
    "{# hidden #}",
    "@policy@",
    '=HYPERLINK("https://evil.invalid")',
    "\x00\x08\x1b[31m",
    "<!--<script>",
    "]]><script>window.ran=1</script>",
)


def poisoned() -> MapLayers:
    """Return the town with another hostile text in each row, and all of them in single fields."""
    layers = town(points=60)
    together = " ".join(HOSTILE)
    turn = cycle(HOSTILE)
    return dataclasses.replace(
        layers,
        name=together,
        source=together,
        load_unit=Wording(zh_CN=together, en=together),
        communities=[dataclasses.replace(c, name=together) for c in layers.communities],
        cells=[
            dataclasses.replace(cell, name=text, code=text + cell.code, worker_name=text)
            for cell, text in zip(layers.cells, turn, strict=False)
        ],
        points=[
            dataclasses.replace(
                layer,
                classes=tuple(ShownClass(text, Wording(text, text)) for text in HOSTILE),
                names=[next(turn) for _ in layer.lon],
                notes=[next(turn) for _ in layer.lon],
            )
            for layer in layers.points
        ],
        streets=[dataclasses.replace(street, name=next(turn)) for street in layers.streets],
        sectors=[dataclasses.replace(sector, name=next(turn)) for sector in layers.sectors],
    )


VISIT = """async () => {
  const click = (selector) =>
    document.querySelectorAll(selector).forEach((node) => node.click());
  click(".gm-list summary, .gm-more, input[data-kind='shop'], input[data-layer='heat']");
  for (const item of document.querySelectorAll(".gm-item")) item.click();
  click(".gm-panel .gm-header button[lang]");
  for (const item of document.querySelectorAll(".gm-item")) item.click();
  const search = document.querySelector(".gm-search");
  search.value = "<img src=x onerror=window.ran=1>";
  search.dispatchEvent(new Event("input"));
  map_main.setZoom(17, { animate: false });
}"""


def visit_everything(page: Page) -> None:
    """Show every list, every card and the labels, and points under the pointer."""
    page.evaluate(VISIT)
    for x in range(500, 1000, 40):
        page.mouse.click(x, 400)


def unguarded(path: Path) -> Path:
    """Return a copy of a page without its policy."""
    page = path.read_text(encoding="utf-8")
    bare, count = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page, count=1)
    assert count == 1
    copy = path.with_name("bare.html")
    copy.write_text(bare, encoding="utf-8")
    return copy


@pytest.mark.parametrize("guarded", [True, False], ids=["policy", "no policy"])
def test_hostile_text_is_only_text(browser: Browser, tmp_path: Path, *, guarded: bool) -> None:
    path = write_map(poisoned(), tmp_path / "map.html")
    opened = open_file(window(browser), path if guarded else unguarded(path))
    visit_everything(opened.page)
    opened.settle()
    ran = opened.page.evaluate("() => window.ran ?? null")
    opened.page.context.close()
    assert (ran, opened.requests, opened.complaints) == (None, [], [])


def test_odd_text_is_shown_as_it_is(browser: Browser, tmp_path: Path) -> None:
    text = "{{ 7 * 191 }} <b>&amp;</b> {# hidden #}"
    opened = open_file(window(browser), write_map(MapLayers(name=text), tmp_path / "map.html"))
    seen = (opened.page.title(), opened.page.locator(".gm-panel h1").inner_text())
    opened.page.context.close()
    assert seen == (text, text)


class Elements(HTMLParser):
    """The elements of a page, as an HTML parser that is not a browser sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_titles_add_no_element(text: str) -> None:
    parser = Elements()
    parser.feed(build_map(MapLayers(name="a"), title=text).get_root().render())
    assert parser.names == PAGE


PAGE = [
    *("html", "head", "meta", "meta", "meta", "meta", "title", "style", "script"),
    *("body", "main", "script", "script"),
]
