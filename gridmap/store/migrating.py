"""Bring a database to the schema of this release."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: Final = "0005"
REVISIONS: Final = ("0001", "0002", "0003", "0004", "0005")


def migrate(connection: Connection) -> None:
    """Run the steps that the database lacks, inside the transaction that is open."""
    from alembic import command  # noqa: PLC0415  opening a store that is up to date needs none of it

    # Alembic would declare VARCHAR, which is no GeoPackage type.
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS alembic_version (version_num TEXT NOT NULL PRIMARY KEY)"
    )
    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's settings for the steps in this package."""
    from alembic.config import Config  # noqa: PLC0415  see `migrate`

    config = Config()
    config.set_main_option("script_location", str(files("gridmap.store") / "migrations"))
    config.attributes["connection"] = connection
    return config


def revision_of(connection: Connection) -> str | None:
    """Return the schema that a database has, None where it is no store at all."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)
