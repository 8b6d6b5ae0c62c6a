"""The service under gunicorn on loopback: ready, memory, edits with 20 readers beside.

Run with ``python -m tests.benchmarks.bench_service [STORE]``. The town has 2,000 cells with 200,000
vertices and 200,000 points; STORE keeps it for the next run. Readers are programs of their own that
look again a second after each answer, as people do: what changed in the draft, the card of a cell,
the figures of a worker; each has loaded map and draft once.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gridmap.store import open_store
from tests.benchmarks.bench_desk import Planner, Town
from tests.benchmarks.big_store import COLUMNS, ROWS, build
from tests.contract.worlds import WEST
from tests.reliability.service import Client, Service, admit

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

READERS, EDITS, PAUSE_S = 20, 120, 1.0
MIB = 1 << 20


def read_on(port: int, token: str, number: int, stop: Event, plan_id: str) -> None:
    """Load map and draft, then follow the draft and look at cells until told to stop."""
    client = Client(port, token)
    rng = np.random.default_rng(number)
    client.ask("GET", "/cells", Accept_Encoding="gzip")
    last = client.ask("GET", f"/plans/{plan_id}/cells").json["number"]
    while not stop.wait(PAUSE_S * rng.uniform(0.5, 1.5)):
        told = client.ask("GET", f"/drafts/{plan_id}/changes?after={last}")
        last = told.json["number"]
        cell = rng.integers(COLUMNS * ROWS)
        client.ask("GET", f"/cells/{WEST}{cell:06d}")


def tell(name: str, times_s: list[float]) -> None:
    low, high, most = np.percentile(np.array(times_s) * 1e3, [50, 95, 100])
    print(f"{name:44} p50 {low:7.1f} ms  p95 {high:7.1f} ms  most {most:7.1f} ms")


def edit_on(client: Client, watcher: Client, plan_id: str, edits: int, seed: int) -> None:
    """Edit, and look with other eyes until each edit is seen."""
    from gridmap.domain.commands import to_json  # noqa: PLC0415  beside its only use

    planner = Planner(Town(COLUMNS, ROWS), seed)
    client.ask("GET", f"/plans/{plan_id}/cells")
    revision = client.ask("GET", f"/plans/{plan_id}").json["revision"]
    number = client.ask("GET", f"/drafts/{plan_id}/changes?after=100000").json["number"]
    commits, visible, refused = [], [], 0
    for count in range(edits):
        command = planner.move() if count % 2 else planner.insert()
        began = time.perf_counter()
        said = client.ask(
            "POST",
            f"/drafts/{plan_id}/edits",
            {"command": to_json(command)},
            If_Match=f'"{revision}"',
            Idempotency_Key=f"{seed}-{count}",
        )
        committed = time.perf_counter()
        if said.status != 200:
            refused += 1
            continue
        revision = said.revision
        seen = watcher.ask("GET", f"/drafts/{plan_id}/changes?after={number}").json
        visible.append(time.perf_counter() - began)
        commits.append(committed - began)
        assert seen["plan"]["revision"] == revision, "the edit is not visible"
        number = seen["number"]
        time.sleep(0.05)
    tell(f"  edit committed ({refused} refused)", commits)
    tell("  edit committed and seen by another", visible)


def measure(path: Path) -> None:
    with closing(open_store(path)) as store:
        names = ("editor", "watcher", *(f"reader{k}" for k in range(READERS)))
        fresh = time.time_ns()
        tokens = admit(store, path, *(f"{name}{fresh}" for name in names))
        with store.reading() as reader:
            plan_id = next(plan.id for plan in reader.plans() if plan.status == "draft")
    editor, watcher, *readers = tokens.values()
    service = Service(path, path.with_suffix(".log"))
    print("ready after", " ".join(f"{once(service):.2f} s" for _ in range(2)))
    service.start()
    print(f"processor until ready: {service.cpu_s():.1f} s")
    time.sleep(2)
    print(f"memory (PSS) of the group, idle: {service.pss_bytes() / MIB:.0f} MiB")
    first, second = Client(service.port, editor), Client(service.port, watcher)
    for name, path_ in (("map", "/cells"), ("draft", f"/plans/{plan_id}/cells")):
        times = []
        for _ in range(3):
            began = time.perf_counter()
            said = first.ask("GET", path_, Accept_Encoding="gzip")
            times.append(time.perf_counter() - began)
        shown = " ".join(f"{one * 1e3:.0f}" for one in times)
        print(f"{name}: {len(said.body) / 1e3:.0f} kB, first and again {shown} ms")
    print("alone:")
    used_s = service.cpu_s()
    edit_on(first, second, plan_id, EDITS // 2, seed=fresh % 1000)
    each_ms = (service.cpu_s() - used_s) / (EDITS // 2) * 1e3
    print(f"  processor for an edit and a look at it: {each_ms:.1f} ms")
    stop = multiprocessing.Event()
    beside = [
        multiprocessing.Process(target=read_on, args=(service.port, token, k, stop, plan_id))
        for k, token in enumerate(readers)
    ]
    for process in beside:
        process.start()
    time.sleep(20)
    used_s, began = service.cpu_s(), time.perf_counter()
    time.sleep(10)
    share = (service.cpu_s() - used_s) / (time.perf_counter() - began)
    print(f"with {READERS} readers beside, which alone keep {share:.2f} processors busy:")
    edit_on(first, second, plan_id, EDITS, seed=fresh % 1000 + 1)
    print(f"memory (PSS) of the group, under load: {service.pss_bytes() / MIB:.0f} MiB")
    stop.set()
    for process in beside:
        process.join()
    service.stop()


def once(service: Service) -> float:
    """Start and stop the service; return how long it took to be ready."""
    ready_s = service.start()
    service.stop()
    return ready_s


def main() -> None:
    if len(sys.argv) > 1:
        path = Path(sys.argv[1])
        if not path.exists():
            build(path).close()
        measure(path)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "town.gpkg"
        build(path).close()
        measure(path)


if __name__ == "__main__":
    main()
