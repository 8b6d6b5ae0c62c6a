"""Windows and bands of time, against the calendar of the standard library."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from gridmap.analysis.time_windows import TimeWindow, band_of
from gridmap.errors import InputError

START = datetime(2024, 2, 27, 5, 30)  # noqa: DTZ001  local moments have no zone
DAYS = [START + timedelta(hours=7 * k) for k in range(400)]
MOMENTS = np.array(DAYS, "datetime64[s]")
NAT = np.datetime64("NaT")
EARLY, LATE = np.datetime64("2024-01-01"), np.datetime64("2024-02-02")


@pytest.mark.parametrize(
    ("band", "expected"),
    [
        ("hour", [day.hour for day in DAYS]),
        ("weekday", [day.weekday() for day in DAYS]),
        ("month", [day.month - 1 for day in DAYS]),
    ],
)
def test_bands_are_those_of_the_calendar(band, expected):
    assert band_of(MOMENTS, band).tolist() == expected


def test_a_moment_before_1970_has_its_band():
    assert band_of([np.datetime64("1969-12-31T23:00")], "weekday").tolist() == [2]


def test_an_unknown_moment_has_no_band():
    assert band_of([NAT], "hour").tolist() == [-1]


def test_hours_may_run_over_midnight():
    held = TimeWindow(hours=(22, 6)).holds(MOMENTS)
    assert held.tolist() == [day.hour >= 22 or day.hour < 6 for day in DAYS]


def test_both_days_are_included():
    window = TimeWindow(since=np.datetime64("2024-02-28"), until=np.datetime64("2024-03-01"))
    held = window.holds(MOMENTS)
    assert held.tolist() == [(2, 28) <= (day.month, day.day) <= (3, 1) and day.year == 2024
                             for day in DAYS]  # fmt: skip


def test_limits_hold_together():
    window = TimeWindow(hours=(8, 18), weekdays=frozenset({0, 6}))
    expected = [8 <= day.hour < 18 and day.weekday() in {0, 6} for day in DAYS]
    assert window.holds(MOMENTS).tolist() == expected


def test_an_unknown_moment_counts_only_where_every_moment_does():
    assert TimeWindow().holds([NAT]).tolist() == [True]
    assert TimeWindow(hours=(0, 24)).holds([NAT]).tolist() == [False]


@pytest.mark.parametrize(
    ("code", "limits"),
    [
        ("window.days", {"since": LATE, "until": EARLY}),
        ("window.hours", {"hours": (8, 8)}),
        ("window.hours", {"hours": (24, 6)}),
        ("window.hours", {"hours": (0, 25)}),
        ("window.weekdays", {"weekdays": frozenset({7})}),
    ],
)  # fmt: skip
def test_a_window_that_holds_nothing_is_refused(code, limits):
    with pytest.raises(InputError) as caught:
        TimeWindow(**limits)
    assert caught.value.code == code
