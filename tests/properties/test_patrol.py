"""Laws of patrol coverage, whatever was walked."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.analysis import (
    Visits,
    cell_passes,
    covered_m,
    match,
    pass_counts,
    street_network,
    stretches,
    visits,
)
from tests import town_streets
from tests.walking import walk


@cache
def scene():
    network = street_network(town_streets.lines())
    return network, stretches(network, town_streets.cells())


@st.composite
def walked(draw) -> Visits:
    """Draw ways along random stretches, some of them twice and by several workers."""
    _, parts = scene()
    count = draw(st.integers(1, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    stretch = rng.integers(0, len(parts.piece), count)
    ends = np.sort(rng.random((count, 2)), axis=1) * parts.length_m[stretch, None]
    return Visits(
        stretch,
        parts.from_m[stretch] + ends[:, 0],
        parts.from_m[stretch] + ends[:, 1],
        rng.uniform(0, 5000, count),
        rng.integers(0, 3, count),
        ("a", "b", "c"),
    )


def fine_count(found: Visits, at_least: int) -> float:
    """Return the metres by walking every stretch in steps of a centimetre."""
    _, parts = scene()
    total = 0.0
    for stretch in np.unique(found.stretch):
        steps = np.arange(parts.from_m[stretch], parts.to_m[stretch], 0.01) + 0.005
        passes = np.zeros(len(steps))
        rows = np.flatnonzero(found.stretch == stretch)
        for worker in np.unique(found.worker[rows]):
            own = rows[found.worker[rows] == worker]
            own = own[np.argsort(found.seconds[own])]
            for part in np.split(own, np.flatnonzero(np.diff(found.seconds[own]) > 600) + 1):
                inside = (steps[:, None] > found.from_m[part]) & (steps[:, None] < found.to_m[part])
                passes += inside.any(axis=1)
        total += 0.01 * np.count_nonzero(passes >= at_least)
    return total


@given(walked(), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_covered_metres_equal_a_count_by_the_centimetre(found, at_least):
    _, parts = scene()
    covered = covered_m(found, parts, at_least=at_least).sum()
    assert covered == pytest.approx(fine_count(found, at_least), abs=0.02 * len(found.stretch))


@given(walked())
@settings(max_examples=40, deadline=None)
def test_no_stretch_is_covered_beyond_its_length(found):
    _, parts = scene()
    assert (covered_m(found, parts) <= parts.length_m + 1e-9).all()


@given(walked())
@settings(max_examples=40, deadline=None)
def test_walking_everything_twice_at_once_covers_nothing_more(found):
    _, parts = scene()
    twice = found.some(np.tile(np.arange(len(found.stretch)), 2))
    assert covered_m(twice, parts) == pytest.approx(covered_m(found, parts))


@given(walked())
@settings(max_examples=40, deadline=None)
def test_passes_of_the_parts_are_never_fewer_than_those_of_the_whole(found):
    _, parts = scene()
    whole = pass_counts(cell_passes(found, parts), 2)
    split = sum(
        pass_counts(cell_passes(found.some(found.worker == worker), parts), 2)
        for worker in range(3)
    )
    assert whole.tolist() == split.tolist()


@given(st.integers(0, 10_000), st.sampled_from([5.0, 10.0]))
@settings(max_examples=12, deadline=None)
def test_any_noisy_walk_is_measured_to_a_few_per_cent(seed, sigma_m):
    network, parts = scene()
    true = walk(network, seed, wanted_m=3000, sigma_m=sigma_m)
    names = ["a"] * len(true.seconds)
    matched = match(network, names, true.seconds, true.lonlat, sigma_m=sigma_m)
    assert covered_m(visits(matched, parts), parts).sum() == pytest.approx(true.covered_m, rel=0.08)
