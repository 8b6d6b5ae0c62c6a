"""Indicators that follow from patrols and from ways along streets, in a small territory."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely

from gridmap.domain import FeatureTable, Point, PointKind
from gridmap.domain.indicators import INDICATORS, Period
from gridmap.errors import InputError
from gridmap.geometry import LONLAT
from gridmap.services.indicators import evaluate
from gridmap.store import MemoryStore
from tests.unit.web.territory import CENTRE, fill

DAY = date(2026, 3, 2)
STREET_LAT = 30.61  # the street runs along the border of the cells 4 and 7


@pytest.fixture(scope="module")
def store():
    filled = MemoryStore()
    fill(filled)
    station = Point("S1", PointKind.COMPONENT, "micro_fire_station", 114.302, STREET_LAT)
    with filled.writing() as work:
        work.put_points([station])
    return filled


def tracks(lon: np.ndarray, lat: float = STREET_LAT) -> FeatureTable:
    """One worker walks east at 1.4 m/s and notes a fix every five seconds."""
    start = np.datetime64("2026-03-02T08:00:00")
    moments = start + np.arange(len(lon)) * np.timedelta64(5, "s")
    columns = {"worker": ["W1"] * len(lon), "time": [str(one) for one in moments]}
    places = shapely.points(lon, np.full(len(lon), lat))
    return FeatureTable(columns, places, LONLAT, "fixes.csv", np.arange(1, len(lon) + 1))


WALK = np.arange(114.3015, 114.3085, 7.3e-5)


def figure(store, key, **supplied):
    with store.reading() as reader:
        evaluation = evaluate(reader, [key], period=Period(DAY, DAY), supplied=supplied)
    return evaluation.figures(INDICATORS[key])


def test_fixes_tell_which_cells_were_passed(store):
    (rate,) = figure(store, "K-18", tracks=tracks(WALK))
    assert (rate.numerator, rate.denominator) == (2, 10)


def test_passes_open_to_their_rows(store):
    with store.reading() as reader:
        evaluation = evaluate(
            reader, ["K-18"], period=Period(DAY, DAY), supplied={"tracks": tracks(WALK)}
        )
    passes = evaluation.records.tables["passes"]
    assert set(passes.columns["cell_code"]) == {f"{CENTRE}004", f"{CENTRE}007"}
    assert set(passes.columns["day"]) == {DAY}


def test_fixes_tell_how_often_a_patrol_was_to_be_seen(store):
    (rate,) = figure(store, "K-20", tracks=tracks(WALK))
    assert (rate.numerator, rate.denominator) == (2, 10 * 24)


def test_fixes_far_from_every_street_are_refused(store):
    with pytest.raises(InputError):
        figure(store, "K-18", tracks=tracks(WALK, lat=30.617))


def units() -> FeatureTable:
    """Two units a hundred metres from the station: along the street, and across the fields."""
    places = shapely.points([114.303, 114.302], [STREET_LAT, STREET_LAT + 0.0009])
    columns = {"id": ["along", "across"], "key_unit": [True, True]}
    return FeatureTable(columns, places, LONLAT, "units.csv", np.array([1, 2]))


def test_a_station_reaches_along_streets(store):
    (rate,) = figure(store, "K-15", units=units())
    assert (rate.numerator, rate.denominator) == (1, 2)


def test_without_streets_a_station_reaches_as_the_crow_flies(store):
    roadless = FeatureTable({"line_class": []}, np.array([], object), LONLAT, "none", np.array([]))
    (rate,) = figure(store, "K-15", units=units(), streets=roadless)
    assert (rate.numerator, rate.denominator) == (2, 2)
