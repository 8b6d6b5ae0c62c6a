"""Tokens, the audit and answered requests in a database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select

from gridmap.domain.access import AccessToken, AnsweredRequest, AuditEntry
from gridmap.store import access_tables
from gridmap.store.shelves import SHELVES


class SqlAccessReader:
    """Reads tokens, the audit and answered requests inside one transaction."""

    _connection: Connection

    def tokens(self) -> list[AccessToken]:
        return self._read(AccessToken, SHELVES[AccessToken].select())

    def token_of(self, digest: str) -> AccessToken | None:
        column = access_tables.access_token.c.digest
        query = SHELVES[AccessToken].select().where(column == digest)
        return next(iter(self._read(AccessToken, query)), None)

    def audit(
        self, after: int = 0, limit: int | None = None, *, newest_first: bool = False
    ) -> list[AuditEntry]:
        number = access_tables.audit.c.number
        query = SHELVES[AuditEntry].select().order_by(None)
        if newest_first:
            query = query.order_by(number.desc())
            if after:
                query = query.where(number < after)
        else:
            query = query.order_by(number).where(number > after)
        return self._read(AuditEntry, query.limit(limit))

    def answered_request(self, username: str, request_key: str) -> AnsweredRequest | None:
        columns = access_tables.answered_request.c
        query = (
            SHELVES[AnsweredRequest]
            .select()
            .where(columns.username == username, columns.request_key == request_key)
        )
        return next(iter(self._read(AnsweredRequest, query)), None)

    def _read(self, record: type[Any], query: Select[Any]) -> list[Any]:
        rows = self._connection.execute(query).all()
        return SHELVES[record].records(rows, self._connection.dialect.name)


class SqlAccessUnit:
    """Drops answered requests inside one transaction."""

    _connection: Connection

    def drop_answers(self, before: datetime) -> None:
        table = access_tables.answered_request
        self._connection.execute(table.delete().where(table.c.answered_at < before))
