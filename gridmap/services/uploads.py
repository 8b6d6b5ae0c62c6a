"""Files that people hand in: kept, looked into, described, brought in, and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from gridmap.domain.jobs import Job, JobKind, JobState, Upload, UploadState
from gridmap.errors import ConflictError, InputError, Place
from gridmap.formats import limits
from gridmap.services.jobs import request_job
from gridmap.services.principal import Principal
from gridmap.services.upload_kinds import UploadKind
from gridmap.services.workroom import Source, Workroom, new_id, suffix_of

if TYPE_CHECKING:
    from gridmap.store.work_port import WorkReader, WorkWriter

LONGEST_NAME = 255
MOST_SHOWN = 100


def receive(
    room: Workroom,
    principal: Principal,
    kind: UploadKind,
    *,
    name: str,
    stream: Source,
    now: datetime,
) -> Upload:
    """Write down a file that somebody hands in; the store is told of it by the caller.

    Parameters
    ----------
    room
        Where files lie.
    principal
        Who hands it in.
    kind
        What its rows are to become.
    name
        What the file is called where it comes from; it is shown, and never a path of ours.
    stream
        The file.
    now
        The moment it is (UTC).

    Returns
    -------
    upload
        What is known of it.

    Raises
    ------
    InputError
        When it is empty, too large, or has no usable name.
    """
    shown = display_name(name)
    upload_id = new_id()
    kept = room.keep(upload_id, suffix_of(shown), stream, limits.TEXT_BYTES)
    return Upload(
        upload_id, kind.value, shown, kept.size_bytes, kept.sha256, principal.username, now
    )


def display_name(name: str) -> str:
    """Return what a file is called, as it is shown: its last part, without marks that mislead.

    Parameters
    ----------
    name
        What a client says.

    Raises
    ------
    InputError
        When nothing is left, or it is longer than any file system allows.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(mark for mark in last if mark.isprintable()).strip()
    if shown.strip(".") == "" or len(shown.encode()) > LONGEST_NAME:
        raise InputError("upload.name", name=shown[:40], longest=LONGEST_NAME)
    return shown


def visible_uploads(reader: WorkReader, principal: Principal) -> list[Upload]:
    """Return the uploads that somebody may see, the newest first.

    Parameters
    ----------
    reader
        A snapshot of the store.
    principal
        Who asks.
    """
    found = [upload for upload in reader.uploads() if principal.sees_of(upload.by)]
    return found[: -MOST_SHOWN - 1 : -1]


def visible_upload(reader: WorkReader, principal: Principal, upload_id: str) -> Upload | None:
    """Return an upload, None where there is none that somebody may see.

    Parameters
    ----------
    reader
        A snapshot of the store.
    principal
        Who asks.
    upload_id
        The upload.
    """
    upload = reader.upload(upload_id)
    return upload if upload is not None and principal.sees_of(upload.by) else None


def settle(work: WorkWriter, upload: Upload, settings: Mapping[str, object]) -> Upload:
    """Say how a file is to be read.

    Parameters
    ----------
    work
        The unit of work.
    upload
        The file.
    settings
        ``layer``, ``encoding``, ``crs``, ``datum``, ``columns``, ``class_code``, ``level``,
        ``rule``; what is None or not there is left to the service.

    Returns
    -------
    upload
        As it is then.

    Raises
    ------
    ConflictError
        When it was brought in already.
    """
    _require_open(upload)
    kept = {name: value for name, value in settings.items() if value is not None}
    settled = replace(upload, settings=kept, result={})
    work.put_uploads([settled])
    return settled


def request_check(work: WorkWriter, principal: Principal, upload: Upload, now: datetime) -> Job:
    """Ask for a dry run.

    Parameters
    ----------
    work
        The unit of work.
    principal
        Who asks.
    upload
        The file.
    now
        The moment it is (UTC).

    Returns
    -------
    job
        Its result names every fault.

    Raises
    ------
    ConflictError
        When the file was brought in already.
    """
    _require_open(upload)
    return request_job(work, principal, JobKind.CHECK, {"upload_id": upload.id}, now)


def request_import(
    work: WorkWriter, principal: Principal, upload: Upload, now: datetime, *, only_good: bool
) -> Job:
    """Ask for the rows of a file to be brought in.

    Parameters
    ----------
    work
        The unit of work.
    principal
        Who asks.
    upload
        The file.
    now
        The moment it is (UTC).
    only_good
        Whether rows with a fault are left out; otherwise one fault refuses all.

    Returns
    -------
    job
        It brings in all that it should, or nothing.

    Raises
    ------
    ConflictError
        When the file was brought in already, an import of it is waiting, or good rows are asked
        for that no dry run told from the bad ones.
    """
    _require_open(upload)
    if only_good and "check" not in upload.result:
        raise ConflictError("upload.unchecked", Place(file=upload.name))
    for state in (JobState.WAITING, JobState.RUNNING):
        for job in work.jobs(state):
            if job.kind is JobKind.IMPORT and job.parameters.get("upload_id") == upload.id:
                raise ConflictError("upload.on_its_way", Place(file=upload.name))
    parameters = {"upload_id": upload.id, "only_good": only_good}
    return request_job(work, principal, JobKind.IMPORT, parameters, now)


def _require_open(upload: Upload) -> None:
    if upload.state is UploadState.COMMITTED:
        raise ConflictError("upload.committed", Place(file=upload.name))
