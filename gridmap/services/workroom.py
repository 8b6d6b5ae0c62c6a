"""A private folder for files on their way in and out: uploads, and what jobs write."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import tempfile
import time
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from gridmap.errors import InputError, Place

if TYPE_CHECKING:
    from gridmap.store import Store

_CHUNK_BYTES = 1 << 20
_ID = re.compile(r"[0-9a-f]{32}")
_SUFFIX = re.compile(r"(?:\.[a-z0-9]{1,10}){1,2}")
_KEPT_S = 7 * 24 * 3600


def new_id() -> str:
    """Return an id that nobody can guess: 128 bits as hexadecimal digits."""
    return secrets.token_hex(16)


class Source(Protocol):
    """What bytes come from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return so many bytes, fewer at the end."""
        ...


@dataclass(frozen=True)
class Kept:
    """A file that was written down: how long it is, and its SHA-256."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Workroom:
    """The folder. Files are called by ids of ours, never by a name that somebody gives.

    Parameters
    ----------
    folder
        Readable by its owner alone; made when the first file comes.
    """

    folder: Path

    @classmethod
    def beside(cls, store: Store) -> Workroom:
        """Return the folder of a store: beside its file; of one in memory, one that goes with it.

        Parameters
        ----------
        store
            The store.
        """
        path = getattr(store, "path", None)
        if isinstance(path, Path):
            return cls(path.with_name(f"{path.name}-files"))
        folder = tempfile.mkdtemp(prefix="gridmap-files-")
        weakref.finalize(store, shutil.rmtree, folder, ignore_errors=True)
        return cls(Path(folder))

    def path(self, name: str, suffix: str = "") -> Path:
        """Return where a file lies.

        Parameters
        ----------
        name
            An id of `new_id`.
        suffix
            What the file is, such as ``.xlsx``; others than short plain ones are left out.

        Raises
        ------
        InputError
            When the name is no id.
        """
        if not _ID.fullmatch(name):
            raise InputError("upload.unknown", Place(feature=name[:40]))
        plain = suffix if _SUFFIX.fullmatch(suffix) else ""
        return self.folder / f"{name}{plain}"

    def keep(self, name: str, suffix: str, stream: Source, most_bytes: int) -> Kept:
        """Write a file down, counting what comes.

        Parameters
        ----------
        name, suffix
            As `path` takes them.
        stream
            What comes.
        most_bytes
            How much may come.

        Raises
        ------
        InputError
            When more comes, or nothing.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = self.path(name, suffix)
        handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(handle, "wb") as sink:
                return _copied(stream, sink, most_bytes)
        except BaseException:
            target.unlink(missing_ok=True)
            raise

    def drop(self, name: str) -> None:
        """Remove all files of an id.

        Parameters
        ----------
        name
            The id.
        """
        self.path(name)
        for path in self.folder.glob(f"{name}*"):
            path.unlink(missing_ok=True)

    def sweep(self, known: Iterable[str], *, older_than_s: float = _KEPT_S) -> None:
        """Remove old files that nothing refers to any more.

        Parameters
        ----------
        known
            Ids that are still needed.
        older_than_s
            How old a file must be.
        """
        needed = set(known)
        for path in self.folder.glob("*"):
            if path.name.partition(".")[0] in needed:
                continue
            if time.time() - path.stat().st_mtime > older_than_s:
                path.unlink(missing_ok=True)


def _copied(stream: Source, sink: BinaryIO, most_bytes: int) -> Kept:
    digest, size_bytes = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK_BYTES):
        size_bytes += len(chunk)
        if size_bytes > most_bytes:
            limit = most_bytes // (1 << 20)
            raise InputError("file.large", size=f">{limit}", limit=limit)
        digest.update(chunk)
        sink.write(chunk)
    if size_bytes == 0:
        raise InputError("file.empty")
    return Kept(size_bytes, digest.hexdigest())


def suffix_of(name: str) -> str:
    """Return the ending of a file's name in lower case, both parts where it is packed.

    Parameters
    ----------
    name
        What somebody calls a file.
    """
    endings = [ending.lower() for ending in Path(name).suffixes[-2:]]
    if len(endings) == 2 and endings[1] != ".gz":  # noqa: PLR2004  a file and its packing
        endings = endings[1:]
    return "".join(endings)
