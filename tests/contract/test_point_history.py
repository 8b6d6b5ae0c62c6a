"""What every store keeps of points: their columns, what changed since, and what they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from gridmap.domain import Point, PointKind
from gridmap.errors import ConflictError
from tests.contract.worlds import WEST, WEST_BOX, WEST_CELLS, plan, shop

NOON = datetime(2026, 5, 1, 4, tzinfo=UTC)
HAZARD = Point(
    id="h1",
    kind=PointKind.HAZARD,
    class_code="fire_lane_blocked",
    lon=114.302,
    lat=30.605,
    happened_at=NOON,
    attributes={"level": "major", "state": "found"},
)


def put(store, *points, **more):
    with store.writing() as work:
        work.put_points(points, **more)


def test_columns_say_what_the_points_say(store):
    put(store, shop("s2", 114.312, name="面馆"), shop("s1", 114.302), shop("far", 114.5))
    with store.reading() as reader:
        columns = reader.point_columns(PointKind.SHOP)
        points = reader.points(PointKind.SHOP)
    assert columns.ids.tolist() == [point.id for point in points]
    assert columns.cells.texts() == [point.cell_code for point in points]
    assert columns.lonlat.tolist() == [[point.lon, point.lat] for point in points]


def test_columns_know_state_and_moment(store):
    put(store, HAZARD)
    with store.reading() as reader:
        columns = reader.point_columns(PointKind.HAZARD)
    assert columns.states.texts() == ["found"]
    assert columns.happened_at.tolist() == [NOON.replace(tzinfo=None)]


def test_columns_of_nothing_are_empty(store):
    with store.reading() as reader:
        assert len(reader.point_columns(PointKind.CAMERA)) == 0


def test_renewed_columns_are_those_read_anew(store):
    put(store, *(shop(f"s{number}", 114.3005 + number / 1000) for number in range(8)))
    with store.reading() as reader:
        known, seen = reader.point_columns(PointKind.SHOP), reader.revision()
    put(store, shop("s3", 114.5), shop("a", 114.301), shop("zz", 114.302), shop("s1", 114.3015))
    with store.writing() as work:
        work.remove_points(["s5", "s0"])
    put(store, shop("s0", 114.3191, name="回来"))
    with store.reading() as reader:
        changed = reader.point_columns(PointKind.SHOP, seen)
        renewed = known.renewed(changed, reader.removed_points(seen))
        anew = reader.point_columns(PointKind.SHOP)
    assert renewed.ids.tolist() == anew.ids.tolist()
    assert renewed.names.tolist() == anew.names.tolist()
    assert renewed.cells.texts() == anew.cells.texts()
    assert np.array_equal(renewed.lonlat, anew.lonlat)


def test_point_that_is_as_it_was_is_not_written(store):
    put(store, shop("s1", 114.302))
    with store.reading() as reader:
        before = reader.point("s1")
    put(store, shop("s1", 114.302))
    with store.reading() as reader:
        assert reader.point("s1").revision == before.revision
        assert reader.point_history("s1") == []


def test_history_keeps_what_a_point_was_and_who_changed_it(store):
    put(store, shop("s1", 114.302, name="旧"))
    put(store, shop("s1", 114.312, name="新"), by="lin", at=NOON)
    with store.reading() as reader:
        (version,) = reader.point_history("s1")
        assert (version.point.name, version.point.cell_code) == ("旧", WEST_CELLS[0].code)
        assert (version.by, version.at, version.removed) == ("lin", NOON, False)
        assert version.replaced_in == reader.point("s1").revision


def test_removed_point_is_gone_but_in_its_history(store):
    put(store, shop("s1", 114.302))
    with store.writing() as work:
        work.remove_points(["s1"], by="lin")
    with store.reading() as reader:
        assert reader.point("s1") is None
        assert [one.removed for one in reader.point_history("s1")] == [True]


def test_point_that_is_not_there_cannot_be_removed(store):
    with pytest.raises(ConflictError) as refusal, store.writing() as work:
        work.remove_points(["nobody"])
    assert refusal.value.code == "point.unknown"


def test_publication_gives_a_new_revision_to_points_that_change_their_cell(store):
    put(store, shop("moves", 114.302), shop("stays", 114.312))
    with store.writing() as work:
        whole = replace(WEST_CELLS[0], code=f"{WEST}009", plan_id="w2", geometry=WEST_BOX)
        work.add_plan(plan("w2", WEST), [whole])
    with store.reading() as reader:
        seen = reader.revision()
        draft = reader.cells("w2")
    with store.writing() as work:
        work.publish({"w2": draft}, date(2026, 3, 1))
    with store.reading() as reader:
        assert reader.point_columns(PointKind.SHOP, seen).ids.tolist() == ["moves"]
