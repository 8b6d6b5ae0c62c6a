"""The workbench in the browser: how soon it is of use, a step of a drag, an edit until it is seen.

Run with ``python -m tests.benchmarks.bench_planner [STORE]``. The store has one community of 2,000
cells with 200,000 vertices; STORE keeps it for the next run. A step is the script between a
movement of the mouse and the page being free again, drawing left out; an edit is from letting go
until the new figures stand on the page.
"""

from __future__ import annotations

import math
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np
from playwright.sync_api import Page, sync_playwright

from gridmap.domain import PlanStatus
from gridmap.store import Store, open_store
from tests.benchmarks.bench_pages import served, sign_in
from tests.benchmarks.big_store import build
from tests.browser.conftest import FLAGS, find_chromium

DRAGS, STEPS = 20, 12
EARTH_M = 6_378_137.0
TIME_STEPS = """() => {
  window.steps_ms = [];
  let start = 0;
  const down = () => { start = performance.now(); };
  const up = () => { window.steps_ms.push(performance.now() - start); };
  window.addEventListener("pointermove", down, { capture: true });
  window.addEventListener("pointermove", up);
}"""


def pixel(page: Page, lon: float, lat: float) -> tuple[float, float]:
    """Return where a place is on the screen."""
    seen = page.locator(".map").get_attribute("data-view") or ""
    x, y, resolution = (float(part) for part in seen.split())
    box = page.locator(".map").bounding_box()
    assert box
    east = math.radians(lon) * EARTH_M - x
    north = math.asinh(math.tan(math.radians(lat))) * EARTH_M - y
    return (
        box["x"] + box["width"] / 2 + east / resolution,
        box["y"] + box["height"] / 2 - north / resolution,
    )


def measure(page: Page, address: str, store: Store) -> None:
    """Print the figures of one visit."""
    with store.reading() as reader:
        (plan,) = reader.plans(status=PlanStatus.DRAFT)
        cells = reader.cells(plan.id)
    started = perf_counter()
    page.goto(f"{address}/planner?community={plan.community_code}&plan={plan.id}")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.wait_for_selector(".map[data-view]", state="attached")
    print(f"of use after {perf_counter() - started:.2f} s")
    page.wait_for_load_state("networkidle")
    page.evaluate(TIME_STEPS)
    rng = np.random.default_rng(0)
    edits = []
    for number in range(DRAGS):
        cell = cells[int(rng.integers(len(cells)))]
        page.locator(".map").focus()
        middle = cell.geometry.representative_point()
        page.mouse.click(*pixel(page, middle.x, middle.y))
        page.locator("#cell-card h2[title]").wait_for()
        page.locator("#cell-card button").click()
        code = page.locator("#cell-card h2").get_attribute("title")
        ring = next(one for one in cells if one.code == code).geometry.exterior.coords
        x, y = pixel(page, *ring[int(rng.integers(len(ring) - 1))])
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 3, y + 2, steps=STEPS)
        let_go = perf_counter()
        page.mouse.up()
        page.wait_for_function(
            "n => document.querySelector('.changes').textContent.startsWith(n + ' ')"
            " || document.querySelector('.toast.refusal') !== null",
            arg=str(number + 1),
        )
        edits.append((perf_counter() - let_go) * 1000)
    steps = np.array(page.evaluate("window.steps_ms"))
    print(f"a step: median {np.median(steps):.1f} ms, p95 {np.quantile(steps, 0.95):.1f} ms")
    print(f"an edit: median {np.median(edits):.0f} ms, p95 {np.quantile(edits, 0.95):.0f} ms")


def main() -> None:
    """Build the store where it is missing, and measure."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "big.gpkg"
        store = open_store(path) if path.exists() else build(path)
        with served(store) as address, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
            measure(sign_in(browser, address), address, store)
            browser.close()
        store.close()


if __name__ == "__main__":
    main()
