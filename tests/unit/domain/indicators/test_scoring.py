from __future__ import annotations

import pytest

from gridmap.domain.indicators import INDICATORS
from gridmap.domain.indicators.scoring import composite, hundred_points, points_of
from gridmap.errors import InputError


def test_a_missing_part_is_left_out_and_named_not_counted_as_zero():
    score = composite(INDICATORS, {"K-33": 0.9}, {"K-33": 1, "K-57": 3})
    assert (score.points, score.missing) == (90, ("K-57",))


def test_without_any_value_there_is_no_score():
    assert composite(INDICATORS, {}, {"K-33": 1}).points is None


def test_only_the_proportions_of_weights_matter():
    values = {"K-33": 0.5, "K-65": 1.0}
    scores = [
        composite(INDICATORS, values, weights).points
        for weights in ({"K-33": 1, "K-65": 3}, {"K-33": 25, "K-65": 75})
    ]
    assert scores == [87.5, 87.5]


@pytest.mark.parametrize(
    ("key", "value", "points"),
    [
        ("K-33", 0.4, 40),
        ("K-12", 0.1, 90),
        ("K-30", 1.4, 100),
        ("K-60", 104, 100),
        ("K-14", 1, None),
    ],
)
def test_points_of_a_value(key, value, points):
    assert points_of(INDICATORS[key], value) == points


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        ({"K-55": 1}, "indicators.no_points"),
        ({"K-33": -1}, "indicators.weight"),
        ({"K-33": float("nan")}, "indicators.weight"),
        ({"K-999": 1}, "indicators.unknown"),
    ],
)
def test_weights_that_no_score_can_be_made_with_are_refused(weights, code):
    with pytest.raises(InputError) as caught:
        composite(INDICATORS, {}, weights)
    assert caught.value.code == code


def test_negative_deductions_are_refused():
    with pytest.raises(InputError, match="-3"):
        hundred_points(-3)
