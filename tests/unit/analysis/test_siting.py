"""Sites one by one, against every possible choice."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely

from gridmap.analysis.siting import GREEDY_RATIO, best_sites
from gridmap.errors import InputError


def scene(seed: int):
    rng = np.random.default_rng(seed)
    places = shapely.points(rng.uniform(0, 100, (80, 2)))
    return shapely.buffer(shapely.points(rng.uniform(0, 100, (9, 2))), 22), places, rng.random(80)


def gained(areas, places, weights) -> float:
    return float(weights[shapely.intersects(shapely.union_all(areas), places)].sum())


@pytest.mark.parametrize("seed", range(8))
def test_greedy_keeps_its_bound_and_knows_it(seed):
    areas, places, weights = scene(seed)
    sites = best_sites(areas, places, weights=weights, count=3)
    best = max(gained(areas[list(some)], places, weights) for some in combinations(range(9), 3))
    assert GREEDY_RATIO * best <= sites.gain.sum() <= best + 1e-9 <= sites.limit + 2e-9


def test_curve_is_what_the_sites_serve():
    areas, places, weights = scene(1)
    sites = best_sites(areas, places, weights=weights, count=4)
    expected = [gained(areas[sites.chosen[:k]], places, weights) for k in range(5)]
    assert sites.curve == pytest.approx(expected)


def test_what_is_served_already_is_no_gain():
    areas, places, _ = scene(2)
    sites = best_sites(areas, places, count=9, served=areas[:5])
    assert not set(sites.chosen.tolist()) & set(range(5))
    assert sites.served_before == gained(areas[:5], places, np.ones(80))


def test_it_stops_where_nothing_more_can_be_gained():
    areas, places, _ = scene(3)
    sites = best_sites(areas[[0, 0, 0]], places, count=3)
    assert sites.chosen.tolist() == [0]
    assert sites.achieved == 1.0


def test_a_place_in_a_house_counts_by_its_wall():
    house, inside = np.array([shapely.box(0, 0, 10, 10)]), shapely.points([[9.0, 5.0]])
    view = np.array([shapely.box(10, 0, 20, 10)])
    assert best_sites(view, inside, count=1, buildings=house).gain.tolist() == [1.0]
    assert best_sites(view, inside, count=1).gain.tolist() == []


@pytest.mark.parametrize(
    ("how", "code"),
    [({"count": 0}, "siting.count"), ({"count": 1, "weights": [-1.0] * 80}, "siting.weight")],
)
def test_wrong_input_is_refused(how, code):
    areas, places, _ = scene(0)
    with pytest.raises(InputError) as caught:
        best_sites(areas, places, **how)
    assert caught.value.code == code
