"""Towns with holes and exclaves, points that are hard to locate, and a count of the wrong."""

from __future__ import annotations

import numpy as np
import shapely

from tests.benchmarks.coverages import town, town_points

EASY, HOSTILE = 400_000, 240_000


def holed_town(cell_count: int) -> np.ndarray:
    """Return a town in which every fifth cell is a hole of nothing or lies inside its neighbour.

    A fifth of the cells is shrunk: half of them leave a hole filled by the shrunk cell, the other
    half a hole of nothing, and every third cell takes the exclave of another.
    """
    cells = town(cell_count)
    middles = shapely.centroid(cells)
    inner = cells.copy()
    for position in range(0, len(cells), 5):
        x, y = middles[position].x, middles[position].y
        inner[position] = shapely.transform(
            cells[position], lambda xy, x=x, y=y: (xy - (x, y)) * 0.25 + (x, y)
        )
    chosen = np.arange(0, len(cells), 5)
    outer = cells.copy()
    outer[chosen] = shapely.difference(cells[chosen], inner[chosen])
    merged = list(outer)
    for number, position in enumerate(chosen):
        if number % 3 == 0:
            taker = (position + 7) % len(cells)
            merged[taker] = shapely.MultiPolygon(
                [*shapely.get_parts(merged[taker]), *shapely.get_parts(inner[position])]
            )
        elif number % 3 == 1:
            merged.append(inner[position])
    return np.array(merged, object)


def hostile_points(cells: np.ndarray, *, easy: int = EASY, hostile: int = HOSTILE) -> np.ndarray:
    """Return points: easy ones, then vertices, places on edges, and one ulp beside both."""
    generator = np.random.default_rng(11)
    vertices = shapely.get_coordinates(cells)
    quarter = hostile // 4
    chosen = generator.integers(0, len(vertices) - 1, quarter)
    start, stop = vertices[chosen], vertices[chosen + 1]
    middles = (start + stop) / 2
    between = start + (stop - start) * generator.random((quarter, 1))
    ways = generator.choice([-1e3, 1e3], start.shape)
    beside = np.nextafter(np.where(generator.random((quarter, 1)) < 0.5, start, middles), ways)
    return np.concatenate([town_points(easy), start, middles, between, beside])


def count_wrong(cells: np.ndarray, points: np.ndarray, found: np.ndarray) -> int:
    """Count points that GEOS sees in other cells than the one found, or in none."""
    rows, holders = shapely.STRtree(cells).query(shapely.points(points), predicate="intersects")
    held = np.zeros(len(points), dtype=bool)
    held[rows] = True
    right = np.zeros(len(points), dtype=bool)
    right[rows[holders == found[rows]]] = True
    return int(np.count_nonzero(np.where(held, ~right, found >= 0)))
