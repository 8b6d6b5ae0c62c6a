"""Statements that are run again and again, built once: building one costs more than running it."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from sqlalchemy import BindParameter, Select, Update, bindparam, func, select

from gridmap.domain import Assignment, Cell, PlanStatus, Point
from gridmap.store import tables
from gridmap.store.shelves import EDIT_COLUMNS, POINT_COLUMNS, SHELVES, Shelf

_EDIT: Final = tables.edit.c
_CELL: Final = tables.cell.c


@cache
def select_equal(shelf: Shelf, *names: str) -> Select[Any]:
    """Return the query for the records in which the named columns have given values."""
    return shelf.select().where(*(shelf.table.c[name] == bindparam(name) for name in names))


@cache
def update_by_key(shelf: Shelf) -> Update:
    """Return the statement that replaces a row; parameters ``key_*`` find it, ``new_*`` fill it."""
    matches = [shelf.table.c[name] == bindparam(f"key_{name}") for name in shelf.key]
    fresh: dict[str, BindParameter[Any]] = {
        name: bindparam(f"new_{name}") for name in shelf.columns if name not in shelf.key
    }
    return shelf.table.update().where(*matches).values(fresh)


REVISION: Final = select(tables.state.c.revision)
TALLY: Final = select(tables.point.c.cell_code, tables.point.c.kind, func.count()).group_by(
    tables.point.c.cell_code, tables.point.c.kind
)
_PUBLISHED: Final = select(tables.plan.c.id).where(tables.plan.c.status == PlanStatus.PUBLISHED)
PUBLISHED_CELLS: Final = SHELVES[Cell].select().where(_CELL.plan_id.in_(_PUBLISHED))
PUBLISHED_CELLS_OF: Final = (
    SHELVES[Cell]
    .select()
    .where(
        _CELL.plan_id.in_(
            _PUBLISHED.where(tables.plan.c.community_code == bindparam("community_code"))
        )
    )
)
CELLS_NAMED: Final = (
    SHELVES[Cell]
    .select()
    .where(_CELL.plan_id == bindparam("plan_id"))
    .where(_CELL.code.in_(bindparam("codes", expanding=True)))
)
DROP_CELL: Final = tables.cell.delete().where(
    _CELL.plan_id == bindparam("owner"), _CELL.code == bindparam("gone")
)
DROP_ASSIGNMENT: Final = tables.assignment.delete().where(
    *(tables.assignment.c[name] == bindparam(f"key_{name}") for name in SHELVES[Assignment].key)
)
EDITS: Final = (
    select(*(_EDIT[name] for name in (*EDIT_COLUMNS, "dropped", "placed")))
    .where(_EDIT.plan_id == bindparam("plan_id"), _EDIT.number > bindparam("after"))
    .order_by(_EDIT.number)
)
EDITS_SINCE: Final = (
    select(*(_EDIT[name] for name in EDIT_COLUMNS))
    .where(_EDIT.plan_id == bindparam("plan_id"), _EDIT.revision > bindparam("revision"))
    .order_by(_EDIT.number)
)
LAST_NUMBER: Final = select(func.max(_EDIT.number)).where(_EDIT.plan_id == bindparam("plan_id"))
KNOWN_KEYS: Final = select(_EDIT.client_key).where(
    _EDIT.plan_id == bindparam("plan_id"),
    _EDIT.client_key.in_(bindparam("keys", expanding=True)),
)
POINTS_NAMED: Final = (
    SHELVES[Point].select().where(tables.point.c.id.in_(bindparam("ids", expanding=True)))
)
ASSIGNMENTS_OF: Final = (
    SHELVES[Assignment]
    .select()
    .where(tables.assignment.c.cell_code.in_(bindparam("codes", expanding=True)))
)
_VERSION: Final = tables.point_version.c
REMOVED_POINTS: Final = select(_VERSION.id).where(
    _VERSION.removed.is_(True), _VERSION.replaced_in > bindparam("after")
)
POINT_HISTORY: Final = (
    select(
        *(_VERSION[name] for name in (*POINT_COLUMNS, "replaced_in", "removed")),
        _VERSION.made_by,
        _VERSION.made_at,
    )
    .where(_VERSION.id == bindparam("point_id"))
    .order_by(_VERSION.number)
)
KEEP_EDIT: Final = tables.edit.insert()
COUNT_UNIT: Final = tables.state.update().values(revision=tables.state.c.revision + 1)
