"""The rows of the store in memory: one table for each kind of record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any, Final, TypeVar

import numpy as np
import shapely

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
    Edit,
    Job,
    Lock,
    Plan,
    Point,
    PointKind,
    PointVersion,
    Recovery,
    Street,
    Territory,
    Upload,
    Worker,
)
from gridmap.domain.point_columns import (
    ADDRESS,
    PointColumns,
    point_columns,
    state_field,
    state_word,
)
from gridmap.store.columns import write_moment

_Kept = TypeVar("_Kept")
_Key = TypeVar("_Key", str, int, tuple[str, str], tuple[str, int], tuple[str, str, str, date])


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a journal and the revision to which it brought its plan."""

    revision: int
    edit: Edit


@dataclass
class Rows:
    """All rows, one table for each kind of record."""

    territory: dict[int, Territory] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    renames: dict[str, tuple[str, str]] = field(default_factory=dict)
    edits: dict[tuple[str, int], Entry] = field(default_factory=dict)
    locks: dict[str, Lock] = field(default_factory=dict)
    workers: dict[str, Worker] = field(default_factory=dict)
    assignments: dict[tuple[str, str, str, date], Assignment] = field(default_factory=dict)
    points: dict[str, Point] = field(default_factory=dict)
    versions: dict[int, PointVersion] = field(default_factory=dict)
    streets: dict[str, Street] = field(default_factory=dict)
    buildings: dict[str, Building] = field(default_factory=dict)
    blocks: dict[str, Block] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    recoveries: dict[str, Recovery] = field(default_factory=dict)
    tokens: dict[str, AccessToken] = field(default_factory=dict)
    audit: dict[int, AuditEntry] = field(default_factory=dict)
    answers: dict[tuple[str, str], AnsweredRequest] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    revision: int = 0

    def copy(self) -> Rows:
        """Return tables of their own that share the records, which never change."""
        tables = {
            item.name: dict(getattr(self, item.name))
            for item in fields(self)
            if item.name != "revision"
        }
        return Rows(**tables, revision=self.revision)


def ordered(table: dict[_Key, _Kept]) -> list[_Kept]:
    """Return the records of a table in the order of their keys."""
    return [table[key] for key in sorted(table)]


def columns_of(kind: PointKind, points: Sequence[Point]) -> PointColumns:
    """Return points of one kind, in the order of their ids, as columns."""
    field_name = state_field(kind)
    return point_columns(
        [point.id for point in points],
        [point.name for point in points],
        [_text_or_none(point.attributes.get(ADDRESS)) for point in points],
        np.array([(point.lon, point.lat) for point in points], np.float64).reshape(-1, 2),
        [point.class_code for point in points],
        [point.cell_code for point in points],
        [state_word(kind, point.attributes.get(field_name)) for point in points],
        [
            None if point.happened_at is None else write_moment(point.happened_at)[:-1]
            for point in points
        ],
        [point.revision for point in points],
    )


def _text_or_none(value: object) -> str | None:
    return None if value is None else str(value)


def assignment_key(assignment: Assignment) -> tuple[str, str, str, date]:
    """Return what tells assignments apart."""
    return (
        assignment.cell_code,
        assignment.worker_code,
        assignment.duty.value,
        assignment.valid_from,
    )


PLACES: Final[dict[type[Any], tuple[str, Callable[[Any], object]]]] = {
    Territory: ("territory", lambda _: 1),
    Area: ("areas", lambda record: record.code),
    Plan: ("plans", lambda record: record.id),
    Cell: ("cells", lambda record: (record.plan_id, record.code)),
    Lock: ("locks", lambda record: record.id),
    Worker: ("workers", lambda record: record.code),
    Assignment: ("assignments", assignment_key),
    Point: ("points", lambda record: record.id),
    Street: ("streets", lambda record: record.id),
    Building: ("buildings", lambda record: record.id),
    Block: ("blocks", lambda record: record.id),
    Account: ("accounts", lambda record: record.username),
    Job: ("jobs", lambda record: record.id),
    Upload: ("uploads", lambda record: record.id),
    Recovery: ("recoveries", lambda record: record.upload_id),
    AccessToken: ("tokens", lambda record: record.id),
    AuditEntry: ("audit", lambda record: record.number),
    AnsweredRequest: ("answers", lambda record: (record.username, record.request_key)),
}


LAYER_OF: Final[dict[type[Any], str]] = {
    Area: "area",
    Cell: "cell",
    Lock: "lock",
    Worker: "worker",
    Assignment: "worker",
    Point: "point",
    Street: "street",
    Building: "building",
    Block: "block",
}


def dump(record: object) -> str:
    """Return a record as a line in which every byte of it shows."""
    if isinstance(record, shapely.Geometry):
        return shapely.to_wkb(record, hex=True)  # type: ignore[no-any-return]
    if isinstance(record, tuple):
        return f"({','.join(dump(item) for item in record)})"
    if not is_dataclass(record):
        return repr(record)
    parts = (f"{item.name}={dump(getattr(record, item.name))}" for item in fields(record))
    return ";".join(parts)
