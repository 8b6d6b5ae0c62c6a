"""What the commands of `web.access_cli` do, once it is decided where kernels are kept."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from gridmap.catalogue import text
from gridmap.domain import AccessToken
from gridmap.domain.access import first_broken
from gridmap.store import open_store
from gridmap.store.port import Store
from web.changing import carry_out, utc_now
from web.tokens import create_token, revoke_token

COMMAND_LINE = "gridmap"
"""Who does what is done on the machine itself, in the audit."""


def make_token(path: Path, username: str, label: str, days: int | None) -> tuple[str, str]:
    """Make a token.

    Parameters
    ----------
    path
        The store's file.
    username
        Name of the account.
    label
        What the token is for.
    days
        How long it holds, None for ever.

    Returns
    -------
    token
        The token itself.
    note
        A sentence about it.
    """
    now = utc_now()

    def work(store: Store) -> tuple[str, AccessToken]:
        return create_token(store, username, label or username, now, days)

    with closing(open_store(path)) as store:
        token, record = carry_out(
            store, work, at=now, by=COMMAND_LINE, action="token.create", subject=username
        )
    if record.expires_at is None:
        return token, text("web.token.made_for_ever", id=record.id, name=record.username)
    day = record.expires_at.astimezone().date().isoformat()
    return token, text("web.token.made", id=record.id, name=record.username, day=day)


def token_lines(path: Path) -> list[str]:
    """Return one line for each token.

    Parameters
    ----------
    path
        The store's file.
    """
    now = utc_now()
    with closing(open_store(path)) as store, store.reading() as reader:
        tokens = reader.tokens()
    lines = []
    for one in tokens:
        state = text("web.token.holds" if one.holds_at(now) else "web.token.over")
        used = text("web.token.never") if one.used_at is None else f"{one.used_at:%Y-%m-%dT%H}"
        lines.append(f"{one.id}\t{one.username}\t{one.name}\t{state}\t{used}")
    return lines


def take_back(path: Path, token_id: str) -> str:
    """Revoke a token and return a sentence about it.

    Parameters
    ----------
    path
        The store's file.
    token_id
        What it is called in lists.
    """
    now = utc_now()
    with closing(open_store(path)) as store:
        record = carry_out(
            store,
            lambda joined: revoke_token(joined, token_id, now),
            at=now,
            by=COMMAND_LINE,
            action="token.revoke",
            subject=token_id,
        )
    return text("web.token.revoked", id=record.id, name=record.username)


def verify_chain(path: Path) -> tuple[bool, str]:
    """Return whether the audit is as it was written, and a sentence about it.

    Parameters
    ----------
    path
        The store's file.
    """
    with closing(open_store(path)) as store, store.reading() as reader:
        entries = reader.audit()
    broken = first_broken(entries)
    if broken is not None:
        return False, text("web.audit.broken", number=broken)
    head = entries[-1].hash if entries else "–"
    return True, text("web.audit.sound", count=len(entries), head=head)
