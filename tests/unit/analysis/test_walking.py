"""Ways along streets, by hand and by distances on a grid of streets."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.analysis.walking import road_strips, walking_reach
from gridmap.errors import InputError
from tests.camera_towns import camera_town

CROSS = shapely.linestrings([[(-1000, 0), (1000, 0)], [(100, -1000), (100, 1000)]])


def walk(stations, streets=CROSS, **how):
    points = shapely.points(np.array(stations, np.float64))
    return walking_reach(np.asarray(streets), points, **how)


def test_three_minutes_at_three_metres_a_second_is_540_m():
    found = walk([(0, 0)])
    assert found.streets.bounds == pytest.approx((-540, -440, 540, 440))
    assert found.length_m == pytest.approx(1080 + 880)


def test_the_way_to_the_street_counts():
    assert walk([(0, 40)]).streets.bounds == pytest.approx((-500, -400, 500, 400))


def test_a_bridge_leads_nowhere_where_only_shared_vertices_join():
    assert walk([(0, 0)], join_crossings=False).length_m == pytest.approx(1080)


def test_several_stations_serve_a_street_once():
    row = shapely.linestrings([[(0, 0), (3000, 0)]])
    assert walk([(500, 0), (600, 0), (2900, 0)], row).length_m == pytest.approx(1140 + 640)


def test_a_station_far_from_any_street_is_told_and_reaches_nothing():
    found = walk([(0, 0), (300, 300)])
    assert found.unconnected.tolist() == [False, True]
    assert found.length_m == pytest.approx(1960)


def test_strips_lie_beside_the_reached_streets():
    found = walk([(0, 0)], strip_m=20.0)
    assert found.area.equals(shapely.buffer(found.streets, 20.0))


def test_the_way_from_a_station_to_its_street_is_reached():
    assert walk([(0, 60)], strip_m=20.0).area.contains(shapely.Point(0, 75))


def test_reach_on_a_grid_of_streets_is_the_city_block_distance():
    town = camera_town(8, 1, 1)
    found = walk([(360.0, 360.0)], town.streets, minutes=1, speed_m_per_s=4.0)
    rim = shapely.get_coordinates(found.streets) - 360.0
    assert abs(rim).sum(axis=1).max() == pytest.approx(240.0)
    diamond = shapely.Polygon([(600, 360), (360, 600), (120, 360), (360, 120)])
    expected = shapely.length(shapely.intersection(shapely.union_all(town.streets), diamond))
    assert found.length_m == pytest.approx(expected)


def test_nothing_to_walk_along():
    assert walk([(0, 0)], CROSS[:0]).area.is_empty
    assert walk(np.zeros((0, 2))).length_m == 0.0


@pytest.mark.parametrize("how", [{"minutes": 0}, {"speed_m_per_s": -1}, {"strip_m": np.nan}])
def test_what_is_not_positive_is_refused(how):
    with pytest.raises(InputError) as caught:
        walk([(0, 0)], **how)
    assert caught.value.code == "walking.not_positive"


def test_a_strip_is_twenty_metres_on_each_side():
    assert shapely.area(road_strips(CROSS)) == pytest.approx([40 * 2000] * 2)


def test_a_strip_without_width_is_refused():
    with pytest.raises(InputError):
        road_strips(CROSS, strip_m=0.0)
