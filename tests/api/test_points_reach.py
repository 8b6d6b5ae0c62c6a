"""What cameras see over HTTP, and how many points there are by what."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pytest
import shapely

from gridmap.analysis import covered_share, sectors
from gridmap.domain import Point, PointKind, class_table
from gridmap.geometry import area_m2
from gridmap.services.indicator_reach import view_areas
from gridmap.services.indicator_sources import Source
from tests.api.conftest import make_service
from tests.unit.web.territory import BEND, CENTRE, buildings

CAMERAS = "/api/v1/reaches/cameras"


def camera(name, lon, lat, **looks):
    return Point(name, PointKind.CAMERA, "street", lon, lat, attributes=looks)


SEEING = (
    camera("k1", 114.3015, 30.603, azimuth_deg=90.0, angle_deg=60.0, range_m=200.0),
    camera("k2", 114.325, 30.615, range_m=100.0),
    camera("k3", 114.3385, 30.615, range_m=100.0, state="faulty"),
)


@pytest.fixture(scope="module")
def service():
    service = make_service()
    first = next(iter(class_table(PointKind.CAMERA)))
    with service.store.writing() as writer:
        writer.put_points(
            Point(p.id, p.kind, first, p.lon, p.lat, attributes=p.attributes) for p in SEEING
        )
    return service


@pytest.fixture(scope="module")
def client(service):
    return service.client("planner")


def shape(feature):
    return shapely.from_geojson(json.dumps(feature["geometry"]))


def test_one_view_is_that_of_the_library(client):
    told = client.get(
        "/api/v1/reaches/view?lon=114.3015&lat=30.603&azimuth=90&angle_deg=60&range_m=200"
    ).json
    walls = [building.geometry for building in buildings()]
    (own,) = sectors([114.3015], [30.603], [90.0], [60.0], [200.0], walls)
    view = shapely.from_geojson(json.dumps(told["geometry"]))
    assert view.symmetric_difference(own).area < 1e-3 * own.area
    assert told["area_m2"] == pytest.approx(area_m2([own])[0], rel=2e-3)


def test_view_behind_a_wall_is_cut(client):
    path = "/api/v1/reaches/view?lon=114.3015&lat={}&azimuth=90&angle_deg=60&range_m=200"
    blocked = client.get(path.format(30.603)).json["area_m2"]
    free = client.get(path.format(30.609)).json["area_m2"]
    assert blocked < 0.5 * free


def test_view_in_several_directions(client):
    path = "/api/v1/reaches/view?lon=114.315&lat=30.615&angle_deg=60&range_m=50&azimuth="
    one, two = (client.get(path + words).json["area_m2"] for words in ("北", "0;180"))
    assert two == pytest.approx(2 * one, abs=0.02)


def test_view_without_a_direction_says_what_was_assumed(client):
    told = client.get("/api/v1/reaches/view?lon=114.315&lat=30.615&angle_deg=60").json
    assert len(told["notes"]) == 1


@pytest.mark.parametrize("query", ["azimuth=somewhere", "range_m=0", "angle_deg=400", "lon=500"])
def test_what_is_no_view_is_refused(client, query):
    answer = client.get(f"/api/v1/reaches/view?lon=114.315&lat=30.615&{query}")
    assert answer.status_code == 422


def test_views_are_those_of_cameras_that_work(client):
    features = client.get(f"{CAMERAS}?mode=views").json["areas"]["features"]
    assert [one["properties"]["id"] for one in features] == ["k1", "k2"]


def test_covered_and_blind_make_the_cells(client):
    covered = client.get(f"{CAMERAS}?mode=covered").json
    blind = client.get(f"{CAMERAS}?mode=blind").json
    seen, unseen = (
        sum(area_m2([shape(one)])[0] for one in told["areas"]["features"])
        for told in (covered, blind)
    )
    assert seen == pytest.approx(covered["covered_m2"], rel=2e-3)
    assert seen + unseen == pytest.approx(covered["total_m2"], rel=1e-3)


def test_shares_of_cells_are_those_of_the_library(service, client):
    rows = client.get("/api/v1/reaches/cells").json["cells"]
    features = client.get(f"{CAMERAS}?mode=views").json["areas"]["features"]
    with service.store.reading() as reader:
        cells = {cell.code: cell.geometry for cell in reader.published_cells()}
    shares = covered_share(list(cells.values()), [shape(one) for one in features])
    for row, share in zip(rows, shares, strict=True):
        assert row["ratio"] == pytest.approx(share.value, abs=1e-6)


def test_scope_hides_cameras_and_cells_of_others(service):
    local = service.client("local")
    assert [one["code"] for one in local.get("/api/v1/reaches/cells").json["cells"]] == [
        f"{CENTRE}001"
    ]
    assert local.get(f"{CAMERAS}?mode=views").json["areas"]["features"] == []


def test_tally_by_cell_and_class(service, client):
    told = client.get("/api/v1/tallies/shop?by=cell,class").json
    with service.store.reading() as reader:
        counted = Counter((p.cell_code, p.class_code) for p in reader.points(PointKind.SHOP))
    assert {tuple(key): n for key, n in zip(told["keys"], told["counts"], strict=True)} == counted
    assert told["keys"][-1] == [None, "bakery"]


def test_tally_by_hour_of_the_week(service, client):
    told = client.get("/api/v1/tallies/incident?by=week_hour").json
    with service.store.reading() as reader:
        days = Counter(p.happened_at.weekday() for p in reader.points(PointKind.INCIDENT))
    found = {int(key[0]): n for key, n in zip(told["keys"], told["counts"], strict=True)}
    assert found == {day * 24 + 16: n for day, n in days.items()}


@pytest.mark.parametrize("by", ["", "person", "cell,cell", "cell,class,state"])
def test_what_points_cannot_be_counted_by(client, by):
    assert client.get(f"/api/v1/tallies/shop?by={by}").status_code == 422


def test_tallies_hold_to_the_scope(service):
    told = service.client("local").get("/api/v1/tallies/shop?by=cell").json
    assert [key for (key,) in told["keys"]] == [f"{CENTRE}001"]
    assert BEND not in str(told)


def test_camera_that_looks_two_ways_has_two_views(client, service):
    both = Point(
        "k4",
        PointKind.CAMERA,
        next(iter(class_table(PointKind.CAMERA))),
        114.3355,
        30.605,
        attributes={"azimuth_deg": 0, "other_azimuths": "180", "angle_deg": 60, "range_m": 80},
    )
    with service.store.writing() as writer:
        writer.put_points([both])
    features = client.get(f"{CAMERAS}?mode=views&cell={BEND}").json["areas"]["features"]
    own = [shape(one) for one in features if one["properties"]["id"] == "k4"]
    with service.store.reading() as reader:
        cameras = Source(
            {name: [value] for name, value in both.attributes.items()},
            np.array([shapely.Point(both.lon, both.lat)], dtype=object),
        )
        (whole,) = view_areas(cameras, None)
        assert reader.point("k4").cell_code == f"{BEND}001"
    assert len(own) == 2
    assert shapely.union_all(own).symmetric_difference(whole).area < 1e-3 * whole.area
    with service.store.writing() as writer:
        writer.remove_points(["k4"])
