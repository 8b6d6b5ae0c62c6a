"""Locating in real management grids, towns and districts, against GEOS and published labels."""

from __future__ import annotations

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from gridmap.analysis.locating import CellIndex

pytestmark = pytest.mark.realdata


def assert_agrees_with_geos(cells: np.ndarray, points: np.ndarray) -> None:
    found = CellIndex(cells).locate(points)
    rows, holders = shapely.STRtree(cells).query(shapely.points(points), predicate="intersects")
    expected = np.zeros(len(points), dtype=bool)
    expected[rows] = True
    agreeing = np.zeros(len(points), dtype=bool)
    agreeing[rows[holders == found[rows]]] = True
    assert np.array_equal(found >= 0, expected)
    assert np.array_equal(agreeing, expected)


def points_around(cells: np.ndarray, count: int) -> np.ndarray:
    generator = np.random.default_rng(1)
    west, south, east, north = shapely.total_bounds(cells)
    anywhere = generator.uniform((west, south), (east, north), (count, 2))
    vertices = shapely.get_coordinates(cells)
    chosen = generator.integers(0, len(vertices) - 1, count)
    middles = (vertices[chosen] + vertices[chosen + 1]) / 2
    return np.concatenate([anywhere, vertices[chosen], middles])


@pytest.mark.parametrize(
    ("file", "layer"),
    [
        ("hangzhou_xihu/boundaries.gpkg", "grids"),  # 605 cells with exclaves, one of them invalid
        ("wuhan_xujiapeng/boundaries.gpkg", "grids"),  # cells that overlap
        ("trafford/boundaries.gpkg", "oa"),
        ("liechtenstein_osm/layers.gpkg", "municipalities"),
    ],
)
def test_real_cells_agree_with_geos(realdata, file, layer):
    frame = geopandas.read_file(realdata / file, layer=layer)
    cells = shapely.make_valid(np.asarray(frame.geometry.array))
    cells = np.array([shapely.MultiPolygon(_polygons(cell)) for cell in cells])
    assert_agrees_with_geos(cells, points_around(cells, 20_000))


def _polygons(geometry: shapely.Geometry) -> list[shapely.Polygon]:
    return [part for part in shapely.get_parts(shapely.get_parts(geometry)) if part.area > 0]


def test_labels_of_postcodes_agree_with_the_wards_found(realdata):
    wards = geopandas.read_file(realdata / "trafford" / "boundaries.gpkg", layer="wards")
    codes = pd.read_csv(realdata / "trafford" / "postcodes.csv.gz")
    positions = CellIndex(wards.geometry.array).locate(codes[["lon", "lat"]].to_numpy())
    column = next(name for name in wards.columns if set(codes["ward_code"]) & set(wards[name]))
    found = np.append(wards[column].to_numpy(), "")[positions]
    assert (found == codes["ward_code"]).mean() > 0.999


def test_requests_find_the_community_area_that_the_city_wrote_down(realdata):
    areas = geopandas.read_file(realdata / "chicago" / "boundaries.gpkg", layer="community_areas")
    rows = pd.read_csv(realdata / "chicago" / "sanitation_311.csv.gz").dropna(
        subset=["Longitude", "Latitude", "Community_Area"]
    )
    found = CellIndex(areas.geometry.array).locate(rows[["Longitude", "Latitude"]].to_numpy())
    number = areas["AREANO"].astype(int).to_numpy()
    agreeing = number[found[found >= 0]] == rows["Community_Area"].to_numpy()[found >= 0]
    assert agreeing.mean() > 0.98
