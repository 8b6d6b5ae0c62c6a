"""The map in the browser: how soon it is of use, and how long a frame takes while it is dragged.

Run with ``python -m tests.benchmarks.bench_pages [STORE]``. The store has 2,000 cells with 200,000
vertices and 200,000 points; STORE keeps it for the next run. Chromium has no graphics processor
here, so that every pixel is painted by the processor that also runs the service. A frame is the
time between two calls of ``requestAnimationFrame`` while the mouse drags the map; a map is of use
once its cells are drawn and nothing keeps the page from answering.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from gridmap.domain import Role
from gridmap.store import Store, open_store
from tests.benchmarks.big_store import build
from tests.browser.conftest import FLAGS, find_chromium
from web.accounts import add_account, find_account
from web.app import create_app
from web.settings import Settings

USER, PASSWORD = "measurer", "four unrelated words"
KEY = "a key that only this program knows, long enough"
WINDOW = {"width": 1366, "height": 768}
DRAGS, STEPS = 6, 40
COUNT_FRAMES = """() => {
  window.frames_ms = [];
  let last = performance.now();
  const tick = (now) => {
    window.frames_ms.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""


@contextmanager
def served(store: Store) -> Iterator[str]:
    """Serve a store on loopback; yields the address."""
    with store.reading() as reader:
        known = find_account(reader, USER) is not None
    if not known:
        add_account(store, USER, [Role.PLANNER], PASSWORD)
    settings = Settings(secret_key=KEY)
    server = make_server("127.0.0.1", 0, create_app(settings, store), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


def sign_in(browser: Browser, address: str) -> Page:
    """Return a page of somebody who has signed in and seen nothing yet."""
    context = browser.new_context(viewport=WINDOW, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}/login")
    page.fill("#username", USER)
    page.fill("#password", PASSWORD)
    page.click("button.primary")
    page.wait_for_load_state("networkidle")
    page.goto("about:blank")
    return page


def opened(page: Page, address: str, hash_: str = "") -> tuple[float, float]:
    """Open the map; return seconds until it is of use, and megabytes that came over the wire."""
    received: list[int] = []
    page.on("response", lambda answer: received.append(size_of(answer)))
    before = perf_counter()
    page.goto(f"{address}/map{hash_}", wait_until="commit")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.wait_for_function("document.querySelector('.map canvas')?.width > 0")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    seconds = perf_counter() - before
    page.wait_for_load_state("networkidle")
    return seconds, sum(received) / 1e6


def size_of(answer: object) -> int:
    """Return the bytes of an answer as they came, packed or not."""
    headers = answer.headers  # type: ignore[attr-defined]  # of Playwright
    return int(headers.get("content-length", 0))


def panned(page: Page) -> np.ndarray:
    """Drag the map to and fro; return the milliseconds of each frame meanwhile."""
    box = page.locator(".map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5
    page.evaluate(COUNT_FRAMES)
    for turn in range(DRAGS):
        along = 220 if turn % 2 == 0 else -220
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(1, STEPS + 1):
            page.mouse.move(x + along * step / STEPS, y + along / 3 * step / STEPS)
            page.evaluate("() => new Promise((done) => requestAnimationFrame(done))")
        page.mouse.up()
    return np.array(page.evaluate("window.frames_ms"))[2:]


def told(name: str, frames: np.ndarray) -> None:
    """Print how long frames took."""
    p50, p95, worst = np.percentile(frames, 50), np.percentile(frames, 95), frames.max()
    print(f"{name:<46} p50 {p50:6.1f} ms  p95 {p95:6.1f} ms  worst {worst:6.1f} ms")


def measure(browser: Browser, address: str) -> None:
    """Open the map and drag it as a supervisor would, with ever more on it."""
    page = sign_in(browser, address)
    seconds, megabytes = opened(page, address)
    print(f"first visit: of use after {seconds:.2f} s, {megabytes:.2f} MB over the wire")
    page.goto("about:blank")
    seconds, megabytes = opened(page, address)
    print(f"second visit: of use after {seconds:.2f} s, {megabytes:.2f} MB over the wire")
    told("dragging 2,000 cells", panned(page))
    shows = (
        ("cells and 200,000 points", "#points=shop,incident"),
        ("cells and the density of incidents", "#heat=incident"),
        ("cells and points, near", "#points=shop,incident&at=114.38,30.68,15"),
    )
    for name, hash_ in shows:
        page.goto("about:blank")
        opened(page, address, hash_)
        page.wait_for_timeout(1500)
        told(f"dragging {name}", panned(page))
    page.context.close()


def main() -> None:
    """Measure and print."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as folder:
        path = path or Path(folder) / "big.gpkg"
        store = open_store(path) if path.exists() else build(path)
        with served(store) as address, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
            measure(browser, address)
            browser.close()


if __name__ == "__main__":
    main()
