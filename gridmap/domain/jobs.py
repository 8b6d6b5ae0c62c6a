"""Long work and files on their way in: what is asked, how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

NOTHING: Mapping[str, object] = MappingProxyType({})


class JobKind(StrEnum):
    """What long work there is."""

    DIVIDE = "divide"
    REBALANCE = "rebalance"
    CHECK = "check"
    IMPORT = "import"
    EXPORT = "export"
    BACKUP = "backup"


class JobState(StrEnum):
    """Life of a job; the last three are final."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will come."""
        return self in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


class UploadState(StrEnum):
    """Life of an uploaded file."""

    RECEIVED = "received"
    COMMITTED = "committed"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Job:
    """Long work, kept in the store from the moment it is asked for.

    Parameters
    ----------
    id
        Told to the one who asks.
    kind, parameters
        What is to be done, as JSON values.
    by, made_at
        Who asked for it, and when (UTC).
    state, progress_ratio, doing
        How far it is: from 0 to 1, and the message code of the step.
    attempt
        How often it was begun. It tells the holder of a lease from those before.
    leased_until
        Until when the one who works on it need not be heard of (UTC).
    ended_at
        When it ended (UTC).
    is_unwanted
        Whether somebody asked to stop it while it runs.
    result
        What came of it: JSON values; a failed job names its error here.
    """

    id: str
    kind: JobKind
    parameters: Mapping[str, object]
    by: str
    made_at: datetime
    state: JobState = JobState.WAITING
    progress_ratio: float = 0.0
    doing: str = ""
    attempt: int = 0
    leased_until: datetime | None = None
    ended_at: datetime | None = None
    is_unwanted: bool = False
    result: Mapping[str, object] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody handed in, before and after it became part of the store.

    Parameters
    ----------
    id
        Given by the service; also the name under which the file is kept.
    kind
        What its rows are to become.
    name
        What the file is called where it comes from.
    size_bytes, sha256
        The file itself.
    by, made_at
        Who handed it in, and when (UTC).
    state
        How far it is.
    settings
        How it is to be read, as JSON values: layer, encoding, crs, datum, columns.
    result
        What came of its import.
    committed_at
        When its rows came into the store (UTC).
    """

    id: str
    kind: str
    name: str
    size_bytes: int
    sha256: str
    by: str
    made_at: datetime
    state: UploadState = UploadState.RECEIVED
    settings: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    result: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    committed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recovery:
    """What takes an import back: how its rows were before, and a seal on how it left them."""

    upload_id: str
    content: bytes
