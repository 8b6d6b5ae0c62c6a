from __future__ import annotations

from datetime import date

import pytest
import shapely

from gridmap.domain import Assignment, Duty
from gridmap.errors import ConflictError
from gridmap.services.drafting import Desk
from gridmap.services.merging_drafts import Side, merge_drafts
from gridmap.services.publishing import publish
from gridmap.store import MemoryStore
from tests import squares
from tests.squares import EAST, WEST, branch, code, place


def move(x, y, dx, dy):
    return {"op": "move_node", "at": list(place(x, y)), "to": list(place(x + dx, y + dy))}


def split(column, row, share=0.3):
    return {
        "op": "split",
        "code": code(WEST, column, row),
        "line": [list(place(column + share, row - 0.1)), list(place(column + share, row + 1.1))],
    }


@pytest.fixture
def store():
    made = MemoryStore()
    squares.settle(made)
    return made


def _drafts(store, first, second):
    drafts = []
    for commands in (first, second):
        plan = branch(store)
        for command in commands:
            Desk(store).edit(plan.id, command)
        drafts.append(plan.id)
    return drafts


def _shapes(store, plan_id):
    with store.reading() as reader:
        return {cell.code: cell.geometry for cell in reader.cells(plan_id)}


CORNER, FAR = move(1, 1, 0.2, 0.1), move(3, 2, -0.1, 0.1)


def test_disjoint_edits_merge_without_a_question(store):
    merged = merge_drafts(store, *_drafts(store, [CORNER], [FAR]))
    assert merged.clashes == ()
    both = _drafts(store, [CORNER, FAR], [])[0]
    assert _shapes(store, merged.plan.id) == _shapes(store, both)


def test_the_order_of_the_drafts_does_not_matter(store):
    first, second = _drafts(store, [CORNER], [FAR])
    one, other = (merge_drafts(store, *pair).plan.id for pair in ((first, second), (second, first)))
    assert _shapes(store, one) == _shapes(store, other)


def test_both_drafts_stay_as_they_are(store):
    first, second = _drafts(store, [CORNER], [FAR])
    before = _shapes(store, first), _shapes(store, second)
    merge_drafts(store, first, second)
    assert (_shapes(store, first), _shapes(store, second)) == before


def test_the_same_arc_moved_twice_stops_the_merge_on_that_arc(store):
    first, second = _drafts(store, [CORNER], [move(1, 1, -0.2, 0), FAR])
    before = store.digest()
    merged = merge_drafts(store, first, second)
    assert merged.plan is None
    assert [clash.edit.number for clash in merged.clashes] == [1]
    assert {shapely.Point(place(1, 1)).distance(arc) for arc in merged.clashes[0].arcs} == {0.0}
    assert store.digest() == before


@pytest.mark.parametrize(("side", "corner"), [(Side.FIRST, (1.2, 1.1)), (Side.SECOND, (0.8, 1))])
def test_a_preference_settles_the_arc_and_keeps_the_rest(store, side, corner):
    first, second = _drafts(store, [CORNER], [move(1, 1, -0.2, 0), FAR])
    shapes = _shapes(store, merge_drafts(store, first, second, prefer=side).plan.id)
    nodes = {tuple(node) for node in shapely.get_coordinates(list(shapes.values())).tolist()}
    assert place(*corner) in nodes
    assert place(2.9, 2.1) in nodes


def test_the_same_move_in_both_is_no_conflict(store):
    first, second = _drafts(store, [CORNER], [CORNER])
    merged = merge_drafts(store, first, second)
    assert merged.clashes == ()
    assert _shapes(store, merged.plan.id) == _shapes(store, first)


def test_splits_of_neighbours_that_share_an_arc_merge(store):
    first, second = _drafts(store, [split(1, 1)], [split(1, 2, 0.7)])
    merged = merge_drafts(store, first, second)
    shapes = _shapes(store, merged.plan.id)
    assert merged.clashes == ()
    assert {f"D{first}-001", f"D{second}-001"} <= set(shapes)
    assert shapely.coverage_is_valid(list(shapes.values()))


def test_a_split_and_a_move_of_its_far_border_merge(store):
    first, second = _drafts(store, [split(1, 1, 0.5)], [move(3, 1, 0.1, 0)])
    shapes = _shapes(store, merge_drafts(store, first, second).plan.id)
    assert shapely.coverage_is_valid(list(shapes.values()))
    assert len(shapes) == 13


def test_undone_edits_are_not_merged(store):
    first, second = _drafts(store, [CORNER], [FAR, split(2, 1)])
    Desk(store).undo(second, 2)
    merged = merge_drafts(store, first, second)
    assert merged.edits == ()
    assert _shapes(store, merged.plan.id) == _shapes(store, first)


def test_a_merged_draft_merges_again(store):
    first, second = _drafts(store, [CORNER], [FAR])
    third = _drafts(store, [split(0, 2)], [])[0]
    merged = merge_drafts(store, first, second).plan
    whole = merge_drafts(store, third, merged.id)
    assert len(whole.edits) == 2
    assert shapely.coverage_is_valid(list(_shapes(store, whole.plan.id).values()))


def test_what_is_merged_can_be_undone(store):
    first, second = _drafts(store, [CORNER], [FAR])
    merged = merge_drafts(store, first, second).plan
    Desk(store).undo(merged.id)
    assert _shapes(store, merged.id) == _shapes(store, first)


def test_official_codes_follow_the_parents_in_all_drafts_behind_a_merge(store):
    first, second = _drafts(store, [split(3, 2)], [split(0, 0)])
    merged = merge_drafts(store, first, second).plan
    day = date(2026, 2, 1)
    with store.writing() as work:
        work.put_assignments(
            [Assignment(f"D{plan}-001", "W0", Duty.LEADER, day) for plan in (first, second)]
        )
    published = publish(store, day, [merged.id])
    assert dict(published.renamed) == {
        f"D{second}-001": f"{WEST}013",
        f"D{first}-001": f"{WEST}014",
    }


def test_an_edit_of_a_cell_that_the_other_merged_away_is_a_clash(store):
    cells = [code(WEST, 2, 1), code(WEST, 1, 1)]
    first, second = _drafts(store, [{"op": "merge", "codes": cells}], [split(2, 1)])
    merged = merge_drafts(store, first, second)
    assert merged.plan is None
    assert merged.clashes[0].refusal is not None


def test_drafts_of_two_communities_do_not_merge(store):
    east = branch(store, EAST)
    with pytest.raises(ConflictError):
        merge_drafts(store, branch(store).id, east.id)
