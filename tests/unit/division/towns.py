"""Small towns for tests of division: blocks that share every node, by construction."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely

UNIT = 10_000_000
ORIGIN = (1_143_000_000, 306_000_000)
BLOCK_UNITS = 8_000  # about 80 m


def ring(corners: list[tuple[float, float]]) -> shapely.Polygon:
    """Return a polygon on the lattice from corners in lattice units from the origin."""
    units = np.rint(np.asarray(corners, dtype=np.float64)).astype(np.int64) + ORIGIN
    return shapely.Polygon(units / UNIT)


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Return a rectangle on the lattice, in lattice units from the origin."""
    return ring([(west, south), (east, south), (east, north), (west, north)])


def line(*at: tuple[float, float]) -> shapely.LineString:
    """Return a line, in lattice units from the origin."""
    return shapely.LineString((np.asarray(at, dtype=np.float64) + ORIGIN) / UNIT)


def town(columns: int, rows: int, seed: int = 0) -> np.ndarray:
    """Return the jittered blocks of a grid of streets, west to east in rows from the south."""
    generator = np.random.default_rng(seed)
    nodes = np.stack(np.meshgrid(np.arange(columns + 1), np.arange(rows + 1)), axis=-1) * 1.0
    nodes += generator.uniform(-0.3, 0.3, nodes.shape)
    nodes = nodes * BLOCK_UNITS
    return np.array(
        [
            ring([nodes[y, x], nodes[y, x + 1], nodes[y + 1, x + 1], nodes[y + 1, x]])
            for y in range(rows)
            for x in range(columns)
        ],
        dtype=object,
    )


def outline(blocks: np.ndarray) -> shapely.Polygon:
    """Return the boundary that blocks fill."""
    return shapely.normalize(shapely.coverage_union_all(blocks))


def city(seed: int = 0, corners: int = 30) -> shapely.Polygon:
    """Return a jagged boundary about 1 km across with a pond in it."""
    generator = np.random.default_rng(seed)
    angle = np.linspace(0.0, 2.0 * np.pi, corners, endpoint=False)
    angle += generator.uniform(0.0, 4.0 / corners, corners)
    radius = 50_000.0 * generator.uniform(0.7, 1.3, corners)
    shell = ring(list(zip(radius * np.cos(angle), radius * np.sin(angle), strict=True)))
    pond = ring([(3_000, -4_000), (11_000, -2_000), (8_000, 7_000), (1_000, 5_000)])
    return shapely.Polygon(shell.exterior, [pond.exterior])


def with_node(boundary: shapely.Polygon, x: float, y: float) -> shapely.Polygon:
    """Return a boundary with one more node on an edge, in lattice units from the origin."""
    node = line((x, y), (x + 1, y)).coords[0]
    corners = list(boundary.exterior.coords)
    edges = [shapely.LineString(edge) for edge in pairwise(corners)]
    place = int(np.argmin(shapely.distance(edges, shapely.Point(node)))) + 1
    return shapely.Polygon([*corners[:place], node, *corners[place:]], boundary.interiors)
