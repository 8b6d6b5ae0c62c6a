"""A whole unit of work: the rules of every write, over the primitives of `Unit`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import pairwise

from gridmap.domain import (
    Account,
    Assignment,
    Block,
    Building,
    Duty,
    Point,
    PointVersion,
    Street,
    Territory,
    Worker,
)
from gridmap.errors import ConflictError, InputError, Place
from gridmap.store.accessing import Accessing
from gridmap.store.forms import (
    canonical_blocks,
    canonical_buildings,
    canonical_points,
    canonical_streets,
    canonical_workers,
    distinct,
    utc_moment,
)
from gridmap.store.locking import Locking
from gridmap.store.planning import Planning
from gridmap.store.unit import Filing
from gridmap.store.working import Working


class RuledUnit(Planning, Locking, Working, Accessing):
    """Everything a `gridmap.store.port.Writer` offers."""

    def __init__(self, filing: Filing | None) -> None:
        super().__init__(filing)
        self._assigned: set[str] = set()

    def set_territory(self, territory: Territory) -> None:
        """Name the territory and its levels.

        Raises
        ------
        InputError
            When the digits of the levels do not make a community's code.
        ConflictError
            When areas exist that follow other levels.
        """
        levels = sum(level.digits for level in territory.hierarchy.levels)
        if levels != territory.code_template.community_digits:
            raise InputError(
                "territory.digits",
                levels=levels,
                community_digits=territory.code_template.community_digits,
            )
        known = self.territory()
        if known is not None and known.hierarchy != territory.hierarchy and self.areas():
            raise ConflictError("territory.levels")
        self.save([territory])

    def put_workers(self, workers: Iterable[Worker]) -> None:
        """Add workers, or replace those of the same code.

        Raises
        ------
        InputError
            When a worker has no code or names an unknown community.
        """
        given = canonical_workers(distinct(list(workers), "code"))
        self._require_communities(
            (worker.code, worker.community_code)
            for worker in given
            if worker.community_code is not None
        )
        self.save(given)

    def put_assignments(self, assignments: Iterable[Assignment]) -> None:
        """Add assignments; the same duty from the same day is replaced.

        Raises
        ------
        ConflictError
            When a cell would have two leaders on one day.
        InputError
            When a worker does not exist, or the last day lies before the first.
        """
        given = list(assignments)
        workers = {worker.code for worker in self.workers()}
        for assignment in given:
            place = Place(feature=assignment.cell_code)
            if assignment.worker_code not in workers:
                raise InputError("assignment.worker", place, worker=assignment.worker_code)
            if assignment.valid_to is not None and assignment.valid_to < assignment.valid_from:
                raise InputError("assignment.days", place, cell=assignment.cell_code)
        kept = {_key(known): known for known in self.assignments()}
        kept |= {_key(assignment): assignment for assignment in given}
        named = {assignment.cell_code for assignment in given}
        _check_leaders(kept.values(), named)
        self._assigned |= named
        self.save(list({_key(assignment): assignment for assignment in given}.values()))

    def put_points(
        self, points: Iterable[Point], *, by: str = "", at: datetime | None = None
    ) -> int:
        """Add points or replace those of the same id: snapped to the lattice, located, filed.

        Parameters
        ----------
        points
            As they are to be.
        by, at
            Who changes them, and when.

        Returns
        -------
        outside
            How many of them lie in no published cell.

        Raises
        ------
        InputError
            When a point does not fit the schema of its kind, or an id occurs twice.
        ConflictError
            When an id belongs to a point of another kind.
        """
        revision = self.revision() + 1
        filing = self.filing()
        given = canonical_points(distinct(list(points), "id"), filing.cell_codes, revision)
        before = self.points_named([point.id for point in given])
        for point in given:
            kind = before[point.id].kind if point.id in before else point.kind
            if kind != point.kind:
                raise ConflictError(
                    "point.other_kind", Place(feature=point.id), id=point.id, kind=kind
                )
        changed = [point for point in given if point != before.get(point.id)]
        self.keep_versions(
            [
                PointVersion(before[point.id], revision, by=by, at=utc_moment(at))
                for point in changed
                if point.id in before
            ]
        )
        self.save(changed)
        return sum(point.cell_code is None for point in given)

    def remove_points(
        self, ids: Iterable[str], *, by: str = "", at: datetime | None = None
    ) -> None:
        """Remove points; their history keeps them.

        Raises
        ------
        ConflictError
            When there is none of an id.
        """
        wanted = list(ids)
        found = self.points_named(wanted)
        for name in wanted:
            if name not in found:
                raise ConflictError("point.unknown", Place(feature=name), id=name)
        revision = self.revision() + 1
        self.keep_versions(
            [
                PointVersion(point, revision, removed=True, by=by, at=utc_moment(at))
                for point in found.values()
            ]
        )
        self.drop_points(list(found))

    def put_streets(self, streets: Iterable[Street]) -> None:
        """Add lines, or replace those of the same id.

        Raises
        ------
        InputError
            When a geometry is no line, or an id occurs twice.
        """
        self.save(canonical_streets(distinct(list(streets), "id")))

    def put_buildings(self, buildings: Iterable[Building]) -> None:
        """Add buildings, or replace those of the same id.

        Raises
        ------
        InputError
            When a geometry is no polygon of one part, or an id occurs twice.
        """
        self.save(canonical_buildings(distinct(list(buildings), "id")))

    def put_blocks(self, blocks: Iterable[Block]) -> None:
        """Add blocks, or replace those of the same id.

        Raises
        ------
        InputError
            When a block names an unknown community or is no polygon.
        """
        given = canonical_blocks(distinct(list(blocks), "id"))
        self._require_communities((block.id, block.community_code) for block in given)
        self.save(given)

    def put_account(self, account: Account) -> None:
        """Add an account, or replace the one of the same name.

        Raises
        ------
        InputError
            When the account has no name or no password hash.
        ConflictError
            When another account has the same session key.
        """
        if not account.username or not account.password_hash:
            raise InputError("account.incomplete", Place(column="username"))
        for other in self.accounts():
            if (
                other.username != account.username
                and account.session_key
                and other.session_key == account.session_key
            ):
                raise ConflictError("account.session_key", Place(feature=account.username))
        self.save([account])

    def check_whole(self) -> None:
        """Check what can be said only at the end of a unit of work.

        An assignment made earlier may name a cell of a draft that an edit took away: it waits for
        the undo that brings the cell back.

        Raises
        ------
        InputError
            When a new assignment names a cell that no plan has and that was never in force.
        """
        cells = sorted(self._assigned)
        known = self.has_cells(cells) | self.owner_of_codes(cells).keys()
        for code in cells:
            if code not in known:
                raise InputError("assignment.cell", Place(feature=code), cell=code)

    def _require_communities(self, named: Iterable[tuple[str, str]]) -> None:
        known = {area.code for area in self.areas("community")}
        for name, code in named:
            if code not in known:
                place = Place(feature=name, column="community_code")
                raise InputError("record.community", place, code=code)


def _key(assignment: Assignment) -> tuple[str, str, Duty, date]:
    return (
        assignment.cell_code,
        assignment.worker_code,
        assignment.duty,
        assignment.valid_from,
    )


def _check_leaders(assignments: Iterable[Assignment], cells: set[str]) -> None:
    leaders: dict[str, list[Assignment]] = {code: [] for code in cells}
    for assignment in assignments:
        if assignment.duty is Duty.LEADER and assignment.cell_code in cells:
            leaders[assignment.cell_code].append(assignment)
    for code, held in leaders.items():
        in_order = sorted(held, key=lambda assignment: assignment.valid_from)
        for before, after in pairwise(in_order):
            if before.valid_to is None or before.valid_to >= after.valid_from:
                raise ConflictError(
                    "assignment.two_leaders",
                    Place(feature=code),
                    cell=code,
                    first=before.worker_code,
                    second=after.worker_code,
                    day=after.valid_from,
                )
