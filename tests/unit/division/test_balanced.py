"""The divider `balanced`."""

import numpy as np
import pytest
import shapely

from gridmap.division import divide
from gridmap.geometry import area_m2
from tests.unit.division.laws import assert_partition, double_area
from tests.unit.division.towns import box, city, line, outline, town, with_node

BLOCKS = town(12, 10, seed=1)
BOUNDARY = outline(BLOCKS)
LOAD = np.random.default_rng(2).integers(0, 60, len(BLOCKS)).astype(float)


def balanced(**given):
    asked = {"cells": 8, "blocks": BLOCKS, "load": LOAD, **given}
    return divide(BOUNDARY, method="balanced", **asked)


def test_nested_blocks_make_an_exact_partition() -> None:
    cells = balanced().geometries
    assert_partition(BOUNDARY, cells)
    assert sum(map(double_area, cells)) == double_area(BOUNDARY)


def test_every_cell_is_one_part() -> None:
    assert (shapely.get_num_geometries(balanced().geometries) == 1).all()


def test_no_block_is_cut_and_none_is_lost() -> None:
    members = balanced().members
    assert sorted(np.concatenate(members).tolist()) == list(range(len(BLOCKS)))


def test_a_cell_is_the_union_of_its_members() -> None:
    division = balanced()
    for cell, own in zip(division.geometries, division.members, strict=True):
        assert shapely.equals(cell, shapely.union_all(BLOCKS[own]))


def test_loads_are_those_of_the_members() -> None:
    division = balanced()
    assert division.load.tolist() == [float(LOAD[own].sum()) for own in division.members]


def test_loads_are_equal_within_the_tolerance_that_blocks_allow() -> None:
    division = balanced()
    assert division.score["worst_deviation"].value <= 0.02


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, second = balanced(seed=5), balanced(seed=5)
    assert shapely.to_wkb(first.geometries).tolist() == shapely.to_wkb(second.geometries).tolist()


def test_without_blocks_the_area_is_balanced() -> None:
    boundary = city(1)
    division = divide(boundary, method="balanced", cells=7)
    assert_partition(boundary, division.geometries)
    assert division.score["worst_deviation"].value < 0.03


def test_lines_make_the_blocks_where_none_are_given() -> None:
    boundary = city(2)
    ways = [line((at, -80_000), (-at, 80_000)) for at in range(-60_000, 60_001, 13_337)]
    ways += [line((-80_000, at), (80_000, at + 7_001)) for at in range(-60_000, 60_001, 11_117)]
    division = divide(boundary, method="balanced", cells=5, lines=ways)
    assert_partition(boundary, division.geometries)
    assert len(division.geometries) == 5


def test_one_cell_is_the_boundary() -> None:
    division = balanced(cells=1)
    assert shapely.equals(division.geometries[0], BOUNDARY)


def test_as_many_cells_as_blocks_are_the_blocks() -> None:
    division = balanced(cells=len(BLOCKS))
    assert {len(own) for own in division.members} == {1}


def test_limits_set_the_number_of_cells_and_are_kept() -> None:
    division = balanced(cells=None, min_load=300.0, max_load=500.0)
    assert division.load.min() >= 300.0
    assert division.load.max() <= 500.0


def test_a_limit_that_cannot_be_met_names_the_heaviest_block() -> None:
    heavy = LOAD.copy()
    heavy[37] = 2_000.0
    division = balanced(load=heavy, max_load=900.0)
    note = next(note for note in division.notes if note.code == "division.note.over_load")
    assert note.params["block"] == 38


def test_the_bound_is_reached_when_one_block_outweighs_all() -> None:
    heavy = LOAD.copy()
    heavy[37] = 2_000.0
    division = balanced(load=heavy)
    assert division.score["worst_deviation"].value == pytest.approx(division.bound_ratio)


def test_a_limit_of_area_is_kept() -> None:
    total = balanced().score["coverage"].denominator
    division = balanced(max_area_m2=1.1 * total / 8)
    assert area_m2(division.geometries).max() <= 1.1 * total / 8


def test_a_node_that_blocks_lack_stays_in_the_boundary() -> None:
    blocks = np.array([box(0, 0, 40_000, 40_000), box(40_000, 0, 80_000, 40_000)])
    boundary = with_node(box(0, 0, 80_000, 40_000), 20_000, 0)
    division = divide(boundary, method="balanced", blocks=blocks, cells=2)
    assert_partition(boundary, division.geometries)
