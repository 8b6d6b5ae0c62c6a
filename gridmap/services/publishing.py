"""Putting drafts in force: official codes, leaders, one coverage, one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain import (
    Cell,
    CodeTemplate,
    Duty,
    Origin,
    Plan,
    PlanStatus,
    reading_order,
)
from gridmap.errors import ConflictError, InputError
from gridmap.geometry import area_m2
from gridmap.services.dividing import draft_number
from gridmap.topology import stitch

if TYPE_CHECKING:
    from gridmap.store import Reader, Store


@dataclass(frozen=True)
class Published:
    """What a publication did.

    `renamed` maps provisional codes to official ones; `touched` names the cells of neighbours
    that gained nodes on the shared border, with the change of their area.
    """

    plan_ids: tuple[str, ...]
    cell_count: int
    renamed: Mapping[str, str]
    touched: Mapping[str, float]


def publish(store: Store, valid_from: date, plan_ids: Sequence[str] | None = None) -> Published:
    """Publish drafts as one territory.

    Parameters
    ----------
    store
        Where the drafts are.
    valid_from
        First day in force.
    plan_ids
        The drafts to publish; by default the newest draft of every community.

    Returns
    -------
    published
        What changed.

    Raises
    ------
    InputError
        When there is nothing to publish or the store has no territory.
    ConflictError
        When a cell does not have exactly one leader, a plan is no draft, or a community would
        have two plans.
    CoverageError
        When the cells would not form one exact coverage.
    """
    with store.writing() as work:
        drafts = _chosen(work, plan_ids)
        template = _template(work)
        cells = {plan.id: work.cells(plan.id) for plan in drafts}
        _require_leaders(work, drafts, cells, valid_from)
        renamed = {
            provisional: official
            for plan in drafts
            for provisional, official in _official_codes(work, plan, cells[plan.id], template)
        }
        replaced = {plan.community_code for plan in drafts}
        others = [
            cell
            for plan in work.plans(status=PlanStatus.PUBLISHED)
            if plan.community_code not in replaced
            for cell in work.cells(plan.id)
        ]
        official, touched = _stitched(cells, others, renamed)
        before = {cell.code: cell.area_m2 for cell in others}
        work.publish(official, valid_from, touched, renamed)
    return Published(
        plan_ids=tuple(plan.id for plan in drafts),
        cell_count=sum(len(part) for part in official.values()),
        renamed=MappingProxyType(renamed),
        touched=MappingProxyType({cell.code: cell.area_m2 - before[cell.code] for cell in touched}),
    )


def _template(reader: Reader) -> CodeTemplate:
    territory = reader.territory()
    if territory is None:
        raise InputError("store.territory_missing")
    return territory.code_template


def _chosen(reader: Reader, plan_ids: Sequence[str] | None) -> list[Plan]:
    drafts = {plan.id: plan for plan in reader.plans(status=PlanStatus.DRAFT)}
    if plan_ids is None:
        in_order = sorted(drafts.values(), key=draft_number)
        chosen = list({plan.community_code: plan for plan in in_order}.values())
    else:
        unknown = [plan_id for plan_id in plan_ids if plan_id not in drafts]
        if unknown:
            raise ConflictError("publish.no_draft", plans=", ".join(unknown))
        chosen = [drafts[plan_id] for plan_id in plan_ids]
    if not chosen:
        raise InputError("publish.nothing")
    counts = Counter(plan.community_code for plan in chosen)
    doubled = sorted(code for code, count in counts.items() if count > 1)
    if doubled:
        raise ConflictError("publish.two_plans", communities=", ".join(doubled))
    return sorted(chosen, key=lambda plan: plan.community_code)


def _require_leaders(
    reader: Reader, drafts: Sequence[Plan], cells: Mapping[str, Sequence[Cell]], day: date
) -> None:
    """Refuse cells without exactly one leader; plans imported as already in force are let pass.

    Raises
    ------
    ConflictError
        With the first of the cells by code.
    """
    leaders = Counter(
        assignment.cell_code
        for assignment in reader.assignments()
        if assignment.duty is Duty.LEADER
        and (assignment.valid_to is None or assignment.valid_to >= day)
    )
    wanting = [
        cell.code
        for plan in drafts
        if plan.origin is not Origin.IMPORTED
        for cell in cells[plan.id]
        if leaders[cell.code] != 1
    ]
    if wanting:
        raise ConflictError(
            "publish.leaders", count=len(wanting), cells=", ".join(sorted(wanting)[:10])
        )


def _official_codes(
    reader: Reader, plan: Plan, cells: Sequence[Cell], template: CodeTemplate
) -> list[tuple[str, str]]:
    """Pair each provisional code with the official one; cells that have a code keep it."""
    fresh = template.fresh(plan.community_code, reader.used_codes(plan.community_code))
    new = [cell for cell in cells if _is_provisional(cell.code)]
    geometries = np.array([cell.geometry for cell in new], dtype=object)
    bounds = shapely.bounds(geometries).reshape(-1, 4)
    order = reading_order(
        shapely.get_coordinates(shapely.point_on_surface(geometries)),
        bounds[:, 3] - bounds[:, 1],
    )
    return [(new[position].code, next(fresh)) for position in order]


def _is_provisional(code: str) -> bool:
    return code.startswith("D")


def _stitched(
    cells: Mapping[str, Sequence[Cell]], others: Sequence[Cell], renamed: Mapping[str, str]
) -> tuple[dict[str, list[Cell]], list[Cell]]:
    """Make one coverage of drafts and neighbours.

    Returns
    -------
    official
        Plan id to cells with official codes.
    touched
        The neighbours' cells whose geometry changed.
    """
    drafted = [(plan_id, cell) for plan_id, part in cells.items() for cell in part]
    everyone = [cell for _, cell in drafted] + list(others)
    geometries = stitch(np.array([cell.geometry for cell in everyone], dtype=object)).geometries
    areas = area_m2(geometries)
    official: dict[str, list[Cell]] = {plan_id: [] for plan_id in cells}
    for position, (plan_id, cell) in enumerate(drafted):
        official[plan_id].append(
            replace(
                cell,
                code=renamed.get(cell.code, cell.code),
                geometry=geometries[position],
                area_m2=float(areas[position]),
            )
        )
    touched = [
        replace(cell, geometry=geometries[position], area_m2=float(areas[position]))
        for position, cell in enumerate(others, len(drafted))
        if geometries[position].wkb != cell.geometry.wkb
    ]
    return official, touched
