"""Jobs, uploads, and the way back from an import."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any

from gridmap.domain import Area, Point, Worker
from gridmap.domain.jobs import Job, Recovery, Upload
from gridmap.errors import ConflictError, Place
from gridmap.store.unit import Unit


class Working(Unit):
    """The part of a unit of work that concerns long work and imports."""

    def put_jobs(self, jobs: Iterable[Job]) -> None:
        """Add jobs, or replace those of the same id."""
        self.save(list(jobs))

    def put_uploads(self, uploads: Iterable[Upload]) -> None:
        """Add uploads, or replace those of the same id."""
        self.save(list(uploads))

    def drop_upload(self, upload_id: str) -> None:
        """Remove an upload and what takes it back; nothing that it brought in is touched."""
        self.drop(Recovery, [upload_id])
        self.drop(Upload, [upload_id])

    def keep_recovery(self, recovery: Recovery) -> None:
        """Keep what takes an import back; only that of the last import is kept."""
        self.forget_recovery()
        self.save([recovery])

    def forget_recovery(self) -> None:
        """Drop what takes the last import back."""
        self.drop(Recovery, [upload.id for upload in self.uploads()])

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
        if record is Point:
            self.remove_points(keys)
            return
        for key in sorted(set(keys) & self._referred(record)):
            raise ConflictError("record.in_use", Place(feature=key), id=key)
        self.drop(record, keys)

    def _referred(self, record: type[object]) -> set[str | None]:
        """Return the keys of records that others refer to."""
        if record is Worker:
            return {assignment.worker_code for assignment in self.assignments()}
        if record is Area:
            used = {plan.community_code for plan in self.plans()}
            used |= {block.community_code for block in self.blocks()}
            homes = {worker.community_code for worker in self.workers()}
            return used | homes | {area.parent_code for area in self.areas()}
        return set()

    @abstractmethod
    def remove_points(self, ids: Iterable[str]) -> None:
        """Remove points; their history keeps them."""

    @abstractmethod
    def drop(self, record: type[Any], keys: Sequence[str]) -> None:
        """Remove the records of a type that have one of these keys."""
