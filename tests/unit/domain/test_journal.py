from __future__ import annotations

import pytest

from gridmap.domain import Edit, EditKind
from gridmap.domain.journal import Cursor, to_redo, to_undo
from gridmap.errors import ConflictError, InputError


def _journal(*words):
    entries = []
    for number, word in enumerate(words, 1):
        kind = EditKind(word) if word in set(EditKind) else EditKind.EDIT
        entries.append(Edit("p", number, kind, {}, name="" if kind == word else word))
    return entries


def test_an_empty_journal_has_nothing_to_undo_or_redo():
    with pytest.raises(ConflictError):
        to_undo([])
    with pytest.raises(ConflictError):
        to_redo([])


@pytest.mark.parametrize(
    ("words", "standing", "undone"),
    [
        (["a", "b"], (1, 2), ()),
        (["a", "b", "undo"], (1,), (2,)),
        (["a", "b", "undo", "undo", "redo"], (1,), (2,)),
        (["a", "undo", "b"], (3,), ()),
        (["a", "adoption", "undo"], (), (1,)),
    ],
)
def test_the_state_follows_from_the_entries(words, standing, undone):
    assert Cursor.of(_journal(*words)) == Cursor(standing, undone)


def _numbers(edits):
    return [edit.number for edit in edits]


def test_undo_takes_the_last_first():
    assert _numbers(to_undo(_journal("a", "b", "c"), 2)) == [3, 2]


def test_undo_back_to_a_name_or_number_leaves_that_edit_standing():
    journal = _journal("a", "b", "c")
    assert _numbers(to_undo(journal, back_to="a")) == [3, 2]
    assert _numbers(to_undo(journal, back_to="2")) == [3]


def test_undo_back_to_nought_takes_all_back():
    assert _numbers(to_undo(_journal("a", "b"), back_to="0")) == [2, 1]


def test_redo_brings_the_first_undone_first():
    journal = _journal("a", "b", "c", "undo", "undo")
    assert _numbers(to_redo(journal, 2)) == [2, 3]
    assert _numbers(to_redo(journal, up_to="b")) == [2]


def test_a_name_that_is_not_there_is_refused():
    with pytest.raises(InputError):
        to_undo(_journal("a"), back_to="z")
