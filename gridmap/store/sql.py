"""The store in a database, through SQLAlchemy Core."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine

from gridmap.store import tables
from gridmap.store._sql_reader import SqlReader
from gridmap.store._sql_unit import SqlUnit
from gridmap.store.dialects import sqlite
from gridmap.store.port import Reader, Writer
from gridmap.store.unit import Filing
from gridmap.store.work_port import WorkWriter


class SqlStore:
    """A store in a database file.

    Parameters
    ----------
    engine
        From the engine factory of the dialect.
    path
        The file.
    """

    def __init__(self, engine: Engine, path: Path) -> None:
        self.engine = engine
        self.path = path
        self._filing: Filing | None = None

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Open one consistent snapshot."""
        with sqlite.transaction(self.engine, self.path, writer=False) as connection:
            reader = SqlReader(connection)
            reader.revision()  # the first statement fixes the snapshot
            yield reader

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Open one unit of work: committed at the end of the block, undone when it raises."""
        with sqlite.transaction(self.engine, self.path, writer=True) as connection:
            unit = SqlUnit(connection, self._filing)
            yield unit
            unit.finish()
        self._filing = unit.kept_filing()

    @contextmanager
    def working(self) -> Iterator[WorkWriter]:
        """Open one unit of work for jobs and uploads alone, which the revision does not count."""
        with sqlite.transaction(self.engine, self.path, writer=True) as connection:
            yield SqlUnit(connection, None)

    def digest(self) -> str:
        """Return the SHA-256 of a sorted dump of every row, the proof of "unchanged"."""
        total = sha256()
        with sqlite.transaction(self.engine, self.path, writer=False) as connection:
            for table in sorted(tables.metadata.tables.values(), key=lambda table: table.name):
                total.update(f"{table.name}\n".encode())
                order = ", ".join(f'"{column.name}"' for column in table.primary_key)
                statement = f'SELECT * FROM "{table.name}" ORDER BY {order}'  # noqa: S608  own names
                for row in sqlite.driver_rows(connection, statement):
                    total.update(f"{row!r}\n".encode())
        return total.hexdigest()

    def close(self) -> None:
        """Release connections."""
        self.engine.dispose()
