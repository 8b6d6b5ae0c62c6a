"""Measure a drag in the browser: script per step on 2,000 cells with 200,000 vertices.

Each step moves a junction of several cells to another place: new coordinates, the whole verdict,
area, compactness and load of the cells it touches, and the sums by worker::

    python -m tests.benchmarks.bench_drag
"""

from __future__ import annotations

import json
import sys
import tempfile
from itertools import product
from pathlib import Path

import numpy as np
import shapely
from playwright.sync_api import CDPSession, sync_playwright

from gridmap.geometry import canonical
from gridmap.topology import build_arcs
from hatch_build import run_npm
from tests.benchmarks.coverages import town
from tests.browser.conftest import FLAGS, find_chromium

CELLS = 2_000
DRAGS = 60
STEPS = 8
BLOCKS_PER_CELL = 4
LIMIT_MS = 16.0
LIMIT_FIRST_MS = 150.0
ENTRY = "src/engine/testing/drag.ts"


def _blocks(cells: np.ndarray) -> list[dict[str, object]]:
    """Return four blocks around the middle of each cell, which its borders cut or not."""
    found = []
    for west, south, east, north in shapely.bounds(cells).tolist():
        x, y = np.linspace(west, east, 3), np.linspace(south, north, 3)
        for i in range(2):
            for j in range(2):
                shape = shapely.box(x[i], y[j], x[i + 1], y[j + 1])
                found.append({"geometry": shapely.geometry.mapping(shape), "load": 10.0})
    return found


def scene(count: int = CELLS) -> dict[str, object]:
    """Return cells, blocks and the junctions to drag, with the places they are dragged to."""
    cells = canonical(town(count))
    junctions = build_arcs(cells).junctions
    rng = np.random.default_rng(7)
    picked = junctions[rng.choice(len(junctions), min(DRAGS, len(junctions)), replace=False)]
    reach = rng.uniform(-0.0006, 0.0006, (len(picked), 2))
    shares = np.linspace(0.05, 1.0, STEPS)
    return {
        "cells": [
            {"code": f"{k:015d}", "geometry": shapely.geometry.mapping(cell), "load": 40.0}
            for k, cell in enumerate(cells)
        ],
        "blocks": _blocks(cells),
        "drags": [
            {"at": node.tolist(), "to": [(node + share * way).tolist() for share in shares]}
            for node, way in zip(picked, reach, strict=True)
        ],
    }


def thread_ms(session: CDPSession) -> float:
    """Return how long the page's thread has been at work."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000.0 * float(next(m["value"] for m in metrics if m["name"] == "ThreadTime"))


def measured(values: dict[str, object]) -> tuple[float, list[tuple[float, bool]]]:
    """Run the drags in Chromium; return what opening takes, each step, and whether it is refused.

    The times, in ms, are those that the page's own thread is at work, so that other work on the
    machine counts little.
    """
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        bundle = Path(folder) / "drag.js"
        words = ["--format=iife", "--name=gridmapDrag", f"--file={bundle}"]
        run_npm("exec", "--", "rolldown", ENTRY, *words)
        browser = driver.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        page = browser.new_page()
        page.add_script_tag(path=str(bundle))
        page.evaluate("(text) => gridmapDrag.read(text)", json.dumps(values))
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        begun = thread_ms(session)
        nodes = page.evaluate("gridmapDrag.open()")
        opened_ms = thread_ms(session) - begun
        print(f"{len(values['cells'])} cells, {nodes} nodes: ready in {opened_ms:.0f} ms")
        steps = []
        for drag, number in product(range(DRAGS), range(STEPS)):
            before = thread_ms(session)
            refused = page.evaluate(f"gridmapDrag.step({drag}, {number})")
            steps.append((thread_ms(session) - before, bool(refused)))
        browser.close()
    return opened_ms, steps


def main() -> int:
    """Print the figures; fail where a promise is broken."""
    opened_ms, steps = measured(scene())
    for name, chosen in (("accepted", (False,)), ("refused", (True,)), ("all", (False, True))):
        spent = [ms for ms, refused in steps if refused in chosen]
        p50, p95, worst = np.percentile(spent, [50, 95, 100])
        print(
            f"{name:<9} {len(spent):4d} steps  p50 {p50:5.1f}  p95 {p95:5.1f}  worst {worst:.1f} ms"
        )
    kept = bool(p95 <= LIMIT_MS and opened_ms <= LIMIT_FIRST_MS)
    print("kept" if kept else "BROKEN", f"(p95 <= {LIMIT_MS} ms, ready <= {LIMIT_FIRST_MS} ms)")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
