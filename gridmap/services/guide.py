"""From an empty store to published plans: what is there, and so which step comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridmap.domain import (
    Area,
    CodeTemplate,
    Duty,
    Hierarchy,
    Level,
    Plan,
    PlanStatus,
    Territory,
)
from gridmap.services.dividing import draft_number
from gridmap.services.visible_plans import visible_communities, visible_plans

if TYPE_CHECKING:
    from gridmap.services.principal import Principal
    from gridmap.store import Reader, Store


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far a store has come.

    Attributes
    ----------
    territory
        Name, levels and code template.
    areas
        How many areas there are on each level.
    communities
        Communities with a boundary that the principal may see.
    streets, buildings, blocks, workers
        How many there are.
    drafts, published
        Codes of communities with a draft, and with a plan in force or waiting for its day.
    leaderless
        Cells of the newest drafts that nobody leads.
    """

    territory: Territory | None
    areas: Counter[str]
    communities: tuple[Area, ...]
    streets: int
    buildings: int
    blocks: int
    workers: int
    drafts: tuple[str, ...]
    published: tuple[str, ...]
    leaderless: int


def how_far(reader: Reader, principal: Principal) -> HowFar:
    """Return how far a store has come.

    Parameters
    ----------
    reader
        A snapshot of the store.
    principal
        Who asks; communities and plans outside the scope are left out.
    """
    plans = visible_plans(reader, principal)
    in_force = {PlanStatus.PUBLISHED, PlanStatus.SCHEDULED}
    return HowFar(
        territory=reader.territory(),
        areas=Counter(area.level for area in reader.areas()),
        communities=tuple(
            area for area in visible_communities(reader, principal) if area.boundary is not None
        ),
        streets=len(reader.streets()),
        buildings=len(reader.buildings()),
        blocks=len(reader.blocks()),
        workers=len(reader.workers()),
        drafts=_communities(plans, {PlanStatus.DRAFT}),
        published=_communities(plans, in_force),
        leaderless=_leaderless(reader, plans),
    )


def name_territory(
    store: Store, name: str, levels: Sequence[Level], number_digits: int
) -> Territory:
    """Name the territory and say which levels it has.

    Parameters
    ----------
    store
        Where it is kept.
    name
        Its name.
    levels
        From the top down to the community.
    number_digits
        How many digits number the cells of one community.

    Returns
    -------
    territory
        As it is kept.

    Raises
    ------
    InputError
        When the levels make no hierarchy, or no number fits.
    ConflictError
        When areas exist that follow other levels.
    """
    hierarchy = Hierarchy(tuple(levels))
    template = CodeTemplate(hierarchy.digits_of("community"), number_digits)
    territory = Territory(name, hierarchy, template)
    with store.writing() as writer:
        writer.set_territory(territory)
    return territory


def _leaderless(reader: Reader, plans: Iterable[Plan]) -> int:
    """Return how many cells nobody leads, of the newest draft of each community."""
    drafts: dict[str, Plan] = {}
    for plan in plans:
        if plan.status is PlanStatus.DRAFT:
            before = drafts.get(plan.community_code)
            if before is None or draft_number(plan) > draft_number(before):
                drafts[plan.community_code] = plan
    led = {
        one.cell_code
        for one in reader.assignments()
        if one.duty is Duty.LEADER and one.valid_to is None
    }
    cells = (cell.code for plan in drafts.values() for cell in reader.cells(plan.id))
    return sum(code not in led for code in cells)


def _communities(plans: Iterable[Plan], states: Collection[PlanStatus]) -> tuple[str, ...]:
    return tuple(sorted({plan.community_code for plan in plans if plan.status in states}))
