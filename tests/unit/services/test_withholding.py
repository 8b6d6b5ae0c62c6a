"""Small counts do not leave, and nothing that is shown gives one away."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.domain.indicators import INDICATORS
from gridmap.errors import ConflictError
from gridmap.services.frame_indicators import Indicators
from gridmap.services.indicator_settings import Settings

CODES = [f"{community}{number}" for community in "ab" for number in range(4)]
AREAS = pd.DataFrame({"code": list("ab"), "level": "community", "name": ""})
LEAST = 5


def asked(counts: list[int]) -> Indicators:
    rows = [code for code, count in zip(CODES, counts, strict=True) for _ in range(count)]
    tables = {
        "hazards": pd.DataFrame({"cell_code": rows, "state": "closed"}),
        "cells": pd.DataFrame(
            {"cell_code": CODES, "code": CODES, "community_code": [code[0] for code in CODES]}
        ),
    }
    return Indicators(tables, areas=AREAS, settings=Settings(least_count=LEAST))


def test_a_small_count_is_withheld_and_another_that_would_give_it_away():
    shown = asked([2, 9, 20, 30, 12, 7, 8, 9]).values("cell", ["K-33"])
    assert shown.numerator.isna().tolist() == [True, True, *[False] * 6]


def test_zeros_and_large_counts_are_shown():
    shown = asked([0, 9, 20, 30, 12, 7, 8, 9]).values("cell", ["K-33"])
    assert shown.numerator.tolist() == [0, 9, 20, 30, 12, 7, 8, 9]


def test_rows_of_a_withheld_figure_do_not_open():
    found = asked([2, 9, 20, 30, 12, 7, 8, 9])
    with pytest.raises(ConflictError):
        found.rows("K-33", level="cell", code="a0")
    assert len(found.rows("K-33", level="cell", code="a2")) == 20


def test_withheld_figures_have_no_rank():
    ranked = asked([2, 9, 20, 30, 12, 7, 8, 9]).ranking("K-33", "cell")
    assert ranked["rank"].isna().sum() == 2


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=8, max_size=8).filter(any))
def test_no_small_count_is_left_alone_in_its_community(counts):
    found = asked(counts)
    cells = found.evaluation.figures(INDICATORS["K-33"], "cell")
    communities = found.evaluation.figures(INDICATORS["K-33"], "community")
    for place, code in enumerate(communities.codes):
        own = np.array([one.startswith(code) for one in cells.codes])
        hidden = cells.withheld[own].sum()
        small = [0 < count < LEAST for count in np.array(counts)[own]]
        assert (cells.withheld[own] | ~np.array(small)).all()
        assert communities.withheld[place] or hidden != 1
