"""Hot squares for maps, from a store."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.services.hot_squares import hot_squares
from gridmap.store import MemoryStore
from tests import squares
from tests.squares import place


@pytest.fixture(scope="module")
def store():
    made = MemoryStore()
    squares.settle(made)
    return made


def found(store, events):
    with store.reading() as reader:
        return hot_squares(reader, events)


def test_a_crowd_is_framed(store):
    random = np.random.default_rng(0)
    crowd = random.uniform(place(0, 0), place(3, 3), (600, 2))
    everywhere = random.uniform(place(0, 0), place(8, 3), (60, 2))
    answer = found(store, np.concatenate([crowd, everywhere]))
    assert answer is not None
    assert shapely.union_all(answer.geometries).contains(shapely.Point(place(1.5, 1.5)))
    assert answer.near_counts.min() >= 5


def test_events_everywhere_are_hot_nowhere(store):
    answer = found(store, np.random.default_rng(1).uniform(place(0, 0), place(8, 3), (300, 2)))
    assert answer is not None
    assert len(answer.geometries) == 0
    assert answer.tested >= 24


def test_no_event_and_no_community_give_nothing(store):
    assert found(store, np.zeros((0, 2))) is None
    assert found(MemoryStore(), np.array([place(1, 1)])) is None
