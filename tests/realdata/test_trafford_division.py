"""Trafford: wards divided by output areas into cells of about 1,500 people."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.division.balanced import block_graph
from gridmap.division.islands import pieces_of
from gridmap.geometry import UNITS_PER_DEGREE
from gridmap.topology import check
from tests.realdata.trafford_division import divide_trafford, union_shift_deg
from tests.unit.division.laws import double_area, nodes, pieces

pytestmark = pytest.mark.realdata

PEOPLE = 241_025


@pytest.fixture(scope="module")
def town(realdata):
    return divide_trafford(realdata)


def whole(town, position: int) -> bool:
    own = town.nesting.boundary == position
    graph = block_graph(town.nesting.blocks[own], town.nesting.load[own])
    return int(pieces_of(graph).max()) == 0


def test_blocks_of_every_ward_hang_together(town) -> None:
    assert all(whole(town, position) for position in range(len(town.communities)))


def test_worst_load_is_within_ten_percent_of_the_mean_in_every_ward(town) -> None:
    worst = [division.score["worst_deviation"].value for division in town.divisions]
    assert max(worst) <= 0.10


def test_cells_hold_about_fifteen_hundred_people(town) -> None:
    load = np.concatenate([division.load for division in town.divisions])
    assert load.min() > 1_200
    assert load.max() < 1_900


def test_all_people_are_in_a_cell(town) -> None:
    assert sum(division.load.sum() for division in town.divisions) == PEOPLE
    assert town.nesting.load_outside == 0.0


def test_no_output_area_is_lost_or_cut(town) -> None:
    held = np.concatenate(
        [division.members[n] for division in town.divisions for n in range(len(division.members))]
    )
    assert len(held) == len(town.load)
    assert sorted(town.nesting.source.tolist()) == list(range(len(town.load)))


def test_every_cell_is_one_part_that_scipy_finds_connected(town) -> None:
    cells = np.concatenate([division.geometries for division in town.divisions])
    assert (shapely.get_num_geometries(cells) == 1).all()
    for position, division in enumerate(town.divisions):
        own = town.nesting.boundary == position
        graph = block_graph(town.nesting.blocks[own], town.nesting.load[own])
        labels = np.zeros(int(own.sum()), dtype=np.int64)
        for number, members in enumerate(division.members):
            labels[members] = number
        assert pieces(graph, labels) == len(division.members)


def test_all_cells_of_all_wards_are_one_valid_coverage(town) -> None:
    assert shapely.coverage_is_valid(town.stitched.geometries)
    assert check(town.stitched.geometries).valid


def test_every_node_of_a_ward_is_a_node_of_its_cells(town) -> None:
    for community, division in zip(town.communities, town.divisions, strict=True):
        assert nodes(community) <= nodes(shapely.coverage_union_all(division.geometries))


def test_integer_areas_add_up_to_the_union(town) -> None:
    cells = town.stitched.geometries
    assert sum(map(double_area, cells)) == double_area(shapely.coverage_union_all(cells))


def test_the_union_is_that_of_the_wards_to_within_a_lattice_unit(town) -> None:
    shift = union_shift_deg(town.stitched.geometries, town.communities)
    assert shift < 1.0 / UNITS_PER_DEGREE


def test_the_report_says_who_moved_from_which_ward_to_which(town) -> None:
    moved = [move for move in town.nesting.moves if move.from_boundary != move.to_boundary]
    assert moved
    assert all(move.area_m2 > 0 for move in moved)


def test_no_division_beats_its_bound(town) -> None:
    for division in town.divisions:
        assert division.score["worst_deviation"].value >= division.bound_ratio
