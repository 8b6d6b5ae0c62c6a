"""Dividing a community of a store by every method: blocks and lines reach the dividers."""

from __future__ import annotations

import pytest
import shapely

from gridmap.domain import LineClass, Street
from gridmap.services.dividing import Wish, divide_communities
from tests import towns

# The middle street of the west community cuts its six blocks into three above and three below.
MIDDLE = shapely.LineString([(114.2995, 30.602), (114.3065, 30.602)])
STREET = Street("s1", "中街", LineClass.LANE, MIDDLE)


@pytest.fixture
def store(tmp_path):
    store = towns.town_store(tmp_path / "town.gpkg")
    with store.writing() as work:
        work.put_streets([STREET])
    yield store
    store.close()


@pytest.mark.parametrize("method", ["balanced", "blocks", "lattice", "lattice-hexagon"])
def test_every_method_shares_out_the_load_of_the_blocks(store, method):
    wish = Wish(method=method, cells=2 if method == "balanced" else None)
    (drafted,) = divide_communities(store, wish, [towns.WEST])
    whole = sum(block.load for block in towns.blocks() if block.community_code == towns.WEST)
    assert drafted.division.load.sum() == pytest.approx(whole)


def test_streets_divide_a_community_that_has_blocks_as_well(store):
    (drafted,) = divide_communities(store, Wish(method="blocks"), [towns.WEST])
    assert sorted(drafted.division.load) == pytest.approx([330.0, 420.0])


def test_a_wanted_load_says_how_many_squares(store):
    (drafted,) = divide_communities(store, Wish("lattice", target_load=125.0), [towns.WEST])
    assert 4 <= len(drafted.division.geometries) <= 8
