"""What the compiled sweep says of a cut, against the pieces that shapely makes of it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.division import kernels_cutting as kernels
from gridmap.division.straight import Share, Sweep
from tests.strategies import jittered_tiles


def ragged(seed):
    """Draw a polygon of merged tiles in metres: bays, necks and holes."""
    rng = np.random.default_rng(seed)
    tiles = jittered_tiles(7, 6, 9_000, 1_500, seed=seed)
    merged = shapely.coverage_union_all(tiles[rng.random(len(tiles)) < 0.75])
    metres = shapely.transform(merged, lambda xy: (xy - [120.1, 30.2]) * 1e5)
    # Shrunk a little, no ring touches another, and every chord leads where its rings say.
    parts = shapely.get_parts(shapely.buffer(metres, -1.0, join_style="mitre"))
    return max(parts, key=shapely.area)


def loads_in(polygon, seed):
    rng = np.random.default_rng(seed)
    west, south, east, north = polygon.bounds
    places = rng.uniform((west, south), (east, north), (400, 2))
    places = places[shapely.contains_xy(polygon, places)]
    return places, rng.integers(1, 30, len(places)).astype(float)


def cuts_along(sweep, angles, shares):
    normals = np.column_stack([np.cos(angles), np.sin(angles)])
    reach = sweep.nodes @ normals.T
    offsets = reach.min(axis=0) + shares * np.ptp(reach, axis=0)
    return kernels.chords_of(
        normals,
        offsets,
        sweep.nodes,
        sweep.following,
        sweep.ring,
        sweep.starts,
        sweep.places,
        sweep.loads,
        sweep.parity,
    )


def left_of(polygon, ends):
    """Return the piece on the left of a cut, by shapely: None unless there are two."""
    start, end = ends.reshape(2, 2)
    way = (end - start) / np.hypot(*(end - start))
    line = shapely.LineString([start - 1e-3 * way, end + 1e-3 * way])
    drawn = shapely.union_all(np.array([polygon.boundary, line], dtype=object))
    faces = shapely.get_parts(shapely.polygonize([drawn]))
    faces = faces[shapely.contains(polygon, shapely.point_on_surface(faces))]
    if len(faces) != 2:
        return None
    inside = shapely.intersection(line, polygon)
    chord = max(shapely.get_parts(inside), key=shapely.length)
    middle = shapely.get_coordinates(chord.interpolate(0.5, normalized=True))[0]
    beside = shapely.Point(middle + 1e-3 * np.array([-way[1], way[0]]))
    return faces[0] if faces[0].contains(beside) else faces[1]


@pytest.mark.parametrize("seed", range(12))
def test_area_and_load_on_the_left_are_those_of_the_piece(seed):
    polygon = ragged(seed)
    places, loads = loads_in(polygon, seed)
    sweep = Sweep.of(polygon, places, loads)
    rng = np.random.default_rng(seed)
    found = cuts_along(sweep, rng.uniform(0, np.pi, 40), rng.uniform(0.02, 0.98, 40))
    pieces = [left_of(polygon, row[kernels.X1 :]) for row in found]
    areas = [0.0 if piece is None else piece.area for piece in pieces]
    inside = [
        0.0 if piece is None else loads[shapely.contains_xy(piece, places)].sum()
        for piece in pieces
    ]
    assert len(found) >= 40
    assert found[:, kernels.AREA] == pytest.approx(np.array(areas), rel=1e-6, abs=1e-2)
    assert found[:, kernels.LOAD] == pytest.approx(np.array(inside))


def test_a_cut_across_holes_is_as_long_as_what_lies_inside():
    polygon = shapely.box(0, 0, 100, 100).difference(shapely.box(40, 40, 60, 60))
    found = cuts_along(Sweep.of(polygon, None, None), np.array([0.0]), np.array([0.5]))
    assert len(found) == 1
    assert found[0, kernels.LENGTH] == pytest.approx(80.0)


def test_the_best_cut_of_a_rectangle_is_its_short_middle():
    sweep = Sweep.of(shapely.box(0, 0, 400, 100), None, None)
    (best,) = sweep.cuts(Share((1, 1), 20_000.0, 0.02), 1)
    assert np.hypot(*(best[2:] - best[:2])) == pytest.approx(100.0, rel=1e-3)
    assert best[[0, 2]].mean() == pytest.approx(200.0, abs=2.0)


def test_unequal_shares_are_met_on_either_side():
    sweep = Sweep.of(shapely.box(0, 0, 300, 100), None, None)
    (best,) = sweep.cuts(Share((1, 2), 10_000.0, 0.02), 1)
    middle = best[[0, 2]].mean()
    assert min(abs(middle - 100.0), abs(middle - 200.0)) <= 2.0


def test_exclaves_count_for_the_larger_side():
    sweep = Sweep.of(shapely.box(0, 0, 100, 10), None, None)
    share = Share((1, 1), 520.0, 0.0, rest_load=40.0)
    imbalance = share.imbalance(np.array([520.0]), np.array([480.0]), np.array([True]))
    assert imbalance == pytest.approx([40 / 520])
    assert len(sweep.cuts(share, 3)) == 3
