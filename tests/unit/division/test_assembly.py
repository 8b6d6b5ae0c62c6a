"""Exact assembly: what clearance does to cells, and which nodes the outer ring gains."""

import numpy as np
import shapely

from gridmap.division.assembly import Faces, assemble, faces_of_pieces, settle
from gridmap.geometry import area_m2, is_snapped
from tests.unit.division.laws import assert_partition, nodes
from tests.unit.division.towns import box, city, ring

FIELD = box(0, 0, 60_000, 40_000)


def test_what_a_closed_neck_cuts_off_joins_the_neighbour_with_the_longest_border() -> None:
    # The west cell reaches north of the east one through a neck of one lattice unit.
    neck = [(40_000, 30_000), (50_000, 39_999), (59_000, 30_000), (60_000, 30_000)]
    west = ring([(0, 0), (40_000, 0), *neck, (60_000, 40_000), (0, 40_000)])
    east = ring([(40_000, 0), (60_000, 0), *neck[::-1]])
    cells = settle(np.array([west, east]))
    assert (shapely.get_num_geometries(cells) == 1).all()
    assert is_snapped(cells)
    assert shapely.area(cells).sum() == shapely.area(FIELD)


def test_settled_cells_come_back_as_they_are() -> None:
    cells = settle(np.array([box(0, 0, 30_000, 40_000), box(30_000, 0, 60_000, 40_000)]))
    assert all(ours is theirs for ours, theirs in zip(settle(cells), cells, strict=True))


def test_unlabelled_faces_join_the_neighbour_with_the_longest_border() -> None:
    west, east = box(0, 0, 20_000, 40_000), box(25_000, 30_000, 60_000, 40_000)
    cells, labels = assemble(FIELD, faces_of_pieces(FIELD, [west, east], np.array([7, 9])))
    assert labels.tolist() == [7, 9]
    assert_partition(FIELD, cells)


def test_overlapping_pieces_go_to_the_first() -> None:
    first, second = box(0, 0, 40_000, 40_000), box(20_000, 0, 60_000, 40_000)
    cells, _ = assemble(FIELD, faces_of_pieces(FIELD, [first, second], np.array([0, 1])))
    ratio = area_m2(cells) / area_m2(FIELD)
    assert ratio.round(3).tolist() == [0.667, 0.333]


def test_a_label_in_two_pieces_keeps_the_larger() -> None:
    pieces = [
        box(0, 0, 30_000, 40_000),
        box(30_000, 0, 50_000, 40_000),
        box(50_000, 0, 60_000, 40_000),
    ]
    faces = faces_of_pieces(FIELD, pieces, np.array([0, 1, 0]))
    cells, _ = assemble(FIELD, faces)
    assert shapely.equals(cells[0], pieces[0])


def test_pieces_that_cross_the_rim_often_add_only_the_ends_of_borders() -> None:
    # The outline of each piece weaves about the straight rim, but only one border ends there.
    weave = [(x, 300 * (-1) ** (x // 4_000)) for x in range(0, 32_000, 4_000)]
    west = ring([*weave, (30_000, 0), (30_000, 50_000), (-5_000, 50_000)])
    east = box(30_000, -900, 70_000, 50_000)
    cells, _ = assemble(FIELD, faces_of_pieces(FIELD, [west, east], np.array([0, 1])))
    assert len(nodes(shapely.coverage_union_all(cells)) - nodes(FIELD)) == 2


def test_faces_of_one_label_are_the_boundary() -> None:
    boundary = city(5)
    cells, _ = assemble(boundary, Faces(np.array([boundary], dtype=object), np.zeros(1, np.int64)))
    assert nodes(cells[0]) == nodes(boundary)
