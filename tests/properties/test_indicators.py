"""Whatever the rows: nothing is lost between levels, and rows behind a figure are the figure."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.domain.indicators import (
    INDICATORS,
    Records,
    ScopeArea,
    ScopeCell,
    Side,
    Table,
    build_scopes,
    figures,
    rows_behind,
)
from gridmap.domain.indicators.ranking import competition_ranks

CELLS = [
    ScopeCell(f"{c}{n}", community_code=c, worker_code=f"w{n}") for c in "ab" for n in range(3)
]
AREAS = [
    ScopeArea("t", "town", ""),
    ScopeArea("a", "community", "", "t"),
    ScopeArea("b", "community", "", "t"),
]
SCOPES = build_scopes(CELLS, AREAS, ("town", "community"), {f"w{n}": "" for n in range(3)})
LEVELS = SCOPES.levels[1:]

hazards = st.lists(
    st.tuples(
        st.sampled_from([cell.code for cell in CELLS]),
        st.sampled_from(["found", "rectifying", "rectified", "closed", None]),
    ),
    max_size=40,
)


def records(rows: list[tuple[str, str | None]]) -> Records:
    columns = {"cell_code": [cell for cell, _ in rows], "state": [state for _, state in rows]}
    return Records(SCOPES, {"hazards": Table("hazards", columns, SCOPES.place(columns, len(rows)))})


@settings(max_examples=60)
@given(hazards.filter(lambda rows: any(state for _, state in rows)))
def test_every_level_sums_to_the_territory(rows):
    found = records(rows)
    whole = figures(INDICATORS["K-33"], found, "territory").rate(0)
    for level in LEVELS:
        shown = figures(INDICATORS["K-33"], found, level)
        assert shown.numerators.sum() == whole.numerator
        assert shown.denominators.sum() == whole.denominator


@settings(max_examples=60)
@given(hazards.filter(lambda rows: any(state for _, state in rows)), st.sampled_from(LEVELS))
def test_rows_behind_a_figure_are_the_figure(rows, level):
    found = records(rows)
    shown = figures(INDICATORS["K-33"], found, level)
    for code, rate in zip(shown.codes, shown, strict=True):
        top, bottom, rest = (
            rows_behind(INDICATORS["K-33"], found, side, (level, code))[1] for side in Side
        )
        assert (len(top), len(bottom)) == (rate.numerator, rate.denominator)
        assert sorted([*top, *rest]) == bottom.tolist()


@settings(max_examples=100)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=30))
def test_a_rank_is_one_more_than_those_before_it(values):
    ranks = competition_ranks(values)
    assert ranks.tolist() == [1 + sum(np.array(values) > value) for value in values]
