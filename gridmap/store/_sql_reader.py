"""Reading from a database, inside one transaction."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Select, or_, select

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
from gridmap.store import tables
from gridmap.store._point_columns import read_point_columns
from gridmap.store._sql_access import SqlAccessReader
from gridmap.store._sql_work import SqlWorkReader
from gridmap.store._statements import (
    ASSIGNMENTS_OF,
    EDITS,
    POINT_HISTORY,
    POINTS_NAMED,
    PUBLISHED_CELLS,
    PUBLISHED_CELLS_OF,
    REMOVED_POINTS,
    REVISION,
    TALLY,
    select_equal,
)
from gridmap.store.dialects import sqlite
from gridmap.store.shelves import SHELVES, build_edits, build_territory, build_versions

# From this many on, one reading of all points is cheaper than many of a few.
MANY_POINTS = 5000
_CHUNK = 500
_NO_VALUES: Mapping[str, object] = MappingProxyType({})


class SqlReader(SqlWorkReader, SqlAccessReader):
    """Reads inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _all(self, record: type[Any], **equal: object) -> list[Any]:
        """Return the records in which columns have given values; None stands for any value."""
        asked = {name: value for name, value in equal.items() if value is not None}
        return self._found(record, select_equal(SHELVES[record], *asked), asked)

    def _found(
        self, record: type[Any], query: Select[Any], values: Mapping[str, object] = _NO_VALUES
    ) -> list[Any]:
        rows = self._connection.execute(query, values).all()
        return SHELVES[record].records(rows, self._connection.dialect.name)

    def territory(self) -> Territory | None:
        row = self._connection.execute(select(tables.territory)).mappings().one_or_none()
        return None if row is None else build_territory(dict(row))

    def areas(self, level: str | None = None) -> list[Area]:
        return self._all(Area, level=level)

    def area(self, code: str) -> Area | None:
        return next(iter(self._all(Area, code=code)), None)

    def plan(self, plan_id: str) -> Plan | None:
        return next(iter(self._all(Plan, id=plan_id)), None)

    def plans(
        self, community_code: str | None = None, status: PlanStatus | None = None
    ) -> list[Plan]:
        return self._all(Plan, community_code=community_code, status=status)

    def cells(self, plan_id: str) -> list[Cell]:
        return self._all(Cell, plan_id=plan_id)

    def published_cells(self, community_code: str | None = None) -> list[Cell]:
        query, values = PUBLISHED_CELLS, {}
        if community_code is not None:
            query, values = PUBLISHED_CELLS_OF, {"community_code": community_code}
        found: list[Cell] = self._found(Cell, query, values)
        return sorted(found, key=lambda cell: cell.code)

    def used_codes(self, community_code: str) -> frozenset[str]:
        query = select(tables.used_code.c.code).where(
            tables.used_code.c.community_code == community_code
        )
        return frozenset(self._connection.scalars(query))

    def edits(self, plan_id: str, after: int = 0) -> list[Edit]:
        rows = self._connection.execute(EDITS, {"plan_id": plan_id, "after": after}).all()
        return build_edits(rows, plan_id)

    def locks(self, plan_id: str | None = None) -> list[Lock]:
        return self._all(Lock, plan_id=plan_id)

    def renames(self, plan_id: str) -> dict[str, str]:
        columns = tables.used_code.c
        query = (
            select(columns.provisional, columns.code)
            .where(columns.plan_id == plan_id)
            .order_by(columns.provisional)
        )
        return {before: official for before, official in self._connection.execute(query)}  # noqa: C416  rows are no pairs to the type checker

    def workers(self) -> list[Worker]:
        return self._all(Worker)

    def worker(self, code: str) -> Worker | None:
        return next(iter(self._all(Worker, code=code)), None)

    def assignments(self, on: date | None = None) -> list[Assignment]:
        if on is None:
            return self._all(Assignment)
        columns = tables.assignment.c
        ended_later = or_(columns.valid_to.is_(None), columns.valid_to >= on)
        query = SHELVES[Assignment].select().where(columns.valid_from <= on, ended_later)
        return self._found(Assignment, query)

    def assignments_of(self, cell_codes: Sequence[str]) -> list[Assignment]:
        found: list[Assignment] = []
        for start in range(0, len(cell_codes), _CHUNK):
            chunk = list(cell_codes[start : start + _CHUNK])
            found += self._found(Assignment, ASSIGNMENTS_OF, {"codes": chunk})
        return found

    def points(self, kind: PointKind | None = None, cell_code: str | None = None) -> list[Point]:
        return self._all(Point, kind=kind, cell_code=cell_code)

    def point(self, point_id: str) -> Point | None:
        return next(iter(self._all(Point, id=point_id)), None)

    def points_named(self, ids: Sequence[str]) -> dict[str, Point]:
        if len(ids) > MANY_POINTS:
            wanted = frozenset(ids)
            return {point.id: point for point in self.points() if point.id in wanted}
        found: dict[str, Point] = {}
        for start in range(0, len(ids), _CHUNK):
            asked = {"ids": ids[start : start + _CHUNK]}
            found |= {point.id: point for point in self._found(Point, POINTS_NAMED, asked)}
        return found

    def point_columns(self, kind: PointKind, after: int = -1) -> PointColumns:
        return read_point_columns(self._connection, kind, after)

    def removed_points(self, after: int) -> list[str]:
        return list(self._connection.scalars(REMOVED_POINTS, {"after": after}))

    def point_history(self, point_id: str) -> list[PointVersion]:
        rows = self._connection.execute(POINT_HISTORY, {"point_id": point_id}).all()
        return build_versions(rows, self._connection.dialect.name)

    def tally(self) -> dict[tuple[str | None, PointKind], int]:
        return {(code, kind): count for code, kind, count in self._connection.execute(TALLY)}

    def streets(self) -> list[Street]:
        return self._all(Street)

    def buildings(self) -> list[Building]:
        return self._all(Building)

    def blocks(self, community_code: str | None = None) -> list[Block]:
        return self._all(Block, community_code=community_code)

    def accounts(
        self, username: str | None = None, session_key: str | None = None
    ) -> list[Account]:
        return self._all(Account, username=username, session_key=session_key)

    def mark(self, *layers: str) -> Hashable:
        return sqlite.last_changes(self._connection, layers)

    def revision(self) -> int:
        return int(self._connection.scalars(REVISION).one())
