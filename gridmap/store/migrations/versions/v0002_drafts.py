"""Drafts that branch from a plan, with their journals and locks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gridmap.store.columns import Geometry, Moment
from gridmap.store.dialects import sqlite

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns to plans and codes, and the tables of edits and locks."""
    op.execute("ALTER TABLE plan ADD COLUMN based_on TEXT REFERENCES plan (id)")
    op.add_column("plan", sa.Column("recorded_at", Moment()))
    op.execute("ALTER TABLE used_code ADD COLUMN plan_id TEXT REFERENCES plan (id)")
    op.add_column("used_code", sa.Column("provisional", sa.Text))
    op.create_index("ix_used_code_plan", "used_code", ["plan_id"])
    _create_edits()
    _create_locks()
    connection = op.get_bind()
    sqlite.keep_rows(connection, "edit")
    sqlite.register_layer(connection, "lock", "LINESTRING")


def _create_edits() -> None:
    op.create_table(
        "edit",
        sa.Column("plan_id", sa.Text, sa.ForeignKey("plan.id"), primary_key=True, nullable=False),
        sa.Column("number", sa.Integer, primary_key=True, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", Moment()),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("client_key", sa.Text),
        sa.Column("dropped", sa.LargeBinary, nullable=False),
        sa.Column("placed", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("plan_id", "client_key", name="uq_edit_plan_key"),
    )


def _create_locks() -> None:
    op.create_table(
        "lock",
        sa.Column("fid", sa.Integer, primary_key=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("plan_id", sa.Text, sa.ForeignKey("plan.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("cell_code", sa.Text),
        sa.Column("geom", Geometry("LINESTRING")),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("last_day", sa.Date),
        sa.UniqueConstraint("id", name="uq_lock_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_lock_plan", "lock", ["plan_id"])
