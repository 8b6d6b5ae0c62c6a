import numpy as np
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box

from gridmap.domain import FeatureTable
from gridmap.errors import InputError
from gridmap.formats import require_lines, require_points, require_polygons
from gridmap.formats.ranges import require_in_range

BOW_TIE = Polygon([(120, 30), (121, 31), (121, 30), (120, 31)])


def table(shapes, crs="EPSG:4326", **columns):
    geometry = np.empty(len(shapes), object)
    geometry[:] = shapes
    return FeatureTable(columns, geometry, crs, "层.geojson", np.arange(1, len(shapes) + 1))


@pytest.mark.parametrize(
    ("shapes", "crs", "code"),
    [
        ([Point(120, 30), Point(200, 30)], "EPSG:4326", "coordinates.range"),
        ([Point(30, 120), Point(31, 121)], "EPSG:4490", "coordinates.swapped"),
        ([Point(120, 30)], "EPSG:4549", "coordinates.degrees"),
        ([Point(50000000, 3400000)], "EPSG:3435", "coordinates.area"),
        ([Point(13500000, 3400000)], "EPSG:4326", "coordinates.range"),
        ([Point(1, 2)], "EPSG:99999", "crs.unknown"),
    ],
)
def test_coordinates_that_cannot_be_are_refused(shapes, crs, code):
    with pytest.raises(InputError) as caught:
        require_in_range(table(shapes, crs))
    assert caught.value.code == code
    assert caught.value.place.file == "层.geojson"


@pytest.mark.parametrize(
    ("x", "y", "crs"),
    [
        (120, 30, "EPSG:4490"),
        (500000, 3400000, "EPSG:4549"),
        (13500000, 3400000, "EPSG:3857"),
        (40500000, 3400000, "EPSG:4528"),
        (1150000, 1900000, "EPSG:3435"),
    ],
)
def test_coordinates_in_their_system_pass(x, y, crs):
    assert require_in_range(table([Point(x, y), None], crs)) is None


def test_coordinates_that_are_not_finite_are_named():
    with np.errstate(invalid="ignore"):
        shape = shapely.linestrings([[0, 0], [np.nan, 1]])
    with pytest.raises(InputError) as caught:
        require_in_range(table([Point(1, 2), shape]))
    assert (caught.value.code, caught.value.place.feature) == ("coordinates.not_finite", 2)


def test_polygons_pass():
    good = table([box(1, 1, 2, 2), MultiPolygon([box(3, 3, 4, 4)])])
    assert require_polygons(good) is good


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (None, "geometry.missing"),
        (Polygon(), "geometry.missing"),
        (Point(1, 2), "geometry.type_polygon"),
        (shapely.GeometryCollection([box(1, 1, 2, 2)]), "geometry.type_polygon"),
        (LineString([(0, 0), (1, 1)]), "geometry.type_polygon"),
    ],
)
def test_what_is_no_polygon_is_named_by_feature(shape, code):
    with pytest.raises(InputError) as caught:
        require_polygons(table([box(1, 1, 2, 2), shape]))
    assert (caught.value.code, caught.value.place.feature) == (code, 2)


def test_the_wanted_kind_is_named_in_the_reader_s_language():
    with pytest.raises(InputError) as caught:
        require_polygons(table([Point(1, 2)]))
    assert "polygons" in caught.value.render("en")
    assert "面" in caught.value.render("zh_CN")


def test_all_faults_are_collected():
    with pytest.raises(InputError) as caught:
        require_polygons(table([None, Point(1, 2), box(1, 1, 2, 2), None]))
    assert [problem.place.feature for problem in caught.value.problems] == [1, 2, 4]


def test_exact_repeats_are_left_out_with_a_notice():
    twice = table([box(1, 1, 2, 2), box(3, 3, 4, 4), box(1, 1, 2, 2)], code=["a", "b", "a"])
    unique = require_polygons(twice)
    assert unique.rows.tolist() == [1, 2]
    assert unique.columns["code"] == ["a", "b"]
    assert unique.notices[0].code == "geometry.repeated"


def test_one_area_under_two_names_is_refused():
    with pytest.raises(InputError) as caught:
        require_polygons(table([box(1, 1, 2, 2), box(1, 1, 2, 2)], code=["a", "b"]))
    assert (caught.value.code, caught.value.params["other"]) == ("geometry.same", 1)


def test_an_outline_that_crosses_itself_is_pointed_out():
    (notice,) = require_polygons(table([BOW_TIE])).notices
    assert (notice.code, notice.place.feature) == ("geometry.invalid", 1)


def test_points_pass_and_repeats_are_counted():
    shops = require_points(table([Point(1, 2), Point(1, 2), Point(3, 4)], n=["a", "a", "b"]))
    assert len(shops) == 3
    assert shops.notices[0].params["count"] == 1


def test_lines_pass_and_points_do_not():
    lines = table([LineString([(0, 0), (1, 1)])])
    assert require_lines(lines) is lines
    with pytest.raises(InputError):
        require_lines(table([Point(1, 2)]))


def test_a_plain_table_has_no_polygons():
    plain = FeatureTable({"a": [1]}, None, None, "t", np.array([1]))
    with pytest.raises(InputError) as caught:
        require_polygons(plain)
    assert caught.value.code == "geometry.none_polygon"
