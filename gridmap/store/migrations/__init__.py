"""Steps from one schema to the next, run by Alembic on the store's own connection."""
