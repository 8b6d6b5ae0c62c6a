"""What can be read from a store: the half of the port that every implementation meets first."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from typing import Protocol

from gridmap.domain import (
    Account,
    Area,
    Assignment,
    Block,
    Building,
    Cell,
    Edit,
    Lock,
    Plan,
    PlanStatus,
    Point,
    PointKind,
    PointVersion,
    Street,
    Territory,
    Worker,
)
from gridmap.domain.point_columns import PointColumns
from gridmap.store.access_port import AccessReader
from gridmap.store.work_port import WorkReader


class Reader(WorkReader, AccessReader, Protocol):
    """What can be read inside one consistent snapshot. Lists are ordered by code or id."""

    def territory(self) -> Territory | None:
        """Return the territory, None before `gridmap init` has named it."""
        ...

    def areas(self, level: str | None = None) -> list[Area]:
        """Return the areas of a level, or of all levels."""
        ...

    def area(self, code: str) -> Area | None:
        """Return an area, None where there is none of this code."""
        ...

    def plan(self, plan_id: str) -> Plan | None:
        """Return a plan, None where there is none of this id."""
        ...

    def plans(
        self, community_code: str | None = None, status: PlanStatus | None = None
    ) -> list[Plan]:
        """Return plans, narrowed where asked."""
        ...

    def cells(self, plan_id: str) -> list[Cell]:
        """Return the cells of a plan."""
        ...

    def published_cells(self, community_code: str | None = None) -> list[Cell]:
        """Return the cells of all published plans."""
        ...

    def used_codes(self, community_code: str) -> frozenset[str]:
        """Return every cell code ever given in a community, retired ones included."""
        ...

    def edits(self, plan_id: str, after: int = 0) -> list[Edit]:
        """Return the journal of a plan, or its entries after a number."""
        ...

    def locks(self, plan_id: str | None = None) -> list[Lock]:
        """Return the locks of a plan, or all."""
        ...

    def renames(self, plan_id: str) -> dict[str, str]:
        """Return provisional code to official one, as given when the plan was published."""
        ...

    def workers(self) -> list[Worker]:
        """Return all workers."""
        ...

    def worker(self, code: str) -> Worker | None:
        """Return a worker, None where there is none of this code."""
        ...

    def assignments(self, on: date | None = None) -> list[Assignment]:
        """Return the assignments in force on a day, or all of them."""
        ...

    def assignments_of(self, cell_codes: Sequence[str]) -> list[Assignment]:
        """Return the assignments of some cells."""
        ...

    def points(self, kind: PointKind | None = None, cell_code: str | None = None) -> list[Point]:
        """Return points with the cell that the store keeps for them."""
        ...

    def point(self, point_id: str) -> Point | None:
        """Return a point, None where there is none of this id."""
        ...

    def points_named(self, ids: Sequence[str]) -> dict[str, Point]:
        """Return those of these points that exist, by id."""
        ...

    def point_columns(self, kind: PointKind, after: int = -1) -> PointColumns:
        """Return the points of a kind as columns; only those written after a revision if asked."""
        ...

    def removed_points(self, after: int) -> list[str]:
        """Return the ids that were removed after a revision, those that came back among them."""
        ...

    def point_history(self, point_id: str) -> list[PointVersion]:
        """Return what a point was before, the oldest first; the point itself is not among it."""
        ...

    def tally(self) -> dict[tuple[str | None, PointKind], int]:
        """Return the number of points per stored cell and kind; None stands for no cell."""
        ...

    def streets(self) -> list[Street]:
        """Return all lines of the base map."""
        ...

    def buildings(self) -> list[Building]:
        """Return all buildings."""
        ...

    def blocks(self, community_code: str | None = None) -> list[Block]:
        """Return the blocks of a community, or all."""
        ...

    def accounts(
        self, username: str | None = None, session_key: str | None = None
    ) -> list[Account]:
        """Return all accounts, or those of this very name or key."""
        ...

    def mark(self, *layers: str) -> Hashable:
        """Return what changes with every unit of work that writes to one of some layers.

        The layers are ``area``, ``cell``, ``lock``, ``worker`` (and who is assigned where),
        ``point``, ``street``, ``building`` and ``block``. It may change without need.
        """
        ...

    def revision(self) -> int:
        """Return the number of the last committed unit of work."""
        ...
