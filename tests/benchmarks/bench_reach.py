"""Reach: 5,000 cameras, 20,000 buildings, 2,000 cells and 10,000 streets against shapely.

Run with ``python -m tests.benchmarks.bench_reach [rounds]``. The peer is the strongest composition
of shapely and geopandas that we know of: an STR tree, shadow polygons and one difference for each
camera; then an overlay of cells (of streets) with the views, dissolved by cell (by street). Both
run in turns in one process and get the same views for the second and third step. What they find is
compared. Our kernels use all processors, shapely one.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import geopandas
import numpy as np
import shapely

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).parents[2]))

from gridmap.analysis.covering import union_of
from gridmap.analysis.outlines import Outlines
from gridmap.analysis.sight import Stands, mounted, views
from tests.camera_towns import CameraTown, camera_town

BLOCKS, CAMERAS, CELL_SIDE, ROUNDS = 71, 5000, 45, 5
LEAST_SHARE = 1e-6
STEPS = ("visibility", "cells", "streets")


def peer_views(stands: Stands, sectors: np.ndarray, buildings: np.ndarray) -> np.ndarray:
    tree = shapely.STRtree(buildings)
    found = sectors.copy()
    for number, sector in enumerate(sectors):
        near = tree.query(sector, predicate="intersects")
        if not len(near):
            continue
        eye, far_m = stands.xy[number], 6 * stands.range_m[number]
        dark = []
        for building in buildings[near]:
            ring = shapely.get_coordinates(building)
            away = ring - eye
            far = eye + away * (far_m / np.hypot(away[:, 0], away[:, 1]))[:, None]
            quads = np.stack([ring[:-1], ring[1:], far[1:], far[:-1], ring[:-1]], axis=1)
            shadows = shapely.make_valid(shapely.polygons(quads))
            dark.append(shapely.union_all(np.append(shadows, building)))
        found[number] = sector.difference(shapely.union_all(dark))
    return found


def peer_share(shapes: np.ndarray, seen: np.ndarray, measure: str) -> np.ndarray:
    whole = geopandas.GeoDataFrame({"row": np.arange(len(shapes))}, geometry=shapes)
    pieces = geopandas.overlay(
        whole, geopandas.GeoDataFrame(geometry=seen), how="intersection", keep_geom_type=True
    )
    merged = pieces.dissolve("row")
    found = getattr(merged, measure).reindex(range(len(shapes)), fill_value=0.0)
    return found.to_numpy() / getattr(shapely, measure)(shapes)


def cell_shares(cells: np.ndarray, seen: np.ndarray) -> np.ndarray:
    return union_of(seen).area_inside_m2(Outlines.of(cells)) / shapely.area(cells)


def street_shares(streets: np.ndarray, seen: np.ndarray) -> np.ndarray:
    lines = Outlines.of(streets)
    length_m = np.hypot(*(lines.edges[:, 2:] - lines.edges[:, :2]).T)
    owner = np.repeat(np.arange(len(lines)), np.diff(lines.starts))
    seen_m = union_of(seen).share_of_edges(lines) * length_m
    return np.bincount(owner, seen_m, len(lines)) / shapely.length(streets)


def scene() -> tuple[CameraTown, Stands]:
    town = camera_town(BLOCKS, CAMERAS, CELL_SIDE)
    stands, _ = mounted(town.stands, town.buildings)
    return town, stands


def main(rounds: int = ROUNDS) -> None:
    """Print a line for each step and one for the whole."""
    town, stands = scene()
    sectors = views(stands, town.buildings[:0])
    seconds: dict[tuple[str, str], list[float]] = defaultdict(list)
    results: dict[tuple[str, str], np.ndarray] = {}

    def timed(who: str, step: str, work: Callable[[], np.ndarray]) -> np.ndarray:
        begin = perf_counter()
        results[who, step] = work()
        seconds[who, step].append(perf_counter() - begin)
        return results[who, step]

    seen = views(stands, town.buildings)
    for _ in range(rounds):
        timed("peer", "visibility", lambda: peer_views(stands, sectors, town.buildings))
        timed("own", "visibility", lambda: views(stands, town.buildings))
        timed("peer", "cells", lambda: peer_share(town.cells, seen, "area"))
        timed("own", "cells", lambda: cell_shares(town.cells, seen))
        timed("peer", "streets", lambda: peer_share(town.streets, seen, "length"))
        timed("own", "streets", lambda: street_shares(town.streets, seen))
    print(
        f"{len(stands)} cameras, {len(town.buildings)} buildings, {len(town.cells)} cells, "
        f"{len(town.streets)} streets; medians of {rounds}"
    )
    for who in ("peer", "own"):
        results[who, "visibility"] = shapely.area(results[who, "visibility"])
    for step in STEPS:
        peer, own = results["peer", step], results["own", step]
        report(step, seconds["peer", step], seconds["own", step])
        some = peer > LEAST_SHARE * peer.max()
        relative = (abs(own - peer)[some] / peer[some]).max()
        print(
            f"{'':<12}greatest difference {abs(own - peer).max() / peer.max():.1e} of the most, "
            f"{relative:.1e} of its own size ({some.sum()} of {len(some)} above {LEAST_SHARE:g})"
        )
    whole = {who: np.sum([seconds[who, step] for step in STEPS], axis=0) for who in ("peer", "own")}
    report("whole", list(whole["peer"]), list(whole["own"]))


def report(step: str, peer: list[float], own: list[float]) -> None:
    ratios = np.array(peer) / np.array(own)
    print(
        f"{step:<12}shapely {np.median(peer):7.3f} s   gridmap {np.median(own):7.3f} s"
        f"   ratio {np.median(ratios):6.1f} ({ratios.min():.1f} to {ratios.max():.1f})"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
