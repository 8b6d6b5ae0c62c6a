"""Tokens, the audit and answered requests in memory."""

from __future__ import annotations

from datetime import datetime

from gridmap.domain.access import AccessToken, AnsweredRequest, AuditEntry
from gridmap.store.memory_rows import Rows, ordered


class MemoryAccessReader:
    """Reads tokens, the audit and answered requests."""

    _rows: Rows

    def tokens(self) -> list[AccessToken]:
        return ordered(self._rows.tokens)

    def token_of(self, digest: str) -> AccessToken | None:
        return next((one for one in self._rows.tokens.values() if one.digest == digest), None)

    def audit(
        self, after: int = 0, limit: int | None = None, *, newest_first: bool = False
    ) -> list[AuditEntry]:
        entries = ordered(self._rows.audit)
        if newest_first:
            found = [one for one in reversed(entries) if not after or one.number < after]
        else:
            found = [one for one in entries if one.number > after]
        return found[:limit]

    def answered_request(self, username: str, request_key: str) -> AnsweredRequest | None:
        return self._rows.answers.get((username, request_key))


class MemoryAccessUnit:
    """Drops answered requests."""

    _rows: Rows

    def drop_answers(self, before: datetime) -> None:
        answers = self._rows.answers
        for key in [key for key, one in answers.items() if one.answered_at < before]:
            del answers[key]
