"""What a publication will make: official codes and one coverage. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.domain import Area, Cell, CodeTemplate, Plan, PlanStatus
from gridmap.errors import ConflictError, CoverageError, InputError, Place
from gridmap.geometry import area_m2
from gridmap.services.dividing import draft_number
from gridmap.services.open_drafts import edits_behind
from gridmap.services.publishing_borders import Meeting, meet, near
from gridmap.services.publishing_codes import official_codes, parents_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader

_TWO: Final = 2


@dataclass(frozen=True)
class Prepared:
    """Drafts as they will be in force.

    Parameters
    ----------
    plans
        The drafts, by community.
    cells
        Their cells with official codes and all border nodes, by the id of the plan.
    replaced
        The cells that are in force in these communities until then.
    touched
        Cells of neighbours that gain border nodes, by code: as they are, and as they will be.
    renamed
        Provisional codes and the official ones.
    """

    plans: tuple[Plan, ...]
    cells: Mapping[str, tuple[Cell, ...]]
    replaced: tuple[Cell, ...]
    touched: Mapping[str, tuple[Cell, Cell]]
    renamed: Mapping[str, str]

    @property
    def communities(self) -> frozenset[str]:
        """Codes of the communities that get a new plan."""
        return frozenset(plan.community_code for plan in self.plans)

    @property
    def official(self) -> list[Cell]:
        """All cells of the drafts as they will be."""
        return [cell for plan in self.plans for cell in self.cells[plan.id]]


def prepared(
    reader: Reader,
    plan_ids: Sequence[str] | None = None,
    *,
    status: PlanStatus = PlanStatus.DRAFT,
) -> Prepared:
    """Return what publishing drafts will put in force, without writing anything.

    Parameters
    ----------
    reader
        Where the drafts are.
    plan_ids
        The drafts; by default the newest one of every community.
    status
        The status that the plans must have.

    Returns
    -------
    prepared
        The state as publishing makes it.

    Raises
    ------
    InputError
        When there is nothing to publish or the store has no territory.
    ConflictError
        When a plan is no draft, a community would have two plans, or has used all its codes.
    CoverageError
        When cells overlap, with the place.
    """
    plans = _chosen(reader, plan_ids, status)
    template = _template(reader)
    drafted = [cell for plan in plans for cell in reader.cells(plan.id)]
    renamed = {
        provisional: official
        for plan in plans
        for provisional, official in _codes(reader, plan, drafted, template).items()
    }
    communities = {plan.community_code for plan in plans}
    in_force = {plan.community_code: plan for plan in reader.plans(status=PlanStatus.PUBLISHED)}
    others = [
        cell
        for area in nearby(reader, [cell.geometry for cell in drafted])
        if area.code in in_force and area.code not in communities
        for cell in reader.cells(in_force[area.code].id)
    ]
    homes = {plan.id: plan.community_code for plan in (*in_force.values(), *plans)}
    meeting = _met(drafted, others, homes)
    met = _reshaped(drafted, meeting.free)
    named = [replace(cell, code=renamed.get(cell.code, cell.code)) for cell in met]
    changed = _reshaped(others, meeting.fixed)
    return Prepared(
        tuple(plans),
        MappingProxyType(
            {plan.id: tuple(sorted(_of(plan, named), key=lambda cell: cell.code)) for plan in plans}
        ),
        tuple(
            cell
            for code in sorted(communities & in_force.keys())
            for cell in reader.cells(in_force[code].id)
        ),
        MappingProxyType(
            {
                old.code: (old, new)
                for old, new in zip(others, changed, strict=True)
                if new is not old
            }
        ),
        MappingProxyType(renamed),
    )


def nearby(reader: Reader, shapes: Sequence[shapely.Geometry]) -> list[Area]:
    """Return the communities whose frame comes near a shape's, and those without a boundary."""
    areas = reader.areas("community")
    known = [area for area in areas if area.boundary is not None]
    frames = shapely.bounds(_array([area.boundary for area in known])).reshape(-1, 4)
    found = near(frames, shapely.bounds(_array(shapes)).reshape(-1, 4)).tolist()
    chosen = {known[position].code for position in found}
    return [area for area in areas if area.boundary is None or area.code in chosen]


def _template(reader: Reader) -> CodeTemplate:
    territory = reader.territory()
    if territory is None:
        raise InputError("store.territory_missing")
    return territory.code_template


def _chosen(reader: Reader, plan_ids: Sequence[str] | None, status: PlanStatus) -> list[Plan]:
    drafts = {plan.id: plan for plan in reader.plans(status=status)}
    if plan_ids is None:
        in_order = sorted(drafts.values(), key=draft_number)
        chosen = list({plan.community_code: plan for plan in in_order}.values())
    else:
        unknown = [plan_id for plan_id in plan_ids if plan_id not in drafts]
        if unknown:
            raise ConflictError("publish.no_draft", plans=", ".join(unknown))
        chosen = [drafts[plan_id] for plan_id in dict.fromkeys(plan_ids)]
    if not chosen:
        raise InputError("publish.nothing")
    counts = Counter(plan.community_code for plan in chosen)
    doubled = sorted(code for code, count in counts.items() if count > 1)
    if doubled:
        raise ConflictError("publish.two_plans", communities=", ".join(doubled))
    return sorted(chosen, key=lambda plan: plan.community_code)


def _codes(
    reader: Reader, plan: Plan, drafted: Sequence[Cell], template: CodeTemplate
) -> dict[str, str]:
    fresh = template.fresh(plan.community_code, reader.used_codes(plan.community_code))
    return official_codes(_of(plan, drafted), parents_of(edits_behind(reader, plan)), fresh)


def _of(plan: Plan, cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.plan_id == plan.id]


def _met(drafted: Sequence[Cell], others: Sequence[Cell], homes: Mapping[str, str]) -> Meeting:
    """Make the drafts meet each other and what is in force.

    Raises
    ------
    CoverageError
        With the codes of two cells that overlap, and of their communities where these differ.
    """
    try:
        return meet(*(_array([cell.geometry for cell in part]) for part in (drafted, others)))
    except CoverageError as error:
        overlap = error.place.geometry
        if error.code != "coverage.overlaps" or overlap is None:
            raise
        inside = shapely.point_on_surface(overlap)
        cells = [cell for cell in (*drafted, *others) if shapely.intersects(cell.geometry, inside)]
    first, second = (cells * _TWO)[:_TWO]
    raise CoverageError(
        "partition.overlaps" if first.plan_id == second.plan_id else "publish.border",
        Place(feature=first.code, geometry=overlap),
        cells=", ".join(cell.code for cell in cells),
        count=1,
        area_m2=round(float(area_m2([overlap])[0]), 2),
        first=homes[first.plan_id],
        second=homes[second.plan_id],
    )


def _reshaped(cells: Sequence[Cell], changed: Mapping[int, shapely.Geometry]) -> list[Cell]:
    """Return cells, those that changed with their new shape and its area."""
    fresh = list(cells)
    areas = area_m2(_array(list(changed.values())))
    for (position, geometry), area in zip(changed.items(), areas.tolist(), strict=True):
        fresh[position] = replace(cells[position], geometry=geometry, area_m2=area)
    return fresh


def _array(shapes: Sequence[shapely.Geometry | None]) -> NDArray[np.object_]:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array
