"""Long work, files on their way in, and the way back from an import."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gridmap.store.columns import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of jobs, uploads and recoveries."""
    op.create_table(
        "job",
        _key("id"),
        *_texts("kind", "parameters", "made_by"),
        sa.Column("made_at", Moment(), nullable=False),
        *_texts("state"),
        sa.Column("progress_ratio", sa.Float, nullable=False),
        *_texts("doing"),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("leased_until", Moment()),
        sa.Column("ended_at", Moment()),
        sa.Column("is_unwanted", sa.Boolean, nullable=False),
        *_texts("result"),
    )
    op.create_index("ix_job_state", "job", ["state"])
    op.create_table(
        "upload",
        _key("id"),
        *_texts("kind", "name"),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        *_texts("sha256", "made_by"),
        sa.Column("made_at", Moment(), nullable=False),
        *_texts("state", "settings", "result"),
        sa.Column("committed_at", Moment()),
    )
    op.create_table(
        "recovery",
        _key("upload_id", sa.ForeignKey("upload.id")),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def _key(name: str, *rest: sa.ForeignKey) -> sa.Column[str]:
    return sa.Column(name, sa.Text, *rest, primary_key=True, nullable=False)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]
