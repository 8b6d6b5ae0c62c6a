"""Footprints grown to fill a community."""

import numpy as np
import pytest
import shapely

from gridmap.division import divide, fill
from gridmap.errors import InputError
from tests.unit.division.laws import assert_partition
from tests.unit.division.towns import box, city

HOUSES = np.array(
    [
        box(x, y, x + 5_000, y + 2_500)
        for x in range(-30_000, 30_000, 9_000)
        for y in range(-30_000, 30_000, 6_000)
    ]
)


def test_blocks_partition_the_community() -> None:
    boundary = city(3)
    assert_partition(boundary, fill(boundary, HOUSES).blocks)


def test_every_place_goes_to_about_the_nearest_footprint() -> None:
    boundary = box(-5_000, -5_000, 25_000, 5_000)
    west, east = box(0, 0, 2_000, 2_000), box(18_000, 0, 20_000, 2_000)
    filling = fill(boundary, [west, east])
    middle = shapely.bounds(shapely.intersection(*filling.blocks))
    assert middle[[0, 2]] == pytest.approx(shapely.centroid(boundary).x, abs=2e-5)


def test_no_footprint_is_cut() -> None:
    boundary = box(-40_000, -40_000, 40_000, 40_000)
    filling = fill(boundary, HOUSES)
    held = shapely.area(shapely.intersection(filling.blocks[filling.holder], HOUSES))
    assert held == pytest.approx(shapely.area(HOUSES), rel=1e-6)


def test_a_footprint_outside_has_no_block() -> None:
    filling = fill(box(0, 0, 20_000, 20_000), [HOUSES[45], box(30_000, 0, 35_000, 5_000)])
    assert filling.holder.tolist() == [0, -1]


def test_a_covered_footprint_keeps_its_load() -> None:
    boundary = box(-40_000, -40_000, 40_000, 40_000)
    twice = np.append(HOUSES, HOUSES[:1])
    division = divide(
        boundary, method="balanced", cells=4, blocks=twice, load=np.ones(len(twice)), nesting="fill"
    )
    assert division.load.sum() == len(twice)


def test_nothing_to_grow_is_an_error() -> None:
    with pytest.raises(InputError) as caught:
        fill(box(0, 0, 20_000, 20_000), [box(30_000, 0, 35_000, 5_000)])
    assert caught.value.code == "division.no_footprint"
