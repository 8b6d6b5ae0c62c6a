"""Tokens, the audit and answered requests in a unit of work."""

from __future__ import annotations

from abc import abstractmethod
from datetime import datetime

from gridmap.domain.access import AccessToken, AnsweredRequest, AuditEntry
from gridmap.errors import ConflictError, InputError, Place
from gridmap.store.forms import utc_moment
from gridmap.store.unit import Unit


class Accessing(Unit):
    """The part of a unit of work that concerns who came in and what was done."""

    def put_token(self, token: AccessToken) -> None:
        """Add a token, or replace the one of the same id.

        Raises
        ------
        InputError
            When its account does not exist.
        """
        if all(account.username != token.username for account in self.accounts()):
            raise InputError("token.account", Place(feature=token.id), name=token.username)
        self.save([token])

    def append_audit(
        self, *, at: datetime, by: str, action: str, subject: str, summary: str = ""
    ) -> AuditEntry:
        """Append an entry to the audit, which only grows, and return it with its number and hash.

        Raises
        ------
        InputError
            When the time has no zone, or it is not said who did what.
        """
        moment = utc_moment(at) if at.tzinfo is not None else None
        if moment is None or not by or not action:
            raise InputError("audit.incomplete", Place(feature=subject))
        last = next(iter(self.audit(limit=1, newest_first=True)), None)
        entry = AuditEntry(0, moment, by, action, subject, summary).follow(last)
        self.save([entry])
        return entry

    def keep_answer(self, answer: AnsweredRequest) -> None:
        """Keep the answer to a request.

        Raises
        ------
        ConflictError
            When the key has got one already.
        """
        if self.answered_request(answer.username, answer.request_key) is not None:
            raise ConflictError("request.answered", Place(feature=answer.request_key))
        self.save([answer])

    def forget_answers(self, before: datetime) -> None:
        """Drop the answers that were given before a moment."""
        self.drop_answers(before)

    @abstractmethod
    def drop_answers(self, before: datetime) -> None:
        """Drop the answers that were given before a moment."""
