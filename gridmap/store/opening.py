"""Making, opening and upgrading a store."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from gridmap.domain import Territory
from gridmap.errors import InputError, Place, UsageError
from gridmap.store.dialects import sqlite
from gridmap.store.memory import MemoryStore
from gridmap.store.migrating import HEAD, REVISIONS, migrate, revision_of
from gridmap.store.port import Store
from gridmap.store.sql import SqlStore

MEMORY = "memory:"


def create(path: str | Path, territory: Territory) -> Store:
    """Make a store file with a territory in it, readable by its owner alone.

    The file appears under its name only when it is complete.

    Parameters
    ----------
    path
        Where the file is to be, or ``memory:`` for a store without a file.
    territory
        What the store is for.

    Raises
    ------
    UsageError
        When something lies there already, or the folder cannot be written.
    """
    store = _blank(path)
    with store.writing() as work:
        work.set_territory(territory)
    return store


def open_store(path_or_url: str | Path, *, create: bool = False) -> Store:
    """Open a store.

    Parameters
    ----------
    path_or_url
        A file, ``sqlite:///`` and a file, or ``memory:`` for a new store without a file.
    create
        Make an empty store, which has no territory yet, where there is no file.

    Raises
    ------
    UsageError
        When there is no such file, or its schema is older or newer than this release.
    InputError
        When the file is no store.
    """
    if str(path_or_url) == MEMORY:
        return MemoryStore()
    path = _path_of(path_or_url)
    if not path.is_file():
        if create:
            return _blank(path)
        raise UsageError("store.missing", Place(file=path.name), file=path.name)
    store = SqlStore(sqlite.make_engine(path), path)
    try:
        _require_head(store)
    except BaseException:
        store.close()
        raise
    return store


def upgrade(path_or_url: str | Path) -> Path | None:
    """Bring a store to the schema of this release, after a copy of it was made.

    Returns
    -------
    copy
        The copy, None where the store was up to date.

    Raises
    ------
    UsageError
        When there is no such file, or its schema is newer than this release.
    InputError
        When the file is no store.
    """
    path = _path_of(path_or_url)
    if not path.is_file():
        raise UsageError("store.missing", Place(file=path.name), file=path.name)
    engine = sqlite.make_engine(path)
    try:
        with sqlite.transaction(engine, path, writer=False) as connection:
            found = revision_of(connection)
        _require_known(found, path)
        if found == HEAD:
            return None
        copy = path.with_name(f"{path.stem}.schema-{found}{path.suffix}")
        sqlite.copy_whole(engine, copy)
        with sqlite.transaction(engine, path, writer=True) as connection:
            migrate(connection)
        return copy
    finally:
        engine.dispose()


def _path_of(path_or_url: str | Path) -> Path:
    text = str(path_or_url)
    if "://" in text and not text.startswith("sqlite:///"):
        raise UsageError("store.dialect", scheme=text.split("://", maxsplit=1)[0])
    return Path(text.removeprefix("sqlite:///"))


def _blank(path_or_url: str | Path) -> Store:
    if str(path_or_url) == MEMORY:
        return MemoryStore()
    path = _path_of(path_or_url)
    if path.exists():
        raise UsageError("store.exists", Place(file=path.name), file=path.name)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise UsageError("store.unreachable", Place(file=path.name), file=path.name) from error
    try:
        engine = sqlite.make_engine(unfinished)
        with sqlite.transaction(engine, path, writer=True) as connection:
            migrate(connection)
        engine.dispose()
        unfinished.rename(path)
    finally:
        for suffix in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                unfinished.with_name(unfinished.name + suffix).unlink()
    return SqlStore(sqlite.make_engine(path), path)


def _require_head(store: SqlStore) -> None:
    with sqlite.transaction(store.engine, store.path, writer=False) as connection:
        found = revision_of(connection)
    _require_known(found, store.path)
    if found != HEAD:
        raise UsageError("store.outdated", Place(file=store.path.name), file=store.path.name)


def _require_known(revision: str | None, path: Path) -> None:
    place = Place(file=path.name)
    if revision is None:
        raise InputError("store.foreign", place, file=path.name)
    if revision not in REVISIONS:
        raise UsageError("store.newer", place, file=path.name, revision=revision)
