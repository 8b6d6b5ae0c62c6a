"""The territory on a day that is past, and statistics that later publications do not change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import shapely

from gridmap.domain import Edit, EditKind, Plan, PlanStatus, PointKind
from gridmap.errors import ConflictError, InputError
from gridmap.services.history import cells_on, line_of_plans, plans_on
from gridmap.services.history_statistics import View, statistics, statistics_table
from gridmap.services.publishing import publish
from tests import town_plans
from tests.town_plans import LATER, code
from tests.towns import DAY, EAST, WEST

YEAR = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def store():
    return town_plans.town()


def republish(store, number=2, day=LATER):
    """Put a plan of two cells in force in the west: cell 1 to 114.3035, cell 2 for the rest."""
    draft = town_plans.put_draft(store, number, [code(WEST, 1), code(WEST, 2)], 114.3035)
    publish(store, day, [draft.id])
    return draft


def counted(store, *period, **how):
    with store.reading() as reader:
        return statistics(reader, *(period or YEAR), **how)


def by_code(found, kind=PointKind.INCIDENT):
    return {cell.code[-4:]: cell.counts[kind] for cell in found.cells}


def names_on(store, day):
    with store.reading() as reader:
        return [plan.id for plan in plans_on(reader, day)]


def test_before_the_first_day_nothing_is_in_force(store):
    assert names_on(store, DAY - timedelta(days=1)) == []


def test_a_plan_is_in_force_on_its_last_day_and_not_after(store):
    republish(store)
    assert names_on(store, LATER - timedelta(days=1)) == [f"{WEST}-1", f"{EAST}-1"]
    assert names_on(store, LATER) == [f"{WEST}-2", f"{EAST}-1"]


def test_a_plan_superseded_on_its_first_day_never_was_in_force(store):
    republish(store, day=DAY)
    assert names_on(store, DAY) == [f"{WEST}-2", f"{EAST}-1"]


def test_drafts_were_never_in_force(store):
    town_plans.redrawn(store)
    with store.reading() as reader:
        assert [plan.id for plan in line_of_plans(reader, WEST)] == [f"{WEST}-1"]


def test_each_event_counts_in_the_cell_of_its_day(store):
    republish(store, day=date(2026, 2, 3))
    # Of the three incidents in the west the first happened before that day, the others on it
    # and after: the second one lies in cell 1 by then, the third in cell 2.
    assert by_code(counted(store)) == {
        "1001": 2, "1002": 1, "1003": 0, "2001": 1, "2002": 1, "2003": 1,
    }  # fmt: skip


def test_restated_all_events_count_on_one_day(store):
    republish(store)
    before = counted(store, view=View.RESTATED, on=DAY)
    after = counted(store, view=View.RESTATED, on=LATER)
    assert by_code(before) == dict.fromkeys(("1001", "1002", "1003", "2001", "2002", "2003"), 1)
    assert by_code(after) == {"1001": 2, "1002": 1, "2001": 1, "2002": 1, "2003": 1}


def test_restated_is_on_the_last_day_of_the_period_by_default(store):
    republish(store)
    assert by_code(counted(store, DAY, LATER - timedelta(days=1), view=View.RESTATED)) == by_code(
        counted(store, DAY, LATER - timedelta(days=1), view=View.RESTATED, on=DAY)
    )


def test_restated_on_a_draft_by_its_name(store):
    draft = town_plans.redrawn(store)
    found = counted(store, view=View.RESTATED, on=[draft.id])
    assert (by_code(found), found.outside[PointKind.INCIDENT]) == ({"1001": 1, "1002": 2}, 3)


def test_both_views_have_the_same_totals(store):
    republish(store)
    was, restated = counted(store), counted(store, view=View.RESTATED)
    assert was.totals == restated.totals == {PointKind.INCIDENT: 6, PointKind.HAZARD: 6}
    assert was.outside == restated.outside


def test_events_before_the_first_plan_are_counted_apart(store):
    with store.writing() as work:
        early = town_plans.incident("early", 114.301, datetime(2025, 12, 1, tzinfo=UTC))
        work.put_points([early])
    found = counted(store, date(2025, 1, 1), YEAR[1])
    assert found.outside[PointKind.INCIDENT] == 1
    assert counted(store, date(2025, 1, 1), YEAR[1], view=View.RESTATED).outside == {
        PointKind.INCIDENT: 0,
        PointKind.HAZARD: 0,
    }


def test_events_without_a_day_are_in_no_period(store):
    with store.writing() as work:
        work.put_points([town_plans.hazard("undated", 114.301)])
    found = counted(store)
    assert (found.undated[PointKind.HAZARD], found.totals[PointKind.HAZARD]) == (1, 6)


def test_later_publications_change_neither_view(store):
    first = DAY, LATER - timedelta(days=1)
    before = counted(store, *first), counted(store, *first, view=View.RESTATED, on=DAY)
    republish(store)
    assert (counted(store, *first), counted(store, *first, view=View.RESTATED, on=DAY)) == before


def test_the_local_day_decides(store):
    with store.writing() as work:
        # Late on the day before in UTC, already the first day in China.
        night = town_plans.incident("night", 114.303, datetime(2026, 6, 30, 17, tzinfo=UTC))
        work.put_points([night])
    republish(store)
    day = LATER, LATER
    assert counted(store, *day).totals[PointKind.INCIDENT] == 1
    assert by_code(counted(store, *day))["1001"] == 1
    assert counted(store, *day, zone=UTC).totals[PointKind.INCIDENT] == 0


def test_only_the_kinds_asked_for_count(store):
    found = counted(store, kinds=[PointKind.HAZARD])
    assert found.totals == {PointKind.HAZARD: 6}


def test_an_unknown_plan_is_refused(store):
    with pytest.raises(ConflictError):
        counted(store, view=View.RESTATED, on=["nowhere"])


def test_naming_no_plan_is_refused(store):
    with pytest.raises(InputError):
        counted(store, view=View.RESTATED, on=[])


def test_the_table_ends_with_what_lies_outside(store):
    table = statistics_table(counted(store, kinds=[PointKind.INCIDENT]))
    assert table.columns["code"][-1] == ""
    assert table.columns["incidents"] == [1] * 6 + [0]


def test_a_node_taken_over_later_is_not_there_before(store):
    with store.reading() as reader:
        (plan,) = (plan for plan in reader.plans(EAST))
        before = reader.cells(plan.id)
    _publish_with_a_node_on_the_border(store)
    with store.reading() as reader:
        plan = reader.plan(f"{EAST}-1")
        nodes = [shapely.get_num_coordinates(cell.geometry) for cell in reader.cells(plan.id)]
        assert nodes[0] > shapely.get_num_coordinates(before[0].geometry)
        old, new = (cells_on(reader, plan, day) for day in (LATER - timedelta(days=1), LATER))
    assert [cell.geometry for cell in old] == [cell.geometry for cell in before]
    assert [shapely.get_num_coordinates(cell.geometry) for cell in new] == nodes


def test_an_event_by_such_a_border_stays_in_its_cell(store):
    with store.writing() as work:
        at = town_plans.incident("edge", 114.306, datetime(2026, 3, 1, tzinfo=UTC))
        work.put_points([at])
    first = DAY, LATER - timedelta(days=1)
    before = counted(store, *first)
    _publish_with_a_node_on_the_border(store)
    assert counted(store, *first) == before


def test_a_report_comes_out_again_after_a_plan_for_days_past(store):
    january, moment = (DAY, date(2026, 3, 31)), datetime(2026, 4, 1, tzinfo=UTC)
    before = counted(store, *january)
    draft = town_plans.redrawn(store)
    publish(store, date(2026, 2, 1), [draft.id], now=datetime(2026, 4, 2, tzinfo=UTC))
    assert counted(store, *january) != before
    assert counted(store, *january, known_at=moment) == before
    restated = counted(store, *january, view=View.RESTATED, known_at=moment)
    assert restated.cells == counted(store, *january, view=View.RESTATED, on=DAY).cells


def test_what_is_known_later_is_what_is_known_now(store):
    republish(store)
    later = datetime(2027, 1, 1, tzinfo=UTC)
    assert counted(store, known_at=later) == counted(store)


def test_a_node_recorded_later_was_not_known(store):
    with store.reading() as reader:
        before = reader.cells(f"{EAST}-1")
    _publish_with_a_node_on_the_border(store, now=datetime(2026, 8, 1, tzinfo=UTC))
    with store.reading() as reader:
        plan = reader.plan(f"{EAST}-1")
        known = cells_on(reader, plan, LATER, datetime(2026, 7, 31, tzinfo=UTC))
        now = cells_on(reader, plan, LATER, datetime(2026, 8, 2, tzinfo=UTC))
    assert [cell.geometry for cell in known] == [cell.geometry for cell in before]
    assert now[0].geometry != before[0].geometry


@pytest.mark.parametrize("lat", [30.6, 30.602, 30.604])
def test_an_event_on_the_border_of_two_communities_counts_where_it_is_filed(store, lat):
    with store.writing() as work:
        event = town_plans.incident("b", 114.306, datetime(2026, 3, 1, tzinfo=UTC))
        work.put_points([replace(event, lat=lat)])
        (filed,) = (point.cell_code for point in work.points() if point.id == "b")
    day = date(2026, 3, 1), date(2026, 3, 1)
    assert [cell.code for cell in counted(store, *day).cells if any(cell.counts.values())] == [
        filed
    ]


def test_other_entries_at_the_end_of_a_journal_stop_the_way_back():
    class Reader:
        def plans(self):
            return [Plan("b", WEST, PlanStatus.PUBLISHED, "drawn", valid_from=LATER)]

        def cells(self, plan_id):
            return town_plans.first_cells(WEST)

        def edits(self, plan_id):
            other = town_plans.first_cells(WEST)[1]
            adopted = {"op": "adopt", "from": "b"}
            return [Edit("a", 1, EditKind.ADOPTION, adopted, (), (other,)),
                    Edit("a", 2, EditKind.EDIT, {"op": "move_node"})]  # fmt: skip

    cells = cells_on(Reader(), town_plans.first_plan(WEST), DAY)
    assert cells == town_plans.first_cells(WEST)


def _publish_with_a_node_on_the_border(store, now=None):
    """Publish a plan of the west whose two cells in the east meet on the common border."""
    plan = Plan(f"{WEST}-2", WEST, PlanStatus.DRAFT, "drawn", based_on=f"{WEST}-1")
    west = town_plans.columns(plan, [code(WEST, 1), code(WEST, 2), code(WEST, 3)], 114.302, 114.304)
    upper = shapely.box(114.304, 30.6021, 114.306, 30.604)
    lower = shapely.box(114.304, 30.6, 114.306, 30.6021)
    pieces = [
        town_plans.Cell(code(WEST, 3), plan.id, town_plans.box(*upper.bounds), load=1.0),
        town_plans.Cell(f"D{plan.id}-001", plan.id, town_plans.box(*lower.bounds), load=1.0),
    ]
    side = shapely.Polygon(
        [(114.302, 30.6), (114.304, 30.6), (114.304, 30.6021), (114.304, 30.604), (114.302, 30.604)]
    )
    west[1] = town_plans.Cell(code(WEST, 2), plan.id, side, load=1.0)
    with store.writing() as work:
        work.add_plan(plan, [west[0], west[1], *pieces])
        work.put_assignments([town_plans.led(f"D{plan.id}-001", "W1", LATER)])
    publish(store, LATER, [plan.id], now=now)
