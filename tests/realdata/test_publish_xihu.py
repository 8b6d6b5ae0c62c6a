"""Communities of Xihu are divided anew, published one by one, and rolled back.

The twin on drawn communities is tests/properties/test_publishing.py.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
import shapely

from gridmap.domain import Assignment, Duty, EditKind, PlanStatus, Worker
from gridmap.formats import read
from gridmap.services.dividing import Wish, divide_communities
from gridmap.services.importing_cells import import_cells
from gridmap.services.initialising import initialise, parse_levels
from gridmap.services.publishing import publish, roll_back
from gridmap.topology import check
from tests.longer import examples

pytestmark = pytest.mark.realdata

COLUMNS = {"code": "XZQHBM", "community_code": "CS_XZQHBM", "community_name": "cunshe"}
DAY = date(2020, 1, 1)
REDRAWN = examples(12)  # all of them in the long run


def cells(store):
    with store.reading() as reader:
        return {cell.code: cell for cell in reader.published_cells()}


def shapes(store):
    return np.array([cell.geometry for cell in cells(store).values()], dtype=object)


def bounds_of(store):
    with store.reading() as reader:
        return {area.code: area.boundary for area in reader.areas("community")}


def redraw(store, code, day):
    """Divide a community into four, give the cells to one worker, and publish."""
    plan = divide_communities(store, Wish(method="lattice", cells=4), [code])[0].plan
    with store.writing() as work:
        work.put_workers([Worker(code, code, code)])
        work.put_assignments(
            Assignment(cell.code, code, Duty.LEADER, day) for cell in work.cells(plan.id)
        )
    return publish(store, day, [plan.id])


@pytest.fixture(scope="module")
def history(realdata, tmp_path_factory):
    """Divide communities that hang together, twelve or all, and publish one after the other."""
    path = tmp_path_factory.mktemp("xihu") / "xihu.gpkg"
    store = initialise(path, "西湖区", parse_levels(()), 3)
    import_cells(
        store,
        read(realdata / "hangzhou_xihu/boundaries.gpkg", layer="grids"),
        DAY,
        columns=COLUMNS,
    )
    before, areas = cells(store), bounds_of(store)
    middle = areas[sorted(areas)[len(areas) // 2]]
    chosen = sorted(areas, key=lambda code: shapely.distance(areas[code], middle))[:REDRAWN]
    answers = [
        redraw(store, code, DAY + timedelta(days=number)) for number, code in enumerate(chosen, 1)
    ]
    yield store, before, areas, chosen, answers
    store.close()


def test_the_territory_is_one_coverage_with_clearance(history):
    assert shapely.coverage_is_valid(shapes(history[0]))
    assert check(shapes(history[0])).valid


def test_communities_keep_their_shape_but_for_bends(history):
    store, _, areas, *_ = history
    moved = [
        shapely.area(shapely.symmetric_difference(areas[code], now)) / shapely.length(now)
        for code, now in bounds_of(store).items()
    ]
    assert max(moved) < 1e-7


def test_other_cells_only_gained_nodes(history):
    store, before, _, chosen, answers = history
    after = cells(store)
    touched = {code for answer in answers for code in answer.touched}
    others = {code for code in before if code[:12] not in chosen}
    changed = {c for c in others if before[c].geometry.wkb != after[c].geometry.wkb}
    assert changed == touched & others
    assert all(
        shapely.hausdorff_distance(before[c].geometry, after[c].geometry) < 1e-7 for c in changed
    )


def test_each_adoption_is_in_a_journal(history):
    store, *_, answers = history
    with store.reading() as reader:
        entries = [edit for plan in reader.plans() for edit in reader.edits(plan.id)]
    assert {entry.kind for entry in entries} == {EditKind.ADOPTION}
    adopted = {cell.code for entry in entries for cell in entry.placed}
    assert adopted == {code for answer in answers for code in answer.touched}


def test_an_earlier_plan_comes_back_with_its_codes(history):
    store, before, _, chosen, _ = history
    with store.reading() as reader:
        (earlier,) = reader.plans(chosen[0], PlanStatus.SUPERSEDED)
    answer = roll_back(store, earlier.id, DAY + timedelta(days=REDRAWN + 1))
    back = {code for code in cells(store) if code.startswith(chosen[0])}
    assert back == {code for code in before if code.startswith(chosen[0])}
    assert set(answer.leaderless) == back
    assert check(shapes(store)).valid
