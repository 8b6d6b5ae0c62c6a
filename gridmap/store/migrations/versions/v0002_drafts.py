"""Drafts that branch from a plan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gridmap.store.columns import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the new columns."""
    op.execute("ALTER TABLE plan ADD COLUMN based_on TEXT REFERENCES plan (id)")
    op.add_column("plan", sa.Column("recorded_at", Moment()))
