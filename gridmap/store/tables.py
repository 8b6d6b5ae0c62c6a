"""The schema: one table for each kind of record, the same in every dialect."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)

from gridmap.domain import (
    Duty,
    EditKind,
    LineClass,
    LockKind,
    Origin,
    PlanStatus,
    PointKind,
    Role,
)
from gridmap.store.columns import Attributes, Geometry, Moment, Place, TextOrNone, Texts, Word

metadata = MetaData()


def _required(name: str, kind: object, *rest: object) -> Column[object]:
    return Column(name, kind, *rest, nullable=False)  # type: ignore[arg-type]


def _optional(name: str, kind: object, *rest: object) -> Column[object]:
    return Column(name, kind, *rest, nullable=True)  # type: ignore[arg-type]


def _fid() -> Column[int]:
    return Column("fid", Integer, primary_key=True, nullable=False)


state = Table(
    "state",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True),
    _required("revision", Integer),
)

territory = Table(
    "territory",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True),
    _required("name", Text),
    _required("levels", Attributes),
    _required("community_digits", Integer),
    _required("number_digits", Integer),
)

area = Table(
    "area",
    metadata,
    _fid(),
    _required("code", Text),
    _required("level", Text),
    _required("name", Text),
    _optional("parent_code", Text),
    _optional("geom", Geometry("MULTIPOLYGON")),
    UniqueConstraint("code", name="uq_area_code"),
    sqlite_autoincrement=True,
)

plan = Table(
    "plan",
    metadata,
    Column("id", Text, primary_key=True, nullable=False),
    _required("community_code", Text, ForeignKey("area.code")),
    _required("status", Word(PlanStatus)),
    _required("origin", Word(Origin)),
    _required("name", Text),
    _required("reason", Text),
    _optional("valid_from", Date),
    _optional("valid_to", Date),
    _required("revision", Integer),
    _optional("based_on", Text, ForeignKey("plan.id")),
    _optional("recorded_at", Moment()),
)
Index(
    "uq_plan_published",
    plan.c.community_code,
    unique=True,
    sqlite_where=text("status = 'published'"),
    postgresql_where=text("status = 'published'"),
)

cell = Table(
    "cell",
    metadata,
    _fid(),
    _required("code", Text),
    _required("plan_id", Text, ForeignKey("plan.id")),
    _required("geom", Geometry("MULTIPOLYGON")),
    _required("name", Text),
    _optional("load", Float),
    _required("area_m2", Float),
    _required("cell_type", Text),
    _required("attributes", Attributes),
    UniqueConstraint("plan_id", "code", name="uq_cell_plan_code"),
    sqlite_autoincrement=True,
)

used_code = Table(
    "used_code",
    metadata,
    Column("code", Text, primary_key=True, nullable=False),
    _required("community_code", Text, ForeignKey("area.code")),
    _optional("plan_id", Text, ForeignKey("plan.id")),
    _optional("provisional", Text),
)
Index("ix_used_code_community", used_code.c.community_code)
Index("ix_used_code_plan", used_code.c.plan_id)

edit = Table(
    "edit",
    metadata,
    Column("plan_id", Text, ForeignKey("plan.id"), primary_key=True, nullable=False),
    Column("number", Integer, primary_key=True, nullable=False),
    _required("revision", Integer),
    _required("kind", Word(EditKind)),
    _required("command", Attributes),
    _required("made_by", Text),
    _optional("made_at", Moment()),
    _required("reason", Text),
    _required("name", Text),
    _optional("client_key", Text),
    _required("dropped", LargeBinary),
    _required("placed", LargeBinary),
    UniqueConstraint("plan_id", "client_key", name="uq_edit_plan_key"),
)

lock = Table(
    "lock",
    metadata,
    _fid(),
    _required("id", Text),
    _required("plan_id", Text, ForeignKey("plan.id")),
    _required("kind", Word(LockKind)),
    _required("reason", Text),
    _optional("cell_code", Text),
    _optional("geom", Geometry("LINESTRING")),
    _required("made_by", Text),
    _optional("last_day", Date),
    UniqueConstraint("id", name="uq_lock_id"),
    sqlite_autoincrement=True,
)
Index("ix_lock_plan", lock.c.plan_id)

worker = Table(
    "worker",
    metadata,
    _fid(),
    _required("code", Text),
    _required("name", Text),
    _optional("community_code", Text, ForeignKey("area.code")),
    _required("role", Word(Role)),
    _required("duties", Texts(Duty)),
    _optional("geom", Geometry("POINT")),
    _optional("telephone", Text),
    _optional("capacity", Float),
    _required("trained", Boolean),
    UniqueConstraint("code", name="uq_worker_code"),
    sqlite_autoincrement=True,
)

assignment = Table(
    "assignment",
    metadata,
    Column("cell_code", Text, primary_key=True, nullable=False),
    Column("worker_code", Text, ForeignKey("worker.code"), primary_key=True, nullable=False),
    Column("duty", Word(Duty), primary_key=True, nullable=False),
    Column("valid_from", Date, primary_key=True, nullable=False),
    _optional("valid_to", Date),
)

point = Table(
    "point",
    metadata,
    _fid(),
    _required("id", Text),
    _required("kind", Word(PointKind)),
    _required("class_code", Text),
    _required("geom", Place()),
    _required("name", Text),
    _optional("happened_at", Moment()),
    _optional("cell_code", Text),
    _required("attributes", Attributes),
    Column("revision", Integer, nullable=False, server_default=literal_column("0")),
    UniqueConstraint("id", name="uq_point_id"),
    sqlite_autoincrement=True,
)
Index("ix_point_cell_kind", point.c.cell_code, point.c.kind)
Index("ix_point_revision", point.c.revision)

point_version = Table(
    "point_version",
    metadata,
    Column("number", Integer, primary_key=True, nullable=False),
    _required("replaced_in", Integer),
    _required("removed", Boolean),
    _required("made_by", Text),
    _optional("made_at", Moment()),
    _required("id", Text),
    _required("kind", Word(PointKind)),
    _required("class_code", Text),
    _required("geom", Place()),
    _required("name", Text),
    _optional("happened_at", Moment()),
    _optional("cell_code", Text),
    _required("attributes", Attributes),
    _required("revision", Integer),
)
Index("ix_point_version_id", point_version.c.id)
Index("ix_point_version_replaced_in", point_version.c.replaced_in)

street = Table(
    "street",
    metadata,
    _fid(),
    _required("id", Text),
    _required("name", Text),
    _required("line_class", Word(LineClass)),
    _required("geom", Geometry("LINESTRING")),
    UniqueConstraint("id", name="uq_street_id"),
    sqlite_autoincrement=True,
)

building = Table(
    "building",
    metadata,
    _fid(),
    _required("id", Text),
    _required("geom", Geometry("POLYGON")),
    _required("name", Text),
    _required("floors", Integer),
    _required("households", Integer),
    _optional("compound", Text),
    UniqueConstraint("id", name="uq_building_id"),
    sqlite_autoincrement=True,
)

block = Table(
    "block",
    metadata,
    _fid(),
    _required("id", Text),
    _required("community_code", Text, ForeignKey("area.code")),
    _required("geom", Geometry("MULTIPOLYGON")),
    _required("load", Float),
    _required("block_type", Text),
    _required("name", Text),
    UniqueConstraint("id", name="uq_block_id"),
    sqlite_autoincrement=True,
)
Index("ix_block_community", block.c.community_code)

account = Table(
    "account",
    metadata,
    Column("username", Text, primary_key=True, nullable=False),
    _required("password_hash", Text),
    _required("roles", Texts(Role)),
    _required("display_name", Text),
    _required("active", Boolean),
    _optional("session_key", TextOrNone),
    _required("scope", Texts()),
    _required("one_time", Boolean),
    UniqueConstraint("session_key", name="uq_account_session_key"),
)

LAYERS: Final = {
    table.name: table.c.geom.type.kind
    for table in (area, cell, lock, worker, point, street, building, block)
    if isinstance(table.c.geom.type, Geometry | Place)
}
