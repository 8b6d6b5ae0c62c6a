"""Faults marked in somebody's own workbook: everything else stays as it was."""

from __future__ import annotations

import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from gridmap.errors import InputError
from gridmap.formats.marking import FaultMarks, mark_faults

RED = "FFFFC7CE"
MARKS = FaultMarks(
    "错误 / Errors",
    {4: "类别: 没有 <这> & “那”", 5: "经度: 不是数"},
    [(4, "类别", "没有"), (5, "经度", "不是数")],
)


def own_workbook() -> Workbook:
    """Return a workbook as people keep them: a title, widths, bold heads, a second sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "商户"
    sheet["A1"] = "二〇二六年商户登记表"
    sheet.merge_cells("A1:D1")
    for row in (
        ["编号", "类别", "经度", "纬度"],
        ["1", "餐馆", 114.3, 30.6],
        ["2", "不知道", 114.3, 30.6],
        ["3", "餐馆", None, 30.6],
    ):
        sheet.append(row)
    for cell in sheet[2]:
        cell.font = Font(bold=True, color="FF0B6E6E")
    sheet["B4"].font = Font(italic=True)
    sheet.column_dimensions["B"].width = 33
    sheet["F3"] = "=1+1"
    sheet.freeze_panes = "A3"
    other = book.create_sheet("说明")
    other["A1"] = "不要动"
    return book


@pytest.fixture
def marked(tmp_path):
    def mark(book: Workbook, marks: FaultMarks = MARKS) -> Workbook:
        book.save(tmp_path / "own.xlsx")
        mark_faults(tmp_path / "own.xlsx", tmp_path / "marked.xlsx", marks)
        return load_workbook(tmp_path / "marked.xlsx")

    return mark


def red_cells(book: Workbook) -> set[str]:
    cells = (cell for row in book["商户"].iter_rows(min_col=2) for cell in row)
    return {cell.coordinate for cell in cells if cell.fill.fgColor.rgb == RED}


def test_faulty_cells_are_red_even_where_they_were_empty(marked):
    assert red_cells(marked(own_workbook())) == {"C4", "D5"}


def test_first_column_tells_what_is_wrong(marked):
    sheet = marked(own_workbook())["商户"]
    assert [sheet.cell(row, 1).value for row in range(2, 6)] == [
        "错误 / Errors",
        None,
        "类别: 没有 <这> & “那”",
        "经度: 不是数",
    ]


def test_comments_stand_at_the_cells(marked):
    sheet = marked(own_workbook())["商户"]
    assert (sheet["C4"].comment.text, sheet["D5"].comment.text) == ("没有", "不是数")


def test_values_styles_widths_and_merged_cells_move_along(marked):
    sheet = marked(own_workbook())["商户"]
    assert [cell.value for cell in sheet[3]][1:5] == ["1", "餐馆", 114.3, 30.6]
    assert (sheet["C2"].font.bold, sheet["C4"].font.italic) == (True, True)
    assert sheet.column_dimensions["C"].width == 33
    assert [str(one) for one in sheet.merged_cells.ranges] == ["B1:E1"]


def test_formulas_are_gone_and_other_sheets_stay(marked, tmp_path):
    book = marked(own_workbook())
    assert book["说明"]["A1"].value == "不要动"
    with zipfile.ZipFile(tmp_path / "marked.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_filter_reaches_over_all_rows(marked):
    assert marked(own_workbook())["商户"].auto_filter.ref == "A2:E5"


def test_rules_of_the_sheet_move_along(marked):
    book = own_workbook()
    rule = DataValidation(type="list", formula1='"餐馆,超市"')
    rule.add("B3:B99")
    book["商户"].add_data_validation(rule)
    (kept,) = marked(book)["商户"].data_validations.dataValidation
    assert str(kept.sqref) == "C3:C99"


def test_own_comments_are_left_alone(marked):
    book = own_workbook()
    book["商户"]["B3"].comment = Comment("我的", "王")
    assert red_cells(marked(book)) == {"C4", "D5"}


def test_text_that_xml_cannot_hold_is_left_out(marked):
    marks = FaultMarks("错误", {4: "坏\x00\x0b字"}, [])
    assert marked(own_workbook(), marks)["商户"]["A4"].value == "坏字"


def test_columns_beyond_z(marked):
    book = Workbook()
    book.active.title = "商户"
    book.active.append([f"列{at}" for at in range(30)])
    book.active.append(list(range(30)))
    marks = FaultMarks("错误", {2: "错"}, [(2, "列29", "错"), (2, "列25", "错")])
    assert red_cells(marked(book, marks)) == {"AA2", "AE2"}


def test_a_table_of_the_sheet_cannot_be_marked(marked):
    book = own_workbook()
    book["商户"].add_table(Table(displayName="T", ref="A2:D5"))
    with pytest.raises(InputError) as refused:
        marked(book)
    assert refused.value.code == "workbook.unmarkable"


def test_what_is_no_workbook_is_refused(tmp_path):
    (tmp_path / "own.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(InputError):
        mark_faults(tmp_path / "own.xlsx", tmp_path / "marked.xlsx", MARKS)
    assert not (tmp_path / "marked.xlsx").exists()


def test_document_types_are_refused(tmp_path):
    own_workbook().save(tmp_path / "own.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "own.xlsx") as source,
        zipfile.ZipFile(tmp_path / "evil.xlsx", "w") as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/styles.xml":
                data = b'<!DOCTYPE x [<!ENTITY a "b">]>' + data
            target.writestr(name, data)
    with pytest.raises(InputError) as refused:
        mark_faults(tmp_path / "evil.xlsx", tmp_path / "marked.xlsx", MARKS)
    assert refused.value.code == "xml.dtd"
