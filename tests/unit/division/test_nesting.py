"""Blocks that do not nest in communities."""

import numpy as np
import pytest
import shapely

from gridmap.division import nest
from gridmap.errors import UsageError
from gridmap.geometry import area_m2
from tests.unit.division.laws import assert_partition
from tests.unit.division.towns import box

WEST, EAST = box(0, 0, 40_000, 40_000), box(40_000, 0, 80_000, 40_000)
COMMUNITIES = np.array([WEST, EAST])
# The second block straddles the line between the two communities: three quarters lie in the west.
BLOCKS = np.array(
    [box(0, 0, 10_000, 40_000), box(10_000, 0, 50_000, 40_000), box(50_000, 0, 80_000, 40_000)]
)
LOAD = np.array([10.0, 100.0, 30.0])


@pytest.mark.parametrize("rule", ["share", "majority"])
def test_blocks_partition_each_community(rule: str) -> None:
    nesting = nest(BLOCKS, LOAD, COMMUNITIES, rule)
    for position, community in enumerate(COMMUNITIES):
        assert_partition(community, nesting.blocks[nesting.boundary == position])


@pytest.mark.parametrize("rule", ["share", "majority"])
def test_the_load_is_kept(rule: str) -> None:
    assert nest(BLOCKS, LOAD, COMMUNITIES, rule).load.sum() == pytest.approx(LOAD.sum())


def test_share_cuts_a_block_and_shares_its_load_by_area() -> None:
    nesting = nest(BLOCKS, LOAD, COMMUNITIES, "share")
    halves = nesting.load[nesting.source == 1]
    assert halves.tolist() == pytest.approx([75.0, 25.0], rel=1e-6)
    assert nesting.moves == ()


def test_majority_keeps_a_block_whole_and_says_what_moved() -> None:
    nesting = nest(BLOCKS, LOAD, COMMUNITIES, "majority")
    (move,) = nesting.moves
    assert (move.block, move.from_boundary, move.to_boundary) == (1, 1, 0)
    assert move.load == pytest.approx(25.0, rel=1e-6)
    assert move.area_m2 == pytest.approx(float(area_m2(BLOCKS[1])[0]) / 4.0, rel=1e-6)


def test_what_no_block_covers_joins_the_neighbour_with_the_longest_border() -> None:
    nesting = nest(BLOCKS, LOAD, COMMUNITIES, "majority")
    east = nesting.blocks[nesting.boundary == 1]
    assert len(east) == 1
    assert shapely.equals(east[0], EAST)


def test_load_outside_all_communities_is_told() -> None:
    shares = nest(BLOCKS, LOAD, COMMUNITIES[:1], "share")
    assert shares.load_outside == pytest.approx(55.0, rel=1e-6)
    assert shares.load.sum() == pytest.approx(85.0, rel=1e-6)


def test_a_community_without_blocks_is_one_block_without_load() -> None:
    nesting = nest(BLOCKS[:1], LOAD[:1], COMMUNITIES, "majority")
    assert nesting.source.tolist() == [0, -1]
    assert nesting.load.tolist() == [10.0, 0.0]


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        nest(BLOCKS, LOAD, COMMUNITIES, "guess")
    assert caught.value.code == "division.nesting_rule"
