"""Indicators on real data: cameras, casualties, inspections and requests of two cities."""

from __future__ import annotations

import geopandas
import numpy as np
import pandas as pd
import pytest

import gridmap
from gridmap.analysis.time_windows import band_of

pytestmark = pytest.mark.realdata
LONLAT = "EPSG:4326"


def points(frame: pd.DataFrame, lon: str, lat: str) -> geopandas.GeoDataFrame:
    placed = frame.dropna(subset=[lon, lat])
    return geopandas.GeoDataFrame(
        placed, geometry=geopandas.points_from_xy(placed[lon], placed[lat]), crs=LONLAT
    )


@pytest.fixture(scope="module")
def casualties(realdata):
    table = pd.read_csv(realdata / "trafford" / "road_casualties_gm_2019_2024.csv.gz")
    table["happened_at"] = pd.to_datetime(table["date"] + " " + table["output_time"])
    return points(table, "lon", "lat")


@pytest.fixture(scope="module")
def wards(realdata):
    areas = geopandas.read_file(realdata / "trafford" / "boundaries.gpkg", layer="wards")
    return areas.rename(columns={"area_code": "code", "area_name": "name"})


@pytest.fixture(scope="module")
def chicago(realdata):
    areas = geopandas.read_file(
        realdata / "chicago" / "boundaries.gpkg", layer="community_areas"
    ).to_crs(LONLAT)
    return areas.assign(code=areas["AREANO"].astype(int).astype(str))


def joined(frame: geopandas.GeoDataFrame, areas: geopandas.GeoDataFrame) -> pd.Series:
    """The count in each area by geopandas alone."""
    found = geopandas.sjoin(frame, areas[["code", "geometry"]], predicate="within")
    return found.groupby("code").size().reindex(areas["code"], fill_value=0)


def test_all_20435_casualties_have_their_hour_of_the_week(casualties):
    moments = casualties["happened_at"].to_numpy("datetime64[s]")
    hours = band_of(moments, "hour")
    assert len(casualties) == 20_435
    np.testing.assert_array_equal(hours, casualties["hour"])
    names = np.array(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
    assert (names[band_of(moments, "weekday")] == casualties["day"]).all()


def test_severities_are_those_of_the_source(casualties):
    counts = casualties["casualty_severity"].value_counts().to_dict()
    assert counts == {"Slight": 16_270, "Serious": 3_823, "Fatal": 342}


def test_casualties_per_km2_are_geopandas_counts_over_the_wards(casualties, wards):
    found = gridmap.Indicators({"incidents": casualties}, cells=wards).values("cell", ["K-55"])
    expected = joined(casualties, wards)
    assert found.numerator.tolist() == expected.loc[found.code].tolist()
    areas_km2 = wards.set_index("code").to_crs("EPSG:27700").area / 1e6
    np.testing.assert_allclose(found.denominator, areas_km2.loc[found.code], rtol=2e-3)


def test_casualties_fell_from_2022_to_2023_as_the_table_says(casualties):
    asked = gridmap.Indicators({"incidents": casualties}, period=("2023-01-01", "2023-12-31"))
    found = asked.values(keys=["K-67E"]).iloc[0]
    years = casualties["year"].value_counts()
    assert (found.numerator, found.denominator) == (years[2023], years[2022]) == (3242, 3563)
    assert f"{found.value:+.1%}" == "-9.0%"


def test_cameras_without_a_state_are_not_counted_as_out_of_service(realdata, wards):
    cameras = points(pd.read_csv(realdata / "trafford" / "cctv.csv"), "lon", "lat")
    asked = gridmap.Indicators({"cameras": cameras}, cells=wards)
    found = asked.values(keys=["K-03", "K-11"]).set_index("key")
    assert len(cameras) == 163
    assert found.loc["K-03", "numerator"] > 0
    assert found.loc["K-11", "lacking"] == asked.values(keys=["K-11"]).lacking.iloc[0] != ""


def test_premises_inspected_in_a_year_are_pandas_counts(realdata, chicago):
    table = pd.read_csv(realdata / "chicago" / "food_inspections.csv.gz")
    shops = points(table.drop_duplicates("License", keep="last"), "Longitude", "Latitude")
    shops = shops.assign(id=shops["License"].astype(str))
    visits = pd.DataFrame({"premises_id": table["License"], "day": table["Inspection_Date"]})
    year = ("2014-01-01", "2014-12-31")
    tables = {"shops": shops, "inspections": visits}
    found = gridmap.Indicators(tables, cells=chicago, period=year).values("cell", ["K-31"])
    in_2014 = set(table.loc[table["Inspection_Date"].between(*year), "License"])
    assert (len(table), table["License"].nunique()) == (27_600, 12_367)
    inspected = shops[shops["License"].isin(in_2014)]
    assert found.denominator.tolist() == joined(shops, chicago).loc[found.code].tolist()
    assert found.numerator.tolist() == joined(inspected, chicago).loc[found.code].tolist()


def test_74401_requests_are_counted_where_they_lie(realdata, chicago):
    table = pd.read_csv(realdata / "chicago" / "sanitation_311.csv.gz", low_memory=False)
    renamed = {"Creation_Date": "reported_on", "Completion_Date": "closed_on"}
    cases = points(table.rename(columns=renamed), "Longitude", "Latitude")
    found = gridmap.Indicators({"cases": cases}, cells=chicago).values("cell", ["K-50C"])
    assert (len(table), len(cases), found.denominator.sum()) == (74_401, 74_377, 74_178)
    assert found.denominator.tolist() == joined(cases, chicago).loc[found.code].tolist()
