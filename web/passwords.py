"""Passwords: hashed with Argon2id, made for new accounts, and judged where a user chooses one."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gridmap.errors import InputError

MIN_LENGTH = 12
MAX_LENGTH = 128
MIN_DISTINCT = 5
# Without 0/O, 1/l/I: a one-time password is read from a screen and typed by hand.
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_GROUPS = 4
_GROUP_LENGTH = 5

_hasher = PasswordHasher()


@cache
def prepare_nobody() -> str:
    """Return the hash that stands for unknown names; made once, before the first sign-in.

    An unknown name then costs as much time as a known one, and the answer does not tell them apart.
    """
    return _hasher.hash(secrets.token_urlsafe())


def _normal(password: str) -> str:
    """Return the form in which a password is hashed, whatever keyboard typed it."""
    return unicodedata.normalize("NFKD", password)


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password, with its own salt and parameters."""
    return _hasher.hash(_normal(password))


def verify_password(password: str, password_hash: str | None) -> bool:
    """Return whether a password is right; None stands for an account that does not exist."""
    try:
        _hasher.verify(password_hash or prepare_nobody(), _normal(password[:MAX_LENGTH]))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def one_time_password() -> str:
    """Return a random password of 100 bits in groups that can be typed from a screen."""
    groups = (
        "".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS)
    )
    return "-".join(groups)


def check_chosen(password: str, username: str) -> None:
    """Refuse a password that is easily guessed.

    Parameters
    ----------
    password
        What the user chose.
    username
        Name of the account.

    Raises
    ------
    InputError
        When it is too short, too long, of too few different characters, or holds the name.
    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise InputError("web.password_length", least=MIN_LENGTH, most=MAX_LENGTH)
    if len(set(password)) < MIN_DISTINCT:
        raise InputError("web.password_simple", least=MIN_DISTINCT)
    if username.casefold() in password.casefold():
        raise InputError("web.password_name")
