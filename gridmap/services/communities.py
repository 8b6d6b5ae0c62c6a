"""Communities with the state of their plans."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridmap.domain import Area, Plan, PlanStatus
from gridmap.geometry import area_m2
from gridmap.services.layers import leaders_in_force
from gridmap.services.visible_plans import visible_communities, visible_plans

if TYPE_CHECKING:
    from gridmap.services.principal import Principal
    from gridmap.store import Reader


@dataclass(frozen=True, slots=True)
class CommunityState:
    """A community and how far its division has come.

    Attributes
    ----------
    area
        The community.
    area_m2
        Of its boundary on the ellipsoid, None where that is unknown.
    in_force, waiting
        The plan in force and the one that waits for its day.
    drafts
        Its drafts, by id.
    cell_count, led_count
        Cells in force, and those of them that have a leader.
    load
        Sum over the cells in force.
    worker_count
        Workers who belong to the community.
    """

    area: Area
    area_m2: float | None
    in_force: Plan | None
    waiting: Plan | None
    drafts: tuple[Plan, ...]
    cell_count: int
    led_count: int
    load: float
    worker_count: int


def community_states(reader: Reader, principal: Principal) -> list[CommunityState]:
    """Return the communities in scope with the state of their plans, by code.

    Parameters
    ----------
    reader
        A snapshot of the store.
    principal
        Who asks. Counts are of the cells in scope.
    """
    plans: dict[tuple[str, PlanStatus], list[Plan]] = defaultdict(list)
    for plan in visible_plans(reader, principal):
        plans[plan.community_code, plan.status].append(plan)
    leaders = leaders_in_force(reader)
    communities = {plan.id: code for (code, _), some in plans.items() for plan in some}
    counts: Counter[str] = Counter()
    led: Counter[str] = Counter()
    loads: defaultdict[str, float] = defaultdict(float)
    for cell in reader.published_cells():
        code = communities.get(cell.plan_id)
        if code is not None and principal.sees_cell(cell.code):
            counts[code] += 1
            led[code] += cell.code in leaders
            loads[code] += cell.load or 0.0
    workers = Counter(worker.community_code for worker in reader.workers())
    return [
        CommunityState(
            area,
            None if area.boundary is None else float(area_m2([area.boundary])[0]),
            next(iter(plans[area.code, PlanStatus.PUBLISHED]), None),
            next(iter(plans[area.code, PlanStatus.SCHEDULED]), None),
            tuple(plans[area.code, PlanStatus.DRAFT]),
            counts[area.code],
            led[area.code],
            loads[area.code],
            workers[area.code],
        )
        for area in visible_communities(reader, principal)
    ]
