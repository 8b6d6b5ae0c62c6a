"""Bytes a point in our stand-alone map against folium's own layers, in one run.

Run: ``python tests/benchmarks/bench_map_bytes.py [points]``. The figure of each is the file with
the points less the file without any, so that neither pays for its scripts; positions are kept to
half a metre and each point has a class, told as folium's popup.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import folium
import numpy as np

from gridmap.domain import PointKind
from gridmap.drawing.layers import MapLayers, PointLayer, ShownClass, Wording
from gridmap.drawing.standalone import build_map

CLASSES = 8


def sample(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return clustered places and their classes."""
    rng = np.random.default_rng(0)
    centres = rng.uniform((114.25, 30.55), (114.35, 30.65), (60, 2))
    places = centres[rng.integers(0, 60, count)] + rng.normal(0, 0.004, (count, 2))
    return places, rng.integers(0, CLASSES, count)


def ours(places: np.ndarray, classes: np.ndarray) -> str:
    shown = tuple(ShownClass(f"c{i}", Wording(f"类{i}", f"c{i}")) for i in range(CLASSES))
    layer = PointLayer(PointKind.SHOP, shown, places[:, 0], places[:, 1], classes)
    return build_map(MapLayers(name="a", points=[layer])).get_root().render()


def circles(places: np.ndarray, classes: np.ndarray) -> str:
    plain = folium.Map(tiles=None)
    for (lon, lat), number in zip(places.tolist(), classes.tolist(), strict=True):
        folium.CircleMarker([lat, lon], radius=2, popup=f"c{number}").add_to(plain)
    return plain.get_root().render()


def markers(places: np.ndarray, classes: np.ndarray) -> str:
    plain = folium.Map(tiles=None)
    for (lon, lat), number in zip(places.tolist(), classes.tolist(), strict=True):
        folium.Marker([lat, lon], popup=f"c{number}").add_to(plain)
    return plain.get_root().render()


def measure(
    draw: Callable[[np.ndarray, np.ndarray], str], places: np.ndarray, classes: np.ndarray
) -> tuple[float, float]:
    """Return bytes a point and seconds."""
    empty = len(draw(places[:0], classes[:0]).encode())
    started = time.perf_counter()
    full = len(draw(places, classes).encode())
    return (full - empty) / len(places), time.perf_counter() - started


def main() -> None:
    places, classes = sample(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    own, own_s = measure(ours, places, classes)
    print(f"{len(places)} points")
    print(f"ours                 {own:8.2f} B/point  {own_s:6.2f} s")
    for name, draw in (("folium CircleMarker", circles), ("folium Marker", markers)):
        theirs, seconds = measure(draw, places, classes)
        print(f"{name:20} {theirs:8.1f} B/point  {seconds:6.2f} s  {theirs / own:6.0f} x ours")


if __name__ == "__main__":
    main()
