"""The territory as plans would make it: checked whole, then written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gridmap.domain import Area, Cell, Plan, PlanStatus
from gridmap.domain.locking import difference_beyond_bend
from gridmap.errors import ConflictError, Place
from gridmap.store.drafting import Drafting, is_alike
from gridmap.store.partition import Planned, check_partition, conform
from gridmap.store.refiling import Turnover


@dataclass(frozen=True)
class Entry:
    """What comes into force.

    Parameters
    ----------
    plans
        The new plans as they will be, by community.
    cells
        Their cells.
    ended
        The plans that they supersede, as they will be.
    """

    plans: Mapping[str, Plan]
    cells: Mapping[str, Sequence[Cell]]
    ended: Sequence[Plan] = ()


@dataclass(frozen=True)
class Outcome:
    """The territory as an entry makes it: its communities, and what becomes of cells in force."""

    areas: Sequence[Area]
    turnover: Turnover
    nudged: Mapping[str, tuple[list[Cell], list[Cell]]]


class Entering(Drafting):
    """The part of a unit of work that sees what plans would make of the territory."""

    def outcome(self, entry: Entry, touched: Sequence[Cell] = ()) -> Outcome:
        """Return the territory as it would be.

        Raises
        ------
        CoverageError
            When its cells would not be one exact coverage, or a community would not keep its shape.
        ConflictError
            When a touched cell is in no open plan.
        """
        in_force = {plan.id: plan for plan in self.plans(status=PlanStatus.PUBLISHED)}
        cells = self.published_cells()
        nudged = self._nudged(touched, {*in_force} - {plan.id for plan in entry.ended})
        bent = nudged.keys() & in_force
        new = {cell.code: cell for plan_id in bent for cell in nudged[plan_id][1]}
        ending = {plan.id for plan in entry.ended}
        by_community = {code: list(part) for code, part in entry.cells.items()}
        staying = [new.get(cell.code, cell) for cell in cells if cell.plan_id not in ending]
        for cell in staying:
            by_community.setdefault(in_force[cell.plan_id].community_code, []).append(cell)
        areas = {area.code: area for area in self.areas("community")}
        planned = {code: Planned(areas[code], by_community[code]) for code in sorted(by_community)}
        check_partition(list(planned.values()))
        changed = {*entry.plans, *(in_force[plan_id].community_code for plan_id in bent)}
        return Outcome(
            conform([planned[code] for code in sorted(changed)], free=frozenset(entry.plans)),
            Turnover(
                [cell for cell in cells if cell.plan_id in ending],
                [cell for part in entry.cells.values() for cell in part],
                staying,
            ),
            nudged,
        )

    def _nudged(
        self, touched: Sequence[Cell], in_force: set[str]
    ) -> dict[str, tuple[list[Cell], list[Cell]]]:
        """Return the cells that gain nodes, as they are and as they will be, by plan.

        Raises
        ------
        ConflictError
            When a cell is not in force nor in an open draft.
        """
        nudged: dict[str, tuple[list[Cell], list[Cell]]] = {}
        by_plan: dict[str, list[Cell]] = defaultdict(list)
        for cell in touched:
            by_plan[cell.plan_id].append(cell)
        for plan_id, cells in by_plan.items():
            plan = self.plan(plan_id)
            if plan_id not in in_force and (plan is None or plan.status is not PlanStatus.DRAFT):
                raise ConflictError("plan.not_in_force", Place(feature=cells[0].code), id=plan_id)
            known = self.cells_named(plan_id, [cell.code for cell in cells])
            for cell in cells:
                if cell.code not in known:
                    raise ConflictError("cell.unknown", Place(feature=cell.code), code=cell.code)
            before = [known[cell.code] for cell in cells]
            after = [
                replace(old, geometry=cell.geometry, area_m2=cell.area_m2)
                for old, cell in zip(before, cells, strict=True)
            ]
            nudged[plan_id] = (before, after)
        return nudged

    def write(self, entry: Entry, outcome: Outcome) -> None:
        """Write plans with their cells and codes, and the communities in their new shape."""
        self.save(outcome.areas)
        self.save(entry.ended)
        self.save(list(entry.plans.values()))
        fresh: list[Cell] = []
        for code, plan in entry.plans.items():
            fresh += self._make_room(plan.id, entry.cells[code])
            self.use_codes(code, [cell.code for cell in entry.cells[code]])
        # All at once: many rows are written faster together.
        self.save(fresh)
        self.forget_filing()

    def _make_room(self, plan_id: str, cells: Sequence[Cell]) -> list[Cell]:
        """Remove the cells of a plan that go, and return those that must be written."""
        before = {cell.code: cell for cell in self.cells(plan_id)}
        self.patch_cells(plan_id, before.keys() - {cell.code for cell in cells}, [], [])
        return [cell for cell in cells if not is_alike(cell, before.get(cell.code))]

    def check_codes(self, draft: Plan, cells: Sequence[Cell], drawn: Sequence[Cell]) -> None:
        """Refuse codes that another cell has or had.

        A cell in force may keep its own. A retired code comes back with a draft that branched from
        a plan that had it, because an edited cell goes on under its code, and with a cell that is
        as it was when it was in force.

        Parameters
        ----------
        draft
            The plan.
        cells
            Its cells with official codes.
        drawn
            The same as they were drawn.

        Raises
        ------
        ConflictError
            With the code and the community that used it.
        """
        in_force = {cell.code for cell in self.published_cells(draft.community_code)}
        used = self.owner_of_codes([cell.code for cell in cells if cell.code not in in_force])
        if not used:
            return
        shapes = {cell.code: cell.geometry for cell in drawn if cell.code in used}
        branched_from = self._ancestors(draft)
        for plan in self.plans(draft.community_code, PlanStatus.SUPERSEDED):
            for code, old in self.cells_named(plan.id, sorted(shapes.keys() & used)).items():
                beyond = difference_beyond_bend(old.geometry, shapes[code])
                if plan.id in branched_from or beyond.is_empty:
                    del used[code]
        for code, owner in used.items():
            raise ConflictError("code.used", Place(feature=code), code=code, community=owner)

    def _ancestors(self, plan: Plan) -> set[str]:
        """Return the ids of the plans that a plan branched from, one from the other."""
        found: set[str] = set()
        parent_id = plan.based_on
        while parent_id is not None and parent_id not in found:
            found.add(parent_id)
            parent = self.plan(parent_id)
            parent_id = None if parent is None else parent.based_on
        return found
