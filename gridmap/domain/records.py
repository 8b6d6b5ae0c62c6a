"""The records of a territory. All are frozen; geometry is WGS 84 lon/lat on the lattice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from gridmap.domain.codes import CodeTemplate
from gridmap.domain.levels import DEFAULT_HIERARCHY, Hierarchy
from gridmap.domain.words import (
    Duty,
    EditKind,
    LineClass,
    LockKind,
    Origin,
    PlanStatus,
    PointKind,
    Role,
)

if TYPE_CHECKING:
    import shapely
    from shapely import LineString, MultiPolygon, Polygon

NO_ATTRIBUTES: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Territory:
    """Everything one installation manages."""

    name: str
    hierarchy: Hierarchy = DEFAULT_HIERARCHY
    code_template: CodeTemplate = field(default_factory=CodeTemplate)


@dataclass(frozen=True, slots=True)
class Area:
    """An administrative area of any level; its boundary may be unknown above the community."""

    code: str
    level: str
    name: str
    parent_code: str | None = None
    boundary: Polygon | MultiPolygon | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The set of cells of one community. `revision` grows with every write.

    `based_on` is the plan that a draft branched from, `recorded_at` when it was published (UTC).
    """

    id: str
    community_code: str
    status: PlanStatus
    origin: Origin
    name: str = ""
    reason: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    revision: int = 1
    based_on: str | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One management polygon of a plan.

    `load` is what is balanced; `area_m2` is measured on the ellipsoid.
    """

    code: str
    plan_id: str
    geometry: Polygon | MultiPolygon
    name: str = ""
    load: float | None = None
    area_m2: float = 0.0
    cell_type: str = ""
    attributes: Mapping[str, object] = field(default_factory=lambda: NO_ATTRIBUTES)


@dataclass(frozen=True, slots=True)
class Edit:
    """One entry in the journal of a plan. Entries are only ever added, never changed.

    Parameters
    ----------
    plan_id, number
        The plan, and the place in its journal: 1, 2, 3 and so on.
    command
        The command as JSON values, so that a script can replay it; an undo or redo names the
        entry that it concerns as ``of``.
    dropped, placed
        The touched cells before and after, each in the order of codes. Applied the other way
        round they lead back.
    by, at, reason, name
        Who, when (UTC) and why, and a name to come back to.
    key
        Given by the client, unique in a plan: the same edit sent twice is carried out once.
    """

    plan_id: str
    number: int
    kind: EditKind
    command: Mapping[str, object]
    dropped: tuple[Cell, ...] = ()
    placed: tuple[Cell, ...] = ()
    by: str = ""
    at: datetime | None = None
    reason: str = ""
    name: str = ""
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """A cell, an arc or a whole plan that edits leave as it is until a day (included; None: open).

    `cell_code` names the cell, `geometry` is the course of the arc.
    """

    id: str
    plan_id: str
    kind: LockKind
    reason: str
    cell_code: str | None = None
    geometry: LineString | None = None
    by: str = ""
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether the lock is in force on a day."""
        return self.until is None or day <= self.until


@dataclass(frozen=True, slots=True)
class Worker:
    """A person in the field: an account with a display name, never more than that about a person.

    `telephone` is a duty telephone that only signed-in colleagues see. `capacity` is the load
    that the worker can carry, None for no limit.
    """

    code: str
    name: str
    community_code: str | None = None
    role: Role = Role.WORKER
    duties: tuple[Duty, ...] = (Duty.LEADER,)
    base: shapely.Point | None = None
    telephone: str | None = None
    capacity: float | None = None
    trained: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """A worker's duty in a cell from one day to another (both included; None: open)."""

    cell_code: str
    worker_code: str
    duty: Duty
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether the assignment is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Point:
    """A shop, hazard, camera, incident or component; `cell_code` is kept by the store.

    `happened_at` is when an incident happened or a hazard was found (UTC); `attributes` follow the
    closed JSON Schema of the kind. `revision` is that of the store that last wrote the point; it is
    given by the store and no part of what the point is.
    """

    id: str
    kind: PointKind
    class_code: str
    lon: float
    lat: float
    name: str = ""
    happened_at: datetime | None = None
    cell_code: str | None = None
    attributes: Mapping[str, object] = field(default_factory=lambda: NO_ATTRIBUTES)
    revision: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class PointVersion:
    """A point as it was until a revision of the store replaced or removed it.

    Parameters
    ----------
    point
        As it was.
    replaced_in
        The revision of the store in which it ceased to be so.
    removed
        Whether the point was removed then; otherwise it went on in another form.
    by, at
        Who changed it, and when (UTC).
    """

    point: Point
    replaced_in: int
    removed: bool = False
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Street:
    """A line that borders may follow: road, rail, river or wall."""

    id: str
    name: str
    line_class: LineClass
    geometry: LineString


@dataclass(frozen=True, slots=True)
class Building:
    """A building with its count of households; nothing about who lives there."""

    id: str
    geometry: Polygon
    name: str = ""
    floors: int = 1
    households: int = 0
    compound: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """An indivisible unit that division groups: street block, compound or building footprint."""

    id: str
    community_code: str
    geometry: Polygon | MultiPolygon
    load: float = 0.0
    block_type: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in. `scope` names a community or cell codes, empty for the whole territory.

    `one_time` says that the password was made for the account and must be replaced at the first
    sign-in; `session_key` is part of every session, so that a new one ends them all.
    """

    username: str
    password_hash: str
    roles: tuple[Role, ...]
    display_name: str = ""
    active: bool = True
    session_key: str = ""
    scope: tuple[str, ...] = ()
    one_time: bool = False
