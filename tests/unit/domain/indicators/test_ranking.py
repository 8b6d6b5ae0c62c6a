from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import rankdata

from gridmap.domain.indicators import INDICATORS, Direction, Figures
from gridmap.domain.indicators.ranking import competition_ranks, rank_changes, weak_links


def test_equal_values_share_a_rank_and_the_next_one_is_skipped():
    assert competition_ranks([90, 80, 80, 70]).tolist() == [1, 2, 2, 4]


def test_less_is_better_ranks_the_smallest_first():
    assert competition_ranks([0.2, 0.1, 0.3], Direction.LOWER).tolist() == [2, 1, 3]


def test_what_is_not_applicable_has_no_rank_and_takes_none_away():
    assert competition_ranks([np.nan, 5, 7]).tolist() == [0, 2, 1]


def test_a_third_is_a_third_however_it_was_summed():
    assert competition_ranks([0.1 + 0.2, 0.3]).tolist() == [1, 1]


@pytest.mark.parametrize("seed", range(5))
def test_ranks_are_those_of_scipy(seed):
    values = np.random.default_rng(seed).integers(0, 9, 40).astype(float)
    assert competition_ranks(values).tolist() == rankdata(-values, method="min").tolist()


def test_a_rank_rises_by_the_places_it_climbed():
    changes = rank_changes([3, 1, 0, 2], [1, 2, 3, 0])
    assert changes[:2].tolist() == [2, -1]
    assert np.isnan(changes[2:]).all()


def figures(key: str, numerators: list[float], denominators: list[float]) -> Figures:
    codes = tuple(f"c{place}" for place in range(len(numerators)))
    return Figures(INDICATORS[key], "cell", codes, np.array(numerators), np.array(denominators))


def test_the_weakest_link_comes_first_and_what_meets_its_target_is_no_link():
    found = [figures("K-33", [9, 10, 5], [10, 10, 10]), figures("K-07", [60, 0], [100, 0])]
    assert [(link.key, link.code) for link in weak_links(found)] == [
        ("K-33", "c2"),
        ("K-07", "c0"),
        ("K-33", "c0"),
    ]


def test_a_target_of_the_installation_goes_before_that_of_the_registry():
    assert weak_links([figures("K-07", [60], [100])], {"K-07": 0.5}) == []
