"""What a planner is told before publishing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from gridmap.domain import Cell, Origin, Plan, PlanStatus, Territory
from gridmap.errors import ConflictError
from gridmap.formats import read, write
from gridmap.services.impact import impact
from gridmap.services.impact_limits import Breach, LimitKind, Limits
from gridmap.services.impact_tables import cell_table, rule_of_open_tasks, worker_table
from gridmap.services.publishing import publish
from gridmap.services.weighing_figures import NOTHING
from gridmap.store.memory import MemoryStore
from tests import town_plans
from tests.town_plans import LATER, code
from tests.towns import EAST, WEST, box, communities

NEW = f"D{WEST}-2-001"


@pytest.fixture
def store():
    return town_plans.town()


def told(store, draft, *limits):
    with store.reading() as reader:
        return impact(reader, [draft.id], LATER, *limits)


def by_code(items):
    return {item.code: item for item in items}


@pytest.fixture
def merged(store):
    """Cell 1 takes half of 2; the rest of 2 and 3 become one."""
    return told(store, town_plans.redrawn(store))


@pytest.fixture
def split(store):
    """Cell 3 is cut in two; the new one has no leader yet."""
    codes = [code(WEST, 1), code(WEST, 2), code(WEST, 3), NEW]
    return told(store, town_plans.put_draft(store, 2, codes, 114.302, 114.304, 114.3055))


def test_a_cell_shows_what_it_gains(merged):
    cell = by_code(merged.cells)[code(WEST, 1)]
    assert (cell.gained.households, cell.lost) == (0, NOTHING)
    assert cell.gained.load == pytest.approx(125.0, rel=1e-6)


def test_a_swap_shows_both_ways(merged):
    cell = by_code(merged.cells)[code(WEST, 2)]
    assert (cell.gained.shops, cell.lost.shops) == (1, 0)
    assert cell.after.households == 160


def test_gains_less_losses_are_the_difference(merged):
    for cell in merged.cells:
        difference = (cell.after or NOTHING) - (cell.before or NOTHING)
        assert (cell.gained - cell.lost).households == difference.households
        assert (cell.gained - cell.lost).area_m2 == pytest.approx(difference.area_m2, abs=1e-6)


def test_a_cell_that_goes_has_no_after(merged):
    gone = by_code(merged.cells)[code(WEST, 3)]
    assert (gone.after, gone.lost.households, gone.new_worker) == (None, 90, None)


def test_open_tasks_go_along(merged):
    assert by_code(merged.cells)[code(WEST, 3)].lost.open_tasks == 0
    assert by_code(merged.cells)[code(WEST, 1)].before.open_tasks == 1


def test_a_worker_gains_what_another_loses(merged):
    first, second = (by_code(merged.workers)[name] for name in ("W1", "W2"))
    assert first.gained == second.lost != NOTHING
    assert (second.old_cells, second.new_cells) == (
        (code(WEST, 2), code(WEST, 3)),
        (code(WEST, 2),),
    )


def test_ground_that_stays_with_its_worker_is_no_loss(merged):
    assert by_code(merged.workers)["W2"].lost.households == 0


def test_new_cells_are_shown_with_their_official_code(split):
    assert split.renamed == {NEW: code(WEST, 4)}
    assert by_code(split.cells)[code(WEST, 4)].provisional_code == NEW


def test_cells_without_a_leader_are_named(split):
    assert split.unassigned == (code(WEST, 4),)


def test_a_leader_of_the_draft_counts(store):
    codes = [code(WEST, 1), code(WEST, 2), code(WEST, 3), NEW]
    draft = town_plans.put_draft(store, 2, codes, 114.302, 114.304, 114.3055)
    with store.writing() as work:
        work.put_assignments([town_plans.led(NEW, "W1", LATER)])
    found = told(store, draft)
    assert (found.unassigned, by_code(found.cells)[code(WEST, 4)].new_worker) == ((), "W1")


def test_a_new_leader_takes_over_what_stays_in_the_cell(store):
    draft = town_plans.put_draft(store, 2, [code(WEST, n) for n in (1, 2, 3)], 114.302, 114.304)
    with store.writing() as work:
        work.end_assignments([code(WEST, 1)], date(2026, 6, 30))
        work.put_assignments([town_plans.led(code(WEST, 1), "W2", LATER)])
    found = told(store, draft)
    assert by_code(found.workers)["W2"].gained.households == 50
    assert by_code(found.cells)[code(WEST, 1)].changed


def test_limits_are_held_against_cells(store):
    found = told(store, town_plans.redrawn(store), Limits(max_households=100, min_load=2.0))
    assert found.breaches == (
        Breach(LimitKind.MIN_LOAD, code(WEST, 1), 1.0, 2.0, was_broken=True),
        Breach(LimitKind.MAX_HOUSEHOLDS, code(WEST, 2), 160.0, 100, was_broken=False),
    )


def test_a_workers_capacity_counts_all_cells(store):
    draft = town_plans.redrawn(store)
    with store.writing() as work:
        worker = next(one for one in work.workers() if one.code == "W1")
        work.put_workers([replace(worker, capacity=0.5)])
    (breach,) = told(store, draft).breaches
    assert (breach.kind, breach.code, breach.was_broken) == (LimitKind.CAPACITY, "W1", True)


@pytest.mark.parametrize("kind", LimitKind)
def test_every_breach_is_a_sentence_in_both_languages(kind):
    breach = Breach(kind, "007", 600.4, 500, was_broken=False)
    assert {"007", "600"} <= set(breach.sentence("en").replace(":", " ").replace(",", " ").split())
    assert breach.sentence("zh_CN") != breach.sentence("en")


def test_the_rule_of_open_tasks_is_named():
    assert rule_of_open_tasks("en") != rule_of_open_tasks("zh_CN")


def test_previewing_writes_nothing(store):
    draft = town_plans.redrawn(store)
    before = store.digest()
    told(store, draft)
    assert store.digest() == before


def test_publishing_makes_what_was_told(store, merged):
    publish(store, LATER, [f"{WEST}-2"])
    with store.reading() as reader:
        shops = {cell.code: 0 for cell in reader.published_cells(WEST)}
        for point in reader.points("shop"):
            if point.cell_code in shops:
                shops[point.cell_code] += 1
    assert shops == {cell.code: cell.after.shops for cell in merged.cells if cell.after}


def test_a_plan_that_waits_for_its_day_is_previewed_too(store):
    draft = town_plans.redrawn(store)
    publish(store, LATER, [draft.id], today=town_plans.DAY)
    assert told(store, draft).plan_ids == (draft.id,)


def test_a_plan_in_force_is_no_draft(store):
    with pytest.raises(ConflictError), store.reading() as reader:
        impact(reader, [f"{WEST}-1"], LATER)


def test_tables_go_into_files(merged, tmp_path):
    write(cell_table(merged), tmp_path / "cells.csv")
    write(worker_table(merged), tmp_path / "workers.csv")
    assert len(read(tmp_path / "cells.csv")) == 3
    assert "households_gained" in read(tmp_path / "workers.csv").columns


@pytest.fixture
def agreed(store):
    """Drafts of both communities that move their common border a quarter of a block east."""
    west = Plan(f"{WEST}-2", WEST, PlanStatus.DRAFT, Origin.DRAWN, based_on=f"{WEST}-1")
    east = Plan(f"{EAST}-2", EAST, PlanStatus.DRAFT, Origin.DRAWN, based_on=f"{EAST}-1")
    cuts = {west: (114.3, 114.302, 114.304, 114.3075), east: (114.3075, 114.308, 114.31, 114.312)}
    with store.writing() as work:
        for plan, edges in cuts.items():
            work.add_plan(
                plan,
                [
                    Cell(code(plan.community_code, number), plan.id, box(one, 30.6, other, 30.604))
                    for number, (one, other) in enumerate(pairwise(edges), 1)
                ],
            )
    return [west.id, east.id]


def test_a_border_that_both_communities_move_takes_its_contents_along(store, agreed):
    with store.reading() as reader:
        told = impact(reader, agreed, LATER)
    gained = by_code(told.cells)[code(WEST, 3)].gained
    assert (gained.shops, gained.households) == (1, 170)
    assert by_code(told.workers)["W3"].lost.shops == by_code(told.workers)["W2"].gained.shops == 1


def test_publishing_both_makes_what_was_told(store, agreed):
    with store.reading() as reader:
        told = impact(reader, agreed, LATER)
    publish(store, LATER, agreed)
    with store.reading() as reader:
        kept = Counter(point.cell_code for point in reader.points("shop"))
    assert {cell.code: cell.after.shops for cell in told.cells} == {
        cell.code: kept[cell.code] for cell in told.cells
    }


def test_a_first_plan_has_only_gains():
    store = MemoryStore()
    plan = Plan(f"{WEST}-1", WEST, PlanStatus.DRAFT, Origin.DRAWN)
    with store.writing() as work:
        work.set_territory(Territory("试验镇"))
        work.put_areas(communities())
        work.put_buildings(town_plans.buildings())
        work.add_plan(plan, town_plans.columns(plan, [f"D{plan.id}-001", "x"], 114.302))
        work.put_points(town_plans.points())
    told = impact_of(store, plan.id)
    assert [(cell.before, cell.gained.shops) for cell in told.cells] == [(None, 1), (None, 2)]
    assert (told.workers, len(told.unassigned)) == ((), 2)


def impact_of(store, plan_id):
    with store.reading() as reader:
        return impact(reader, [plan_id], LATER)
