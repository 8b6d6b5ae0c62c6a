"""The divider `lattice`."""

import numpy as np
import pytest
import shapely

from gridmap.division import divide
from gridmap.geometry import area_m2, from_metric, is_on_lattice, round_to_lattice
from tests.unit.division.laws import assert_partition
from tests.unit.division.towns import box, city


def test_a_square_kilometre_makes_a_hundred_cells_of_a_hectare() -> None:
    square = shapely.box(500_000.0, 3_380_000.0, 501_000.0, 3_381_000.0)
    boundary = round_to_lattice(from_metric([square], "EPSG:4547"))[0]
    areas = area_m2(divide(boundary, method="lattice").geometries)
    assert len(areas) == 100
    assert np.abs(areas / 10_000.0 - 1.0).max() < 0.01


@pytest.mark.parametrize("method", ["lattice", "lattice-hexagon"])
@pytest.mark.parametrize("seed", range(3))
def test_cells_partition_a_jagged_boundary_with_a_pond(method: str, seed: int) -> None:
    boundary = city(seed)
    cells = divide(boundary, method=method).geometries
    assert_partition(boundary, cells)
    assert (shapely.get_num_geometries(cells) == 1).all()


def test_cells_lie_on_the_lattice() -> None:
    assert is_on_lattice(divide(city(), method="lattice-hexagon").geometries).all()


def test_small_pieces_at_the_rim_join_a_neighbour() -> None:
    areas = area_m2(divide(city(), method="lattice", target_area_m2=20_000.0).geometries)
    assert areas.min() >= 0.35 * 20_000.0


def test_a_number_of_cells_stands_for_an_area() -> None:
    division = divide(city(), method="lattice", cells=40)
    assert abs(len(division.geometries) - 40) <= 2


def test_a_number_that_is_not_met_is_said() -> None:
    division = divide(box(0, 0, 70_000, 70_000), method="lattice", cells=3)
    assert len(division.geometries) != 3
    assert [note.code for note in division.notes] == ["division.note.cells_near"]


def test_parts_of_a_boundary_get_cells_of_their_own() -> None:
    parts = [box(0, 0, 30_000, 30_000), box(60_000, 0, 90_000, 30_000)]
    boundary = shapely.MultiPolygon(parts)
    cells = divide(boundary, method="lattice").geometries
    assert_partition(boundary, cells)
    assert (shapely.get_num_geometries(cells) == 1).all()


def test_load_of_blocks_is_shared_by_area() -> None:
    blocks = np.array([box(0, 0, 40_000, 40_000), box(40_000, 0, 80_000, 40_000)])
    boundary = box(0, 0, 80_000, 40_000)
    division = divide(boundary, method="lattice", blocks=blocks, load=[30.0, 10.0])
    assert division.load.sum() == pytest.approx(40.0)
