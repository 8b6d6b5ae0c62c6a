"""The first schema: territory, plans, cells, workers, points, base map, accounts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gridmap.store.columns import Geometry, Moment
from gridmap.store.dialects import sqlite

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create everything."""
    connection = op.get_bind()
    sqlite.create_core(connection)
    _create_territory()
    _create_plans()
    _create_people()
    _create_points()
    _create_base_map()
    for table, kind in _LAYERS.items():
        sqlite.register_layer(connection, table, kind)
    connection.execute(sa.text("INSERT INTO state (id, revision) VALUES (1, 0)"))


_LAYERS = {
    "area": "MULTIPOLYGON",
    "cell": "MULTIPOLYGON",
    "worker": "POINT",
    "point": "POINT",
    "street": "LINESTRING",
    "building": "POLYGON",
    "block": "MULTIPOLYGON",
}


def _fid() -> sa.Column[int]:
    return sa.Column("fid", sa.Integer, primary_key=True, nullable=False)


def _text(name: str, *rest: sa.ForeignKey, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, *rest, nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Float, nullable=nullable)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _shape(kind: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column("geom", Geometry(kind), nullable=nullable)


def _create_territory() -> None:
    op.create_table(
        "state",
        sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1", "one_row"), primary_key=True),
        _count("revision"),
    )
    op.create_table(
        "territory",
        sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1", "one_row"), primary_key=True),
        _text("name"),
        _text("levels"),
        _count("community_digits"),
        _count("number_digits"),
    )
    op.create_table(
        "area",
        _fid(),
        _text("code"),
        _text("level"),
        _text("name"),
        _text("parent_code", nullable=True),
        _shape("MULTIPOLYGON", nullable=True),
        sa.UniqueConstraint("code", name="uq_area_code"),
        sqlite_autoincrement=True,
    )


def _create_plans() -> None:
    op.create_table(
        "plan",
        sa.Column("id", sa.Text, primary_key=True, nullable=False),
        _text("community_code", sa.ForeignKey("area.code")),
        _text("status"),
        _text("origin"),
        _text("name"),
        _text("reason"),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
        _count("revision"),
    )
    op.create_index(
        "uq_plan_published",
        "plan",
        ["community_code"],
        unique=True,
        sqlite_where=sa.text("status = 'published'"),
        postgresql_where=sa.text("status = 'published'"),
    )
    op.create_table(
        "cell",
        _fid(),
        _text("code"),
        _text("plan_id", sa.ForeignKey("plan.id")),
        _shape("MULTIPOLYGON"),
        _text("name"),
        _number("load", nullable=True),
        _number("area_m2"),
        _text("cell_type"),
        _text("attributes"),
        sa.UniqueConstraint("plan_id", "code", name="uq_cell_plan_code"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "used_code",
        sa.Column("code", sa.Text, primary_key=True, nullable=False),
        _text("community_code", sa.ForeignKey("area.code")),
    )
    op.create_index("ix_used_code_community", "used_code", ["community_code"])


def _create_people() -> None:
    op.create_table(
        "worker",
        _fid(),
        _text("code"),
        _text("name"),
        _text("community_code", sa.ForeignKey("area.code"), nullable=True),
        _text("role"),
        _text("duties"),
        _shape("POINT", nullable=True),
        _text("telephone", nullable=True),
        _number("capacity", nullable=True),
        sa.Column("trained", sa.Boolean, nullable=False),
        sa.UniqueConstraint("code", name="uq_worker_code"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "assignment",
        sa.Column("cell_code", sa.Text, primary_key=True, nullable=False),
        sa.Column(
            "worker_code",
            sa.Text,
            sa.ForeignKey("worker.code"),
            primary_key=True,
            nullable=False,
        ),
        sa.Column("duty", sa.Text, primary_key=True, nullable=False),
        sa.Column("valid_from", sa.Date, primary_key=True, nullable=False),
        sa.Column("valid_to", sa.Date),
    )
    op.create_table(
        "account",
        sa.Column("username", sa.Text, primary_key=True, nullable=False),
        _text("password_hash"),
        _text("roles"),
        _text("display_name"),
        sa.Column("active", sa.Boolean, nullable=False),
        _text("session_key", nullable=True),
        _text("scope"),
        sa.Column("one_time", sa.Boolean, nullable=False),
        sa.UniqueConstraint("session_key", name="uq_account_session_key"),
    )


def _create_points() -> None:
    op.create_table(
        "point",
        _fid(),
        _text("id"),
        _text("kind"),
        _text("class_code"),
        _shape("POINT"),
        _text("name"),
        sa.Column("happened_at", Moment()),
        _text("cell_code", nullable=True),
        _text("attributes"),
        sa.UniqueConstraint("id", name="uq_point_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_point_cell_kind", "point", ["cell_code", "kind"])


def _create_base_map() -> None:
    op.create_table(
        "street",
        _fid(),
        _text("id"),
        _text("name"),
        _text("line_class"),
        _shape("LINESTRING"),
        sa.UniqueConstraint("id", name="uq_street_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "building",
        _fid(),
        _text("id"),
        _shape("POLYGON"),
        _text("name"),
        _count("floors"),
        _count("households"),
        _text("compound", nullable=True),
        sa.UniqueConstraint("id", name="uq_building_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "block",
        _fid(),
        _text("id"),
        _text("community_code", sa.ForeignKey("area.code")),
        _shape("MULTIPOLYGON"),
        _number("load"),
        _text("block_type"),
        _text("name"),
        sa.UniqueConstraint("id", name="uq_block_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_block_community", "block", ["community_code"])
