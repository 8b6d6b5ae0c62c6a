from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.geometry import OverlapRule, is_on_lattice, is_snapped, rings_of, snap_round, to_units
from tests.strategies import from_local, jittered_tiles


def local(*shapes):
    return from_local(np.array(shapes, dtype=object))


def test_a_coverage_that_is_in_order_comes_back_object_for_object():
    tiles = jittered_tiles(6, 5, 1000, 200, seed=1)
    snapped = snap_round(tiles)
    assert len(snapped.changed) == 0
    assert all(after is before for after, before in zip(snapped.geometries, tiles, strict=True))


def test_only_the_cells_at_a_fault_change():
    tiles = jittered_tiles(6, 6, 1000, 200, seed=2)
    tiles[0] = shapely.transform(tiles[0], lambda xy: xy + 2e-8)
    snapped = snap_round(tiles)
    assert snapped.changed.tolist() == [0]
    assert is_snapped(snapped.geometries)


def test_a_node_on_the_neighbours_edge_goes_into_it():
    cells = local(
        shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 40), shapely.box(100, 40, 200, 100)
    )
    snapped = snap_round(cells)
    assert snapped.changed.tolist() == [0]
    assert shapely.coverage_is_valid(snapped.geometries)


def test_an_overlap_goes_where_the_border_is_longest():
    cells = local(shapely.box(0, 0, 100, 100), shapely.box(90, 20, 200, 30))
    areas = shapely.area(snap_round(cells).geometries) * 1e14
    assert areas.tolist() == pytest.approx([10_000, 1_000])


def test_an_overlap_goes_to_the_first_when_asked():
    cells = local(shapely.box(90, 20, 200, 30), shapely.box(0, 0, 100, 100))
    areas = shapely.area(snap_round(cells, OverlapRule.FIRST).geometries) * 1e14
    assert areas.tolist() == pytest.approx([1_100, 9_900])


def test_of_equal_cells_the_first_keeps_the_area():
    cells = local(shapely.box(0, 0, 9, 9), shapely.box(0, 0, 9, 9))
    assert shapely.is_empty(snap_round(cells).geometries).tolist() == [False, True]


def test_holes_parts_and_exclaves_stay():
    frame = shapely.Polygon(
        shapely.box(0, 0, 90, 90).exterior, [shapely.box(30, 30, 60, 60).exterior]
    )
    pair = shapely.MultiPolygon([shapely.box(30, 30, 60, 60), shapely.box(200, 0, 210, 10)])
    cells = shapely.transform(local(frame, pair), lambda xy: xy + 2e-8)
    snapped = snap_round(cells).geometries
    assert len(rings_of(snapped[:1])) == 2
    assert shapely.get_num_geometries(snapped).tolist() == [1, 2]


def test_an_invalid_bow_tie_becomes_its_two_lobes():
    bow = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    snapped = snap_round(local(bow)).geometries
    assert snapped[0].is_valid
    assert shapely.area(snapped)[0] * 1e14 == pytest.approx(5_000)


def test_heights_and_missing_cells():
    solid = shapely.force_3d(local(shapely.box(0, 0, 9, 9)), 4.0)
    snapped = snap_round([solid[0], None, shapely.Polygon()])
    assert snapped.changed.tolist() == [0]
    assert shapely.is_empty(snapped.geometries).tolist() == [False, True, True]


def test_voids_stay():
    cells = local(shapely.box(0, 0, 50, 50), shapely.box(53, 0, 99, 50))
    cells = shapely.transform(cells, lambda xy: xy + 2e-8)
    assert shapely.get_num_geometries(shapely.union_all(snap_round(cells).geometries)) == 2


def test_shells_run_counter_clockwise():
    off = shapely.transform(local(shapely.box(0, 0, 9, 9)), lambda xy: xy + 2e-8)
    snapped = snap_round(off).geometries
    assert snapped[0].exterior.is_ccw
    assert is_on_lattice(snapped).all()


def test_nothing_moves_farther_than_the_lattice_is_wide():
    tiles = jittered_tiles(5, 5, 5_000, 1_000, seed=3)
    shaken = shapely.transform(tiles, lambda xy: xy + 4e-8)
    moved = to_units(shapely.get_coordinates(snap_round(shaken).geometries)) - to_units(
        shapely.get_coordinates(snap_round(tiles).geometries)
    )
    assert np.abs(moved).max() == 0 or len(moved) == len(shapely.get_coordinates(tiles))


def test_cells_without_area_alone_give_nothing_to_arrange():
    line = local(shapely.Polygon([(0, 0), (90, 0), (40, 0)]))
    assert shapely.is_empty(snap_round([line[0], None]).geometries).all()


def test_a_cell_with_edges_over_a_tenth_of_a_degree_gets_nodes():
    large = shapely.box(120, 30, 120.25, 30.05)
    snapped = snap_round([large]).geometries
    assert shapely.get_num_coordinates(snapped).tolist() == [9]
    assert snapped[0].equals(large)
