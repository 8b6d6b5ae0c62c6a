"""The laws of the partition, on coverages that hypothesis draws."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridmap.geometry import (
    UNITS_PER_DEGREE,
    double_area_units,
    double_areas_units,
    from_units,
    is_on_lattice,
    is_snapped,
    snap_round,
    to_units,
)
from gridmap.topology import adjacency, build_arcs, check, repair, stitch
from tests.longer import examples
from tests.strategies import HANGZHOU, coverages, untidy_coverages

MODEST = settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)


def wkb(geometries):
    return shapely.to_wkb(np.asarray(geometries)).tolist()


def canonical_set(geometries):
    return sorted(shape.wkb for shape in shapely.normalize(geometries) if not shape.is_empty)


@given(coverages())
@MODEST
def test_snapping_gives_disjoint_matched_cells(coverage):
    cells = snap_round(coverage.cells).geometries
    assert shapely.coverage_is_valid(cells)
    assert shapely.is_valid(cells).all()


@given(coverages())
@MODEST
def test_the_union_of_cells_is_their_boundary(coverage):
    cells = snap_round(coverage.cells).geometries
    boundary = snap_round([coverage.boundary, *cells]).geometries
    assert sum(double_areas_units(cells)) == double_area_units(shapely.coverage_union_all(cells))
    assert check(cells, shapely.coverage_union_all(cells)).valid
    assert len(boundary) == len(cells) + 1


@given(untidy_coverages())
@MODEST
def test_snapping_reaches_the_lattice_and_the_clearance(cells):
    snapped = snap_round(cells).geometries
    assert is_on_lattice(snapped).all()
    assert is_snapped(snapped)


@given(untidy_coverages())
@MODEST
def test_snapping_twice_changes_no_byte(cells):
    once = snap_round(cells).geometries
    assert wkb(snap_round(once).geometries) == wkb(once)


@given(untidy_coverages())
@MODEST
def test_geos_snap_rounding_changes_no_snapped_cell(cells):
    snapped = snap_round(cells).geometries
    units = shapely.transform(
        snapped, lambda xy: to_units(xy) - np.array([1_201_000_000, 302_000_000])
    )
    outlines = shapely.get_parts(shapely.boundary(units))
    nodes = {tuple(xy) for xy in shapely.get_coordinates(outlines).tolist()}
    rounded = shapely.union_all(outlines, grid_size=1)
    assert {tuple(xy) for xy in shapely.get_coordinates(rounded).tolist()} == nodes


@given(coverages(), st.randoms(use_true_random=False))
@MODEST
def test_the_order_of_cells_does_not_matter(coverage, random):
    order = list(range(len(coverage.cells)))
    random.shuffle(order)
    one = snap_round(shapely.transform(coverage.cells, lambda xy: xy + 3e-8)).geometries
    two = snap_round(shapely.transform(coverage.cells[order], lambda xy: xy + 3e-8)).geometries
    assert wkb(two) == wkb(one[order])


@given(untidy_coverages(), st.integers(-900_000, 900_000), st.integers(-900_000, 900_000))
@MODEST
def test_a_shift_by_whole_units_shifts_the_result(cells, east, north):
    rounded = shapely.transform(cells, lambda xy: from_units(to_units(xy)))
    shifted = shapely.transform(rounded, lambda xy: from_units(np.add(to_units(xy), (east, north))))
    here = snap_round(rounded).geometries
    there = snap_round(shifted).geometries
    back = shapely.transform(there, lambda xy: from_units(to_units(xy) - [east, north]))
    assert canonical_set(back) == canonical_set(here)


@given(coverages(holes=False))
@MODEST
def test_a_check_finds_any_cell_left_out(coverage):
    union = shapely.coverage_union_all(coverage.cells)
    report = check(coverage.cells[1:], union)
    assert sum(gap.geometry.area for gap in report.gaps) > 0.99 * coverage.cells[0].area


@given(coverages())
@MODEST
def test_a_check_agrees_with_geos_on_matching(coverage):
    cells = coverage.cells
    faults = check(cells, clearance=False)
    assert not faults.overlaps
    assert not faults.mismatches
    assert shapely.coverage_is_valid(cells)


@given(untidy_coverages())
@MODEST
def test_faults_that_geos_sees_are_reported(cells):
    if not shapely.coverage_is_valid(cells):
        assert not check(cells).valid


@given(untidy_coverages())
@MODEST
def test_repairs_end_in_a_valid_coverage_and_are_done(cells):
    once = repair(cells)
    report = check(once.geometries)
    assert {kind for kind, _ in report} <= {"gaps", "invalid"}
    assert wkb(repair(once.geometries).geometries) == wkb(once.geometries)


@given(coverages(), st.integers(0, 2**32 - 1))
@MODEST
def test_stitching_communities_gives_one_coverage(coverage, seed):
    # Every cell gets nodes of its own on its edges, as if each had been divided by itself.
    rng = np.random.default_rng(seed)
    cells = snap_round(coverage.cells).geometries
    own = np.array([with_own_nodes(cell, rng) for cell in cells])
    stitched = stitch(own)
    assert shapely.coverage_is_valid(stitched.geometries)
    assert is_snapped(stitched.geometries)
    assert wkb(stitch(stitched.geometries).geometries) == wkb(stitched.geometries)
    assert not check(stitched.geometries, clearance=True).overlaps


def with_own_nodes(cell, rng):
    """Put a rounded node somewhere into every edge of a cell that is long enough for one."""

    def ring(line):
        xy = to_units(shapely.get_coordinates(line))
        points = []
        for start, end in pairwise(xy):
            points.append(start)
            if np.abs(end - start).max() > 20:
                points.append(start + np.rint(rng.uniform(0.2, 0.8) * (end - start)).astype(int))
        return from_units(np.array([*points, points[0]]))

    parts = [
        shapely.Polygon(ring(part.exterior), [ring(hole) for hole in part.interiors])
        for part in shapely.get_parts(cell)
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


@given(coverages())
@MODEST
def test_arcs_carry_every_border_once(coverage):
    cells = snap_round(coverage.cells).geometries
    arcs = build_arcs(cells)
    shared = adjacency(cells).shared_m.sum()
    inner = arcs.lengths_m()[~arcs.is_outer].sum()
    assert abs(inner - shared) <= 1e-9 * max(shared, 1)


@st.composite
def tangles(draw):
    """Draw polygons that cross themselves and each other, on the lattice or beside it."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count, corners = draw(st.integers(1, 7)), draw(st.integers(3, 8))
    reach_units = draw(st.sampled_from([8, 60, 400, 5_000]))
    local = rng.uniform(0, reach_units, (count, corners, 2))
    if draw(st.booleans()):
        local = np.rint(local)
    return shapely.polygons((local + np.array(HANGZHOU)) / UNITS_PER_DEGREE)


@given(tangles())
@MODEST
def test_any_tangle_becomes_a_coverage_that_stays(polygons):
    once = snap_round(polygons).geometries
    assert is_snapped(once)
    assert {kind for kind, _ in check(once)} <= {"gaps", "invalid"}
    assert wkb(snap_round(once).geometries) == wkb(once)


@given(tangles())
@MODEST
def test_repairs_of_any_tangle_are_done_after_one_run(polygons):
    once = repair(polygons).geometries
    assert is_snapped(once)
    assert wkb(repair(once).geometries) == wkb(once)


@given(tangles())
@MODEST
def test_stitching_any_coverage_is_done_after_one_run(polygons):
    once = stitch(snap_round(polygons).geometries).geometries
    assert is_snapped(once)
    assert stitch(once).report == ()


@given(tangles())
@MODEST
def test_snapping_loses_no_ground(polygons):
    """What some cell covered is covered still, up to slivers along the outlines."""
    before = shapely.union_all(shapely.make_valid(polygons, method="structure"))
    after = shapely.union_all(snap_round(polygons).geometries)
    reach = 5 / UNITS_PER_DEGREE
    assert before.difference(after).buffer(-reach).is_empty
    assert after.difference(before).buffer(-reach).is_empty
