"""Generators of coverages for property tests, all on the lattice unless they say otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from hypothesis import strategies as st

from gridmap.geometry import UNITS_PER_DEGREE, from_units, to_units

HANGZHOU = (1_201_000_000, 302_000_000)


def from_local(polygon_units, origin=HANGZHOU):
    """Bring geometries in local units to lon/lat on the lattice."""
    return shapely.transform(
        polygon_units, lambda xy: from_units(np.rint(xy).astype(np.int64) + np.array(origin))
    )


def jittered_tiles(columns, rows, size, jitter, *, seed):
    """Make a coverage of quadrilaterals whose inner and outer corners are shaken."""
    shake = np.random.default_rng(seed).integers(-jitter, jitter + 1, (columns + 1, rows + 1, 2))
    grid = np.stack(np.mgrid[0 : columns + 1, 0 : rows + 1], axis=-1) * size + shake
    corners = [grid[:-1, :-1], grid[1:, :-1], grid[1:, 1:], grid[:-1, 1:]]
    squares = np.stack(corners, axis=2).reshape(-1, 4, 2)
    return from_local(shapely.polygons(squares.astype(float)))


@dataclass(frozen=True)
class Coverage:
    """A coverage that is exact by construction, with its boundary."""

    cells: np.ndarray
    boundary: shapely.Geometry


@st.composite
def coverages(draw, *, largest=6, holes=True):
    """Draw coverages of merged tiles: ragged outlines, cells of several tiles, holes, exclaves."""
    columns, rows = draw(st.integers(1, largest)), draw(st.integers(1, largest))
    size = draw(st.sampled_from([40, 1_000, 30_000]))
    seed = draw(st.integers(0, 2**32 - 1))
    tiles = jittered_tiles(columns, rows, size, size // 5, seed=seed)
    count = len(tiles)
    names = np.array(
        draw(
            st.lists(
                st.integers(0 if holes else 1, max(count // 2, 1)), min_size=count, max_size=count
            )
        )
    )
    if not names.any():
        names[0] = 1
    # Tiles named 0 stay void, so that the boundary may have holes and several parts.
    cells = np.array(
        [shapely.coverage_union_all(tiles[names == name]) for name in np.unique(names[names > 0])]
    )
    return Coverage(cells, shapely.coverage_union_all(tiles[names > 0]))


@st.composite
def untidy_coverages(draw):
    """Draw coverages whose cells were shaken each for itself, off the lattice."""
    coverage = draw(coverages())
    reach_units = draw(st.sampled_from([0.3, 1.0, 2.5]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return np.array([shaken(cell, reach_units, rng) for cell in coverage.cells])


def shaken(geometry, reach_units, rng):
    """Move every node of a geometry by its own random step; rings stay closed."""

    def move(xy):
        nodes, node = np.unique(xy, axis=0, return_inverse=True)
        reach = reach_units / UNITS_PER_DEGREE
        return xy + rng.uniform(-reach, reach, nodes.shape)[node]

    return shapely.transform(geometry, move)


def units_of(geometries):
    """Return the coordinates of geometries in whole units."""
    return to_units(shapely.get_coordinates(geometries))
