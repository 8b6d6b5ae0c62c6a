"""Jobs, uploads and records by key in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from gridmap.domain.jobs import Job, JobState, Recovery, Upload
from gridmap.store.memory_rows import PLACES, Rows

Record = TypeVar("Record")


class MemoryWorkReader:
    """Reads jobs, uploads, and records by key."""

    _rows: Rows

    def job(self, job_id: str) -> Job | None:
        return self._rows.jobs.get(job_id)

    def jobs(self, state: JobState | None = None) -> list[Job]:
        found = [job for job in self._rows.jobs.values() if state in {None, job.state}]
        return sorted(found, key=lambda job: (job.made_at, job.id))

    def upload(self, upload_id: str) -> Upload | None:
        return self._rows.uploads.get(upload_id)

    def uploads(self) -> list[Upload]:
        return sorted(self._rows.uploads.values(), key=lambda upload: (upload.made_at, upload.id))

    def recovery(self, upload_id: str) -> Recovery | None:
        return self._rows.recoveries.get(upload_id)

    def kept(self, record: type[Record], keys: Sequence[str]) -> list[Record]:
        table = getattr(self._rows, PLACES[record][0])
        return [table[key] for key in sorted(set(keys)) if key in table]


class MemoryWorkUnit:
    """Removes records by key."""

    _rows: Rows

    def drop(self, record: type[Any], keys: Sequence[str]) -> None:
        table = getattr(self._rows, PLACES[record][0])
        for key in keys:
            table.pop(key, None)
