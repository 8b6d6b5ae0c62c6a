"""Synthetic towns of street blocks as graphs, for benchmarks of division."""

from __future__ import annotations

import numpy as np
from scipy.spatial import Voronoi

from gridmap.division.graph import BlockGraph, graph_from_pairs


def town(blocks: int, seed: int = 5) -> BlockGraph:
    """Return a round town of jagged blocks, denser in its centre, 8 % without any load."""
    generator = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(blocks * 1.9)))
    spread = np.linspace(-1.0, 1.0, side)
    points = np.stack(np.meshgrid(spread, spread), axis=-1).reshape(-1, 2)
    points += generator.uniform(-0.38, 0.38, points.shape) * (2.0 / side)
    points *= 12_000.0 * (0.55 + 0.45 * np.hypot(*points.T))[:, None]
    inner = np.argsort(np.hypot(*points.T))[:blocks]
    place = np.full(len(points), -1)
    place[inner] = np.arange(blocks)
    diagram = Voronoi(points)
    return _graph(diagram, points, place, generator)


def _graph(
    diagram: Voronoi,
    points: np.ndarray,
    place: np.ndarray,
    generator: np.random.Generator,
) -> BlockGraph:
    pairs = place[diagram.ridge_points]
    ends = np.array(diagram.ridge_vertices)
    sound = (ends >= 0).all(axis=1) & (pairs >= 0).any(axis=1)
    pairs, ends = pairs[sound], ends[sound]
    a, b = diagram.vertices[ends[:, 0]], diagram.vertices[ends[:, 1]]
    # Jagged edges: every border is a fractal, up to a third longer than its chord.
    length = np.hypot(*(a - b).T) * generator.uniform(1.05, 1.35, len(a))
    count = int(place.max()) + 1
    centre = points[np.argsort(np.where(place < 0, len(points), place), kind="stable")[:count]]
    area = np.zeros(count)
    perimeter = np.zeros(count)
    for column in range(2):
        held = pairs[:, column] >= 0
        owner = pairs[held, column]
        cross = np.abs(
            (a[held, 0] - centre[owner, 0]) * (b[held, 1] - centre[owner, 1])
            - (a[held, 1] - centre[owner, 1]) * (b[held, 0] - centre[owner, 0])
        )
        np.add.at(area, owner, 0.5 * cross)
        np.add.at(perimeter, owner, length[held])
    load = generator.lognormal(3.0, 0.7, count) * np.exp(-np.hypot(*centre.T) / 12_000.0)
    load *= np.sqrt(area / area.mean())
    load[generator.random(count) < 0.08] = 0.0
    both = (pairs >= 0).all(axis=1)
    return graph_from_pairs(
        pairs[both, 0],
        pairs[both, 1],
        length[both],
        centre_m=centre,
        area_m2=area,
        perimeter_m=perimeter,
        load=np.round(load),
    )


def with_rivers(graph: BlockGraph, bridges_m: float = 3_000.0) -> BlockGraph:
    """Return the graph with two winding rivers that are crossed only every few kilometres."""
    x, y = graph.centre_m.T
    passable = graph.passable.copy()
    for offset in (-2_500.0, 2_500.0):
        bank = np.sign(y - offset - 1_500.0 * np.sin(x / 2_500.0))
        crossing = bank[graph.sources] != bank[graph.indices]
        middle = 0.5 * (x[graph.sources] + x[graph.indices])
        passable &= ~(crossing & (np.abs(middle) % bridges_m > 150.0))
    return BlockGraph(
        graph.indptr,
        graph.indices,
        graph.border_m,
        passable,
        graph.centre_m,
        graph.area_m2,
        graph.perimeter_m,
        graph.load,
    )
