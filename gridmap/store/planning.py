"""Plans: add, publish, supersede; what a published plan must hold to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from gridmap.domain import Area, Cell, Hierarchy, Plan, PlanStatus
from gridmap.errors import ConflictError, InputError, Place
from gridmap.store.drafting import Drafting, cells_of
from gridmap.store.forms import canonical_areas, canonical_cells, distinct
from gridmap.store.partition import Planned, check_partition, conform
from gridmap.store.port import NO_RENAMES


class Planning(Drafting):
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
        self.save(
            [
                conform(Planned(area, self.cells(published[area.code].id)))
                if area.code in published
                else area
                for area in given
            ]
        )

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
            self._check_codes(plan.community_code, canonical)
            self._enter({plan.community_code: plan}, {plan.community_code: canonical}, [])
        else:
            self.save([plan])
            self.replace_cells(plan.id, canonical)

    def publish(
        self,
        drafts: Mapping[str, Sequence[Cell]],
        valid_from: date,
        touched: Sequence[Cell] = (),
        renamed: Mapping[str, str] = NO_RENAMES,
    ) -> None:
        """Put drafts in force at once and re-file all points; the whole territory is checked.

        Raises
        ------
        CoverageError
            When the cells of all published plans would not form one exact coverage.
        ConflictError
            When a plan is no draft, two are of one community, or a code was used before.
        InputError
            When a cell does not fit.
        """
        plans: dict[str, Plan] = {}
        cells: dict[str, list[Cell]] = {}
        for plan_id, given in drafts.items():
            draft = self.require_draft(plan_id)
            code = draft.community_code
            if code in plans:
                raise ConflictError("plan.twice", Place(feature=plan_id), code=code)
            cells[code] = cells_of(draft, given)
            self._check_codes(code, cells[code])
            plans[code] = replace(
                draft,
                status=PlanStatus.PUBLISHED,
                valid_from=valid_from,
                valid_to=None,
                revision=draft.revision + 1,
            )
        ended = self._supersede(plans, valid_from)
        retired = {cell.code for plan in ended for cell in self.cells(plan.id)} - {
            cell.code for part in cells.values() for cell in part
        }
        self._enter(plans, cells, ended, touched)
        for code, plan in plans.items():
            given_here = {cell.code for cell in cells[code]}
            self.keep_renames(
                plan.id, {before: now for before, now in renamed.items() if now in given_here}
            )
        self.end_assignments(retired, valid_from - timedelta(days=1))
        self._move_assignments(renamed)

    def end_assignments(self, cell_codes: Iterable[str], last_day: date) -> None:
        """End the open assignments of cells on a day; those that would begin later are removed."""
        cells = set(cell_codes)
        opened = [
            known
            for known in self.assignments()
            if known.cell_code in cells and known.valid_to is None
        ]
        self.remove_assignments(known for known in opened if known.valid_from > last_day)
        self.save(
            [replace(known, valid_to=last_day) for known in opened if known.valid_from <= last_day]
        )

    def _move_assignments(self, renamed: Mapping[str, str]) -> None:
        moved = [known for known in self.assignments() if known.cell_code in renamed]
        self.remove_assignments(moved)
        self.save([replace(known, cell_code=renamed[known.cell_code]) for known in moved])

    def _supersede(self, plans: Mapping[str, Plan], valid_from: date) -> list[Plan]:
        ended = []
        for plan in self.plans(status=PlanStatus.PUBLISHED):
            if plan.community_code not in plans:
                continue
            if plan.valid_from is not None and valid_from < plan.valid_from:
                raise ConflictError(
                    "plan.too_early", Place(feature=plan.id), id=plan.id, day=plan.valid_from
                )
            ended.append(
                replace(
                    plan,
                    status=PlanStatus.SUPERSEDED,
                    valid_to=valid_from - timedelta(days=1),
                    revision=plan.revision + 1,
                )
            )
        return ended

    def _enter(
        self,
        plans: Mapping[str, Plan],
        cells: Mapping[str, list[Cell]],
        ended: Sequence[Plan],
        touched: Sequence[Cell] = (),
    ) -> None:
        """Check the territory as it would be, then write it."""
        in_force = {
            plan.community_code: plan
            for plan in self.plans(status=PlanStatus.PUBLISHED)
            if plan.community_code not in plans
        }
        nudged = self._nudged(in_force, touched)
        whole = (
            {code: self.cells(plan.id) for code, plan in in_force.items()} | nudged | dict(cells)
        )
        areas = {area.code: area for area in self.areas("community")}
        planned = {code: Planned(areas[code], whole[code]) for code in sorted(whole)}
        check_partition(list(planned.values()))
        conformed = [conform(planned[code]) for code in sorted({*plans, *nudged})]
        self.save(conformed)
        self.save(ended)
        self.save(list(plans.values()))
        self.save([_grown(in_force[code]) for code in nudged])
        for code, plan in plans.items():
            self.replace_cells(plan.id, cells[code])
            self.use_codes(code, [cell.code for cell in cells[code]])
        for code, changed in nudged.items():
            self.replace_cells(in_force[code].id, changed)
        self.forget_filing()
        self._refile_all()

    def _nudged(
        self, in_force: Mapping[str, Plan], touched: Sequence[Cell]
    ) -> dict[str, list[Cell]]:
        """Return all cells of the neighbours that gain nodes, by community.

        Raises
        ------
        ConflictError
            When a cell is not in force, or its plan is being superseded.
        """
        by_plan = {plan.id: plan.community_code for plan in in_force.values()}
        found: dict[str, dict[str, Cell]] = {}
        for cell in canonical_cells(touched):
            community = by_plan.get(cell.plan_id)
            if community is None:
                raise ConflictError("plan.not_in_force", Place(feature=cell.code), id=cell.plan_id)
            if community not in found:
                found[community] = {known.code: known for known in self.cells(cell.plan_id)}
            if cell.code not in found[community]:
                raise ConflictError("cell.unknown", Place(feature=cell.code), code=cell.code)
            old = found[community][cell.code]
            found[community][cell.code] = replace(old, geometry=cell.geometry, area_m2=cell.area_m2)
        return {code: list(cells.values()) for code, cells in found.items()}

    def _refile_all(self) -> None:
        ids, lonlat, stored = self.places_of_points()
        fresh = self.filing().cell_codes(lonlat)
        self.refile(
            {
                name: now
                for name, now, before in zip(ids, fresh, stored, strict=True)
                if now != before
            }
        )

    def _check_codes(self, community_code: str, cells: Sequence[Cell]) -> None:
        """Refuse codes that another cell has or had; a cell in force may keep its own.

        Raises
        ------
        ConflictError
            With the code and the community that used it.
        """
        in_force = {cell.code for cell in self.published_cells(community_code)}
        fresh = [cell.code for cell in cells if cell.code not in in_force]
        for code, owner in self.owner_of_codes(fresh).items():
            raise ConflictError("code.used", Place(feature=code), code=code, community=owner)

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


def _grown(plan: Plan) -> Plan:
    return replace(plan, revision=plan.revision + 1)


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
