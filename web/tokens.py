"""Tokens: a way in for programs, as Bearer or as the password of Basic.

A token is 256 random bits and is shown once; the store keeps its SHA-256. A slow hash guards
passwords against guessing, but nobody guesses 256 bits, and a fast one is looked up by an index.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from flask import Request

from gridmap.domain import AccessToken, Account
from gridmap.errors import ConflictError, InputError, Place
from gridmap.store.port import Reader, Store
from web.accounts import find_account

PREFIX: Final = "gridmap_"
_BYTES: Final = 32
_USED_TO: Final = timedelta(hours=1)
MOST_DAYS: Final = 3650


def create_token(
    store: Store, username: str, name: str, now: datetime, days: int | None
) -> tuple[str, AccessToken]:
    """Make a token of an account.

    Parameters
    ----------
    store
        Where it is kept, as a digest.
    username
        The account whose roles and scope it gets.
    name
        What it is for.
    now
        The moment it is (UTC).
    days
        How long it holds, None for as long as it is not revoked.

    Returns
    -------
    token
        The token itself, which is nowhere kept.
    record
        What is kept of it.

    Raises
    ------
    InputError
        When there is no such account, or the days do not fit.
    """
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise InputError("token.days", days=days, most=MOST_DAYS)
    token = PREFIX + secrets.token_urlsafe(_BYTES)
    with store.writing() as writer:
        account = find_account(writer, username)
        if account is None:
            raise InputError("token.account", Place(column="username"), name=username)
        record = AccessToken(
            id=secrets.token_hex(6),
            username=account.username,
            name=name,
            digest=digest_of(token),
            made_at=now,
            expires_at=None if days is None else now + timedelta(days=days),
        )
        writer.put_token(record)
    return token, record


def revoke_token(store: Store, token_id: str, now: datetime) -> AccessToken:
    """Take a token back; it opens nothing from the next request on.

    Parameters
    ----------
    store
        Where it is kept.
    token_id
        What it is called in lists.
    now
        The moment it is (UTC).

    Returns
    -------
    record
        The token as it is kept now.

    Raises
    ------
    ConflictError
        When there is none of this id.
    """
    with store.writing() as writer:
        record = next((one for one in writer.tokens() if one.id == token_id), None)
        if record is None:
            raise ConflictError("token.unknown", Place(feature=token_id), id=token_id)
        if record.revoked_at is None:
            record = replace(record, revoked_at=now)
            writer.put_token(record)
    return record


def digest_of(token: str) -> str:
    """Return the SHA-256 of a token in hexadecimal digits."""
    return sha256(token.encode()).hexdigest()


def carries_token(request: Request) -> bool:
    """Return whether a request wants to come in by a token, right or wrong."""
    return request.authorization is not None


def account_of(request: Request, store: Store, now: Callable[[], datetime]) -> Account | None:
    """Return the account whose token a request carries, None where it carries no good one.

    Parameters
    ----------
    request
        The request.
    store
        Where tokens are kept.
    now
        Gives the moment it is (UTC).
    """
    token, named = _given(request)
    if not token:
        return None
    moment = now()
    with store.reading() as reader:
        record = reader.token_of(digest_of(token))
        account = None if record is None else _owner(reader, record, moment, named)
    if record is None or account is None:
        return None
    if record.used_at is None or moment - record.used_at >= _USED_TO:
        _note_use(store, record, moment)
    return account


def _given(request: Request) -> tuple[str, str | None]:
    """Return the token of a request, and the name it comes with."""
    given = request.authorization
    if given is None:
        return "", None
    if given.type == "bearer":
        return given.token or "", None
    if given.type == "basic":
        return given.password or "", given.username or ""
    return "", None


def _owner(
    reader: Reader, record: AccessToken, moment: datetime, named: str | None
) -> Account | None:
    account = find_account(reader, record.username)
    if account is None or not account.active or not record.holds_at(moment):
        return None
    if named is not None and named.strip().casefold() != account.username.casefold():
        return None
    return account


def _note_use(store: Store, record: AccessToken, moment: datetime) -> None:
    """Note to the hour when a token was used; that is never worth making a reader wait for."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    if record.used_at == hour:
        return
    try:
        with store.working() as unit:
            unit.put_token(replace(record, used_at=hour))
    except ConflictError:
        return
