"""Plans and communities narrowed to what a principal may see, and who may redraw them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridmap.domain import Area, Cell, Plan, PlanStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridmap.services.principal import Principal
    from gridmap.store import Reader


def visible_plan(reader: Reader, principal: Principal, plan_id: str) -> Plan | None:
    """Return a plan, None where there is none or its community lies outside the scope."""
    plan = reader.plan(plan_id)
    if plan is None or not principal.sees_area(plan.community_code):
        return None
    return plan


def visible_plans(
    reader: Reader,
    principal: Principal,
    community_code: str | None = None,
    status: PlanStatus | None = None,
) -> list[Plan]:
    """Return the plans of communities in scope, narrowed where asked.

    Parameters
    ----------
    reader
        A snapshot of the store.
    principal
        Who asks.
    community_code, status
        Only of this community, only in this state.

    Returns
    -------
    plans
        By id.
    """
    return [
        plan
        for plan in reader.plans(community_code, status)
        if principal.sees_area(plan.community_code)
    ]


def visible_communities(reader: Reader, principal: Principal) -> list[Area]:
    """Return the communities in scope, by code."""
    return [area for area in reader.areas("community") if principal.sees_area(area.code)]


def visible_cells(cells: Sequence[Cell], plan: Plan, principal: Principal) -> list[Cell]:
    """Return the cells of a plan that a principal may see.

    Who sees a whole community sees its drafts too, whose new cells have provisional codes; who
    sees some of its cells sees those alone.
    """
    if owns(principal, plan.community_code):
        return list(cells)
    return [cell for cell in cells if principal.sees_cell(cell.code)]


def owns(principal: Principal, community_code: str) -> bool:
    """Return whether a whole community lies in the scope, as redrawing it needs."""
    return principal.sees_cell(community_code)
