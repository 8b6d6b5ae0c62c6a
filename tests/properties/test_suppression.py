"""Whoever knows all that is shown cannot tell a withheld count."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from gridmap.analysis.suppression import suppress
from tests.longer import examples


def values_left(counts, groupings, made, asked) -> tuple[float, float]:
    """Return the least and the greatest whole value of a sum that fits all that is shown."""
    hidden = np.flatnonzero(made.counts)
    rows, sums = [], []
    for grouping, withheld in zip(groupings, made.sums, strict=True):
        for group in np.flatnonzero(~withheld):
            held = grouping[hidden] == group
            rows.append(held.astype(float))
            sums.append(counts[hidden][held].sum())
    shown = [LinearConstraint(np.array(rows), sums, sums)] if rows else []
    ends = [
        milp(
            sign * asked[hidden].astype(float),
            constraints=shown,
            integrality=np.ones(len(hidden)),
            bounds=Bounds(1, 2 * counts.sum() + 2),
        ).fun
        for sign in (1, -1)
    ]
    return ends[0], -ends[1]


@settings(max_examples=examples(12), deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 4), st.integers(2, 4), st.integers(2, 7))
def test_no_withheld_count_comes_out_of_rows_columns_and_the_total(seed, rows, columns, threshold):
    generator = np.random.default_rng(seed)
    counts = generator.choice([0, 1, 2, 3, 5, 8, 13, 40], rows * columns)
    place = np.arange(rows * columns)
    groupings = [place // columns, place % columns, np.zeros_like(place)]
    made = suppress(counts, groupings, threshold=threshold)
    assert not (made.small & ~made.counts).any()
    for position in np.flatnonzero(made.counts):
        least, most = values_left(counts, groupings, made, place == position)
        assert most - least >= 1


@settings(max_examples=examples(12), deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 6))
def test_no_small_sum_comes_out_of_a_hierarchy(seed, threshold):
    generator = np.random.default_rng(seed)
    counts = generator.choice([0, 1, 2, 4, 9, 20], 12)
    community = np.sort(generator.integers(0, 5, 12))
    groupings = [community, community // 2, np.zeros_like(community)]
    made = suppress(counts, groupings, threshold=threshold)
    for grouping, withheld in zip(groupings, made.sums, strict=True):
        for group in range(len(withheld)):
            total = counts[grouping == group].sum()
            if 0 < total < threshold:
                least, most = values_left(counts, groupings, made, grouping == group)
                assert withheld[group]
                assert most - least >= 1
