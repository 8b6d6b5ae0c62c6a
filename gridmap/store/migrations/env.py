"""Alembic's entry: runs the steps inside the transaction that the caller opened."""

from __future__ import annotations

from alembic import context

from gridmap.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
)
context.run_migrations()
