"""Measure dragging a border in the planner's workbench: script per step, panels and map included.

The page shows 2,000 cells with 200,000 vertices, drawn near; each step is one movement of the mouse
with the button down. What counts is the time that scripts take of the page's own thread, as
Chromium tells it, so that other work on the machine does not matter::

    python -m tests.benchmarks.bench_drag_page [STORE]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import shapely
from playwright.sync_api import CDPSession, Page, sync_playwright

from gridmap.domain import Cell, PlanStatus
from gridmap.store import Store, open_store
from tests.benchmarks.bench_pages import served, sign_in
from tests.benchmarks.big_store import build
from tests.browser.conftest import FLAGS, find_chromium
from tests.browser.planning import Bench
from tests.browser.serving import Visit
from tests.contract.worlds import WEST

STEPS, DRAGS, ZOOMS = 40, 3, 5
LIMIT_MS = 16.0


def middle_cell(store: Store) -> tuple[str, Cell]:
    """Return the draft and a cell in the middle of it."""
    with store.reading() as reader:
        draft = reader.plans(WEST, PlanStatus.DRAFT)[0]
        cells = reader.cells(draft.id)
    frames = shapely.bounds([cell.geometry for cell in cells])
    centre = (frames[:, :2].min(axis=0) + frames[:, 2:].max(axis=0)) / 2
    away = np.hypot(*(frames[:, :2] - centre).T)
    return draft.id, cells[int(np.argmin(away))]


def script_ms(session: CDPSession) -> float:
    """Return how long scripts have run on the page's thread."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000.0 * float(next(m["value"] for m in metrics if m["name"] == "ScriptDuration"))


def dragged(page: Page, bench: Bench, session: CDPSession, cell: Cell) -> list[float]:
    """Drag some nodes of a cell to and fro; return the script of each step."""
    spent = []
    nodes = shapely.get_coordinates(cell.geometry)
    for node in nodes[:: max(1, len(nodes) // DRAGS)][:DRAGS]:
        x, y = bench.pixel(*node)
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(STEPS):
            before = script_ms(session)
            page.mouse.move(x + 12 * np.sin(step / 6), y + 9 * np.cos(step / 5))
            page.evaluate(
                "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
            )
            spent.append(script_ms(session) - before)
        page.mouse.move(x, y)
        page.mouse.up()
        page.wait_for_timeout(500)
    return spent


def measure(store: Store) -> int:
    """Open the workbench, come near, and drag."""
    draft, cell = middle_cell(store)
    with served(store) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        page = sign_in(browser, address)
        page.goto(f"{address}/planner?community={WEST}&plan={draft}")
        bench = Bench(store, draft, Visit(address, page.context, page)).ready()
        middle = cell.geometry.representative_point()
        for _ in range(ZOOMS):
            page.mouse.move(*bench.pixel(middle.x, middle.y))
            page.mouse.wheel(0, -400)
            page.wait_for_timeout(700)
        bench.click(middle.x, middle.y)
        page.wait_for_timeout(1500)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        spent = dragged(page, bench, session, cell)
        browser.close()
    p50, p95, worst = np.percentile(spent, [50, 95, 100])
    print(f"script of a step: p50 {p50:.1f} ms  p95 {p95:.1f} ms  worst {worst:.1f} ms")
    print("kept" if p95 <= LIMIT_MS else "BROKEN", f"(p95 <= {LIMIT_MS} ms)")
    return 0 if p95 <= LIMIT_MS else 1


def main() -> int:
    """Measure on a store that is made for it, or on one that is named."""
    if len(sys.argv) > 1:
        return measure(open_store(Path(sys.argv[1])))
    with tempfile.TemporaryDirectory() as folder:
        return measure(build(Path(folder) / "big.gpkg", points=2_000))


if __name__ == "__main__":
    sys.exit(main())
