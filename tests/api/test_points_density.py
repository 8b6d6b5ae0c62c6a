"""Densities over HTTP: one value for a place in every frame, one legend, what the filter leaves."""

from __future__ import annotations

import io
from math import exp, pi

import pytest
import shapely
from PIL import Image
from pyproj import Geod

from gridmap.domain import Point, PointKind, Worker
from tests.api.conftest import Service
from tests.unit.web.territory import CENTRE

PATH = "/api/v1/density/shop"


def value(client, query=""):
    return client.get(f"{PATH}/at?lon=114.312&lat=30.612&{query}").json["value"]


def test_place_has_the_same_value_in_every_frame(as_planner):
    wide = value(as_planner)
    near = value(as_planner, "frame=114.31,30.61,114.316,30.614")
    assert near == pytest.approx(wide, rel=1e-3)
    assert wide > 0


def test_value_is_what_an_exact_sum_gives(as_planner):
    shops = as_planner.get("/api/v1/points/shop?bbox=114.3,30.6,114.34,30.63").json
    assert value(as_planner, "radius_m=100") == pytest.approx(_exact(shops, 100.0), rel=5e-3)


def _exact(shops, radius_m):
    """Sum Gaussians on the plane of the place; nothing here is nearer the outline than 5 radii."""
    geod, total = Geod(ellps="WGS84"), 0.0
    for lon, lat in zip(shops["lon"], shops["lat"], strict=True):
        away = geod.inv(114.312, 30.612, lon, lat)[2]
        total += exp(-((away / radius_m) ** 2) / 2) / (2 * pi * radius_m**2)
    return total * 1e6


def test_legend_is_that_of_the_whole_territory(as_planner):
    wide = as_planner.get(PATH).json
    near = as_planner.get(f"{PATH}?frame=114.31,30.61,114.316,30.614&hotspots=false").json
    assert near["bounds"] == wide["bounds"]
    assert (near["count"], near["hotspots"]) == (wide["count"], None)


def test_picture_lies_where_the_answer_says(as_planner):
    told = as_planner.get(f"{PATH}?frame=114.31,30.61,114.316,30.614&class=restaurant").json
    picture = Image.open(io.BytesIO(as_planner.get(told["image"]).data))
    corners = shapely.Polygon(told["corners"])
    assert corners.contains(shapely.box(114.3101, 30.6101, 114.3159, 30.6139))
    assert min(picture.size) > 10


def test_filter_leaves_out_what_does_not_count(as_planner):
    path = "/api/v1/density/incident"
    every = as_planner.get(f"{path}?hotspots=false").json["count"]
    none = as_planner.get(f"{path}?hotspots=false&hours=3-4").json
    assert every == 20
    assert none["count"] == 0
    assert as_planner.get(none["image"]).status_code == 200


def test_contours_lie_between_the_bounds_of_the_legend(as_planner):
    bounds = as_planner.get(f"{PATH}?hotspots=false").json["bounds"]
    features = as_planner.get(f"{PATH}/contours").json["features"]
    assert [one["properties"]["low"] for one in features] == bounds[: len(features)]


def test_frames_of_hours_share_a_legend_and_hold_every_event_once(as_planner):
    told = as_planner.get("/api/v1/density/incident/frames/hour").json
    assert (len(told["images"]), sum(told["counts"]), told["counts"][16]) == (24, 20, 20)
    assert as_planner.get(told["images"][16]).content_type == "image/png"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("radius_m=1", 422),
        ("radius_m=nan", 422),
        ("frame=1,1,2,2", 422),
        ("hours=25-3", 422),
        ("per=persons", 422),
    ],
)
def test_what_cannot_be_drawn_is_refused(as_planner, query, status):
    assert as_planner.get(f"{PATH}?{query}").status_code == status


def test_scope_leaves_out_points_of_others(as_local):
    own = as_local.get("/api/v1/points/shop?form=count").json["total"]
    assert as_local.get(PATH).json["count"] == own < 10


def test_answers_about_points_stand_while_only_other_things_change(service: Service):
    client = service.client("planner")
    paths = ("/api/v1/points/shop", "/api/v1/tallies/shop", f"{PATH}?hotspots=false")
    before = [client.get(path).headers["ETag"] for path in paths]
    with service.store.writing() as writer:
        writer.put_workers([Worker("W001", "新名字", CENTRE)])
        writer.put_points([Point("i", PointKind.INCIDENT, "litter", 114.305, 30.625)])
    assert [client.get(path).headers["ETag"] for path in paths] == before
    with service.store.writing() as writer:
        writer.remove_points(["S010"])
    after = [client.get(path).headers["ETag"] for path in paths]
    assert not set(after) & set(before)
