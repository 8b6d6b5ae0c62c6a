from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.errors import InputError
from gridmap.geometry import double_area_units, double_areas_units, is_snapped
from gridmap.topology.edits import (
    delete_node,
    insert_node,
    merge,
    move_node,
    reshape_arc,
    split,
)
from tests.strategies import from_local
from tests.unit.topology.edits.examples import (
    at,
    holders,
    is_exact,
    line,
    nodes_of,
    refusal,
    ringed,
    tiles,
)


def test_an_inserted_node_keeps_clear_of_its_neighbours():
    slanting = np.array(
        [
            shapely.Polygon([(0, 0), (997, 0), (0, 991)]),
            shapely.Polygon([(997, 0), (997, 991), (0, 991)]),
        ]
    )
    edited = insert_node(from_local(slanting), at(498.5, 495.5), at(498.5, 495.5))
    assert edited.touched == (0, 1)
    assert is_exact(edited.geometries)


def test_a_node_is_not_inserted_where_one_is():
    with pytest.raises(InputError) as caught:
        insert_node(tiles(2, 1), at(1_000, 400), at(1_000, 0))
    assert caught.value.code == "edits.node_exists"


def test_an_inner_move_keeps_the_sum_of_areas():
    edited = move_node(tiles(2, 2), at(1_000, 1_000), at(1_200, 900))
    assert sum(change.double_area_units for change in edited.report) == 0


def test_a_move_of_the_outer_edge_reports_what_it_added():
    cells = tiles(2, 1)
    edited = move_node(cells, at(1_000, 0), at(1_000, -100))
    union = shapely.coverage_union_all(edited.geometries)
    gained = sum(change.double_area_units for change in edited.report)
    assert gained == 2 * 100 * 1_000
    assert double_area_units(union) == sum(double_areas_units(cells)) + gained


def test_a_node_of_a_hole_moves_in_both_cells():
    edited = move_node(ringed(), at(1_000, 1_000), at(800, 900))
    assert holders(edited.geometries, (800, 900)) == [0, 1]
    assert is_exact(edited.geometries)


def test_a_move_stays_inside_the_boundary():
    cells = tiles(2, 1)
    boundary = shapely.coverage_union_all(cells)
    refused = refusal(move_node, cells, at(1_000, 0), at(1_000, -100), boundary=boundary)
    assert refused.code == "edits.outside"
    assert refused.place.geometry.intersects(shapely.Point(at(1_000, -50)))


def test_a_move_leaves_nothing_of_the_community_bare():
    cells = tiles(2, 1)
    boundary = shapely.coverage_union_all(cells)
    refused = refusal(move_node, cells, at(1_000, 0), at(1_000, 100), boundary=boundary)
    assert refused.code == "edits.gap"


def test_a_fold_is_refused():
    cells = insert_node(tiles(2, 1), at(1_000, 500), at(1_000, 500)).geometries
    assert refusal(move_node, cells, at(1_000, 500), at(2_500, 500)).code == "edits.fold"


def test_a_node_too_near_to_a_border_is_refused():
    cells = insert_node(tiles(3, 1), at(1_000, 500), at(1_000, 500)).geometries
    cells = move_node(cells, at(2_000, 1_000), at(2_003, 1_000)).geometries
    refused = refusal(move_node, cells, at(1_000, 500), at(2_001, 500))
    assert refused.code == "edits.clearance"
    assert refused.place.geometry.distance(shapely.Point(at(2_001, 500))) < 1e-9


def test_a_place_without_a_node_is_an_input_error():
    with pytest.raises(InputError) as caught:
        move_node(tiles(2, 1), at(1_000, 5), at(0, 0))
    assert caught.value.code == "edits.no_node"


def test_a_node_is_named_within_a_unit():
    edited = move_node(tiles(2, 2), at(1_000.6, 999.4), at(1_100, 1_100))
    assert edited.touched == (0, 1, 2, 3)


def test_a_deleted_node_goes_from_both_cells():
    cells = insert_node(tiles(2, 1), at(1_000, 400), at(1_100, 400)).geometries
    edited = delete_node(cells, at(1_100, 400))
    assert holders(edited.geometries, (1_100, 400)) == []
    assert shapely.equals(edited.geometries, tiles(2, 1)).all()


def test_deleting_an_inner_junction_would_leave_a_gap():
    cells = merge(tiles(2, 2), [0, 1]).geometries
    assert refusal(delete_node, cells, at(1_000, 1_000)).code == "edits.gap"


def test_deleting_a_corner_of_a_triangle_would_empty_it():
    cells = from_local(np.array([shapely.Polygon([(0, 0), (900, 0), (0, 900)])]))
    assert refusal(delete_node, cells, at(0, 0)).code == "edits.empty"


def test_an_arc_takes_a_new_course_in_both_cells():
    edited = reshape_arc(
        tiles(2, 1),
        (at(1_000, 0), at(1_000, 1_000)),
        line((1_000, 1_000), (1_300, 700), (800, 300), (1_000, 0)),
    )
    assert holders(edited.geometries, (1_300, 700)) == [0, 1]
    assert is_exact(edited.geometries)


def test_the_course_of_a_hole_changes_on_the_side_of_the_line():
    edited = reshape_arc(
        ringed(),
        (at(1_000, 1_000), at(2_000, 1_000)),
        line((1_000, 1_000), (1_500, 500), (2_000, 1_000)),
    )
    assert nodes_of(edited.geometries[1]) == {
        (1_000, 1_000), (1_500, 500), (2_000, 1_000), (2_000, 2_000), (1_000, 2_000)
    }  # fmt: skip


def test_nodes_of_two_arcs_are_no_stretch_to_reshape():
    with pytest.raises(InputError) as caught:
        reshape_arc(tiles(2, 2), (at(1_000, 0), at(1_000, 2_000)), line((1_000, 0), (1_000, 2_000)))
    assert caught.value.code == "edits.no_common_arc"


def test_a_new_course_over_a_third_cell_is_refused():
    refused = refusal(
        reshape_arc,
        tiles(3, 1),
        (at(1_000, 0), at(1_000, 1_000)),
        line((1_000, 0), (2_500, 500), (1_000, 1_000)),
    )
    assert refused.code == "edits.third_cell"


def pinched():
    """A cell whose outer node at (500, 0) faces a notch that ends at (500, 400)."""
    notched = shapely.Polygon([(0, 0), (500, 0), (1_000, 0), (1_000, 900), (500, 400), (0, 900)])
    return from_local(np.array([notched]))


def test_an_outer_node_must_not_meet_another_node_of_its_own_ring():
    refused = refusal(move_node, pinched(), at(500, 0), at(500, 400))
    assert refused.code == "edits.fold"


def test_an_outer_node_must_not_come_closer_than_a_unit_to_its_own_ring():
    assert refusal(move_node, pinched(), at(500, 0), at(501, 400)).code in {
        "edits.clearance",
        "edits.fold",
    }


def test_a_hole_may_touch_the_outer_edge_in_one_node():
    cells = insert_node(ringed()[:1], at(0, 1_500), at(0, 1_500)).geometries
    edited = move_node(cells, at(1_000, 1_000), at(0, 1_500))
    assert shapely.is_valid(edited.geometries).all()
    assert is_snapped(edited.geometries)


def test_a_second_touch_would_part_the_cell():
    cells = insert_node(ringed()[:1], at(0, 1_500), at(0, 1_500)).geometries
    cells = insert_node(cells, at(1_500, 0), at(1_500, 0)).geometries
    touching = move_node(cells, at(1_000, 2_000), at(0, 1_500)).geometries
    assert refusal(move_node, touching, at(1_000, 1_000), at(1_500, 0)).code == "edits.fold"


def test_two_cells_may_touch_in_an_outer_node():
    cells = from_local(np.array([shapely.box(0, 0, 100, 100), shapely.box(200, 0, 300, 100)]))
    edited = move_node(cells, at(100, 100), at(200, 100))
    assert shapely.coverage_is_valid(edited.geometries)
    assert is_snapped(edited.geometries)


def test_an_insertion_on_an_outer_edge_takes_the_place_asked_for():
    edited = insert_node(tiles(2, 1), at(400, 0), at(400, -30))
    assert holders(edited.geometries, (400, -30)) == [0]
    assert is_exact(edited.geometries)


def test_a_junction_on_the_border_of_two_communities_moves_in_all_cells():
    cells = tiles(2, 2)
    both = shapely.coverage_union_all(cells)
    edited = move_node(cells, at(1_000, 1_000), at(1_040, 960), boundary=both)
    assert edited.touched == (0, 1, 2, 3)


def test_a_node_on_the_border_to_another_community_is_not_moved_by_one_alone():
    cells = tiles(2, 2)
    lower = shapely.coverage_union_all(cells[:2])
    refused = refusal(move_node, cells[:2], at(1_000, 1_000), at(1_000, 960), boundary=lower)
    assert refused.code == "edits.gap"


def test_the_outer_edge_may_not_be_taken_back_at_an_acute_corner():
    cells = from_local(np.array([shapely.Polygon([(0, 0), (1_000, 0), (1_000, 100)])]))
    refused = refusal(move_node, cells, at(0, 0), at(15, 1), boundary=cells[0])
    assert refused.code == "edits.gap"


def test_an_exclave_moves_with_the_cells_around_it():
    both = shapely.MultiPolygon([shapely.box(0, 0, 500, 500), shapely.box(1_000, 0, 1_500, 500)])
    cells = from_local(np.array([both, shapely.box(500, 0, 1_000, 500)]))
    edited = move_node(cells, at(1_000, 500), at(1_100, 500))
    assert holders(edited.geometries, (1_100, 500)) == [0, 1]
    assert shapely.get_num_geometries(edited.geometries).tolist() == [2, 1]


def test_an_inner_border_takes_an_existing_node_only_where_it_is_named():
    cells = insert_node(tiles(2, 1), at(1_000, 500), at(1_000, 500)).geometries
    edited = split(cells, 0, line((-50, 503), (1_050, 503)))
    assert len(holders(edited.geometries, (1_000, 503))) == 3
