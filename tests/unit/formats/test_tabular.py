import csv
from datetime import date

import numpy as np
import pytest
import shapely

from gridmap.domain import FeatureTable
from gridmap.formats import read, write_csv
from gridmap.formats.headers import read_header

PAYLOADS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", "{=1}", "'=1",
    "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")', "=1;2", "'", "''=1", "- note", "=", "@",
]  # fmt: skip


def table(geometry=None, **columns):
    count = len(next(iter(columns.values())))
    crs = None if geometry is None else "EPSG:4326"
    return FeatureTable(columns, geometry, crs, "t", np.arange(1, count + 1))


def cells(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_no_cell_is_a_formula(tmp_path):
    write_csv(table(a=PAYLOADS), tmp_path / "a.csv")
    leads = {row[0][0] for row in cells(tmp_path / "a.csv")[1:]}
    assert not leads & set("=+-@\t\r＝＋－＠")


def test_payloads_import_back_unchanged(tmp_path):
    write_csv(table(a=PAYLOADS, b=["x"] * len(PAYLOADS)), tmp_path / "a.csv")
    assert read(tmp_path / "a.csv").columns["a"] == PAYLOADS


def test_a_head_is_no_formula_either(tmp_path):
    write_csv(table(**{"=1+1": ["a"], "b": ["c"]}), tmp_path / "a.csv")
    assert cells(tmp_path / "a.csv")[0] == ["'=1+1", "b"]
    assert list(read(tmp_path / "a.csv").columns) == ["=1+1", "b"]


def test_negative_numbers_stay_numbers(tmp_path):
    write_csv(table(a=[-5, -2.5]), tmp_path / "a.csv")
    assert [row[0] for row in cells(tmp_path / "a.csv")] == ["a", "-5", "-2.5"]


def test_the_file_begins_with_the_mark_that_spreadsheets_need(tmp_path):
    write_csv(table(名称=["网格"]), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf\xe5")


def test_points_become_two_columns_with_seven_decimals(tmp_path):
    points = np.array([shapely.Point(120.123456789, 1e-7), None, shapely.Point(-0.5, 30)], object)
    write_csv(table(points, n=[1, 2, 3]), tmp_path / "a.csv")
    assert cells(tmp_path / "a.csv")[1:] == [
        ["1", "120.1234568", "0.0000001"],
        ["2", "", ""],
        ["3", "-0.5", "30"],
    ]


def test_polygons_become_text_that_names_its_system(tmp_path):
    write_csv(table(np.array([shapely.box(0, 0, 1, 1)], object), n=[1]), tmp_path / "a.csv")
    assert cells(tmp_path / "a.csv")[1][1].startswith("SRID=4326;POLYGON ((")


@pytest.mark.parametrize("value", ["a,b", 'a"b', "a\nb", "a;b\tc", "名\r\n称"])
def test_separators_quotes_and_line_ends_inside_a_cell(tmp_path, value):
    write_csv(table(a=[value, "x"], b=[1, 2]), tmp_path / "a.csv")
    assert read(tmp_path / "a.csv").columns["a"] == [value, "x"]


def test_a_plain_table_of_dates(tmp_path):
    write_csv(table(d=[date(2024, 5, 1), None], n=["x", "y"]), tmp_path / "a.csv")
    assert read(tmp_path / "a.csv").columns["d"] == [date(2024, 5, 1), None]


def test_the_header_detector_takes_what_the_writer_makes(tmp_path):
    write_csv(table(只=["一列"]), tmp_path / "a.csv")
    assert read_header(cells(tmp_path / "a.csv")).columns == {"只": ["一列"]}
