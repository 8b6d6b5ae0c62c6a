"""Rough lines in the villages of Liechtenstein, and equal parts of communities in Wuhan."""

from __future__ import annotations

import geopandas
import numpy as np
import pytest
import shapely

from gridmap.division import follow, part_along
from gridmap.geometry import snap_round
from tests.unit.division.rough import (
    buildings_cut,
    has_way_round,
    imbalance,
    on_lines_ratio,
    pieces_by,
    place_of,
    roughly,
    straight_lines,
    ways,
)

pytestmark = pytest.mark.realdata

# The densest windows of about 680 m by 670 m: 200 to 360 buildings each.
WINDOWS = [(9.488, 47.058), (9.506, 47.064), (9.497, 47.064)]
ROUGH, STRAIGHT = 10, 10
NO_LINES = np.zeros(0, dtype=object)


@pytest.fixture(scope="module")
def liechtenstein(realdata):
    layers = realdata / "liechtenstein_osm" / "layers.gpkg"
    buildings = geopandas.read_file(layers, layer="buildings").geometry.to_numpy()
    streets = geopandas.read_file(layers, layer="highways").geometry.to_numpy()
    return np.asarray(streets), shapely.make_valid(np.asarray(buildings), method="structure")


@pytest.fixture(scope="module", params=WINDOWS)
def village(liechtenstein, request):
    west, south = request.param
    window = shapely.box(west, south, west + 0.009, south + 0.006)
    return place_of(snap_round([window]).geometries[0], *liechtenstein)


def followed(place, drawn):
    return follow(drawn, place.cell, lines=place.lines, buildings=place.buildings).line


def test_rough_lines_become_streets(village):
    found = [
        followed(village, roughly(village, way, seed))
        for seed, way in enumerate(ways(village, ROUGH, 250.0, seed=1))
    ]
    assert len(found) == ROUGH
    assert min(on_lines_ratio(village, line) for line in found) >= 0.9
    assert sum(buildings_cut(village, line) for line in found) == 0
    assert {len(pieces_by(village, line)) for line in found} == {2}


def test_lines_through_the_houses_go_round_them(village):
    found = [followed(village, drawn) for drawn in straight_lines(village, STRAIGHT, seed=2)]
    cut = [line for line in found if buildings_cut(village, line) and has_way_round(village, line)]
    assert cut == []
    assert {len(pieces_by(village, line)) for line in found} == {2}


@pytest.fixture(scope="module", params=["水岸星城社区", "湖北大学社区"])
def wuhan(realdata, request):
    boundaries = realdata / "wuhan_xujiapeng" / "boundaries.gpkg"
    communities = geopandas.read_file(boundaries, layer="communities")
    buildings = geopandas.read_file(boundaries, layer="buildings")
    snapped = snap_round(communities.geometry.to_numpy()).geometries
    shapes = shapely.make_valid(buildings.geometry.to_numpy(), method="structure")
    cell = snapped[communities["community"].tolist().index(request.param)]
    return place_of(cell, NO_LINES, shapes), shapes, buildings["floors"].fillna(1).to_numpy(float)


@pytest.mark.parametrize("parts", [2, 3, 4])
def test_communities_are_parted_by_floors(wuhan, parts):
    place, shapes, floors = wuhan
    parting = part_along(
        place.cell,
        parts,
        buildings=place.buildings,
        places=shapely.get_coordinates(shapely.point_on_surface(shapes)),
        loads=floors,
    )
    assert imbalance(parting.loads) <= 0.05
    cut = [line for line in parting if buildings_cut(place, line) and has_way_round(place, line)]
    assert cut == []
