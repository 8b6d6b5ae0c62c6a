"""Wuhan, Xujiapeng: communities divided by their buildings, floors as the load."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas
import numpy as np
import pytest
import shapely

from gridmap.division import Division, divide
from gridmap.geometry import snap_round
from gridmap.topology import check
from tests.unit.division.laws import assert_partition

pytestmark = pytest.mark.realdata

# Towers of 33 floors stand together: a cell of about 200 floors holds six of them.
CELLS = {"水岸星城社区": 17, "湖北大学社区": 6}


@dataclass(frozen=True)
class Divided:
    community: shapely.Geometry
    buildings: np.ndarray
    floors: np.ndarray
    division: Division


@pytest.fixture(scope="module", params=CELLS)
def divided(realdata, request) -> Divided:
    boundaries = realdata / "wuhan_xujiapeng" / "boundaries.gpkg"
    communities = geopandas.read_file(boundaries, layer="communities")
    buildings = geopandas.read_file(boundaries, layer="buildings")
    snapped = snap_round(communities.geometry.to_numpy()).geometries
    community = snapped[communities["community"].tolist().index(request.param)]
    own = buildings[buildings["community"] == request.param]
    shapes = shapely.make_valid(own.geometry.to_numpy(), method="structure")
    floors = own["floors"].fillna(1).to_numpy(float)
    division = divide(
        community,
        method="balanced",
        cells=CELLS[request.param],
        blocks=shapes,
        load=floors,
        nesting="fill",
    )
    return Divided(community, shapes, floors, division)


def test_cells_partition_the_community(divided) -> None:
    cells = divided.division.geometries
    assert_partition(divided.community, cells)
    assert check(cells, boundary=shapely.union_all(cells)).valid


def test_every_cell_is_one_part(divided) -> None:
    assert (shapely.get_num_geometries(divided.division.geometries) == 1).all()


def inside(divided) -> np.ndarray:
    common = shapely.area(shapely.intersection(divided.buildings, divided.community))
    return common >= 0.5 * shapely.area(divided.buildings)


def test_every_floor_inside_is_in_a_cell(divided) -> None:
    assert divided.division.load.sum() == divided.floors[inside(divided)].sum()


def test_no_building_inside_is_cut(divided) -> None:
    cells, buildings = divided.division.geometries, divided.buildings[inside(divided)]
    building, cell = shapely.STRtree(cells).query(buildings, predicate="intersects")
    common = shapely.area(shapely.intersection(buildings[building], cells[cell]))
    largest = np.zeros(len(buildings))
    np.maximum.at(largest, building, common)
    within = shapely.area(shapely.intersection(buildings, divided.community))
    assert largest == pytest.approx(within, rel=0.01)


def test_no_cell_is_farther_from_the_mean_than_half_the_tallest_building_and_a_floor(
    divided,
) -> None:
    load = divided.division.load
    assert np.abs(load - load.mean()).max() <= divided.floors.max() / 2.0 + 1.0
