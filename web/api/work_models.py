"""What the routes of jobs, uploads and tables answer with."""

from __future__ import annotations

from typing import Any, Literal

from apiflask.schemas import FileSchema
from pydantic import Field

from gridmap.domain.jobs import JobKind, JobState, UploadState
from gridmap.services.upload_kinds import UploadKind
from web.api.models import Answer, Position
from web.api.point_models import PointAnswer

FILE = FileSchema(type="string", format="binary")
"""Any file."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FaultAnswer(Answer):
    """A fault in words, with its row and column where it has them."""

    code: str
    title: str
    detail: str
    where: str
    row: int | None
    column: str | None
    feature: int | str | None
    faults: list[FaultAnswer] = Field(default_factory=list)


class JobAnswer(Answer):
    """A job. ``problem`` tells why it failed; ``result`` depends on the kind."""

    id: str
    kind: JobKind
    state: JobState
    progress_ratio: float
    doing: str
    attempt: int
    by: str
    made_at: str
    ended_at: str | None
    is_unwanted: bool
    parameters: dict[str, Any]
    result: dict[str, Any]
    problem: FaultAnswer | None


class JobListAnswer(Answer):
    """Jobs, the newest first, without their results."""

    jobs: list[JobAnswer]


class UploadAnswer(Answer):
    """A file that somebody handed in."""

    id: str
    kind: UploadKind
    name: str
    size_bytes: int
    by: str
    made_at: str
    state: UploadState
    settings: dict[str, Any]
    result: dict[str, Any]
    committed_at: str | None
    may_undo: bool


class UploadListAnswer(Answer):
    """Files, the newest first."""

    uploads: list[UploadAnswer]


class UploadFieldAnswer(Answer):
    """A field that a column may serve."""

    name: str
    label: str
    is_required: bool
    choices: dict[str, str]


class UploadKindAnswer(Answer):
    """What a file may become; a sheet has columns of coordinates instead of shapes."""

    kind: UploadKind
    is_sheet: bool
    fields: list[UploadFieldAnswer]


class UploadKindsAnswer(Answer):
    """Everything that files can become."""

    kinds: list[UploadKindAnswer]


class PreviewRow(Answer):
    """A row of a file as text."""

    row: int
    cells: list[str]


class GuessAnswer(Answer):
    """One reading of the coordinates, and the share of rows that it puts into communities."""

    datum: str | None
    crs: str | None
    is_swapped: bool
    inside_ratio: float


class PreviewAnswer(Answer):
    """What a file seems to hold; with a ``problem`` it cannot be read as it is settled."""

    problem: FaultAnswer | None
    count: int = 0
    columns: list[str] = Field(default_factory=list)
    meanings: dict[str, str] = Field(default_factory=dict)
    rows: list[PreviewRow] = Field(default_factory=list)
    geometry_type: str | None = None
    crs: str | None = None
    guesses: list[GuessAnswer] = Field(default_factory=list)
    points: list[Position] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)


class TableRowAnswer(PointAnswer):
    """A point as a table shows it; ``time`` is local."""

    time: str


class TablePageAnswer(Answer):
    """A page of a table: how many rows there are, how many are found, and these."""

    total: int
    found: int
    rows: list[TableRowAnswer]


class ChoiceAnswer(Answer):
    """A value that a field may have, and what people call it."""

    value: str
    label: str


class TableFieldAnswer(Answer):
    """A column of a table."""

    name: str
    label: str
    is_attribute: bool
    type: Literal["choice", "number", "boolean", "text"]
    choices: list[ChoiceAnswer]


class TableFieldsAnswer(Answer):
    """The columns of a table."""

    fields: list[TableFieldAnswer]
