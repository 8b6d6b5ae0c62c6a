"""The worked figures of the trade come out again, to the digit that was published."""

from __future__ import annotations

import pandas as pd
import pytest

from gridmap.domain.indicators.scoring import Cuts, Grade, hundred_points
from gridmap.domain.indicators.staffing import Guarding, guards_short
from gridmap.services.frame_indicators import Indicators
from gridmap.services.indicator_settings import JINNIU_WEIGHTS, Settings

HALF_YEAR = ("2019-01-01", "2019-06-30")
# Accidents of a half-year by type: this year and the year before. What the source prints as a
# change only is divided back, so that its losses of the year before carry their own rounding.
ACCIDENTS = {
    "industry": ((4, 2, 2, 49.0), (4, 3, 1, 70.0)),
    "road": ((54, 19, 58, 5.89), (47, 17, 48, 5.89 / (1 - 0.0027))),
    "water": ((2, 1, 0, 2.08), (1, 1, 0, 0.10)),
    "fire": ((2, 0, 0, 1.0), (4, 0, 0, 1.0 / (1 - 0.359))),
}
PUBLISHED = {
    "all": ("+10.71", "+4.76", "+22.45", "-25.26"),
    "industry": ("+0.00", "-33.33", None, "-30.00"),
    "road": ("+14.89", "+11.76", "+20.83", "-0.27"),
    "water": ("+100.00", "+0.00", None, "+1980.00"),
    "fire": ("-50.00", None, None, "-35.90"),
}
CHANGES = ("K-67", "K-67D", "K-67I", "K-67L")


def flags(count: int, of: int) -> list[bool]:
    return [number < count for number in range(of)]


def value_of(key: str, tables: dict[str, pd.DataFrame], **options) -> pd.Series:
    return Indicators(tables, **options).values(keys=[key]).iloc[0]


def accidents(kinds: list[str]) -> pd.DataFrame:
    rows = [
        (kind, day, *figures)
        for kind in kinds
        for day, figures in zip(("2019-04-01", "2018-04-01"), ACCIDENTS[kind], strict=True)
    ]
    return pd.DataFrame(rows, columns=["type", "day", "count", "deaths", "injured", "loss"])


def percent(value: float) -> str | None:
    return None if pd.isna(value) else f"{value * 100:+.2f}"


def test_53_of_53_hazards_rectified_is_the_whole():
    found = value_of("K-33", {"hazards": pd.DataFrame({"state": ["rectified"] * 53})})
    assert (found.numerator, found.denominator, found.value, found.met) == (53, 53, 1.0, True)


def test_52_of_53_hazards_rectified():
    states = ["rectified"] * 52 + ["rectifying"]
    found = value_of("K-33", {"hazards": pd.DataFrame({"state": states})})
    assert (f"{found.value:.1%}", found.met) == ("98.1%", False)


@pytest.mark.parametrize(("equipped", "met"), [(79, False), (80, True)])
def test_units_against_the_target_of_80_percent(equipped, met):
    units = pd.DataFrame({"cctv": flags(equipped, 100), "alarm": [False] * 100})
    found = value_of("K-07", {"units": units})
    assert (found.value, found.met) == (equipped / 100, met)


def test_7_of_8_crossings_have_a_checkpoint_and_the_eighth_is_named():
    names = [f"road {number}" for number in range(1, 9)]
    asked = Indicators({"crossings": pd.DataFrame({"name": names, "checkpoint": flags(7, 8)})})
    assert asked.values(keys=["K-06"]).value.iloc[0] == 0.875
    assert asked.rows("K-06", "rest").name.tolist() == ["road 8"]


def test_19_of_20_cells_are_compliant_and_the_failing_item_is_named():
    basics = {name: [True] * 20 for name in ("organisation", "rules", "facilities", "education")}
    codes = [f"c{number}" for number in range(20)]
    checked = pd.DataFrame({"cell_code": codes, **basics, "team": flags(19, 20)})
    asked = Indicators({"compliance": checked})
    found = asked.values(keys=["K-64"]).iloc[0]
    assert (found.value, found.met) == (0.95, False)
    (row,) = asked.rows("K-64", "rest").itertuples()
    assert (row.cell_code, row.missing) == ("c19", "team")


@pytest.mark.parametrize("kind", PUBLISHED)
def test_the_accident_table_reproduces_every_published_change(kind):
    kinds = list(ACCIDENTS) if kind == "all" else [kind]
    asked = Indicators({"accidents": accidents(kinds)}, period=HALF_YEAR)
    found = asked.values(keys=CHANGES).set_index("key").value
    expected = [
        (again, printed)
        for again, printed in zip(map(percent, found[list(CHANGES)]), PUBLISHED[kind], strict=True)
        if printed is not None
    ]
    assert [one for one, _ in expected] == [printed for _, printed in expected]


def test_the_rows_of_the_accident_table_sum_to_its_total():
    this_year = accidents(list(ACCIDENTS)).query("day == '2019-04-01'")
    assert this_year[["count", "deaths", "injured"]].sum().tolist() == [62, 22, 60]
    assert this_year.loss.sum() == pytest.approx(57.97)


def test_no_accident_the_year_before_is_not_applicable():
    found = value_of("K-67D", {"accidents": accidents(["fire"])}, period=HALF_YEAR)
    assert pd.isna(found.value)


def test_22_deaths_are_37_29_percent_of_the_yearly_quota():
    tables = {
        "accidents": accidents(list(ACCIDENTS)),
        "accident_quotas": pd.DataFrame({"deaths": [59]}),
    }
    found = value_of("K-68", tables, period=HALF_YEAR)
    assert (found.numerator, found.denominator, f"{found.value:.2%}") == (22, 59, "37.29%")


def test_666_premises_by_grade_and_the_watch_list_of_45():
    grades = ["A"] * 205 + ["B"] * 416 + ["C"] * 38 + ["D"] * 7
    asked = Indicators({"shops": pd.DataFrame({"grade": grades})})
    shares = asked.values(keys=["K-39", "K-39W"]).set_index("key").value
    assert [f"{one * 100:.2f}" for one in shares] == ["30.78", "62.46", "5.71", "1.05", "6.76"]
    assert len(asked.rows("K-39W")) == 45


def test_a_week_with_14_inspected_premises_misses_the_quota_by_one():
    visited = pd.DataFrame({"premises_id": [f"p{n}" for n in range(14)], "day": "2020-11-16"})
    areas = pd.DataFrame({"code": ["c1"], "level": ["community"], "name": ["first"]})
    found = value_of(
        "K-30", {"inspections": visited}, areas=areas, period=("2020-11-16", "2020-11-22")
    )
    assert (found.numerator, found.denominator, found.met) == (14, 15, False)


def test_240_premises_at_15_a_week_take_16_weeks():
    areas = pd.DataFrame({"code": ["c1"], "level": ["community"], "name": ["first"]})
    shops = pd.DataFrame({"id": range(240)})
    found = value_of("K-32", {"shops": shops}, areas=areas)
    assert (found.value, found.unit) == (16, "wk")


def test_76_of_617_offenders_rectified_by_themselves():
    done = [f"2020-05-0{3 if own else 8}" for own in flags(76, 617)]
    offenders = pd.DataFrame(
        {"rectified_on": done, "window_ends_on": "2020-05-05", "noticed_on": "2020-05-01"}
    )
    found = value_of("K-41", {"offenders": offenders})
    assert f"{found.value:.1%}" == "12.3%"


@pytest.mark.parametrize(("built", "stage"), [(95, True), (94, False)])
def test_hydrants_have_a_minimum_of_95_and_a_target_of_100_percent(built, stage):
    tables = {
        "components": pd.DataFrame({"class_code": ["hydrant"] * built, "state": "intact"}),
        "hydrant_norms": pd.DataFrame({"required": [100]}),
    }
    asked = Indicators(tables)
    found = asked.values(keys=["K-17"]).iloc[0]
    (hydrants,) = [one for one in asked.evaluation.indicators if one.key == "K-17"]
    assert (found.met, hydrants.meets(found.value, hydrants.minimum)) == (False, stage)


def test_6_of_10_key_venues_with_cctv_pass_the_first_stage_only():
    shops = pd.DataFrame({"class_code": ["pawn"] * 10, "cctv": flags(6, 10)})
    asked = Indicators({"shops": shops})
    found = asked.values(keys=["K-09"]).iloc[0]
    (venues,) = [one for one in asked.evaluation.indicators if one.key == "K-09"]
    assert (found.met, venues.meets(found.value, venues.minimum)) == (False, True)


def test_36_of_48_shops_in_joint_defence():
    shops = pd.DataFrame({"joint_defence": flags(36, 48)})
    assert value_of("S-29", {"shops": shops}).value == 0.75


def test_152_of_152_warnings_handled():
    assert (
        value_of(
            "K-70", {"warnings": pd.DataFrame({"handled": [True] * 152, "raised_on": "2020-03-01"})}
        ).value
        == 1
    )


def test_score_of_jinniu():
    handled = ["2026-03-02"] * 8 + ["2026-03-09"] + [None]
    cases = pd.DataFrame(
        {
            "handle_by": "2026-03-05",
            "handled_on": handled,
            "close_by": "2026-03-10",
            "closed_on": handled,
            "returned": flags(2, 10),
            "postponed": flags(1, 10),
        }
    )
    asked = Indicators({"cases": cases}, settings=Settings(weights=JINNIU_WEIGHTS))
    # Handled 9 of 10, in time 8, returned 2, overdue and waiting 1, postponed 1.
    by_hand = 0.9 * 30 + 0.8 * 20 + (1 - 0.2) * 20 + (1 - 0.1) * 20 + (1 - 0.1) * 10
    assert asked.ranking(level="territory").value.iloc[0] == pytest.approx(by_hand)


def test_grades_of_92_85_and_79_points():
    grades = [Cuts().grade(points) for points in (92, 85, 79)]
    assert grades == [Grade.DEMONSTRATION, Grade.COMPLIANT, Grade.FAILED]


@pytest.mark.parametrize(("points", "ordered"), [(79.9, True), (80, False)])
def test_less_than_80_points_orders_rectification(points, ordered):
    assert (Cuts().grade(points) is Grade.FAILED) is ordered


@pytest.mark.parametrize(("demonstration", "met"), [(8, True), (7, False)])
def test_8_of_10_demonstration_communities_make_a_demonstration_street(demonstration, met):
    points = [92] * demonstration + [85] * (10 - demonstration)
    codes = [f"s1{n:02d}" for n in range(10)]
    areas = pd.DataFrame(
        {
            "code": ["s1", *codes],
            "level": ["subdistrict", *["community"] * 10],
            "name": "",
            "parent_code": [None, *["s1"] * 10],
        }
    )
    assessed = pd.DataFrame({"community_code": codes, "points": points, "day": "2026-03-01"})
    found = Indicators({"assessments": assessed}, areas=areas).values("subdistrict", ["K-62"])
    assert found[["code", "met"]].to_numpy().tolist() == [["s1", met]]


def test_a_veto_fails_whatever_the_points_are():
    assert Cuts().grade(98, vetoed=True) is Grade.FAILED


def test_deductions_never_lead_below_zero():
    assert (hundred_points(12, 3), hundred_points(130)) == (91, 0)


@pytest.mark.parametrize(
    ("unit", "short"),
    [
        (Guarding(250, guards=2, officers=3), 1),
        (Guarding(120, guards=3, officers=1), 0),
        (Guarding(200, guards=3, officers=1), 2),
        (Guarding(49, officers=1, patrol=3), 0),
    ],
)
def test_guards_by_headcount(unit, short):
    assert guards_short(unit) == short


def test_a_unit_without_cctv_is_not_staffed_to_the_norm_whatever_its_guards():
    units = pd.DataFrame(
        {"headcount": [120, 120], "guards": 3, "officers": 1, "cctv": [True, False]}
    )
    assert value_of("K-66", {"units": units}).value == 0.5
