"""Ways along streets and the nearest free workers, against figures worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.analysis.dispatching import nearest_workers, street_distances_m
from gridmap.analysis.matching_network import street_network
from gridmap.errors import InputError
from tests import town_streets
from tests.town_streets import lonlat, shapes


@pytest.fixture(scope="module")
def network():
    return street_network(town_streets.lines())


def test_a_way_goes_round_the_corner(network):
    way = street_distances_m(network, lonlat([(10, 0)]), lonlat([(240, 130)]))
    assert way[0, 0] == pytest.approx(230 + 130, rel=1e-3)


def test_a_way_along_one_street_is_straight(network):
    way = street_distances_m(network, lonlat([(10, 0)]), lonlat([(35, 0)]))
    assert way[0, 0] == pytest.approx(25.0, rel=1e-3)


def test_the_way_to_the_street_counts(network):
    way = street_distances_m(network, lonlat([(10, 20)]), lonlat([(110, 0)]))
    assert way[0, 0] == pytest.approx(10 + 20 + 110, rel=1e-3)


def test_ways_are_the_same_in_both_directions(network):
    rng = np.random.default_rng(1)
    first, second = (lonlat(rng.uniform(0, 840, (9, 2))) for _ in range(2))
    there = street_distances_m(network, first, second)
    assert there == pytest.approx(street_distances_m(network, second, first).T)


def test_ways_are_never_shorter_than_the_straight_line(network):
    rng = np.random.default_rng(2)
    first, second = rng.uniform(0, 840, (20, 2)), rng.uniform(0, 840, (20, 2))
    way = street_distances_m(network, lonlat(first), lonlat(second))
    straight = np.hypot(*(first[:, None] - second[None]).transpose(2, 0, 1))
    assert (way >= straight * 0.999).all()


def test_an_island_of_streets_is_not_reached():
    apart = [shapely.LineString([(0, 0), (90, 0)]), shapely.LineString([(0, 500), (90, 500)])]
    network = street_network(shapes(apart))
    found = nearest_workers(network, lonlat([(0, 0)])[0], lonlat([(90, 0), (90, 500)]))
    assert (found.worker.tolist(), found.unreachable.tolist()) == ([0], [1])


def test_nearest_workers_are_ordered_by_their_way_and_busy_ones_left_out(network):
    workers = lonlat([(480, 0), (130, 0), (10, 0), (0, 360)])
    found = nearest_workers(
        network, lonlat([(0, 0)])[0], workers, count=2, free=[True, True, False, True]
    )
    assert found.worker.tolist() == [1, 3]
    assert found.way_m == pytest.approx([130.0, 360.0], rel=1e-3)


def test_a_worker_without_a_known_place_is_left_out(network):
    workers = np.array([[np.nan, np.nan], *lonlat([(130, 0)])])
    assert nearest_workers(network, lonlat([(0, 0)])[0], workers).worker.tolist() == [1]


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("patrol.not_lonlat", {"place_lonlat": (30.5, 114.3)}),
        ("patrol.not_finite", {"place_lonlat": (np.nan, 30.5)}),
        ("patrol.option", {"count": 0}),
        ("patrol.lengths_differ", {"free": [True, False]}),
    ],
)
def test_wrong_input_is_refused(network, code, change):
    asked = {"place_lonlat": lonlat([(0, 0)])[0], "worker_lonlat": lonlat([(9, 0)])}
    with pytest.raises(InputError) as caught:
        nearest_workers(network, **(asked | change))
    assert caught.value.code == code
