import pytest

from gridmap.errors import InputError
from gridmap.formats.headers import column_letter, read_header

REGISTER = [
    ["登记表", None, None, None],
    ["区", "店名", "坐标", None],
    [None, None, "经度", "纬度"],
    ["甲", "一店", 120.1, 30.1],
    [None, "二店", 120.2, 30.2],
    ["合计", None, 2, None],
]
MERGED = [(0, 0, 0, 3), (1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (3, 0, 4, 0)]


def test_title_two_header_rows_merged_cells_and_total_row():
    sheet = read_header(REGISTER, MERGED)
    assert list(sheet.columns) == ["区", "店名", "经度", "纬度"]
    assert sheet.columns["区"] == ["甲", "甲"]
    assert sheet.rows == [4, 5]


def test_the_total_row_is_named():
    (notice,) = read_header(REGISTER, MERGED).notices
    assert (notice.code, notice.place.row) == ("row.total", 6)


def test_heads_that_repeat_below_different_parents_keep_their_parents():
    rows = [["项目", "甲", None, "乙", None], [None, "数", "率", "数", "率"], ["x", 1, 2, 3, 4]]
    sheet = read_header(rows, [(0, 1, 0, 2), (0, 3, 0, 4)])
    assert list(sheet.columns) == ["项目", "甲/数", "甲/率", "乙/数", "乙/率"]


def test_a_repeated_head_is_numbered_and_named():
    sheet = read_header([["a", "a"], ["1", "2"]])
    assert list(sheet.columns) == ["a", "a (2)"]
    assert sheet.notices[0].code == "column.renamed"


def test_a_column_without_head_goes_by_its_letter_and_an_empty_one_is_dropped():
    sheet = read_header([["a", "b", None, None], ["1", "2", "3", None]])
    assert list(sheet.columns) == ["a", "b", "C"]


def test_rows_count_as_a_person_sees_them():
    assert read_header([["a", "b"], ["", ""], ["1", "2"]]).rows == [3]


def test_every_row_that_is_wider_than_the_header_is_named():
    rows = [["a", "b"], ["1", "2", "3"], ["1", "2"], ["1", "2", "3"]]
    with pytest.raises(InputError) as caught:
        read_header(rows, source="x.csv")
    assert [problem.place.row for problem in caught.value.problems] == [2, 4]


@pytest.mark.parametrize("rows", [[], [["a", "b"]], [[None]], [["a", "b"], [None, " "]]])
def test_a_sheet_without_rows_below_a_header_is_refused(rows):
    with pytest.raises(InputError) as caught:
        read_header(rows)
    assert caught.value.code == "table.empty"


def test_a_first_row_of_values_is_no_header():
    with pytest.raises(InputError) as caught:
        read_header([["121.4", "31.2", "店"], ["121.5", "31.3", "店"]])
    assert (caught.value.code, caught.value.place.row) == ("table.headless", 1)


def test_years_may_be_heads():
    assert list(read_header([["街道", "2023", "2024"], ["甲", "1", "2"]]).columns)[1] == "2023"


def test_column_letters():
    assert [column_letter(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
