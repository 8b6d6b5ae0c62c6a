"""Tracks find their streets again: the length walked is known to one per cent."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.analysis.matching import match
from gridmap.analysis.matching_network import street_network
from gridmap.analysis.patrol import covered_m, visits
from gridmap.analysis.patrol_stretches import stretches
from gridmap.errors import InputError
from tests import town_streets
from tests.walking import walk


@pytest.fixture(scope="module")
def network():
    return street_network(town_streets.lines())


def straight(metres, *, every_m=7.0, pace=1.4, begin_s=0.0):
    """Walk through corners without noise: moments and lon/lat."""
    course = shapely.LineString(metres)
    at = np.append(np.arange(0.0, course.length, every_m), course.length)
    places = shapely.get_coordinates(shapely.line_interpolate_point(course, at))
    return begin_s + at / pace, town_streets.lonlat(places)


def way_of(network, metres, **options):
    seconds, lonlat = straight(metres)
    return match(network, ["a"] * len(seconds), seconds, lonlat, **options).legs.way_m


def covered_by(network, matched) -> float:
    parts = stretches(network, town_streets.cells())
    return float(covered_m(visits(matched, parts), parts).sum())


@pytest.mark.parametrize(
    ("sigma_m", "every_s"), [(5.0, 1.0), (5.0, 5.0), (10.0, 5.0), (10.0, 10.0)]
)
def test_covered_length_of_noisy_walks_is_right_to_one_per_cent(network, sigma_m, every_s):
    walks = [
        walk(network, seed, wanted_m=4000, sigma_m=sigma_m, every_s=every_s) for seed in range(8)
    ]
    found = [
        covered_by(network, match(network, ["a"] * len(w.seconds), w.seconds, w.lonlat,
                                  sigma_m=sigma_m))
        for w in walks
    ]  # fmt: skip
    error = np.array(found) / [w.covered_m for w in walks] - 1.0
    assert abs(sum(found) / sum(w.covered_m for w in walks) - 1.0) < 0.01
    assert np.abs(error).max() < 0.03


def test_nearly_every_metre_is_on_the_street_that_was_walked(network):
    true = walk(network, 3, wanted_m=4000, sigma_m=8.0)
    legs = match(network, ["a"] * len(true.seconds), true.seconds, true.lonlat).legs
    right = np.isin(legs.piece, true.pieces)
    assert np.abs(legs.to_m - legs.from_m)[right].sum() > 0.98 * legs.way_m


def test_a_walk_without_noise_is_found_to_the_metre(network):
    corners = [(0, 0), (240, 0), (240, 360), (600, 360)]
    assert way_of(network, corners, sigma_m=2.0) == pytest.approx(960.0, abs=1.0)


def test_a_walk_into_a_dead_end_and_back_counts_both_ways_but_for_the_turn(network):
    corners = [(0, 0), (60, 0), (60, 70), (60, 0), (240, 0)]
    assert way_of(network, corners, sigma_m=2.0) == pytest.approx(380.0, abs=15.0)


def test_time_runs_evenly_along_the_way(network):
    seconds, lonlat = straight([(0, 0), (840, 0)])
    legs = match(network, ["a"] * len(seconds), seconds, lonlat, sigma_m=2.0).legs
    assert (np.diff(legs.entered_s) > 0).all()
    assert legs.left_s[-1] == pytest.approx(seconds[-1], abs=2.0)


def test_a_pause_splits_the_track_and_nothing_is_guessed_between(network):
    first = straight([(0, 0), (240, 0)])
    later = straight([(600, 360), (840, 360)], begin_s=first[0][-1] + 600)
    seconds, lonlat = (np.concatenate(both) for both in zip(first, later, strict=True))
    matched = match(network, ["a"] * len(seconds), seconds, lonlat, sigma_m=2.0)
    assert matched.worker.tolist() == ["a", "a"]
    assert matched.legs.way_m == pytest.approx(480.0, abs=2.0)


def test_workers_are_kept_apart_whatever_the_order_of_rows(network):
    first, second = straight([(0, 0), (240, 0)]), straight([(600, 360), (840, 360)])
    seconds, lonlat = (np.concatenate(both) for both in zip(first, second, strict=True))
    worker = np.repeat(["a", "b"], [len(first[0]), len(second[0])])
    shuffled = np.random.default_rng(1).permutation(len(worker))
    matched = match(network, worker[shuffled], seconds[shuffled], lonlat[shuffled], sigma_m=2.0)
    assert matched.worker.tolist() == ["a", "b"]
    assert matched.legs.way_m == pytest.approx(480.0, abs=2.0)


def test_a_fix_far_from_all_streets_is_left_out_by_row(network):
    seconds, lonlat = straight([(0, 0), (240, 0)])
    lonlat[10] = town_streets.lonlat([(70, 2000)])[0]
    matched = match(network, ["a"] * len(seconds), seconds, lonlat, sigma_m=2.0)
    assert matched.off_street.tolist() == [10]
    assert matched.legs.way_m == pytest.approx(240.0, abs=2.0)


def test_a_second_fix_of_a_moment_is_left_out_by_row(network):
    seconds, lonlat = straight([(0, 0), (240, 0)])
    twice = np.append(seconds, seconds[4]), np.concatenate([lonlat, lonlat[:1]])
    matched = match(network, ["a"] * len(twice[0]), *twice, sigma_m=2.0)
    assert matched.repeated.tolist() == [len(seconds)]


def test_standing_still_is_no_walk(network):
    rng = np.random.default_rng(2)
    lonlat = town_streets.lonlat(np.array([180.0, 120.0]) + rng.normal(0, 5, (200, 2)))
    legs = match(network, ["a"] * 200, np.arange(200) * 5.0, lonlat, sigma_m=5.0).legs
    assert legs.way_m < 120.0


def test_no_fix_gives_no_way(network):
    assert match(network, [], [], np.zeros((0, 2))).legs.way_m == 0.0


def test_one_fix_gives_no_way(network):
    assert match(network, ["a"], [0.0], town_streets.lonlat([(0, 0)])).legs.way_m == 0.0


FIX = town_streets.lonlat([(0, 0), (9, 0)])


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("patrol.not_finite", {"lonlat": [(114.0, np.nan), (114.0, 30.0)]}),
        ("patrol.not_finite", {"seconds": [0.0, np.inf]}),
        ("patrol.not_lonlat", {"lonlat": FIX[:, ::-1]}),
        ("patrol.far_from_streets", {"lonlat": FIX + 1.0}),
        ("patrol.lengths_differ", {"worker": ["a"]}),
        ("patrol.option", {"sigma_m": 0.0}),
        ("patrol.option", {"gap_s": np.nan}),
    ],
)
def test_wrong_fixes_are_refused(network, code, change):
    fixes = {"worker": ["a", "a"], "seconds": [0.0, 5.0], "lonlat": FIX}
    with pytest.raises(InputError) as caught:
        match(network, **(fixes | change))
    assert caught.value.code == code
