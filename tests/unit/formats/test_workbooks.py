"""Workbooks: text stays text, values come back, and rows carry what is wrong with them."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, date, datetime

import numpy as np
import pytest
import shapely
from openpyxl import load_workbook

from gridmap.domain import FeatureTable
from gridmap.errors import InputError
from gridmap.formats import read, write, write_csv
from gridmap.formats.marking import FaultMarks
from gridmap.formats.workbooks import LONGEST_TEXT, sheet_name, write_marked, write_xlsx

HOSTILE = [
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠1",
    "{=1+1}",
    "=cmd|'/c calc'!A0",
    '=HYPERLINK("http://x","y")',
    "http://example.invalid",
    "internal:Sheet1!A1",
    "ftp://x",
    "mailto:a@b",
    "'=1",
    "=1\n=2",
    "1e999",
]


def table(columns, geometry=None) -> FeatureTable:
    count = len(next(iter(columns.values())))
    crs = None if geometry is None else "EPSG:4326"
    return FeatureTable(columns, geometry, crs, "商户", np.arange(2, count + 2))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_data_say_becomes_a_formula_or_a_link(tmp_path, text):
    path = tmp_path / "t.xlsx"
    write_xlsx(table({"名称": [text], "编号": ["1"]}), path)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        assert not re.search(rb"<f[ >]|<hyperlink", sheet)
    assert load_workbook(path).active["A2"].data_type == "s"


@pytest.mark.parametrize("text", [one for one in HOSTILE if "\r" not in one])
def test_hostile_text_comes_back_unchanged(tmp_path, text):
    path = tmp_path / "t.xlsx"
    write_xlsx(table({"名称": [text, "甲"], "编号": ["1", "2"]}), path)
    assert next(iter(read(path).columns["名称"])) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_csv_is_led_by_an_apostrophe(tmp_path, text):
    path = tmp_path / "t.csv"
    write_csv(table({"名称": [text], "编号": ["a"]}), path)
    cell = path.read_text(encoding="utf-8-sig").split("\n", 1)[1].lstrip('"')
    assert cell[0] not in "=+-@\t\r＝＋－＠"


def test_values_come_back(tmp_path):
    path = tmp_path / "t.xlsx"
    when = datetime(2026, 3, 1, 4, 30, tzinfo=UTC)
    columns = {
        "编号": ["110101199003071234", "2"],
        "数": [3.25, None],
        "日": [date(2026, 3, 1), None],
        "时": [when, None],
        "是": [True, False],
    }
    write(table(columns), path)
    back = read(path).columns
    assert (back["编号"][0], back["数"], back["是"]) == (
        columns["编号"][0],
        [3.25, None],
        [True, False],
    )
    assert back["时"][0] == datetime(2026, 3, 1, 12, 30)  # noqa: DTZ001  local time of China


def test_whole_numbers_beyond_the_exact_stay_text(tmp_path):
    path = tmp_path / "t.xlsx"
    write_xlsx(table({"a": [2**60], "b": ["x"]}), path)
    assert load_workbook(path).active["A2"].value == str(2**60)


def test_points_get_columns_of_degrees(tmp_path):
    path = tmp_path / "t.xlsx"
    write_xlsx(table({"名称": ["甲"]}, np.array([shapely.Point(114.3, 30.6)], object)), path)
    assert [cell.value for cell in load_workbook(path).active[2]] == ["甲", 114.3, 30.6]


def test_text_that_no_cell_holds_is_refused(tmp_path):
    with pytest.raises(InputError) as refused:
        write_xlsx(table({"a": ["x" * (LONGEST_TEXT + 1)]}), tmp_path / "t.xlsx")
    assert (refused.value.code, refused.value.place.row) == ("workbook.text", 2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("title", ["a" * 40, "[]:*?/\\", "", "商户\n表"])
def test_sheet_names_that_a_workbook_takes(title):
    name = sheet_name(title)
    assert 0 < len(name) <= 31
    assert not set(name) & set("[]:*?/\\\n")


def test_refused_rows_alone_with_their_faults(tmp_path):
    path = tmp_path / "t.xlsx"
    marks = FaultMarks("错误", {3: "名称: 空"}, [(3, "名称", "空")])
    write_marked(table({"编号": ["1", "2"], "名称": ["甲", ""]}), path, marks, {3})
    sheet = load_workbook(path).active
    assert [list(row) for row in sheet.values] == [["错误", "编号", "名称"], ["名称: 空", "2", ""]]
    assert sheet["C2"].fill.fgColor.rgb == "FFFFC7CE"
