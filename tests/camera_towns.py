"""A town on a plane in metres: blocks of buildings between streets, and cameras on the streets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from gridmap.analysis.sight import Stands

BLOCK_M = 90.0


@dataclass(frozen=True)
class CameraTown:
    buildings: np.ndarray
    streets: np.ndarray
    cells: np.ndarray
    stands: Stands


def camera_town(
    side: int, cameras: int, cell_side: int, *, seed: int = 0, range_m=(50.0, 100.0)
) -> CameraTown:
    """Build `side` x `side` blocks of four buildings and `cell_side` x `cell_side` ragged cells."""
    rng = np.random.default_rng(seed)
    streets = _streets(side)
    along = shapely.line_interpolate_point(
        streets[rng.integers(0, len(streets), cameras)], rng.random(cameras), normalized=True
    )
    stands = Stands(
        shapely.get_coordinates(along) + rng.normal(0, 1.5, (cameras, 2)),
        rng.uniform(-np.pi, np.pi, cameras),
        np.full(cameras, np.pi / 3),
        rng.uniform(*range_m, cameras),
    )
    return CameraTown(_buildings(rng, side), streets, _cells(rng, side, cell_side), stands)


def _buildings(rng: np.random.Generator, side: int) -> np.ndarray:
    shapes = []
    for row in range(side):
        for column in range(side):
            middle = (np.array([column, row]) + 0.5) * BLOCK_M
            angle = rng.normal(0, 0.06)
            turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
            for corner in ((-19, -19), (19, -19), (-19, 19), (19, 19)):
                w, h = rng.uniform(7, 15, 2)
                box = [(-w, -h), (w, -h), (w, h), (-w, h)]
                nook = [(-w, -h), (w, -h), (w, 0), (0, 0), (0, h), (-w, h)]
                outline = np.array(nook if rng.random() < 0.3 else box) + corner
                shapes.append(shapely.Polygon(outline @ turn + middle))
    return np.array(shapes, dtype=object)


def _streets(side: int) -> np.ndarray:
    steps = np.arange(side + 1) * BLOCK_M
    low, high = np.meshgrid(steps, np.arange(side) * BLOCK_M)
    low, high = low.ravel(), high.ravel()
    up = np.stack([np.column_stack([low, high]), np.column_stack([low, high + BLOCK_M])], axis=1)
    lines: np.ndarray = shapely.linestrings(np.concatenate([up, up[:, :, ::-1]]))
    return lines


def _cells(rng: np.random.Generator, side: int, cell_side: int, steps: int = 15) -> np.ndarray:
    """Return cells that share ragged borders, each of 4 * `steps` edges."""
    size = side * BLOCK_M / cell_side
    fine = cell_side * steps + 1
    grid = np.stack(np.meshgrid(np.arange(fine), np.arange(fine)), axis=-1) * (size / steps)
    grid += rng.normal(0, 0.1 * size / steps, grid.shape)
    cells = []
    for row in range(cell_side):
        for column in range(cell_side):
            y, x = row * steps, column * steps
            ring = [
                *grid[y, x : x + steps],
                *grid[y : y + steps, x + steps],
                *grid[y + steps, x + 1 : x + steps + 1][::-1],
                *grid[y + 1 : y + steps + 1, x][::-1],
            ]
            cells.append(shapely.Polygon(ring))
    return np.array(cells, dtype=object)
