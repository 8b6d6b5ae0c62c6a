"""Where the contents of cells went."""

from __future__ import annotations

import pytest

from gridmap.domain import PointKind
from gridmap.errors import ConflictError, InputError
from gridmap.services.crosswalks import crosswalk
from gridmap.services.weighing_figures import NOTHING, is_open_task
from tests import town_plans
from tests.town_plans import code
from tests.towns import EAST, WEST


@pytest.fixture
def store():
    return town_plans.town()


def walked(store, old, new):
    with store.reading() as reader:
        return crosswalk(reader, old, new)


def total(flows):
    return sum((flow.figures for flow in flows), NOTHING)


def test_each_pair_tells_what_moved(store):
    draft = town_plans.redrawn(store)
    found = walked(store, [f"{WEST}-1"], [draft.id])
    by_pair = {(flow.old_code, flow.new_code): flow.figures for flow in found.flows}
    assert by_pair.keys() == {
        (code(WEST, 1), code(WEST, 1)),
        (code(WEST, 2), code(WEST, 1)),
        (code(WEST, 2), code(WEST, 2)),
        (code(WEST, 3), code(WEST, 2)),
    }
    assert by_pair[code(WEST, 3), code(WEST, 2)].households == 90


def test_half_a_block_takes_half_its_load(store):
    draft = town_plans.redrawn(store)
    found = walked(store, [f"{WEST}-1"], [draft.id])
    half = next(flow for flow in found.flows if flow.moved)
    assert half.figures.load == pytest.approx(125.0, rel=1e-6)


def test_totals_are_conserved(store):
    draft = town_plans.redrawn(store)
    same = total(walked(store, [f"{WEST}-1"], [f"{WEST}-1"]).flows)
    moved = total(walked(store, [f"{WEST}-1"], [draft.id]).flows)
    assert (moved.households, moved.shops, moved.open_tasks) == (210, 3, 3)
    assert moved.load == pytest.approx(same.load, rel=1e-9)


def test_several_communities_are_walked_at_once(store):
    both = [f"{WEST}-1", f"{EAST}-1"]
    found = walked(store, both, both)
    assert [flow.moved for flow in found.flows] == [False] * 6


def test_a_plan_against_another_community_leaves_all_behind(store):
    found = walked(store, [f"{WEST}-1"], [f"{EAST}-1"])
    assert sum(flow.figures.shops for flow in found.flows if flow.new_code is None) == 3


def test_an_unknown_plan_is_named(store):
    with pytest.raises(ConflictError, match="nowhere"):
        walked(store, ["nowhere"], [f"{WEST}-1"])


def test_naming_no_plan_is_refused(store):
    with pytest.raises(InputError):
        walked(store, [], [f"{WEST}-1"])


@pytest.mark.parametrize(
    ("state", "task"),
    [("found", True), ("rectifying", True), ("rectified", True), ("closed", False)],
)
def test_a_hazard_is_a_task_until_it_is_closed(state, task):
    assert is_open_task(town_plans.hazard("h", 114.301, state)) is task


@pytest.mark.parametrize(
    ("attributes", "task"),
    [
        ({}, True),
        ({"closed": False}, True),
        ({"closed": True}, False),
        ({"closed_on": "2026-01-02"}, False),
    ],
)
def test_an_incident_is_a_task_until_it_is_closed(attributes, task):
    assert is_open_task(town_plans.incident("i", 114.301, None, **attributes)) is task


def test_a_shop_is_no_task():
    shop = next(point for point in town_plans.points() if point.kind is PointKind.SHOP)
    assert not is_open_task(shop)
