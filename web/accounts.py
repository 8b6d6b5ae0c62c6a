"""Accounts: made, looked up, given a new password, signed out everywhere."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import replace

from gridmap.domain import Account, Role
from gridmap.errors import ConflictError, InputError
from gridmap.store.port import Reader, Store
from web.passwords import check_chosen, hash_password, one_time_password

FIRST_ROLES = (Role.SUPERVISOR, Role.PLANNER, Role.GIS, Role.ADMIN)
_NAME = re.compile(r"[\w.@-]{2,64}")


def new_session_key() -> str:
    """Return a value that no session of before carries."""
    return secrets.token_urlsafe(24)


def find_account(reader: Reader, username: str) -> Account | None:
    """Return the account of a name, compared without regard to case."""
    wanted = username.strip()
    # Programs send the very name with every request; a scan is for people who type.
    known = reader.accounts(username=wanted) or reader.accounts()
    return next((one for one in known if one.username.casefold() == wanted.casefold()), None)


def add_account(
    store: Store,
    username: str,
    roles: Iterable[Role],
    password: str,
    *,
    display_name: str = "",
    scope: Iterable[str] = (),
    one_time: bool = False,
) -> Account:
    """Add an account.

    Parameters
    ----------
    store
        Where accounts are kept.
    username
        2 to 64 letters of any script, digits, ``.``, ``@``, ``-`` or ``_``.
    roles
        At least one role.
    password
        The first password.
    display_name
        What colleagues see; the name of the account by default.
    scope
        Codes, or beginnings of codes, that the account is limited to; none for the whole territory.
    one_time
        Whether the password must be replaced at the first sign-in.

    Returns
    -------
    account
        The account as stored.

    Raises
    ------
    InputError
        When the name or the scope does not fit, or the password is easily guessed.
    ConflictError
        When the name is taken.
    """
    if not _NAME.fullmatch(username):
        raise InputError("web.username", name=username)
    limits = tuple(scope)
    for code in limits:
        if not (code.isascii() and code.isalnum()):
            raise InputError("web.scope", code=code)
    check_chosen(password, username)
    account = Account(
        username=username,
        password_hash=hash_password(password),
        roles=tuple(roles),
        display_name=display_name,
        session_key=new_session_key(),
        scope=limits,
        one_time=one_time,
    )
    with store.writing() as writer:
        if find_account(writer, username) is not None:
            raise ConflictError("web.username_taken", name=username)
        writer.put_account(account)
    return account


def create_first_accounts(store: Store) -> list[tuple[str, Role, str]]:
    """Make one account for each role that starts an installation, unless there are accounts.

    Parameters
    ----------
    store
        Where accounts are kept.

    Returns
    -------
    made
        User name, role and one-time password of each new account; empty where accounts exist.
    """
    with store.reading() as reader:
        if reader.accounts():
            return []
    made = []
    for role in FIRST_ROLES:
        password = one_time_password()
        add_account(store, role.value, [role], password, one_time=True)
        made.append((role.value, role, password))
    return made


def change_password(store: Store, username: str, password: str) -> Account:
    """Replace a password; every session of the account ends.

    Parameters
    ----------
    store
        Where accounts are kept.
    username
        Name of the account.
    password
        The new password.

    Returns
    -------
    account
        The account as stored now.

    Raises
    ------
    InputError
        When the password is easily guessed or the account does not exist.
    """
    check_chosen(password, username)
    return _renew(store, username, password_hash=hash_password(password), one_time=False)


def end_sessions(store: Store, username: str) -> None:
    """Sign an account out wherever it is signed in.

    Parameters
    ----------
    store
        Where accounts are kept.
    username
        Name of the account.

    Raises
    ------
    InputError
        When the account does not exist.
    """
    _renew(store, username)


def _renew(store: Store, username: str, **changes: object) -> Account:
    with store.writing() as writer:
        account = find_account(writer, username)
        if account is None:
            raise InputError("web.username_unknown", name=username)
        changed = replace(account, session_key=new_session_key(), **changes)  # type: ignore[arg-type]
        writer.put_account(changed)
    return changed
