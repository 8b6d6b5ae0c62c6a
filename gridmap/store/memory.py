"""The store that lives in memory: for notebooks, tests and trying out."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import shapely

from gridmap.domain import (
    Account,
    Area,
    Assignment,
    Block,
    Building,
    Cell,
    Plan,
    PlanStatus,
    Point,
    PointKind,
    Street,
    Territory,
    Worker,
)
from gridmap.store.port import Reader, Writer
from gridmap.store.unit import AnyRecord, Filing
from gridmap.store.writing import RuledUnit

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Kept = TypeVar("_Kept")
_Key = TypeVar("_Key", str, tuple[str, str], tuple[str, str, str, date])


@dataclass
class _Rows:
    """All rows, one table for each kind of record."""

    territory: dict[int, Territory] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    workers: dict[str, Worker] = field(default_factory=dict)
    assignments: dict[tuple[str, str, str, date], Assignment] = field(default_factory=dict)
    points: dict[str, Point] = field(default_factory=dict)
    streets: dict[str, Street] = field(default_factory=dict)
    buildings: dict[str, Building] = field(default_factory=dict)
    blocks: dict[str, Block] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    revision: int = 0

    def copy(self) -> _Rows:
        """Return tables of their own that share the records, which never change."""
        tables = {
            item.name: dict(getattr(self, item.name))
            for item in fields(self)
            if item.name != "revision"
        }
        return _Rows(**tables, revision=self.revision)


class _MemoryReader:
    """Reads one state of the rows."""

    def __init__(self, rows: _Rows) -> None:
        self._rows = rows

    def territory(self) -> Territory | None:
        return self._rows.territory.get(1)

    def areas(self, level: str | None = None) -> list[Area]:
        return [area for area in _ordered(self._rows.areas) if level in {None, area.level}]

    def plans(
        self, community_code: str | None = None, status: PlanStatus | None = None
    ) -> list[Plan]:
        return [
            plan
            for plan in _ordered(self._rows.plans)
            if community_code in {None, plan.community_code} and status in {None, plan.status}
        ]

    def cells(self, plan_id: str) -> list[Cell]:
        return [cell for cell in _ordered(self._rows.cells) if cell.plan_id == plan_id]

    def published_cells(self, community_code: str | None = None) -> list[Cell]:
        published = {plan.id for plan in self.plans(community_code, PlanStatus.PUBLISHED)}
        found = [cell for cell in self._rows.cells.values() if cell.plan_id in published]
        return sorted(found, key=lambda cell: cell.code)

    def used_codes(self, community_code: str) -> frozenset[str]:
        return frozenset(c for c, owner in self._rows.codes.items() if owner == community_code)

    def workers(self) -> list[Worker]:
        return _ordered(self._rows.workers)

    def assignments(self, on: date | None = None) -> list[Assignment]:
        return [
            assignment
            for assignment in _ordered(self._rows.assignments)
            if on is None or assignment.holds_on(on)
        ]

    def points(self, kind: PointKind | None = None, cell_code: str | None = None) -> list[Point]:
        return [
            point
            for point in _ordered(self._rows.points)
            if kind in {None, point.kind} and cell_code in {None, point.cell_code}
        ]

    def tally(self) -> dict[tuple[str | None, PointKind], int]:
        return dict(Counter((p.cell_code, p.kind) for p in self._rows.points.values()))

    def streets(self) -> list[Street]:
        return _ordered(self._rows.streets)

    def buildings(self) -> list[Building]:
        return _ordered(self._rows.buildings)

    def blocks(self, community_code: str | None = None) -> list[Block]:
        return [
            block
            for block in _ordered(self._rows.blocks)
            if community_code in {None, block.community_code}
        ]

    def accounts(self) -> list[Account]:
        return _ordered(self._rows.accounts)

    def revision(self) -> int:
        return self._rows.revision


class _MemoryUnit(_MemoryReader, RuledUnit):
    """Writes into rows of its own."""

    def __init__(self, rows: _Rows, filing: Filing | None) -> None:
        _MemoryReader.__init__(self, rows)
        RuledUnit.__init__(self, filing)

    def save(self, records: Sequence[AnyRecord]) -> None:
        for record in records:
            table, key = _PLACES[type(record)]
            getattr(self._rows, table)[key(record)] = record

    def replace_cells(self, plan_id: str, cells: Sequence[Cell]) -> None:
        for key in [key for key in self._rows.cells if key[0] == plan_id]:
            del self._rows.cells[key]
        self.save(cells)

    def use_codes(self, community_code: str, codes: Iterable[str]) -> None:
        self._rows.codes.update(dict.fromkeys(codes, community_code))

    def owner_of_codes(self, codes: Sequence[str]) -> dict[str, str]:
        return {code: self._rows.codes[code] for code in codes if code in self._rows.codes}

    def remove_assignments(self, assignments: Iterable[Assignment]) -> None:
        for assignment in assignments:
            del self._rows.assignments[_assignment_key(assignment)]

    def has_cells(self, codes: Sequence[str]) -> set[str]:
        return set(codes) & {cell.code for cell in self._rows.cells.values()}

    def kinds_of_points(self, ids: Sequence[str]) -> dict[str, str]:
        known = self._rows.points
        return {name: known[name].kind for name in ids if name in known}

    def places_of_points(self) -> tuple[list[str], NDArray[np.float64], list[str | None]]:
        points = self.points()
        lonlat = np.array([(point.lon, point.lat) for point in points]).reshape(-1, 2)
        return [point.id for point in points], lonlat, [point.cell_code for point in points]

    def refile(self, cells_of_points: dict[str, str | None]) -> None:
        for name, code in cells_of_points.items():
            self._rows.points[name] = replace(self._rows.points[name], cell_code=code)


class MemoryStore:
    """A store without a file. A reader keeps the state it began with; writers take turns."""

    def __init__(self) -> None:
        self._rows = _Rows()
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

    def digest(self) -> str:
        """Return the SHA-256 of a sorted dump of every row, the proof of "unchanged"."""
        rows = self._rows
        total = sha256()
        for item in fields(rows):
            table = getattr(rows, item.name)
            lines = (
                [str(table)]
                if item.name == "revision"
                else [f"{key}={_dump(table[key])}" for key in sorted(table)]
            )
            for line in (item.name, *lines):
                total.update(f"{line}\n".encode())
        return total.hexdigest()

    def close(self) -> None:
        """Release connections, of which there are none."""


def _ordered(table: dict[_Key, _Kept]) -> list[_Kept]:
    return [table[key] for key in sorted(table)]


def _assignment_key(assignment: Assignment) -> tuple[str, str, str, date]:
    return (
        assignment.cell_code,
        assignment.worker_code,
        assignment.duty.value,
        assignment.valid_from,
    )


_PLACES: dict[type[Any], tuple[str, Callable[[Any], object]]] = {
    Territory: ("territory", lambda _: 1),
    Area: ("areas", lambda record: record.code),
    Plan: ("plans", lambda record: record.id),
    Cell: ("cells", lambda record: (record.plan_id, record.code)),
    Worker: ("workers", lambda record: record.code),
    Assignment: ("assignments", _assignment_key),
    Point: ("points", lambda record: record.id),
    Street: ("streets", lambda record: record.id),
    Building: ("buildings", lambda record: record.id),
    Block: ("blocks", lambda record: record.id),
    Account: ("accounts", lambda record: record.username),
}


def _dump(record: object) -> str:
    if isinstance(record, str):
        return record
    parts = []
    for item in fields(record):  # type: ignore[arg-type]
        value = getattr(record, item.name)
        shown = shapely.to_wkb(value, hex=True) if isinstance(value, shapely.Geometry) else value
        parts.append(f"{item.name}={shown!r}")
    return ";".join(parts)
