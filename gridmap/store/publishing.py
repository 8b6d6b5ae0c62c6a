"""Putting plans in force: the whole territory is checked before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from gridmap.domain import Cell, Duty, Edit, EditKind, Plan, PlanStatus
from gridmap.errors import ConflictError, Place
from gridmap.store.drafting import cells_of
from gridmap.store.entering import Entering, Entry
from gridmap.store.port import NO_RENAMES
from gridmap.store.refiling import refile


class Publishing(Entering):
    """The part of a unit of work that puts plans in force."""

    def publish(
        self,
        drafts: Mapping[str, Sequence[Cell]],
        valid_from: date,
        touched: Sequence[Cell] = (),
        renamed: Mapping[str, str] = NO_RENAMES,
        *,
        recorded_at: datetime | None = None,
        by: str = "",
    ) -> None:
        """Put drafts in force at once and re-file the points; the whole territory is checked.

        Raises
        ------
        CoverageError
            When the cells of all published plans would not form one exact coverage, or a
            community would get another shape without its neighbour.
        ConflictError
            When a plan is no draft, two are of one community, or a code was used before.
        InputError
            When a cell does not fit.
        """
        entry = self._entry(drafts, valid_from, renamed, recorded_at)
        outcome = self.outcome(entry, touched)
        self.write(entry, outcome)
        note = Edit("", 0, EditKind.ADOPTION, {"op": "adopt", "from": ", ".join(drafts)}, by=by)
        for plan_id, (before, after) in outcome.nudged.items():
            adoption = replace(note, plan_id=plan_id, dropped=tuple(before), placed=tuple(after))
            self.adopt(plan_id, replace(adoption, at=recorded_at))
        retired = {cell.code for cell in outcome.turnover.gone}
        retired -= {cell.code for cell in outcome.turnover.fresh}
        self.end_assignments(retired, valid_from - timedelta(days=1))
        self._move_assignments(renamed)
        self._keep_names(entry, renamed)
        self._move_locks(entry, valid_from, renamed)
        refile(self, outcome.turnover)

    def schedule(
        self,
        drafts: Mapping[str, Sequence[Cell]],
        valid_from: date,
        touched: Sequence[Cell] = (),
        renamed: Mapping[str, str] = NO_RENAMES,
        *,
        recorded_at: datetime | None = None,
    ) -> None:
        """Check drafts like `publish`, and let them wait for their first day as they are.

        Raises
        ------
        CoverageError
            When the cells of all published plans would not form one exact coverage.
        ConflictError
            When a plan is no draft, or another one of its community is waiting.
        InputError
            When a cell does not fit.
        """
        entry = self._entry(drafts, valid_from, renamed, recorded_at)
        for code in entry.plans:
            for other in self.plans(code, PlanStatus.SCHEDULED):
                raise ConflictError(
                    "plan.scheduled",
                    Place(feature=other.id),
                    id=other.id,
                    code=code,
                    day=other.valid_from,
                )
        self.outcome(entry, touched)
        self.save([replace(p, status=PlanStatus.SCHEDULED) for p in entry.plans.values()])

    def unschedule(self, plan_id: str) -> Plan:
        """Make a plan that waits for its first day a draft again.

        Raises
        ------
        ConflictError
            When the plan does not wait.
        """
        plan = self.require_plan(plan_id)
        if plan.status is not PlanStatus.SCHEDULED:
            raise ConflictError("plan.not_scheduled", Place(feature=plan_id), id=plan_id)
        draft = replace(
            plan,
            status=PlanStatus.DRAFT,
            valid_from=None,
            recorded_at=None,
            revision=plan.revision + 1,
        )
        self.save([draft])
        return draft

    def enter(self, entry: Entry) -> None:
        """Check the territory as it would be, then put plans in force that were no drafts.

        Raises
        ------
        CoverageError
            When the cells of all published plans would not form one exact coverage.
        ConflictError
            When a code was used before.
        """
        for code, cells in entry.cells.items():
            self.check_codes(entry.plans[code], cells, cells)
        outcome = self.outcome(entry)
        self.write(entry, outcome)
        refile(self, outcome.turnover)

    def end_assignments(
        self, cell_codes: Iterable[str], last_day: date, duty: Duty | None = None
    ) -> None:
        """End the open assignments of cells on a day, of one duty or of all.

        Those that would begin later are removed.
        """
        known = self.assignments_of(sorted(set(cell_codes)))
        opened = [one for one in known if one.valid_to is None and duty in {None, one.duty}]
        self.remove_assignments(known for known in opened if known.valid_from > last_day)
        self.save(
            [replace(known, valid_to=last_day) for known in opened if known.valid_from <= last_day]
        )

    def _entry(
        self,
        drafts: Mapping[str, Sequence[Cell]],
        valid_from: date,
        renamed: Mapping[str, str],
        recorded_at: datetime | None,
    ) -> Entry:
        """Return the drafts as they will be, with the plans that they supersede.

        Raises
        ------
        ConflictError
            When a plan is no draft, two are of one community, or a code was used before.
        InputError
            When a cell does not fit.
        """
        plans: dict[str, Plan] = {}
        cells: dict[str, list[Cell]] = {}
        for plan_id, given in drafts.items():
            draft = self.require_plan(plan_id)
            if draft.status not in {PlanStatus.DRAFT, PlanStatus.SCHEDULED}:
                raise ConflictError("plan.no_draft", Place(feature=plan_id), id=plan_id)
            code = draft.community_code
            if code in plans:
                raise ConflictError("plan.twice", Place(feature=plan_id), code=code)
            cells[code] = cells_of(draft, given)
            drawn = [
                replace(cell, code=renamed.get(cell.code, cell.code))
                for cell in self.cells(plan_id)
            ]
            self.check_codes(draft, cells[code], drawn)
            plans[code] = replace(
                draft,
                status=PlanStatus.PUBLISHED,
                valid_from=valid_from,
                valid_to=None,
                revision=draft.revision + 1,
                recorded_at=draft.recorded_at if recorded_at is None else _moment(recorded_at),
            )
        return Entry(plans, cells, self._superseded(plans, valid_from))

    def _superseded(self, plans: Mapping[str, Plan], valid_from: date) -> list[Plan]:
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

    def _move_assignments(self, renamed: Mapping[str, str]) -> None:
        moved = self.assignments_of(sorted(renamed))
        self.remove_assignments(moved)
        self.save([replace(known, cell_code=renamed[known.cell_code]) for known in moved])

    def _keep_names(self, entry: Entry, renamed: Mapping[str, str]) -> None:
        for code, plan in entry.plans.items():
            own = {cell.code for cell in entry.cells[code]}
            self.keep_renames(plan.id, {old: new for old, new in renamed.items() if new in own})

    def _move_locks(self, entry: Entry, day: date, renamed: Mapping[str, str]) -> None:
        """Let the locks of the plans that end go on with those that follow them."""
        ended = {plan.community_code: plan.id for plan in entry.ended}
        for code, plan in entry.plans.items():
            before = self.locks(ended[code]) if code in ended else []
            going_on = [lock for lock in before if lock.holds_on(day)] + self.locks(plan.id)
            self.save(
                [
                    replace(
                        lock,
                        plan_id=plan.id,
                        cell_code=renamed.get(lock.cell_code or "", lock.cell_code),
                    )
                    for lock in going_on
                ]
            )


def _moment(moment: datetime) -> datetime:
    """Return a moment as it is kept: UTC, to the millisecond."""
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)
