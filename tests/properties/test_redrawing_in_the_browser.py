"""Random edits end alike in the library and in the scripts of the pages."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fuzz import territories
from tests.longer import examples
from tests.redrawn_in_node import Scene, compared, renumbered

PER_SCENE = 12


def scene(seed: int) -> Scene:
    """Draw commands on small communities, every fourth of them a few units wide."""
    rng = np.random.default_rng(seed)
    size = [60, 900, 30_000][seed % 3]
    columns = int(rng.integers(2, 4))
    thin = seed % 4 == 3
    town = territories.strip(12, seed) if thin else territories.small(columns, size, seed)
    partition = renumbered(town.partition(bounded=bool(rng.random() < 0.5)))
    return Scene(partition).draw(rng, PER_SCENE, aimed=bool(rng.random() < 0.5))


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    scenes = [scene(seed) for seed in range(examples(20))]
    return compared(scenes, tmp_path_factory.mktemp("node"))


def test_cells_and_refusals_are_the_same(comparison):
    assert comparison.differing == []


def test_the_browser_knows_itself(comparison):
    assert comparison.asked == 0


def test_nearly_all_refusals_name_the_same_place(comparison):
    # Where a border crosses itself or others more than once, each may name another crossing.
    assert comparison.refusals >= 10
    assert comparison.places_elsewhere <= 0.2 * comparison.refusals
