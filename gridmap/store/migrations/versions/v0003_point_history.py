"""Points tell which revision wrote them, and what they were before is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gridmap.store.columns import Moment, Place
from gridmap.store.dialects import sqlite

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the revision of points, and the table of their earlier versions."""
    op.execute("ALTER TABLE point ADD COLUMN revision INTEGER NOT NULL DEFAULT 0")
    op.execute("UPDATE point SET revision = (SELECT revision FROM state)")
    op.create_index("ix_point_revision", "point", ["revision"])
    op.create_table(
        "point_version",
        sa.Column("number", sa.Integer, primary_key=True, nullable=False),
        sa.Column("replaced_in", sa.Integer, nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", Moment()),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("class_code", sa.Text, nullable=False),
        sa.Column("geom", Place(), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("happened_at", Moment()),
        sa.Column("cell_code", sa.Text),
        sa.Column("attributes", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    op.create_index("ix_point_version_id", "point_version", ["id"])
    op.create_index("ix_point_version_replaced_in", "point_version", ["replaced_in"])
    sqlite.keep_rows(op.get_bind(), "point_version")
