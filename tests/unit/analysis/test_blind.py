"""Blind ground, redundant devices and ways out, on figures made by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.analysis.blind import blind_ground
from gridmap.analysis.checkpoints import boundary_crossings
from gridmap.analysis.rates import Rate
from gridmap.analysis.redundancy import redundancy

TOWN = shapely.box(0, 0, 800, 800)


def lines(*courses) -> np.ndarray:
    return np.array([shapely.LineString(course) for course in courses], dtype=object)


def test_blind_ground_is_what_no_area_serves():
    blind = blind_ground([shapely.box(0, 0, 100, 100)], [shapely.box(0, 0, 100, 60)])
    assert blind.total_m2 == pytest.approx(4000.0)
    assert shapely.equals(blind.areas[0], shapely.box(0, 60, 100, 100))


def test_largest_empty_circle_fits_and_touches():
    blind = blind_ground([shapely.box(0, 0, 100, 100)], [shapely.box(0, 0, 100, 60)])
    assert blind.radius_m == pytest.approx(20.0, abs=0.02)
    assert blind.circle.y == pytest.approx(80.0, abs=0.02)


def test_a_wide_hall_holds_a_larger_circle_than_a_long_lane():
    lane, hall = shapely.box(0, 0, 2000, 10), shapely.box(0, 100, 100, 200)
    assert blind_ground([lane, hall], []).circle.y == pytest.approx(150.0, abs=0.1)


def test_small_blind_places_count_in_the_total_alone():
    blind = blind_ground([shapely.box(0, 0, 9, 9), shapely.box(20, 0, 40, 20)], [])
    assert blind.area_m2.tolist() == [400.0]
    assert blind.total_m2 == pytest.approx(481.0)


def test_where_all_is_served_nothing_is_blind():
    blind = blind_ground([shapely.box(0, 0, 9, 9)], [shapely.box(-1, -1, 10, 10)])
    assert (blind.total_m2, blind.circle, len(blind.areas)) == (0.0, None, 0)


def test_of_two_that_see_the_same_one_can_go():
    found = redundancy(shapely.box([0, 0, 20], [0, 0, 0], [10, 10, 30], [10, 10, 10]))
    assert found.redundant.tolist() == [True, True, False]
    assert found.removal.tolist() == [0]


def test_the_most_covered_goes_first_and_the_rest_still_covers():
    areas = shapely.box([0, 0, 5, 4.8], [0, 0, 0, 0], [10, 5, 10, 5.2], [10, 10, 10, 10])
    found = redundancy(areas)
    assert found.shared.tolist() == pytest.approx([1.0, 1.0, 1.0, 1.0])
    left = np.delete(areas, found.removal)
    for gone in areas[found.removal]:
        assert shapely.union_all(left).intersection(gone).area >= 0.95 * gone.area


def test_seven_of_eight_ways_out_are_watched():
    turns = np.arange(8) * np.pi / 4 + 0.1
    rays = 400 + 600 * np.column_stack([np.cos(turns), np.sin(turns)])
    ways = lines(*([(400, 400), ray] for ray in rays))
    every = boundary_crossings(TOWN, ways, np.zeros(0, dtype=object))
    found = boundary_crossings(TOWN, ways, every.places[1:])
    assert found.complete == Rate(7.0, 8.0, 0.875)


def test_a_street_along_the_border_crosses_it_nowhere():
    along = lines([(0, 0), (800, 0)], [(400, 400), (400, 0), (300, 0)])
    assert len(boundary_crossings(TOWN, along, np.zeros(0, dtype=object)).places) == 0


def test_a_street_cut_at_the_border_crosses_it_once():
    cut = lines([(400, 400), (400, 800)], [(400, 800), (400, 900)])
    assert len(boundary_crossings(TOWN, cut, np.zeros(0, dtype=object)).places) == 1


def test_a_way_out_from_a_street_on_the_border_is_one():
    ways = lines([(0, 0), (300, 0), (800, 0)], [(300, 0), (300, -50)])
    assert len(boundary_crossings(TOWN, ways, np.zeros(0, dtype=object)).places) == 1


def test_two_lanes_of_a_road_are_one_way_out():
    lanes = lines([(400, 400), (400, 900)], [(412, 400), (412, 900)])
    assert len(boundary_crossings(TOWN, lanes, np.zeros(0, dtype=object)).places) == 1


def test_a_yard_in_the_town_is_not_outside():
    town = TOWN - shapely.box(300, 300, 500, 500)
    through = lines([(100, 400), (700, 400)])
    assert len(boundary_crossings(town, through, np.zeros(0, dtype=object)).places) == 0


def test_a_checkpoint_too_far_away_watches_nothing():
    way = lines([(400, 400), (400, 900)])
    found = boundary_crossings(TOWN, way, shapely.points([[400.0, 740.0]]), within_m=50)
    assert found.distance_m == pytest.approx([60.0])
    assert found.complete.value == 0.0


def test_where_no_street_leaves_the_rate_is_not_applicable():
    found = boundary_crossings(TOWN, lines([(1, 1), (2, 2)]), np.zeros(0, dtype=object))
    assert found.complete.value is None
