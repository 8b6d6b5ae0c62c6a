"""What a store offers to long work and to imports: the rest of the port."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from gridmap.domain.jobs import Job, JobState, Recovery, Upload
from gridmap.store.access_port import AccessWriter

Record = TypeVar("Record")


class WorkReader(Protocol):
    """What can be read of jobs and uploads."""

    def job(self, job_id: str) -> Job | None:
        """Return a job, None where there is none of this id."""
        ...

    def jobs(self, state: JobState | None = None) -> list[Job]:
        """Return all jobs, or those in one state, in the order in which they were asked for."""
        ...

    def upload(self, upload_id: str) -> Upload | None:
        """Return an upload, None where there is none of this id."""
        ...

    def uploads(self) -> list[Upload]:
        """Return all uploads in the order in which they came."""
        ...

    def recovery(self, upload_id: str) -> Recovery | None:
        """Return what takes an import back, None where nothing does."""
        ...

    def kept(self, record: type[Record], keys: Sequence[str]) -> list[Record]:
        """Return the records of a type that have one of these keys, in the order of the keys.

        Parameters
        ----------
        record
            `Area`, `Block`, `Building`, `Point`, `Street` or `Worker`.
        keys
            Codes or ids.
        """
        ...


class WorkWriter(WorkReader, AccessWriter, Protocol):
    """What can be written of jobs and uploads."""

    def put_jobs(self, jobs: Iterable[Job]) -> None:
        """Add jobs, or replace those of the same id."""
        ...

    def put_uploads(self, uploads: Iterable[Upload]) -> None:
        """Add uploads, or replace those of the same id."""
        ...

    def drop_upload(self, upload_id: str) -> None:
        """Remove an upload and what takes it back; nothing that it brought in is touched."""
        ...

    def keep_recovery(self, recovery: Recovery) -> None:
        """Keep what takes an import back; only that of the last import is kept."""
        ...

    def forget_recovery(self) -> None:
        """Drop what takes the last import back."""
        ...

    def take_out(self, record: type[object], keys: Sequence[str]) -> None:
        """Remove records that an import added.

        Parameters
        ----------
        record
            `Area`, `Block`, `Building`, `Point`, `Street` or `Worker`.
        keys
            Codes or ids.

        Raises
        ------
        ConflictError
            When another record refers to one of them.
        """
        ...
