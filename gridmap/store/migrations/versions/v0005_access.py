"""Tokens, an audit that only grows, and answered requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gridmap.store.columns import Moment
from gridmap.store.dialects import sqlite

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of tokens, of the audit and of answered requests."""
    op.create_table(
        "access_token",
        sa.Column("id", sa.Text, primary_key=True, nullable=False),
        sa.Column("username", sa.Text, sa.ForeignKey("account.username"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False, unique=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment()),
        sa.Column("used_at", Moment()),
        sa.Column("revoked_at", Moment()),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("made_by", "action", "subject", "summary", "previous", "hash")
        ),
    )
    op.create_table(
        "answered_request",
        sa.Column("username", sa.Text, primary_key=True, nullable=False),
        sa.Column("request_key", sa.Text, primary_key=True, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("answered_at", Moment(), nullable=False),
        sa.Column("headers", sa.Text, nullable=False),
    )
    op.create_index("ix_answered_request_at", "answered_request", ["answered_at"])
    sqlite.keep_rows(op.get_bind(), "audit")
