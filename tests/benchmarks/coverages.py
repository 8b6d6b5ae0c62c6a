"""Synthetic towns: jagged cells that share every vertex, and clustered points. Deterministic."""

from __future__ import annotations

import numpy as np
import shapely

WEST, SOUTH = 116.3, 39.8
TOWN_RADIUS_DEG = 0.1


def town(cell_count: int, *, seed: int = 1, depth: int = 5) -> np.ndarray:
    """Return about `cell_count` cells of a round town as an exact coverage, shape (N,).

    Nodes are a shaken lattice. Each border is bent `depth` times: its middle moves along the line
    between the middles of its two cells, and both halves keep inside half the diamond, so that
    borders never meet. Upright borders are bent once less.
    """
    generator = np.random.default_rng(seed)
    size = int(np.ceil(np.sqrt(cell_count * 4 / np.pi))) + 1
    lattice = np.stack(np.meshgrid(np.arange(size + 1), np.arange(size + 1), indexing="ij"), 2)
    nodes = lattice + generator.uniform(-0.25, 0.25, lattice.shape)
    middles = (nodes[:-1, :-1] + nodes[1:, :-1] + nodes[:-1, 1:] + nodes[1:, 1:]) / 4
    around = np.pad(middles, ((1, 1), (1, 1), (0, 0)), mode="reflect", reflect_type="odd")
    level = _bent(
        nodes[:-1], nodes[1:], around[1:-1, 1:], around[1:-1, :-1], generator=generator, depth=depth
    )
    upright = _bent(
        nodes[:, :-1],
        nodes[:, 1:],
        around[:-1, 1:-1],
        around[1:, 1:-1],
        generator=generator,
        depth=depth - 1,
    )
    cells = []
    for i in range(size):
        for j in range(size):
            if np.hypot(*(middles[i, j] - size / 2)) > size / 2:
                continue
            ring = [
                level[i, j][:-1],
                upright[i + 1, j][:-1],
                level[i, j + 1][:0:-1],
                upright[i, j][::-1],
            ]
            cells.append(np.concatenate(ring))
    scale = 2 * TOWN_RADIUS_DEG / size
    return np.array([shapely.Polygon(cell * scale + (WEST, SOUTH)) for cell in cells])


def _bent(start, end, left, right, *, generator, depth) -> np.ndarray:
    """Return each border as 2**depth + 1 vertices, on the next to last axis."""
    if depth == 0:
        return np.stack([start, end], axis=-2)
    share = generator.uniform(0.3, 0.7, (*start.shape[:-1], 1))
    middle = left + (right - left) * share
    first = _bent(
        start, middle, (start + left) / 2, (start + right) / 2, generator=generator, depth=depth - 1
    )
    second = _bent(
        middle, end, (left + end) / 2, (right + end) / 2, generator=generator, depth=depth - 1
    )
    return np.concatenate([first[..., :-1, :], second], axis=-2)


def town_points(count: int, *, seed: int = 3) -> np.ndarray:
    """Return points, shape (count, 2): seven of ten in clusters, a few outside the town."""
    generator = np.random.default_rng(seed)
    middle = np.array([WEST, SOUTH]) + TOWN_RADIUS_DEG
    clusters = generator.normal(0.0, 0.45 * TOWN_RADIUS_DEG, (400, 2))
    spread = generator.lognormal(-6.3, 0.6, 400)
    weight = generator.pareto(1.5, 400) + 0.1
    choice = generator.choice(400, size=count, p=weight / weight.sum())
    points = clusters[choice] + generator.normal(size=(count, 2)) * spread[choice, None]
    anywhere = generator.random(count) < 0.3
    points[anywhere] = generator.uniform(-1, 1, (int(anywhere.sum()), 2)) * TOWN_RADIUS_DEG
    return points + middle
