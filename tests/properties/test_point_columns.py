"""Columns that follow what changed are those read anew; filters keep what a plain loop keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.domain import PointKind, Role
from gridmap.domain.moments import CHINA_STANDARD_TIME
from gridmap.domain.point_columns import Coded
from gridmap.services.point_filter import PointFilter, in_box, week_hours_of
from gridmap.services.point_pictures import clusters
from gridmap.services.point_tallies import point_tally
from gridmap.services.principal import Principal
from gridmap.store.memory_rows import columns_of
from tests.contract.worlds import shop

WHOLE = Principal("test", frozenset({Role.ADMIN}))
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
names = st.sampled_from("abcdefgh")
moments = st.none() | st.integers(0, 60 * 24 * 30).map(lambda m: BEGIN + timedelta(minutes=m))
places = st.tuples(st.floats(-180, 180), st.floats(-85, 85))
points = st.lists(
    st.builds(
        lambda key, place, at, cell: shop(key, *place, happened_at=at, cell_code=cell),
        names,
        places,
        moments,
        st.sampled_from([None, "1", "12", "2"]),
    ),
    unique_by=lambda point: point.id,
)


def columns(some):
    return columns_of(PointKind.SHOP, sorted(some, key=lambda point: point.id))


@settings(max_examples=50, deadline=None)
@given(points, points, st.sets(names))
def test_renewed_columns_are_those_made_anew(before, changed, removed):
    kept = {point.id: point for point in before}
    for name in removed:
        kept.pop(name, None)
    kept |= {point.id: point for point in changed}
    renewed, anew = columns(before).renewed(columns(changed), removed), columns(kept.values())
    assert renewed.ids.tolist() == anew.ids.tolist()
    assert renewed.cells.texts() == anew.cells.texts()
    assert np.array_equal(renewed.lonlat, anew.lonlat)
    assert np.array_equal(renewed.happened_at, anew.happened_at, equal_nan=True)


@settings(max_examples=50, deadline=None)
@given(points, st.tuples(places, places))
def test_box_keeps_what_a_plain_loop_keeps(some, corners):
    (west, one), (east, other) = corners
    south, north = sorted((one, other))
    own = columns(some)
    kept = {
        point.id
        for point in some
        if south <= point.lat <= north
        and (west <= point.lon <= east if west <= east else point.lon >= west or point.lon <= east)
    }
    assert set(own.ids[in_box(own.lonlat, (west, south, east, north))]) == kept


@settings(max_examples=50, deadline=None)
@given(points, st.integers(0, 167), st.integers(1, 168))
def test_hours_of_the_week_are_those_of_the_local_clock(some, start, stop):
    if start == stop:
        return
    hours = week_hours_of(f"{start}-{stop}")
    rows = PointFilter(week_hours=hours).rows(columns(some), WHOLE)
    local = {
        point.id: point.happened_at.astimezone(CHINA_STANDARD_TIME)
        for point in some
        if point.happened_at is not None
    }
    kept = {name for name, at in local.items() if at.weekday() * 24 + at.hour in hours}
    assert set(columns(some).ids[rows]) == kept


@settings(max_examples=50, deadline=None)
@given(points, st.integers(0, 24))
def test_clusters_hold_every_point_once(some, zoom):
    own = columns(some)
    found = clusters(own, zoom)
    assert found.counts.sum() == len(some)
    alone = found.rows[found.rows >= 0]
    assert (found.counts[found.rows >= 0] == 1).all()
    assert len(set(alone.tolist())) == len(alone)


@settings(max_examples=50, deadline=None)
@given(points)
def test_tallies_sum_to_all(some):
    tally = point_tally(columns(some), ("cell", "week_hour"))
    assert sum(tally.counts) == tally.total == len(some)
    assert len(set(tally.keys)) == len(tally.keys)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.none() | st.sampled_from(["x", "y", "z", ""])))
def test_coded_texts_come_back(texts):
    assert Coded.of(texts).texts() == texts
