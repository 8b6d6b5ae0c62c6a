"""Compiled functions, kept between starts until any of them changes.

Numba keeps machine code as long as the file of a function is the same; what the function calls
may lie in another file. So all that is kept lies in a folder named by all these files together.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal, ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")

_PACKAGE = Path(__file__).parent
_NAME = "kernels-"
# Another version of the library may run, or be tried in turn.
_OTHERS_KEPT = 2
_lock = Lock()
# Numba says nothing of its settings' types.
_settings: Any = numba.config


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function when it is first called; it holds no lock of the interpreter."""
    return _compiled(function, inline="never")


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function as a part of each kernel that calls it."""
    return _compiled(function, inline="always")


def _compiled(function: Callable[P, R], *, inline: Literal["never", "always"]) -> Callable[P, R]:
    with _lock:
        # Numba asks for the folder while it decorates.
        before, _settings.CACHE_DIR = _settings.CACHE_DIR, str(_folder())
        try:
            decorate = numba.njit(nogil=True, cache=True, inline=inline)
            return cast("Callable[P, R]", decorate(function))
        finally:
            _settings.CACHE_DIR = before


@cache
def _folder() -> Path:
    """Return where machine code is kept; what other versions kept there goes after a while."""
    home = _home()
    folder = home / f"{_NAME}{digest_of(_PACKAGE)}"
    # Another process may clear up as well; where a sandbox forbids it, Numba finds another place.
    with suppress(OSError):
        if not folder.exists():
            others = sorted(home.glob(f"{_NAME}*"), key=lambda other: other.stat().st_mtime)
            for other in others[:-_OTHERS_KEPT]:
                shutil.rmtree(other, ignore_errors=True)
            folder.mkdir(parents=True, exist_ok=True)
    return folder


def digest_of(package: Path) -> str:
    """Return what tells one state of all kernels of a package from another.

    Parameters
    ----------
    package
        Its folder; kernels lie in files whose names begin with "kernels".
    """
    digest = hashlib.sha256()
    for file in sorted(package.rglob("kernels*.py")):
        text = file.read_bytes()
        digest.update(f"{file.relative_to(package)} {len(text)}\n".encode())
        digest.update(text)
    return digest.hexdigest()[:16]


def _home() -> Path:
    """Return the first folder that may be written.

    That is the one that ``NUMBA_CACHE_DIR`` names, or the one beside the sources, or one in the
    user's cache; else one of this process alone: who can write there can have code run.
    """
    named = os.environ.get("NUMBA_CACHE_DIR")
    users = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    homes = [Path(named)] if named else []
    homes += [_PACKAGE / "__pycache__", users / "gridmap"]
    return next(filter(_may_be_written, homes), None) or Path(_own_folder().name)


@cache
def _own_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that goes with this process."""
    return tempfile.TemporaryDirectory(prefix="gridmap-")


def _may_be_written(folder: Path) -> bool:
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return os.access(there, os.W_OK)
