from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.errors import InputError
from gridmap.geometry import UNITS_PER_DEGREE, double_areas_units
from gridmap.topology.edits import (
    delete_node,
    insert_node,
    merge,
    move_node,
    reshape_arc,
    split,
    transfer,
)
from tests.strategies import HANGZHOU, from_local
from tests.unit.topology.edits.examples import (
    at,
    holders,
    is_exact,
    line,
    refusal,
    ringed,
    same,
    tiles,
)


def test_a_split_gives_its_end_nodes_to_the_neighbours():
    edited = split(tiles(2, 1), 0, line((-50, 300), (1_050, 400)))
    assert len(edited.geometries) == 3
    assert edited.touched == (0, 1, 2)
    assert is_exact(edited.geometries)


def test_the_larger_part_keeps_the_position():
    edited = split(tiles(2, 1), 0, line((-50, 300), (1_050, 300)))
    first, _, last = double_areas_units(edited.geometries)
    assert (first, last) == (2 * 700_000, 2 * 300_000)


def test_a_line_that_ends_inside_does_not_split():
    with pytest.raises(InputError) as caught:
        split(tiles(2, 1), 0, line((-50, 300), (500, 300)))
    assert caught.value.code == "edits.no_split"


def test_a_split_into_three_is_refused():
    wave = line((-10, 200), (600, 200), (600, -100), (800, -100), (800, 500), (1_010, 500))
    assert refusal(split, tiles(1, 1), 0, wave).code == "edits.parts"


def test_a_split_on_the_outer_edge_takes_a_node_within_five_centimetres():
    cells = insert_node(tiles(1, 1), at(0, 500), at(0, 500)).geometries
    edited = split(cells, 0, line((-10, 503), (1_010, 503)))
    assert holders(edited.geometries, (0, 500)) == [0, 1]
    assert holders(edited.geometries, (0, 503)) == []


def test_a_merge_keeps_the_lowest_position():
    edited = merge(tiles(3, 1), [2, 1])
    assert double_areas_units(edited.geometries) == [2_000_000, 4_000_000]
    assert sum(change.double_area_units for change in edited.report) == 0


def test_cells_that_meet_in_a_point_do_not_merge():
    assert refusal(merge, tiles(2, 2), [0, 3]).code == "edits.apart"


def test_a_piece_goes_to_the_neighbour():
    piece = from_local(shapely.box(700, 200, 1_400, 600))
    edited = transfer(tiles(2, 1), piece, 0, 1)
    changes = [change.double_area_units for change in edited.report]
    assert changes == [-2 * 300 * 400, 2 * 300 * 400]
    assert is_exact(edited.geometries)


def test_a_piece_away_from_the_neighbour_would_add_a_part():
    piece = from_local(shapely.box(200, 200, 400, 600))
    assert refusal(transfer, tiles(2, 1), piece, 0, 1).code == "edits.parts"


def test_a_whole_cell_is_not_handed_over():
    cells = tiles(2, 1)
    assert refusal(transfer, cells, cells[0], 0, 1).code == "edits.empty"


def test_exclaves_stay_with_their_cell():
    both = shapely.MultiPolygon(
        [shapely.box(0, 0, 1_000, 1_000), shapely.box(2_000, 0, 3_000, 1_000)]
    )
    cells = from_local(np.array([both, shapely.box(1_000, 0, 2_000, 1_000)]))
    edited = split(cells, 0, line((-10, 400), (1_010, 400)))
    assert shapely.get_num_geometries(edited.geometries).tolist() == [2, 1, 1]
    assert is_exact(edited.geometries)


EDITS = {
    "move": lambda cells: move_node(cells, at(1_000, 1_000), at(1_200, 900)),
    "insert": lambda cells: insert_node(cells, at(1_000, 400), at(1_000, 400)),
    "delete": lambda cells: delete_node(cells, at(1_000, 0)),
    "reshape": lambda cells: reshape_arc(
        cells, (at(1_000, 0), at(1_000, 1_000)), line((1_000, 0), (1_100, 500), (1_000, 1_000))
    ),
    "split": lambda cells: split(cells, 1, line((990, 300), (2_010, 400))),
    "merge": lambda cells: merge(cells, [1, 3]),
    "transfer": lambda cells: transfer(cells, from_local(shapely.box(700, 200, 1_400, 600)), 0, 1),
}


@pytest.mark.parametrize("name", EDITS)
def test_the_inverse_leads_back_byte_for_byte(name):
    cells = tiles(2, 3)
    edited = EDITS[name](cells)
    assert edited.touched
    assert same(edited.inverse.apply(edited.geometries), cells)


@pytest.mark.parametrize("name", EDITS)
def test_untouched_cells_stay_the_objects_that_came_in(name):
    cells = tiles(2, 3)
    edited = EDITS[name](cells)
    known = {id(cell) for cell in cells}
    strangers = [k for k, cell in enumerate(edited.geometries) if id(cell) not in known]
    assert tuple(strangers) == edited.touched


@pytest.mark.parametrize("name", EDITS)
def test_the_input_stays_as_it_was(name):
    cells = tiles(2, 3)
    before = list(cells)
    EDITS[name](cells)
    assert all(one is other for one, other in zip(before, cells, strict=True))


def test_an_inverse_does_not_apply_to_cells_that_changed_since():
    edited = move_node(tiles(2, 2), at(1_000, 1_000), at(1_200, 900))
    later = move_node(edited.geometries, at(0, 0), at(10, 10))
    with pytest.raises(InputError) as caught:
        edited.inverse.apply(later.geometries)
    assert caught.value.code == "edits.patch_stale"


def test_a_refusal_says_what_and_where_in_both_languages():
    cells = insert_node(tiles(2, 1), at(1_000, 500), at(1_000, 500)).geometries
    refused = refusal(move_node, cells, at(1_000, 500), at(2_500, 500))
    assert "cross" in refused.render("en")
    assert "相交" in refused.render("zh_CN")


def test_an_edit_that_changes_nothing_touches_nothing():
    cells = tiles(2, 2)
    edited = move_node(cells, at(1_000, 1_000), at(1_000, 1_000))
    assert edited.touched == ()
    assert all(one is other for one, other in zip(edited.geometries, cells, strict=True))


def test_an_edge_that_grows_long_is_divided_for_both_cells():
    edited = move_node(tiles(2, 1), at(1_000, 1_000), at(1_000, 2_001_000))
    assert is_exact(edited.geometries)
    assert holders(edited.geometries, (1_000, 667_000)) == [0, 1]


def test_a_move_of_an_outer_node_may_not_lie_upon_an_island():
    cells = from_local(np.array([shapely.box(0, 0, 100, 100), shapely.box(200, 0, 300, 100)]))
    refused = refusal(move_node, cells, at(100, 100), at(250, 50))
    assert refused.code == "edits.third_cell"


def test_a_lake_inside_may_stay_and_change():
    lake = ringed()[:1]
    edited = move_node(lake, at(1_000, 1_000), at(900, 900))
    assert edited.report[0].double_area_units == -2 * 100 * 1_000


def test_a_split_of_a_cell_that_is_not_there_is_an_input_error():
    with pytest.raises(InputError) as caught:
        split(tiles(2, 1), 2, line((0, 0), (10, 10)))
    assert caught.value.code == "edits.no_cell"


def test_a_split_respects_the_boundary():
    cells = tiles(2, 1)
    boundary = shapely.coverage_union_all(cells)
    edited = split(cells, 0, line((-50, 300), (1_050, 400)), boundary=boundary)
    assert len(edited.geometries) == 3


def test_a_new_outer_course_must_not_leave_the_community():
    cells = tiles(2, 1)
    boundary = shapely.coverage_union_all(cells)
    refused = refusal(
        reshape_arc,
        cells,
        (at(0, 0), at(1_000, 0)),
        line((0, 0), (500, -200), (1_000, 0)),
        boundary=boundary,
    )
    assert refused.code == "edits.outside"


def test_a_piece_along_the_border_of_three_cells():
    piece = from_local(shapely.box(600, 700, 1_000, 1_000))
    edited = transfer(tiles(2, 2), piece, 0, 1)
    assert edited.touched == (0, 1, 2)
    assert is_exact(edited.geometries)


def test_a_piece_with_a_corner_just_inside_the_border_goes_to_the_neighbour():
    bulge = from_units_exactly(shapely.Point(400, 999.58).buffer(150, quad_segs=2))
    edited = transfer(tiles(1, 2), bulge, 0, 1)
    assert edited.touched == (0, 1)
    assert is_exact(edited.geometries)


def test_a_piece_is_cut_off_where_the_cell_is_a_unit_wide():
    thin = shapely.Polygon([(3, 3), (11, 0), (3, 585)])
    beside = shapely.Polygon([(0, 0), (3, 3), (3, 585), (0, 688)])
    piece = from_units_exactly(shapely.Point(3, 531.87).buffer(23.65, quad_segs=2))
    edited = transfer(from_local(np.array([beside, thin])), piece, 1, 0)
    assert edited.touched == (0, 1)
    assert is_exact(edited.geometries)


def from_units_exactly(shape):
    return shapely.transform(shape, lambda xy: (xy + np.array(HANGZHOU)) / UNITS_PER_DEGREE)
