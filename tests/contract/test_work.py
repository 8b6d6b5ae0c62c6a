"""What every store promises about jobs, uploads and the way back from an import."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gridmap.domain import (
    Area,
    Job,
    JobKind,
    JobState,
    Point,
    Recovery,
    Upload,
    UploadState,
    Worker,
)
from gridmap.errors import ConflictError
from tests.contract.worlds import WEST, WEST_CELLS, WORKERS, leader, shop

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIRST = Job("j2", JobKind.DIVIDE, {"communities": [WEST], "cells": 12}, "li", NOON)
SECOND = Job("j1", JobKind.EXPORT, {"layer": "cells"}, "wang", NOON + timedelta(minutes=1))
FILE = Upload("u1", "shop", "商户.xlsx", 12_345, "ab" * 32, "li", NOON, settings={"layer": "表"})


def write(store, what, *args):
    with store.writing() as work:
        return getattr(work, what)(*args)


def read(store, what, *args):
    with store.reading() as reader:
        return getattr(reader, what)(*args)


def test_jobs_come_back_in_the_order_in_which_they_were_asked_for(store):
    write(store, "put_jobs", [SECOND, FIRST])
    assert read(store, "jobs") == [FIRST, SECOND]
    assert read(store, "job", "j2") == FIRST


def test_jobs_of_one_state(store):
    running = replace(
        FIRST,
        state=JobState.RUNNING,
        progress_ratio=0.5,
        doing="divide",
        attempt=1,
        leased_until=NOON,
        is_unwanted=True,
    )
    write(store, "put_jobs", [running, SECOND])
    assert read(store, "jobs", JobState.RUNNING) == [running]
    assert read(store, "jobs", JobState.DONE) == []


def test_job_ends_with_a_result(store):
    ended = replace(SECOND, state=JobState.DONE, ended_at=NOON, result={"rows": 3, "notes": ["好"]})
    write(store, "put_jobs", [SECOND])
    write(store, "put_jobs", [ended])
    assert read(store, "job", "j1") == ended


def test_unknown_work_is_none(store):
    assert [read(store, what, "x") for what in ("job", "upload", "recovery")] == [None] * 3


def test_work_alone_does_not_count_as_a_revision(store):
    before = read(store, "revision")
    with store.working() as desk:
        desk.put_jobs([FIRST])
    assert (read(store, "job", "j2"), read(store, "revision")) == (FIRST, before)


def test_work_that_fails_leaves_nothing(store):
    def fail() -> None:
        with store.working() as desk:
            desk.put_jobs([FIRST])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert read(store, "jobs") == []


def test_upload_comes_back(store):
    write(store, "put_uploads", [FILE])
    ended = replace(FILE, state=UploadState.COMMITTED, committed_at=NOON, result={"count": 3})
    write(store, "put_uploads", [ended])
    assert read(store, "uploads") == [ended]


def test_only_the_last_import_can_be_taken_back(store):
    write(store, "put_uploads", [FILE, replace(FILE, id="u2")])
    for name in ("u1", "u2"):
        write(store, "keep_recovery", Recovery(name, b"\x00way back"))
    assert read(store, "recovery", "u1") is None
    assert read(store, "recovery", "u2") == Recovery("u2", b"\x00way back")


def test_dropped_upload_takes_its_recovery_along(store):
    write(store, "put_uploads", [FILE])
    write(store, "keep_recovery", Recovery("u1", b"x"))
    write(store, "drop_upload", "u1")
    assert (read(store, "upload", "u1"), read(store, "recovery", "u1")) == (None, None)


def test_records_by_key(store):
    write(store, "put_points", [shop("s2", 114.302), shop("s1", 114.303), shop("s3", 114.304)])
    assert [point.id for point in read(store, "kept", Point, ["s3", "x", "s1"])] == ["s1", "s3"]
    assert read(store, "kept", Worker, ["w-2"]) == [WORKERS[1]]


def test_records_are_taken_out(store):
    write(store, "put_points", [shop("s1", 114.302), shop("s2", 114.303)])
    write(store, "take_out", Point, ["s1"])
    write(store, "take_out", Worker, ["w-2"])
    assert [point.id for point in read(store, "points")] == ["s2"]
    assert read(store, "workers") == [WORKERS[0], WORKERS[2]]


def test_worker_with_a_cell_stays(store):
    write(store, "put_assignments", [leader(WEST_CELLS[0].code, "w-1")])
    with pytest.raises(ConflictError) as refused:
        write(store, "take_out", Worker, ["w-1"])
    assert refused.value.code == "record.in_use"


def test_community_with_a_plan_stays(store):
    with pytest.raises(ConflictError) as refused:
        write(store, "take_out", Area, [WEST])
    assert refused.value.code == "record.in_use"
