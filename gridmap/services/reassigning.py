"""Giving single cells to workers: whoever had the duty is relieved the day before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from gridmap.domain import Assignment, Duty
from gridmap.domain.numbering import is_provisional
from gridmap.errors import InputError, Place
from gridmap.services.visible_plans import owns

if TYPE_CHECKING:
    from gridmap.services.principal import Principal
    from gridmap.store import Reader, Writer

# Duties that one person has in a cell; of the others there may be many.
SINGLE: Final = frozenset({Duty.LEADER, Duty.DEPUTY})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A duty in a cell, and who shall have it."""

    cell_code: str
    worker_code: str
    duty: Duty = Duty.LEADER


@dataclass(frozen=True)
class Reassigned:
    """What was done.

    Attributes
    ----------
    made
        The assignments that are new.
    relieved
        Those that ended for them, as they were.
    """

    made: tuple[Assignment, ...]
    relieved: tuple[Assignment, ...]


def reassign(
    work: Writer,
    principal: Principal,
    wanted: Sequence[Wanted],
    valid_from: date,
    valid_to: date | None = None,
) -> Reassigned:
    """Give duties to workers from a day on.

    Parameters
    ----------
    work
        The unit of work.
    principal
        Who does it.
    wanted
        Who shall have which duty where. Who has it already keeps it.
    valid_from, valid_to
        First and last day, both included; None for open.

    Returns
    -------
    reassigned
        What is new, and who was relieved.

    Raises
    ------
    InputError
        When a cell or worker is unknown, a cell lies outside the scope, or the last day lies
        before the first.
    ConflictError
        When a cell would have two leaders on one day.
    """
    _require_scope(work, principal, (one.cell_code for one in wanted))
    open_ = [one for one in work.assignments() if one.valid_to is None]
    held = {(one.cell_code, one.worker_code, one.duty) for one in open_}
    fresh = [
        one
        for one in dict.fromkeys(wanted)
        if (one.cell_code, one.worker_code, one.duty) not in held
    ]
    taken = {(one.cell_code, one.duty) for one in fresh if one.duty in SINGLE}
    relieved = [one for one in open_ if (one.cell_code, one.duty) in taken]
    last_day = valid_from - timedelta(days=1)
    for duty in SINGLE:
        work.end_assignments(
            [one.cell_code for one in relieved if one.duty is duty], last_day, duty
        )
    made = [
        Assignment(one.cell_code, one.worker_code, one.duty, valid_from, valid_to) for one in fresh
    ]
    work.put_assignments(made)
    return Reassigned(tuple(made), tuple(relieved))


def relieve(
    work: Writer, principal: Principal, posts: Sequence[Wanted], last_day: date
) -> tuple[Assignment, ...]:
    """End open assignments on a day; those that would begin later are removed.

    Parameters
    ----------
    work
        The unit of work.
    principal
        Who does it.
    posts
        Which.
    last_day
        The last day on which they hold.

    Returns
    -------
    relieved
        What ended, as it was.

    Raises
    ------
    InputError
        When nobody has such a duty, or a cell lies outside the scope.
    """
    _require_scope(work, principal, (one.cell_code for one in posts))
    asked = {(one.cell_code, one.worker_code, one.duty) for one in posts}
    open_ = [one for one in work.assignments() if one.valid_to is None]
    ended = [one for one in open_ if (one.cell_code, one.worker_code, one.duty) in asked]
    if len(ended) < len(asked):
        known = {(one.cell_code, one.worker_code, one.duty) for one in ended}
        cell, worker, duty = min(asked - known)
        raise InputError(
            "reassign.nobody", Place(feature=cell), cell=cell, worker=worker, duty=str(duty)
        )
    # Others who have the same duty in the same cell go on.
    going_on = [
        one for one in open_ if one not in ended and any(_same_post(one, other) for other in ended)
    ]
    for duty in {one.duty for one in ended}:
        cells = {one.cell_code for one in ended if one.duty is duty}
        work.end_assignments(cells, last_day, duty)
    if going_on:
        work.put_assignments([replace(one) for one in going_on])
    return tuple(ended)


def _same_post(one: Assignment, other: Assignment) -> bool:
    return (one.cell_code, one.duty) == (other.cell_code, other.duty)


def _require_scope(reader: Reader, principal: Principal, codes: Iterable[str]) -> None:
    """Refuse cells outside the scope.

    Raises
    ------
    InputError
        With the first such cell.
    """
    for code in dict.fromkeys(codes):
        if not (principal.sees_cell(code) or _owns_draft(reader, principal, code)):
            raise InputError("assignment.cell", Place(feature=code), cell=code)


def _owns_draft(reader: Reader, principal: Principal, code: str) -> bool:
    """Return whether a provisional code belongs to a draft of a community in scope."""
    if not is_provisional(code):
        return False
    plan = reader.plan(code[1:].rpartition("-")[0])
    return plan is not None and owns(principal, plan.community_code)
