"""Cutting a cell into parts of equal load: named shapes, each with its trap."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.division import part_equally
from gridmap.errors import InputError
from gridmap.geometry import area_m2, is_on_lattice
from gridmap.topology import check
from gridmap.topology.edits import split
from tests.strategies import from_local

SIDE = 40_000  # lattice units: about 400 m


def cell_of(*polygons):
    drawn = [from_local(polygon) for polygon in polygons]
    return drawn[0] if len(drawn) == 1 else shapely.MultiPolygon(drawn)


def carried_out(cell, cuts):
    """Cut by topology alone: each line goes to the piece in which most of it lies."""
    pieces = np.array([cell], dtype=object)
    for cut in cuts:
        inside = shapely.length(shapely.intersection(pieces, cut))
        pieces = split(pieces, int(np.argmax(inside)), cut).geometries
    return pieces


def imbalance(loads):
    return float(np.abs(loads - loads.mean()).max() / loads.mean())


SQUARE = shapely.box(0, 0, SIDE, SIDE)
RIBBON = shapely.box(0, 0, 8 * SIDE, SIDE)
C_SHAPE = shapely.Polygon(
    [
        (0, 0),
        (4 * SIDE, 0),
        (4 * SIDE, SIDE),
        (SIDE, SIDE),
        (SIDE, 3 * SIDE),
        (4 * SIDE, 3 * SIDE),
        (4 * SIDE, 4 * SIDE),
        (0, 4 * SIDE),
    ]
)
COMB = shapely.union_all(
    [
        shapely.box(0, 0, 9 * SIDE, SIDE),
        *(shapely.box(2 * k * SIDE, 0, (2 * k + 1) * SIDE, 5 * SIDE) for k in range(5)),
    ]
)
RING = shapely.box(0, 0, 4 * SIDE, 4 * SIDE).difference(shapely.box(SIDE, SIDE, 3 * SIDE, 3 * SIDE))
LATTICE_OF_HOLES = shapely.box(0, 0, 7 * SIDE, 5 * SIDE).difference(
    shapely.union_all(
        [
            shapely.box(
                (2 * i + 1) * SIDE, (2 * j + 1) * SIDE, (2 * i + 2) * SIDE, (2 * j + 2) * SIDE
            )
            for i in range(3)
            for j in range(2)
        ]
    )
)
SPIRAL = shapely.LineString(
    [
        (x * SIDE, y * SIDE)
        for x, y in [(0, 0), (9, 0), (9, 9), (0, 9), (0, 3), (6, 3), (6, 6), (3, 6)]
    ]
).buffer(SIDE // 2, cap_style="flat", join_style="mitre")

SHAPES = {
    "square": SQUARE,
    "ribbon": RIBBON,
    "c": C_SHAPE,
    "comb": COMB,
    "ring": RING,
    "holes": LATTICE_OF_HOLES,
    "spiral": SPIRAL,
}


@pytest.mark.parametrize("parts", [2, 3, 4])
@pytest.mark.parametrize("shape", SHAPES)
def test_parts_by_area_are_equal_connected_and_exact(shape, parts):
    cell = cell_of(SHAPES[shape])
    pieces = carried_out(cell, part_equally(cell, parts))
    assert check(pieces, boundary=shapely.union_all(pieces)).valid
    assert (shapely.get_num_geometries(pieces) == 1).all()
    assert len(pieces) == parts
    assert imbalance(area_m2(pieces)) <= 0.05


@pytest.mark.parametrize("parts", [2, 3, 4])
@pytest.mark.parametrize("shape", SHAPES)
def test_parts_by_places_are_equal(shape, parts):
    cell = cell_of(SHAPES[shape])
    rng = np.random.default_rng(7)
    west, south, east, north = cell.bounds
    places = rng.uniform((west, south), (east, north), (1500, 2))
    places = places[shapely.contains_xy(cell, places)][:400]
    loads = rng.integers(1, 40, len(places)).astype(float)
    pieces = carried_out(cell, part_equally(cell, parts, places=places, loads=loads))
    counted = [loads[shapely.contains_xy(piece, places)].sum() for piece in pieces]
    assert sum(counted) == loads.sum()
    assert imbalance(np.array(counted)) <= 0.05


def test_the_answer_says_what_was_reached():
    cell = cell_of(RING)
    parting = part_equally(cell, 4)
    pieces = carried_out(cell, parting)
    assert sorted(shapely.to_wkb(shapely.normalize(parting.pieces))) == sorted(
        shapely.to_wkb(shapely.normalize(pieces))
    )
    assert parting.imbalance_ratio == pytest.approx(imbalance(area_m2(pieces)))


def test_seven_parts_are_equal_too():
    cell = cell_of(COMB)
    assert imbalance(area_m2(carried_out(cell, part_equally(cell, 7)))) <= 0.05


def test_one_load_too_large_is_told_by_the_imbalance():
    cell = cell_of(SQUARE)
    middle = shapely.get_coordinates(shapely.centroid(cell))
    places = np.add(middle, [[0.0, 0.0], [1e-4, 0.0], [0.0, 1e-4]])
    parting = part_equally(cell, 2, places=places, loads=[90.0, 5.0, 5.0])
    assert sorted(parting.loads) == [10.0, 90.0]
    assert parting.imbalance_ratio == pytest.approx(0.8)


def test_what_carries_no_load_is_not_cut_into_slivers():
    cell = cell_of(SQUARE)
    corner = np.array(cell.bounds[:2]) + 1e-5
    parting = part_equally(cell, 4, places=[corner], loads=[1.0])
    assert imbalance(area_m2(parting.pieces)) <= 0.05


def test_a_ribbon_is_cut_across():
    cuts = part_equally(cell_of(RIBBON), 4)
    lengths = [shapely.length(cut) * 1e7 for cut in cuts]
    assert max(lengths) <= 1.1 * SIDE


def test_exclaves_stay_with_the_larger_piece_and_count():
    cell = cell_of(SQUARE, shapely.box(2 * SIDE, 0, 2 * SIDE + SIDE // 5, SIDE // 5))
    pieces = carried_out(cell, part_equally(cell, 2))
    assert sorted(shapely.get_num_geometries(pieces)) == [1, 2]
    assert imbalance(area_m2(pieces)) <= 0.05


def test_cuts_are_on_the_lattice_and_the_same_each_time():
    cell = cell_of(COMB)
    cuts = list(part_equally(cell, 5))
    assert is_on_lattice(cuts).all()
    assert cuts == list(part_equally(cell, 5))


def test_a_cut_ends_in_a_node_that_is_near():
    node = (SIDE // 2 + 30, 0)
    cell = cell_of(shapely.Polygon([(0, 0), node, (SIDE, 0), (SIDE, SIDE), (0, SIDE)]))
    place = shapely.get_coordinates(from_local(shapely.Point(node)))[0]
    lines = [
        cut for cut in part_equally(cell, 2) if abs(cut.coords[0][0] - cut.coords[-1][0]) < 1e-5
    ]
    assert all(tuple(place) in line.coords for line in lines)


def test_one_part_is_refused():
    with pytest.raises(InputError, match="1"):
        part_equally(cell_of(SQUARE), 1)


def test_loads_must_fit_the_places():
    with pytest.raises(InputError) as refusal:
        part_equally(cell_of(SQUARE), 2, places=[[120.1, 30.2]], loads=[1.0, 2.0])
    assert refusal.value.code == "lines.loads"


def test_no_load_inside_is_refused():
    with pytest.raises(InputError) as refusal:
        part_equally(cell_of(SQUARE), 2, places=[[0.0, 0.0]])
    assert refusal.value.code == "lines.no_load"


def test_a_cell_of_one_unit_cannot_be_parted():
    with pytest.raises(InputError) as refusal:
        part_equally(cell_of(shapely.Polygon([(0, 0), (1, 0), (0, 1)])), 2)
    assert refusal.value.code == "lines.too_small"
