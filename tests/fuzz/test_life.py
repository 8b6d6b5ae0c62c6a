"""Drafts of large territories: nothing that happens to them breaks the partition."""

from __future__ import annotations

import numpy as np
import pytest

from gridmap.store import MemoryStore
from tests.fuzz.books import settle
from tests.fuzz.life import Life
from tests.longer import examples

ACTS = 100


@pytest.mark.parametrize("seed", range(examples(6)))
def test_no_act_breaks_a_plan(seed, names, territory_of, tallies):
    name = names[seed % len(names)]
    store = MemoryStore()
    settle(store, territory_of(name).partition(), 300, seed)
    tally = tallies["drafts of large territories"]
    life = Life(store, np.random.default_rng(seed), tally, whole=False)
    life.run(ACTS)
    assert store.digest()
