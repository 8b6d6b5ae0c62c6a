"""What the API tells of communities, plans, drafts and their journals."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from web.api.models import Answer, FeatureCollection, Geometry


class PlanAnswer(Answer):
    """A plan. `revision` grows with every change and is the ETag of its cells."""

    id: str
    community_code: str
    status: Literal["draft", "scheduled", "published", "superseded", "discarded"]
    origin: Literal["drawn", "divided", "imported"]
    name: str
    reason: str
    valid_from: str | None
    valid_to: str | None
    revision: int
    based_on: str | None
    recorded_at: str | None


class PlanList(Answer):
    """Plans by id."""

    plans: list[PlanAnswer]


class CommunityAnswer(Answer):
    """A community and how far its division has come."""

    code: str
    name: str
    parent_code: str | None
    area_m2: float | None
    in_force: PlanAnswer | None
    waiting: PlanAnswer | None
    drafts: list[PlanAnswer]
    cell_count: int
    led_count: int
    load: float
    worker_count: int


class CommunityList(Answer):
    """Communities by code."""

    communities: list[CommunityAnswer]


class EntryAnswer(Answer):
    """An entry of a journal; `of` is the entry that an undo or redo turns."""

    number: int
    kind: Literal["edit", "undo", "redo", "adoption"]
    op: str
    of: int | None
    name: str
    reason: str
    by: str
    at: str | None
    command: dict[str, Any]
    codes: list[str]


class CursorAnswer(Answer):
    """Where a journal stands: numbers of the edits that stand, and of those taken back."""

    standing: list[int]
    undone: list[int]


class JournalAnswer(Answer):
    """The journal of a plan."""

    plan: PlanAnswer
    entries: list[EntryAnswer]
    cursor: CursorAnswer


class AreaChange(Answer):
    """How the area of a cell that an edit touched changed; a neighbour may lose a bend."""

    code: str
    area_m2: float


class DraftChangesAnswer(Answer):
    """What brings a copy of a draft up to date.

    `cells` are the changed and new cells with their figures, `gone` the codes of those that went;
    `number` is the last entry of the journal, to ask after.
    """

    plan: PlanAnswer
    number: int
    entries: list[EntryAnswer]
    cells: FeatureCollection
    gone: list[str]
    changes: list[AreaChange]
    mean_load: float | None
    cursor: CursorAnswer


class Topology(Answer):
    """Cells as TopoJSON: every border once; `number` is the last entry of the plan's journal."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)
    type: Literal["Topology"]
    transform: dict[str, list[float]]
    arcs: list[list[tuple[int, int]]]
    objects: dict[str, Any]
    plan: PlanAnswer
    number: int
    mean_load: float | None


class CellMeterAnswer(Answer):
    """A cell's figures; `load_share_ratio` is its load over the mean, less one."""

    code: str
    name: str
    area_m2: float
    load: float | None
    load_share_ratio: float | None
    compactness_ratio: float
    households: int | None
    broken: list[str]
    leader_code: str | None


class WorkerMeterAnswer(Answer):
    """What a worker leads in this plan, and carries elsewhere."""

    code: str
    name: str
    cell_codes: list[str]
    area_m2: float
    load: float
    load_elsewhere: float
    capacity: float | None
    over: bool


class MetersAnswer(Answer):
    """The figures of a plan by cell and worker."""

    plan: PlanAnswer
    mean_load: float | None
    cells: list[CellMeterAnswer]
    workers: list[WorkerMeterAnswer]
    leaderless: list[str]


class LockAnswer(Answer):
    """A lock; `geometry` is the course of a locked arc."""

    id: str
    plan_id: str
    kind: Literal["cell", "arc", "plan"]
    reason: str
    cell_code: str | None
    geometry: Geometry | None
    by: str
    until: str | None


class LockList(Answer):
    """The locks that hold on a plan, those of the plans it branched from among them."""

    locks: list[LockAnswer]


class StoryAnswer(Answer):
    """Sentences in the language of the request, in order."""

    lines: list[str]


class ArcStoryAnswer(StoryAnswer):
    """Where a stretch of border comes from, and its course."""

    left_code: str | None
    right_code: str | None
    length_m: float
    street: str | None
    geometry: Geometry


class FiguresAnswer(Answer):
    """What some ground holds; the load in the unit that the whole answer names."""

    area_m2: float
    load: float
    households: int
    shops: int
    hazards: int
    cameras: int
    incidents: int
    components: int
    open_tasks: int


class CellImpactAnswer(Answer):
    """One cell before and after; `before` is null for a new cell, `after` for one that goes."""

    code: str
    provisional_code: str | None
    name: str
    old_worker: str | None
    new_worker: str | None
    before: FiguresAnswer | None
    after: FiguresAnswer | None
    gained: FiguresAnswer
    lost: FiguresAnswer


class WorkerImpactAnswer(Answer):
    """All cells that a worker leads in the communities concerned, before and after."""

    code: str
    name: str
    old_cells: list[str]
    new_cells: list[str]
    before: FiguresAnswer
    after: FiguresAnswer
    gained: FiguresAnswer
    lost: FiguresAnswer


class WorkerChangeAnswer(Answer):
    """The cells that a worker leads in each of two plans."""

    worker_code: str
    old_cells: list[str]
    new_cells: list[str]


class ComparisonAnswer(Answer):
    """What two plans of one community do not share.

    `changes` has the ground that changes its cell as areas, and the borders removed and added as
    lines (property ``kind``).
    """

    old: PlanAnswer
    new: PlanAnswer
    changes: FeatureCollection
    workers: list[WorkerChangeAnswer]
    new_codes: list[str]
    gone_codes: list[str]
    changed_codes: list[str]
    unchanged_count: int
    load_unit: str


class Sentence(Answer):
    """A limit that is broken, in words."""

    code: str
    kind: str
    value: float
    limit: float
    was_broken: bool
    text: str


class ImpactAnswer(Answer):
    """What publishing would change, by cell and worker."""

    plan_ids: list[str]
    valid_from: str
    cells: list[CellImpactAnswer]
    workers: list[WorkerImpactAnswer]
    unassigned: list[str]
    breaches: list[Sentence]
    renamed: dict[str, str]
    load_unit: str
    rule_of_open_tasks: str


class SheetAnswer(Answer):
    """What one worker hands over and takes over."""

    worker_code: str
    worker_name: str
    valid_from: str
    columns: list[str]
    rows: list[list[Any]]


class SheetList(Answer):
    """One sheet for each worker for whom something changes, by code."""

    sheets: list[SheetAnswer]


class ClashAnswer(Answer):
    """An edit that did not come along, and the place where both drafts moved the border."""

    number: int
    op: str
    why: str
    geometry: Geometry | None


class MergeAnswer(Answer):
    """The outcome of a merge; `plan` is null where the drafts clash and no side is preferred."""

    plan: PlanAnswer | None
    edits: int
    clashes: list[ClashAnswer]


class PublicationAnswer(Answer):
    """What publishing changed.

    `touched` has the change of area of neighbours that took border nodes, in square metres.
    """

    plan_ids: list[str]
    valid_from: str
    scheduled: bool
    cell_count: int
    touched: dict[str, float]
    overtaken: list[str]
    adopting: list[str]
    waiting: list[str]
    leaderless: list[str]
    renamed: dict[str, str] = Field(default_factory=dict)
