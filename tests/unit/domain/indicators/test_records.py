from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from gridmap.domain.indicators import (
    INDICATORS,
    Period,
    Records,
    ScopeArea,
    ScopeCell,
    Side,
    Table,
    as_day,
    as_flag,
    build_scopes,
    failed_columns,
    figures,
    indicators_named,
    rows_behind,
)
from gridmap.errors import InputError

CELLS = [ScopeCell("a1", community_code="a", worker_code="w"), ScopeCell("b1", community_code="b")]
AREAS = [
    ScopeArea("d", "district", "D"),
    ScopeArea("a", "community", "A", "d"),
    ScopeArea("b", "community", "B", "d"),
]
SCOPES = build_scopes(CELLS, AREAS, ("district", "community"), {"w": "W"})


def records(table: str, /, **columns: list[object]) -> Records:
    count = len(next(iter(columns.values())))
    return Records(SCOPES, {table: Table(table, columns, SCOPES.place(columns, count))})


def hazards(**more: list[object]) -> Records:
    columns = {"state": ["rectified", "found", "closed"], "cell_code": ["a1", "a1", None]}
    return records("hazards", **{**columns, **more})


def counts(found: Records, level: str, **options) -> list[tuple[float, float]]:
    shown = figures(INDICATORS["K-33"], found, level, **options)
    return [(one.numerator, one.denominator) for one in shown]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("territory", [(2, 3)]),
        ("district", [(1, 2)]),
        ("community", [(1, 2), (0, 0)]),
        ("cell", [(1, 2), (0, 0)]),
        ("worker", [(1, 2)]),
    ],
)
def test_rows_count_on_every_level_they_belong_to(level, expected):
    assert counts(hazards(), level) == expected


def test_an_empty_denominator_is_not_applicable():
    assert figures(INDICATORS["K-33"], hazards(), "cell").rate(1).value is None


def test_a_row_names_its_own_worker_before_that_of_its_cell():
    both = {"cell_code": ["a1", "b1"], "worker_code": [None, "w"]}
    assert SCOPES.place(both, 2)["worker"].tolist() == [0, 0]


def test_a_row_without_a_cell_counts_for_its_community():
    placed = SCOPES.place({"community_code": ["b"]}, 1)
    assert (placed["cell"][0], placed["community"][0]) == (-1, 1)


def test_a_moment_counts_on_its_local_day():
    found = hazards(happened_at=[datetime(2026, 5, 1, 17, tzinfo=UTC)] * 3)
    second = Period(date(2026, 5, 2), date(2026, 5, 2))
    assert counts(found, "territory", period=second) == [(2, 3)]


def test_a_row_without_a_day_lies_in_no_period():
    found = hazards(happened_at=["2026-05-01", None, "2026-06-01"])
    may = Period(date(2026, 5, 1), date(2026, 5, 31))
    assert counts(found, "territory", period=may) == [(1, 1)]


def test_the_year_before_a_leap_day_ends_on_the_28th():
    leap = Period(date(2024, 2, 29), date(2024, 2, 29))
    assert leap.back(1) == Period(date(2023, 2, 28), date(2023, 2, 28))


def test_the_period_before_has_as_many_days():
    assert Period(date(2026, 3, 1), date(2026, 3, 7)).before() == Period(
        date(2026, 2, 22), date(2026, 2, 28)
    )


def test_the_rest_is_what_the_numerator_leaves_of_the_denominator():
    table, rows = rows_behind(INDICATORS["K-33"], hazards(), Side.REST, ("territory", ""))
    assert (table, rows.tolist()) == ("hazards", [1])


def test_numerator_and_rest_make_the_denominator():
    sides = [
        set(rows_behind(INDICATORS["K-33"], hazards(), side, ("cell", "a1"))[1].tolist())
        for side in (Side.NUMERATOR, Side.REST, Side.DENOMINATOR)
    ]
    assert sides[0] | sides[1] == sides[2]
    assert sides[0].isdisjoint(sides[1])


def test_of_columns_that_must_all_hold_only_the_failing_ones_are_named():
    basics = ("organisation", "rules", "team", "facilities", "education")
    found = records("compliance", **{name: [name != "team"] for name in basics})
    assert failed_columns(INDICATORS["K-64"], found, np.array([0])) == [("team",)]


def test_an_incomplete_card_names_the_fields_that_are_empty():
    fields = {"name": ["a", "b"], "grade": ["A", ""], "state": ["n", "n"], "licence": [True, True]}
    found = records("shops", **fields, address=[None, "x"])
    rows = np.array([0, 1])
    assert failed_columns(INDICATORS["K-42"], found, rows) == [("address",), ("grade",)]


@pytest.mark.parametrize("value", ["31 September", "2020-09-31", "soon"])
def test_a_day_that_does_not_exist_is_refused(value):
    with pytest.raises(InputError) as caught:
        as_day(value)
    assert caught.value.code == "indicators.day"


@pytest.mark.parametrize(
    ("value", "flag"), [(True, True), ("是", True), (0, False), (1.0, True), ("无", False)]
)
def test_yes_and_no_in_the_ways_people_write_them(value, flag):
    assert as_flag(value) is flag


@pytest.mark.parametrize(
    ("key", "table", "columns", "code"),
    [
        ("K-33", "shops", {"id": ["1"]}, "indicators.no_table"),
        ("K-33", "hazards", {"state": [None, None]}, "indicators.no_column"),
        ("K-67E", "incidents", {"happened_at": ["2026-01-01"]}, "indicators.no_period"),
        ("K-63", "shops", {"id": ["1"]}, "indicators.made"),
        ("K-10", "cameras", {"networked": ["maybe"]}, "indicators.flag"),
        ("K-57", "surveys", {"satisfied": ["many"], "asked": [10]}, "indicators.number"),
        ("K-57", "surveys", {"satisfied": [float("inf")], "asked": [10]}, "indicators.number"),
        ("K-57", "surveys", {"satisfied": [None, 1], "asked": [10, 10]}, "indicators.number"),
    ],
)
def test_what_cannot_be_computed_is_an_error_that_names_it(key, table, columns, code):
    with pytest.raises(InputError) as caught:
        figures(INDICATORS[key], records(table, **columns), "territory")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: Period(date(2026, 2, 1), date(2026, 1, 1)), "indicators.period"),
        (lambda: SCOPES.codes("province"), "indicators.level"),
        (lambda: SCOPES.position("cell", "zz"), "indicators.scope"),
        (lambda: indicators_named(["K-99"]), "indicators.unknown"),
        (
            lambda: rows_behind(
                INDICATORS["K-36"],
                Records(SCOPES, {**hazards().tables, **records("inspections", id=["1"]).tables}),
                Side.REST,
                ("territory", ""),
            ),
            "indicators.no_rest",
        ),
    ],
)
def test_questions_that_have_no_answer(call, code):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.code == code


def test_areas_that_lie_in_each_other_are_refused():
    circle = [ScopeArea("a", "community", "", "d"), ScopeArea("d", "district", "", "a")]
    with pytest.raises(InputError) as caught:
        build_scopes([], circle, ("district", "community"))
    assert caught.value.code == "indicators.circle"


def test_a_value_that_no_row_fills_is_missing_not_zero():
    found = records("cameras", networked=[None, None])
    with pytest.raises(InputError, match="networked"):
        figures(INDICATORS["K-10"], found, "territory")
