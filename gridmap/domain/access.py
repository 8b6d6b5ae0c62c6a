"""Who may come in by a token, what was done by whom, and which requests were answered already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType

import orjson

FIRST_LINK = "0" * 64
"""What the first entry of an audit follows."""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A way in for programs. The token itself is nowhere kept, only its SHA-256.

    Parameters
    ----------
    id
        What it is called in lists; no secret.
    username
        The account whose roles and scope it has.
    name
        What it is for.
    digest
        SHA-256 of the token, in hexadecimal digits.
    made_at
        When it was made (UTC).
    expires_at
        From when on it is worth nothing (UTC), None for never.
    used_at
        When it was last used, to the hour (UTC).
    revoked_at
        When it was taken back (UTC).
    """

    id: str
    username: str
    name: str
    digest: str = field(repr=False)
    made_at: datetime
    expires_at: datetime | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    def holds_at(self, moment: datetime) -> bool:
        """Return whether it opens anything at a moment."""
        return self.revoked_at is None and (self.expires_at is None or moment < self.expires_at)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that somebody did, chained to the entry before.

    Parameters
    ----------
    number
        From 1 on, without a gap. The order is this, not the time.
    at
        When (UTC).
    by
        Name of the account.
    action
        What was done, as a code such as ``lock.add``.
    subject
        What it was done to: an id or a code.
    summary
        A few words or figures more.
    previous, hash
        SHA-256 of the entry before, and of this one, in hexadecimal digits.
    """

    number: int
    at: datetime
    by: str
    action: str
    subject: str
    summary: str = ""
    previous: str = FIRST_LINK
    hash: str = ""

    def link(self) -> str:
        """Return the SHA-256 of everything that the entry says, the one before included."""
        moment = self.at.isoformat(timespec="milliseconds")
        said = [self.previous, self.number, moment, self.by, self.action, self.subject]
        return sha256(orjson.dumps([*said, self.summary])).hexdigest()

    def follow(self, last: AuditEntry | None) -> AuditEntry:
        """Return the entry as it stands after another one."""
        chained = replace(
            self,
            number=1 if last is None else last.number + 1,
            previous=FIRST_LINK if last is None else last.hash,
        )
        return replace(chained, hash=chained.link())


def first_broken(entries: Iterable[AuditEntry], before: AuditEntry | None = None) -> int | None:
    """Return the number of the first entry that is not what was once written, None if all are.

    Parameters
    ----------
    entries
        In the order of their numbers.
    before
        The entry that they follow; None for the beginning.
    """
    number = 0 if before is None else before.number
    link = FIRST_LINK if before is None else before.hash
    for entry in entries:
        number += 1
        if entry.number != number or entry.previous != link or entry.link() != entry.hash:
            return number
        link = entry.hash
    return None


@dataclass(frozen=True, slots=True)
class AnsweredRequest:
    """The answer to a change, kept for those who did not get it and ask again.

    Parameters
    ----------
    username
        Who asked.
    request_key
        The key that the client chose for the request.
    fingerprint
        SHA-256 of method, address and body.
    status, headers, body
        The answer; the headers that belong to it.
    answered_at
        When (UTC).
    """

    username: str
    request_key: str
    fingerprint: str
    status: int
    body: bytes
    answered_at: datetime
    headers: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
