"""Laws of a density, for boundaries and events as they come."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.analysis import density
from gridmap.analysis.integrals import integral_per_cell

CORNER = np.array([114.3, 30.6])


@st.composite
def boundaries(draw: st.DrawFn) -> shapely.Polygon:
    """A star of three to nine points, some hundred metres to some kilometres wide."""
    count = draw(st.integers(3, 9))
    radii = draw(st.lists(st.floats(0.003, 0.02), min_size=count, max_size=count))
    angles = np.arange(count) / count * 2 * np.pi
    ring = CORNER + np.column_stack([np.cos(angles), np.sin(angles)]) * np.array(radii)[:, None]
    return shapely.Polygon(ring)


def inside(boundary: shapely.Polygon, seed: int) -> np.ndarray:
    west, south, east, north = boundary.bounds
    places = np.random.default_rng(seed).uniform((west, south), (east, north), (400, 2))
    return places[shapely.contains_xy(boundary, places)]


@settings(max_examples=15, deadline=None)
@given(boundaries(), st.floats(80.0, 800.0), st.integers(0, 99))
def test_the_integral_is_the_count(boundary, bandwidth_m, seed):
    lonlat = inside(boundary, seed)
    made = density(lonlat, bandwidth_m=bandwidth_m, boundary=boundary)
    assert made.integral == pytest.approx(len(lonlat), rel=0.005)


@settings(max_examples=10, deadline=None)
@given(boundaries(), st.integers(2, 12), st.integers(0, 99))
def test_cells_share_out_the_integral(boundary, count, seed):
    lonlat = inside(boundary, seed)
    made = density(lonlat, bandwidth_m=200.0, boundary=boundary)
    seeds = shapely.multipoints(np.random.default_rng(seed).normal(CORNER, 0.01, (count, 2)))
    pieces = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=boundary))
    cells = shapely.intersection(pieces, boundary)
    assert integral_per_cell(made, cells).sum() == pytest.approx(made.integral, rel=1e-6)
