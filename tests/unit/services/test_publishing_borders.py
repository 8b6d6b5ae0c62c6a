"""Meeting what is in force, near by, gives what the whole territory would give."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.division import divide
from gridmap.errors import CoverageError
from gridmap.geometry import from_units, snap_round
from gridmap.services.publishing_borders import meet, near
from gridmap.topology import check, stitch
from tests.benchmarks.coverages import town


@pytest.fixture(scope="module")
def city():
    return snap_round(town(160, depth=3)).geometries


def torn_out(city, seed):
    """Return the cells of a district divided anew, and those around it as they are."""
    rng = np.random.default_rng(seed)
    middles = shapely.get_coordinates(shapely.centroid(city))
    heart = middles[rng.integers(len(city))]
    inside = np.zeros(len(city), dtype=bool)
    inside[np.argsort(np.hypot(*(middles - heart).T))[:25]] = True
    district = shapely.coverage_union_all(city[inside])
    largest = max(shapely.get_parts(district), key=shapely.area)
    inside &= shapely.covered_by(city, largest)
    size_m2 = float(rng.uniform(8e5, 3e6))
    return divide(largest, method="lattice", target_area_m2=size_m2).geometries, city[~inside]


@pytest.mark.parametrize("seed", range(5))
def test_the_answer_is_that_of_the_whole_territory(city, seed):
    free, fixed = torn_out(city, seed)
    meeting = meet(free, fixed)
    every = np.concatenate([free, fixed])
    whole = stitch(every, np.arange(len(every)) >= len(free)).geometries
    mine = every.copy()
    for position, shape in meeting.free.items():
        mine[position] = shape
    for position, shape in meeting.fixed.items():
        mine[len(free) + position] = shape
    assert shapely.to_wkb(mine).tolist() == shapely.to_wkb(whole).tolist()
    assert check(mine).valid


@pytest.mark.parametrize("seed", range(3))
def test_nothing_moves_where_all_fits_already(city, seed):
    chosen = np.random.default_rng(seed).random(len(city)) < 0.3
    meeting = meet(city[chosen], city[~chosen])
    assert (meeting.free, meeting.fixed) == ({}, {})


@pytest.mark.parametrize("seed", range(5))
def test_a_fixed_cell_only_gains_nodes(city, seed):
    free, fixed = torn_out(city, seed)
    for position, shape in meet(free, fixed).fixed.items():
        before, after = (
            set(map(tuple, shapely.get_coordinates(one).tolist()))
            for one in (fixed[position], shape)
        )
        assert before < after


def box(west, south, east, north):
    units = np.array([(west, south), (east, south), (east, north), (west, north)])
    return shapely.Polygon(from_units(units + np.array([1_200_000_000, 300_000_000])))


def test_a_thin_cell_between_fixed_ones_is_no_void():
    free = np.array([box(0, 0, 1_000, 1_000)])
    ring = [box(1_000, 0, 2_000, 1_000), box(2_003, 0, 3_000, 1_000), box(2_000, 0, 2_003, 1_000)]
    assert meet(free, np.array(ring)).fixed == {}


def test_cells_that_overlap_are_refused():
    with pytest.raises(CoverageError):
        meet(np.array([box(0, 0, 1_000, 1_000)]), np.array([box(900, 0, 2_000, 1_000)]))


def test_only_frames_within_reach_are_near():
    frames = np.array([[0.0, 0.0, 1.0, 1.0], [1.00001, 0.0, 2.0, 1.0], [1.1, 0.0, 2.0, 1.0]])
    assert near(frames, frames[:1]).tolist() == [0, 1]
    assert near(frames[:0], frames).tolist() == []
