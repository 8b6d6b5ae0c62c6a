"""A planner's process: redraws drafts of a store until it is told to stop, or killed.

What the store has acknowledged it writes to its log and syncs; what it is about to send as well, so
that after a kill it sends that again under the same key. Odd numbers go through the drafting
service and also undo, even ones use nothing but the store; number 0 also publishes, discards and
branches drafts.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain import Edit, EditKind, Plan, PlanStatus
from gridmap.domain.commands import Command, DeleteNode, InsertNode, MoveNode, to_json
from gridmap.domain.partition import Partition
from gridmap.domain.redrawing import carry_out
from gridmap.errors import ConflictError, CoverageError, GridmapError, InputError
from gridmap.geometry import from_units, to_units
from gridmap.services.drafting import Desk, Note
from gridmap.services.publishing import publish
from gridmap.store import Reader, Store, open_store
from tests.concurrency.sheet import COMMUNITIES, DAY, DRAFTS, ORIGIN, SIZE, SPACING, branch
from tests.longer import is_long

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The long run has many more readings for each publication.
PAUSE_S = 0.4 if is_long() else 0.1
REACH = SPACING // 3
TRIES = 10
PUBLISHING, UNDOING = 0.25, 0.2
FALLEN_THROUGH = ("plan.no_draft", "store.busy", "plan.changed", "edit.stale")


def place(node: NDArray[np.int64]) -> tuple[float, float]:
    """Return a node given in units as lon, lat."""
    lon, lat = from_units(node).tolist()
    return lon, lat


class Log:
    """Lines that are on the disk when the call returns."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)

    def write(self, *words: object) -> None:
        os.write(self._file, (" ".join(map(str, words)) + "\n").encode())
        os.fsync(self._file)


@dataclass
class Planner:
    store: Store
    log: Log
    rng: np.random.Generator
    serves: bool

    def __post_init__(self) -> None:
        self.desk = Desk(self.store)

    def edit(self, key: str, plan_id: str) -> None:
        """Carry out one command on a draft, by the service or with nothing but the store."""
        if self.serves and self.by_service(key, plan_id):
            self.log.write("done", key, plan_id)
        if not self.serves:
            self.by_store(key, plan_id)

    def by_service(self, key: str, plan_id: str) -> bool:
        """Edit or undo as the command line and the pages do; return whether it is kept."""
        note = Note(by="planner", key=key)
        for _ in range(TRIES):
            try:
                if self.rng.random() < UNDOING:
                    self.desk.undo(plan_id, note=note)
                else:
                    self.desk.edit(plan_id, self._command(self.desk.draft(plan_id).partition), note)
            except (CoverageError, InputError):
                continue
            except ConflictError as conflict:
                if conflict.code in {"plan.no_draft", "store.busy"}:
                    return False
                continue
            return True
        return False

    def by_store(self, key: str, plan_id: str) -> None:
        """Amend a draft, anew where somebody else was faster."""
        for _ in range(TRIES):
            with self.store.reading() as reader:
                plan = reader.plan(plan_id)
                entry = self._entry(reader, plan, key)
            if entry is None:
                return
            try:
                with self.store.writing() as work:
                    work.amend(plan_id, [entry], plan.revision)
            except ConflictError as conflict:
                if conflict.code not in FALLEN_THROUGH:
                    raise
                if conflict.code != "plan.changed":
                    return
                continue
            self.log.write("done", key, plan_id)
            return

    def _entry(self, reader: Reader, plan: Plan, key: str) -> Edit | None:
        """Return a journal entry with a random command that the library accepts."""
        boundary = reader.area(plan.community_code).boundary
        partition = Partition.of(reader.cells(plan.id), boundary=boundary)
        last = max((edit.number for edit in reader.edits(plan.id)), default=0)
        for _ in range(TRIES):
            try:
                redrawn = carry_out(partition, self._command(partition))
            except (CoverageError, InputError, ConflictError):
                continue
            step, values = redrawn.step, to_json(redrawn.command)
            return Edit(
                plan.id, last + 1, EditKind.EDIT, values, step.dropped, step.placed, key=key
            )
        return None

    def _command(self, partition: Partition) -> Command:
        """Return a move, an insertion or a deletion, anywhere but on the outer edge."""
        cell = partition.cells[self.rng.integers(len(partition))]
        nodes = to_units(shapely.get_coordinates(cell.geometry))
        inner = np.flatnonzero(((nodes > ORIGIN) & (nodes < ORIGIN + SIZE)).all(axis=1))
        number = int(self.rng.choice(inner[inner > 0]))
        at = place(nodes[number])
        kind = self.rng.choice(["move", "insert", "delete"], p=[0.6, 0.25, 0.15])
        if kind == "insert":
            middle = place(np.rint((nodes[number] + nodes[number - 1]) / 2).astype(np.int64))
            return InsertNode(middle, middle)
        if kind == "delete":
            return DeleteNode(at)
        return MoveNode(at, place(nodes[number] + self.rng.integers(-REACH, REACH + 1, 2)))

    def publish(self) -> None:
        """Put a draft in force, or away, and branch what is wanting; another time when busy."""
        community = str(self.rng.choice(COMMUNITIES))
        try:
            self._put_in_force(community)
            with self.store.writing() as work:
                while len(work.plans(community, PlanStatus.DRAFT)) < DRAFTS:
                    branch(work, community)
        except ConflictError as conflict:
            if conflict.code != "store.busy":
                raise

    def _put_in_force(self, community: str) -> None:
        with self.store.reading() as reader:
            drafts = reader.plans(community, PlanStatus.DRAFT)
        if not drafts:
            return
        chosen = drafts[self.rng.integers(len(drafts))]
        try:
            publish(self.store, DAY, [chosen.id])
        except GridmapError as refusal:
            self.log.write("refused", chosen.id, refusal.code)
            if refusal.code == "store.busy":
                raise
            with self.store.writing() as work:
                work.discard(chosen.id)
        else:
            self.log.write("published", chosen.id)


def unanswered(log: Path) -> tuple[str, str] | None:
    """Return key and plan of an edit that was sent and not acknowledged before the kill."""
    if not log.exists():
        return None
    lines = [line.split() for line in log.read_text().splitlines(keepends=True) if line[-1] == "\n"]
    sent = [line for line in lines if line[0] in {"send", "done"}]
    return (sent[-1][1], sent[-1][2]) if sent and sent[-1][0] == "send" else None


def main(path: Path, log: Path, number: int) -> None:
    """Edit until the file ``stop`` lies beside the store."""
    sys.stderr = log.with_suffix(".err").open("a")
    left = unanswered(log)
    rng = np.random.default_rng([number, os.getpid()])
    planner = Planner(open_store(path), Log(log), rng, serves=bool(number % 2))
    stop = path.with_name("stop")
    if left is not None:
        planner.log.write("again", *left)
        planner.edit(*left)
    count = 0
    while not stop.exists():
        if number == 0 and planner.rng.random() < PUBLISHING:
            planner.publish()
            continue
        with planner.store.reading() as reader:
            drafts = reader.plans(status=PlanStatus.DRAFT)
        if drafts:
            count += 1
            key = f"{number}-{os.getpid()}-{count}"
            plan_id = drafts[planner.rng.integers(len(drafts))].id
            planner.log.write("send", key, plan_id)
            planner.edit(key, plan_id)
        time.sleep(planner.rng.exponential(PAUSE_S))
    planner.store.close()
