"""The divider `blocks`."""

import pytest
import shapely

from gridmap.division import divide, street_blocks
from gridmap.errors import InputError
from tests.unit.division.laws import assert_partition, nodes
from tests.unit.division.towns import box, city, line, with_node

FIELD = box(0, 0, 90_000, 60_000)


def test_two_streets_make_four_blocks() -> None:
    streets = [line((30_000, -5_000), (31_000, 65_000)), line((-5_000, 20_000), (95_000, 22_000))]
    blocks = street_blocks(FIELD, streets)
    assert len(blocks) == 4
    assert_partition(FIELD, blocks)


def test_a_dead_end_parts_nothing_and_leaves_no_node_on_the_rim() -> None:
    streets = [line((30_000, -5_000), (30_000, 65_000)), line((50_000, 9_000), (99_000, 9_000))]
    blocks = street_blocks(FIELD, streets)
    assert len(blocks) == 2
    assert shapely.get_num_coordinates(blocks).tolist() == [5, 5]


def test_a_street_drawn_twice_leaves_no_sliver() -> None:
    streets = [line((30_000, -5_000), (30_000, 65_000)), line((30_090, -5_000), (30_090, 65_000))]
    assert len(street_blocks(FIELD, streets)) == 2


def test_a_street_that_ends_near_a_node_takes_it() -> None:
    boundary = with_node(FIELD, 40_000, 0)
    near, far = line((40_040, -9), (45_000, 70_000)), line((40_080, -9), (45_000, 70_000))
    taken, new = (nodes(shapely.union_all(street_blocks(boundary, [way]))) for way in (near, far))
    assert len(taken - nodes(boundary)) == 1
    assert len(new - nodes(boundary)) == 2


@pytest.mark.parametrize("seed", range(3))
def test_blocks_partition_a_jagged_boundary(seed: int) -> None:
    boundary = city(seed)
    ways = [line((at, -80_000), (-at, 80_000)) for at in range(-60_000, 60_001, 13_337)]
    ways += [line((-80_000, at), (80_000, at + 7_001)) for at in range(-60_000, 60_001, 11_117)]
    assert_partition(boundary, divide(boundary, method="blocks", lines=ways).geometries)


def test_without_lines_there_are_no_blocks() -> None:
    with pytest.raises(InputError) as caught:
        divide(FIELD, method="blocks")
    assert caught.value.code == "division.lines_needed"
