"""Statistics over the API: the figures of the library with target, rank, trend and fairness."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from gridmap.analysis import fairness
from gridmap.domain import PointKind
from gridmap.domain.indicators import INDICATORS
from gridmap.services.indicators import evaluate
from gridmap.services.scorecards import ranking, weakest
from tests.unit.web.territory import BEND, CENTRE, LOADS

STATISTICS = "/api/v1/statistics"


def told(client, level: str = "community", period: str = "all") -> dict[str, object]:
    return client.get(f"{STATISTICS}/{level}/{period}").json


def figure(client, key: str, level: str = "community", period: str = "all") -> dict[str, object]:
    answer = told(client, level, period)
    return next(one for one in answer["indicators"] if one["key"] == key)


def test_figures_are_those_of_the_library(shared, as_planner):
    with shared.store.reading() as reader:
        found = evaluate(reader).figures(INDICATORS["K-55"], "cell")
    assert figure(as_planner, "K-55", "cell")["values"] == [rate.value for rate in found]


def test_ranks_are_those_of_the_library(shared, as_planner):
    with shared.store.reading() as reader:
        ranked = ranking(evaluate(reader), INDICATORS["K-02"], "community")
    ranks = dict(zip((CENTRE, BEND), figure(as_planner, "K-02")["ranks"], strict=True))
    assert ranks == {one.code: one.rank for one in ranked}


def test_weak_links_are_those_of_the_library(shared, as_planner):
    with shared.store.reading() as reader:
        links = weakest(evaluate(reader), "community")
    weak = told(as_planner)["weak"]
    assert [(one["key"], one["code"]) for one in weak] == [(one.key, one.code) for one in links]


def test_every_indicator_has_figures_or_says_what_it_lacks(as_planner):
    indicators = told(as_planner)["indicators"]
    assert all(("whole" in one) != ("lacking" in one) for one in indicators)


def test_fairness_is_that_of_the_loads_of_the_cells(as_planner):
    told_cells = told(as_planner)["fairness"]["cell"]
    cells = fairness([*LOADS, told_cells["most"]])
    assert told_cells["count"] == len(LOADS) + 1
    assert told_cells["gini"] == pytest.approx(cells.spread.gini)


def test_months_of_a_trend_end_with_the_last_dated_row(as_planner):
    answer = told(as_planner)
    assert len(answer["months"]) == 6
    assert answer["months"][-1][:7] == answer["days"][1][:7]


def test_months_of_a_trend_count_what_the_months_count(as_planner):
    answer = told(as_planner)
    first = answer["months"][-1]
    month = figure(as_planner, "K-55", period=f"{first}_{answer['days'][1]}")
    assert figure(as_planner, "K-55")["trend"][-1] == month["whole"]["value"]


def test_the_trend_of_a_scope_is_its_own(as_planner):
    answer = told(as_planner)
    month = f"{answer['months'][-1]}_{answer['days'][1]}"
    trend = as_planner.get(f"{STATISTICS}/cell/all/trend/K-55/{CENTRE}005").json["values"]
    assert trend[-1] == figure(as_planner, "K-55", "cell", month)["values"][4]


def test_a_period_has_changes_of_rank(as_planner):
    answer = figure(as_planner, "K-02", period="2026-01-01_2026-12-31")
    assert answer["changes"] == [0, 0]


def test_rows_are_as_many_as_the_figure_says(as_planner):
    whole = figure(as_planner, "K-02")["whole"]
    rows = as_planner.get(f"{STATISTICS}/territory/all/rows/K-02/numerator/-").json
    assert rows["count"] == whole["numerator"] == 9


def test_moments_of_rows_are_by_the_clock_of_the_territory(shared, as_planner):
    rows = as_planner.get(f"{STATISTICS}/territory/all/rows/K-55/numerator/-").json
    told_moments = dict(zip(rows["columns"]["id"], rows["columns"]["happened_at"], strict=True))
    with shared.store.reading() as reader:
        known = {point.id: point.happened_at for point in reader.points(PointKind.INCIDENT)}
    assert {datetime.fromisoformat(one).utcoffset() for one in told_moments.values()} == {
        timedelta(hours=8)
    }
    assert all(datetime.fromisoformat(at) == known[row] for row, at in told_moments.items())


def test_who_may_only_look_opens_no_rows(as_viewer):
    answer = as_viewer.get(f"{STATISTICS}/territory/all/rows/K-02/numerator/-")
    assert answer.status_code == 403
    assert told(as_viewer)["may_open"] is False


def test_who_is_limited_to_a_cell_counts_that_cell(as_local):
    assert [one["code"] for one in told(as_local, "cell")["scopes"]] == [f"{CENTRE}001"]


def test_a_period_that_ends_before_it_begins_is_refused(as_planner):
    answer = as_planner.get(f"{STATISTICS}/community/2026-02-01_2026-01-01")
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "nowhere/all",
        "community/yesterday",
        "community/0001-01-01_9999-12-31",
        "community/all/trend/K-00/-",
        "community/all/trend/K-55/420100001009",
        "community/all/rows/K-02/middle/-",
    ],
)
def test_what_does_not_exist_is_not_found(as_planner, path):
    assert as_planner.get(f"{STATISTICS}/{path}").status_code == 404


def test_the_workbook_holds_the_figures_of_the_page(as_planner):
    answer = as_planner.get(f"{STATISTICS}/community/all.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    (place,) = [at for at, head in enumerate(rows[0]) if "K-02" in str(head)]
    values = [row[place] for row in rows[1:]]
    assert values == figure(as_planner, "K-02")["values"]


def test_who_may_only_look_takes_no_workbook(as_viewer):
    assert as_viewer.get(f"{STATISTICS}/community/all.xlsx").status_code == 403
