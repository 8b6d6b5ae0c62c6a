from __future__ import annotations

import pytest

from gridmap.errors import InputError
from gridmap.topology.edits import insert_node, move_node, split
from tests.unit.topology.edits.examples import at, holders, line, tiles


@pytest.mark.parametrize("to", [(float("nan"), 0.0), (1e300, 0.0), (120.0,), (0.0, float("inf"))])
def test_what_is_no_place_is_an_input_error(to):
    with pytest.raises(InputError) as caught:
        move_node(tiles(1, 1), at(0, 0), to)
    assert caught.value.code == "edits.no_place"


def test_of_two_nodes_as_near_the_western_one_is_named():
    cells = insert_node(tiles(2, 1), at(1_000, 400), at(1_000, 400)).geometries
    cells = insert_node(cells, at(1_000, 401), at(1_000, 401)).geometries
    edited = move_node(cells, at(1_000, 400.5), at(1_100, 300))
    assert holders(edited.geometries, (1_000, 401)) == [0, 1]


def test_a_line_of_one_point_is_no_line():
    with pytest.raises(InputError) as caught:
        split(tiles(1, 1), 0, [at(0, 0)])
    assert caught.value.code == "edits.no_line"


def test_a_place_on_no_border_names_no_arc():
    with pytest.raises(InputError) as caught:
        insert_node(tiles(1, 1), at(500, 500), at(500, 500))
    assert caught.value.code == "edits.no_arc"


def test_an_edge_is_named_from_either_side():
    edited = insert_node(tiles(2, 1), at(1_000.8, 400), at(1_000, 400))
    assert holders(edited.geometries, (1_000, 400)) == [0, 1]


def test_a_line_may_be_drawn_either_way():
    one = split(tiles(1, 1), 0, line((-10, 300), (1_010, 400)))
    other = split(tiles(1, 1), 0, line((1_010, 400), (-10, 300)))
    assert [cell.wkb for cell in one.geometries] == [cell.wkb for cell in other.geometries]
