"""Patrol reports: worked figures from tracks, streets and cells, and what bad input gets."""

from __future__ import annotations

import geopandas
import numpy as np
import pytest
import shapely

import gridmap
from gridmap.analysis import Bands
from gridmap.errors import InputError
from gridmap.services.patrols import Incidents, PatrolOptions, Tracks, patrol_report
from tests import town_streets

EIGHT, TWENTY = np.datetime64("2026-03-02T08:00:00"), np.datetime64("2026-03-02T20:00:00")


def fixes(corners, begin, worker="a"):
    """Walk through corners in metres: moments and lon/lat."""
    course = shapely.LineString(corners)
    at = np.append(np.arange(0.0, course.length, 7.0), course.length)
    places = shapely.get_coordinates(shapely.line_interpolate_point(course, at))
    moments = begin + (at / 1.4 * 1000).astype("timedelta64[ms]")
    return [worker] * len(at), moments, town_streets.lonlat(places)


def tracks(*walks) -> Tracks:
    parts = [fixes(*walk) for walk in walks]
    return Tracks(
        [name for part in parts for name in part[0]],
        np.concatenate([part[1] for part in parts]),
        np.concatenate([part[2] for part in parts]),
    )


WEST_AT_EIGHT = ([(0, 0), (360, 0)], EIGHT)
EAST_AT_NIGHT = ([(600, 120), (840, 120)], TWENTY)
OPTIONS = PatrolOptions(sigma_m=2.0)


def report(walked, **more):
    return patrol_report(
        walked, town_streets.lines(), town_streets.cells(), options=OPTIONS, **more
    )


def test_each_band_has_its_own_metres_and_cells():
    found = report(tracks(WEST_AT_EIGHT, EAST_AT_NIGHT))
    day, night = found.bands
    assert day.street.numerator == pytest.approx(360, abs=2)
    assert night.street.numerator == pytest.approx(240, abs=2)
    assert (day.cells.numerator, night.cells.numerator) == (1, 1)


def test_all_bands_together_are_the_whole_day():
    found = report(tracks(WEST_AT_EIGHT, EAST_AT_NIGHT))
    assert found.total.street.numerator == pytest.approx(600, abs=3)
    assert (found.total.cells.value, found.total.visibility.denominator) == (1.0, 48.0)


def test_a_long_break_begins_another_shift():
    later = ([(0, 120), (240, 120)], TWENTY)
    found = report(tracks(WEST_AT_EIGHT, later))
    assert [round(shift.covered_m, -1) for shift in found.shifts] == [360, 240]


def test_a_hot_cell_that_nobody_passed_is_a_gap_of_that_band():
    places = town_streets.lonlat([(700, 100)] * 3 + [(100, 100)])
    held = Incidents(places, np.full(4, EIGHT))
    found = report(tracks(WEST_AT_EIGHT, EAST_AT_NIGHT), incidents=held)
    assert found.bands[0].gaps.tolist() == [1]
    assert (found.bands[1].gaps.tolist(), found.total.gaps.tolist()) == ([], [])


def test_incidents_handled_on_patrol_are_held_against_those_met():
    places = town_streets.lonlat([(100, 10), (200, 10), (700, 700)])
    held = Incidents(places, np.full(3, EIGHT), np.array([True, False, True]))
    handled = report(tracks(WEST_AT_EIGHT), incidents=held).total.handled
    assert (handled.numerator, handled.denominator) == (1, 2)


def test_incidents_without_a_time_count_for_the_whole_but_for_no_band():
    held = Incidents(town_streets.lonlat([(700, 100)]), np.array(["NaT"], "datetime64[s]"))
    found = report(tracks(WEST_AT_EIGHT), incidents=held)
    assert found.total.gaps.tolist() == [1]
    assert all(not len(band.gaps) for band in found.bands)


def test_time_since_the_last_visit_runs_to_now():
    found = report(tracks(WEST_AT_EIGHT), now=EIGHT + np.timedelta64(1, "D"))
    since = found.since_visit_s(found.parts.cell, 2)
    assert since[0] == pytest.approx(86_400 - 360 / 1.4, abs=30)
    assert np.isnan(since[1])


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("patrol.no_fixes", {"tracks": Tracks([], np.zeros(0, "M8[s]"), np.zeros((0, 2)))}),
        ("patrol.no_cells", {"cells_lonlat": np.zeros(0, object)}),
        ("network.no_lines", {"streets_lonlat": np.zeros(0, object)}),
        ("patrol.option", {"options": PatrolOptions(at_least=0)}),
        ("patrol.option", {"options": PatrolOptions(sigma_m=-1.0)}),
    ],
)
def test_wrong_input_is_refused(code, change):
    asked = {
        "tracks": tracks(WEST_AT_EIGHT),
        "streets_lonlat": town_streets.lines(),
        "cells_lonlat": town_streets.cells(),
    }
    with pytest.raises(InputError) as caught:
        patrol_report(**(asked | change))
    assert caught.value.code == code


def test_a_fix_without_a_time_is_named_by_its_row():
    walked = tracks(WEST_AT_EIGHT)
    walked.moment[4] = np.datetime64("NaT")
    with pytest.raises(InputError) as caught:
        report(walked)
    assert (caught.value.code, caught.value.place.row) == ("patrol.no_time", 5)


def test_the_notebook_gives_tables_with_the_same_figures():
    walked = tracks(WEST_AT_EIGHT, EAST_AT_NIGHT)
    frame = geopandas.GeoDataFrame(
        {"worker": walked.worker, "time": walked.moment},
        geometry=shapely.points(walked.lonlat),
        crs="EPSG:4326",
    )
    streets = geopandas.GeoSeries(town_streets.lines(), crs="EPSG:4326")
    cells = geopandas.GeoSeries(town_streets.cells(), crs="EPSG:4326")
    found = gridmap.patrol(frame, streets, cells, noise_m=2.0)
    assert found.bands["covered_m"].tolist() == pytest.approx([360, 240, 600], abs=3)
    assert found.cells["covered_m"].sum() == pytest.approx(600, abs=3)


def test_tracks_without_a_crs_are_refused():
    frame = geopandas.GeoDataFrame(
        {"worker": ["a"], "time": [EIGHT]}, geometry=[shapely.Point(114, 30)]
    )
    with pytest.raises(InputError) as caught:
        gridmap.patrol(frame, frame, frame)
    assert caught.value.code == "frame.crs"


def test_bands_that_are_no_hours_are_refused():
    with pytest.raises(InputError):
        Bands((25.0,))
