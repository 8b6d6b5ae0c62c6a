"""Reading from a database, inside one transaction."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

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
    Street,
    Territory,
    Worker,
)
from gridmap.store import tables
from gridmap.store.shelves import EDIT_COLUMNS, SHELVES, build_edits, build_territory


class SqlReader:
    """Reads inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _all(self, record: type[Any], *conditions: Any) -> list[Any]:
        shelf = SHELVES[record]
        query: Select[Any] = shelf.select().where(*conditions)
        return shelf.records(self._connection.execute(query).all(), self._connection.dialect.name)

    def territory(self) -> Territory | None:
        row = self._connection.execute(select(tables.territory)).mappings().one_or_none()
        return None if row is None else build_territory(dict(row))

    def areas(self, level: str | None = None) -> list[Area]:
        return self._all(Area, *_equal(tables.area.c.level, level))

    def area(self, code: str) -> Area | None:
        return next(iter(self._all(Area, tables.area.c.code == code)), None)

    def plan(self, plan_id: str) -> Plan | None:
        return next(iter(self._all(Plan, tables.plan.c.id == plan_id)), None)

    def plans(
        self, community_code: str | None = None, status: PlanStatus | None = None
    ) -> list[Plan]:
        return self._all(
            Plan,
            *_equal(tables.plan.c.community_code, community_code),
            *_equal(tables.plan.c.status, status),
        )

    def cells(self, plan_id: str) -> list[Cell]:
        return self._all(Cell, tables.cell.c.plan_id == plan_id)

    def published_cells(self, community_code: str | None = None) -> list[Cell]:
        published = select(tables.plan.c.id).where(
            tables.plan.c.status == PlanStatus.PUBLISHED,
            *_equal(tables.plan.c.community_code, community_code),
        )
        found: list[Cell] = self._all(Cell, tables.cell.c.plan_id.in_(published))
        return sorted(found, key=lambda cell: cell.code)

    def used_codes(self, community_code: str) -> frozenset[str]:
        query = select(tables.used_code.c.code).where(
            tables.used_code.c.community_code == community_code
        )
        return frozenset(self._connection.scalars(query))

    def edits(self, plan_id: str, after: int = 0) -> list[Edit]:
        columns = tables.edit.c
        query = (
            select(*(columns[name] for name in (*EDIT_COLUMNS, "dropped", "placed")))
            .where(columns.plan_id == plan_id, columns.number > after)
            .order_by(columns.number)
        )
        return build_edits(self._connection.execute(query).all(), plan_id)

    def locks(self, plan_id: str | None = None) -> list[Lock]:
        return self._all(Lock, *_equal(tables.lock.c.plan_id, plan_id))

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

    def assignments(self, on: date | None = None) -> list[Assignment]:
        if on is None:
            return self._all(Assignment)
        columns = tables.assignment.c
        ended_later = or_(columns.valid_to.is_(None), columns.valid_to >= on)
        return self._all(Assignment, columns.valid_from <= on, ended_later)

    def points(self, kind: PointKind | None = None, cell_code: str | None = None) -> list[Point]:
        columns = tables.point.c
        return self._all(Point, *_equal(columns.kind, kind), *_equal(columns.cell_code, cell_code))

    def tally(self) -> dict[tuple[str | None, PointKind], int]:
        columns = tables.point.c
        query = select(columns.cell_code, columns.kind, func.count()).group_by(
            columns.cell_code, columns.kind
        )
        return {(code, kind): count for code, kind, count in self._connection.execute(query)}

    def streets(self) -> list[Street]:
        return self._all(Street)

    def buildings(self) -> list[Building]:
        return self._all(Building)

    def blocks(self, community_code: str | None = None) -> list[Block]:
        return self._all(Block, *_equal(tables.block.c.community_code, community_code))

    def accounts(self) -> list[Account]:
        return self._all(Account)

    def revision(self) -> int:
        return int(self._connection.scalars(select(tables.state.c.revision)).one())


def _equal(column: Any, value: object) -> tuple[Any, ...]:  # noqa: ANN401  a column
    return () if value is None else (column == value,)
