"""Accounts kept by administrators: their roles and scope, one-time passwords, ended sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gridmap.domain import Account, Role
from gridmap.errors import ConflictError, InputError, Place
from gridmap.store.port import Reader, Store
from web.accounts import add_account, find_account, new_session_key
from web.passwords import hash_password, one_time_password


def add_with_one_time_password(
    store: Store,
    username: str,
    roles: Sequence[Role],
    *,
    display_name: str = "",
    scope: Sequence[str] = (),
) -> tuple[Account, str]:
    """Add an account whose password must be replaced at the first sign-in.

    Parameters
    ----------
    store
        Where accounts are kept.
    username, roles, display_name, scope
        As `web.accounts.add_account` has them.

    Returns
    -------
    account
        The account as stored.
    password
        The one-time password, which is nowhere kept.
    """
    password = one_time_password()
    account = add_account(
        store,
        username,
        roles,
        password,
        display_name=display_name,
        scope=scope,
        one_time=True,
    )
    return account, password


def change_account(
    store: Store,
    username: str,
    *,
    roles: Sequence[Role],
    display_name: str,
    scope: Sequence[str],
    active: bool,
) -> Account:
    """Change what an account may do; its sessions end, so that the change holds at once.

    Parameters
    ----------
    store
        Where accounts are kept.
    username
        Name of the account.
    roles, display_name, scope
        What it has from now on.
    active
        Whether it may sign in.

    Returns
    -------
    account
        The account as stored.

    Raises
    ------
    InputError
        When the scope does not fit.
    ConflictError
        When there is no such account, or nobody would be left to administer.
    """
    for code in scope:
        if not (code.isascii() and code.isalnum()):
            raise InputError("web.scope", code=code)
    with store.writing() as writer:
        account = _known(writer, username)
        changed = replace(
            account,
            roles=tuple(roles),
            display_name=display_name,
            scope=tuple(scope),
            active=active,
            session_key=new_session_key(),
        )
        _keep_an_administrator(writer, changed)
        writer.put_account(changed)
    return changed


def reset_password(store: Store, username: str) -> tuple[Account, str]:
    """Give an account a one-time password; its sessions end.

    Parameters
    ----------
    store
        Where accounts are kept.
    username
        Name of the account.

    Returns
    -------
    account
        The account as stored.
    password
        The one-time password, which is nowhere kept.
    """
    password = one_time_password()
    hashed = hash_password(password)
    with store.writing() as writer:
        changed = replace(
            _known(writer, username),
            password_hash=hashed,
            one_time=True,
            session_key=new_session_key(),
        )
        writer.put_account(changed)
    return changed, password


def _known(reader: Reader, username: str) -> Account:
    account = find_account(reader, username)
    if account is None:
        raise ConflictError("account.unknown", Place(feature=username), name=username)
    return account


def _keep_an_administrator(reader: Reader, changed: Account) -> None:
    others = [one for one in reader.accounts() if one.username != changed.username]
    if not any(_administers(one) for one in (*others, changed)):
        raise ConflictError("account.last_administrator", name=changed.username)


def _administers(account: Account) -> bool:
    return account.active and Role.ADMIN in account.roles and not account.scope
