"""Reach on the command line: of a store, of files, and what it refuses."""

from __future__ import annotations

import json

import geopandas
import pytest
import shapely

from gridmap.domain import Building, LineClass, Point, PointKind, Street
from gridmap.services.assigning import assign_workers
from gridmap.services.dividing import Wish, divide_communities
from gridmap.services.publishing import publish
from gridmap.services.reporting import report
from gridmap.store import open_store
from tests import towns
from tests.cli.running import run

CAMERAS = [
    Point("c1", PointKind.CAMERA, "main_street", 114.3005, 30.6021, attributes={
        "azimuth_deg": 90.0, "angle_deg": 60.0, "range_m": 80.0, "state": "in_service",
        "checkpoint": True}),
    Point("c2", PointKind.CAMERA, "main_street", 114.3061, 30.6021, attributes={"range_m": 40.0}),
    Point("c3", PointKind.CAMERA, "main_street", 114.3080, 30.6021, attributes={"state": "faulty"}),
]  # fmt: skip
MAIN_STREET = shapely.LineString([(114.299, 30.6021), (114.313, 30.6021)])
INCIDENT = Point("i1", PointKind.INCIDENT, "burglary", 114.3105, 30.6022)
ROAD = shapely.LineString([(114.3005, 30.6005), (114.3015, 30.6005)])
COMPONENT = Point("h1", PointKind.COMPONENT, "hydrant", 114.303, 30.6021)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    path = tmp_path_factory.mktemp("town") / "town.gpkg"
    store = towns.town_store(path)
    with store.writing() as work:
        work.put_points([*CAMERAS, *towns.shops(), COMPONENT, INCIDENT])
        work.put_streets([Street("s1", "", LineClass.MAIN_ROAD, MAIN_STREET)])
        house = towns.box(114.3008, 30.6019, 114.3010, 30.6023)
        work.put_buildings([Building("b1", house)])
    divide_communities(store, Wish(cells=3))
    assign_workers(store, towns.DAY)
    publish(store, towns.DAY)
    store.close()
    return path


def test_a_store_tells_what_its_cameras_see(town, capsys):
    assert run("reach", "--store", town) == 0
    printed = capsys.readouterr().out
    lines = {line.split("  ")[0]: line for line in printed.splitlines()}
    assert {"Area", "Open ground", "Roads", "Places", "Buildings"} <= lines.keys()
    assert "1 camera is faulty or idle" in printed


def test_ways_out_and_their_checkpoints(town, capsys):
    run("reach", "--store", town, "--within", 60)
    assert "Checkpoints: 1 of 2 ways out have one within 60 m (50.0 %)" in capsys.readouterr().out


def test_next_sites_with_their_bound(town, capsys):
    assert run("reach", "--store", town, "--sites", 2, "--by", "cameras") == 0
    assert "1 − 1/e" in capsys.readouterr().out


def test_where_no_site_helps_it_is_said(files, capsys):
    for name, place in (("places", shapely.Point(114.3001, 30.6019)), ("streets", ROAD)):
        geopandas.GeoDataFrame(geometry=[place], crs=4326).to_file(files / f"{name}.geojson")
    others = ("--places", files / "places.geojson", "--streets", files / "streets.geojson")
    named = ("reach", files / "cameras.csv", files / "cells.geojson", "--crs", "EPSG:4326")
    assert run(*named, *others, "--sites", 1) == 0
    assert "No site" in capsys.readouterr().out


def test_stations_of_a_store_along_streets(town, capsys):
    arguments = ("--by", "walking", "--station-class", "hydrant", "--minutes", 1)
    assert run("reach", "--store", town, *arguments) == 0
    assert "400 m" in capsys.readouterr().out


def test_stations_need_their_class(town, capsys):
    assert run("reach", "--store", town, "--by", "circles") == 2
    assert "--station-class" in capsys.readouterr().err


def test_a_store_without_cells_is_told(tmp_path, capsys):
    towns.town_store(tmp_path / "bare.gpkg").close()
    assert run("reach", "--store", tmp_path / "bare.gpkg") == 1
    assert "gridmap publish" in capsys.readouterr().err


@pytest.fixture
def files(tmp_path):
    cells = geopandas.GeoDataFrame(
        {"code": ["1"]}, geometry=[shapely.box(114.3, 30.6, 114.302, 30.602)], crs=4326
    )
    cells.to_file(tmp_path / "cells.geojson")
    rows = "lon,lat,朝向,视场角,可视距离\n114.3005,30.601,东;西,60,45\n114.3015,30.601,球机,,30\n"
    (tmp_path / "cameras.csv").write_text(rows, encoding="utf-8")
    return tmp_path


def test_files_with_directions_in_words(files, capsys):
    out = [files / name for name in ("out.geojson", "areas.geojson", "blind.geojson")]
    named = ("-o", out[0], "--areas", out[1], "--blind", out[2])
    assert (
        run("reach", files / "cameras.csv", files / "cells.geojson", *named, "--crs", "EPSG:4326")
        == 0
    )
    assert "nothing shadows the views" in capsys.readouterr().out
    (cell,) = json.loads(out[0].read_text())["features"]
    expected = (2 * 45**2 / 6 + 30**2) * 3.1416
    assert cell["properties"]["area_served"] == pytest.approx(expected, rel=3e-3)
    assert len(json.loads(out[1].read_text())["features"]) == 2


def test_a_word_that_is_no_direction_names_its_row(files, capsys):
    rows = "lon,lat,朝向\n114.3005,30.601,东\n114.3005,30.601,那边\n"
    (files / "cameras.csv").write_text(rows, encoding="utf-8")
    assert run("reach", files / "cameras.csv", files / "cells.geojson", "--crs", "EPSG:4326") == 1
    printed = capsys.readouterr().err
    assert "那边" in printed
    assert "row" in printed


@pytest.mark.parametrize("arguments", [(), ("a.csv",)])
def test_it_needs_a_store_or_two_files(arguments, tmp_path, capsys):
    for name in arguments:
        (tmp_path / name).touch()
    assert run("reach", *(tmp_path / name for name in arguments)) == 2
    assert "--store" in capsys.readouterr().err


def test_the_report_shows_the_same_share(town, capsys):
    run("reach", "--store", town)
    line = capsys.readouterr().out.splitlines()[1]
    store = open_store(town)
    with store.reading() as reader:
        found = report(reader)[0].rate("K-03").numerator
    store.close()
    assert f" {found:,.0f} m²".replace(",", " ") in line
