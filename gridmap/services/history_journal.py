"""A plan's journal as history reads it: edits that stand, with the codes that cells have today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Final

from gridmap.catalogue import text
from gridmap.domain import Cell, Edit, EditKind, Plan, PlanStatus
from gridmap.domain.journal import Cursor

if TYPE_CHECKING:
    from gridmap.store import Reader


_CAME_INTO_FORCE: Final = frozenset({PlanStatus.PUBLISHED, PlanStatus.SUPERSEDED})


@dataclass(frozen=True)
class Chapter:
    """What happened in one plan.

    Attributes
    ----------
    plan
        The plan.
    base
        The plan that was in force when it was begun, None where there was none.
    cells
        Its cells as they are.
    edits
        The edits that stand and the nodes taken over from neighbours, in order; those of drafts
        from which it branched come first.
    official
        Provisional codes and the official ones they got.
    """

    plan: Plan
    base: Plan | None
    cells: tuple[Cell, ...]
    edits: tuple[Edit, ...]
    official: dict[str, str]

    @classmethod
    def of(cls, reader: Reader, plan: Plan) -> Chapter:
        """Read what happened in a plan, and in the drafts from which it branched."""
        cells = tuple(reader.cells(plan.id))
        official = reader.renames(plan.id)
        journal: Sequence[Edit] = reader.edits(plan.id)
        provisional = {new: old for old, new in official.items()}
        state = _before(journal, {provisional.get(cell.code, cell.code): cell for cell in cells})
        parts, base = [_standing(journal)], _parent(reader, plan)
        while base is not None and base.status not in _CAME_INTO_FORCE:
            journal = _until(reader.edits(base.id), reader.cells(base.id), state)
            state = _before(journal, state)
            parts.append(_standing(journal))
            base = _parent(reader, base)
        return cls(plan, base, cells, tuple(chain.from_iterable(reversed(parts))), official)

    @property
    def codes(self) -> frozenset[str]:
        """The codes of its cells."""
        return frozenset(cell.code for cell in self.cells)

    def name(self, code: str) -> str:
        """Return the official code of a cell, its own where it never got one."""
        return self.official.get(code, code)

    def names(self, cells: Sequence[Cell]) -> frozenset[str]:
        """Return the codes of cells of a journal entry as they are known today."""
        return frozenset(self.name(cell.code) for cell in cells)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something was decided: an edit of a journal, or a plan as a whole.

    Attributes
    ----------
    plan_id
        The plan.
    op
        What was done: the name of a command, ``adopt`` for a node taken over from a neighbour, or
        the origin of a plan as a whole: ``divided``, ``drawn`` or ``imported``.
    number
        The entry in the plan's journal; None for a plan as a whole.
    at
        When it was done (UTC), where it is known.
    by
        Who did it.
    reason
        Why: of the edit, else of the plan.
    name
        What the edit or the plan is called: for a division the method, for an import the file.
    along
        The street or other line that an edit followed.
    valid_from
        The first day of the plan.
    """

    plan_id: str
    op: str
    number: int | None
    at: datetime | None
    by: str
    reason: str
    name: str
    along: str
    valid_from: date | None

    def what(self, locale: str | None = None) -> str:
        """Return what was done, in words."""
        return text(f"story.op.{self.op}", locale)

    def details(self, locale: str | None = None) -> str:
        """Return where, when, by whom and why, as far as it is known, in words."""
        known = {
            "plan": self.plan_id,
            "number": self.number,
            "name": self.name,
            "at": self.at and f"{self.at:%Y-%m-%d %H:%M} UTC",
            "by": self.by,
            "along": self.along,
            "reason": self.reason,
            "valid_from": self.valid_from,
        }
        said = [
            text(f"story.detail.{name}", locale, value=value)
            for name, value in known.items()
            if value
        ]
        return text("place.separator", locale).join(said)


def origin_of_edit(plan: Plan, edit: Edit) -> Origin:
    """Return an entry of a plan's journal as an origin."""
    return Origin(
        edit.plan_id,
        str(edit.command.get("op", edit.kind.value)),
        edit.number,
        edit.at,
        edit.by,
        edit.reason or plan.reason,
        edit.name or plan.name,
        str(edit.command.get("along", "")),
        plan.valid_from,
    )


def origin_of_plan(plan: Plan) -> Origin:
    """Return a plan as a whole as an origin."""
    return Origin(
        plan.id,
        plan.origin.value,
        None,
        plan.recorded_at,
        "",
        plan.reason,
        plan.name,
        "",
        plan.valid_from,
    )


def _parent(reader: Reader, plan: Plan) -> Plan | None:
    return None if plan.based_on is None else reader.plan(plan.based_on)


def _standing(journal: Sequence[Edit]) -> list[Edit]:
    standing = set(Cursor.of(journal).standing)
    return [edit for edit in journal if edit.kind is EditKind.ADOPTION or edit.number in standing]


def _before(journal: Sequence[Edit], state: Mapping[str, Cell]) -> dict[str, Cell]:
    """Return cells by code as they were before a journal."""
    cells = dict(state)
    for edit in reversed(journal):
        for cell in edit.placed:
            cells.pop(cell.code, None)
        cells.update((cell.code, cell) for cell in edit.dropped)
    return cells


def _until(
    journal: Sequence[Edit], cells: Sequence[Cell], state: Mapping[str, Cell]
) -> Sequence[Edit]:
    """Return a draft's journal up to the state in which another branched from it.

    The whole journal where it never had that state.
    """
    now = {cell.code: cell for cell in cells}
    unlike = {code for code in now.keys() | state.keys() if not _alike(now, state, code)}
    for number in range(len(journal), 0, -1):
        if not unlike:
            return journal[:number]
        edit = journal[number - 1]
        touched = {cell.code for cell in (*edit.dropped, *edit.placed)}
        now = _before([edit], now)
        unlike = (unlike - touched) | {c for c in touched if not _alike(now, state, c)}
    return journal if unlike else ()


def _alike(one: Mapping[str, Cell], other: Mapping[str, Cell], code: str) -> bool:
    pair = [cells[code].geometry.wkb if code in cells else None for cells in (one, other)]
    return pair[0] == pair[1]
