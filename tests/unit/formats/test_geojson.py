import json
from datetime import date

import numpy as np
import pyogrio
import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon, box

from gridmap.domain import FeatureTable
from gridmap.errors import InputError
from gridmap.formats import read, write_geojson
from gridmap.formats.geojson import write_geojson_lines
from gridmap.formats.members import geometry_members


def table(shapes, crs="EPSG:4326", **columns):
    geometry = np.empty(len(shapes), object)
    geometry[:] = shapes
    return FeatureTable(columns, geometry, crs, "t", np.arange(1, len(shapes) + 1))


RING = Polygon(
    [(120, 30), (120, 31), (121, 31), (121, 30)],
    [[(120.2, 30.2), (120.4, 30.2), (120.4, 30.4), (120.2, 30.4)]],
)
CELLS = table(
    [RING, MultiPolygon([box(1, 1, 2, 2), box(3, 3, 4, 4)]), None],
    id=["a", "b", "c"],
    名称=["一", None, "三"],
    day=[date(2024, 5, 1), None, None],
    load=[1.5, 2.0, None],
    n=[1, 2, 3],
)


@pytest.fixture
def written(tmp_path):
    write_geojson(CELLS, tmp_path / "a.geojson")
    return tmp_path / "a.geojson"


def test_a_feature_is_one_line(written):
    lines = written.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 5
    assert lines[1].startswith('{"type":"Feature","id":"a","geometry":{"type":"Polygon",')


def test_reading_and_writing_again_gives_the_same_bytes(written, tmp_path):
    write_geojson(read(written), tmp_path / "b.geojson")
    assert (tmp_path / "b.geojson").read_bytes() == written.read_bytes()


def test_gdal_reads_what_was_written(written):
    frame = pyogrio.read_dataframe(written)
    assert frame["名称"].tolist()[0] == "一"
    assert shapely.equals(frame.geometry[0], RING)


def test_rings_follow_the_right_hand():
    outer, inner = geometry_members(np.array([RING], object))[0]["coordinates"]
    assert shapely.LinearRing(outer).is_ccw
    assert not shapely.LinearRing(inner).is_ccw


@pytest.mark.parametrize(
    ("degrees", "printed"),
    [
        (120.12345678, "120.1234568"),
        (121.5, "121.5"),
        (-0.00000001, "0.0"),
        (0.1 + 0.2, "0.3"),
        (120, "120.0"),
    ],
)
def test_coordinates_are_lattice_points_printed_short(tmp_path, degrees, printed):
    write_geojson(table([Point(degrees, 0)]), tmp_path / "a.geojson")
    assert f'"coordinates":[{printed},0.0]' in (tmp_path / "a.geojson").read_text()


def test_other_systems_are_brought_to_longitude_and_latitude(tmp_path):
    write_geojson(table([Point(500000, 3318785.35)], crs="EPSG:32651"), tmp_path / "a.geojson")
    point = json.loads((tmp_path / "a.geojson").read_text())["features"][0]["geometry"]
    assert point["coordinates"] == pytest.approx([123, 30], abs=1e-7)


def test_all_kinds_are_written_as_the_library_of_geometry_writes_them():
    shapes = [
        Point(1, 2),
        shapely.MultiPoint([(1, 2), (3, 4)]),
        shapely.LineString([(1, 2), (3, 4)]),
        shapely.MultiLineString([[(1, 2), (3, 4)], [(5, 6), (7, 8)]]),
        shapely.GeometryCollection([Point(1, 2), box(0, 0, 1, 1)]),
        Point(),
        MultiPolygon(),
    ]
    geometry = np.empty(len(shapes), object)
    geometry[:] = shapes
    expected = [
        json.loads(shapely.to_geojson(shape)) for shape in shapely.orient_polygons(geometry)
    ]
    assert geometry_members(geometry) == expected


def test_a_row_without_geometry_is_null():
    assert geometry_members(np.array([None], object)) == [None]


def test_the_lines_alone(tmp_path):
    write_geojson_lines(CELLS, tmp_path / "a.geojsonl")
    assert len(read(tmp_path / "a.geojsonl")) == 3


def test_a_table_without_geometry_is_refused_and_leaves_no_file(tmp_path):
    plain = FeatureTable({"a": [1]}, None, None, "t", np.array([1]))
    with pytest.raises(InputError):
        write_geojson(plain, tmp_path / "a.geojson")
    assert list(tmp_path.iterdir()) == []


def test_a_value_that_json_lacks_is_named_by_feature(tmp_path):
    with pytest.raises(InputError) as caught:
        write_geojson(table([Point(1, 2)], x=[2**80]), tmp_path / "a.geojson")
    assert caught.value.place.feature == 1
    assert list(tmp_path.iterdir()) == []


def test_an_id_among_the_properties_stands_beside_the_feature_s_own(tmp_path):
    (tmp_path / "a.geojson").write_text(
        '{"type":"Feature","id":7,"geometry":null,"properties":{"id":"x"}}', encoding="ascii"
    )
    assert dict(read(tmp_path / "a.geojson").columns) == {"@id": [7], "id": ["x"]}
