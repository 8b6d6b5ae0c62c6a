"""Who works on which job: leases that run out where nobody is heard of."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gridmap.domain.jobs import Job, JobState
from gridmap.errors import ConflictError, Place, UsageError
from gridmap.services.faults import fault_values

if TYPE_CHECKING:
    from gridmap.store import Store
    from gridmap.store.work_port import WorkReader, WorkWriter

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 3


def is_due(job: Job, now: datetime) -> bool:
    """Return whether nobody works on a job that is not done.

    Parameters
    ----------
    job
        The job.
    now
        The moment it is (UTC).
    """
    if job.state is JobState.WAITING:
        return True
    lost = job.leased_until is None or job.leased_until <= now
    return job.state is JobState.RUNNING and lost


def due_jobs(reader: WorkReader, now: datetime) -> list[Job]:
    """Return the jobs that nobody works on, the oldest first.

    Parameters
    ----------
    reader
        A snapshot of the store.
    now
        The moment it is (UTC).
    """
    open_jobs = [*reader.jobs(JobState.WAITING), *reader.jobs(JobState.RUNNING)]
    due = [job for job in open_jobs if is_due(job, now)]
    return sorted(due, key=lambda job: (job.made_at, job.id))


def claim(store: Store, job_id: str, now: datetime) -> Job | None:
    """Take a job on, with a lease; None where somebody else has it or it has ended.

    A job whose lease ran out too often ends as failed: whatever works on it dies of it.

    Parameters
    ----------
    store
        Where the job is.
    job_id
        The job.
    now
        The moment it is (UTC).
    """
    with store.working() as desk:
        job = desk.job(job_id)
        if job is None or not is_due(job, now):
            return None
        if job.is_unwanted:
            desk.put_jobs([_ended(job, JobState.CANCELLED, now)])
            return None
        if job.attempt >= MOST_ATTEMPTS:
            fault = fault_values(UsageError("job.died", attempts=job.attempt))
            desk.put_jobs([replace(_ended(job, JobState.FAILED, now), result=fault)])
            return None
        taken = replace(
            job, state=JobState.RUNNING, attempt=job.attempt + 1, leased_until=now + LEASE
        )
        desk.put_jobs([taken])
        return taken


def beat(store: Store, job: Job, now: datetime, progress_ratio: float, doing: str) -> bool:
    """Say that a job is still worked on and how far it is.

    Parameters
    ----------
    store
        Where the job is.
    job
        As it was claimed.
    now
        The moment it is (UTC).
    progress_ratio, doing
        How far it is, and the message code of the step.

    Returns
    -------
    goes_on
        False where the work is to stop: another has the job, or nobody wants it any more.
    """
    with store.working() as desk:
        current = desk.job(job.id)
        if current is None or not holds(current, job):
            return False
        if current.is_unwanted:
            return False
        desk.put_jobs(
            [
                replace(
                    current,
                    leased_until=now + LEASE,
                    progress_ratio=progress_ratio,
                    doing=doing,
                )
            ]
        )
        return True


def holds(current: Job, claimed: Job) -> bool:
    """Return whether a claim still stands.

    Parameters
    ----------
    current
        The job as the store has it.
    claimed
        The job as it was claimed.
    """
    return current.state is JobState.RUNNING and current.attempt == claimed.attempt


def end(
    desk: WorkWriter,
    job: Job,
    state: JobState,
    now: datetime,
    result: dict[str, object],
) -> None:
    """End a job, in the unit of work of what it did.

    Parameters
    ----------
    desk
        The unit of work.
    job
        As it was claimed.
    state
        How it ended.
    now
        The moment it is (UTC).
    result
        What came of it.

    Raises
    ------
    ConflictError
        When another has the job by now, or nobody wants it any more: nothing must be written.
    """
    current = desk.job(job.id)
    if current is None or not holds(current, job):
        raise ConflictError("job.lost", Place(feature=job.id))
    if current.is_unwanted and state is JobState.DONE:
        raise ConflictError("job.unwanted", Place(feature=job.id))
    desk.put_jobs([replace(_ended(current, state, now), result=result)])


def give_back(store: Store, job_id: str, attempt: int, now: datetime) -> None:
    """Let a job whose worker died be taken on by another at once.

    Parameters
    ----------
    store
        Where the job is.
    job_id, attempt
        The job, and the attempt that died.
    now
        The moment it is (UTC).
    """
    with store.working() as desk:
        job = desk.job(job_id)
        if job is None or job.state is not JobState.RUNNING or job.attempt != attempt:
            return
        if job.is_unwanted:
            desk.put_jobs([_ended(job, JobState.CANCELLED, now)])
        else:
            desk.put_jobs([replace(job, state=JobState.WAITING, leased_until=None)])


def give_up(store: Store, job: Job, now: datetime) -> None:
    """End a job as failed that took more time than it may: trying again would take as long.

    Parameters
    ----------
    store
        Where the job is.
    job
        As the store has it.
    now
        The moment it is (UTC).
    """
    fault = fault_values(UsageError("job.slow"))
    with store.working() as desk:
        desk.put_jobs([replace(_ended(job, JobState.FAILED, now), result=fault)])


def _ended(job: Job, state: JobState, now: datetime) -> Job:
    ratio = 1.0 if state is JobState.DONE else job.progress_ratio
    return replace(job, state=state, ended_at=now, leased_until=None, progress_ratio=ratio)
