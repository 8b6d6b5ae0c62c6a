from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.errors import CoverageError
from gridmap.geometry import length_m
from gridmap.topology import OUTSIDE, build_arcs
from tests.strategies import from_local, jittered_tiles


def local(*shapes):
    return from_local(np.array(shapes, dtype=object))


@pytest.fixture
def pair():
    # +--+--+   two junctions, three arcs
    # | 0| 1|
    # +--+--+
    return local(shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100))


def sides_by_geometry(arcs, cells):
    """Ask shapely which cell lies just left and right of the middle of each arc."""
    answers = []
    for arc in range(len(arcs)):
        start, end = arcs.points(arc)[:2]
        middle, across = (start + end) / 2, (end - start)[::-1] * [-1, 1] * 1e-3
        for side in (middle + across, middle - across):
            found = np.flatnonzero(shapely.contains(cells, shapely.Point(side)))
            answers.append(int(found[0]) if len(found) else OUTSIDE)
    return answers


def test_two_cells_have_three_arcs_and_two_junctions(pair):
    arcs = build_arcs(pair)
    assert len(arcs) == 3
    assert len(arcs.junctions) == 2
    assert sorted(arcs.is_outer.tolist()) == [False, True, True]


def test_sides_are_where_shapely_sees_them():
    cells = jittered_tiles(4, 4, 1_000, 200, seed=5)
    arcs = build_arcs(cells)
    assert np.column_stack([arcs.left, arcs.right]).ravel().tolist() == sides_by_geometry(
        arcs, cells
    )


def test_every_cell_comes_back_from_its_arcs():
    cells = jittered_tiles(4, 4, 1_000, 200, seed=6)
    arcs = build_arcs(cells)
    lines = arcs.lines()
    for position, cell in enumerate(cells):
        faces = shapely.get_parts(shapely.polygonize(lines[arcs.of_cell(position)]))
        assert [face.normalize() for face in faces] == [cell.normalize()]


def test_lengths_agree_with_the_lines():
    arcs = build_arcs(jittered_tiles(3, 3, 1_000, 200, seed=7))
    assert arcs.lengths_m() == pytest.approx(length_m(arcs.lines()))


def test_the_order_of_cells_changes_only_their_numbers():
    cells = jittered_tiles(4, 3, 1_000, 200, seed=8)
    turned = np.random.default_rng(1).permutation(len(cells))
    one, two = build_arcs(cells), build_arcs(cells[turned])
    assert (one.coordinates == two.coordinates).all()
    assert np.append(turned, OUTSIDE)[two.left].tolist() == one.left.tolist()


def test_an_island_is_one_closed_arc_without_junction():
    frame = shapely.Polygon(
        shapely.box(0, 0, 900, 900).exterior, [shapely.box(300, 300, 600, 600).exterior]
    )
    arcs = build_arcs(local(frame, shapely.box(300, 300, 600, 600)))
    assert len(arcs) == 2
    assert (arcs.points(0)[0] == arcs.points(0)[-1]).all()
    assert arcs.start_junction.tolist() == [-1, -1]


def test_the_ends_of_arcs_are_their_junctions(pair):
    arcs = build_arcs(pair)
    for arc in range(3):
        assert (arcs.points(arc)[0] == arcs.junctions[arcs.start_junction[arc]]).all()
        assert (arcs.points(arc)[-1] == arcs.junctions[arcs.end_junction[arc]]).all()


def test_cells_that_touch_in_a_point_have_a_junction_there():
    arcs = build_arcs(local(shapely.box(0, 0, 100, 100), shapely.box(100, 100, 200, 200)))
    assert len(arcs.junctions) == 1
    assert len(arcs) == 2


def test_overlapping_cells_are_refused(pair):
    with pytest.raises(CoverageError) as caught:
        build_arcs([*pair, pair[0]])
    assert caught.value.code == "arcs.doubled"


def test_no_cells_have_no_arcs():
    arcs = build_arcs([])
    assert len(arcs) == 0
    assert len(arcs.lines()) == 0
