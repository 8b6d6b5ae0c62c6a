import json

import pytest
import shapely

from gridmap.errors import InputError
from gridmap.formats.confined.geojson_shapes import shape_of
from gridmap.formats.confined.shape_building import build

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
HOLE = [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]
SPECIMENS = [
    {"type": "Point", "coordinates": [1, 2]},
    {"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]},
    {"type": "LineString", "coordinates": [[1, 2], [3, 4], [5, 0]]},
    {"type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]], [[0, 0], [1, 1]]]},
    {"type": "Polygon", "coordinates": [SQUARE, HOLE]},
    {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [[[9, 9], [10, 9], [9, 10], [9, 9]]]]},
    {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]},
    {"type": "Point", "coordinates": []},
    {"type": "Polygon", "coordinates": []},
    {"type": "MultiPolygon", "coordinates": []},
    {"type": "GeometryCollection", "geometries": []},
]


def test_all_kinds_are_built_as_the_library_of_geometry_reads_them():
    built = build([shape_of(member) for member in SPECIMENS])
    expected = [shapely.from_geojson(json.dumps(member)) for member in SPECIMENS]
    assert shapely.equals_identical(built, expected).all()


def test_features_without_geometry_keep_their_place():
    built = build([None, shape_of(SPECIMENS[0]), None])
    assert [shape is None for shape in built] == [True, False, True]


def test_heights_are_left_out():
    (built,) = build([shape_of({"type": "LineString", "coordinates": [[1, 2, 3], [4, 5, 6, 7]]})])
    assert built.wkt == "LINESTRING (1 2, 4 5)"


@pytest.mark.parametrize(
    ("member", "code"),
    [
        ("POINT (1 2)", "geojson.geometry"),
        ({"type": "Circle", "coordinates": [1, 2]}, "geojson.geometry_type"),
        ({"type": ["Point"], "coordinates": [1, 2]}, "geojson.geometry_type"),
        ({"type": "Point"}, "geojson.coordinates_missing"),
        ({"type": "Point", "coordinates": {}}, "geojson.coordinates"),
        ({"type": "Point", "coordinates": [1]}, "geojson.position"),
        ({"type": "Point", "coordinates": ["1", "2"]}, "geojson.number"),
        ({"type": "Point", "coordinates": [True, 2]}, "geojson.number"),
        ({"type": "Point", "coordinates": [None, 2]}, "geojson.number"),
        ({"type": "LineString", "coordinates": [[1, 2]]}, "geojson.line_short"),
        ({"type": "Polygon", "coordinates": [SQUARE[:-1]]}, "geojson.ring_open"),
        ({"type": "Polygon", "coordinates": [SQUARE[:2] + SQUARE[:1]]}, "geojson.ring_short"),
        ({"type": "Polygon", "coordinates": [[1, 2]]}, "geojson.coordinates"),
        ({"type": "Point", "coordinates": [1, 2], "bbox": [1]}, "geojson.bbox"),
        ({"type": "GeometryCollection", "geometries": [None]}, "geojson.geometry"),
        ({"type": "GeometryCollection"}, "geojson.geometries"),
    ],
)
def test_what_breaks_the_standard_is_named(member, code):
    with pytest.raises(InputError) as caught:
        shape_of(member)
    assert caught.value.code == code


def test_collections_in_collections_have_a_limit():
    member = SPECIMENS[0]
    for _ in range(6):
        member = {"type": "GeometryCollection", "geometries": [member]}
    with pytest.raises(InputError):
        shape_of(member)
