import numpy as np
import pytest

from gridmap.domain import FeatureTable
from gridmap.errors import InputError
from gridmap.formats import moments, numbers, place_points, recognise
from gridmap.geometry.datum import Datum


def table(crs=None, **columns):
    count = len(next(iter(columns.values())))
    return FeatureTable(columns, None, crs, "表.csv", np.arange(2, count + 2))


@pytest.mark.parametrize(
    ("heads", "lon", "lat"),
    [
        (["名称", "经度", "纬度"], "经度", "纬度"),
        (["lng", "lat"], "lng", "lat"),
        (["Longitude (°)", "Latitude (°)"], "Longitude (°)", "Latitude (°)"),
        (["东经", "北纬"], "东经", "北纬"),
        (["坐标/经度", "坐标/纬度"], "坐标/经度", "坐标/纬度"),
        (["WGS84_LNG", "wgs84_lat"], "WGS84_LNG", "wgs84_lat"),
    ],
)
def test_coordinate_columns_are_recognised(heads, lon, lat):
    found = recognise(heads)
    assert (found["lon"], found["lat"]) == (lon, lat)


def test_what_the_user_declares_wins():
    assert recognise(["经度", "x1"], {"lon": "x1"})["lon"] == "x1"


def test_a_declared_column_that_is_not_there_is_refused():
    with pytest.raises(InputError) as caught:
        recognise(["a"], {"lon": "b"})
    assert "a" in caught.value.what("en")


def test_points_from_text_numbers():
    placed = place_points(table(经度=["121.5", None], 纬度=["31.2", None]))
    assert placed.crs == "EPSG:4326"
    assert placed.geometry[0].x == 121.5
    assert placed.geometry[1] is None


def test_a_table_without_coordinates_stays_as_it_is():
    plain = table(name=["a"])
    assert place_points(plain) is plain


def test_swapped_columns_are_refused_by_name():
    with pytest.raises(InputError) as caught:
        place_points(table(经度=["31.2", "31.3"], 纬度=["121.4", "121.5"]))
    assert caught.value.code == "columns.swapped"
    assert "“经度”" in caught.value.what("zh_CN")


def test_swapped_columns_are_taken_when_declared():
    swapped = table(经度=["31.2"], 纬度=["121.4"])
    placed = place_points(swapped, {"lon": "纬度", "lat": "经度"})
    assert (placed.geometry[0].x, placed.geometry[0].y) == (121.4, 31.2)


def test_every_bad_row_is_named_with_its_column():
    bad = table(lon=["121", "x", "200", "121"], lat=["31", "31", "31", ""])
    with pytest.raises(InputError) as caught:
        place_points(bad)
    places = [(problem.place.row, problem.place.column) for problem in caught.value.problems]
    assert places == [(3, "lon"), (4, "lon"), (5, "lat")]


def test_values_out_of_range_name_row_and_column():
    with pytest.raises(InputError) as caught:
        place_points(table(lon=["121", "200"], lat=["31", "31"]))
    assert (caught.value.place.row, caught.value.place.column) == (3, "lon")


def test_x_and_y_need_a_system():
    with pytest.raises(InputError) as caught:
        place_points(table(x=["500000"], y=["3400000"]))
    assert caught.value.code == "crs.columns"
    assert "--crs" in caught.value.mend("en")


def test_columns_that_are_only_called_x_and_y_stay_columns():
    plain = table(x=["甲"], y=["1"])
    assert place_points(plain) is plain


def test_x_and_y_with_a_system():
    placed = place_points(table(crs="EPSG:4549", x=["500000"], y=["3400000"]))
    assert placed.crs == "EPSG:4549"


def test_a_head_that_names_a_datum_needs_the_word_of_the_user():
    with pytest.raises(InputError) as caught:
        place_points(table(gcj02_lng=["121"], gcj02_lat=["31"]))
    assert caught.value.code == "datum.unsaid"


def test_a_head_that_names_a_datum_is_taken_with_the_word_of_the_user():
    said = place_points(table(gcj02_lng=["121"], gcj02_lat=["31"]), datum=Datum.GCJ02)
    assert said.geometry[0].x == 121.0


def test_a_column_of_numbers_names_every_row_that_is_none():
    with pytest.raises(InputError) as caught:
        numbers(table(n=["1", "a", "b"]), "n")
    assert [problem.place.row for problem in caught.value.problems] == [3, 4]


def test_a_single_bad_date_is_raised_as_it_is():
    with pytest.raises(InputError) as caught:
        moments(table(d=["2024-01-01", "x"]), "d")
    assert (caught.value.code, caught.value.place.row) == ("value.date", 3)


def test_a_missing_column_is_named():
    with pytest.raises(InputError) as caught:
        numbers(table(n=["1"]), "m")
    assert caught.value.code == "column.missing"
