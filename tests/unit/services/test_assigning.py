"""Staffing a store: locks, skills, those of today, streets, and posts that stay open."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from gridmap.domain import Duty, LineClass, Street
from gridmap.errors import InputError
from gridmap.services.assigning import Staffing, assign_workers
from gridmap.services.dividing import Wish, divide_communities
from gridmap.services.publishing import publish
from tests import towns

LEADER, DEPUTY = Duty.LEADER, Duty.DEPUTY
TEAM = (LEADER, DEPUTY)


@pytest.fixture
def store(tmp_path):
    store = towns.town_store(tmp_path / "town.gpkg")
    divide_communities(store, Wish(cells=3))
    yield store
    store.close()


def drafted(store) -> list[str]:
    with store.reading() as reader:
        return sorted(cell.code for plan in reader.plans() for cell in reader.cells(plan.id))


def holders(store, duty=LEADER) -> dict[str, str]:
    with store.reading() as reader:
        return {
            item.cell_code: item.worker_code
            for item in reader.assignments()
            if item.duty is duty and item.valid_to is None
        }


def test_every_cell_has_a_leader_and_a_deputy_who_is_another(store):
    staffed = assign_workers(store, towns.DAY, Staffing(duties=TEAM))
    leaders, deputies = holders(store), holders(store, DEPUTY)
    assert (staffed.leader_count, staffed.team_count, staffed.open_posts) == (6, 6, ())
    assert all(leaders[cell] != deputies[cell] for cell in drafted(store))


def test_duties_that_nobody_has_are_named_with_cell_and_reason(store):
    staffed = assign_workers(store, towns.DAY, Staffing(duties=(LEADER, Duty.VOLUNTEER)))
    open_ = {(post.cell_code, post.duty, post.reason) for post in staffed.open_posts}
    assert open_ == {(cell, Duty.VOLUNTEER, "no_duty") for cell in drafted(store)}


def test_a_lock_holds(store):
    cell = drafted(store)[0]
    for_cell = assign_workers(store, towns.DAY, Staffing(locked={(cell, LEADER): "W2"}))
    assert holders(store)[cell] == "W2"
    assert cell not in for_cell.without_leader


def test_who_has_a_post_keeps_it_and_nobody_is_added(store):
    assign_workers(store, towns.DAY)
    before = holders(store)
    again = assign_workers(store, towns.DAY)
    assert (again.leader_count, again.team_count, holders(store)) == (0, 0, before)


def test_a_lock_against_somebody_who_has_the_post_is_refused(store):
    cell = drafted(store)[0]
    assign_workers(store, towns.DAY, Staffing(locked={(cell, LEADER): "W2"}))
    with pytest.raises(InputError) as caught:
        assign_workers(store, towns.DAY, Staffing(locked={(cell, LEADER): "W1"}))
    assert caught.value.code == "assign.lock_taken"


@pytest.mark.parametrize("lock", [{("nowhere", LEADER): "W1"}, {("", DEPUTY): "W1"}])
def test_a_lock_on_an_unknown_cell_is_refused_and_nothing_changes(store, lock):
    before = store.digest()
    with pytest.raises(InputError) as caught:
        assign_workers(store, towns.DAY, Staffing(locked=lock))
    assert caught.value.code == "assign.lock_unknown"
    assert store.digest() == before


def test_a_lock_on_an_unknown_worker_is_refused(store):
    lock = {(drafted(store)[0], LEADER): "nobody"}
    with pytest.raises(InputError) as caught:
        assign_workers(store, towns.DAY, Staffing(locked=lock))
    assert caught.value.code == "assign.lock_unknown"


def test_a_cell_that_needs_a_skill_gets_who_has_it(store):
    cell = next(code for code in drafted(store) if towns.WEST in code)
    how = Staffing(needs={cell: {"first aid"}}, skills={"W2": {"first aid"}})
    assign_workers(store, towns.DAY, how)
    assert holders(store)[cell] == "W2"


def test_a_skill_that_nobody_has_leaves_the_cell_open(store):
    cell = drafted(store)[0]
    staffed = assign_workers(store, towns.DAY, Staffing(needs={cell: {"diving"}}))
    reasons = {post.reason for post in staffed.open_posts if post.cell_code == cell}
    assert staffed.without_leader == (cell,)
    assert "no_skill" in reasons


def test_the_leader_of_today_goes_on_in_a_new_draft(store):
    assign_workers(store, towns.DAY)
    publish(store, towns.DAY)
    west = {holder for cell, holder in holders(store).items() if cell.startswith(towns.WEST)}
    divide_communities(store, Wish(cells=1), [towns.WEST])
    assign_workers(store, towns.DAY)
    (leader,) = (who for cell, who in holders(store).items() if not cell.isdigit())
    assert leader in west


def test_distances_may_follow_the_streets(store):
    base = shapely.Point(114.301, 30.601)
    line = shapely.LineString([(114.3, 30.601), (114.312, 30.601)])
    with store.writing() as work:
        work.put_streets([Street("s", "", LineClass.MAIN_ROAD, line)])
        work.put_workers([replace(worker, base=base) for worker in towns.workers()])
    staffed = assign_workers(store, towns.DAY, Staffing(duties=TEAM, along_streets=True))
    assert (staffed.leader_count, staffed.open_posts) == (6, ())


def test_a_store_without_streets_cannot_be_measured_along_them(store):
    with pytest.raises(InputError) as caught:
        assign_workers(store, towns.DAY, Staffing(along_streets=True))
    assert caught.value.code == "network.no_lines"
