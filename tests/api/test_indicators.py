"""Indicators over the API: the figures of the library, their rows, and the scope of who asks."""

from __future__ import annotations

import pytest

from gridmap.domain.indicators import INDICATORS
from gridmap.services.indicators import evaluate
from tests.unit.web.territory import BEND, CENTRE

FIGURES = "/api/v1/indicators"


def figures_of(client, key: str, level: str = "cell") -> dict[str, object]:
    answer = client.get(f"{FIGURES}/{level}").json
    return next(one for one in answer["indicators"] if one["key"] == key)


def test_figures_are_those_of_the_library(shared, as_planner):
    with shared.store.reading() as reader:
        found = evaluate(reader).figures(INDICATORS["K-55"], "cell")
    told = figures_of(as_planner, "K-55")
    assert told["numerators"] == found.numerators.tolist()
    assert told["values"] == [rate.value for rate in found]


def test_every_indicator_has_figures_or_says_what_it_lacks(as_planner):
    told = as_planner.get(f"{FIGURES}/territory").json["indicators"]
    assert [one["key"] for one in told] == list(INDICATORS)
    assert all(("values" in one) != ("lacking" in one) for one in told)


def test_formulas_come_in_both_languages(as_planner):
    told = figures_of(as_planner, "K-02", "territory")
    assert told["formula"] == {
        "zh_CN": "已配网格长的网格 ÷ 网格总数",
        "en": "cells that have a grid leader ÷ cells",
    }


def test_rows_are_as_many_as_the_figure_says(as_planner):
    told = figures_of(as_planner, "K-02", "territory")
    opened = as_planner.get(f"{FIGURES}/K-02/numerator").json
    assert opened["count"] == len(opened["columns"]["cell_code"]) == told["numerators"][0] == 9


def test_the_rest_names_the_cell_without_a_leader(as_planner):
    opened = as_planner.get(f"{FIGURES}/K-02/rest/community/{BEND}").json
    assert opened["columns"]["cell_code"] == [f"{BEND}001"]
    assert opened["columns"]["missing"] == ["has_leader"]


def test_who_is_limited_to_a_cell_counts_that_cell(shared):
    told = shared.client("local").get(f"{FIGURES}/cell").json
    assert [one["code"] for one in told["scopes"]] == [f"{CENTRE}001"]


def test_who_may_only_look_opens_no_rows(shared):
    viewer = shared.client("viewer")
    assert viewer.get(f"{FIGURES}/cell").status_code == 200
    assert viewer.get(f"{FIGURES}/K-02/numerator").status_code == 403


@pytest.mark.parametrize(
    "path",
    ["province", "K-02/top", "K-99/numerator", "K-02/numerator/cell/nowhere", "K-02/rest/town/1"],
)
def test_what_is_not_there_is_not_found(as_planner, path):
    assert as_planner.get(f"{FIGURES}/{path}").status_code == 404


def test_an_indicator_without_figures_opens_nothing(as_planner):
    answer = as_planner.get(f"{FIGURES}/K-57/numerator")
    assert (answer.status_code, answer.json["type"]) == (
        422,
        "urn:gridmap:error:indicators.no_table",
    )
