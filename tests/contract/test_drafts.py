"""What every store promises about drafts: amended edit by edit, nothing lost, nothing doubled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
import shapely

from gridmap.domain import Cell, Edit, EditKind, PlanStatus
from gridmap.errors import ConflictError, GridmapError, InputError
from tests.contract.worlds import EAST, MARCH, WEST, box, columns, leader, plan

DRAFT = plan("w2", WEST, based_on="w1")
CELLS = [
    replace(cell, name="北园", load=12.5, cell_type="housing", attributes={"households": 120})
    for cell in columns(DRAFT, 114.30, 114.305, 114.31)
]
FIRST, SECOND = (cell.code for cell in CELLS)


@pytest.fixture
def drafted(store):
    """The small territory with a draft of the west."""
    with store.writing() as work:
        work.add_plan(DRAFT, CELLS)
    return store


def read(store, what, *args):
    with store.reading() as reader:
        return getattr(reader, what)(*args)


def write(store, what, *args, **more):
    with store.writing() as work:
        return getattr(work, what)(*args, **more)


def refused(store, code, what, *args):
    """Return the error of a write that must fail and must change nothing."""
    before = store.digest()
    with pytest.raises(GridmapError) as caught:
        write(store, what, *args)
    assert (caught.value.code, store.digest()) == (code, before)
    return caught.value


def moved(number, before, lon, **more):
    """Return the edit that moves the border between two columns."""
    left, right = before
    west, south, _, north = left.geometry.bounds
    _, _, east, _ = right.geometry.bounds
    placed = (
        replace(left, geometry=box(west, south, lon, north)),
        replace(right, geometry=box(lon, south, east, north)),
    )
    command = {"op": "move_node", "at": [114.305, 30.6], "to": [lon, 30.6]}
    return Edit("w2", number, EditKind.EDIT, command, tuple(before), placed, **more)


def split_first(number=1, **more):
    """Return the edit that splits the first cell in two."""
    halves = (
        replace(CELLS[0], geometry=box(114.30, 30.60, 114.302, 30.61)),
        replace(CELLS[0], code="Dw2-001", geometry=box(114.302, 30.60, 114.305, 30.61)),
    )
    command = {"op": "split", "code": FIRST, "line": [[114.302, 30.6], [114.302, 30.61]]}
    return Edit("w2", number, EditKind.EDIT, command, (CELLS[0],), halves, **more)


def merge_both(number=1, **more):
    """Return the edit that merges the two cells."""
    whole = replace(CELLS[0], geometry=box(114.30, 30.60, 114.31, 30.61))
    command = {"op": "merge", "codes": [FIRST, SECOND]}
    return Edit("w2", number, EditKind.EDIT, command, tuple(CELLS), (whole,), **more)


def taken_back(number, edit):
    """Return the entry that undoes an edit."""
    command = {"op": "undo", "of": edit.number}
    return Edit("w2", number, EditKind.UNDO, command, edit.placed, edit.dropped)


def shapes(store, plan_id="w2"):
    return {cell.code: cell.geometry.wkb for cell in read(store, "cells", plan_id)}


def test_plan_and_area_are_found_by_their_keys(drafted):
    assert (read(drafted, "plan", "w2"), read(drafted, "plan", "w9")) == (DRAFT, None)
    assert read(drafted, "area", WEST).code == WEST
    assert read(drafted, "area", "nowhere") is None


def test_edit_changes_the_cells_and_the_revision(drafted):
    edited = write(drafted, "amend", "w2", [moved(1, CELLS, 114.304)], 1)
    assert edited == read(drafted, "plan", "w2") == replace(DRAFT, revision=2)
    assert [cell.geometry.bounds[2] for cell in read(drafted, "cells", "w2")] == [114.304, 114.31]


def test_entry_comes_back_as_it_was_given(drafted):
    china = timezone(timedelta(hours=8))
    edit = moved(
        1,
        CELLS,
        114.304,
        by="li",
        at=datetime(2026, 1, 2, 6, 30, 15, 123456, tzinfo=china),
        reason="沿河",
        name="沿河调整",
        key="k-1",
    )
    write(drafted, "amend", "w2", [edit], 1)
    (entry,) = read(drafted, "edits", "w2")
    cells = {"dropped": entry.dropped, "placed": entry.placed}
    at = datetime(2026, 1, 1, 22, 30, 15, 123000, tzinfo=UTC)
    assert entry == replace(edit, at=at, **cells)
    assert list(entry.placed) == read(drafted, "cells", "w2")


def test_journal_keeps_what_was_stored_not_what_was_claimed(drafted):
    stored = read(drafted, "cells", "w2")
    bare = [Cell(cell.code, "w2", cell.geometry) for cell in CELLS]
    edit = replace(moved(1, CELLS, 114.304), dropped=tuple(bare))
    write(drafted, "amend", "w2", [edit], 1)
    assert list(read(drafted, "edits", "w2")[0].dropped) == stored


def test_several_edits_are_one_amendment(drafted):
    first = moved(1, CELLS, 114.304)
    second = moved(2, first.placed, 114.3035)
    edited = write(drafted, "amend", "w2", [first, second], 1)
    assert (edited.revision, [e.number for e in read(drafted, "edits", "w2")]) == (2, [1, 2])
    assert [e.number for e in read(drafted, "edits", "w2", 1)] == [2]
    assert read(drafted, "cells", "w2")[0].geometry.bounds[2] == 114.3035


@pytest.mark.parametrize("edit", [split_first(), merge_both(), moved(1, CELLS, 114.304)])
def test_undo_brings_every_cell_back(drafted, edit):
    before = read(drafted, "cells", "w2")
    write(drafted, "amend", "w2", [edit], 1)
    assert read(drafted, "cells", "w2") == sorted(
        read(drafted, "edits", "w2")[0].placed
        + tuple(cell for cell in before if cell.code not in {c.code for c in edit.dropped}),
        key=lambda cell: cell.code,
    )
    (kept,) = read(drafted, "edits", "w2")
    write(drafted, "amend", "w2", [taken_back(2, kept)], 2)
    assert read(drafted, "cells", "w2") == before
    assert shapes(drafted) == {cell.code: cell.geometry.wkb for cell in before}


def test_stale_writer_learns_what_changed_since(drafted):
    first = moved(1, CELLS, 114.304, by="li", name="沿河")
    write(drafted, "amend", "w2", [first], 1)
    write(drafted, "amend", "w2", [taken_back(2, first)], 2)
    error = refused(drafted, "plan.changed", "amend", "w2", [moved(1, CELLS, 114.303)], 1)
    assert error.params["revision"] == 3
    assert error.params["since"] == (
        {"number": 1, "op": "move_node", "name": "沿河", "by": "li"},
        {"number": 2, "op": "undo", "name": "", "by": ""},
    )
    assert "1 move_node 沿河 li, 2 undo" in error.what("en")


def test_writer_learns_only_of_what_it_has_not_seen(drafted):
    first = moved(1, CELLS, 114.304)
    write(drafted, "amend", "w2", [first], 1)
    write(drafted, "amend", "w2", [taken_back(2, first)], 2)
    error = refused(drafted, "plan.changed", "amend", "w2", [moved(2, CELLS, 114.303)], 2)
    assert [edit["number"] for edit in error.params["since"]] == [2]


def test_same_edit_sent_twice_is_carried_out_once(drafted):
    edit = moved(1, CELLS, 114.304, key="k-1")
    write(drafted, "amend", "w2", [edit], 1)
    after = read(drafted, "cells", "w2")
    again = write(drafted, "amend", "w2", [edit], 1)
    assert (again.revision, len(read(drafted, "edits", "w2"))) == (2, 1)
    assert read(drafted, "cells", "w2") == after


def test_key_counts_within_one_plan_only(drafted):
    other = plan("w3", WEST)
    write(drafted, "add_plan", other, [replace(cell, plan_id="w3") for cell in CELLS])
    edit = moved(1, CELLS, 114.304, key="k-1")
    mine = [tuple(replace(c, plan_id="w3") for c in part) for part in (edit.dropped, edit.placed)]
    write(drafted, "amend", "w2", [edit], 1)
    write(drafted, "amend", "w3", [replace(edit, plan_id="w3", dropped=mine[0], placed=mine[1])], 1)
    assert [len(read(drafted, "edits", name)) for name in ("w2", "w3")] == [1, 1]


def test_known_edit_is_known_after_publishing_too(drafted):
    edit = moved(1, CELLS, 114.304, key="k-1")
    write(drafted, "amend", "w2", [edit], 1)
    write(drafted, "publish", {"w2": read(drafted, "cells", "w2")}, MARCH)
    again = write(drafted, "amend", "w2", [edit], 1)
    assert (again.status, len(read(drafted, "edits", "w2"))) == (PlanStatus.PUBLISHED, 1)


@pytest.mark.parametrize(
    ("plan_id", "edits", "code"),
    [
        ("w9", [moved(1, CELLS, 114.304)], "plan.unknown"),
        ("w1", [replace(moved(1, CELLS, 114.304), plan_id="w1")], "plan.no_draft"),
        ("w2", [replace(moved(1, CELLS, 114.304), plan_id="w1")], "edit.other_plan"),
        ("w2", [moved(2, CELLS, 114.304)], "edit.number"),
        ("w2", [moved(1, moved(1, CELLS, 114.304).placed, 114.303)], "edit.stale"),
        ("w2", [replace(merge_both(), dropped=(CELLS[0], CELLS[0]))], "record.repeated"),
        ("w2", [replace(merge_both(), dropped=(CELLS[1],))], "edit.code_taken"),
        ("w2", [replace(split_first(), dropped=())], "edit.code_taken"),
        ("w2", [replace(merge_both(), placed=())], "plan.empty"),
        ("w2", [replace(split_first(), at=datetime(2026, 1, 1))], "edit.time"),  # noqa: DTZ001
        ("w2", [replace(split_first(), command={"op": {1}})], "attributes.no_json"),
        (
            "w2",
            [split_first(1, key="k"), replace(split_first(2, key="k"), dropped=(), placed=())],
            "record.repeated",
        ),
        (
            "w2",
            [
                replace(
                    split_first(),
                    placed=(
                        replace(
                            CELLS[0],
                            geometry=shapely.affinity.translate(CELLS[0].geometry, 1e-8),
                        ),
                    ),
                )
            ],
            "geometry.off_lattice",
        ),
        ("w2", [replace(split_first(), placed=(replace(CELLS[0], code=""),))], "cell.no_code"),
        (
            "w2",
            [replace(split_first(), placed=(replace(CELLS[0], plan_id="w1"),))],
            "cell.other_plan",
        ),
    ],
)
def test_edit_that_does_not_fit_is_refused(drafted, plan_id, edits, code):
    assert isinstance(
        refused(drafted, code, "amend", plan_id, edits, 1), ConflictError | InputError
    )


def test_second_edit_that_does_not_fit_undoes_the_first(drafted):
    edits = [moved(1, CELLS, 114.304), moved(2, CELLS, 114.303)]
    refused(drafted, "edit.stale", "amend", "w2", edits, 1)


def test_no_edits_change_nothing(drafted):
    assert write(drafted, "amend", "w2", [], 1) == DRAFT


def test_edit_touches_no_cell_of_another_plan(drafted):
    before = read(drafted, "published_cells")
    write(drafted, "amend", "w2", [merge_both()], 1)
    assert read(drafted, "published_cells") == before


def test_replacing_a_draft_can_be_undone(drafted):
    before = read(drafted, "cells", "w2")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    redrawn = columns(DRAFT, 114.30, 114.303, 114.31)
    write(drafted, "replace_draft", "w2", redrawn, 1, by="li", at=at)
    (entry,) = read(drafted, "edits", "w2")
    assert (entry.kind, entry.command, entry.by, entry.at) == (
        EditKind.EDIT,
        {"op": "replace"},
        "li",
        at,
    )
    write(drafted, "amend", "w2", [taken_back(2, entry)], 2)
    assert read(drafted, "cells", "w2") == before


def test_replacing_keeps_in_the_journal_what_differs(drafted):
    write(drafted, "replace_draft", "w2", [CELLS[0], replace(CELLS[1], name="新名")], 1)
    (entry,) = read(drafted, "edits", "w2")
    assert [cell.name for cell in (*entry.dropped, *entry.placed)] == ["北园", "新名"]
    write(drafted, "replace_draft", "w2", read(drafted, "cells", "w2"), 2)
    assert (len(read(drafted, "edits", "w2")), read(drafted, "plan", "w2").revision) == (1, 3)


def test_discarded_draft_rests_with_all_it_has_and_burns_no_code(drafted):
    used = read(drafted, "used_codes", WEST)
    write(drafted, "amend", "w2", [split_first()], 1)
    cells, edits = read(drafted, "cells", "w2"), read(drafted, "edits", "w2")
    assert write(drafted, "discard", "w2").status is PlanStatus.DISCARDED
    refused(drafted, "plan.no_draft", "amend", "w2", [merge_both(2)], 3)
    assert (read(drafted, "cells", "w2"), read(drafted, "edits", "w2")) == (cells, edits)
    assert read(drafted, "used_codes", WEST) == used


def test_discarded_draft_is_taken_up_again(drafted):
    write(drafted, "discard", "w2")
    assert write(drafted, "restore", "w2") == replace(DRAFT, revision=3)
    write(drafted, "amend", "w2", [split_first()], 3)
    assert len(read(drafted, "cells", "w2")) == 3


@pytest.mark.parametrize(
    ("what", "plan_id", "code"),
    [
        ("discard", "w1", "plan.no_draft"),
        ("discard", "w9", "plan.unknown"),
        ("restore", "w2", "plan.not_discarded"),
        ("restore", "w9", "plan.unknown"),
    ],
)
def test_only_drafts_are_discarded_and_only_discarded_ones_restored(drafted, what, plan_id, code):
    refused(drafted, code, what, plan_id)


def test_draft_branches_from_a_plan_of_its_community(store):
    refused(store, "plan.other_community", "add_plan", replace(DRAFT, based_on="e1"), CELLS)
    refused(store, "plan.unknown", "add_plan", replace(DRAFT, based_on="e9"), CELLS)


def test_assignment_waits_while_its_cell_is_merged_away(drafted):
    write(drafted, "amend", "w2", [split_first()], 1)
    write(drafted, "put_assignments", [leader("Dw2-001", "w-1")])
    (split,) = read(drafted, "edits", "w2")
    write(drafted, "amend", "w2", [taken_back(2, split)], 2)
    redone = Edit("w2", 3, EditKind.REDO, {"op": "redo", "of": 1}, split.dropped, split.placed)
    write(drafted, "amend", "w2", [redone], 3)
    assert [a.cell_code for a in read(drafted, "assignments")] == ["Dw2-001"]


def test_official_codes_are_remembered_beside_the_provisional_ones(drafted):
    write(drafted, "amend", "w2", [split_first()], 1)
    cells = [
        replace(cell, code=f"{WEST}003") if cell.code.startswith("D") else cell
        for cell in read(drafted, "cells", "w2")
    ]
    write(drafted, "publish", {"w2": cells}, MARCH, (), {"Dw2-001": f"{WEST}003"})
    assert read(drafted, "renames", "w2") == {"Dw2-001": f"{WEST}003"}
    assert read(drafted, "renames", "w1") == {}


KINK = (114.31, 30.605)


def adopted(store, name, cell, **changes):
    """Take a new node on the west edge of a cell of the east into its plan."""
    ring = [*cell.geometry.exterior.coords]
    kinked = replace(cell, geometry=shapely.Polygon([*ring[:-1], KINK]))
    edit = Edit(name, 0, EditKind.ADOPTION, {"op": "adopt"}, (cell,), (kinked,))
    return write(store, "adopt", name, replace(edit, **changes))


def test_plan_in_force_takes_over_nodes_of_its_border(store):
    changed = adopted(store, "e1", read(store, "cells", "e1")[0])
    (entry,) = read(store, "edits", "e1")
    assert (changed.revision, entry.number, entry.kind) == (2, 1, EditKind.ADOPTION)
    assert shapely.get_num_coordinates(read(store, "cells", "e1")[0].geometry) == 6


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": EditKind.EDIT}, "edit.no_adoption"),
        ({"placed": ()}, "edit.no_adoption"),
        ({"plan_id": "w1"}, "edit.other_plan"),
    ],
)
def test_plan_in_force_takes_nothing_else(store, changes, code):
    before = store.digest()
    with pytest.raises(GridmapError) as caught:
        adopted(store, "e1", read(store, "cells", "e1")[0], **changes)
    assert (caught.value.code, store.digest()) == (code, before)


def test_discarded_draft_takes_nothing_over(store):
    draft = plan("e2", EAST)
    write(store, "add_plan", draft, columns(draft, 114.31, 114.315, 114.32))
    write(store, "discard", "e2")
    with pytest.raises(ConflictError) as caught:
        adopted(store, "e2", read(store, "cells", "e2")[0])
    assert caught.value.code == "plan.closed"


def test_a_draft_takes_another_name_at_the_same_revision(drafted):
    before = read(drafted, "plan", "w2")
    named = write(drafted, "describe", "w2", "北片", "两户搬迁")
    assert named == replace(before, name="北片", reason="两户搬迁") == read(drafted, "plan", "w2")


def test_a_plan_in_force_keeps_its_name(drafted):
    refused(drafted, "plan.no_draft", "describe", "w1", "北片", "")
