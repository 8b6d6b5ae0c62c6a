"""Locating in real management grids, towns and districts, against GEOS and published labels."""

from __future__ import annotations

from pathlib import Path

import duckdb
import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from gridmap.analysis.locating import CellIndex
from gridmap.analysis.tallying import tally

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
    rows = pd.read_csv(realdata / "chicago" / "sanitation_311.csv.gz", low_memory=False)
    rows = rows.dropna(subset=["Longitude", "Latitude"])
    found = CellIndex(areas.geometry.array).locate(rows[["Longitude", "Latitude"]].to_numpy())
    number = np.append(areas["AREANO"].astype(int).to_numpy(), -1)[found]
    agreeing = int((number == rows["Community_Area"].to_numpy()).sum())
    assert (len(rows), int((found < 0).sum()), agreeing) == (74_377, 199, 73_004)
    assert agreeing / (found >= 0).sum() == pytest.approx(0.984, abs=5e-4)


def test_places_of_shanghai_find_the_district_that_they_name(realdata):
    districts = geopandas.read_file(realdata / "shanghai_poi" / "districts.gpkg")
    places = pd.read_csv(realdata / "shanghai_poi" / "poi.csv.gz")
    found = CellIndex(districts.geometry.array).locate(places[["lon", "lat"]].to_numpy())
    then = pd.Series(np.append(districts["NAME"].to_numpy(), "")[found])
    # In 2015 and 2016 one district was merged into another and a county became a district.
    today = then.replace({"闸北区": "静安区", "崇明县": "崇明区"})
    agreeing = int((today == places["adname"]).sum())
    assert (len(places), agreeing) == (41_879, 41_725)
    assert agreeing / len(places) == pytest.approx(0.9963, abs=5e-5)


def test_casualties_of_trafford_are_counted_by_severity_and_hour_of_the_week(realdata):
    folder = realdata / "trafford"
    rows = pd.read_csv(folder / "road_casualties_gm_2019_2024.csv.gz")
    district = geopandas.read_file(folder / "boundaries.gpkg", layer="district")
    moments = pd.to_datetime(rows["date"] + " " + rows["output_time"]).to_numpy("datetime64[s]")
    counted = tally(
        CellIndex(district.geometry.array).locate(rows[["lon", "lat"]].to_numpy()),
        rows["casualty_severity"].to_numpy(str),
        cell_count=1,
        moments=moments,
        band="week_hour",
    )
    by_kind = dict(zip(counted.kinds, counted.by("kind").tolist(), strict=True))
    assert by_kind == {"Fatal": 342, "Serious": 3_823, "Slight": 16_270}
    assert (counted.by_unit.tolist(), counted.total) == ([1_429], 20_435)
    hours = pd.Series(moments).dt.day_of_week * 24 + pd.Series(moments).dt.hour
    assert np.array_equal(counted.by("band")[:-1], np.bincount(hours, minlength=168))


def positions_of(parquet: Path) -> np.ndarray:
    rows = duckdb.read_parquet(str(parquet)).filter("lon IS NOT NULL").fetchnumpy()
    return np.column_stack([rows["lon"], rows["lat"]])


@pytest.mark.parametrize("stretch", [1, 10])
def test_a_million_crimes_find_their_area_as_geos_finds_it(realdata, stretch):
    crimes = positions_of(realdata / "large_points" / "uk_street_crime_2025_north.parquet")
    areas = geopandas.read_file(realdata / "trafford" / "boundaries.gpkg", layer="oa").to_crs(4326)
    # Few of the crimes are in that county: its areas, drawn ten times as large, hold many of them.
    middle = np.median(crimes, axis=0) if stretch > 1 else np.zeros(2)
    centre = shapely.get_coordinates(shapely.centroid(areas.union_all()))[0] * (stretch > 1)
    cells = shapely.transform(
        np.asarray(areas.geometry.array), lambda xy: (xy - centre) * stretch + middle
    )
    found = CellIndex(cells).locate(crimes)
    distinct, which = np.unique(crimes, axis=0, return_inverse=True)
    assert (len(crimes), len(distinct)) == (1_273_472, 151_562)
    assert (found >= 0).sum() > (300_000 if stretch > 1 else 0)
    assert np.array_equal(found, CellIndex(cells).locate(distinct)[which])
    assert_agrees_with_geos(cells, distinct)
