"""What every format that can be read and written keeps: the table, to 1e-7 of a degree."""

# Cells and files know no time zone.
# ruff: noqa: DTZ001

from datetime import date, datetime

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box

from gridmap.domain import FeatureTable
from gridmap.formats import FORMATS, read, write

WRITABLE = [entry for entry in FORMATS if entry.writer]
HOLED = Polygon(
    [(120.1234567, 30.7654321), (120.2, 30.7), (120.3, 30.9)],
    [[(120.19, 30.76), (120.2, 30.75), (120.21, 30.79)]],
)
PARTS = MultiPolygon([box(120.5, 30.5, 120.6, 30.6), box(120.7, 30.7, 120.8, 30.8)])
COLUMNS = {
    "名称": ["第一网格", "鬱金香里", None],
    "code": ["330106199001011234", "007", None],
    "note": ["=1+1", "a,b\"c'", "two\nlines"],
    "count": [1, -20, None],
    "load": [1.5, None, -0.25],
    "open": [True, False, None],
    "day": [date(2024, 5, 1), None, date(1999, 12, 31)],
    "moment": [datetime(2024, 5, 1, 8, 30, 15), None, datetime(1999, 12, 31, 23, 59, 59)],
}


def table(*shapes):
    geometry = np.empty(len(shapes), object)
    geometry[:] = shapes
    columns = {name: values[: len(shapes)] for name, values in COLUMNS.items()}
    return FeatureTable(columns, geometry, "EPSG:4326", "contract", np.arange(1, len(shapes) + 1))


@pytest.fixture(params=WRITABLE, ids=lambda entry: entry.key)
def entry(request):
    return request.param


# A cell of a sheet has no room for an outline: workbooks keep points, as two columns.
POINTS_ALONE = {"xlsx"}
SHAPED = [entry for entry in WRITABLE if entry.key not in POINTS_ALONE]
every_shape = pytest.mark.parametrize("entry", SHAPED, ids=lambda entry: entry.key, indirect=True)


@pytest.fixture
def round_trip(entry, tmp_path):
    def go(original):
        path = tmp_path / f"层{entry.suffixes[0]}"
        write(original, path, entry.key)
        assert [left.name for left in tmp_path.iterdir()] == [path.name]
        return read(path)

    return go


def same(shapes, others):
    tolerance = 1e-7
    left, right = shapely.normalize(simple(shapes)), shapely.normalize(simple(others))
    return (shapely.equals_exact(left, right, tolerance) | shapely.is_missing(left)).all()


def simple(shapes):
    """Make multis of one part single: some formats keep one kind a layer."""
    parts = [None if shape is None else list(shapely.get_parts(shape)) for shape in shapes]
    pairs = zip(parts, shapes, strict=True)
    return np.array(
        [p[0] if p is not None and len(p) == 1 else shape for p, shape in pairs], object
    )


def test_attributes_come_back_with_their_types(round_trip):
    assert dict(round_trip(table(HOLED, PARTS, box(1, 1, 2, 2))).columns) == COLUMNS


@every_shape
def test_polygons_with_holes_and_many_parts_come_back(round_trip):
    original = table(HOLED, PARTS, box(1, 1, 2, 2))
    back = round_trip(original)
    assert same(back.geometry, original.geometry)
    assert back.crs == "EPSG:4326"


def test_points_come_back(round_trip):
    original = table(Point(120.1234567, 30.7654321), Point(-0.0000001, -89.9999999))
    assert same(round_trip(original).geometry, original.geometry)


@every_shape
def test_lines_come_back(round_trip):
    original = table(LineString([(120.1234567, 30), (121, 31), (122, 30.5)]))
    assert same(round_trip(original).geometry, original.geometry)


@every_shape
def test_a_row_without_geometry_stays_a_row(round_trip):
    back = round_trip(table(box(1, 1, 2, 2), None, box(3, 3, 4, 4)))
    assert [shape is None for shape in back.geometry] == [False, True, False]


def test_workbooks_leave_outlines_out(tmp_path):
    write(table(HOLED, PARTS), tmp_path / "a.xlsx", "xlsx")
    back = read(tmp_path / "a.xlsx")
    assert (back.geometry, len(back.columns["code"])) == (None, 2)


@pytest.mark.parametrize("suffix", [".geojson", ".geojsonl", ".csv"])
def test_a_second_round_changes_no_byte_of_text(tmp_path, suffix):
    first, second = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    write(table(HOLED, PARTS, None), first)
    write(read(first), second)
    assert first.read_bytes() == second.read_bytes()
