from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.errors import CoverageError
from gridmap.geometry import double_area_units, double_areas_units, snap_round, to_units
from gridmap.topology import check, stitch
from tests.strategies import HANGZHOU, from_local

# Two communities west and east of a leaning border, each cut in two:
#
#      +-----+------+
#      |  1  /   3  |
#      +----/p      |
#      |  0 /q------+
#      |   /    2   |
#      +--+---------+
LOW, HIGH = (1_000, 0), (1_377, 9_000)


def leaning(y):
    return (round(LOW[0] + (HIGH[0] - LOW[0]) * y / 9_000), y)


def two_communities(p, q):
    west = [(0, 0), LOW, p, (0, p[1])], [(0, p[1]), p, HIGH, (0, 9_000)]
    east = [LOW, (9_000, 0), (9_000, q[1]), q], [q, (9_000, q[1]), (9_000, 9_000), HIGH]
    return from_local(np.array([shapely.Polygon(ring) for ring in (*west, *east)]))


def nodes_of(cell):
    return {tuple(node) for node in (to_units(shapely.get_coordinates(cell)) - HANGZHOU).tolist()}


def test_nodes_go_into_the_cells_across_the_border():
    p, q = leaning(5_000), leaning(3_000)
    stitched = stitch(two_communities(p, q))
    assert p in nodes_of(stitched.geometries[3])
    assert q in nodes_of(stitched.geometries[0])
    assert check(stitched.geometries).valid


def test_the_report_names_each_cell_and_its_change():
    cells = two_communities(leaning(5_000), leaning(3_000))
    stitched = stitch(cells)
    changed = [k for k in range(4) if stitched.geometries[k] is not cells[k]]
    assert [change.position for change in stitched.report] == changed
    assert sum(change.nodes_added for change in stitched.report) == 2


def test_integer_areas_add_up_to_the_union():
    cells = stitch(two_communities(leaning(5_000), leaning(3_001))).geometries
    assert sum(double_areas_units(cells)) == double_area_units(shapely.coverage_union_all(cells))


def test_a_second_run_changes_nothing():
    once = stitch(two_communities(leaning(5_000), leaning(4_995)))
    again = stitch(once.geometries)
    assert again.report == ()
    assert again.merged == 0


def test_new_nodes_within_half_a_metre_become_one():
    # 30 units are 0.33 m in latitude; the border leans little.
    stitched = stitch(two_communities(leaning(5_000), leaning(4_970)))
    assert stitched.merged == 1
    assert len(nodes_of(stitched.geometries[0]) & nodes_of(stitched.geometries[3])) == 1
    assert check(stitched.geometries).valid


def test_new_nodes_farther_apart_stay_two():
    assert stitch(two_communities(leaning(5_000), leaning(4_940))).merged == 0


def test_the_nodes_of_fixed_cells_stay():
    cells = two_communities(leaning(5_000), leaning(4_970))
    for fixed in ([True, True, False, False], [False, False, True, True]):
        stitched = stitch(cells, fixed)
        kept = [nodes_of(cells[k]) <= nodes_of(stitched.geometries[k]) for k in range(4)]
        assert kept == fixed


def test_two_fixed_sides_get_each_others_nodes():
    stitched = stitch(two_communities(leaning(5_000), leaning(4_970)), [True] * 4)
    assert stitched.merged == 0
    assert check(stitched.geometries).valid


def test_slivers_of_two_roundings_close():
    p, q = leaning(5_000), leaning(3_000)
    stitched = stitch(two_communities((p[0] - 1, p[1]), (q[0] + 1, q[1])))
    assert check(stitched.geometries).valid
    assert max(abs(change.area_change_m2) for change in stitched.report) < 5


def test_a_wide_overlap_is_refused_with_its_place():
    cells = from_local(np.array([shapely.box(0, 0, 900, 900), shapely.box(800, 0, 1_700, 900)]))
    with pytest.raises(CoverageError) as caught:
        stitch(cells)
    assert caught.value.code == "coverage.overlaps"
    assert caught.value.place.geometry.area == pytest.approx(90_000e-14)


def test_a_real_void_between_communities_stays():
    cells = from_local(np.array([shapely.box(0, 0, 900, 900), shapely.box(1_000, 0, 1_700, 900)]))
    stitched = stitch(cells)
    assert stitched.report == ()
    assert all(after is before for after, before in zip(stitched.geometries, cells, strict=True))


def test_stitching_agrees_with_snap_rounding_where_nothing_merges():
    cells = two_communities(leaning(5_000), leaning(3_000))
    stitched, snapped = stitch(cells).geometries, snap_round(cells).geometries
    assert shapely.to_wkb(stitched).tolist() == shapely.to_wkb(snapped).tolist()
