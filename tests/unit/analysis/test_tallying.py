"""Tallies lose nothing; rates keep what they were made of."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gridmap.analysis.tallying import Rate, rate, tally
from gridmap.errors import InputError


def sample(count: int = 5000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    generator = np.random.default_rng(1)
    return (
        generator.integers(-1, 20, count),
        generator.choice(["shop", "hazard", "camera"], count),
        generator.uniform(0, 3, count),
    )


def test_counts_equal_a_cross_table_of_pandas():
    positions, kinds, _ = sample()
    counted = tally(positions, kinds, cell_count=20)
    table = pd.crosstab(np.where(positions < 0, 20, positions), kinds)
    assert counted.kinds == tuple(table.columns)
    assert np.array_equal(counted.values, table.to_numpy())


def test_nothing_is_lost():
    positions, kinds, weights = sample()
    assert tally(positions, kinds, cell_count=20).total == len(positions)
    assert tally(positions, kinds, cell_count=20, weights=weights).total == pytest.approx(
        weights.sum()
    )


def test_outside_is_kept_apart():
    counted = tally([-1, 0, -1], ["a", "a", "b"], cell_count=2)
    assert counted.outside.tolist() == [1, 1]
    assert counted.by_cell.tolist() == [1, 0]


def test_counts_are_whole_numbers():
    assert tally([0, 1], cell_count=2).by_cell.dtype == np.int64


def test_kind_that_does_not_occur_counts_zero():
    counted = tally([0, 1], ["a", "a"], cell_count=3)
    assert counted.of("b").tolist() == [0, 0, 0]
    assert counted.of("a").tolist() == [1, 1, 0]


def test_no_points_count_zero():
    assert tally([], [], cell_count=2).by_cell.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("tally.no_such_cell", {"cell_positions": [0, 2]}),
        ("tally.no_such_cell", {"cell_positions": [0, -2]}),
        ("tally.lengths_differ", {"kinds": ["a"]}),
        ("tally.lengths_differ", {"weights": [1.0]}),
        ("tally.bad_weight", {"weights": [1.0, np.nan]}),
    ],
)
def test_wrong_input_is_refused(code, change):
    arguments = {"cell_positions": [0, 1], "kinds": ["a", "b"], "cell_count": 2}
    with pytest.raises(InputError) as caught:
        tally(**(arguments | change))
    assert caught.value.code == code


def test_rate_keeps_numerator_and_denominator():
    assert rate(3, 4) == Rate(3.0, 4.0, 0.75)


def test_rate_of_nothing_is_not_applicable():
    assert rate(0, 0) == Rate(0.0, 0.0, None)
