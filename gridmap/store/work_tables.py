"""The tables of long work and of files on their way in."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, Table, Text

from gridmap.domain.jobs import JobKind, JobState, UploadState
from gridmap.store.columns import Attributes, Moment, Word
from gridmap.store.tables import metadata

job = Table(
    "job",
    metadata,
    Column("id", Text, primary_key=True, nullable=False),
    Column("kind", Word(JobKind), nullable=False),
    Column("parameters", Attributes, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", Moment(), nullable=False),
    Column("state", Word(JobState), nullable=False),
    Column("progress_ratio", Float, nullable=False),
    Column("doing", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("leased_until", Moment()),
    Column("ended_at", Moment()),
    Column("is_unwanted", Boolean, nullable=False),
    Column("result", Attributes, nullable=False),
)
Index("ix_job_state", job.c.state)

upload = Table(
    "upload",
    metadata,
    Column("id", Text, primary_key=True, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", Moment(), nullable=False),
    Column("state", Word(UploadState), nullable=False),
    Column("settings", Attributes, nullable=False),
    Column("result", Attributes, nullable=False),
    Column("committed_at", Moment()),
)

recovery = Table(
    "recovery",
    metadata,
    Column("upload_id", Text, ForeignKey("upload.id"), primary_key=True, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
