"""Putting what was prepared in force: leaders, locks, neighbours, one unit of work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from gridmap.domain import Cell, Duty, Origin, PlanStatus
from gridmap.domain.locking import require_unlocked
from gridmap.domain.numbering import is_provisional
from gridmap.errors import ConflictError
from gridmap.services.publishing_neighbours import adoptions
from gridmap.services.publishing_preparing import Prepared

if TYPE_CHECKING:
    from gridmap.store import Reader, Writer

_MOST_NAMED: Final = 10


@dataclass(frozen=True)
class Published:
    """What a publication did.

    Parameters
    ----------
    plan_ids
        The plans that were published.
    valid_from
        Their first day in force.
    cell_count
        How many cells they have.
    renamed
        Provisional codes and the official ones; empty while the plans wait for their day.
    touched
        Cells of neighbours that gained nodes on the shared border, with the change of their area
        in m2.
    overtaken
        Plans that were drawn on one that had been superseded meanwhile: what that had changed is
        as these plans have it now.
    scheduled
        Whether the plans wait for their first day.
    adopting, waiting
        Open drafts of neighbours that took the new border nodes, and those that cannot, because
        they moved that border themselves: they meet it when they are published.
    leaderless
        Cells that came back into force, or were imported, and have no leader.
    """

    plan_ids: tuple[str, ...]
    valid_from: date
    cell_count: int
    renamed: Mapping[str, str]
    touched: Mapping[str, float]
    overtaken: tuple[str, ...] = ()
    scheduled: bool = False
    adopting: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    leaderless: tuple[str, ...] = ()


def put_in_force(
    work: Writer, ready: Prepared, valid_from: date, now: datetime | None = None, by: str = ""
) -> Published:
    """Publish what was prepared in this unit of work.

    Raises
    ------
    ConflictError
        When a cell does not have exactly one leader, a lock would break, or the store objects.
    CoverageError
        When the cells would not form one exact coverage.
    """
    leaderless = require_ready(work, ready, valid_from)
    overtaken = _overtaken(work, ready)
    adopted = adoptions(work, ready)
    touched = [*(new for _, new in ready.touched.values()), *adopted.cells]
    work.publish(ready.cells, valid_from, touched, ready.renamed, recorded_at=now, by=by)
    if adopted.areas:
        work.put_areas(adopted.areas)
    return Published(
        plan_ids=tuple(plan.id for plan in ready.plans),
        valid_from=valid_from,
        cell_count=len(ready.official),
        renamed=ready.renamed,
        touched=_gains(ready),
        overtaken=overtaken,
        adopting=adopted.adopting,
        waiting=adopted.waiting,
        leaderless=leaderless,
    )


def let_wait(
    work: Writer, ready: Prepared, valid_from: date, now: datetime | None = None
) -> Published:
    """Check what was prepared as if its day were here, and let it wait for it.

    Raises
    ------
    ConflictError
        When a cell does not have exactly one leader, a lock would break, another plan of a
        community waits, or the store objects.
    CoverageError
        When the cells would not form one exact coverage.
    """
    leaderless = require_ready(work, ready, valid_from)
    touched = [new for _, new in ready.touched.values()]
    work.schedule(ready.cells, valid_from, touched, ready.renamed, recorded_at=now)
    return Published(
        plan_ids=tuple(plan.id for plan in ready.plans),
        valid_from=valid_from,
        cell_count=len(ready.official),
        renamed=MappingProxyType({}),
        touched=_gains(ready),
        overtaken=_overtaken(work, ready),
        scheduled=True,
        leaderless=leaderless,
    )


def require_ready(reader: Reader, ready: Prepared, valid_from: date) -> tuple[str, ...]:
    """Refuse cells without exactly one leader, and changes that break a lock.

    Plans that were imported as already in force need no leaders, nor do cells that come back.

    Parameters
    ----------
    reader
        The store before the publication.
    ready
        What is to be published.
    valid_from
        First day in force.

    Returns
    -------
    leaderless
        Codes of those cells, where they have no leader.

    Raises
    ------
    ConflictError
        With the first of the cells by code, or the reason and place of a lock.
    """
    _require_unlocked(reader, ready, valid_from)
    leaders = Counter(
        assignment.cell_code
        for assignment in reader.assignments()
        if assignment.duty is Duty.LEADER
        and (assignment.valid_to is None or assignment.valid_to >= valid_from)
    )
    provisional = {official: code for code, official in ready.renamed.items()}
    in_force = {cell.code for cell in ready.replaced}
    wanting: list[str] = []
    leaderless: list[str] = []
    for plan in ready.plans:
        for cell in ready.cells[plan.id]:
            code = provisional.get(cell.code, cell.code)
            comes_back = not is_provisional(code) and code not in in_force
            excused = plan.origin is Origin.IMPORTED or (comes_back and not leaders[code])
            if leaders[code] != 1:
                (leaderless if excused else wanting).append(cell.code if excused else code)
    if wanting:
        raise ConflictError(
            "publish.leaders", count=len(wanting), cells=", ".join(sorted(wanting)[:_MOST_NAMED])
        )
    return tuple(sorted(leaderless))


def _require_unlocked(reader: Reader, ready: Prepared, day: date) -> None:
    """Hold the cells in force of each community to the locks of its plan."""
    before = _by_plan(reader, [*ready.replaced, *(old for old, _ in ready.touched.values())])
    after = _by_plan(reader, [new for _, new in ready.touched.values()])
    after |= {
        plan.community_code: {cell.code: cell for cell in ready.cells[plan.id]}
        for plan in ready.plans
    }
    for plan in reader.plans(status=PlanStatus.PUBLISHED):
        code = plan.community_code
        if code in before:
            require_unlocked(reader.locks(plan.id), before[code], after[code], day)


def _by_plan(reader: Reader, cells: Sequence[Cell]) -> dict[str, dict[str, Cell]]:
    """Return cells by the community of their plan in force, and code."""
    homes = {plan.id: plan.community_code for plan in reader.plans(status=PlanStatus.PUBLISHED)}
    found: dict[str, dict[str, Cell]] = {}
    for cell in cells:
        found.setdefault(homes[cell.plan_id], {})[cell.code] = cell
    return found


def _gains(ready: Prepared) -> Mapping[str, float]:
    return MappingProxyType(
        {code: new.area_m2 - old.area_m2 for code, (old, new) in ready.touched.items()}
    )


def _overtaken(reader: Reader, ready: Prepared) -> tuple[str, ...]:
    parents = {plan.id: reader.plan(plan.based_on) for plan in ready.plans if plan.based_on}
    return tuple(
        plan_id
        for plan_id, parent in parents.items()
        if parent is not None and parent.status is PlanStatus.SUPERSEDED
    )
