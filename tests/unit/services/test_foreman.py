"""Jobs in child processes: carried out, stopped, and taken on again after a kill."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gridmap.domain import Job, JobKind, JobState, Upload
from gridmap.services import foreman as foremen
from gridmap.services.foreman import Foreman
from gridmap.services.workroom import Workroom, new_id
from gridmap.store import open_store
from tests.unit.web.territory import fill

ROWS = 3000


@pytest.fixture
def store(tmp_path):
    made = open_store(tmp_path / "t.gpkg", create=True)
    fill(made)
    yield made
    made.close()


@pytest.fixture
def room(store):
    return Workroom.beside(store)


def ask(store, kind, **parameters) -> str:
    job = Job(new_id(), kind, parameters, "li", datetime.now(UTC))
    with store.working() as desk:
        desk.put_jobs([job])
    return job.id


def job_in(store, job_id) -> Job:
    with store.reading() as reader:
        return reader.job(job_id)


def put_upload(store, room) -> Upload:
    lines = ["id,name,class_code,lon,lat"]
    lines += [f"n-{at},甲,restaurant,114.3{at % 30 + 1:02d},30.61" for at in range(ROWS)]
    upload = Upload(new_id(), "shop", "shops.csv", 1, "", "li", datetime.now(UTC))
    room.folder.mkdir(mode=0o700)
    room.path(upload.id, ".csv").write_text("\n".join(lines), encoding="utf-8")
    with store.working() as desk:
        desk.put_uploads([upload])
    return upload


def count(store) -> int:
    with store.reading() as reader:
        return sum(point.id.startswith("n-") for point in reader.points())


def test_a_child_carries_a_job_out(store, room):
    job_id = ask(store, JobKind.EXPORT, layer="cells", format="csv")
    Foreman(store, room).run_due()
    assert job_in(store, job_id).state is JobState.DONE
    assert room.folder.stat().st_mode & 0o077 == 0


def test_a_backup_can_be_opened(store, room):
    job_id = ask(store, JobKind.BACKUP)
    Foreman(store, room).run_due()
    copy = open_store(room.path(job_id, ".gpkg"))
    with copy.reading() as reader:
        assert len(reader.areas()) == 4
    copy.close()


def test_killed_imports_are_wholly_in_or_wholly_out_and_come_in_once(store, room, monkeypatch):
    upload = put_upload(store, room)
    job_id = ask(store, JobKind.IMPORT, upload_id=upload.id)
    start = subprocess.Popen
    children: list[subprocess.Popen] = []

    def begin(*args, **kwargs):
        children.append(start(*args, **kwargs))
        if len(children) <= 2:
            # The second is killed later: while it writes rather than while it starts.
            wait_s = 1.0 + 1.5 * len(children)
            threading.Timer(wait_s, children[-1].send_signal, [signal.SIGKILL]).start()
        return children[-1]

    monkeypatch.setattr(foremen.subprocess, "Popen", begin)
    foreman = Foreman(store, room)
    for _ in range(4):
        foreman.run_due()
        assert count(store) in {0, ROWS}
    assert (job_in(store, job_id).state, count(store)) == (JobState.DONE, ROWS)


def test_a_running_job_is_stopped(store, room):
    upload = put_upload(store, room)
    job_id = ask(store, JobKind.IMPORT, upload_id=upload.id)

    def stop() -> None:
        while job_in(store, job_id).state is not JobState.RUNNING:
            time.sleep(0.05)
        with store.working() as desk:
            desk.put_jobs([replace(desk.job(job_id), is_unwanted=True)])

    stopper = threading.Thread(target=stop)
    stopper.start()
    Foreman(store, room).run_due()
    stopper.join()
    assert (job_in(store, job_id).state, count(store)) == (JobState.CANCELLED, 0)


def test_the_child_gets_no_secret(store, room, monkeypatch):
    monkeypatch.setenv("GRIDMAP_SECRET_KEY", "secret")
    seen: list[dict] = []

    def begin(*args, **kwargs):
        seen.append(kwargs["env"])
        raise OSError

    monkeypatch.setattr(foremen.subprocess, "Popen", begin)
    ask(store, JobKind.BACKUP)
    with pytest.raises(OSError, match=r"^$"):
        Foreman(store, room).run_due()
    assert "secret" not in seen[0].values()


def test_a_job_that_takes_too_much_time_is_not_tried_again(store, room, monkeypatch):
    start = subprocess.Popen
    die = "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)"

    def begin(command, **kwargs):
        return start([command[0], "-c", die], **kwargs)

    monkeypatch.setattr(foremen.subprocess, "Popen", begin)
    job_id = ask(store, JobKind.CHECK, upload_id="0" * 32)
    Foreman(store, room).run_due()
    ended = job_in(store, job_id)
    assert (ended.state, ended.result["code"]) == (JobState.FAILED, "job.slow")
