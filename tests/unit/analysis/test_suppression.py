"""Small counts are withheld, with what protects them."""

from __future__ import annotations

import numpy as np
import pytest

from gridmap.analysis.suppression import suppress
from gridmap.errors import InputError


def test_zeros_and_counts_from_the_threshold_on_are_shown():
    made = suppress([0, 5, 9, 0], [], threshold=5)
    assert not made.counts.any()


def test_a_small_count_takes_the_least_other_of_its_sum_along():
    made = suppress([2, 30, 8, 11], [[0, 0, 0, 0]], threshold=5)
    assert made.counts.tolist() == [True, False, True, False]
    assert made.small.tolist() == [True, False, False, False]


def test_two_ones_beside_each_other_do_not_protect_themselves():
    # A sum of 2 over two withheld counts of at least 1 would tell both.
    made = suppress([1, 1, 30, 40], [[0, 0, 0, 0]], threshold=5)
    assert made.counts.tolist() == [True, True, True, False]


def test_a_count_in_rows_and_columns_needs_four():
    made = suppress(
        [2, 50, 60, 70, 80, 90, 40, 55, 65],
        [[0, 0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 2, 0, 1, 2, 0, 1, 2]],
        threshold=5,
    )
    assert made.counts.sum() == 4
    assert made.counts.reshape(3, 3).sum(axis=0).max() == 2


def test_a_sum_is_withheld_where_nothing_else_protects():
    made = suppress([3, 0, 0, 20, 30], [[0, 0, 0, 1, 1]], threshold=5)
    assert made.sums[0].tolist() == [True, False]
    assert made.counts.tolist() == [True, False, False, False, False]


def test_a_small_sum_does_not_come_out_of_the_sum_of_all():
    made = suppress([3, 20, 30], [[0, 1, 1], [0, 0, 0]], threshold=5)
    assert made.sums[0].all() or made.sums[1].all()


def test_the_same_input_gives_the_same_answer():
    counts = np.random.default_rng(2).integers(0, 30, 60)
    groups = [np.arange(60) // 6, np.arange(60) % 6]
    one, two = (suppress(counts, groups, threshold=6) for _ in range(2))
    assert np.array_equal(one.counts, two.counts)


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("suppression.threshold", {"counts": [1], "groupings": [], "threshold": 0}),
        ("suppression.count", {"counts": [1, -1], "groupings": [], "threshold": 3}),
        ("suppression.count", {"counts": [1, 1.5], "groupings": [], "threshold": 3}),
        ("suppression.count", {"counts": [1, np.nan], "groupings": [], "threshold": 3}),
        ("suppression.grouping", {"counts": [1, 2], "groupings": [[0]], "threshold": 3}),
    ],
)
def test_wrong_input_is_refused(code, arguments):
    with pytest.raises(InputError) as caught:
        suppress(**arguments)
    assert caught.value.code == code
