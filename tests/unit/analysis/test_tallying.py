"""Tallies lose nothing, along every axis and over chunks and levels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gridmap.analysis.tallying import tally
from gridmap.analysis.unit_tree import UnitTree
from gridmap.errors import InputError

CELLS = 20


def sample(count: int = 5000) -> dict[str, np.ndarray]:
    generator = np.random.default_rng(1)
    minutes = generator.integers(0, 3 * 365 * 24 * 60, count)
    moments = np.datetime64("2022-01-01T00:00") + minutes.astype("m8[m]")
    moments[:7] = np.datetime64("NaT")
    return {
        "cell_positions": generator.integers(-1, CELLS, count),
        "kinds": generator.choice(["shop", "hazard", "camera"], count),
        "classes": generator.choice(["a", "b"], count),
        "moments": moments,
        "weights": generator.uniform(0, 3, count),
    }


def counted(**changes):
    arguments = {key: value for key, value in sample().items() if key != "weights"}
    return tally(**(arguments | changes), cell_count=CELLS)


def test_counts_equal_a_cross_table_of_pandas():
    rows = sample()
    table = pd.crosstab(
        np.where(rows["cell_positions"] < 0, CELLS, rows["cell_positions"]), rows["kinds"]
    )
    made = counted()
    assert made.kinds == tuple(table.columns)
    assert np.array_equal(made.by("unit", "kind"), table.to_numpy())


def test_hours_of_the_week_equal_those_of_pandas():
    rows = pd.Series(sample()["moments"])
    hours = (rows.dt.day_of_week * 24 + rows.dt.hour).fillna(168).astype(int)
    assert np.array_equal(counted(band="week_hour").by("band"), np.bincount(hours, minlength=169))


@pytest.mark.parametrize(
    ("band", "moment", "expected"),
    [
        ("week_hour", "2024-01-01T00:59", 0),  # a Monday
        ("week_hour", "2024-01-07T23:00", 167),
        ("month", "2024-12-31T23:59", 11),
        ("weekday", "1969-12-28T12:00", 6),
        ("hour", "1960-02-29T05:30", 5),
        ("month", "NaT", 12),
    ],
)
def test_each_moment_falls_into_its_band(band, moment, expected):
    made = tally([0], cell_count=1, moments=np.array([moment], "M8[s]"), band=band)
    assert np.flatnonzero(made.by("band")).tolist() == [expected]


def test_all_axes_together_equal_a_group_by_of_pandas():
    rows = pd.DataFrame(sample())
    rows["month"] = rows["moments"].dt.month.fillna(13).astype(int) - 1
    rows["cell"] = rows["cell_positions"].where(rows["cell_positions"] >= 0, CELLS)
    made = counted(band="month", weights=rows["weights"])
    wanted = rows.groupby(["cell", "kinds", "classes", "month"])["weights"].sum()
    assert np.allclose(made.counts, wanted.to_numpy())


def test_nothing_is_lost():
    rows = sample()
    assert counted(band="week_hour").total == len(rows["kinds"])
    assert counted(weights=rows["weights"]).total == pytest.approx(rows["weights"].sum())


def test_outside_is_kept_apart():
    made = tally([-1, 0, -1], ["a", "a", "b"], cell_count=2)
    assert made.outside == 2
    assert made.by_unit.tolist() == [1, 0]


def test_counts_are_whole_numbers_also_when_merged():
    made = tally([0, 1], cell_count=2)
    assert made.merged(made).by_unit.dtype == np.int64


def test_no_points_count_zero():
    assert tally([], [], cell_count=2).by_unit.tolist() == [0, 0]


def test_chunks_merge_to_the_whole():
    rows = sample()
    parts = [
        tally(**{name: values[at] for name, values in rows.items()}, band="hour", cell_count=CELLS)
        for at in (slice(0, 3), slice(3, 2000), slice(2000, None))
    ]
    merged = parts[0].merged(parts[1]).merged(parts[2])
    whole = tally(**rows, band="hour", cell_count=CELLS)
    assert np.array_equal(merged.places, whole.places)
    assert np.allclose(merged.counts, whole.counts)


def test_chunks_with_other_kinds_merge_by_name():
    merged = tally([0], ["b"], cell_count=1).merged(tally([0, 0], ["a", "c"], cell_count=1))
    assert merged.kinds == ("a", "b", "c")
    assert merged.by("kind").tolist() == [1, 1, 1]


def test_tallies_of_other_units_do_not_merge():
    with pytest.raises(InputError) as caught:
        tally([0], cell_count=1).merged(tally([0], cell_count=2))
    assert caught.value.code == "tally.unlike"


def test_levels_sum_what_lies_below():
    hierarchy = UnitTree.of([3, 3, 4, -1, -1])
    made = tally([0, 1, 1, 2, -1], cell_count=3)
    rolled = made.rolled_up(hierarchy, 0)
    assert rolled.by_unit.tolist() == [0, 0, 0, 3, 1]
    assert (rolled.outside, rolled.total) == (1, 5)


def test_every_level_has_the_same_total():
    hierarchy = UnitTree.of([20 + cell // 7 for cell in range(CELLS)] + [23, 23, -1, -1])
    totals = {counted().rolled_up(hierarchy, level).total for level in range(3)}
    assert totals == {5000}


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("tally.no_such_cell", {"cell_positions": [0, 2]}),
        ("tally.no_such_cell", {"cell_positions": [0, -2]}),
        ("tally.lengths_differ", {"kinds": ["a"]}),
        ("tally.lengths_differ", {"classes": ["a"]}),
        ("tally.lengths_differ", {"weights": [1.0]}),
        ("tally.lengths_differ", {"band": "hour", "moments": np.array(["NaT"], "M8[s]")}),
        ("tally.no_moments", {"band": "hour"}),
        ("tally.bad_weight", {"weights": [1.0, np.nan]}),
    ],
)
def test_wrong_input_is_refused(code, change):
    arguments = {"cell_positions": [0, 1], "kinds": ["a", "b"], "cell_count": 2}
    with pytest.raises(InputError) as caught:
        tally(**(arguments | change))
    assert caught.value.code == code
