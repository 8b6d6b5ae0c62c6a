"""Write and read 20,000 points: the store against a plain GeoPackage written and read by GDAL.

Run with ``python -m tests.benchmarks.bench_store``. GDAL writes columns as they are; the store also
checks every attribute, rounds to the lattice, files each point in its cell and syncs to the disk.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pyogrio.raw
import shapely

from gridmap.domain import Point, PointKind
from gridmap.store import open_store
from tests.contract.worlds import settle, shop

COUNT = 20_000
ROUNDS = 5


def points() -> list[Point]:
    places = np.random.default_rng(0).uniform((114.30, 30.60), (114.32, 30.61), (COUNT, 2))
    return [
        shop(
            f"s{number:05d}",
            lon,
            lat,
            name=f"第 {number} 号店",
            attributes={"address": f"人民路 {number} 号", "grade": "A", "cctv": True},
        )
        for number, (lon, lat) in enumerate(places.tolist())
    ]


def by_gdal(shops: list[Point], path: Path) -> None:
    places = shapely.points([(point.lon, point.lat) for point in shops])
    columns = {
        "id": [point.id for point in shops],
        "name": [point.name for point in shops],
        "address": [point.attributes["address"] for point in shops],
        "grade": [point.attributes["grade"] for point in shops],
    }
    pyogrio.raw.write(
        path,
        shapely.to_wkb(places),
        [np.array(column, object) for column in columns.values()],
        list(columns),
        layer="shop",
        geometry_type="Point",
        crs="EPSG:4326",
        driver="GPKG",
    )


def timed(action, *args) -> float:
    start = perf_counter()
    action(*args)
    return perf_counter() - start


def by_store(store, shops: list[Point]) -> None:
    with store.writing() as work:
        work.put_points(shops)


def read_store(store) -> None:
    with store.reading() as reader:
        reader.points(PointKind.SHOP)


def main() -> None:
    shops = points()
    seconds: dict[str, list[float]] = {"store": [], "GDAL": [], "store again": [], "read": []}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS + 1):
            store = open_store(Path(folder) / f"store{number}.gpkg", create=True)
            settle(store)
            seconds["store"].append(timed(by_store, store, shops))
            seconds["GDAL"].append(timed(by_gdal, shops, Path(folder) / f"gdal{number}.gpkg"))
            seconds["store again"].append(timed(by_store, store, shops))
            seconds["read"].append(timed(read_store, store))
            store.close()
    # The first round compiles kernels and warms the disk.
    medians = {name: median(values[1:]) for name, values in seconds.items()}
    for name, value in medians.items():
        print(f"{name:12} {value:6.2f} s   {value / medians['GDAL']:5.2f} x GDAL's writing")


if __name__ == "__main__":
    main()
