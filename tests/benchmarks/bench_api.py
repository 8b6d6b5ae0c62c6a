"""What the map and desktop GIS ask of the service, over loopback, on the larger town.

Run with ``python -m tests.benchmarks.bench_api [STORE]``. The town has 2,000 cells with 200,000
vertices and 200,000 points; STORE keeps it for the next run. Each address is asked once cold and
then again with other parameters, so that no kept answer is timed; after that the density of a
million points in this process, and GDAL reading all shops.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import shapely

from gridmap.domain.point_columns import Coded, PointColumns
from gridmap.drawing.raster import density_png
from gridmap.services.live_heat import HeatBandwidth, HeatGround, HeatPoints
from tests.benchmarks.big_store import build
from tests.reliability.service import Client, Service, admit

ROUNDS = 20
MILLION = 1_000_000


def shifts(frame: np.ndarray) -> Iterator[str]:
    """Yield views of a ninth of a frame, each another."""
    rng = np.random.default_rng(5)
    size = (frame[2:] - frame[:2]) / 3
    while True:
        corner = frame[:2] + rng.uniform(0, 1, 2) * (frame[2:] - frame[:2] - size)
        yield ",".join(f"{value:.6f}" for value in (*corner, *(corner + size)))


def asked(client: Client, name: str, path: Callable[[str], str], views: Iterator[str]) -> None:
    """Ask an address cold and in turns, and tell times and sizes."""
    times, sizes = [], []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        answer = client.ask("GET", path(next(views)), Accept_Encoding="gzip")
        times.append((time.perf_counter() - began) * 1e3)
        assert answer.status == 200, answer.body[:300]
        sizes.append(len(answer.body))
    cold, *rest = times
    half, most = np.percentile(rest, [50, 95])
    print(
        f"{name:44} cold {cold:8.1f} ms  p50 {half:7.1f}  p95 {most:7.1f}  "
        f"{np.mean(sizes) / 1e3:8.1f} kB"
    )


def _salt(view: str, most: int) -> int:
    """Return a number that hangs on a view alone, so that every address is another."""
    return sum(map(ord, view)) * 7919 % most


ADDRESSES: dict[str, Callable[[str], str]] = {
    "shops packed, all": lambda view: f"/points/shop?form=packed&limit={_salt(view, 999) + 1}",
    "shops packed, in view": lambda view: f"/points/shop?form=packed&bbox={view}",
    "clusters, in view": lambda view: f"/points/shop?form=clusters&zoom=13&bbox={view}",
    "rows, in view": lambda view: f"/points/shop?form=rows&limit=100&bbox={view}",
    "cells at zoom 12, all": lambda view: f"/layers/cells?zoom=12.{_salt(view, 999):03d}",
    "cells at zoom 15, in view": lambda view: f"/layers/cells?zoom=15&bbox={view}",
    "cells as stored, in view": lambda view: f"/layers/cells?zoom=17&bbox={view}",
    "density of incidents, in view": lambda view: f"/density/incident?hotspots=false&frame={view}",
    "tally by hour of the week": lambda view: f"/tallies/incident?by=week_hour&bbox={view}",
    "search": lambda view: f"/search?q=dian%20{_salt(view, 190_000)}",
    "locate": lambda view: f"/locate?lon={view.split(',')[0]}&lat={view.split(',')[1]}",
    "view of a camera": lambda view: (
        f"/reaches/view?azimuth=90&angle_deg=60&lon={view.split(',')[0]}&lat={view.split(',')[1]}"
    ),
}


def ogc(port: int, token: str) -> None:
    """Read a thousand shops a page, from page to page, on one connection."""
    times, after, headers = [], "", {"Authorization": f"Bearer {token}"}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        for _ in range(ROUNDS * 2):
            began = time.perf_counter()
            address = f"/ogc/collections/shops/items?limit=1000&after={after}"
            connection.request("GET", address, headers=headers)
            body = connection.getresponse().read()
            times.append((time.perf_counter() - began) * 1e3)
            after = json.loads(body)["features"][-1]["id"]
    half, most = np.percentile(times[1:], [50, 95])
    size = len(body) / 1e3
    print(f"{'OGC page of 1,000 items':44} p50 {half:7.1f}  p95 {most:7.1f}  {size:8.1f} kB")


_GDAL = (
    "import pyogrio, sys\n"
    "print(len(pyogrio.read_dataframe(f'OAPIF:{sys.argv[1]}', layer='shops', USERPWD=sys.argv[2])))"
)


def by_gdal(port: int, token: str) -> None:
    """Let GDAL read all shops."""
    command = [sys.executable, "-W", "ignore", "-c", _GDAL]
    began = time.perf_counter()
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}/ogc", f"bench:{token}"],
        capture_output=True,
        check=True,
        text=True,
    )
    spent = time.perf_counter() - began
    print(f"{'GDAL reads all shops':44} {int(done.stdout):,} in {spent:.1f} s")


def million() -> None:
    """Tell how long the density of a million points takes after a pan, with its picture."""
    rng = np.random.default_rng(1)
    turn = np.linspace(0, 2 * np.pi, 2000)
    ring = np.column_stack(
        [
            114.3 + 0.09 * np.cos(turn) * (1 + 0.1 * np.sin(7 * turn)),
            30.6 + 0.08 * np.sin(turn) * (1 + 0.1 * np.sin(5 * turn)),
        ]
    )
    centres = rng.uniform((114.22, 30.53), (114.38, 30.67), (400, 2))
    lonlat = centres[rng.integers(0, 400, MILLION)] + rng.normal(0, 0.003, (MILLION, 2))
    none = Coded((), np.full(MILLION, -1, np.int32))
    columns = PointColumns(
        *(np.full(MILLION, "", object) for _ in range(3)),
        lonlat,
        *(none for _ in range(3)),
        np.full(MILLION, np.datetime64("NaT"), "datetime64[ms]"),
        np.zeros(MILLION, np.int64),
    )
    heat = HeatBandwidth(HeatPoints(columns, HeatGround.of(shapely.Polygon(ring))), 150.0)
    rows = np.ones(MILLION, np.bool_)
    began = time.perf_counter()
    whole = heat.density(rows)
    first = time.perf_counter() - began
    times = []
    for view, _ in zip(
        shifts(np.array([114.22, 30.53, 114.38, 30.67])), range(ROUNDS), strict=False
    ):
        began = time.perf_counter()
        west, south, east, north = map(float, view.split(","))
        shown = heat.density(rows, (west, south, east, north))
        density_png(shown.values, whole.classes)
        times.append((time.perf_counter() - began) * 1e3)
    half, most = np.percentile(times, [50, 95])
    print(
        f"{'density of 1,000,000 points, a pan':44} first {first * 1e3:7.0f} ms  "
        f"p50 {half:7.1f}  p95 {most:7.1f}"
    )


def measured(path: Path, token: str, log: Path) -> None:
    service = Service(path, log)
    print(f"{'ready after':44} {service.start():.2f} s")
    try:
        with closing(Client(service.port, token)) as client:
            frame = np.array(json.loads(client.ask("GET", "/overview").body)["bounds"])
            views = shifts(frame)
            for name, path_of in ADDRESSES.items():
                asked(client, name, path_of, views)
        ogc(service.port, token)
        by_gdal(service.port, token)
    finally:
        service.stop()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "town.gpkg"
        if not path.exists():
            with closing(build(path)) as store:
                tokens = admit(store, path, "bench")
            path.with_suffix(".token").write_text(tokens["bench"])
        measured(path, path.with_suffix(".token").read_text(), Path(folder) / "log")
    million()


if __name__ == "__main__":
    main()
