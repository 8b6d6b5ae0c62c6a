"""Load index and its spread, on figures worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from gridmap.analysis.workload import LoadWeights, Spread, load_index, spread
from gridmap.errors import InputError


def test_default_weights_on_a_worked_example():
    counts = {
        "shops": [10],
        "key_places": [2],
        "components": [5],
        "open_hazards": [1],
        "cases_per_month": [3],
        "households": [400],
    }
    # 10 + 6 + 10 + 5 + 12 + 40
    assert load_index(counts).tolist() == [83.0]


def test_weights_can_be_set():
    assert load_index({"shops": [1, 2]}, LoadWeights(shops=2.5)).tolist() == [2.5, 5.0]


def test_what_is_left_out_counts_zero():
    assert load_index({}).shape == (0,)


def test_equal_loads_have_no_spread():
    assert spread([7.0, 7.0, 7.0]) == Spread(0.0, 0.0, 1.0)


def test_one_cell_with_everything_has_the_largest_gini():
    assert spread([0.0, 0.0, 0.0, 8.0]) == Spread(0.75, pytest.approx(np.sqrt(3)), None)


def test_gini_equals_the_mean_difference_of_all_pairs():
    load = np.random.default_rng(1).lognormal(0, 1, 50)
    pairs = np.abs(load[:, None] - load[None, :]).mean() / (2 * load.mean())
    assert spread(load).gini == pytest.approx(pairs)


@pytest.mark.parametrize("load", [[], [0.0, 0.0]])
def test_spread_of_nothing_is_not_applicable(load):
    assert spread(load) == Spread(None, None, None)


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        ("workload.bad_count", {"shops": [1, -1]}),
        ("workload.bad_count", {"shops": [1, np.nan]}),
        ("workload.lengths_differ", {"shops": [1, 2], "households": [1]}),
        ("workload.unknown", {"ships": [1]}),
    ],
)
def test_wrong_counts_are_refused(code, counts):
    with pytest.raises(InputError) as caught:
        load_index(counts)
    assert caught.value.code == code


def test_negative_weight_is_refused():
    with pytest.raises(InputError, match="households"):
        LoadWeights(households=-0.1)


def test_negative_load_is_refused():
    with pytest.raises(InputError) as caught:
        spread([1.0, -1.0])
    assert caught.value.code == "workload.bad_count"
