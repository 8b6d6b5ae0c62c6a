"""Leases of jobs: who works on what, and what happens when nobody is heard of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gridmap.domain import Job, JobKind, JobState
from gridmap.errors import ConflictError
from gridmap.services.deferring import deferring
from gridmap.services.job_leases import (
    LEASE,
    MOST_ATTEMPTS,
    beat,
    claim,
    due_jobs,
    end,
    give_back,
)
from gridmap.store import MemoryStore

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOON + LEASE + timedelta(seconds=1)
JOB = Job("j1", JobKind.EXPORT, {"layer": "cells"}, "li", NOON)


@pytest.fixture
def store():
    made = MemoryStore()
    with made.working() as desk:
        desk.put_jobs([JOB])
    return made


def job_in(store) -> Job:
    with store.reading() as reader:
        return reader.job("j1")


def test_a_job_is_claimed_once(store):
    first, second = claim(store, "j1", NOON), claim(store, "j1", NOON)
    assert (first.attempt, first.state, second) == (1, JobState.RUNNING, None)


def test_a_lost_lease_is_claimed_anew(store):
    claim(store, "j1", NOON)
    again = claim(store, "j1", LATER)
    assert (again.attempt, again.leased_until) == (2, LATER + LEASE)


def test_a_beat_keeps_the_lease(store):
    job = claim(store, "j1", NOON)
    assert beat(store, job, LATER, 0.4, "export")
    assert claim(store, "j1", LATER) is None
    assert (job_in(store).progress_ratio, job_in(store).doing) == (0.4, "export")


def test_who_lost_the_lease_is_told_to_stop(store):
    job = claim(store, "j1", NOON)
    claim(store, "j1", LATER)
    assert not beat(store, job, LATER, 0.5, "export")


def test_who_lost_the_lease_writes_nothing(store):
    job = claim(store, "j1", NOON)
    claim(store, "j1", LATER)
    with pytest.raises(ConflictError), deferring(store) as held:
        end(held.work(), job, JobState.DONE, LATER, {})
    assert job_in(store).state is JobState.RUNNING


def test_a_job_that_is_not_wanted_any_more_writes_nothing(store):
    job = claim(store, "j1", NOON)
    with store.working() as desk:
        desk.put_jobs([replace(job, is_unwanted=True)])
    with pytest.raises(ConflictError), store.writing() as work:
        end(work, job, JobState.DONE, NOON, {})
    assert not beat(store, job, NOON, 0.5, "")


def test_a_job_that_kills_its_workers_fails_at_last(store):
    moment = NOON
    for _ in range(MOST_ATTEMPTS):
        assert claim(store, "j1", moment) is not None
        moment += LEASE + timedelta(seconds=1)
    assert claim(store, "j1", moment) is None
    assert (job_in(store).state, job_in(store).result["code"]) == (JobState.FAILED, "job.died")


def test_given_back_it_is_due_at_once(store):
    job = claim(store, "j1", NOON)
    give_back(store, "j1", job.attempt, NOON)
    with store.reading() as reader:
        assert [one.id for one in due_jobs(reader, NOON)] == ["j1"]


def test_an_older_attempt_gives_nothing_back(store):
    claim(store, "j1", NOON)
    claim(store, "j1", LATER)
    give_back(store, "j1", 1, LATER)
    assert job_in(store).state is JobState.RUNNING


def test_a_cancelled_job_whose_worker_was_ended_is_cancelled(store):
    job = claim(store, "j1", NOON)
    with store.working() as desk:
        desk.put_jobs([replace(job, is_unwanted=True)])
    give_back(store, "j1", 1, NOON)
    assert job_in(store).state is JobState.CANCELLED
