"""Two communities side by side with a winding border, drawn at random and divided separately."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely

from gridmap.domain import Area, Territory
from gridmap.geometry import from_units, length_m, snap_round, to_units
from gridmap.services.dividing import Wish, divide_communities
from gridmap.store import MemoryStore

WEST, EAST = "330106001001", "330106001002"
CORNER = np.array([1_201_300_000, 302_600_000])
SIDE_UNITS = 40_000


def communities(rng: np.random.Generator) -> list[Area]:
    """Return two areas that share a border of 2 to 30 nodes and many directions."""
    count = int(rng.integers(2, 30))
    y = np.sort(rng.choice(np.arange(200, SIDE_UNITS - 200), count, replace=False))
    x = SIDE_UNITS // 2 + np.rint(rng.normal(0, 2_500, count)).astype(int)
    border = np.column_stack([np.clip(x, 8_000, 32_000), y])
    top, foot = [[20_000, SIDE_UNITS]], [[20_000, 0]]
    line = np.concatenate([foot, border, top])
    west = np.concatenate([line, [[0, SIDE_UNITS], [0, 0]]])
    east = np.concatenate([line[::-1], [[SIDE_UNITS, 0], [SIDE_UNITS, SIDE_UNITS]]])
    shapes = [shapely.Polygon(from_units(ring + CORNER)) for ring in (west, east)]
    shapes = snap_round(np.array(shapes)).geometries
    return [
        Area(code, "community", code, None, shape)
        for code, shape in zip((WEST, EAST), shapes, strict=True)
    ]


def fresh_store(areas: list[Area]) -> MemoryStore:
    store = MemoryStore()
    with store.writing() as work:
        work.set_territory(Territory("试验镇"))
        work.put_areas(areas)
    return store


def divide(store, code: str, rng: np.random.Generator) -> str:
    """Divide one community by a lattice of random size; return the draft."""
    method = str(rng.choice(["lattice", "hexagon"]))
    wish = Wish(method=method, target_area_m2=float(rng.uniform(6_000, 40_000)))
    return divide_communities(store, wish, [code])[0].plan.id


def border_edges(west, east) -> set[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the edges that cells of both sides have, in units, ends in order."""
    first, second = (_edges(cells) for cells in (west, east))
    return first & second


def _edges(cells) -> set[tuple[tuple[int, int], tuple[int, int]]]:
    found = set()
    for ring in shapely.get_rings(np.asarray(cells, dtype=object)):
        nodes = map(tuple, to_units(shapely.get_coordinates(ring)).tolist())
        found |= {(min(edge), max(edge)) for edge in pairwise(nodes)}
    return found


def lengths_m(edges) -> list[float]:
    return [float(length_m([shapely.LineString(from_units(np.array(e)))])[0]) for e in edges]
