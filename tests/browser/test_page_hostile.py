"""Text from data is never markup: hostile names everywhere, and nothing of it runs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from gridmap.store import MemoryStore
from tests.browser.serving import served, visiting
from tests.unit.web import territory
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here

PAYLOADS = [
    "<img src=x onerror=window.hit=1>",
    "<script>window.hit=1</script>",
    '"><svg onload=window.hit=1>',
    "'-window.hit=1-'",
    "</title><script>window.hit=1</script>",
    "{{ window.hit=1 }}",
    "${window.hit=1}",
    "javascript:window.hit=1",
    "<iframe srcdoc='<script>parent.hit=1</script>'>",
    "<a href=javascript:window.hit=1>x</a>",
    "<style>*{display:none}</style>",
    "\u202e<b onmouseover=window.hit=1>x</b>",
]


def hostile_store(shift: int) -> MemoryStore:
    """Return a territory where every text is hostile, each kind of thing in its own way."""
    store = MemoryStore()
    territory.fill(store)

    def payload(number: int) -> str:
        return PAYLOADS[(number + shift) % len(PAYLOADS)]

    with store.writing() as writer:
        writer.set_territory(replace(writer.territory(), name=payload(0)))
        writer.put_areas([replace(area, name=payload(1)) for area in writer.areas("community")])
        writer.put_workers(
            [replace(worker, name=payload(2), telephone=payload(3)) for worker in writer.workers()]
        )
        writer.put_streets([replace(street, name=payload(4)) for street in writer.streets()])
        writer.put_points(
            [replace(point, name=payload(5 + row)) for row, point in enumerate(writer.points())]
        )
    return store


@pytest.mark.parametrize("shift", [0, 4, 8])
def test_hostile_names_are_shown_and_never_run(browser, cheap_hashes, shift):  # noqa: F811
    with served(hostile_store(shift)) as address, visiting(browser, address) as visit:
        page = visit.enter().open_map()
        page.get_by_role("checkbox", name="商铺").check()
        page.get_by_role("tab", name="网格列表").click()
        page.locator(f"#cell-{territory.CENTRE}005").click()
        expect(page.locator(".card .team")).to_contain_text(PAYLOADS[(shift + 2) % 12])
        expect(page.locator(".card .team")).to_contain_text(PAYLOADS[(shift + 3) % 12])
        expect(page.locator("#territory")).to_contain_text(PAYLOADS[shift])
        visit.rest()
        assert page.evaluate("window.hit") is None
        assert visit.complaints == []
        assert visit.foreign == []
