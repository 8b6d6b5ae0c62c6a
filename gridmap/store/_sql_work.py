"""Jobs, uploads and records by key in a database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection

from gridmap.domain.jobs import Job, JobState, Recovery, Upload
from gridmap.store import tables, work_tables
from gridmap.store.shelves import SHELVES, Shelf

Record = TypeVar("Record")
# A statement takes only so many values; from some number on it is cheaper to read everything.
_CHUNK = 500
_MANY = 5000


class SqlWorkReader:
    """Reads jobs, uploads, and records by key inside one transaction."""

    _connection: Connection

    def job(self, job_id: str) -> Job | None:
        return next(iter(self.kept(Job, [job_id])), None)

    def jobs(self, state: JobState | None = None) -> list[Job]:
        query = SHELVES[Job].select()
        if state is not None:
            query = query.where(work_tables.job.c.state == state)
        found: list[Job] = self._records(SHELVES[Job], self._connection.execute(query).all())
        return sorted(found, key=lambda job: (job.made_at, job.id))

    def upload(self, upload_id: str) -> Upload | None:
        return next(iter(self.kept(Upload, [upload_id])), None)

    def uploads(self) -> list[Upload]:
        shelf = SHELVES[Upload]
        found: list[Upload] = self._records(shelf, self._connection.execute(shelf.select()).all())
        return sorted(found, key=lambda upload: (upload.made_at, upload.id))

    def recovery(self, upload_id: str) -> Recovery | None:
        return next(iter(self.kept(Recovery, [upload_id])), None)

    def kept(self, record: type[Record], keys: Sequence[str]) -> list[Record]:
        shelf = SHELVES[record]
        column = shelf.table.c[shelf.key[0]]
        rows: list[Any] = []
        if len(keys) > _MANY:
            wanted, at = set(keys), shelf.columns.index(shelf.key[0])
            every = self._connection.execute(shelf.select())
            rows = [row for row in every if row[at] in wanted]
        else:
            for chunk in _chunks(keys):
                rows += self._connection.execute(shelf.select().where(column.in_(chunk))).all()
            rows.sort(key=lambda row: row[shelf.columns.index(shelf.key[0])])
        return self._records(shelf, rows)

    def _records(self, shelf: Shelf, rows: Sequence[Any]) -> list[Any]:
        return shelf.records(rows, self._connection.dialect.name)


class SqlWorkUnit:
    """Removes records by key inside one transaction."""

    _connection: Connection
    _changed: set[str]

    def drop(self, record: type[Any], keys: Sequence[str]) -> None:
        shelf = SHELVES[record]
        column = shelf.table.c[shelf.key[0]]
        for chunk in _chunks(keys):
            self._connection.execute(shelf.table.delete().where(column.in_(chunk)))
        if shelf.table.name in tables.LAYERS:
            self._changed.add(shelf.table.name)


def _chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]
