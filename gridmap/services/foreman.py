"""Sees that jobs are taken on: one at a time, each in a child process of its own.

A thread of the serving process, so that nothing more has to be started, and nothing is left
behind when the service ends. A store without a file cannot be opened by a child: its jobs are
carried out by the thread itself.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from gridmap.domain.jobs import Job, JobKind
from gridmap.services.job_leases import claim, due_jobs, give_back, give_up
from gridmap.services.job_running import Clock, carry_out, utc_now
from gridmap.services.workroom import Workroom

if TYPE_CHECKING:
    from gridmap.store import Store

POLL_S = 0.5
# A job that takes longer than this is ended, and not tried again for ever.
WALL_S = 30 * 60.0
_PASSED_ON = ("NUMBA_CACHE_DIR", "GRIDMAP_LOCALE", "TMPDIR", "HOME", "PATH", "LANG", "TZ")
_ON_FILES = frozenset({JobKind.CHECK, JobKind.IMPORT})
_TOO_MUCH = frozenset({-signal.SIGXCPU}) if sys.platform != "win32" else frozenset()
_log = logging.getLogger(__name__)


class Foreman:
    """Looks for jobs that nobody works on and has them carried out.

    Parameters
    ----------
    store
        Where the jobs are.
    room
        Where files lie.
    now
        Gives the moment it is (UTC).
    """

    def __init__(self, store: Store, room: Workroom, now: Clock = utc_now) -> None:
        self._store = store
        self._room = room
        self._now = now
        self._stop = threading.Event()
        self._knock = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look for jobs, in a thread that does not keep the process alive."""
        self._thread = threading.Thread(target=self._run, name="gridmap-jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take no further job on, and end the one that runs; it is taken on again later."""
        self._stop.set()
        self._knock.set()
        if self._thread is not None:
            self._thread.join()

    def knock(self) -> None:
        """Say that there is a new job, so that it need not wait for the next look."""
        self._knock.set()

    def run_due(self) -> int:
        """Carry out every job that is due now; return how many were looked at."""
        with self._store.reading() as reader:
            due = due_jobs(reader, self._now())
        for job in due:
            if self._stop.is_set():
                break
            self._carry_out(job)
        return len(due)

    def _tidy(self) -> None:
        """Remove files of last week that no upload needs: exports, backups, templates."""
        with self._store.reading() as reader:
            needed = [upload.id for upload in reader.uploads()]
        self._room.sweep(needed)

    def _run(self) -> None:
        self._tidy()
        while not self._stop.is_set():
            try:
                looked_at = self.run_due()
            except Exception:  # noqa: BLE001  one bad moment must not cost the service its foreman
                _log.exception("looking for jobs failed")
                looked_at = 0
            if not looked_at:
                self._knock.wait(POLL_S)
                self._knock.clear()

    def _carry_out(self, job: Job) -> None:
        path = getattr(self._store, "path", None)
        if isinstance(path, Path):
            self._in_child(job, path)
            return
        claimed = claim(self._store, job.id, self._now())
        if claimed is not None:
            carry_out(self._store, claimed, self._room, lambda *_told: None, self._now)

    def _in_child(self, job: Job, path: Path) -> None:
        """Have a child carry a job out; when it dies on the way, another may try at once."""
        self._room.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        command = [sys.executable, "-I", "-X", "utf8", "-m", "gridmap.services.job_child"]
        limit = "file" if job.kind in _ON_FILES else "own"
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        child = subprocess.Popen(  # noqa: S603  our own module; what follows are a path and an id
            [*command, str(path.absolute()), str(self._room.folder.absolute()), job.id, limit],
            cwd=self._room.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        complaint = _waited_for(child, self._stop)
        if child.returncode:
            _log.error("job %s: its process ended with %s %s", job.id, child.returncode, complaint)
        with self._store.reading() as reader:
            current = reader.job(job.id)
        if current is None or current.state.is_final:
            return
        if child.returncode in _TOO_MUCH:
            give_up(self._store, current, self._now())
        else:
            give_back(self._store, job.id, current.attempt, self._now())


def _waited_for(child: subprocess.Popen[bytes], stop: threading.Event) -> str:
    """Wait for a child, end it when it takes too long or all is to stop; return its complaint."""
    waited_s = 0.0
    complaint = b""
    while True:
        try:
            complaint = child.communicate(timeout=POLL_S)[1] or b""
            break
        except subprocess.TimeoutExpired:
            waited_s += POLL_S
            if stop.is_set() or waited_s > WALL_S:
                child.kill()
    return complaint[-2000:].decode("utf-8", "replace")
