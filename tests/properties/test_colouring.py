"""Neighbours of different workers never share a hue, whatever the map and the assignment."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.drawing.palette import HUES, owner_hues
from tests.longer import examples


@settings(max_examples=examples(25), deadline=None)
@given(seed=st.integers(0, 2**32 - 1), size=st.integers(2, 40), owners=st.integers(1, 40))
def test_neighbours_of_different_owners_differ(seed: int, size: int, owners: int) -> None:
    rng = np.random.default_rng(seed)
    sites = shapely.MultiPoint(rng.uniform(0, 1, (size, 2)))
    cells = list(shapely.voronoi_polygons(sites).geoms)
    owner = rng.integers(0, owners, len(cells))
    hues = owner_hues(cells, owner.tolist())
    for a, b in combinations(range(len(cells)), 2):
        shared = shapely.length(shapely.intersection(cells[a], cells[b]))
        if owner[a] != owner[b] and shared > 1e-9:
            assert hues[a] != hues[b]


@settings(max_examples=examples(25), deadline=None)
@given(seed=st.integers(0, 2**32 - 1), size=st.integers(2, 60))
def test_every_hue_exists(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    cells = list(shapely.voronoi_polygons(shapely.MultiPoint(rng.uniform(0, 1, (size, 2)))).geoms)
    hues = owner_hues(cells, list(range(len(cells))))
    assert 0 <= hues.min() <= hues.max() < len(HUES)
