"""Publishing: codes by lineage, neighbours that take nodes, borders that both sides move."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import shapely

from gridmap.domain import Area, Cell, CodeTemplate, EditKind, PlanStatus
from gridmap.services.publishing import prepared, publish, widen_codes
from gridmap.services.publishing_codes import official_codes, parents_of
from gridmap.store import MemoryStore
from tests.contract.worlds import (
    AREAS,
    EAST,
    EAST_BOX,
    EAST_CELLS,
    MARCH,
    NEW_YEAR,
    TERRITORY,
    WEST,
    WEST_CELLS,
    WORKERS,
    box,
    plan,
)
from tests.leading import cell, draw, read, refused, shapes, split, territory

FIRST, SECOND = (item.code for item in WEST_CELLS)
NOW = datetime(2026, 2, 1, 8, 30, tzinfo=UTC)
# West in two rows: its outer edge needs a new node in the middle of the border.
ROWS = [
    cell("w2", "Dw2-001", 114.30, 30.60, 114.31, 30.605),
    cell("w2", "Dw2-002", 114.30, 30.605, 114.31, 30.61),
]
EAST_ROWS = [
    cell("e2", "De2-001", 114.31, 30.60, 114.32, 30.607),
    cell("e2", "De2-002", 114.31, 30.607, 114.32, 30.61),
]
NODE = (114.31, 30.605)


@pytest.fixture
def store():
    return territory()


def nodes(geometry):
    return set(map(tuple, shapely.get_coordinates(geometry).tolist()))


def draft_of_splits(store):
    """Draw a draft in which the second cell is split before the first."""
    draw(store, "w2", WEST, [replace(item, plan_id="w2") for item in WEST_CELLS])
    one, two = (replace(item, plan_id="w2") for item in WEST_CELLS)
    parts = {
        "Dw2-001": cell("w2", "Dw2-001", 114.305, 30.605, 114.31, 30.61),
        "Dw2-002": cell("w2", "Dw2-002", 114.30, 30.605, 114.305, 30.61),
    }
    edits = [
        split(
            "w2",
            1,
            two,
            cell("w2", SECOND, 114.305, 30.60, 114.31, 30.605),
            parts["Dw2-001"],
        ),
        split("w2", 2, one, cell("w2", FIRST, 114.30, 30.60, 114.305, 30.605), parts["Dw2-002"]),
    ]
    with store.writing() as work:
        work.amend("w2", edits, 1)
        work.put_assignments(
            replace(item, cell_code=code)
            for item in work.assignments()
            if item.cell_code == FIRST
            for code in parts
        )


def test_new_cells_are_numbered_in_the_order_of_their_parents(store):
    draft_of_splits(store)
    answer = publish(store, MARCH)
    assert answer.renamed == {"Dw2-002": f"{WEST}003", "Dw2-001": f"{WEST}004"}
    assert read(store, "renames", "w2") == answer.renamed


def test_a_split_keeps_the_leader_of_the_cell_that_goes_on(store):
    draft_of_splits(store)
    publish(store, MARCH)
    led = {item.cell_code for item in read(store, "assignments", MARCH)}
    assert led >= {FIRST, SECOND, f"{WEST}003", f"{WEST}004"}


def test_children_of_children_count_under_the_official_parent():
    left, right = box(0, 0, 1, 1), box(1, 0, 2, 1)
    cells = [Cell("D-1", "p", left), Cell("D-2", "p", right), Cell("D-3", "p", box(2, 0, 3, 1))]
    parents = {"D-1": "008", "D-2": "D-3", "D-3": "007"}
    given = official_codes(cells, parents, iter(["a", "b", "c"]))
    assert given == {"D-2": "a", "D-3": "b", "D-1": "c"}


def test_cells_from_nowhere_come_last_in_reading_order():
    cells = [
        Cell("D-1", "p", box(1, 0, 2, 1)),
        Cell("D-2", "p", box(0, 0, 1, 1)),
        Cell("D-3", "p", box(2, 0, 3, 1)),
    ]
    given = official_codes(cells, {"D-3": "009"}, iter(["a", "b", "c"]))
    assert given == {"D-3": "a", "D-2": "b", "D-1": "c"}


def test_the_journal_names_the_parents():
    whole = cell("p", "001", 0, 0, 2, 1)
    edit = split("p", 1, whole, cell("p", "001", 0, 0, 1, 1), cell("p", "D-1", 1, 0, 2, 1))
    undone = replace(edit, number=2, kind=EditKind.UNDO, command={"op": "undo", "of": 1})
    assert parents_of([edit, undone]) == {"D-1": "001"}


def test_a_community_without_numbers_is_told_how_to_get_longer_codes(store):
    last = f"{WEST}999"
    draw(store, "w2", WEST, [cell("w2", last, 114.30, 30.60, 114.31, 30.61)])
    publish(store, MARCH)
    rows = [replace(item, plan_id="w3", code=f"D{item.code}") for item in ROWS]
    draw(store, "w3", WEST, rows)
    error = refused(store, "code.exhausted", publish, MARCH)
    assert "gridmap codes" in error.mend("en")
    widen_codes(store, 4)
    assert list(publish(store, MARCH).renamed.values()) == [f"{WEST}1000", f"{WEST}1001"]


def test_codes_are_never_made_shorter(store):
    refused(store, "code.not_wider", widen_codes, 3)
    assert CodeTemplate(12, 4).takes(FIRST)


def test_the_neighbour_in_force_adopts_the_node(store):
    draw(store, "w2", WEST, ROWS)
    answer = publish(store, MARCH, now=NOW, by="planner")
    (entry,) = read(store, "edits", "e1")
    assert (entry.kind, entry.command["op"], entry.command["from"]) == (
        EditKind.ADOPTION,
        "adopt",
        "w2",
    )
    assert (entry.by, entry.at) == ("planner", NOW)
    assert list(answer.touched) == [EAST_CELLS[0].code]
    assert NODE in nodes(shapes(store)[EAST_CELLS[0].code])


def test_an_open_draft_adopts_the_node(store):
    draw(store, "w2", WEST, ROWS)
    draw(store, "e2", EAST, EAST_ROWS)
    answer = publish(store, MARCH, ["w2"])
    draft = read(store, "plan", "e2")
    assert (answer.adopting, answer.waiting, draft.revision) == (("e2",), (), 2)
    assert NODE in nodes(shapes(store, "cells", "e2")["De2-001"])


def test_a_draft_that_moved_the_border_waits(store):
    moved = [replace(item, geometry=_pushed(item.geometry)) for item in EAST_ROWS]
    draw(store, "w2", WEST, ROWS)
    draw(store, "e2", EAST, moved)
    before = read(store, "cells", "e2"), read(store, "plan", "e2")
    answer = publish(store, MARCH, ["w2"])
    assert (answer.adopting, answer.waiting) == ((), ("e2",))
    assert (read(store, "cells", "e2"), read(store, "plan", "e2")) == before


def _pushed(shape):
    """Return a shape whose edge at the border lies farther east."""
    return shapely.transform(shape, lambda xy: np.where(xy == 114.31, 114.3103, xy))


def test_a_community_without_a_plan_takes_the_node_into_its_boundary():
    store = MemoryStore()
    with store.writing() as work:
        work.set_territory(TERRITORY)
        work.put_areas(AREAS)
        work.put_workers(WORKERS)
    draw(store, "w2", WEST, ROWS)
    publish(store, MARCH)
    assert NODE in nodes(read(store, "area", EAST).boundary)


def test_cells_that_match_already_stay_as_they_are(store):
    redrawn = [
        cell("w2", "Dw2-001", 114.30, 30.60, 114.304, 30.61),
        cell("w2", "Dw2-002", 114.304, 30.60, 114.31, 30.61),
    ]
    draw(store, "w2", WEST, redrawn)
    with store.reading() as reader:
        ready = prepared(reader)
    assert not ready.touched
    assert [item.geometry.wkb for item in ready.official] == [item.geometry.wkb for item in redrawn]


# The border between west and east, moved to the east by 0.001 degree.
WIDER_WEST = [cell("w2", "Dw2-001", 114.30, 30.60, 114.311, 30.61)]
NARROWER_EAST = [cell("e2", "De2-001", 114.311, 30.60, 114.32, 30.61)]


def test_both_sides_may_move_their_border_together(store):
    draw(store, "w2", WEST, WIDER_WEST)
    draw(store, "e2", EAST, NARROWER_EAST)
    publish(store, MARCH)
    west, east = (area.boundary for area in read(store, "areas", "community"))
    assert shapely.equals(west, box(114.30, 30.60, 114.311, 30.61))
    assert shapely.equals(east, box(114.311, 30.60, 114.32, 30.61))


def test_one_side_alone_may_not_move_it_outwards(store):
    draw(store, "w2", WEST, WIDER_WEST)
    error = refused(store, "publish.border", publish, MARCH)
    assert shapely.covers(EAST_BOX, error.place.geometry)
    assert (error.params["first"], error.params["second"]) == (WEST, EAST)


def test_one_side_alone_may_not_draw_it_back(store):
    draw(store, "e2", EAST, NARROWER_EAST)
    error = refused(store, "partition.uncovered", publish, MARCH)
    assert error.place.geometry.within(shapely.buffer(EAST_BOX, 1e-6))


def test_both_sides_must_move_it_alike(store):
    draw(store, "w2", WEST, WIDER_WEST)
    draw(store, "e2", EAST, [cell("e2", "De2-001", 114.312, 30.60, 114.32, 30.61)])
    error = refused(store, "partition.uncovered", publish, MARCH)
    assert shapely.distance(error.place.geometry, shapely.Point(114.3115, 30.605)) < 1e-6


def test_both_sides_together_may_not_leave_the_territory(store):
    draw(store, "w2", WEST, WIDER_WEST)
    draw(store, "e2", EAST, [cell("e2", "De2-001", 114.311, 30.60, 114.321, 30.61)])
    error = refused(store, "partition.beyond", publish, MARCH)
    assert error.place.feature == EAST


def test_overlapping_drafts_are_refused_with_both_cells(store):
    rows = [ROWS[0], cell("w2", "Dw2-002", 114.30, 30.604, 114.31, 30.61)]
    draw(store, "w2", WEST, rows)
    error = refused(store, "partition.overlaps", publish, MARCH)
    assert error.params["cells"] == "Dw2-001, Dw2-002"


def test_the_moment_is_recorded_to_the_millisecond(store):
    draw(store, "w2", WEST, ROWS)
    publish(store, MARCH, now=NOW.replace(microsecond=123_456))
    (plan,) = read(store, "plans", WEST, PlanStatus.PUBLISHED)
    assert plan.recorded_at == NOW.replace(microsecond=123_000)


def test_a_neighbour_of_another_shape_is_no_neighbour(store):
    with store.writing() as work:
        work.put_areas([Area(f"{WEST[:9]}009", "community", "远", None, box(115, 31, 115.1, 31.1))])
    draw(store, "w2", WEST, ROWS)
    publish(store, MARCH)
    assert len(read(store, "area", f"{WEST[:9]}009").boundary.exterior.coords) == 5


SOUTH = "420106001003"
SOUTH_BOX = box(114.30, 30.59, 114.32, 30.60)


def with_south():
    """Return the territory with a third community along the south of both."""
    store = territory()
    plan_south = plan("s1", SOUTH, PlanStatus.PUBLISHED, valid_from=NEW_YEAR)
    corner = shapely.Polygon([*SOUTH_BOX.exterior.coords[:2], (114.32, 30.60), (114.315, 30.60),
                              (114.31, 30.60), (114.305, 30.60), (114.30, 30.60)])  # fmt: skip
    with store.writing() as work:
        work.put_areas([Area(SOUTH, "community", "南", AREAS[2].parent_code, corner)])
        work.add_plan(plan_south, [Cell(f"{SOUTH}001", "s1", corner)])
    return store


def test_a_border_that_moves_slides_along_the_third_community():
    store = with_south()
    draw(store, "w2", WEST, WIDER_WEST)
    draw(store, "e2", EAST, NARROWER_EAST)
    answer = publish(store, MARCH)
    south = shapes(store)[f"{SOUTH}001"]
    assert list(answer.touched) == [f"{SOUTH}001"]
    assert {(114.31, 30.60), (114.311, 30.60)} <= nodes(south)
    assert shapely.equals(south, SOUTH_BOX)


def test_three_communities_may_not_hide_a_loss():
    store = with_south()
    draw(store, "w2", WEST, WIDER_WEST)
    draw(store, "e2", EAST, NARROWER_EAST)
    draw(store, "s2", SOUTH, [cell("s2", "Ds2-001", 114.30, 30.59, 114.319, 30.60)])
    error = refused(store, "partition.uncovered", publish, MARCH)
    assert error.place.feature == SOUTH
