from __future__ import annotations

from datetime import UTC, date, datetime
from threading import Thread

import pytest
import shapely

from gridmap.domain import Block, EditKind, Lock, LockKind, PlanStatus
from gridmap.domain.commands import MoveNode
from gridmap.errors import ConflictError, CoverageError, InputError
from gridmap.services.drafting import Desk, Note
from gridmap.store import MemoryStore, open_store
from tests import squares
from tests.squares import EAST, WEST, branch, code, place

MOVE = {"op": "move_node", "at": list(place(1, 1)), "to": list(place(1.2, 1.1))}
OTHER = {"op": "move_node", "at": list(place(3, 2)), "to": list(place(2.9, 2.1))}
SPLIT = {
    "op": "split",
    "code": code(WEST, 2, 1),
    "line": [list(place(2.3, 0.9)), list(place(2.3, 2.1))],
}
MERGE = {"op": "merge", "codes": [code(WEST, 0, 0), code(WEST, 0, 1)]}


@pytest.fixture(params=["memory", "file"])
def store(request, tmp_path):
    made = (
        MemoryStore()
        if request.param == "memory"
        else open_store(tmp_path / "town.gpkg", create=True)
    )
    squares.settle(made)
    yield made
    made.close()


@pytest.fixture
def draft(store):
    return branch(store)


def _cells(store, plan_id):
    with store.reading() as reader:
        return reader.cells(plan_id)


def test_a_draft_branches_from_the_plan_in_force(store, draft):
    assert (draft.status, draft.based_on) == (PlanStatus.DRAFT, f"{WEST}-1")
    assert [cell.code for cell in _cells(store, draft.id)] == [
        cell.code for cell in _cells(store, f"{WEST}-1")
    ]


def test_an_edit_is_kept_with_its_entry(store, draft):
    now = datetime(2026, 3, 1, 8, tzinfo=UTC)
    Desk(store).edit(draft.id, MOVE, Note("li", now, "wider street", "corner"))
    with store.reading() as reader:
        (entry,) = reader.edits(draft.id)
    assert (entry.by, entry.at, entry.reason, entry.name) == ("li", now, "wider street", "corner")
    assert dict(entry.command) == MOVE
    assert shapely.coverage_is_valid([cell.geometry for cell in _cells(store, draft.id)])


def test_the_plan_in_force_stays_as_it_was(store, draft):
    before = _cells(store, f"{WEST}-1")
    Desk(store).edit(draft.id, SPLIT)
    assert _cells(store, f"{WEST}-1") == before


def test_a_split_has_a_provisional_code_and_its_own_households(store, draft):
    amended = Desk(store).edit(draft.id, SPLIT)
    placed = {cell.code: cell for cell in amended.edits[0].placed}
    assert placed[f"D{draft.id}-001"].load == 0.0
    assert placed[code(WEST, 2, 1)].load == 10.0


def test_drafts_never_give_the_same_code(store, draft):
    other = branch(store)
    codes = {
        cell.code
        for plan in (draft, other)
        for cell in Desk(store).edit(plan.id, SPLIT).edits[0].placed
        if cell.code.startswith("D")
    }
    assert len(codes) == 2


def test_another_process_goes_on_with_undo_and_redo(store, draft):
    before = _cells(store, draft.id)
    Desk(store).edit(draft.id, MOVE)
    Desk(store).edit(draft.id, SPLIT)
    after = _cells(store, draft.id)
    Desk(store).undo(draft.id, 2)
    assert _cells(store, draft.id) == before
    Desk(store).redo(draft.id, 2)
    assert _cells(store, draft.id) == after


def test_an_undone_merge_has_its_old_codes(store, draft):
    before = _cells(store, draft.id)
    desk = Desk(store)
    desk.edit(draft.id, MERGE)
    desk.undo(draft.id)
    assert _cells(store, draft.id) == before


def test_undo_by_name(store, draft):
    desk = Desk(store)
    desk.edit(draft.id, MOVE, Note(name="corner"))
    corner = _cells(store, draft.id)
    desk.edit(draft.id, SPLIT)
    desk.edit(draft.id, OTHER)
    undone = desk.undo(draft.id, back_to="corner")
    assert [edit.command["of"] for edit in undone.edits] == [3, 2]
    assert _cells(store, draft.id) == corner


def test_the_journal_only_grows(store, draft):
    desk = Desk(store)
    desk.edit(draft.id, MOVE)
    desk.undo(draft.id)
    desk.edit(draft.id, OTHER)
    with store.reading() as reader:
        kinds = [edit.kind for edit in reader.edits(draft.id)]
    assert kinds == [EditKind.EDIT, EditKind.UNDO, EditKind.EDIT]


def test_after_a_new_edit_there_is_nothing_to_redo(store, draft):
    desk = Desk(store)
    desk.edit(draft.id, MOVE)
    desk.undo(draft.id)
    desk.edit(draft.id, OTHER)
    with pytest.raises(ConflictError):
        desk.redo(draft.id)


REFUSED = {
    "unknown": {"op": "explode"},
    "no node": {"op": "delete_node", "at": list(place(0.5, 0.5))},
    "no cell": {"op": "merge", "codes": ["404", code(WEST, 0, 0)]},
    "third cell": {"op": "move_node", "at": list(place(1, 1)), "to": list(place(2.5, 2.5))},
    "outside": {"op": "move_node", "at": list(place(0, 1)), "to": list(place(-1, 1))},
    "apart": {"op": "merge", "codes": [code(WEST, 0, 0), code(WEST, 2, 2)]},
}


@pytest.mark.parametrize("values", REFUSED.values(), ids=REFUSED)
def test_a_refused_edit_leaves_every_byte(store, draft, values):
    desk = Desk(store)
    desk.edit(draft.id, SPLIT)
    before, cells = store.digest(), _cells(store, draft.id)
    with pytest.raises((InputError, CoverageError)):
        desk.edit(draft.id, values)
    assert store.digest() == before
    assert list(desk.draft(draft.id).partition.cells) == cells


def test_a_stale_writer_learns_what_changed(store, draft):
    Desk(store).edit(draft.id, MOVE, Note("wang", name="corner"))
    before = store.digest()
    with pytest.raises(ConflictError) as refusal:
        Desk(store).edit(draft.id, OTHER, revision=draft.revision)
    assert refusal.value.params["since"] == (
        {"number": 1, "op": "move_node", "name": "corner", "by": "wang"},
    )
    assert store.digest() == before


def test_a_writer_without_a_revision_takes_turns(store, draft):
    first, second = Desk(store), Desk(store)
    first.edit(draft.id, MOVE)
    second.edit(draft.id, OTHER)
    first.edit(draft.id, SPLIT)
    with store.reading() as reader:
        assert [edit.number for edit in reader.edits(draft.id)] == [1, 2, 3]


def test_threads_share_a_desk(store, draft):
    desk = Desk(store)

    def work(k):
        for step in range(5):
            at, to = (place(k + 1, 1 + 0.01 * (step + shift)) for shift in (0, 1))
            desk.edit(draft.id, {"op": "move_node", "at": list(at), "to": list(to)})

    threads = [Thread(target=work, args=(k,)) for k in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as reader:
        assert len(reader.edits(draft.id)) == 15
    assert shapely.coverage_is_valid([cell.geometry for cell in _cells(store, draft.id)])


def test_the_same_edit_sent_twice_is_carried_out_once(store, draft):
    desk = Desk(store)
    first = desk.edit(draft.id, MOVE, Note(key="a1"))
    again = desk.edit(draft.id, MOVE, Note(key="a1"))
    assert (len(first.edits), len(again.edits)) == (1, 0)
    assert again.plan == first.plan


def test_a_command_may_be_a_value(store, draft):
    amended = Desk(store).edit(draft.id, MoveNode(place(1, 1), place(1.2, 1.1)))
    assert dict(amended.edits[0].command) == MOVE


@pytest.mark.parametrize("plan_id", [f"{WEST}-1", "nobody-9"])
def test_only_drafts_are_edited(store, plan_id):
    with pytest.raises(ConflictError):
        Desk(store).edit(plan_id, MOVE)


LOCKS = {
    "cell": Lock("a", "", LockKind.CELL, "kept for the station", code(WEST, 1, 1)),
    "plan": Lock("b", "", LockKind.PLAN, "before the election"),
    "arc": Lock(
        "c",
        "",
        LockKind.ARC,
        "river",
        geometry=shapely.LineString([place(1, 1), place(1, 2)]),
    ),
}


@pytest.mark.parametrize("on_base", [False, True], ids=["draft", "plan in force"])
@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
def test_edits_respect_locks(store, draft, lock, on_base):
    plan_id = f"{WEST}-1" if on_base else draft.id
    with store.writing() as work:
        work.put_locks([lock_on(lock, plan_id)])
    before = store.digest()
    with pytest.raises(ConflictError) as refusal:
        Desk(store).edit(draft.id, MOVE)
    assert refusal.value.params["reason"] == lock.reason
    assert store.digest() == before


def lock_on(lock, plan_id, until=None):
    return Lock(
        lock.id, plan_id, lock.kind, lock.reason, lock.cell_code, lock.geometry, until=until
    )


def test_a_lock_that_has_expired_bars_nothing(store, draft):
    with store.writing() as work:
        work.put_locks([lock_on(LOCKS["plan"], draft.id, date(2026, 1, 31))])
    Desk(store).edit(draft.id, MOVE, Note(at=datetime(2026, 2, 1, tzinfo=UTC)))
    with pytest.raises(ConflictError):
        Desk(store).edit(draft.id, OTHER, Note(at=datetime(2026, 1, 31, tzinfo=UTC)))


def test_a_locked_cell_leaves_its_neighbours_free(store, draft):
    with store.writing() as work:
        work.put_locks([lock_on(LOCKS["cell"], draft.id)])
    assert Desk(store).edit(draft.id, OTHER).plan.revision == draft.revision + 1


def test_a_draft_of_the_other_community_is_apart(store, draft):
    east = branch(store, EAST)
    Desk(store).edit(
        east.id,
        {"op": "move_node", "at": list(place(5, 1)), "to": list(place(5.1, 1))},
    )
    with store.reading() as reader:
        assert reader.edits(draft.id) == []


def test_blocks_that_came_since_weigh_at_the_next_edit(store, draft):
    desk = Desk(store)
    desk.edit(draft.id, MOVE)
    with store.writing() as work:
        shapes = {cell.code: cell.geometry for cell in work.cells(draft.id)}
        work.put_blocks(Block(name, WEST, shape, 7.0) for name, shape in shapes.items())
    amended = desk.edit(draft.id, OTHER)
    placed = {cell.code: cell.load for edit in amended.edits for cell in edit.placed}
    assert sum(placed.values()) == pytest.approx(7.0 * len(placed))
