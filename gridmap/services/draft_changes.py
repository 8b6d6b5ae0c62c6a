"""What happened to a draft since somebody looked: entries, cells that changed, cells that went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain import Cell, Edit, Plan
from gridmap.services.impact_limits import Limits
from gridmap.services.meters import NO_LIMITS, CellMeter, cell_meters, mean_load
from gridmap.services.visible_plans import visible_cells

if TYPE_CHECKING:
    from gridmap.domain.journal import Cursor
    from gridmap.services.counting import Census
    from gridmap.services.drafting import Desk
    from gridmap.services.open_drafts import OpenDraft
    from gridmap.services.principal import Principal


@dataclass(frozen=True)
class DraftChanges:
    """Everything that brings a client's copy of a draft up to date.

    Attributes
    ----------
    plan
        The draft at its revision.
    number
        The last number of its journal; asking again after it tells what came since.
    entries
        The new entries.
    cells
        The cells that were placed by them and are there, by code.
    meters
        Their figures, in the same order.
    gone
        Codes of cells that are not there any more.
    mean_load
        Mean over all cells of the draft.
    cursor
        Where the journal stands.
    """

    plan: Plan
    number: int
    entries: tuple[Edit, ...]
    cells: tuple[Cell, ...]
    meters: tuple[CellMeter, ...]
    gone: tuple[str, ...]
    mean_load: float | None
    cursor: Cursor


def changes_after(  # noqa: PLR0917  where, who, what, and how it is judged
    desk: Desk,
    principal: Principal,
    plan_id: str,
    number: int,
    limits: Limits = NO_LIMITS,
    census: Census | None = None,
) -> DraftChanges:
    """Return what happened to a draft after an entry of its journal.

    Parameters
    ----------
    desk
        Where the draft is.
    principal
        Who asks.
    plan_id
        The draft.
    number
        The last entry that is known already; 0 for all.
    limits
        What a cell should hold.
    census
        Counts the households of the cells.

    Raises
    ------
    ConflictError
        When there is no such plan, or it is no draft.
    """
    draft = desk.draft(plan_id)
    return changes_by(desk, draft, principal, draft.journal[number:], limits, census)


def changes_by(  # noqa: PLR0917  where, who, what, and how it is judged
    desk: Desk,
    draft: OpenDraft,
    principal: Principal,
    entries: Sequence[Edit],
    limits: Limits = NO_LIMITS,
    census: Census | None = None,
) -> DraftChanges:
    """Return what some entries of a draft's journal changed, as the draft is now.

    Parameters
    ----------
    desk
        Where the draft is.
    draft
        The draft with these entries.
    principal
        Who asks.
    entries
        Some of its journal.
    limits
        What a cell should hold.
    census
        Counts the households of the cells.
    """
    touched = _touched(entries)
    here = {code for code in touched if code in draft.partition}
    cells = [draft.partition.cell(code) for code in sorted(here)]
    seen = visible_cells(cells, draft.plan, principal)
    mean = mean_load(draft.partition.rows)
    return DraftChanges(
        draft.plan,
        len(draft.journal),
        tuple(entries),
        tuple(seen),
        cell_meters(seen, mean, limits, households=_households(desk, draft, seen, census)),
        tuple(sorted(touched - here)),
        mean,
        draft.cursor,
    )


def _households(
    desk: Desk, draft: OpenDraft, cells: Sequence[Cell], census: Census | None
) -> list[int] | None:
    if census is None or not cells:
        return None
    partition = draft.partition
    frame = shapely.total_bounds([cell.geometry for cell in cells])
    near = partition.coverage.near(frame[:2], frame[2:])
    beside = np.setdiff1d(near, [partition.position_of(cell.code) for cell in cells])
    with desk.store.reading() as reader:
        return census.households(
            reader, draft.plan.community_code, cells, partition.coverage.part(beside)
        )


def _touched(entries: Iterable[Edit]) -> set[str]:
    return {
        cell.code for entry in entries for part in (entry.dropped, entry.placed) for cell in part
    }
