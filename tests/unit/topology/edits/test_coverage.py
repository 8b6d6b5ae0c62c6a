"""Cells with their frames: what edits take and give."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.topology.edits import Coverage, merge, move_node, split
from tests.unit.topology.edits.examples import at, line, same, tiles

EDITS = {
    "move": lambda cells: move_node(cells, at(1_000, 1_000), at(1_200, 900)),
    "split": lambda cells: split(cells, 1, line((990, 300), (2_010, 400))),
    "merge": lambda cells: merge(cells, [1, 4]),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_patches_the_frames(name):
    edited = EDITS[name](Coverage.of(tiles(3, 3)))
    assert np.array_equal(edited.coverage.bounds, shapely.bounds(edited.geometries))


@pytest.mark.parametrize("name", EDITS)
def test_a_coverage_and_an_array_are_edited_alike(name):
    cells = tiles(3, 3)
    assert same(EDITS[name](cells).geometries, EDITS[name](Coverage.of(cells)).geometries)


@pytest.mark.parametrize("name", EDITS)
def test_the_inverse_carries_frames_back(name):
    coverage = Coverage.of(tiles(3, 3))
    edited = EDITS[name](coverage)
    assert np.array_equal(edited.inverse.carry_out(edited.coverage).bounds, coverage.bounds)


def test_cells_are_inserted_where_they_are_to_stand():
    cells = tiles(3, 1)
    grown = Coverage.of(cells[1:2]).patched([], [0, 2], [cells[0], cells[2]])
    assert all(one is other for one, other in zip(grown.geometries, cells, strict=True))
    assert np.array_equal(grown.bounds, shapely.bounds(cells))


def test_cells_behind_those_left_out_move_up():
    cells = tiles(4, 1)
    assert Coverage.of(cells).patched([0, 2], [], []).geometries.tolist() == [cells[1], cells[3]]


def test_cells_near_a_box_are_those_whose_frame_touches_it():
    assert Coverage.of(tiles(3, 3)).near(at(1_100, 0), at(2_000, 900)).tolist() == [1, 2]
