"""Putting a backup in the place of a store."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from gridmap.errors import GridmapError, InputError, Place, UsageError
from gridmap.store.dialects import sqlite

_LOGS: Final = ("-wal", "-shm", "-journal")


def restore(backup: str | Path, path: str | Path) -> Path | None:
    """Put a backup in the place of a store that nobody has open.

    The backup is judged whole before anything is touched. The store that was there is kept beside
    the new one, which appears under its name only when it is on the disk completely.

    Parameters
    ----------
    backup
        A file that `gridmap.store.backup` wrote, or any store at rest.
    path
        Where the store is to be.

    Returns
    -------
    kept
        The store that was there before, None where there was none.

    Raises
    ------
    UsageError
        When the store is in use, or a file is missing or cannot be written.
    InputError
        When the backup is no store, or damaged.
    """
    source, target = Path(backup), Path(path)
    if not source.is_file():
        raise UsageError("store.missing", Place(file=source.name), file=source.name)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        _copy(source, unfinished)
        _require_whole(unfinished, source)
        kept = _put_aside(target) if target.exists() else None
        for suffix in _LOGS:
            # The log of another file would be taken for the new one's.
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        unfinished.rename(target)
    except OSError as error:
        raise UsageError("store.unreachable", Place(file=target.name), file=target.name) from error
    finally:
        for suffix in ("", *_LOGS):
            unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)
    _flush(target.parent)
    return kept


def _copy(source: Path, unfinished: Path) -> None:
    descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as written, source.open("rb") as read:
        shutil.copyfileobj(read, written, 1 << 20)
        written.flush()
        os.fsync(written.fileno())
    log = source.with_name(f"{source.name}-wal")
    if log.exists() and log.stat().st_size:
        raise UsageError("restore.served", Place(file=source.name), file=source.name)


def _require_whole(unfinished: Path, source: Path) -> None:
    """Refuse a backup that the database finds wrong.

    Raises
    ------
    InputError
        With what is wrong first.
    """
    place = Place(file=source.name)
    try:
        fault = sqlite.first_fault(unfinished)
    except GridmapError as error:
        raise InputError(error.code, place, **{**error.params, "file": source.name}) from error
    if fault is not None:
        raise InputError("restore.no_backup", place, file=source.name, fault=fault)


def _put_aside(target: Path) -> Path:
    """Rename a store that nobody has open; the first free number tells such files apart.

    Raises
    ------
    UsageError
        When somebody has it open.
    """
    if not sqlite.close_alone(target):
        raise UsageError("restore.served", Place(file=target.name), file=target.name)
    number = 1
    while (kept := target.with_name(f"{target.stem}.before-{number}{target.suffix}")).exists():
        number += 1
    target.rename(kept)
    for suffix in _LOGS:
        log = target.with_name(target.name + suffix)
        if log.exists():  # of a damaged file: whoever repairs it may want it
            log.rename(kept.with_name(kept.name + suffix))
    return kept


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
