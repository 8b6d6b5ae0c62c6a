"""The tables of tokens, of the audit and of answered requests."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from gridmap.store.columns import Attributes, Moment
from gridmap.store.tables import metadata

access_token = Table(
    "access_token",
    metadata,
    Column("id", Text, primary_key=True, nullable=False),
    Column("username", Text, ForeignKey("account.username"), nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("made_at", Moment(), nullable=False),
    Column("expires_at", Moment()),
    Column("used_at", Moment()),
    Column("revoked_at", Moment()),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, nullable=False),
    Column("at", Moment(), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

answered_request = Table(
    "answered_request",
    metadata,
    Column("username", Text, primary_key=True, nullable=False),
    Column("request_key", Text, primary_key=True, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("answered_at", Moment(), nullable=False),
    Column("headers", Attributes, nullable=False),
)
Index("ix_answered_request_at", answered_request.c.answered_at)
