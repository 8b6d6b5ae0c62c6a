"""What a store offers to sign-in and accountability: another part of the port."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from gridmap.domain.access import AccessToken, AnsweredRequest, AuditEntry


class AccessReader(Protocol):
    """What can be read of tokens, the audit and answered requests."""

    def tokens(self) -> list[AccessToken]:
        """Return all tokens in the order of their ids."""
        ...

    def token_of(self, digest: str) -> AccessToken | None:
        """Return the token with a SHA-256, None where there is none."""
        ...

    def audit(
        self, after: int = 0, limit: int | None = None, *, newest_first: bool = False
    ) -> list[AuditEntry]:
        """Return entries of the audit.

        Parameters
        ----------
        after
            Number of the entry to begin after; where the newest come first, to begin before,
            and 0 for the end.
        limit
            How many at most.
        newest_first
            Whether to go backwards.
        """
        ...

    def answered_request(self, username: str, request_key: str) -> AnsweredRequest | None:
        """Return the answer that a key of an account has got, None where it has none."""
        ...


class AccessWriter(AccessReader, Protocol):
    """What can be written of tokens, the audit and answered requests."""

    def put_token(self, token: AccessToken) -> None:
        """Add a token, or replace the one of the same id.

        Raises
        ------
        InputError
            When its account does not exist.
        """
        ...

    def append_audit(
        self, *, at: datetime, by: str, action: str, subject: str, summary: str = ""
    ) -> AuditEntry:
        """Append an entry to the audit, which only grows, and return it with its number and hash.

        Raises
        ------
        InputError
            When the time has no zone, or it is not said who did what.
        """
        ...

    def keep_answer(self, answer: AnsweredRequest) -> None:
        """Keep the answer to a request.

        Raises
        ------
        ConflictError
            When the key has got one already.
        """
        ...

    def forget_answers(self, before: datetime) -> None:
        """Drop the answers that were given before a moment."""
        ...
