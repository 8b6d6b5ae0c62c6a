"""Hot spots: equal to esda, few false ones on random data, planted clusters found."""

from __future__ import annotations

import warnings

import esda
import libpysal
import numpy as np
import pytest
import shapely
from numpy.lib.stride_tricks import sliding_window_view
from scipy.stats import false_discovery_control

from gridmap.analysis.empirical_bayes import shrunken_rates
from gridmap.analysis.getis_ord import chances, gi_star
from gridmap.analysis.hotspots import COLD, HOT, _controlled, hotspots
from gridmap.analysis.neighbourhoods import Neighbourhoods, near, neighbourhoods, touching
from gridmap.analysis.permuting import permuted_chances
from gridmap.errors import InputError

SIDE = 20
CELLS = SIDE * SIDE


def squares(side: int) -> np.ndarray:
    step = 0.001
    x, y = np.meshgrid(np.arange(side), np.arange(side))
    west, south = np.round(114.3 + x.ravel() * step, 7), np.round(30.5 + y.ravel() * step, 7)
    east, north = (
        np.round(114.3 + (x.ravel() + 1) * step, 7),
        np.round(30.501 + y.ravel() * step, 7),
    )
    return shapely.box(west, south, east, north)


@pytest.fixture(scope="module")
def lattice() -> Neighbourhoods:
    return touching(squares(SIDE))


@pytest.fixture(scope="module")
def peer() -> libpysal.weights.W:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weights = libpysal.weights.lat2W(SIDE, SIDE, rook=False)
    weights.transform = "b"
    return weights


def counts(mean: float = 3.0, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, CELLS).astype(float)


def g_local(values: np.ndarray, weights: libpysal.weights.W, **options) -> esda.getisord.G_Local:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return esda.getisord.G_Local(values, weights, transform="B", star=True, **options)


def test_z_equals_esda(lattice, peer):
    z = gi_star(counts(), lattice)
    assert np.abs(z - g_local(counts(), peer, permutations=0).Zs).max() < 1e-9


def test_z_equals_esda_within_a_distance():
    cells, values = squares(SIDE), counts(seed=4)
    found = near(cells, 250.0)
    pairs = {
        cell: found.others[found.starts[cell] : found.starts[cell + 1]] for cell in range(CELLS)
    }
    weights = libpysal.weights.W({cell: list(others) for cell, others in pairs.items()})
    z = gi_star(values, found)
    assert found.sizes.max() == 20
    assert np.abs(z - g_local(values, weights, permutations=0).Zs).max() < 1e-9


def test_permuted_chances_equal_plain_shuffling():
    lattice, values = touching(squares(3)), np.array([5, 0, 1, 2, 9, 3, 0, 0, 4.0])
    high, _ = permuted_chances(values, lattice, 20_000, 1)
    random, middle = np.random.default_rng(0), 1
    others = np.delete(values, middle)
    sums = np.array([random.permutation(others)[:5].sum() for _ in range(20_000)])
    observed = values[[0, 2, 3, 4, 5]].sum()
    assert high[middle] == pytest.approx((sums >= observed).mean(), abs=0.015)


def test_permutations_repeat_with_their_seed(lattice):
    first, again = (permuted_chances(counts(), lattice, 99, 5) for _ in range(2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first[0], permuted_chances(counts(), lattice, 99, 6)[0])


def test_computed_chances_equal_shuffled_ones_where_counts_are_small(lattice):
    values = counts(0.3)
    high, _ = chances(values, lattice)
    random = np.random.default_rng(0)
    sums = [
        sliding_window_view(random.permutation(values).reshape(SIDE, SIDE), (3, 3)).sum(axis=(2, 3))
        for _ in range(300)
    ]
    shuffled = np.ravel(sums)
    inner = np.flatnonzero(lattice.sizes == 8)
    observed = (values + lattice.sums(values))[inner]
    expected = (shuffled[:, None] >= np.unique(observed)).mean(axis=0)
    found = high[inner][np.unique(observed, return_index=True)[1]]
    assert np.abs(np.log(found / expected))[expected > 1e-3].max() < 0.35


@pytest.mark.parametrize("mean", [0.2, 1.0, 5.0])
def test_random_data_have_hardly_a_false_hot_cell_in_500_draws(lattice, mean):
    random = np.random.default_rng(3)
    draws = [
        hotspots(random.poisson(mean, CELLS), lattice, minimum_count=0).state for _ in range(500)
    ]
    assert np.mean([(state == HOT).any() for state in draws]) <= 0.05


def test_random_rates_have_hardly_a_false_hot_cell_in_500_draws(lattice):
    random, wrong = np.random.default_rng(5), 0
    for _ in range(500):
        households = random.lognormal(4, 1, CELLS)
        found = hotspots(random.poisson(0.03 * households), lattice, exposure=households)
        wrong += (found.state == HOT).mean()
    assert wrong / 500 <= 0.001


@pytest.mark.parametrize(("mean", "times"), [(1.0, 3.0), (5.0, 2.0), (0.3, 6.0)])
def test_planted_clusters_are_found(lattice, mean, times):
    random, found = np.random.default_rng(9), 0
    for _ in range(100):
        row, column = random.integers(0, SIDE - 4, 2)
        planted = np.zeros((SIDE, SIDE), dtype=bool)
        planted[row : row + 4, column : column + 4] = True
        rate = np.where(planted.ravel(), mean * times, mean)
        found += (hotspots(random.poisson(rate), lattice).state[planted.ravel()] == HOT).any()
    assert found >= 80


def test_a_hole_in_the_events_is_cold(lattice):
    values = counts(9.0)
    values.reshape(SIDE, SIDE)[5:10, 5:10] = 0
    assert hotspots(values, lattice).state.reshape(SIDE, SIDE)[7, 7] == COLD


def test_few_events_make_no_hot_cell(lattice):
    values = np.zeros(CELLS)
    values[[210, 211, 230]] = 1
    found = hotspots(values, lattice, minimum_count=5)
    assert not (found.state == HOT).any()
    assert found.too_few.any()


def test_equal_counts_are_neither_hot_nor_cold(lattice):
    found = hotspots(np.full(CELLS, 7.0), lattice, permutations=99)
    assert not found.state.any()
    assert np.isnan(found.z).all()


def test_too_few_permutations_are_said(lattice):
    assert not hotspots(counts(), lattice, permutations=999).resolved
    assert hotspots(counts(), lattice, permutations=9999).resolved


def test_neighbours_touch_in_an_edge_or_in_a_point():
    assert touching(squares(3)).sizes.tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]
    assert touching(squares(3), in_points=False).sizes.tolist() == [2, 3, 2, 3, 4, 3, 2, 3, 2]


def test_sums_leave_the_cell_itself_out():
    assert neighbourhoods(3, [(0, 1), (1, 2)]).sums([1.0, 10, 100]).tolist() == [10, 101, 10]


def test_shrunken_rates_equal_esda():
    random = np.random.default_rng(0)
    households = random.integers(5, 500, 60)
    events = random.poisson(0.1 * households * random.gamma(2, 0.5, 60))
    expected = esda.smoothing.Empirical_Bayes(events, households).r.ravel()
    assert shrunken_rates(events, households) == pytest.approx(expected, rel=1e-12)


def test_a_cell_without_exposure_has_the_common_rate():
    assert shrunken_rates([5, 0, 1], [50, 0, 90])[1] == pytest.approx(6 / 140)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("hotspots.lengths", {"counts": np.ones(3)}),
        ("hotspots.lengths", {"exposure": np.ones(3)}),
        ("hotspots.counts", {"counts": np.full(CELLS, np.nan)}),
        ("hotspots.counts", {"counts": np.full(CELLS, -1.0)}),
        ("hotspots.exposure", {"exposure": np.zeros(CELLS)}),
        ("hotspots.q", {"q": 0.0}),
        ("hotspots.q", {"q": np.nan}),
        ("hotspots.permutations", {"permutations": -1}),
    ],
)
def test_wrong_input_is_refused(lattice, code, change):
    with pytest.raises(InputError) as caught:
        hotspots(**({"counts": counts(), "neighbourhoods": lattice} | change))
    assert caught.value.code == code


@pytest.mark.parametrize("distance_m", [0.0, -5.0, np.nan, np.inf])
def test_impossible_distance_is_refused(distance_m):
    with pytest.raises(InputError) as caught:
        near(squares(2), distance_m)
    assert caught.value.code == "hotspots.distance"


@pytest.mark.parametrize("count", [0, 1, 2, 500])
def test_chances_are_adjusted_as_scipy_does(count):
    chance = np.round(np.random.default_rng(count).beta(0.4, 2, count), 3)  # with ties
    expected = false_discovery_control(chance) if count else chance
    assert np.array_equal(_controlled(chance), expected)
