"""Reach from tables: shares by cell and in total, what is assumed, what is refused."""

from __future__ import annotations

import geopandas
import numpy as np
import pytest
import shapely
from pyproj import Geod

import gridmap
from gridmap.errors import InputError, UsageError

GEOD = Geod(ellps="WGS84")
LON, LAT = 120.13, 30.27
# About one metre in degrees there.
M_LON, M_LAT = 1.0394e-5, 9.0206e-6


def at(shape):
    """Place a shape drawn in metres around the origin."""
    return shapely.transform(shape, lambda xy: xy * [M_LON, M_LAT] + [LON, LAT])


def frame(shapes, **columns) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(columns, geometry=[at(one) for one in shapes], crs=4326)


def area_m2(shape) -> float:
    return abs(GEOD.geometry_area_perimeter(shape)[0])


CELLS = frame([shapely.box(-100, -100, 0, 100), shapely.box(0, -100, 100, 100)], code=["w", "e"])
HOUSE = frame([shapely.box(20, -30, 30, 30)])
MIDDLE = [shapely.Point(0, 0)]


def cameras(points=MIDDLE, **columns):
    return frame(points, **columns)


def test_shares_of_the_area_by_cell_and_in_total():
    found = gridmap.reach(cameras(azimuth_deg=[90.0], angle_deg=[60.0], range_m=[50.0]), CELLS)
    sector_m2 = np.pi * 50**2 / 6
    assert found.cells["area_served"].tolist() == pytest.approx([0.0, sector_m2], rel=2e-3, abs=1)
    total = found.rates.iloc[0]
    assert (total["what"], total["unit"]) == ("area", "m2")
    assert total["value"] == pytest.approx(found.cells["area_served"].sum() / total["denominator"])


def test_denominators_are_areas_on_the_ellipsoid():
    found = gridmap.reach(cameras(range_m=[50.0]), CELLS)
    expected = [area_m2(shape) for shape in CELLS.geometry]
    assert found.cells["area_whole"].tolist() == pytest.approx(expected, rel=1e-9)


def test_directions_are_words_or_degrees_and_may_be_several():
    said = cameras([*MIDDLE * 3], azimuth_deg=["东", "E; W", 90.0], angle_deg=60.0, range_m=50.0)
    found = gridmap.reach(said, CELLS)
    one, two, three = found.areas["area_m2"]
    assert one == pytest.approx(three)
    assert two == pytest.approx(2 * one, rel=1e-3)
    assert found.areas["device"].tolist() == [0, 1, 2]


def test_columns_may_have_chinese_names():
    said = cameras(方位角=["东"], 视场角=[60], 可视距离=["50"])
    expected = gridmap.reach(cameras(azimuth_deg=[90], angle_deg=[60], range_m=[50]), CELLS)
    assert gridmap.reach(said, CELLS).areas["area_m2"][0] == expected.areas["area_m2"][0]


def test_a_house_shadows_and_is_no_open_ground():
    camera = cameras(azimuth_deg=[90.0], angle_deg=[60.0], range_m=[50.0])
    found = gridmap.reach(camera, CELLS, buildings=HOUSE)
    assert (
        shapely.get_coordinates(found.areas.geometry.iloc[0])[:, 0].max()
        < at(shapely.Point(20.01, 0)).x
    )
    east = found.cells.iloc[1]
    assert east["open_ground_whole"] == pytest.approx(20_000 - 600, rel=1e-3)
    assert east["open_ground_served"] == pytest.approx(east["area_served"])


def test_notes_tell_what_is_assumed():
    said = cameras(
        [shapely.Point(25, 0), *MIDDLE * 3],
        azimuth_deg=[90.0, None, "球机", 0.0],
        angle_deg=[60.0, 60.0, None, 60.0],
        range_m=[50.0, None, 50.0, 50.0],
        state=["in_service", None, "in_service", "faulty"],
    )
    found = gridmap.reach(said, CELLS, buildings=HOUSE)
    assert found.areas["assumed"].tolist() == ["mounted", "no_azimuth, no_range", ""]
    assert {note.code: note.rows for note in found.notes} == {
        "out_of_service": (3,),
        "no_azimuth": (1,),
        "no_range": (1,),
        "mounted": (0,),
    }
    assert all(note.describe("en") != note.describe("zh_CN") for note in found.notes)


def test_no_house_is_told():
    found = gridmap.reach(cameras(azimuth_deg=[0.0], angle_deg=[60.0], range_m=[9.0]), CELLS)
    assert [note.code for note in found.notes] == ["no_buildings"]


def test_streets_and_places_by_class():
    streets = frame(
        [shapely.LineString([(-90, 0), (90, 0)]), shapely.LineString([(-90, 50), (90, 50)])],
        line_class=["main_road", "river"],
    )
    places = frame(
        [shapely.Point(30, 0), shapely.Point(-30, 1), shapely.Point(500, 0)],
        class_code=["school", "school", "bank"],
    )
    camera = cameras(azimuth_deg=[90.0], angle_deg=[60.0], range_m=[45.0])
    rates = gridmap.reach(camera, CELLS, streets=streets, places=places).rates
    found = {
        (row.what, row[1]): (row.numerator, row.denominator)
        for row in rates.itertuples(index=False)
    }
    assert found["roads", "main_road"] == pytest.approx((45.0, 180.0), rel=1e-3)
    assert ("roads", "river") not in found
    assert found["places", "school"] == (1.0, 2.0)


def test_a_shop_in_a_house_is_seen_by_its_wall():
    shops = frame([shapely.Point(21, 0), shapely.Point(29, 0)])
    camera = cameras(azimuth_deg=[90.0], angle_deg=[60.0], range_m=[50.0])
    found = gridmap.reach(camera, CELLS, buildings=HOUSE, places=shops)
    assert found.rates.set_index("what").loc["places", "numerator"] == 1.0
    assert found.rates.set_index("what").loc["buildings", "numerator"] == 1.0


def test_a_finer_picture_reaches_less_far():
    camera = cameras(azimuth_deg=[90.0], angle_deg=[60.0], range_m=[80.0], pixels=[1920])
    areas = [
        gridmap.reach(camera, CELLS, pixels_per_m=value).areas["area_m2"][0]
        for value in (25, 62, 125, 250)
    ]
    assert areas[3] == pytest.approx(np.pi * 6.651**2 / 6, rel=3e-3)
    assert areas == sorted(areas, reverse=True)


def test_a_camera_without_pixels_shows_nothing_finely():
    camera = cameras(azimuth_deg=[90.0], angle_deg=[60.0], range_m=[80.0])
    found = gridmap.reach(camera, CELLS, pixels_per_m=25)
    assert found.rates["value"][0] == 0.0
    assert "no_pixels" in [note.code for note in found.notes]


def test_circles_and_strips():
    circle = gridmap.reach(cameras(), CELLS, by="circles", radius_m=40.0)
    assert circle.rates["numerator"][0] == pytest.approx(np.pi * 1600, rel=2e-3)
    road = frame([shapely.LineString([(-100, 0), (100, 0)])])
    strip = gridmap.reach(road, CELLS, by="strips")
    assert strip.rates["value"][0] == pytest.approx(0.2, rel=1e-3)


def test_walking_goes_along_streets():
    road = frame([shapely.LineString([(-100, 0), (100, 0)])])
    found = gridmap.reach(cameras(), CELLS, by="walking", streets=road, minutes=0.25)
    assert found.rates.set_index("what").loc["roads", "numerator"] == pytest.approx(
        90 + 40, rel=1e-3
    )


def test_blind_ground_and_its_largest_circle():
    found = gridmap.reach(cameras(), CELLS, by="circles", radius_m=40.0)
    blind = found.blind
    assert blind["area_m2"].sum() == pytest.approx(40_000 - np.pi * 1600, rel=2e-3)
    rates = found.rates.iloc[0]
    assert blind.attrs["total_m2"] == pytest.approx(rates["denominator"] - rates["numerator"])
    # Between the corner and the circle: r (1 + sqrt 2) = 100 sqrt 2 - 40.
    expected = (100 * np.sqrt(2) - 40) / (1 + np.sqrt(2))
    assert blind.attrs["radius_m"] == pytest.approx(expected, rel=5e-3)


def test_redundant_devices_by_their_row():
    found = gridmap.reach(cameras([*MIDDLE * 2]), CELLS, by="circles", radius_m=40.0)
    assert found.redundancy.removal.tolist() == [0]


def test_next_sites_serve_what_is_not_served():
    places = frame([shapely.Point(-50, 0), shapely.Point(50, 0), shapely.Point(52, 0)])
    offered = gridmap.reach(
        cameras([shapely.Point(x, 0) for x in (-50, 0, 50)]), CELLS, by="circles", radius_m=20.0
    )
    chosen, sites = gridmap.next_sites(offered.areas, places, count=3)
    assert chosen["candidate"].tolist() == [2, 0]
    assert sites.achieved == 1.0


def test_crossings_of_a_boundary():
    road = frame([shapely.LineString([(-200, 0), (200, 0)])])
    found = gridmap.crossings(CELLS, road, cameras([shapely.Point(90, 0)]), within_m=20)
    assert found["watched"].tolist() == [False, True]
    assert found.attrs["complete"].value == 0.5


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"azimuth_deg": ["sideways"]}, "bearing.word"),
        ({"range_m": ["far"]}, "value.number"),
        ({"range_m": [-5.0]}, "reach.bad_range"),
        ({"azimuth_deg": [0.0], "angle_deg": [np.inf]}, "value.number"),
    ],
)
def test_wrong_values_are_refused_with_their_row(columns, code):
    with pytest.raises(InputError) as caught:
        gridmap.reach(cameras(**columns), CELLS)
    assert (caught.value.code, caught.value.place.row) == (code, 1)


def test_swapped_axes_are_refused():
    swapped = geopandas.GeoDataFrame(geometry=shapely.points([[LAT, LON]]), crs=4326)
    with pytest.raises(InputError) as caught:
        gridmap.reach(swapped, CELLS)
    assert caught.value.code == "reach.not_lonlat"


@pytest.mark.parametrize("lonlat", [[np.nan, LAT], [np.inf, LAT]])
def test_coordinates_that_are_none_are_refused(lonlat):
    odd = geopandas.GeoDataFrame(geometry=shapely.points([lonlat]), crs=4326)
    with pytest.raises(InputError):
        gridmap.reach(odd, CELLS)


def test_no_crs_is_refused():
    with pytest.raises(InputError) as caught:
        gridmap.reach(cameras().set_crs(None, allow_override=True), CELLS)
    assert caught.value.code == "frame.crs"


def test_no_cells_are_refused():
    with pytest.raises(InputError) as caught:
        gridmap.reach(cameras(), CELLS[:0])
    assert caught.value.code == "frame.empty"


def test_a_line_is_no_device():
    with pytest.raises(InputError) as caught:
        gridmap.reach(frame([shapely.LineString([(0, 0), (1, 1)])]), CELLS)
    assert caught.value.code == "reach.no_point"


def test_no_device_serves_nothing_and_it_is_told():
    found = gridmap.reach(cameras()[:0], CELLS)
    assert found.notes[0].code == "no_devices"
    assert found.rates["value"].tolist() == [0.0]
    assert found.blind["area_m2"].sum() == pytest.approx(40_000, rel=1e-3)


@pytest.mark.parametrize(
    ("how", "code"), [({"by": "magic"}, "reach.by"), ({"by": "walking"}, "reach.no_streets")]
)
def test_what_cannot_be_asked(how, code):
    with pytest.raises(UsageError) as caught:
        gridmap.reach(cameras(), CELLS, **how)
    assert caught.value.code == code
