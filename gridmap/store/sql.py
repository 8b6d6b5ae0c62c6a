"""The store in a database, through SQLAlchemy Core."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Connection, Engine, Select, bindparam, func, or_, select

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
from gridmap.store import tables
from gridmap.store.dialects import sqlite
from gridmap.store.port import Reader, Writer
from gridmap.store.shelves import SHELVES, Shelf, build_territory, territory_row
from gridmap.store.unit import AnyRecord, Filing
from gridmap.store.writing import RuledUnit

if TYPE_CHECKING:
    from numpy.typing import NDArray

# From this many rows on, filling the spatial index once is cheaper than row by row.
BULK_ROWS = 1000
_CHUNK = 500


class _SqlReader:
    """Reads inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _all(self, record: type[Any], *conditions: Any) -> list[Any]:
        shelf = SHELVES[record]
        query: Select[Any] = shelf.select().where(*conditions)
        return shelf.records(self._connection.execute(query).all())

    def territory(self) -> Territory | None:
        row = self._connection.execute(select(tables.territory)).mappings().one_or_none()
        return None if row is None else build_territory(dict(row))

    def areas(self, level: str | None = None) -> list[Area]:
        return self._all(Area, *_equal(tables.area.c.level, level))

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


class _SqlUnit(_SqlReader, RuledUnit):
    """Writes inside one transaction."""

    def __init__(self, connection: Connection, filing: Filing | None) -> None:
        _SqlReader.__init__(self, connection)
        RuledUnit.__init__(self, filing)
        self._changed: set[str] = set()

    def save(self, records: Sequence[AnyRecord]) -> None:
        if not records:
            return
        if isinstance(records[0], Territory):
            self._connection.execute(tables.territory.delete())
            self._connection.execute(tables.territory.insert(), territory_row(records[0]))
            return
        shelf = SHELVES[type(records[0])]
        rows = shelf.rows(records)
        layer = tables.LAYERS.get(shelf.table.name)
        if layer is not None:
            self._changed.add(shelf.table.name)
        if layer is not None and len(rows) >= max(BULK_ROWS, self._count(shelf) // 2):
            with sqlite.bulk_load(self._connection, shelf.table.name, layer):
                self._upsert(shelf, rows)
        else:
            self._upsert(shelf, rows)

    def _count(self, shelf: Shelf) -> int:
        return int(self._connection.scalars(select(func.count()).select_from(shelf.table)).one())

    def _upsert(self, shelf: Shelf, rows: list[dict[str, object]]) -> None:
        known = self._known_keys(shelf, rows)
        fresh = [row for row in rows if _key_of(shelf, row) not in known]
        changed = [row for row in rows if _key_of(shelf, row) in known]
        if fresh:
            self._connection.execute(shelf.table.insert(), fresh)
        if changed:
            matches = [shelf.table.c[name] == bindparam(f"key_{name}") for name in shelf.key]
            others = [name for name in shelf.columns if name not in shelf.key]
            self._connection.execute(
                shelf.table.update()
                .where(*matches)
                .values({name: bindparam(f"new_{name}") for name in others}),
                [
                    {f"key_{name}": row[name] for name in shelf.key}
                    | {f"new_{name}": row[name] for name in others}
                    for row in changed
                ],
            )

    def _known_keys(
        self, shelf: Shelf, rows: Sequence[dict[str, object]]
    ) -> set[tuple[object, ...]]:
        columns = [shelf.table.c[name] for name in shelf.key]
        query = select(*columns)
        if len(rows) > _CHUNK:
            return {tuple(row) for row in self._connection.execute(query)}
        wanted = {row[shelf.key[0]] for row in rows}
        return {tuple(row) for row in self._connection.execute(query.where(columns[0].in_(wanted)))}

    def replace_cells(self, plan_id: str, cells: Sequence[Cell]) -> None:
        self._connection.execute(tables.cell.delete().where(tables.cell.c.plan_id == plan_id))
        self.save(cells)

    def use_codes(self, community_code: str, codes: Iterable[str]) -> None:
        known = self.used_codes(community_code)
        fresh = [
            {"code": code, "community_code": community_code} for code in codes if code not in known
        ]
        if fresh:
            self._connection.execute(tables.used_code.insert(), fresh)

    def owner_of_codes(self, codes: Sequence[str]) -> dict[str, str]:
        columns = tables.used_code.c
        return dict(
            self._chunked(select(columns.code, columns.community_code), columns.code, codes)
        )

    def remove_assignments(self, assignments: Iterable[Assignment]) -> None:
        columns = tables.assignment.c
        for known in list(assignments):
            self._connection.execute(
                tables.assignment.delete().where(
                    columns.cell_code == known.cell_code,
                    columns.worker_code == known.worker_code,
                    columns.duty == known.duty,
                    columns.valid_from == known.valid_from,
                )
            )

    def kinds_of_points(self, ids: Sequence[str]) -> dict[str, str]:
        columns = tables.point.c
        return dict(self._chunked(select(columns.id, columns.kind), columns.id, ids))

    def _chunked(
        self,
        query: Select[Any],
        column: Any,  # noqa: ANN401  a column
        wanted: Sequence[str],
    ) -> Iterator[tuple[str, str]]:
        if len(wanted) > BULK_ROWS:
            every = frozenset(wanted)
            yield from (
                (key, value) for key, value in self._connection.execute(query) if key in every
            )
            return
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            yield from map(tuple, self._connection.execute(query.where(column.in_(chunk))))

    def places_of_points(self) -> tuple[list[str], NDArray[np.float64], list[str | None]]:
        columns = tables.point.c
        rows = self._connection.execute(select(columns.id, columns.geom, columns.cell_code)).all()
        lonlat = np.array([row[1] for row in rows]).reshape(-1, 2)
        return [row[0] for row in rows], lonlat, [row[2] for row in rows]

    def refile(self, cells_of_points: dict[str, str | None]) -> None:
        if cells_of_points:
            self._connection.execute(
                tables.point.update()
                .where(tables.point.c.id == bindparam("point_id"))
                .values(cell_code=bindparam("now")),
                [{"point_id": name, "now": code} for name, code in cells_of_points.items()],
            )

    def has_cells(self, codes: Sequence[str]) -> set[str]:
        column = tables.cell.c.code
        return {code for code, _ in self._chunked(select(column, column), column, codes)}

    def finish(self) -> None:
        """Check the whole unit and count it, just before the commit."""
        self.check_whole()
        self._connection.execute(tables.state.update().values(revision=tables.state.c.revision + 1))
        for table in sorted(self._changed):
            sqlite.note_change(self._connection, table)


def _key_of(shelf: Shelf, row: dict[str, object]) -> tuple[object, ...]:
    return tuple(row[name] for name in shelf.key)


class SqlStore:
    """A store in a database file.

    Parameters
    ----------
    engine
        From the engine factory of the dialect.
    path
        The file.
    """

    def __init__(self, engine: Engine, path: Path) -> None:
        self.engine = engine
        self.path = path
        self._filing: Filing | None = None

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Open one consistent snapshot."""
        with sqlite.transaction(self.engine, self.path, writer=False) as connection:
            reader = _SqlReader(connection)
            reader.revision()  # the first statement fixes the snapshot
            yield reader

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Open one unit of work: committed at the end of the block, undone when it raises."""
        with sqlite.transaction(self.engine, self.path, writer=True) as connection:
            unit = _SqlUnit(connection, self._filing)
            yield unit
            unit.finish()
        self._filing = unit.kept_filing()

    def digest(self) -> str:
        """Return the SHA-256 of a sorted dump of every row, the proof of "unchanged"."""
        total = sha256()
        with sqlite.transaction(self.engine, self.path, writer=False) as connection:
            for table in sorted(tables.metadata.tables.values(), key=lambda table: table.name):
                total.update(f"{table.name}\n".encode())
                order = ", ".join(f'"{column.name}"' for column in table.primary_key)
                statement = f'SELECT * FROM "{table.name}" ORDER BY {order}'  # noqa: S608  own names
                for row in sqlite.driver_rows(connection, statement):
                    total.update(f"{row!r}\n".encode())
        return total.hexdigest()

    def close(self) -> None:
        """Release connections."""
        self.engine.dispose()
