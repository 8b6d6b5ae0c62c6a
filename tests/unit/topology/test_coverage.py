from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.errors import CoverageError, InputError
from gridmap.geometry import area_m2
from gridmap.topology import CoverageReport, check
from tests.strategies import from_local, jittered_tiles


def local(*shapes):
    return from_local(np.array(shapes, dtype=object))


def kinds(report):
    return [kind for kind, _ in report]


@pytest.fixture
def tiles():
    return jittered_tiles(5, 4, 1_000, 200, seed=7)


def test_an_exact_coverage_has_no_fault(tiles):
    assert check(tiles, shapely.coverage_union_all(tiles)).valid


def test_no_cells_have_no_fault():
    assert check(np.array([], dtype=object)).valid


def test_a_missing_cell_is_a_gap_with_its_neighbours(tiles):
    # Tiles run from south to north, column after column: 9 has eight tiles around it.
    report = check(np.delete(tiles, 9))
    assert kinds(report) == ["gaps"]
    assert report.gaps[0].geometry.normalize() == tiles[9].normalize()
    assert len(report.gaps[0].positions) == 8


def test_the_area_of_a_gap_is_on_the_ellipsoid(tiles):
    report = check(np.delete(tiles, 9))
    assert report.gaps[0].area_m2 == pytest.approx(area_m2(tiles[9:10])[0])


def test_a_missing_corner_is_a_gap_only_inside_the_boundary(tiles):
    boundary = shapely.coverage_union_all(tiles)
    assert check(tiles[1:]).valid
    assert kinds(check(tiles[1:], boundary)) == ["gaps"]


def test_a_hole_of_the_boundary_is_no_gap(tiles):
    rest = np.delete(tiles, 9)
    assert check(rest, shapely.coverage_union_all(rest)).valid


def test_a_cell_beyond_the_boundary_is_outside(tiles):
    report = check(tiles, shapely.coverage_union_all(tiles[1:]))
    assert kinds(report) == ["outside"]
    assert 0 in report.outside[0].positions


def test_a_cell_that_stands_twice_overlaps_itself(tiles):
    report = check(np.append(tiles, tiles[9]))
    assert [defect.positions for defect in report.overlaps] == [(9, 20)]
    assert report.overlaps[0].area_m2 == pytest.approx(area_m2(tiles[9:10])[0])


def test_a_cell_inside_another_overlaps_it():
    report = check(local(shapely.box(0, 0, 900, 900), shapely.box(300, 300, 400, 400)))
    assert [defect.positions for defect in report.overlaps] == [(0, 1)]


def test_two_divisions_of_one_area_overlap_pair_by_pair():
    rows = [shapely.box(0, y, 900, y + 300) for y in (0, 300, 600)]
    columns = [shapely.box(x, 0, x + 300, 900) for x in (0, 300, 600)]
    report = check(local(*rows, *columns))
    assert [defect.positions for defect in report.overlaps] == [
        (row, column) for row in range(3) for column in range(3, 6)
    ]


def test_a_node_that_the_neighbour_lacks_is_a_mismatch():
    report = check(
        local(
            shapely.box(0, 0, 900, 900),
            shapely.box(900, 0, 1_800, 400),
            shapely.box(900, 400, 1_800, 900),
        )
    )
    assert set(kinds(report)) == {"mismatches"}
    assert {defect.positions for defect in report.mismatches} == {(0, 1, 2)}


def test_a_bow_tie_is_invalid_and_says_where():
    report = check(local(shapely.Polygon([(0, 0), (900, 900), (900, 0), (0, 900)])))
    place = report.invalid[0].geometry
    assert place.distance(local(shapely.Point(450, 450))[0]) < 1e-9


def test_an_empty_cell_is_invalid(tiles):
    assert [defect.positions for defect in check([*tiles, None]).invalid] == [(20,)]


def test_a_node_beside_an_edge_is_crowded():
    # The foot of the notch is half a unit above the long edge from (0, 0) to (100, 1).
    notch = shapely.Polygon([(0, 0), (100, 1), (100, 80), (52, 80), (50, 1), (48, 80), (0, 80)])
    cells = local(notch)
    assert kinds(check(cells)) == ["crowded"]
    assert check(cells, clearance=False).valid


def test_holes_and_exclaves_are_understood():
    frame = shapely.Polygon(
        shapely.box(0, 0, 900, 900).exterior, [shapely.box(300, 300, 600, 600).exterior]
    )
    pair = shapely.MultiPolygon([shapely.box(300, 300, 600, 600), shapely.box(2_000, 0, 2_100, 90)])
    assert check(local(frame, pair)).valid
    assert kinds(check(local(frame))) == ["gaps"]


def test_lines_are_refused():
    with pytest.raises(InputError):
        check([shapely.LineString([(0, 0), (1, 1)])])


def test_require_valid_names_the_gravest_fault(tiles):
    with pytest.raises(CoverageError) as caught:
        check(np.append(np.delete(tiles, 9), tiles[0])).require_valid()
    assert caught.value.code == "coverage.overlaps"
    assert "1, 20" in str(caught.value)


def test_a_report_without_faults_raises_nothing():
    CoverageReport().require_valid()


@pytest.mark.parametrize("seed", range(8))
def test_every_cell_left_out_or_shaken_is_found(seed):
    rng = np.random.default_rng(seed)
    tiles = jittered_tiles(6, 6, 1_000, 200, seed=seed)
    k = int(rng.integers(len(tiles)))
    corner = shapely.get_coordinates(tiles[k])[1]
    step = rng.integers(2, 40, 2) * 1e-7
    forgetful = tiles.copy()
    forgetful[k] = shapely.transform(
        tiles[k], lambda xy: np.where((xy == corner).all(axis=1)[:, None], xy + step, xy)
    )
    found = {position for _, defect in check(forgetful) for position in defect.positions}
    outer = shapely.coverage_union_all(tiles).exterior.intersects(shapely.Point(corner))
    assert k in found or outer
