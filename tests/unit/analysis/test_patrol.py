"""Patrol coverage against figures worked by hand on a chessboard of streets."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.analysis.matching import match
from gridmap.analysis.matching_network import street_network
from gridmap.analysis.patrol import (
    PASS_GAP_S,
    cell_passes,
    covered_m,
    last_visit_s,
    visits,
)
from gridmap.analysis.patrol_rates import (
    Bands,
    cell_coverage,
    hot_cells_without_pass,
    met_on_patrol,
    pass_counts,
    rank_match,
    visibility,
)
from gridmap.analysis.patrol_stretches import stretches
from gridmap.errors import InputError
from tests import town_streets

WEST, EAST = 0, 1


@pytest.fixture(scope="module")
def network():
    return street_network(town_streets.lines())


@pytest.fixture(scope="module")
def parts(network):
    return stretches(network, town_streets.cells())


def patrol(network, parts, *walks):
    """Match walks of (worker, start in seconds, corners in metres) without noise."""
    worker, seconds, lonlat = [], [], []
    for name, begin_s, corners in walks:
        course = shapely.LineString(corners)
        at = np.append(np.arange(0.0, course.length, 7.0), course.length)
        places = shapely.get_coordinates(shapely.line_interpolate_point(course, at))
        worker += [name] * len(at)
        seconds.append(begin_s + at / 1.4)
        lonlat.append(town_streets.lonlat(places))
    found = match(network, worker, np.concatenate(seconds), np.concatenate(lonlat), sigma_m=2.0)
    return visits(found, parts)


def test_stretches_add_up_to_the_streets(network, parts):
    assert parts.length_m.sum() == pytest.approx(network.length_m.sum(), rel=1e-12)


def test_a_street_inside_one_cell_has_no_other_beside_it(network, parts):
    west = patrol(network, parts, ("a", 0, [(0, 120), (360, 120)]))
    assert np.unique(parts.cell[west.stretch]).tolist() == [WEST]


def test_a_street_on_the_border_counts_for_one_cell_and_passes_both(network, parts):
    walked = patrol(network, parts, ("a", 0, [(480, 0), (480, 840)]))
    assert len(np.unique(parts.cell[walked.stretch])) == 1
    assert pass_counts(cell_passes(walked, parts), 2).tolist() == [1, 1]


def test_a_street_across_the_border_is_cut_at_it(network, parts):
    walked = patrol(network, parts, ("a", 0, [(400, 120), (600, 120)]))
    metres = covered_m(walked, parts)
    by_cell = np.bincount(parts.cell, weights=metres, minlength=2)
    assert by_cell == pytest.approx([80.0, 120.0], abs=1.5)


def test_no_metre_counts_twice(network, parts):
    there_and_back = [(0, 0), (360, 0), (0, 0)]
    walked = patrol(network, parts, ("a", 0, there_and_back), ("b", 50, there_and_back))
    # Where exactly somebody turned in mid street is known to a few metres only.
    assert covered_m(walked, parts).sum() == pytest.approx(360.0, abs=5.0)


def test_a_metre_passed_by_two_workers_was_passed_twice(network, parts):
    walked = patrol(network, parts, ("a", 0, [(0, 0), (360, 0)]), ("b", 50, [(240, 0), (600, 0)]))
    assert covered_m(walked, parts, at_least=2).sum() == pytest.approx(120.0, abs=2.0)


def test_there_and_back_at_once_is_one_pass(network, parts):
    walked = patrol(network, parts, ("a", 0, [(0, 0), (240, 0), (0, 0)]))
    assert covered_m(walked, parts, at_least=2).sum() == 0.0


def test_the_same_worker_passes_again_after_a_while(network, parts):
    again_s = PASS_GAP_S + 400.0
    round_ = [(0, 0), (240, 0)]
    walked = patrol(network, parts, ("a", 0, round_), ("a", again_s, round_))
    assert covered_m(walked, parts, at_least=2).sum() == pytest.approx(240.0, abs=2.0)
    assert pass_counts(cell_passes(walked, parts), 2).tolist() == [2, 0]


def test_covered_length_equals_shapely_on_the_union(network, parts):
    first, second = [(0, 0), (360, 0), (360, 240)], [(120, 0), (600, 0), (600, 120)]
    walked = patrol(network, parts, ("a", 0, first), ("b", 0, second))
    union = shapely.unary_union([shapely.LineString(first), shapely.LineString(second)])
    assert covered_m(walked, parts).sum() == pytest.approx(union.length, abs=3.0)


def test_half_of_the_cells_were_passed(network, parts):
    walked = patrol(network, parts, ("a", 0, [(0, 0), (360, 0)]))
    share = cell_coverage(cell_passes(walked, parts), 2)
    assert (share.numerator, share.denominator, share.value) == (1, 2, 0.5)


def test_a_step_over_the_border_is_no_pass(network, parts):
    walked = patrol(network, parts, ("a", 0, [(360, 120), (484, 120), (360, 120)]))
    assert pass_counts(cell_passes(walked, parts), 2)[EAST] == 0


def test_last_visit_is_the_latest_and_missing_where_nobody_was(network, parts):
    walked = patrol(network, parts, ("a", 0, [(0, 0), (360, 0)]), ("b", 5000, [(0, 0), (360, 0)]))
    seconds = last_visit_s(walked, parts.cell, 2)
    assert seconds[WEST] == pytest.approx(5000 + 360 / 1.4, abs=30)
    assert np.isnan(seconds[EAST])


def test_bands_go_round_the_clock():
    bands = Bands((6.0, 18.0))
    assert bands.of(np.array([5.9, 6.0, 17.9, 18.0, 30.0]) * 3600).tolist() == [1, 0, 0, 1, 0]
    assert bands.names == ("06:00-18:00", "18:00-06:00")


def test_bands_fill_the_day():
    assert Bands((0.0, 7.5, 20.0)).hours.tolist() == [7.5, 12.5, 4.0]


def test_match_of_ranks_equals_scipy():
    from scipy.stats import spearmanr  # noqa: PLC0415  the oracle

    rng = np.random.default_rng(5)
    incidents, passes = rng.integers(0, 9, 60), rng.integers(0, 5, 60)
    assert rank_match(incidents, passes) == pytest.approx(spearmanr(incidents, passes)[0])


def test_match_of_ranks_is_not_applicable_where_all_are_alike():
    assert rank_match([3, 3, 3], [0, 1, 2]) is None


def test_hot_cell_without_pass_is_named():
    incidents = np.arange(20)
    passes = np.ones(20)
    passes[[19, 3]] = 0
    assert hot_cells_without_pass(incidents, passes).tolist() == [19]


def test_cells_that_tie_with_a_hot_one_are_hot():
    assert hot_cells_without_pass([5, 5, 5, 0], [0, 1, 0, 0]).tolist() == [0, 2]


def test_without_incidents_no_cell_is_hot():
    assert hot_cells_without_pass([0, 0], [0, 0]).tolist() == []


def test_visibility_counts_passes_by_cell_and_hour(network, parts):
    walked = patrol(network, parts, ("a", 0, [(0, 0), (360, 0)]))
    share = visibility(cell_passes(walked, parts), 2, 12.0)
    assert (share.numerator, share.denominator) == (1, 24)


def test_an_incident_is_met_near_in_place_and_time():
    places, moments = [(0, 0), (0, 0), (500, 0)], [0.0, 9000.0, 0.0]
    assert met_on_patrol(places, moments, [(30, 0)], [60.0]).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("patrol.bands", lambda: Bands((18.0, 6.0))),
        ("patrol.bands", lambda: Bands(())),
        ("patrol.option", lambda: hot_cells_without_pass([1], [0], hot_share=0.0)),
        ("patrol.lengths_differ", lambda: rank_match([1, 2], [1])),
        ("patrol.not_finite", lambda: rank_match([1, np.nan], [1, 2])),
    ],
)
def test_wrong_input_is_refused(code, call):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.code == code
