"""Reads an untrusted file in a child process: the only reader of files that people hand in.

The child is started afresh for each file, with an empty environment, limits on memory, time and
open files, a folder of its own and no network. Whatever happens to it, the caller gets a frame
of plain data or an `InputError` with the file's name.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from gridmap.errors import InputError, Place
from gridmap.formats import limits
from gridmap.formats.frames import Frame, fault_of, read_frames

# A port where nothing listens: a library that wants the network gets a refusal at once.
_NOWHERE = "http://127.0.0.1:9"
_ENVIRONMENT = {
    "CPL_LOG": "/dev/null",
    "GDAL_HTTP_PROXY": _NOWHERE,
    "OPENBLAS_NUM_THREADS": "1",
    "all_proxy": _NOWHERE,
    "http_proxy": _NOWHERE,
    "https_proxy": _NOWHERE,
}
_COMMAND = (sys.executable, "-I", "-X", "utf8", "-m")
_MODULE = "gridmap.formats.child"
_TOO_SLOW = (
    frozenset({-signal.SIGXCPU, -signal.SIGALRM}) if sys.platform != "win32" else frozenset()
)


class ChildFailure(Exception):  # noqa: N818  a cause, never raised to a caller by itself
    """The child died without an answer; carries what it wrote to its standard error."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to read.

    Parameters
    ----------
    path
        The file.
    source
        What to call it in messages; the file's own name by default.
    layer
        Layer or sheet wanted.
    encoding
        Encoding that the user names.
    """

    path: Path
    source: str | None = None
    layer: str | None = None
    encoding: str | None = None

    @property
    def name(self) -> str:
        """What to call the file in messages."""
        return self.source or self.path.name


def read_confined(request: Request, *, wall_s: float = limits.WALL_S) -> Frame:
    """Read a file in a child process.

    Parameters
    ----------
    request
        What to read.
    wall_s
        Seconds until the child is ended.

    Returns
    -------
    frame
        The head and blob of the child's only frame: a grid or a layer.

    Raises
    ------
    InputError
        When there is no such file, it breaks a gate or a limit, or it cannot be read.
    """
    path = request.path.absolute()
    if not path.is_file():
        raise InputError("file.missing", Place(file=request.name))
    message = {"path": str(path), "layer": request.layer, "encoding": request.encoding}
    with tempfile.TemporaryDirectory(prefix="gridmap-") as folder:
        return run_confined(_MODULE, json.dumps(message), Path(folder), wall_s, request.name)


def run_confined(module: str, message: str, folder: Path, wall_s: float, source: str) -> Frame:
    """Run one of the modules for untrusted files in a child process.

    Parameters
    ----------
    module
        Its name; it takes the message and answers with one frame.
    message
        What it is to do, as JSON.
    folder
        An empty folder, where it works.
    wall_s
        Seconds until it is ended.
    source
        What to call the file in messages.

    Returns
    -------
    frame
        The head and blob of its only frame.

    Raises
    ------
    InputError
        When it refuses the file, dies of it, or takes too long.
    """
    data, status, complaint = _converse(module, message, folder, wall_s)
    frame = _only_frame(data) if status == 0 else None
    if frame is None:
        code = "file.slow" if status in _TOO_SLOW or status is None else "file.unreadable"
        raise InputError(code, Place(file=source)) from ChildFailure(status, complaint)
    if frame[0]["kind"] == "fault":
        fault = fault_of(frame[0], source)
        raise fault
    return frame


def _converse(
    module: str, message: str, folder: Path, wall_s: float
) -> tuple[bytes, int | None, str]:
    """Run the child; return its answer, its exit status (None: out of time) and its complaint."""
    expired = threading.Event()
    with (folder / "complaint").open("w+b") as complaint:
        child = subprocess.Popen(  # noqa: S603  our own module; the message is one argument
            [*_COMMAND, module, message],
            cwd=folder,
            env=_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaint,
        )

        def expire() -> None:
            expired.set()
            child.kill()

        timer = threading.Timer(wall_s, expire)
        timer.start()
        try:
            data = _bounded(child)
            child.wait()
        finally:
            timer.cancel()
            child.kill()
            child.wait()
        complaint.seek(0)
        words = complaint.read(4096).decode("utf-8", "replace")
    return data, None if expired.is_set() else child.returncode, words


def _bounded(child: subprocess.Popen[bytes]) -> bytes:
    """Read an answer to its end, or end the child when it is longer than any honest one."""
    if child.stdout is None:
        return b""
    with child.stdout as stream:
        data = stream.read(limits.ANSWER_BYTES + 1)
    if len(data) > limits.ANSWER_BYTES:
        child.kill()
        return b""
    return data


def _only_frame(data: bytes) -> Frame | None:
    try:
        frames = read_frames(data)
    except (EOFError, ValueError):
        return None
    return frames[0] if len(frames) == 1 else None
