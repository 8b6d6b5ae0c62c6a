"""Areas and lengths inside a union, without the union, are those that shapely finds with it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.analysis import covering
from gridmap.analysis.covering import Union, union_of
from gridmap.analysis.outlines import Outlines
from gridmap.analysis.served import built_m2, street_pieces
from tests.camera_towns import camera_town


def turned(shapes, angle: float, scale: float = 7.3, away: float = 4e3) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    turn = np.array([[c, s], [-s, c]])
    return shapely.transform(np.asarray(shapes), lambda xy: xy @ turn * scale + away)


def boxes(rng, count: int) -> np.ndarray:
    low = rng.integers(0, 12, (count, 2))
    high = low + rng.integers(1, 5, (count, 2))
    return shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])


def differs_m2(polygons, targets) -> float:
    union, whole = union_of(polygons), shapely.union_all(polygons)
    found = union.area_inside_m2(Outlines.of(targets))
    expected = shapely.area(shapely.intersection(targets, whole))
    return max(abs(union.area_m2 - whole.area), float(abs(found - expected).max()))


TARGETS = shapely.box(*(np.mgrid[0:18:3, 0:18:3].reshape(2, -1)), *(
    np.mgrid[3:21:3, 3:21:3].reshape(2, -1)
))  # fmt: skip


def test_discs():
    rng = np.random.default_rng(0)
    discs = shapely.buffer(shapely.points(rng.uniform(0, 18, (150, 2))), 1.7)
    assert differs_m2(discs, TARGETS) < 1e-11


@pytest.mark.parametrize("seed", range(10))
def test_edges_that_lie_on_each_other_and_repeated_polygons(seed):
    shapes = boxes(np.random.default_rng(seed), 40)
    assert differs_m2(np.concatenate([shapes, shapes[:7]]), TARGETS) < 1e-11


@pytest.mark.parametrize("seed", range(20))
def test_edges_that_lie_on_each_other_but_for_a_hair(seed):
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0, 2 * np.pi)
    shapes = turned(boxes(rng, 60), angle)
    assert differs_m2(shapes, turned(TARGETS, angle)) < 1e-9


def test_holes_and_parts():
    ring = shapely.Point(5, 5).buffer(4) - shapely.Point(5, 5).buffer(2)
    pair = shapely.union(shapely.box(0, 0, 2, 2), shapely.box(8, 8, 17, 11))
    assert differs_m2(np.array([ring, pair, shapely.box(4, 4, 5, 18)]), TARGETS) < 1e-12


def test_a_target_may_have_holes_and_parts():
    target = shapely.MultiPolygon(
        [shapely.box(0, 0, 10, 10) - shapely.box(3, 3, 6, 6), shapely.box(12, 2, 15, 9)]
    )
    assert differs_m2(boxes(np.random.default_rng(3), 12), np.array([target])) < 1e-12


def test_no_polygons_cover_nothing():
    nothing = union_of(np.zeros(0, dtype=object))
    assert nothing.area_m2 == 0.0
    assert nothing.area_inside_m2(Outlines.of(TARGETS)).tolist() == [0.0] * len(TARGETS)


def test_a_heap_of_polygons_is_made_one_first(monkeypatch):
    monkeypatch.setattr(covering, "_MOST_TESTS", 0.0)
    heap = boxes(np.random.default_rng(5), 30)
    assert union_of(heap).outlines.shapes.tolist() != heap.tolist()
    assert differs_m2(heap, TARGETS) < 1e-12


def test_length_of_streets_inside():
    rng = np.random.default_rng(6)
    discs = shapely.buffer(shapely.points(rng.uniform(0, 18, (60, 2))), 1.5)
    lines = Outlines.of(shapely.linestrings(rng.uniform(0, 18, (30, 7, 2))))
    shares = Union.of(Outlines.of(discs)).share_of_edges(lines)
    length = np.hypot(*(lines.edges[:, 2:] - lines.edges[:, :2]).T)
    expected = shapely.length(shapely.intersection(lines.shapes, shapely.union_all(discs)))
    assert (shares * length).reshape(30, 6).sum(axis=1) == pytest.approx(expected, abs=1e-11)


def test_a_street_on_a_border_counts_in_one_cell():
    cells = Outlines.of(np.array([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)]))
    lines = np.array(
        [shapely.LineString([(10, 1), (10, 9)]), shapely.LineString([(5, 5), (15, 5)])]
    )
    pieces = street_pieces(lines, cells, union_of([shapely.box(9, 0, 11, 5.5)]))
    assert list(zip(pieces.line, pieces.cell, strict=True)) == [(0, 1), (1, 0), (1, 1)]
    assert pieces.length_m == pytest.approx([8.0, 5.0, 5.0])
    assert pieces.served_m == pytest.approx([4.5, 1.0, 1.0])


def test_pieces_of_streets_add_up():
    town = camera_town(5, 60, 4, seed=8)
    served = union_of(shapely.buffer(shapely.points(town.stands.xy), 30))
    pieces = street_pieces(town.streets, Outlines.of(town.cells), served)
    inside = shapely.intersection(town.streets, shapely.union_all(town.cells))
    assert pieces.length_m.sum() == pytest.approx(shapely.length(inside).sum(), rel=1e-12)
    seen = shapely.intersection(inside, shapely.union_all(served.outlines.shapes))
    assert pieces.served_m.sum() == pytest.approx(shapely.length(seen).sum(), rel=1e-12)


def test_what_is_built_over_counts_once():
    cells = Outlines.of(np.array([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)]))
    houses = np.array(
        [shapely.box(8, 2, 12, 4), shapely.box(8, 3, 12, 6), shapely.box(15, 0, 16, 1)]
    )
    built, either = built_m2(cells, houses, union_of([shapely.box(0, 0, 9, 10)]))
    assert built.tolist() == pytest.approx([8.0, 9.0])
    assert either.tolist() == pytest.approx([94.0, 9.0])
