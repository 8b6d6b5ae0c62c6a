"""The store that lives in memory: for notebooks, tests and trying out."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from gridmap.domain import (
    Account,
    Area,
    Assignment,
    Block,
    Building,
    Cell,
    Edit,
    Lock,
    Plan,
    PlanStatus,
    Point,
    PointKind,
    PointVersion,
    Street,
    Territory,
    Worker,
)
from gridmap.domain.point_columns import PointColumns
from gridmap.store._memory_access import MemoryAccessReader, MemoryAccessUnit
from gridmap.store._memory_work import MemoryWorkReader, MemoryWorkUnit
from gridmap.store.memory_rows import (
    LAYER_OF,
    PLACES,
    Entry,
    Rows,
    assignment_key,
    columns_of,
    dump,
    ordered,
)
from gridmap.store.port import Reader, Writer
from gridmap.store.unit import AnyRecord, Filing
from gridmap.store.work_port import WorkWriter
from gridmap.store.writing import RuledUnit

if TYPE_CHECKING:
    from numpy.typing import NDArray


class _MemoryReader(MemoryWorkReader, MemoryAccessReader):
    """Reads one state of the rows."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def territory(self) -> Territory | None:
        return self._rows.territory.get(1)

    def areas(self, level: str | None = None) -> list[Area]:
        return [area for area in ordered(self._rows.areas) if level in {None, area.level}]

    def area(self, code: str) -> Area | None:
        return self._rows.areas.get(code)

    def plan(self, plan_id: str) -> Plan | None:
        return self._rows.plans.get(plan_id)

    def plans(
        self, community_code: str | None = None, status: PlanStatus | None = None
    ) -> list[Plan]:
        return [
            plan
            for plan in ordered(self._rows.plans)
            if community_code in {None, plan.community_code} and status in {None, plan.status}
        ]

    def cells(self, plan_id: str) -> list[Cell]:
        return [cell for cell in ordered(self._rows.cells) if cell.plan_id == plan_id]

    def published_cells(self, community_code: str | None = None) -> list[Cell]:
        published = {plan.id for plan in self.plans(community_code, PlanStatus.PUBLISHED)}
        found = [cell for cell in self._rows.cells.values() if cell.plan_id in published]
        return sorted(found, key=lambda cell: cell.code)

    def used_codes(self, community_code: str) -> frozenset[str]:
        return frozenset(c for c, owner in self._rows.codes.items() if owner == community_code)

    def edits(self, plan_id: str, after: int = 0) -> list[Edit]:
        return [
            entry.edit
            for (owner, number), entry in sorted(self._rows.edits.items())
            if owner == plan_id and number > after
        ]

    def locks(self, plan_id: str | None = None) -> list[Lock]:
        return [lock for lock in ordered(self._rows.locks) if plan_id in {None, lock.plan_id}]

    def renames(self, plan_id: str) -> dict[str, str]:
        return dict(
            sorted(
                (provisional, code)
                for code, (owner, provisional) in self._rows.renames.items()
                if owner == plan_id
            )
        )

    def workers(self) -> list[Worker]:
        return ordered(self._rows.workers)

    def worker(self, code: str) -> Worker | None:
        return self._rows.workers.get(code)

    def assignments(self, on: date | None = None) -> list[Assignment]:
        return [
            assignment
            for assignment in ordered(self._rows.assignments)
            if on is None or assignment.holds_on(on)
        ]

    def assignments_of(self, cell_codes: Sequence[str]) -> list[Assignment]:
        wanted = set(cell_codes)
        return [known for known in self.assignments() if known.cell_code in wanted]

    def points(self, kind: PointKind | None = None, cell_code: str | None = None) -> list[Point]:
        return [
            point
            for point in ordered(self._rows.points)
            if kind in {None, point.kind} and cell_code in {None, point.cell_code}
        ]

    def point(self, point_id: str) -> Point | None:
        return self._rows.points.get(point_id)

    def points_named(self, ids: Sequence[str]) -> dict[str, Point]:
        known = self._rows.points
        return {name: known[name] for name in ids if name in known}

    def point_columns(self, kind: PointKind, after: int = -1) -> PointColumns:
        return columns_of(
            kind,
            [
                point
                for point in ordered(self._rows.points)
                if point.kind is kind and point.revision > after
            ],
        )

    def removed_points(self, after: int) -> list[str]:
        versions = self._rows.versions.values()
        return [one.point.id for one in versions if one.removed and one.replaced_in > after]

    def point_history(self, point_id: str) -> list[PointVersion]:
        return [one for one in self._rows.versions.values() if one.point.id == point_id]

    def tally(self) -> dict[tuple[str | None, PointKind], int]:
        return dict(Counter((p.cell_code, p.kind) for p in self._rows.points.values()))

    def streets(self) -> list[Street]:
        return ordered(self._rows.streets)

    def buildings(self) -> list[Building]:
        return ordered(self._rows.buildings)

    def blocks(self, community_code: str | None = None) -> list[Block]:
        return [
            block
            for block in ordered(self._rows.blocks)
            if community_code in {None, block.community_code}
        ]

    def accounts(
        self, username: str | None = None, session_key: str | None = None
    ) -> list[Account]:
        return [
            account
            for account in ordered(self._rows.accounts)
            if username in {None, account.username} and session_key in {None, account.session_key}
        ]

    def mark(self, *layers: str) -> Hashable:
        return tuple((layer, self._rows.marks.get(layer, 0)) for layer in sorted(layers))

    def revision(self) -> int:
        return self._rows.revision


class _MemoryUnit(_MemoryReader, MemoryWorkUnit, MemoryAccessUnit, RuledUnit):
    """Writes into rows of its own."""

    def __init__(self, rows: Rows, filing: Filing | None) -> None:
        _MemoryReader.__init__(self, rows)
        RuledUnit.__init__(self, filing)

    def save(self, records: Sequence[AnyRecord]) -> None:
        for record in records:
            table, key = PLACES[type(record)]
            getattr(self._rows, table)[key(record)] = record
            self._note(type(record))

    def _note(self, kind: type[AnyRecord]) -> None:
        """Note that a layer changes."""
        if kind in LAYER_OF:
            self._rows.marks[LAYER_OF[kind]] = self._rows.revision + 1

    def change(self, records: Sequence[AnyRecord]) -> None:
        self.save(records)

    def replace_cells(self, plan_id: str, cells: Sequence[Cell]) -> None:
        self._note(Cell)
        for key in [key for key in self._rows.cells if key[0] == plan_id]:
            del self._rows.cells[key]
        self.save(cells)

    def cells_named(self, plan_id: str, codes: Sequence[str]) -> dict[str, Cell]:
        cells = self._rows.cells
        return {code: cells[plan_id, code] for code in codes if (plan_id, code) in cells}

    def count_cells(self, plan_id: str) -> int:
        return sum(owner == plan_id for owner, _ in self._rows.cells)

    def patch_cells(
        self,
        plan_id: str,
        gone: AbstractSet[str],
        changed: Sequence[Cell],
        fresh: Sequence[Cell],
    ) -> None:
        self._note(Cell)
        for code in gone:
            del self._rows.cells[plan_id, code]
        self.save([*changed, *fresh])

    def keep_edits(self, edits: Sequence[Edit], revision: int) -> None:
        self._rows.edits.update(
            ((edit.plan_id, edit.number), Entry(revision, edit)) for edit in edits
        )

    def last_number(self, plan_id: str) -> int:
        return max((number for owner, number in self._rows.edits if owner == plan_id), default=0)

    def known_keys(self, plan_id: str, keys: Sequence[str]) -> set[str]:
        return {edit.key for edit in self.edits(plan_id) if edit.key is not None}.intersection(keys)

    def edits_since(self, plan_id: str, revision: int) -> list[Edit]:
        return [
            replace(edit, dropped=(), placed=())
            for edit in self.edits(plan_id)
            if self._rows.edits[plan_id, edit.number].revision > revision
        ]

    def keep_renames(self, plan_id: str, renamed: Mapping[str, str]) -> None:
        self._rows.renames.update((code, (plan_id, before)) for before, code in renamed.items())

    def drop_lock(self, lock_id: str) -> None:
        del self._rows.locks[lock_id]
        self._note(Lock)

    def use_codes(self, community_code: str, codes: Iterable[str]) -> None:
        self._rows.codes.update(dict.fromkeys(codes, community_code))

    def owner_of_codes(self, codes: Sequence[str]) -> dict[str, str]:
        return {code: self._rows.codes[code] for code in codes if code in self._rows.codes}

    def remove_assignments(self, assignments: Iterable[Assignment]) -> None:
        for assignment in assignments:
            del self._rows.assignments[assignment_key(assignment)]
            self._note(Assignment)

    def has_cells(self, codes: Sequence[str]) -> set[str]:
        return set(codes) & {cell.code for cell in self._rows.cells.values()}

    def keep_versions(self, versions: Sequence[PointVersion]) -> None:
        known = self._rows.versions
        known.update(enumerate(versions, len(known) + 1))

    def drop_points(self, ids: Sequence[str]) -> None:
        for name in ids:
            del self._rows.points[name]
            self._note(Point)

    def places_of_points(
        self, cell_codes: Sequence[str]
    ) -> tuple[list[str], NDArray[np.float64], list[str | None]]:
        wanted = {*cell_codes, None}
        points = [point for point in self.points() if point.cell_code in wanted]
        lonlat = np.array([(point.lon, point.lat) for point in points]).reshape(-1, 2)
        return [point.id for point in points], lonlat, [point.cell_code for point in points]

    def refile(self, cells_of_points: dict[str, str | None]) -> None:
        revision = self.revision() + 1
        for name, code in cells_of_points.items():
            self._note(Point)
            point = replace(self._rows.points[name], cell_code=code, revision=revision)
            self._rows.points[name] = point


class MemoryStore:
    """A store without a file. A reader keeps the state it began with; writers take turns."""

    def __init__(self) -> None:
        self._rows = Rows()
        self._filing: Filing | None = None
        self._turn = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Open one consistent snapshot."""
        yield _MemoryReader(self._rows)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Open one unit of work: committed at the end of the block, undone when it raises."""
        with self._turn:
            rows = self._rows.copy()
            unit = _MemoryUnit(rows, self._filing)
            yield unit
            unit.check_whole()
            rows.revision += 1
            self._rows, self._filing = rows, unit.kept_filing()

    @contextmanager
    def working(self) -> Iterator[WorkWriter]:
        """Open one unit of work for jobs and uploads alone, which the revision does not count."""
        with self._turn:
            rows = self._rows.copy()
            yield _MemoryUnit(rows, self._filing)
            self._rows = rows

    def digest(self) -> str:
        """Return the SHA-256 of a sorted dump of every row, the proof of "unchanged"."""
        rows = self._rows
        total = sha256()
        for item in fields(rows):
            table = getattr(rows, item.name)
            lines = (
                [str(table)]
                if item.name == "revision"
                else [f"{key}={dump(table[key])}" for key in sorted(table)]
            )
            for line in (item.name, *lines):
                total.update(f"{line}\n".encode())
        return total.hexdigest()

    def close(self) -> None:
        """Release connections, of which there are none."""
