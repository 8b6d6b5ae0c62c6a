from __future__ import annotations

from datetime import date

import pytest
import shapely

from gridmap.domain import Lock, LockKind
from gridmap.errors import ConflictError, CoverageError, InputError
from gridmap.services.border_edits import edit_together, redo_together, undo_together
from gridmap.services.drafting import Desk
from gridmap.services.publishing import publish
from gridmap.store import MemoryStore
from tests import squares
from tests.squares import COLUMNS, EAST, WEST, branch, code, place

BORDER = {
    "op": "move_node",
    "at": list(place(COLUMNS, 1)),
    "to": list(place(COLUMNS + 0.3, 1.2)),
}
FEBRUARY = date(2026, 2, 1)


@pytest.fixture
def store():
    made = MemoryStore()
    squares.settle(made)
    return made


@pytest.fixture
def drafts(store):
    return branch(store, WEST).id, branch(store, EAST).id


def _cells(store, plan_ids):
    with store.reading() as reader:
        return [cell for plan_id in plan_ids for cell in reader.cells(plan_id)]


def _shapes(store, plan_ids):
    return [cell.geometry.wkb for cell in _cells(store, plan_ids)]


@pytest.mark.parametrize("side", [0, 1])
def test_one_draft_alone_does_not_move_the_border(store, drafts, side):
    with pytest.raises(CoverageError):
        Desk(store).edit(drafts[side], BORDER)


def test_both_drafts_move_the_border_together(store, drafts):
    amended = edit_together(Desk(store), drafts, BORDER)
    assert [edit.command["with"] for done in amended for edit in done.edits] == [
        [drafts[1]],
        [drafts[0]],
    ]
    assert shapely.coverage_is_valid([cell.geometry for cell in _cells(store, drafts)])


def test_what_moved_together_is_published_together(store, drafts):
    edit_together(Desk(store), drafts, BORDER)
    publish(store, FEBRUARY, drafts)
    with store.reading() as reader:
        cells = reader.published_cells()
        west = reader.area(WEST).boundary
    assert shapely.coverage_is_valid([cell.geometry for cell in cells])
    assert shapely.Point(place(COLUMNS + 0.2, 1.2)).within(west)


def test_what_moved_together_is_not_published_alone(store, drafts):
    edit_together(Desk(store), drafts, BORDER)
    before = store.digest()
    with pytest.raises((CoverageError, ConflictError)):
        publish(store, FEBRUARY, [drafts[0]])
    assert store.digest() == before


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("fresh", [False, True], ids=["same desk", "another desk"])
def test_neither_side_moves_the_agreed_border_alone(store, drafts, side, fresh):
    desk = Desk(store)
    edit_together(desk, drafts, BORDER)
    back = {"op": "move_node", "at": BORDER["to"], "to": list(place(COLUMNS + 0.1, 1.1))}
    before = store.digest()
    with pytest.raises(CoverageError):
        (Desk(store) if fresh else desk).edit(drafts[side], back)
    assert store.digest() == before


def test_after_the_undo_the_old_border_bounds_again(store, drafts):
    desk = Desk(store)
    edit_together(desk, drafts, BORDER)
    undo_together(desk, drafts)
    with pytest.raises(CoverageError):
        desk.edit(drafts[0], BORDER)


def test_undo_and_redo_go_together(store, drafts):
    desk = Desk(store)
    before = _shapes(store, drafts)
    edit_together(desk, drafts, BORDER)
    after = _shapes(store, drafts)
    undo_together(desk, drafts)
    assert _shapes(store, drafts) == before
    redo_together(desk, drafts)
    assert _shapes(store, drafts) == after


def test_one_draft_alone_does_not_undo_it(store, drafts):
    edit_together(Desk(store), drafts, BORDER)
    with pytest.raises(ConflictError):
        Desk(store).undo(drafts[0])


def test_a_later_edit_of_one_draft_is_undone_first(store, drafts):
    desk = Desk(store)
    edit_together(desk, drafts, BORDER)
    desk.edit(drafts[0], {"op": "move_node", "at": list(place(1, 1)), "to": list(place(1.1, 1))})
    before = store.digest()
    with pytest.raises(ConflictError):
        undo_together(desk, drafts)
    assert store.digest() == before


def test_an_edit_inside_one_community_is_kept_in_its_draft_alone(store, drafts):
    inside = {"op": "move_node", "at": list(place(1, 1)), "to": list(place(1.1, 1))}
    west, east = edit_together(Desk(store), drafts, inside)
    assert (len(west.edits), len(east.edits)) == (1, 0)


def test_ground_is_handed_over_across_the_border(store, drafts):
    piece = shapely.box(*place(COLUMNS - 0.5, 1), *place(COLUMNS, 2))
    command = {
        "op": "transfer",
        "piece": shapely.geometry.mapping(piece),
        "from_code": code(WEST, COLUMNS - 1, 1),
        "to_code": code(EAST, 0, 1),
    }
    edit_together(Desk(store), drafts, command)
    cells = {cell.code: cell for cell in _cells(store, drafts)}
    assert cells[code(EAST, 0, 1)].area_m2 == pytest.approx(
        3 * cells[code(WEST, COLUMNS - 1, 1)].area_m2, rel=1e-3
    )


def test_a_node_that_one_draft_put_on_the_border_comes_along(store, drafts):
    Desk(store).edit(
        drafts[0],
        {
            "op": "split",
            "code": code(WEST, COLUMNS - 1, 1),
            "line": [list(place(COLUMNS - 1.1, 1.4)), list(place(COLUMNS + 0.1, 1.4))],
        },
    )
    edit_together(Desk(store), drafts, BORDER)
    assert shapely.coverage_is_valid([cell.geometry for cell in _cells(store, drafts)])


@pytest.mark.parametrize("side", [0, 1])
def test_a_lock_on_either_side_bars_it(store, drafts, side):
    with store.writing() as work:
        work.put_locks([Lock("a", drafts[side], LockKind.PLAN, "settled")])
    before = store.digest()
    with pytest.raises(ConflictError):
        edit_together(Desk(store), drafts, BORDER)
    assert store.digest() == before


def test_cells_are_made_and_merged_in_one_community_alone(store, drafts):
    with pytest.raises(InputError):
        edit_together(
            Desk(store),
            drafts,
            {"op": "merge", "codes": [code(WEST, COLUMNS - 1, 1), code(EAST, 0, 1)]},
        )
