"""Which table keeps which record, and how a record becomes a row and a row a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import Select, Table, select

from gridmap.domain import (
    AccessToken,
    Account,
    AnsweredRequest,
    Area,
    Assignment,
    AuditEntry,
    Block,
    Building,
    Cell,
    CodeTemplate,
    Edit,
    Hierarchy,
    Job,
    Level,
    Lock,
    Plan,
    Point,
    PointVersion,
    Recovery,
    Street,
    Territory,
    Upload,
    Worker,
)
from gridmap.store import access_tables, tables, work_tables
from gridmap.store.cell_codec import pack_cells, unpack_cells
from gridmap.store.columns import decode_shapes

# Where a column's name differs from the field's, mostly because SQL reserves the word.
_COLUMNS: Final = {
    "geometry": "geom",
    "boundary": "geom",
    "base": "geom",
    "by": "made_by",
    "until": "last_day",
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """A table, its key, and its columns in the order of the record's fields."""

    record: type[Any]
    table: Table
    key: tuple[str, ...]
    columns: tuple[str, ...]

    def rows(self, records: Sequence[Any]) -> list[dict[str, object]]:
        """Return the rows of records."""
        names = [item.name for item in fields(self.record)]
        return [
            dict(zip(self.columns, (getattr(record, name) for name in names), strict=True))
            for record in records
        ]

    def select(self) -> Select[Any]:
        """Return the query for all records in the order of their keys."""
        ordered = [self.table.c[name] for name in self.key]
        return select(*(self.table.c[name] for name in self.columns)).order_by(*ordered)

    def records(self, rows: Sequence[Sequence[Any]], dialect_name: str) -> list[Any]:
        """Return the records of rows; their geometries are decoded in one call, many times faster.

        Parameters
        ----------
        rows
            What the query of `select` gives.
        dialect_name
            The database that gave them.
        """
        if not rows or "geom" not in self.columns:
            return [self.record(*row) for row in rows]
        parts = list(zip(*rows, strict=True))
        position = self.columns.index("geom")
        parts[position] = tuple(decode_shapes(parts[position], dialect_name))
        return [self.record(*row) for row in zip(*parts, strict=True)]


class _PointShelf(Shelf):
    __slots__ = ()

    def rows(self, records: Sequence[Any]) -> list[dict[str, object]]:
        """Return the rows of points."""
        return [
            {
                "id": point.id,
                "kind": point.kind,
                "class_code": point.class_code,
                "geom": (point.lon, point.lat),
                "name": point.name,
                "happened_at": point.happened_at,
                "cell_code": point.cell_code,
                "attributes": point.attributes,
                "revision": point.revision,
            }
            for point in records
        ]

    def records(self, rows: Sequence[Sequence[Any]], dialect_name: str) -> list[Any]:  # noqa: ARG002  as the base has it
        """Return the points of rows."""
        return [
            Point(key, kind, class_code, lon, lat, name, at, cell_code, attributes, revision)
            for key, kind, class_code, (lon, lat), name, at, cell_code, attributes, revision in rows
        ]


def _shelf(record: type[Any], table: Table, *key: str) -> Shelf:
    columns = tuple(_COLUMNS.get(item.name, item.name) for item in fields(record))
    return Shelf(record, table, key, columns)


POINT_COLUMNS: Final = (
    "id",
    "kind",
    "class_code",
    "geom",
    "name",
    "happened_at",
    "cell_code",
    "attributes",
    "revision",
)

SHELVES: Final[Mapping[type[Any], Shelf]] = {
    Area: _shelf(Area, tables.area, "code"),
    Plan: _shelf(Plan, tables.plan, "id"),
    Cell: _shelf(Cell, tables.cell, "plan_id", "code"),
    Lock: _shelf(Lock, tables.lock, "id"),
    Worker: _shelf(Worker, tables.worker, "code"),
    Assignment: _shelf(
        Assignment, tables.assignment, "cell_code", "worker_code", "duty", "valid_from"
    ),
    Point: _PointShelf(Point, tables.point, ("id",), POINT_COLUMNS),
    Street: _shelf(Street, tables.street, "id"),
    Building: _shelf(Building, tables.building, "id"),
    Block: _shelf(Block, tables.block, "id"),
    Account: _shelf(Account, tables.account, "username"),
    Job: _shelf(Job, work_tables.job, "id"),
    Upload: _shelf(Upload, work_tables.upload, "id"),
    Recovery: _shelf(Recovery, work_tables.recovery, "upload_id"),
    AccessToken: _shelf(AccessToken, access_tables.access_token, "id"),
    AuditEntry: _shelf(AuditEntry, access_tables.audit, "number"),
    AnsweredRequest: _shelf(
        AnsweredRequest, access_tables.answered_request, "username", "request_key"
    ),
}


EDIT_COLUMNS: Final = (
    "plan_id",
    "number",
    "kind",
    "command",
    "made_by",
    "made_at",
    "reason",
    "name",
    "client_key",
)


def edit_row(edit: Edit, revision: int) -> dict[str, object]:
    """Return the row of an entry that brings its plan to a revision."""
    values = (
        edit.plan_id,
        edit.number,
        edit.kind,
        edit.command,
        edit.by,
        edit.at,
        edit.reason,
        edit.name,
        edit.key,
    )
    return dict(zip(EDIT_COLUMNS, values, strict=True)) | {
        "revision": revision,
        "dropped": pack_cells(edit.dropped),
        "placed": pack_cells(edit.placed),
    }


def build_edits(rows: Sequence[Sequence[Any]], plan_id: str) -> list[Edit]:
    """Return the entries of rows of `EDIT_COLUMNS`, then, where they are asked for, the cells."""
    blobs = [blob for row in rows for blob in row[len(EDIT_COLUMNS) :]]
    cells = unpack_cells(blobs, plan_id)
    parts = zip(cells[::2], cells[1::2], strict=True) if cells else (((), ()) for _ in rows)
    return [
        Edit(plan, number, kind, command, dropped, placed, by, at, reason, name, key)
        for (plan, number, kind, command, by, at, reason, name, key, *_), (dropped, placed) in zip(
            rows, parts, strict=True
        )
    ]


def version_rows(versions: Sequence[PointVersion]) -> list[dict[str, object]]:
    """Return the rows of versions of points."""
    points = SHELVES[Point].rows([version.point for version in versions])
    return [
        row
        | {
            "replaced_in": version.replaced_in,
            "removed": version.removed,
            "made_by": version.by,
            "made_at": version.at,
        }
        for row, version in zip(points, versions, strict=True)
    ]


def build_versions(rows: Sequence[Sequence[Any]], dialect_name: str) -> list[PointVersion]:
    """Return the versions of rows of `POINT_COLUMNS`, then replaced_in, removed, by and at."""
    width = len(POINT_COLUMNS)
    points = SHELVES[Point].records([row[:width] for row in rows], dialect_name)
    return [
        PointVersion(point, replaced_in, removed, by, at)
        for point, (replaced_in, removed, by, at) in zip(
            points, (row[width:] for row in rows), strict=True
        )
    ]


def territory_row(territory: Territory) -> dict[str, object]:
    """Return the row of the territory."""
    levels = [
        {
            "key": level.key,
            "name_zh": level.name_zh,
            "name_en": level.name_en,
            "digits": level.digits,
        }
        for level in territory.hierarchy.levels
    ]
    return {
        "id": 1,
        "name": territory.name,
        "levels": {"levels": levels},
        "community_digits": territory.code_template.community_digits,
        "number_digits": territory.code_template.number_digits,
    }


def build_territory(row: Mapping[str, Any]) -> Territory:
    """Return the territory of a row."""
    levels = tuple(Level(**level) for level in row["levels"]["levels"])
    template = CodeTemplate(row["community_digits"], row["number_digits"])
    return Territory(row["name"], Hierarchy(levels), template)
