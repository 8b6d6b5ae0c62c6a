"""Areas, and plans that are added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gridmap.domain import Area, Cell, Hierarchy, Plan, PlanStatus
from gridmap.errors import ConflictError, InputError, Place
from gridmap.store.drafting import cells_of
from gridmap.store.entering import Entry
from gridmap.store.forms import canonical_areas, distinct
from gridmap.store.partition import Planned, conform
from gridmap.store.publishing import Publishing


class Planning(Publishing):
    """The part of a unit of work that concerns areas and plans."""

    def put_areas(self, areas: Iterable[Area]) -> None:
        """Add areas, or replace those of the same code.

        Raises
        ------
        InputError
            When a code, level or boundary does not fit.
        CoverageError
            When a published plan would no longer cover its community.
        """
        given = canonical_areas(distinct(list(areas), "code"))
        known = {area.code: area for area in self.areas()}
        hierarchy = self.require_territory().hierarchy
        _check_areas(given, known, hierarchy)
        published = {plan.community_code: plan for plan in self.plans(status=PlanStatus.PUBLISHED)}
        planned = [
            Planned(area, self.cells(published[area.code].id))
            for area in given
            if area.code in published
        ]
        self.save([*(area for area in given if area.code not in published), *conform(planned)])

    def add_plan(self, plan: Plan, cells: Sequence[Cell]) -> None:
        """Add a plan with its cells; a published one is checked like `publish`.

        Raises
        ------
        CoverageError
            When the cells of all published plans would not form one exact coverage.
        ConflictError
            When the plan exists, the community already has a published plan, or a code was used.
        InputError
            When the community is unknown or a cell does not fit.
        """
        if self.plan(plan.id) is not None:
            raise ConflictError("plan.exists", Place(feature=plan.id), id=plan.id)
        self._require_community(plan.community_code)
        if plan.based_on is not None:
            self._require_parent(plan, plan.based_on)
        canonical = cells_of(plan, cells)
        if plan.status is PlanStatus.PUBLISHED:
            self._require_no_plan(plan.community_code)
            self.enter(Entry({plan.community_code: plan}, {plan.community_code: canonical}))
        else:
            self.save([plan])
            self.replace_cells(plan.id, canonical)

    def _require_community(self, code: str) -> None:
        community = self.area(code)
        if community is None or community.level != "community":
            raise InputError("plan.community", Place(column="community_code"), code=code)

    def _require_parent(self, plan: Plan, parent_id: str) -> None:
        if self.require_plan(parent_id).community_code != plan.community_code:
            raise ConflictError(
                "plan.other_community",
                Place(feature=plan.id),
                id=parent_id,
                code=plan.community_code,
            )

    def _require_no_plan(self, community_code: str) -> None:
        for plan in self.plans(community_code, PlanStatus.PUBLISHED):
            raise ConflictError("plan.in_force", Place(feature=plan.id), code=community_code)


def _check_areas(areas: Sequence[Area], known: Mapping[str, Area], hierarchy: Hierarchy) -> None:
    for area in areas:
        if area.level not in hierarchy.keys:
            raise InputError(
                "area.level", Place(feature=area.code, column="level"), level=area.level
            )
        digits = hierarchy.digits_of(area.level)
        if len(area.code) != digits or not (area.code.isascii() and area.code.isalnum()):
            raise InputError(
                "area.code",
                Place(feature=area.code, column="code"),
                code=area.code,
                digits=digits,
            )
        if area.code in known and known[area.code].level != area.level:
            raise ConflictError("area.moved", Place(feature=area.code), code=area.code)
