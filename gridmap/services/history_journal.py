"""A plan's journal as history reads it: edits that stand, with the codes that cells have today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from gridmap.catalogue import text
from gridmap.domain import Cell, Edit, EditKind, Plan
from gridmap.domain.journal import Cursor

if TYPE_CHECKING:
    from gridmap.store import Reader


@dataclass(frozen=True)
class Chapter:
    """What happened in one plan.

    Attributes
    ----------
    plan
        The plan.
    cells
        Its cells as they are.
    edits
        The edits that stand and the nodes taken over from neighbours, in order.
    official
        Provisional codes and the official ones they got.
    """

    plan: Plan
    cells: tuple[Cell, ...]
    edits: tuple[Edit, ...]
    official: dict[str, str]

    @classmethod
    def of(cls, reader: Reader, plan: Plan) -> Chapter:
        """Read what happened in a plan."""
        journal = reader.edits(plan.id)
        standing = set(Cursor.of(journal).standing)
        return cls(
            plan,
            tuple(reader.cells(plan.id)),
            tuple(
                edit
                for edit in journal
                if edit.kind is EditKind.ADOPTION or edit.number in standing
            ),
            reader.renames(plan.id),
        )

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
        plan.id,
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
