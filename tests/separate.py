"""Two communities side by side with a winding border, drawn at random and divided separately.

Roads cross the border. Between two divisions each is shifted by up to a metre, so that the two
sides end their lines at nearly the same places, which is what breaks the usual recipe.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import shapely

from gridmap.domain import (
    Area,
    Assignment,
    Duty,
    LineClass,
    PlanStatus,
    Street,
    Territory,
    Worker,
)
from gridmap.geometry import from_units, round_to_lattice, snap_round, to_units
from gridmap.geometry.measure import segment_lengths_m
from gridmap.services.dividing import Wish, divide_communities
from gridmap.store import MemoryStore

WEST, EAST = "330106001001", "330106001002"
DAY = date(2026, 1, 1)
CORNER = np.array([1_201_300_000, 302_600_000])
SIDE_UNITS = 40_000
ROADS = 9
SHIFT_UNITS = 100
METHODS = ("blocks", "lattice", "lattice-hexagon")


def communities(rng: np.random.Generator) -> list[Area]:
    """Return two areas that share a border of 2 to 30 edges in many directions."""
    count = int(rng.integers(1, 30))
    y = np.sort(rng.choice(np.arange(200, SIDE_UNITS - 200), count, replace=False))
    x = SIDE_UNITS // 2 + np.rint(rng.normal(0, 2_500, count)).astype(int)
    border = np.column_stack([np.clip(x, 8_000, 32_000), y])
    line = np.concatenate([[[20_000, 0]], border, [[20_000, SIDE_UNITS]]])
    west = np.concatenate([line, [[0, SIDE_UNITS], [0, 0]]])
    east = np.concatenate([line[::-1], [[SIDE_UNITS, 0], [SIDE_UNITS, SIDE_UNITS]]])
    shapes = [shapely.Polygon(from_units(ring + CORNER)) for ring in (west, east)]
    shapes = snap_round(np.array(shapes)).geometries
    return [
        Area(code, "community", code, None, shape)
        for code, shape in zip((WEST, EAST), shapes, strict=True)
    ]


def settled(rng: np.random.Generator) -> MemoryStore:
    """Return a store with both communities, workers, and roads across the border."""
    store = MemoryStore()
    with store.writing() as work:
        work.set_territory(Territory("试验镇"))
        work.put_areas(communities(rng))
        work.put_workers([Worker(code, code, code) for code in (WEST, EAST)])
    lay_roads(store, rng.uniform(0, SIDE_UNITS, (ROADS, 2)))
    return store


def lay_roads(store: MemoryStore, heights: np.ndarray) -> None:
    """Lay roads from the west end to the east end, and two from the south to the north."""
    ends = [((-500, left), (SIDE_UNITS + 500, right)) for left, right in heights]
    ends += [((x, -500), (x, SIDE_UNITS + 500)) for x in (9_000, 31_000)]
    lines = round_to_lattice([shapely.LineString((np.array(line) + CORNER) / 1e7) for line in ends])
    with store.writing() as work:
        work.put_streets(
            Street(f"r{number}", f"{number} 路", LineClass.BRANCH_ROAD, line)
            for number, line in enumerate(lines)
        )


def shift_roads(store: MemoryStore, rng: np.random.Generator) -> None:
    with store.reading() as reader:
        lines = [street.geometry for street in reader.streets()]
    places = to_units(shapely.get_coordinates(lines)).reshape(-1, 2, 2) - CORNER
    heights = places[:ROADS, :, 1] + rng.integers(-SHIFT_UNITS, SHIFT_UNITS, (ROADS, 2))
    lay_roads(store, heights)


def divide(store: MemoryStore, code: str, rng: np.random.Generator) -> str:
    """Divide one community and lead its cells; return the draft."""
    method = METHODS[int(rng.choice(3, p=(0.7, 0.2, 0.1)))]
    area_m2 = None if method == "blocks" else float(rng.uniform(8_000, 30_000))
    wish = Wish(method=method, target_area_m2=area_m2)
    plan = divide_communities(store, wish, [code])[0].plan
    lead(store, plan.id)
    return plan.id


def lead(store: MemoryStore, plan_id: str) -> None:
    """Give every cell of a draft that has no leader the one worker of its community."""
    with store.writing() as work:
        led = {item.cell_code for item in work.assignments() if item.valid_to is None}
        work.put_assignments(
            Assignment(cell.code, work.plan(plan_id).community_code, Duty.LEADER, DAY)
            for cell in work.cells(plan_id)
            if cell.code not in led
        )


def cells_of(store: MemoryStore, code: str) -> np.ndarray:
    with store.reading() as reader:
        return np.array([cell.geometry for cell in reader.published_cells(code)], dtype=object)


def outlines_of(store: MemoryStore) -> list[shapely.Polygon]:
    with store.reading() as reader:
        return [area.boundary for area in reader.areas("community")]


def border_edges(west, east) -> set[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the edges that both sides have, in units, the lower end first."""
    return edges_of(west) & edges_of(east)


def edges_of(shapes) -> set[tuple[tuple[int, int], tuple[int, int]]]:
    found = set()
    for ring in shapely.get_rings(np.asarray(shapes, dtype=object)):
        nodes = map(tuple, to_units(shapely.get_coordinates(ring)).tolist())
        found |= {(min(edge), max(edge)) for edge in pairwise(nodes)}
    return found


def lengths_m(edges) -> np.ndarray:
    if not edges:
        return np.zeros(0)
    ends = from_units(np.array(sorted(edges)))
    return segment_lengths_m(ends[:, 0], ends[:, 1])


def in_force(store: MemoryStore) -> set[str]:
    with store.reading() as reader:
        return {plan.community_code for plan in reader.plans(status=PlanStatus.PUBLISHED)}
