"""Statistics: months of a trend, the days that there are, loads added up by scope."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from gridmap.domain.indicators import INDICATORS, Period
from gridmap.services.statistics import TREND_LENGTH, load_fairness, shown_levels, statistics
from gridmap.store import MemoryStore
from tests.unit.web.territory import BEND, LOADS, fill


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    made = MemoryStore()
    fill(made)
    return made


def of(store: MemoryStore, period: Period | None = None):
    with store.reading() as reader:
        return statistics(reader, period)


def test_a_trend_has_whole_months_without_a_gap(store):
    found = of(store, Period(date(2026, 1, 1), date(2026, 2, 14)))
    months = [month.period for month in found.trend]
    assert [(one.first_day.month, one.last_day.day) for one in months] == [
        (9, 30),
        (10, 31),
        (11, 30),
        (12, 31),
        (1, 31),
        (2, 28),
    ]


def test_only_indicators_with_days_have_a_trend(store):
    found = of(store)
    assert found.trend_of(INDICATORS["K-01"], "territory", "") == []
    assert len(found.trend_of(INDICATORS["K-55"], "territory", "")) == TREND_LENGTH


def test_the_time_before_is_as_long(store):
    period = Period(date(2026, 4, 1), date(2026, 6, 30))
    earlier = of(store, period).earlier
    assert earlier is not None
    assert (earlier.period.last_day, earlier.period.days) == (date(2026, 3, 31), period.days)


def test_loads_add_up_by_community(store):
    found = load_fairness(of(store).now, "community")
    assert found is not None
    assert max(found.load) == pytest.approx(np.sum(LOADS))


def test_workers_without_a_cell_do_not_count_as_unfair(store):
    found = load_fairness(of(store).now, "worker")
    assert found is not None
    assert found.load.min() > 0


def test_levels_go_from_the_territory_down_to_the_worker(store):
    levels = shown_levels(of(store).now)
    assert (levels[0], levels[-2:]) == ("territory", ["cell", "worker"])


def test_a_scope_without_rows_has_a_trend_of_its_own(store):
    values = of(store).trend_of(INDICATORS["K-55"], "community", BEND)
    assert values[0] == 0
