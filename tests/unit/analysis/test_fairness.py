"""Fairness, quotas and cycles against worked figures."""

from __future__ import annotations

import numpy as np
import pytest

from gridmap.analysis.fairness import (
    Quota,
    attainment,
    attainments,
    fairness,
    inspection_cycle,
    lorenz,
)
from gridmap.errors import InputError


def test_two_hundred_and_forty_premises_at_fifteen_a_week_are_sixteen_weeks():
    cycle = inspection_cycle([240], 15)
    assert (cycle.periods.numerator, cycle.periods.denominator) == (240, 15)
    assert cycle.whole_periods == 16


def test_a_cycle_ends_with_the_last_premises():
    assert inspection_cycle([241], 15).whole_periods == 17


def test_premises_beyond_a_year_are_counted_for_each_worker():
    assert inspection_cycle([240, 90], 15, within_periods=10).beyond.tolist() == [90, 0]


def test_a_cycle_without_workers_is_not_applicable():
    cycle = inspection_cycle([], 15)
    assert (cycle.periods.value, cycle.whole_periods) == (None, None)


def test_fourteen_of_fifteen_are_short_of_one():
    week = attainment([f"p{number}" for number in range(14)], Quota(15))
    assert (week.short, week.attained) == (1, False)
    assert week.done.value == pytest.approx(14 / 15)


def test_the_same_premises_twice_are_one_of_a_quota_of_premises():
    assert attainment(["a", "a", "b"], Quota(3)).short == 1


def test_the_same_premises_twice_are_two_of_a_quota_of_visits():
    assert attainment(["a", "a", "b"], Quota(3), distinct=False).attained


def test_sixteen_visits_with_four_key_ones_fall_short_of_five_key():
    month = attainment(np.arange(16), Quota(15, 5), key=np.arange(16) < 4)
    assert (month.short, month.key_short, month.attained) == (0, 1, False)


def test_a_week_without_an_inspection_is_short_of_the_whole_quota():
    found = attainments(["p1", "p2", "p3"], ["a", "a", "b"], ["w1", "w2", "w1"], Quota(1))
    assert found["b", "w2"].short == 1
    assert sum(one.attained for one in found.values()) == 3


def test_the_lorenz_curve_of_equal_loads_is_the_diagonal():
    points = lorenz([3.0, 3.0, 3.0, 3.0])
    assert points[:, 0] == pytest.approx(points[:, 1])


def test_the_gini_is_twice_the_area_between_diagonal_and_lorenz_curve():
    load = np.random.default_rng(4).gamma(2.0, 3.0, 40)
    points = lorenz(load)
    area = 0.5 - np.trapezoid(points[:, 1], points[:, 0])
    assert fairness(load).spread.gini == pytest.approx(2 * area)


def test_half_of_all_load_moves_where_one_of_two_carries_it():
    assert fairness([0.0, 8.0]).moved_share == 0.5


def test_workers_over_their_capacity_are_named():
    fair = fairness([5.0, 9.0, 2.0], [6.0, 8.0, np.inf])
    assert fair.over_capacity.tolist() == [1]
    assert (fair.use.numerator, fair.use.denominator) == (14.0, 14.0)


def test_fairness_without_workers_is_not_applicable():
    fair = fairness([])
    assert (fair.spread.gini, fair.moved_share, fair.use.value) == (None, None, None)


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("workload.quota", lambda: Quota(0)),
        ("workload.quota", lambda: Quota(3, 4)),
        ("workload.bad_count", lambda: inspection_cycle([-1], 5)),
        ("workload.lengths_differ", lambda: attainment(["a"], Quota(1), key=[True, False])),
        ("workload.lengths_differ", lambda: attainments(["a"], ["b"], [], Quota(1))),
        ("workload.lengths_differ", lambda: fairness([1.0], [1.0, 2.0])),
        ("workload.bad_count", lambda: fairness([np.nan])),
    ],
)
def test_wrong_input_is_refused(code, call):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.code == code
