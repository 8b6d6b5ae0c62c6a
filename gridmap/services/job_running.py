"""Carrying a job out: its work and its end stand in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from gridmap.catalogue import current_locale, use_locale
from gridmap.domain.jobs import Job, JobState
from gridmap.errors import ConflictError, GridmapError, UsageError
from gridmap.services.deferring import Deferred, deferring
from gridmap.services.faults import fault_values
from gridmap.services.job_leases import end
from gridmap.services.progress import Progress
from gridmap.services.workroom import Workroom

if TYPE_CHECKING:
    from gridmap.store import Store

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the moment it is (UTC)."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Undertaking:
    """What the work of a job gets.

    Parameters
    ----------
    store
        Its unit of work is committed together with the end of the job.
    job
        What is asked.
    room
        Where files lie.
    progress
        Told of each step.
    now
        Gives the moment it is (UTC).
    """

    store: Deferred
    job: Job
    room: Workroom
    progress: Progress
    now: Clock

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What is asked, as JSON values."""
        return self.job.parameters


Work = Callable[[Undertaking], dict[str, object]]


def carry_out(
    store: Store, job: Job, room: Workroom, progress: Progress, now: Clock = utc_now
) -> None:
    """Carry a claimed job out and end it.

    Whatever it writes is committed together with its end: a job that dies on the way leaves
    nothing, and one that was done is never done again.

    Parameters
    ----------
    store
        Where the job is.
    job
        As it was claimed.
    room
        Where files lie.
    progress
        Told of each step.
    now
        Gives the moment it is (UTC).
    """
    from gridmap.services.job_works import WORKS  # noqa: PLC0415  its parts know this module

    try:
        language = str(job.parameters.get("locale", current_locale()))
        with use_locale(language), deferring(store) as held:
            result = WORKS[job.kind](Undertaking(held, job, room, progress, now))
            end(held.work(), job, JobState.DONE, now(), result)
    except ConflictError as error:
        if error.code == "job.lost":
            return
        state = JobState.CANCELLED if error.code == "job.unwanted" else JobState.FAILED
        _end_badly(store, job, state, error, now)
    except GridmapError as error:
        _end_badly(store, job, JobState.FAILED, error, now)
    except MemoryError:
        _end_badly(store, job, JobState.FAILED, UsageError("job.memory"), now)


def _end_badly(store: Store, job: Job, state: JobState, error: GridmapError, now: Clock) -> None:
    with store.working() as desk:
        current = desk.job(job.id)
        if current is None or current.attempt != job.attempt or current.state.is_final:
            return
        end(desk, job, state, now(), {} if state is JobState.CANCELLED else fault_values(error))
