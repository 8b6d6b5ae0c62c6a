"""Publishing drafts: at once, on a day to come, and back again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from gridmap.domain import Plan, PlanStatus
from gridmap.errors import ConflictError, GridmapError, Place
from gridmap.services.dividing import draft_id
from gridmap.services.publishing_codes import widen_codes
from gridmap.services.publishing_force import Published, let_wait, put_in_force
from gridmap.services.publishing_preparing import Prepared, prepared

if TYPE_CHECKING:
    from gridmap.store import Store, Writer

__all__ = [
    "Due",
    "Prepared",
    "Published",
    "Refused",
    "prepared",
    "publish",
    "publish_due",
    "roll_back",
    "unschedule",
    "widen_codes",
]


def publish(
    store: Store,
    valid_from: date,
    plan_ids: Sequence[str] | None = None,
    *,
    today: date | None = None,
    now: datetime | None = None,
    by: str = "",
) -> Published:
    """Publish drafts as one territory, or let them wait for a day that lies ahead.

    Parameters
    ----------
    store
        Where the drafts are.
    valid_from
        First day in force.
    plan_ids
        The drafts to publish; by default the newest draft of every community.
    today
        The day it is. With a later `valid_from` everything is checked, and the plans wait for
        `publish_due`; without it they are in force at once.
    now
        The moment that is recorded.
    by
        Who publishes, for the journals of the neighbours.

    Returns
    -------
    published
        What changed.

    Raises
    ------
    InputError
        When there is nothing to publish or the store has no territory.
    ConflictError
        When a cell does not have exactly one leader, a plan is no draft, a community would have
        two plans or has used all its codes, or a lock would break.
    CoverageError
        When the cells would not form one exact coverage.
    """
    with store.writing() as work:
        ready = prepared(work, plan_ids)
        return _put(work, ready, valid_from, today=today, now=now, by=by)


@dataclass(frozen=True)
class Refused:
    """Plans whose day has come and that cannot be published, and why: they go on waiting."""

    plan_ids: tuple[str, ...]
    valid_from: date
    error: GridmapError


@dataclass(frozen=True)
class Due:
    """What was due: the publications that were made and those that were refused, by day."""

    published: tuple[Published, ...]
    refused: tuple[Refused, ...]


def publish_due(store: Store, today: date, *, now: datetime | None = None, by: str = "") -> Due:
    """Put all plans in force whose day has come, those of one publication in one unit of work.

    Nothing is written where nothing is due, so that this may be called often. A publication that
    is refused keeps none of the others from coming into force.

    Parameters
    ----------
    store
        Where the plans wait.
    today
        The day it is. A plan is in force from the day it was meant for, also when that is past.
    now
        The moment that is recorded.
    by
        Who publishes, for the journals of the neighbours.

    Returns
    -------
    due
        What was done, the earliest day first.
    """
    with store.reading() as reader:
        waiting = _due(reader.plans(status=PlanStatus.SCHEDULED), today)
    published: list[Published] = []
    refused: list[Refused] = []
    for day, plan_ids in waiting:
        try:
            with store.writing() as work:
                left = {plan.id for plan in work.plans(status=PlanStatus.SCHEDULED)}
                if not left.issuperset(plan_ids):
                    continue  # another process was first
                ready = prepared(work, plan_ids, status=PlanStatus.SCHEDULED)
                answer = put_in_force(work, ready, day, now, by)
        except GridmapError as error:
            refused.append(Refused(tuple(plan_ids), day, error))
        else:
            published.append(answer)
    return Due(tuple(published), tuple(refused))


def unschedule(store: Store, plan_ids: Sequence[str]) -> tuple[Plan, ...]:
    """Call plans back that wait for their day: they are drafts again.

    Raises
    ------
    ConflictError
        When a plan does not wait.
    """
    with store.writing() as work:
        return tuple(work.unschedule(plan_id) for plan_id in plan_ids)


def roll_back(
    store: Store,
    plan_id: str,
    valid_from: date,
    *,
    reason: str = "",
    today: date | None = None,
    now: datetime | None = None,
    by: str = "",
) -> Published:
    """Publish an earlier plan of a community again, as a new plan with the same cells and codes.

    Leaders of cells that are in force today go on. Those of cells that come back are named as
    leaderless: nobody gets a cell back without being asked.

    Parameters
    ----------
    store
        Where the plan is.
    plan_id
        A superseded plan.
    valid_from
        First day in force.
    reason
        Why.
    today, now, by
        As for `publish`.

    Returns
    -------
    published
        What changed.

    Raises
    ------
    ConflictError
        When the plan was never superseded, or cannot be published today.
    CoverageError
        When the border with a neighbour has moved since, with the place.
    """
    with store.writing() as work:
        earlier = work.plan(plan_id)
        if earlier is None or earlier.status is not PlanStatus.SUPERSEDED:
            raise ConflictError("publish.not_superseded", Place(feature=plan_id), id=plan_id)
        (current, *_) = work.plans(earlier.community_code, PlanStatus.PUBLISHED)
        draft = Plan(
            id=draft_id(work, earlier.community_code),
            community_code=earlier.community_code,
            status=PlanStatus.DRAFT,
            origin=earlier.origin,
            name=earlier.name,
            reason=reason,
            based_on=current.id,
        )
        work.add_plan(draft, [replace(cell, plan_id=draft.id) for cell in work.cells(plan_id)])
        ready = prepared(work, [draft.id])
        return _put(work, ready, valid_from, today=today, now=now, by=by)


def _put(
    work: Writer,
    ready: Prepared,
    valid_from: date,
    *,
    today: date | None,
    now: datetime | None,
    by: str,
) -> Published:
    if today is not None and valid_from > today:
        return let_wait(work, ready, valid_from, now)
    return put_in_force(work, ready, valid_from, now, by)


def _due(plans: Sequence[Plan], today: date) -> list[tuple[date, list[str]]]:
    """Return the plans whose day has come, those that were scheduled together in one group."""
    due = [
        (plan.valid_from, "" if plan.recorded_at is None else plan.recorded_at.isoformat(), plan.id)
        for plan in plans
        if plan.valid_from is not None and plan.valid_from <= today
    ]
    groups = groupby(sorted(due), key=lambda item: item[:2])
    return [(day, [plan_id for *_, plan_id in group]) for (day, _), group in groups]
