"""Density and hot spots of real casualties and complaints."""

from __future__ import annotations

import warnings

import esda
import geopandas
import libpysal
import numpy as np
import pandas as pd
import pytest
import shapely

import gridmap
from gridmap.analysis import density
from gridmap.analysis.density_frames import density_frames
from gridmap.analysis.getis_ord import gi_star
from gridmap.analysis.neighbourhoods import touching

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def casualties(realdata):
    table = pd.read_csv(realdata / "trafford" / "road_casualties_gm_2019_2024.csv.gz")
    places = geopandas.points_from_xy(table["lon"], table["lat"])
    return geopandas.GeoDataFrame(table, geometry=places, crs="EPSG:4326")


@pytest.fixture(scope="module")
def layers(realdata):
    file = realdata / "trafford" / "boundaries.gpkg"
    return {name: geopandas.read_file(file, layer=name) for name in ("district", "oa")}


@pytest.fixture(scope="module")
def inside(casualties, layers):
    district = layers["district"].geometry.iloc[0]
    return casualties[shapely.intersects_xy(district, casualties["lon"], casualties["lat"])]


def test_integral_is_the_count_inside_the_district(casualties, layers, inside):
    found = gridmap.density(casualties, within=layers["district"], bandwidth_m=300)
    assert found.left_out == len(casualties) - len(inside)
    assert found.integral == pytest.approx(len(inside), rel=0.005)


def test_output_areas_share_out_the_integral(casualties, layers):
    found = gridmap.density(casualties, within=layers["district"], bandwidth_m=300)
    shared = found.per_cell(layers["oa"])["smoothed_events"].sum()
    # Output areas and the district were generalised apart, so a little of each lies beside.
    assert shared == pytest.approx(found.integral, rel=0.01)


def test_hours_have_the_counts_of_pandas(inside, layers):
    lonlat = inside[["lon", "lat"]].to_numpy()
    district = layers["district"].geometry.iloc[0]
    frames = density_frames(lonlat, inside["hour"], 24, bandwidth_m=400.0, boundary=district)
    counts = inside.groupby("hour").size().reindex(range(24), fill_value=0)
    integrals = [frames.frame(hour).integral for hour in range(24)]
    assert integrals == pytest.approx(counts.tolist(), rel=0.005)


def test_severity_weighs(inside, layers):
    weights = inside["casualty_severity"].map({"Slight": 1, "Serious": 5, "Fatal": 20})
    found = density(
        inside[["lon", "lat"]].to_numpy(),
        bandwidth_m=300.0,
        weights=weights.to_numpy(),
        boundary=layers["district"].geometry.iloc[0],
    )
    assert found.integral == pytest.approx(weights.sum(), rel=0.005)


def test_z_of_output_areas_equals_esda(casualties, layers):
    areas = layers["oa"]
    counts = gridmap.hotspots(casualties, areas)["events"].to_numpy(float)
    around = touching(areas.geometry.to_numpy())
    others = np.split(around.others, around.starts[1:-1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weights = libpysal.weights.W({k: near.tolist() for k, near in enumerate(others)})
        peer = esda.getisord.G_Local(counts, weights, transform="B", star=True, permutations=0)
    assert np.abs(gi_star(counts, around) - peer.Zs).max() < 1e-9


def test_neighbours_of_output_areas_are_those_of_libpysal(layers):
    areas = layers["oa"]
    around = touching(areas.geometry.to_numpy())
    peer = libpysal.weights.Queen.from_dataframe(areas, use_index=False, silence_warnings=True)
    expected = [peer.cardinalities[cell] for cell in range(len(areas))]
    assert np.mean(around.sizes == expected) > 0.99


def test_complaints_of_three_years_tell_those_of_the_next(realdata):
    table = pd.read_csv(realdata / "chicago" / "sanitation_311.csv.gz")
    table = table[table["Latitude"].notna() & (table["Creation_Date"] >= "2011-01-01")]
    places = geopandas.points_from_xy(table["Longitude"], table["Latitude"])
    frame = geopandas.GeoDataFrame(table[["Creation_Date"]], geometry=places, crs="EPSG:4326")
    areas = geopandas.read_file(realdata / "chicago" / "boundaries.gpkg", layer="community_areas")
    found = gridmap.hotspot_accuracy(
        frame, areas, moment="Creation_Date", split="2014-01-01", lattice_m=500
    )
    assert found["area_ratio"].std() < 0.001
    assert (found["pai"] > 2).all()
    assert found["rri"].between(0.7, 1.2).all()
