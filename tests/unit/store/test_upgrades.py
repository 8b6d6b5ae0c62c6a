"""A store of every earlier schema is brought to this one with all that it holds."""

from __future__ import annotations

import pytest
from alembic import command

from gridmap.store import open_store, upgrade
from gridmap.store.dialects import sqlite
from gridmap.store.migrating import REVISIONS, alembic_config


def old_file(path, revision, source):
    """Build a store by the migrations up to a revision, with the rows of a store of today."""
    path.touch()
    engine = sqlite.make_engine(path)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"ATTACH '{source}' AS today")
        connection.commit()
    with sqlite.transaction(engine, path, writer=True) as connection:
        connection.exec_driver_sql(
            "CREATE TABLE alembic_version (version_num TEXT NOT NULL PRIMARY KEY)"
        )
        command.upgrade(alembic_config(connection), revision)
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.exec_driver_sql("DELETE FROM state")
        for (name,) in connection.exec_driver_sql(_OWN_TABLES).all():
            rows = connection.exec_driver_sql(f'PRAGMA table_info("{name}")').all()
            columns = ", ".join(f'"{row[1]}"' for row in rows)
            connection.exec_driver_sql(
                f'INSERT INTO "{name}" ({columns}) SELECT {columns} FROM today."{name}"'  # noqa: S608  own names
            )
    engine.dispose()
    return path


_OWN_TABLES = """SELECT name FROM main.sqlite_master WHERE type = 'table'
    AND name NOT LIKE 'gpkg%' AND name NOT LIKE 'rtree%' AND name NOT LIKE 'sqlite%'
    AND name != 'alembic_version'"""


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_every_row_comes_through_the_upgrade(path, tmp_path, revision):
    today = open_store(path)
    old = old_file(tmp_path / "old.gpkg", revision, path)
    copy = upgrade(old)
    upgraded = open_store(old)
    assert copy.name == f"old.schema-{revision}.gpkg"
    assert upgraded.digest() == today.digest()
    upgraded.close()
    today.close()
