"""Rough lines and equal parts in the sample: what smart splitting promises, measured by shapely."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.division import follow, part_along
from gridmap.sample import generate
from tests.unit.division.rough import (
    buildings_cut,
    has_way_round,
    imbalance,
    on_lines_ratio,
    pieces_by,
    place_of,
    roughly,
    straight_lines,
    ways,
)

ROUGH, STRAIGHT = 12, 12


@pytest.fixture(scope="module")
def sample():
    return generate(11, communities=2)


@pytest.fixture(scope="module", params=[0, 1])
def place(sample, request):
    communities = [area for area in sample.areas if area.level == "community"]
    lines = np.array([street.geometry for street in sample.streets], dtype=object)
    buildings = np.array([building.geometry for building in sample.buildings], dtype=object)
    return place_of(communities[request.param].boundary, lines, buildings)


def followed(place, drawn):
    return follow(drawn, place.cell, lines=place.lines, buildings=place.buildings).line


@pytest.fixture(scope="module")
def meant(place):
    found = ways(place, ROUGH, 250.0, seed=1)
    return [followed(place, roughly(place, way, seed)) for seed, way in enumerate(found)]


def test_ninety_percent_of_the_new_edge_run_on_mapped_lines(place, meant):
    assert len(meant) == ROUGH
    assert min(on_lines_ratio(place, line) for line in meant) >= 0.9


def test_a_line_meant_along_streets_cuts_no_building(place, meant):
    assert sum(buildings_cut(place, line) for line in meant) == 0


def test_each_line_that_was_meant_splits_the_cell(place, meant):
    assert {len(pieces_by(place, line)) for line in meant} == {2}


def test_a_line_through_the_houses_goes_round_them(place):
    found = [followed(place, drawn) for drawn in straight_lines(place, STRAIGHT, seed=2)]
    cut = [line for line in found if buildings_cut(place, line) and has_way_round(place, line)]
    assert cut == []
    assert {len(pieces_by(place, line)) for line in found} == {2}


@pytest.mark.parametrize("parts", [2, 3, 4])
def test_equal_parts_cut_no_building_and_balance(sample, place, parts):
    places = shapely.get_coordinates(
        shapely.point_on_surface([building.geometry for building in sample.buildings])
    )
    households = [float(building.households) for building in sample.buildings]
    parting = part_along(
        place.cell,
        parts,
        lines=place.lines,
        buildings=place.buildings,
        places=places,
        loads=households,
    )
    assert imbalance(parting.loads) <= 0.05
    assert sum(buildings_cut(place, cut) for cut in parting) == 0
