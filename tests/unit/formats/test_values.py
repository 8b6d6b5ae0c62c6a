# Cells and files know no time zone.
# ruff: noqa: DTZ001

from datetime import date, datetime

import pytest

from gridmap.errors import InputError
from gridmap.formats.values import as_moment, as_number, cell_text, dated, plain, typed


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1", "", "-3"], [1, None, -3]),
        (["1", "2.5"], [1, 2.5]),
        (["007", "1"], ["007", "1"]),
        (["3.50"], ["3.50"]),
        (["330106199001011234"], ["330106199001011234"]),
        (["2024-05-01", ""], [date(2024, 5, 1), None]),
        (["2024-02-30"], ["2024-02-30"]),
        (["2024-05-01T08:00:00"], [datetime(2024, 5, 1, 8)]),
        (["true", "false", ""], [True, False, None]),
        (["True"], ["True"]),
        (["1e400"], ["1e400"]),
        (["", ""], [None, None]),
    ],
)
def test_a_column_is_typed_only_where_no_character_is_lost(cells, values):
    assert typed(cells) == values


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "'="])
def test_a_formula_is_led_by_an_apostrophe_and_comes_back(lead):
    text = f"{lead}cmd|' /C calc'!A0"
    assert cell_text(text) == f"'{text}"
    assert plain(cell_text(text)) == text


@pytest.mark.parametrize("text", ["'quoted'", "O'Neill", "plain", "''"])
def test_an_innocent_apostrophe_stays(text):
    assert plain(cell_text(text)) == text


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (" 121.5 ", 121.5),
        ("１２１．５", 121.5),
        ("1,234.5", 1234.5),
        ("121.5°", 121.5),
        (3, 3.0),
        (None, None),
        ("  ", None),
    ],
)
def test_numbers_as_people_type_them(value, number):
    assert as_number(value) == number


@pytest.mark.parametrize("value", ["abc", "1,23", "1.2.3", True, float("inf"), "1e999", "--1"])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(InputError) as caught:
        as_number(value)
    assert caught.value.code == "value.number"


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2024-05-01", date(2024, 5, 1)),
        ("2024/5/1", date(2024, 5, 1)),
        ("2024年5月1日", date(2024, 5, 1)),
        ("20240501", date(2024, 5, 1)),
        ("2024年5月1日 8时30分", datetime(2024, 5, 1, 8, 30)),
        ("2024-05-01 08:30:15", datetime(2024, 5, 1, 8, 30, 15)),
        (45413, date(2024, 5, 1)),
        ("45413.5", datetime(2024, 5, 1, 12)),
        (date(2024, 5, 1), date(2024, 5, 1)),
        (None, None),
    ],
)
def test_dates_iso_chinese_and_serial(value, moment):
    assert as_moment(value) == moment


@pytest.mark.parametrize("value", ["2024-02-30", "昨天", "99999999", "2024年13月1日", "0"])
def test_what_is_no_date_is_refused(value):
    with pytest.raises(InputError):
        as_moment(value)


def test_iso_text_becomes_dates_and_other_text_does_not():
    assert dated(["2024-05-01", None]) == [date(2024, 5, 1), None]
    assert dated(["2024-05-01", "x"]) == ["2024-05-01", "x"]
