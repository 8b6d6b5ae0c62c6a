"""The key that signs sessions: a file beside the store, made once, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from gridmap.errors import Place, UsageError

KEY_BYTES = 32
_SHARED_BITS = 0o077


def key_path(store: Path) -> Path:
    """Return where the key of a store lies."""
    return store.with_name(f"{store.name}.key")


def create_key(store: Path) -> Path:
    """Make the key of a store unless it has one, and return its path.

    Parameters
    ----------
    store
        The store's file.
    """
    path = key_path(store)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(KEY_BYTES) + "\n")
    return path


def read_key(store: Path) -> str | None:
    """Return the key of a store, None where there is no key file.

    Raises
    ------
    UsageError
        When others on the machine may read the file.
    """
    path = key_path(store)
    if not path.is_file():
        return None
    if os.name == "posix" and path.stat().st_mode & _SHARED_BITS:
        raise UsageError("web.key_open", Place(file=path.name))
    return path.read_text(encoding="ascii").strip()
