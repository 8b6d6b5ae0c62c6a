"""Writing to a database, inside one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Connection, Select, bindparam, func, select

from gridmap.domain import Assignment, Cell, Edit, PointVersion, Territory
from gridmap.store import tables
from gridmap.store._sql_access import SqlAccessUnit
from gridmap.store._sql_reader import SqlReader
from gridmap.store._sql_work import SqlWorkUnit
from gridmap.store._statements import (
    CELLS_NAMED,
    COUNT_UNIT,
    DROP_ASSIGNMENT,
    DROP_CELL,
    EDITS_SINCE,
    KEEP_EDIT,
    KNOWN_KEYS,
    LAST_NUMBER,
    update_by_key,
)
from gridmap.store.dialects import sqlite
from gridmap.store.shelves import (
    SHELVES,
    Shelf,
    build_edits,
    edit_row,
    territory_row,
    version_rows,
)
from gridmap.store.unit import AnyRecord, Filing
from gridmap.store.writing import RuledUnit

if TYPE_CHECKING:
    from numpy.typing import NDArray

# From this many rows on, filling the spatial index once is cheaper than row by row.
BULK_ROWS = 1000
_CHUNK = 500
_Rows = list[dict[str, object]]


class SqlUnit(SqlReader, SqlWorkUnit, SqlAccessUnit, RuledUnit):
    """Writes inside one transaction."""

    def __init__(self, connection: Connection, filing: Filing | None) -> None:
        SqlReader.__init__(self, connection)
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
        if shelf is SHELVES[Assignment]:
            self._changed.add(tables.worker.name)
        self._load(shelf, shelf.rows(records), self._upsert)

    def _load(self, shelf: Shelf, rows: _Rows, write: Callable[[Shelf, _Rows], None]) -> None:
        """Write rows of any table, many rows of a layer with its index filled at the end."""
        layer = tables.LAYERS.get(shelf.table.name)
        if layer is not None:
            self._changed.add(shelf.table.name)
        if layer is not None and len(rows) >= BULK_ROWS and len(rows) >= self._count(shelf) // 2:
            with sqlite.bulk_load(self._connection, shelf.table.name, layer):
                write(shelf, rows)
        else:
            write(shelf, rows)

    def _count(self, shelf: Shelf) -> int:
        return int(self._connection.scalars(select(func.count()).select_from(shelf.table)).one())

    def _upsert(self, shelf: Shelf, rows: _Rows) -> None:
        known = self._known_keys(shelf, rows)
        self._insert(shelf, [row for row in rows if _key_of(shelf, row) not in known])
        self._update(shelf, [row for row in rows if _key_of(shelf, row) in known])

    def _insert(self, shelf: Shelf, rows: _Rows) -> None:
        if rows:
            self._connection.execute(shelf.table.insert(), rows)

    def _update(self, shelf: Shelf, rows: _Rows) -> None:
        if rows:
            self._connection.execute(
                update_by_key(shelf),
                [
                    {
                        f"key_{name}" if name in shelf.key else f"new_{name}": value
                        for name, value in row.items()
                    }
                    for row in rows
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

    def change(self, records: Sequence[AnyRecord]) -> None:
        if records:
            shelf = SHELVES[type(records[0])]
            if shelf.table.name in tables.LAYERS:
                self._changed.add(shelf.table.name)
            self._update(shelf, shelf.rows(records))

    def replace_cells(self, plan_id: str, cells: Sequence[Cell]) -> None:
        self._connection.execute(tables.cell.delete().where(tables.cell.c.plan_id == plan_id))
        self._changed.add(tables.cell.name)
        shelf = SHELVES[Cell]
        self._load(shelf, shelf.rows(cells), self._insert)

    def cells_named(self, plan_id: str, codes: Sequence[str]) -> dict[str, Cell]:
        found: dict[str, Cell] = {}
        for start in range(0, len(codes), _CHUNK):
            chunk = codes[start : start + _CHUNK]
            part = self._found(Cell, CELLS_NAMED, {"plan_id": plan_id, "codes": chunk})
            found |= {cell.code: cell for cell in part}
        return found

    def count_cells(self, plan_id: str) -> int:
        query = select(func.count()).where(tables.cell.c.plan_id == plan_id)
        return int(self._connection.scalars(query).one())

    def patch_cells(
        self,
        plan_id: str,
        gone: AbstractSet[str],
        changed: Sequence[Cell],
        fresh: Sequence[Cell],
    ) -> None:
        shelf = SHELVES[Cell]
        if gone:
            self._connection.execute(
                DROP_CELL, [{"owner": plan_id, "gone": code} for code in sorted(gone)]
            )
        self._update(shelf, shelf.rows(changed))
        self._insert(shelf, shelf.rows(fresh))
        self._changed.add(tables.cell.name)

    def keep_edits(self, edits: Sequence[Edit], revision: int) -> None:
        self._connection.execute(KEEP_EDIT, [edit_row(edit, revision) for edit in edits])

    def last_number(self, plan_id: str) -> int:
        return self._connection.scalars(LAST_NUMBER, {"plan_id": plan_id}).one() or 0

    def known_keys(self, plan_id: str, keys: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for start in range(0, len(keys), _CHUNK):
            asked = {"plan_id": plan_id, "keys": keys[start : start + _CHUNK]}
            found.update(self._connection.scalars(KNOWN_KEYS, asked))
        return found

    def edits_since(self, plan_id: str, revision: int) -> list[Edit]:
        asked = {"plan_id": plan_id, "revision": revision}
        return build_edits(self._connection.execute(EDITS_SINCE, asked).all(), plan_id)

    def keep_renames(self, plan_id: str, renamed: Mapping[str, str]) -> None:
        if renamed:
            self._connection.execute(
                tables.used_code.update()
                .where(tables.used_code.c.code == bindparam("official"))
                .values(plan_id=plan_id, provisional=bindparam("before")),
                [{"before": before, "official": code} for before, code in renamed.items()],
            )

    def drop_lock(self, lock_id: str) -> None:
        self._connection.execute(tables.lock.delete().where(tables.lock.c.id == lock_id))
        self._changed.add(tables.lock.name)

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
        rows = SHELVES[Assignment].rows(list(assignments))
        keys = SHELVES[Assignment].key
        if rows:
            self._changed.add(tables.worker.name)
            self._connection.execute(
                DROP_ASSIGNMENT, [{f"key_{name}": row[name] for name in keys} for row in rows]
            )

    def keep_versions(self, versions: Sequence[PointVersion]) -> None:
        if versions:
            self._connection.execute(tables.point_version.insert(), version_rows(versions))

    def drop_points(self, ids: Sequence[str]) -> None:
        if ids:
            statement = tables.point.delete().where(tables.point.c.id == bindparam("gone"))
            self._connection.execute(statement, [{"gone": name} for name in ids])
            self._changed.add(tables.point.name)

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

    def places_of_points(
        self, cell_codes: Sequence[str]
    ) -> tuple[list[str], NDArray[np.float64], list[str | None]]:
        columns = tables.point.c
        query = select(columns.id, columns.geom, columns.cell_code)
        rows = list(self._connection.execute(query.where(columns.cell_code.is_(None))))
        for start in range(0, len(cell_codes), _CHUNK):
            chunk = cell_codes[start : start + _CHUNK]
            rows += self._connection.execute(query.where(columns.cell_code.in_(chunk)))
        lonlat = np.array([row[1] for row in rows]).reshape(-1, 2)
        return [row[0] for row in rows], lonlat, [row[2] for row in rows]

    def refile(self, cells_of_points: dict[str, str | None]) -> None:
        if cells_of_points:
            self._changed.add(tables.point.name)
            self._connection.execute(
                tables.point.update()
                .where(tables.point.c.id == bindparam("point_id"))
                .values(cell_code=bindparam("now"), revision=self.revision() + 1),
                [{"point_id": name, "now": code} for name, code in cells_of_points.items()],
            )

    def has_cells(self, codes: Sequence[str]) -> set[str]:
        column = tables.cell.c.code
        return {code for code, _ in self._chunked(select(column, column), column, codes)}

    def finish(self) -> None:
        """Check the whole unit and count it, just before the commit."""
        self.check_whole()
        self._connection.execute(COUNT_UNIT)
        for table in sorted(self._changed):
            sqlite.note_change(self._connection, table)


def _key_of(shelf: Shelf, row: dict[str, object]) -> tuple[object, ...]:
    return tuple(row[name] for name in shelf.key)
