"""Reading a journal: which edits stand, which can be taken back and which brought again.

Entries are only ever added. An undo and a redo are entries that name the edit they concern, so the
state of a plan follows from its journal alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridmap.domain.words import EditKind
from gridmap.errors import ConflictError, InputError

if TYPE_CHECKING:
    from gridmap.domain.records import Edit


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a journal stands: numbers of the edits that stand and of those taken back, in order.

    The last of `standing` is undone next, the last of `undone` is redone next.
    """

    standing: tuple[int, ...] = ()
    undone: tuple[int, ...] = ()

    @classmethod
    def of(cls, entries: Iterable[Edit]) -> Cursor:
        """Return where a whole journal stands."""
        standing: list[int] = []
        undone: list[int] = []
        for entry in entries:
            if entry.kind is EditKind.UNDO:
                undone.append(standing.pop())
            elif entry.kind is EditKind.REDO:
                standing.append(undone.pop())
            elif entry.kind is EditKind.EDIT:
                standing.append(entry.number)
                undone.clear()
        return cls(tuple(standing), tuple(undone))


def to_undo(entries: Sequence[Edit], steps: int = 1, back_to: str | None = None) -> list[Edit]:
    """Return the edits to take back, the last first.

    Parameters
    ----------
    entries
        The whole journal.
    steps
        How many edits, unless `back_to` is given.
    back_to
        Name or number of the edit that is to stand last; ``0`` takes all back.

    Raises
    ------
    ConflictError
        When nothing is left to undo.
    InputError
        When no standing edit has that name or number.
    """
    standing = Cursor.of(entries).standing
    if not standing:
        raise ConflictError("journal.nothing_to_undo")
    if back_to is None:
        count = min(steps, len(standing))
    elif back_to == "0":
        count = len(standing)
    else:
        count = len(standing) - 1 - _find(entries, standing, back_to)
    by_number = {entry.number: entry for entry in entries}
    return [by_number[number] for number in standing[::-1][:count]]


def to_redo(entries: Sequence[Edit], steps: int = 1, up_to: str | None = None) -> list[Edit]:
    """Return the edits to bring again, the first first; as `to_undo`.

    Raises
    ------
    ConflictError
        When nothing is left to redo.
    InputError
        When no edit that was undone has that name or number.
    """
    undone = Cursor.of(entries).undone[::-1]
    if not undone:
        raise ConflictError("journal.nothing_to_redo")
    count = min(steps, len(undone)) if up_to is None else _find(entries, undone, up_to) + 1
    by_number = {entry.number: entry for entry in entries}
    return [by_number[number] for number in undone[:count]]


def _find(entries: Sequence[Edit], numbers: Sequence[int], wanted: str) -> int:
    """Return the place of the last number whose edit has a name or number.

    Raises
    ------
    InputError
        When there is none.
    """
    names = {entry.number: entry.name for entry in entries}
    for place in reversed(range(len(numbers))):
        number = numbers[place]
        if wanted in {str(number), names[number]}:
            return place
    raise InputError("journal.no_edit", wanted=wanted)
