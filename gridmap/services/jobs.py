"""Asking for long work, looking at it, and stopping it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from gridmap.catalogue import current_locale
from gridmap.domain.jobs import Job, JobKind, JobState
from gridmap.errors import ConflictError, Place
from gridmap.services.principal import Principal
from gridmap.services.workroom import new_id

if TYPE_CHECKING:
    from gridmap.store.work_port import WorkReader, WorkWriter

MOST_SHOWN = 200


def request_job(
    work: WorkWriter,
    principal: Principal,
    kind: JobKind,
    parameters: Mapping[str, object],
    now: datetime,
) -> Job:
    """Ask for long work, in the unit of work of the request.

    Parameters
    ----------
    work
        The unit of work.
    principal
        Who asks.
    kind, parameters
        What is to be done, as JSON values.
    now
        The moment it is (UTC).

    Returns
    -------
    job
        It waits for somebody to take it on.
    """
    # Whoever carries it out speaks the language of the one who asked.
    asked = {**parameters, "locale": current_locale()}
    job = Job(new_id(), kind, asked, principal.username, now)
    work.put_jobs([job])
    return job


def visible_jobs(reader: WorkReader, principal: Principal) -> list[Job]:
    """Return the jobs that somebody may see, the newest first: one's own; administrators all.

    Parameters
    ----------
    reader
        A snapshot of the store.
    principal
        Who asks.
    """
    found = [job for job in reader.jobs() if principal.sees_of(job.by)]
    return found[: -MOST_SHOWN - 1 : -1]


def visible_job(reader: WorkReader, principal: Principal, job_id: str) -> Job | None:
    """Return a job, None where there is none that somebody may see.

    Parameters
    ----------
    reader
        A snapshot of the store.
    principal
        Who asks.
    job_id
        The job.
    """
    job = reader.job(job_id)
    return job if job is not None and principal.sees_of(job.by) else None


def cancel_job(work: WorkWriter, job: Job, now: datetime) -> Job:
    """Stop a job: at once where it waits, at its next step where it runs.

    Parameters
    ----------
    work
        The unit of work.
    job
        The job.
    now
        The moment it is (UTC).

    Returns
    -------
    job
        As it is then.

    Raises
    ------
    ConflictError
        When it has ended already.
    """
    current = work.job(job.id) or job
    if current.state.is_final:
        raise ConflictError("job.ended", Place(feature=job.id))
    if current.state is JobState.WAITING:
        stopped = replace(current, state=JobState.CANCELLED, is_unwanted=True, ended_at=now)
    else:
        stopped = replace(current, is_unwanted=True)
    work.put_jobs([stopped])
    return stopped
