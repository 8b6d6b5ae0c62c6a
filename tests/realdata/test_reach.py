"""Reach on real cameras, buildings and streets: Trafford and Liechtenstein."""

from __future__ import annotations

import heapq
from collections import defaultdict
from itertools import pairwise

import geopandas
import numpy as np
import pytest
import shapely

import gridmap
from gridmap.analysis.ground import Ground
from gridmap.analysis.sight import Stands, mounted, views
from gridmap.analysis.walking import walking_reach

pytestmark = pytest.mark.realdata
LIMIT_M = 540.0


def trafford(realdata, file, layer):
    return geopandas.read_file(realdata / "trafford" / file, layer=layer)


@pytest.fixture(scope="module")
def country(realdata):
    """Liechtenstein on its plane: buildings, streets and places."""
    path = realdata / "liechtenstein_osm" / "layers.gpkg"
    layers = {
        name: geopandas.read_file(path, layer=name) for name in ("buildings", "highways", "pois")
    }
    ground = Ground.around(layers["highways"].geometry.array)
    return {name: ground.plane(frame.geometry.array) for name, frame in layers.items()}


@pytest.fixture(scope="module")
def cameras(country):
    """A camera at each place, most of them on or in a building."""
    rng = np.random.default_rng(7)
    count = len(country["pois"])
    return Stands(
        shapely.get_coordinates(country["pois"]),
        rng.uniform(-np.pi, np.pi, count),
        rng.choice(np.radians([60.0, 90.0, 360.0]), count),
        rng.uniform(30.0, 90.0, count),
    )


def test_every_camera_of_trafford_is_told_to_see_all_around(realdata):
    wards = trafford(realdata, "boundaries.gpkg", "wards")
    found = gridmap.reach(trafford(realdata, "points.gpkg", "cctv"), wards)
    notes = {note.code: len(note.rows) for note in found.notes}
    assert notes == {"no_azimuth": 163, "no_range": 163, "no_buildings": 0}


def test_what_trafford_sees_of_each_area_is_that_of_the_union(realdata):
    areas = trafford(realdata, "boundaries.gpkg", "oa")
    found = gridmap.reach(trafford(realdata, "points.gpkg", "cctv"), areas)
    whole = found.areas.to_crs(27700).union_all()
    metric = areas.to_crs(27700)
    expected = metric.intersection(whole).area / metric.area
    assert found.cells["area_ratio"].to_numpy() == pytest.approx(expected.to_numpy(), abs=2e-6)


def test_views_between_real_buildings_are_the_sector_less_the_shadows(country, cameras):
    buildings = country["buildings"]
    stands, moved = mounted(cameras, buildings)
    assert moved.sum() > 50
    seen, open_views = views(stands, buildings), views(stands, buildings[:0])
    assert shapely.is_valid(seen).all()
    rows = np.flatnonzero(stands.angle_rad < 3)[:80]
    for row in rows.tolist():
        expected = open_views[row].difference(darkness(stands, row, buildings, open_views[row]))
        assert seen[row].symmetric_difference(expected).area < 1e-6 * open_views[row].area + 1e-4


def darkness(stands, row, buildings, view):
    eye, far_m = stands.xy[row], 9 * stands.range_m[row]
    dark = [shapely.Point()]
    for part in shapely.get_parts(buildings[shapely.intersects(buildings, view)]):
        for ring in [part.exterior, *part.interiors]:
            xy = shapely.get_coordinates(ring)
            away = xy - eye
            far = eye + away * (far_m / np.hypot(*away.T))[:, None]
            quads = np.stack([xy[:-1], xy[1:], far[1:], far[:-1]], axis=1)
            dark += [part, *shapely.make_valid(shapely.polygons(quads))]
    return shapely.union_all(dark)


def test_walking_reaches_what_a_plain_search_reaches(country):
    station = country["pois"][100]
    streets = country["highways"][shapely.dwithin(country["highways"], station, 3 * LIMIT_M)]
    found = walking_reach(streets, np.array([station]))
    assert found.length_m == pytest.approx(plainly_reached_m(streets, station), rel=1e-6)


def plainly_reached_m(streets, station) -> float:
    """Cut the street at the foot of the station, then search from there with a heap."""
    network = shapely.union_all(streets)
    foot = network.interpolate(network.project(station))
    network = shapely.union_all([network, shapely.LineString([station, foot])])
    network = shapely.snap(network, foot, 1e-6)
    ways = defaultdict(list)
    edges = []
    for line in shapely.get_parts(network):
        places = [tuple(xy) for xy in shapely.get_coordinates(line)]
        for one, two in pairwise(places):
            length = float(np.hypot(one[0] - two[0], one[1] - two[1]))
            ways[one].append((two, length))
            ways[two].append((one, length))
            edges.append((one, two, length))
    start = (station.x, station.y)
    distance, queue = {}, [(0.0, start)]
    while queue:
        here_m, here = heapq.heappop(queue)
        if here in distance or here_m > LIMIT_M:
            continue
        distance[here] = here_m
        for there, length in ways[here]:
            heapq.heappush(queue, (here_m + length, there))
    total = 0.0
    for one, two, length in edges:
        left = LIMIT_M - distance.get(one, np.inf), LIMIT_M - distance.get(two, np.inf)
        total += min(length, max(left[0], 0.0) + max(left[1], 0.0))
    return total - station.distance(foot)
