"""The seeded random walk: hundreds of edits, each checked, each refusal proved."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from gridmap.domain.commands import Command
from gridmap.domain.partition import Partition, Step
from gridmap.domain.redrawing import carry_out
from gridmap.errors import CoverageError, InputError
from tests.fuzz.evidence import evidence, require_cause
from tests.fuzz.filling import require_outline_near
from tests.fuzz.law import (
    require_end,
    require_outline,
    require_rest,
    require_same,
    require_told,
    swept,
)
from tests.fuzz.office import ACTS, Office
from tests.fuzz.oracle import Edge, require
from tests.fuzz.pencil import Pencil, draw_aim
from tests.fuzz.survey import Change, Survey
from tests.fuzz.tally import Tally

# Redo weighs much because it can only follow an undo.
WEIGHTS = {
    "move_node": 26,
    "insert_node": 14,
    "delete_node": 10,
    "reshape_arc": 12,
    "split": 9,
    "merge": 7,
    "transfer": 10,
    "undo": 7,
    "redo": 30,
    "publish": 1.5,
    "discard": 1,
    "merge of drafts": 1.5,
}
OPERATIONS = tuple(WEIGHTS)
# A state and the step that begins or ends there.
_Turn = tuple[Partition, Step]
_PLAIN_EACH = 25


@dataclass
class Walk:
    """One walk over a territory.

    Parameters
    ----------
    name
        What to call it where it fails.
    partition
        Where it begins.
    seed
        Decides all that follows.
    everywhere
        Whether shapely checks the coverage of all cells after each operation, or of the new ones
        with two rings of neighbours. All else is known of all cells after each operation; each
        25th and at the end the oracle begins from nothing.
    """

    name: str
    partition: Partition = field(repr=False)
    seed: int
    everywhere: bool = False

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(self.seed)
        self.survey = Survey(self.partition.coverage.geometries, everywhere=self.everywhere)
        # What the journal says of the area.
        self.double_area = self.survey.double_area
        self.past: list[_Turn] = []
        self.future: list[_Turn] = []
        self.tally = Tally()

    def run(self, steps: int, folder: Path) -> Tally:
        """Go a number of steps, and check the end; return the counts.

        Raises
        ------
        AssertionError
            When the law is broken or an edit refused without cause, with the file to look at.
        """
        for number in range(1, steps + 1):
            try:
                self._go(self._draw())
                if number % _PLAIN_EACH == 0 or number == steps:
                    self.survey.require_plain()
                    require_rest(self.partition, self.rng)
                if number == steps:
                    require_end(self.partition, folder)
            except Exception as fault:
                where = f"{self.name}, seed {self.seed}, step {number}"
                raise AssertionError(f"{where}: {fault}") from fault
        return self.tally

    @property
    def outer(self) -> set[Edge]:
        """The edges with a cell on one side only."""
        return self.survey.outer

    def _draw(self) -> Command | str:
        ops, weights = list(WEIGHTS), np.array(list(WEIGHTS.values()), dtype=float)
        if not self.future:
            weights[ops.index("redo")] = 0.0
        if not self.past:
            weights[ops.index("undo")] = 0.0
        op = str(self.rng.choice(ops, p=weights / weights.sum()))
        if op in {"undo", "redo"} or op in ACTS:
            return op
        aim = draw_aim(self.rng)
        return Pencil(self.rng, self.partition, self.outer, aim).draw(op)

    def _go(self, command: Command | str) -> None:
        if command == "undo":
            self.undo()
        elif command == "redo":
            self.redo()
        elif command in ACTS:
            self.draft(command)
        else:
            self.edit(command)

    def edit(self, command: Command) -> None:
        before = self.partition
        frozen = before.codes, list(before.coverage.geometries), before.coverage.bounds.copy()
        with evidence(before, command):
            self._judged(before, command)
            same = list(map(id, frozen[1])) == list(map(id, before.coverage.geometries))
            same &= frozen[0] == before.codes and np.array_equal(frozen[2], before.coverage.bounds)
            require(same, "the partition before was changed")

    def _judged(self, before: Partition, command: Command) -> None:
        try:
            redrawn = carry_out(before, command)
        except (CoverageError, InputError) as refusal:
            self.tally.refuse(command.op, refusal.code)
            require(refusal.place.geometry is not None, "a refusal without a place")
            require_cause(before, command, refusal)
            return
        after, step = redrawn.partition, redrawn.step
        change = self._stand(after)
        self._require_journalled(step)
        require_told(before, after, step, command, change, rng=self.rng)
        require_same(after.patched(step.inverse), before)
        self.past.append((before, step))
        self.future.clear()
        self.tally.accept(command.op)

    def undo(self) -> None:
        before, step = self.past.pop()
        self.future.append((self.partition, step))
        self._turn(step.inverse, before, "undo")

    def redo(self) -> None:
        after, step = self.future.pop()
        self.past.append((self.partition, step))
        self._turn(step, after, "redo")

    def _turn(self, step: Step, expected: Partition, op: str) -> None:
        partition = self.partition.patched(step)
        require_same(partition, expected)
        self._stand(partition)
        self._require_journalled(step)
        self.tally.accept(op)

    def _require_journalled(self, step: Step) -> None:
        """Require the area of all cells to have changed by what the journal says."""
        self.double_area += sum(told.double_area_units for told in step.changes)
        require(self.survey.double_area == self.double_area, "area came or went")

    def draft(self, act: str) -> None:
        """Go on from what is in force after something was done with drafts in a store."""
        partition = Office.of(self.partition, self.rng, self.tally).act(act)
        if partition is self.partition:
            return
        known = self.survey.double_area
        change = self._stand(partition)
        require_outline(change.gone, change.come)
        gained = swept(change.come) - swept(change.gone)
        require(self.survey.double_area - known == gained, "area came or went")
        self.double_area = self.survey.double_area
        # What is published is not taken back step by step.
        self.past.clear()
        self.future.clear()

    def _stand(self, partition: Partition) -> Change:
        """Go on from a state; require all its cells to be an exact partition."""
        change = self.survey.advance(partition.coverage.geometries)
        require(np.array_equal(self.survey.frames, partition.coverage.bounds), "a frame is wrong")
        if partition.boundary is not None:
            cells, changed = partition.coverage.geometries, change.gone ^ change.come
            require_outline_near(partition.boundary, cells, changed)
        self.partition = partition
        return change
