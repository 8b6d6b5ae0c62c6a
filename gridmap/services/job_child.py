"""The child process that carries out one job and ends.

Started as ``python -I -m gridmap.services.job_child STORE FOLDER JOB LIMITS`` by
`gridmap.services.foreman`. It has limits on memory and processor time, no network, and an
environment without secrets; it stops as soon as the one who started it is gone.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

from gridmap.formats import limits
from gridmap.formats.confined.confinement import limit_job

BEAT_S = 1.0
_STOPPED = 3


def main(store_file: str, folder: str, job_id: str, is_on_file: str) -> None:
    """Claim a job, carry it out, and tell how far it is meanwhile.

    Parameters
    ----------
    store_file
        The store.
    folder
        Where files lie.
    job_id
        The job.
    is_on_file
        ``file`` where it works on the file of somebody, whose limits are tighter.
    """
    if is_on_file == "file":
        limit_job(limits.FILE_JOB_CPU_S, limits.FILE_JOB_MEMORY_BYTES)
    else:
        limit_job(limits.JOB_CPU_S, limits.JOB_MEMORY_BYTES)
    from gridmap.services.job_leases import beat, claim  # noqa: PLC0415  limits come first
    from gridmap.services.job_running import carry_out, utc_now  # noqa: PLC0415
    from gridmap.services.workroom import Workroom  # noqa: PLC0415
    from gridmap.store import open_store  # noqa: PLC0415

    store = open_store(store_file)
    job = claim(store, job_id, utc_now())
    if job is None:
        return
    gauge = Gauge()
    parent = os.getppid()

    def watch() -> None:
        while True:
            time.sleep(BEAT_S)
            if os.getppid() != parent:
                os._exit(_STOPPED)
            try:
                goes_on = beat(store, job, utc_now(), gauge.ratio, gauge.doing)
            except Exception:  # noqa: BLE001, S112  the store is busy; the lease lasts for many beats
                continue
            if not goes_on:
                os._exit(_STOPPED)

    threading.Thread(target=watch, daemon=True).start()
    carry_out(store, job, Workroom(Path(folder)), gauge.note)
    # Nothing is left to tidy up, and a beat may be on its way.
    os._exit(0)


class Gauge:
    """How far a job is, as its work tells it and its beats send it on."""

    def __init__(self) -> None:
        self.ratio = 0.0
        self.doing = ""

    def note(self, code: str, done: int = 0, total: int = 0) -> None:
        """Take note of a step.

        Parameters
        ----------
        code
            Its message code.
        done, total
            How many of its parts are done.
        """
        self.doing = code
        self.ratio = min(done / total, 1.0) if total else self.ratio


if __name__ == "__main__":
    main(*sys.argv[1:5])
