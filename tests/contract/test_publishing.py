"""What every store promises about plans: one exact coverage, codes that are never used again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely

from gridmap.domain import Area, Duty, PlanStatus, PointKind
from gridmap.errors import ConflictError, CoverageError, GridmapError, InputError
from tests.contract.worlds import (
    AREAS,
    EAST,
    EAST_CELLS,
    EAST_PLAN,
    MARCH,
    NEW_YEAR,
    SUBDISTRICT,
    TERRITORY,
    WEST,
    WEST_BOX,
    WEST_CELLS,
    WEST_PLAN,
    box,
    columns,
    leader,
    plan,
    published,
    shop,
)

FIRST = WEST_CELLS[0].code
SECOND = WEST_CELLS[1].code
DRAFT = plan("w2", WEST)
# Three columns: the first two new, the third keeps the code of the cell it follows.
REDRAWN = [
    *columns(DRAFT, 114.30, 114.302, 114.307, first=3),
    *columns(DRAFT, 114.307, 114.31, first=2),
]
KINKED = replace(
    EAST_CELLS[0],
    geometry=shapely.Polygon(
        [(114.31, 30.60), (114.315, 30.60), (114.315, 30.61), (114.31, 30.61), (114.31, 30.605)]
    ),
)


def read(store, what, *args):
    with store.reading() as reader:
        return getattr(reader, what)(*args)


def add(store, draft, cells):
    with store.writing() as work:
        work.add_plan(draft, cells)


def publish(store, drafts, *args, **more):
    with store.writing() as work:
        work.publish(drafts, *args, **more)


def redraw(store):
    """Publish the redrawn west in March."""
    add(store, DRAFT, REDRAWN)
    publish(store, {"w2": REDRAWN}, MARCH)


def refused(store, code, action, *args, **more):
    before = store.digest()
    with pytest.raises(GridmapError) as caught:
        action(store, *args, **more)
    assert (caught.value.code, store.digest()) == (code, before)
    return caught.value


def test_published_cells_are_one_coverage(store):
    redraw(store)
    cells = read(store, "published_cells")
    shapes = np.array([cell.geometry for cell in cells])
    assert len(cells) == 5
    assert shapely.coverage_is_valid(shapes)


def test_plan_in_force_is_superseded_on_the_day_before(store):
    redraw(store)
    old, new = read(store, "plans", WEST)
    assert (old.status, old.valid_to, old.revision) == (
        PlanStatus.SUPERSEDED,
        date(2026, 2, 28),
        2,
    )
    assert (new.status, new.valid_from, new.revision) == (PlanStatus.PUBLISHED, MARCH, 2)


def test_superseded_cells_stay_for_history(store):
    redraw(store)
    assert [cell.code for cell in read(store, "cells", "w1")] == [FIRST, SECOND]


def test_cells_are_measured_by_the_store(store):
    add(store, DRAFT, [replace(cell, area_m2=1.0) for cell in REDRAWN])
    west = read(store, "cells", "w2")
    assert sum(cell.area_m2 for cell in west) == pytest.approx(958.6 * 1108.7, rel=1e-3)


def test_points_follow_the_new_cells(store):
    with store.writing() as work:
        work.put_points([shop("s1", 114.301), shop("s2", 114.304), shop("s3", 114.319)])
    redraw(store)
    assert [point.cell_code for point in read(store, "points")] == [
        f"{WEST}003",
        f"{WEST}004",
        f"{EAST}002",
    ]


def test_points_outside_come_in_when_their_community_is_planned(blank):
    with blank.writing() as work:
        work.set_territory(TERRITORY)
        work.put_areas(AREAS)
        assert work.put_points([shop("s1", 114.301)]) == 1
        work.add_plan(WEST_PLAN, WEST_CELLS)
    assert read(blank, "tally") == {(FIRST, PointKind.SHOP): 1}


def test_two_drafts_are_published_at_once(store):
    east = plan("e2", EAST)
    east_cells = columns(east, 114.31, 114.313, 114.32, first=3)
    add(store, DRAFT, REDRAWN)
    add(store, east, east_cells)
    publish(store, {"w2": REDRAWN, "e2": east_cells}, MARCH)
    assert [p.id for p in read(store, "plans", None, PlanStatus.PUBLISHED)] == ["e2", "w2"]


def test_official_codes_replace_provisional_ones(store):
    provisional = [replace(cell, code=f"D-{cell.code[-3:]}") for cell in REDRAWN]
    add(store, DRAFT, provisional)
    with store.writing() as work:
        work.put_assignments([leader("D-003", "w-1"), leader(FIRST, "w-2")])
    renamed = {old.code: new.code for old, new in zip(provisional, REDRAWN, strict=True)}
    publish(store, {"w2": REDRAWN}, MARCH, renamed=renamed)
    assert {cell.code for cell in read(store, "cells", "w2")} == {cell.code for cell in REDRAWN}
    in_march = {a.cell_code: a.worker_code for a in read(store, "assignments", MARCH)}
    assert in_march == {f"{WEST}003": "w-1"}


def test_leader_of_a_cell_that_goes_on_stays(store):
    with store.writing() as work:
        work.put_assignments([leader(FIRST, "w-1"), leader(SECOND, "w-2")])
    redraw(store)
    ended, going_on = read(store, "assignments")
    assert (ended.cell_code, ended.valid_to) == (FIRST, date(2026, 2, 28))
    assert (going_on.cell_code, going_on.valid_to, going_on.duty) == (SECOND, None, Duty.LEADER)


def test_retired_code_is_never_used_again(store):
    redraw(store)
    third = plan("w3", WEST)
    cells = [replace(cell, code=code) for cell, code in _two_cells(third)]
    add(store, third, cells)
    error = refused(store, "code.used", publish, {"w3": cells}, date(2026, 4, 1))
    assert (error.place.feature, type(error)) == (FIRST, ConflictError)


def _two_cells(draft):
    cells = columns(draft, 114.30, 114.304, 114.31)
    return zip(cells, [FIRST, f"{WEST}009"], strict=True)


def test_retired_code_comes_back_with_its_cell(store):
    redraw(store)
    third = plan("w3", WEST)
    cells = [replace(cell, plan_id="w3") for cell in WEST_CELLS]
    add(store, third, cells)
    publish(store, {"w3": cells}, date(2026, 4, 1))
    assert [cell.code for cell in read(store, "published_cells", WEST)] == [FIRST, SECOND]


def test_code_of_another_community_is_refused(store):
    foreign = [replace(cell, code=f"{EAST}001") for cell in columns(DRAFT, 114.30, 114.31)]
    add(store, DRAFT, foreign)
    refused(store, "code.used", publish, {"w2": foreign}, MARCH)


def test_neighbour_takes_a_new_node(store):
    cells = [
        replace(REDRAWN[0], geometry=box(114.30, 30.60, 114.31, 30.605)),
        replace(REDRAWN[1], geometry=box(114.30, 30.605, 114.31, 30.61)),
    ]
    add(store, DRAFT, cells)
    refused(store, "partition.mismatches", publish, {"w2": cells}, MARCH)
    publish(store, {"w2": cells}, MARCH, touched=[KINKED])
    (east,) = read(store, "plans", EAST)
    kinked = read(store, "cells", "e1")[0]
    assert (east.revision, east.valid_from, kinked.code) == (2, NEW_YEAR, KINKED.code)
    assert shapely.equals_identical(kinked.geometry, KINKED.geometry)


def test_community_takes_the_nodes_of_its_cells(store):
    with store.reading() as reader:
        area = reader.areas("community")[0]
        cells = reader.published_cells(WEST)
    union = shapely.coverage_union_all([cell.geometry for cell in cells])
    assert shapely.equals_identical(area.boundary, union)
    assert shapely.equals(area.boundary, WEST_BOX)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (columns(DRAFT, 114.30, 114.304, first=3), "partition.uncovered"),
        (columns(DRAFT, 114.299, 114.305, 114.31, first=3), "partition.beyond"),
        (columns(DRAFT, 114.30, 114.305, 114.312, first=3), "partition.overlaps"),
        (
            [
                *columns(DRAFT, 114.30, 114.306, first=3),
                *columns(DRAFT, 114.305, 114.31, first=4),
            ],
            "partition.overlaps",
        ),
    ],
)
def test_plan_that_is_no_partition_is_refused(store, cells, code):
    add(store, DRAFT, cells)
    error = refused(store, code, publish, {"w2": cells}, MARCH)
    assert isinstance(error, CoverageError)
    assert not error.place.geometry.is_empty


def test_enclosed_void_is_refused(store):
    ring = shapely.difference(WEST_BOX, box(114.303, 30.603, 114.306, 30.606))
    cells = [replace(columns(DRAFT, 114.30, 114.31, first=3)[0], geometry=ring)]
    add(store, DRAFT, cells)
    error = refused(store, "partition.gaps", publish, {"w2": cells}, MARCH)
    assert error.params["area_m2"] == pytest.approx(287.6 * 332.6, rel=1e-3)


def test_community_without_plan_may_lie_inside_another(blank):
    inner = box(114.303, 30.603, 114.306, 30.606)
    ring = shapely.difference(WEST_BOX, inner)
    with blank.writing() as work:
        work.set_territory(TERRITORY)
        work.put_areas(AREAS[:2])
        work.put_areas(
            [
                Area(WEST, "community", "外", SUBDISTRICT, ring),
                Area(EAST, "community", "内", SUBDISTRICT, inner),
            ]
        )
        work.add_plan(WEST_PLAN, [replace(WEST_CELLS[0], geometry=ring)])
    assert len(read(blank, "published_cells")) == 1


def test_crowded_node_is_refused(store):
    # The corner of the triangle lies half a lattice unit beside the border of the other two.
    left = shapely.Polygon(
        [(114.30, 30.60), (114.303, 30.60), (114.3030003, 30.61), (114.30, 30.61)]
    )
    triangle = shapely.Polygon([(114.3030002, 30.605), (114.304, 30.604), (114.304, 30.606)])
    right = shapely.Polygon(
        [(114.303, 30.60), (114.31, 30.60), (114.31, 30.61), (114.3030003, 30.61)],
        [triangle.exterior.coords],
    )
    shapes = [left, triangle, right]
    cells = [
        replace(REDRAWN[0], code=f"{WEST}{number:03d}", geometry=shape)
        for number, shape in enumerate(shapes, 3)
    ]
    add(store, DRAFT, cells)
    error = refused(store, "partition.crowded", publish, {"w2": cells}, MARCH)
    assert shapely.distance(error.place.geometry, shapely.Point(114.303, 30.605)) < 1e-6


def test_boundary_of_a_planned_community_cannot_leave_its_cells(store):
    area = replace(AREAS[2], boundary=box(114.299, 30.60, 114.31, 30.61))
    refused(store, "partition.uncovered", _put_area, area)


def test_boundary_of_a_planned_community_keeps_its_nodes(store):
    _put_area(store, replace(AREAS[2], name="新名"))
    assert len(read(store, "areas", "community")[0].boundary.exterior.coords) == 7


def _put_area(store, area):
    with store.writing() as work:
        work.put_areas([area])


@pytest.mark.parametrize(
    ("draft", "cells", "code"),
    [
        (plan("w1", WEST), REDRAWN, "plan.exists"),
        (plan("x1", "420106001999"), REDRAWN, "plan.community"),
        (plan("x1", SUBDISTRICT), REDRAWN, "plan.community"),
        (plan("w2", WEST), [], "plan.empty"),
        (plan("w2", WEST), [*REDRAWN, REDRAWN[0]], "record.repeated"),
        (plan("w3", WEST), REDRAWN, "cell.other_plan"),
        (published("w2", WEST), REDRAWN, "plan.in_force"),
        (plan("w2", WEST), [replace(REDRAWN[0], code="")], "cell.no_code"),
        (
            plan("w2", WEST),
            [replace(REDRAWN[0], geometry=shapely.MultiPolygon())],
            "geometry.no_polygon",
        ),
        (
            plan("w2", WEST),
            [replace(REDRAWN[0], geometry=shapely.affinity.translate(WEST_BOX, 1e-8))],
            "geometry.off_lattice",
        ),
        (plan("w2", WEST), [replace(REDRAWN[0], attributes={"a": {1}})], "attributes.no_json"),
    ],
)
def test_plan_that_does_not_fit_is_refused(store, draft, cells, code):
    assert isinstance(refused(store, code, add, draft, cells), InputError | ConflictError)


@pytest.mark.parametrize(
    ("drafts", "day", "touched", "code"),
    [
        ({"w1": WEST_CELLS}, MARCH, (), "plan.no_draft"),
        ({"nothing": REDRAWN}, MARCH, (), "plan.unknown"),
        ({"w2": REDRAWN}, date(2025, 12, 31), (), "plan.too_early"),
        ({"w2": REDRAWN}, MARCH, WEST_CELLS, "plan.not_in_force"),
        ({"w2": REDRAWN}, MARCH, [replace(EAST_CELLS[0], code="x")], "cell.unknown"),
    ],
)
def test_publishing_what_cannot_be_published_is_refused(store, drafts, day, touched, code):
    add(store, DRAFT, REDRAWN)
    assert isinstance(refused(store, code, publish, drafts, day, touched), ConflictError)


def test_two_drafts_of_one_community_are_not_published_at_once(store):
    twin = plan("w3", WEST)
    cells = [replace(cell, plan_id="w3", code=cell.code[:-1] + "9") for cell in REDRAWN[:1]]
    add(store, DRAFT, REDRAWN)
    add(store, twin, cells)
    refused(store, "plan.twice", publish, {"w2": REDRAWN, "w3": cells}, MARCH)


def test_republishing_on_the_same_day_is_allowed(store):
    add(store, DRAFT, REDRAWN)
    publish(store, {"w2": REDRAWN}, NEW_YEAR)
    assert read(store, "plans", WEST)[0].valid_to == date(2025, 12, 31)


def test_used_codes_hold_retired_ones(store):
    redraw(store)
    assert read(store, "used_codes", WEST) == {f"{WEST}{number:03d}" for number in range(1, 5)}


def test_draft_is_replaced_at_the_revision_it_was_read(store):
    add(store, DRAFT, REDRAWN)
    with store.writing() as work:
        changed = work.replace_draft("w2", REDRAWN[:1], 1)
    assert (changed.revision, len(read(store, "cells", "w2"))) == (2, 1)
    refused(store, "plan.changed", _replace_draft, 1)


def _replace_draft(store, revision):
    with store.writing() as work:
        work.replace_draft("w2", REDRAWN, revision)


def test_exclaves_and_holes_come_back_as_they_were(store):
    parts = shapely.MultiPolygon(
        [
            shapely.difference(
                box(114.30, 30.60, 114.304, 30.61), box(114.301, 30.601, 114.302, 30.602)
            ),
            box(114.306, 30.60, 114.31, 30.61),
        ]
    )
    shape = shapely.MultiPolygon([*parts.geoms])
    add(store, DRAFT, [replace(REDRAWN[0], geometry=shape)])
    assert shapely.equals_identical(read(store, "cells", "w2")[0].geometry, shape)


def test_plan_in_force_is_found_beside_drafts(store):
    add(store, DRAFT, REDRAWN)
    assert [p.id for p in read(store, "plans", WEST, PlanStatus.DRAFT)] == ["w2"]
    assert read(store, "plans", EAST, PlanStatus.PUBLISHED) == [EAST_PLAN]
