"""Rates keep what they were made of, and say where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from gridmap.analysis.rates import Rate, rate, rates
from gridmap.errors import InputError


def test_rate_keeps_numerator_and_denominator():
    assert rate(3, 4) == Rate(3.0, 4.0, 0.75)


def test_rate_of_nothing_is_not_applicable():
    assert rate(0, 0) == Rate(0.0, 0.0, None)


def test_empty_denominators_are_not_applicable():
    made = rates([1, 0, 3], [2, 0, 0])
    assert made.applicable.tolist() == [True, False, False]
    assert np.isnan(made.value).tolist() == [False, True, True]


def test_rate_of_all_is_that_of_the_sums_not_the_mean_of_the_rates():
    assert rates([1, 9], [1, 99]).total == Rate(10.0, 100.0, 0.1)


def test_per_scales_the_value_alone():
    made = rates([3, 1], [600, 1000], per=1000)
    assert made.value.tolist() == [5.0, 1.0]
    assert made.numerator.tolist() == [3.0, 1.0]


@pytest.mark.parametrize(
    ("numerator", "denominator", "code"),
    [
        ([1.0, -1.0], [2.0, 2.0], "rates.bad_number"),
        ([1.0, 1.0], [2.0, np.nan], "rates.bad_number"),
        ([1.0, np.inf], [2.0, 2.0], "rates.bad_number"),
        ([1.0, 1.0], [2.0, 2.0, 2.0], "rates.shapes"),
    ],
)
def test_wrong_numbers_are_refused(numerator, denominator, code):
    with pytest.raises(InputError) as caught:
        rates(numerator, denominator)
    assert caught.value.code == code


def test_the_place_names_the_first_wrong_row():
    with pytest.raises(InputError) as caught:
        rates([1.0, 1.0, 1.0], [1.0, 1.0, np.nan])
    assert caught.value.place.row == 3
