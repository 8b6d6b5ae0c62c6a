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
from tests.fuzz.law import require, require_end, require_same, require_step, require_whole
from tests.fuzz.oracle import Edge, require_partition, require_whole_area
from tests.fuzz.pencil import Pencil, draw_aim
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
}
OPERATIONS = tuple(WEIGHTS)
# A state, the step that begins or ends there, and the outer edges that it changes.
_Turn = tuple[Partition, Step, set[Edge]]
_WHOLE_EACH = 25


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
    whole_each
        After how many operations everything is checked; in between what is near the edit.
    """

    name: str
    partition: Partition = field(repr=False)
    seed: int
    whole_each: int = _WHOLE_EACH

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(self.seed)
        cells = self.partition.coverage.geometries
        self.outer: set[Edge] = require_partition(cells)
        self.double_area = require_whole_area(cells)
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
                if number % self.whole_each == 0 or number == steps:
                    require_whole(self.partition, self.outer, self.double_area, self.rng)
                if number == steps:
                    require_end(self.partition, folder)
            except Exception as fault:
                where = f"{self.name}, seed {self.seed}, step {number}"
                raise AssertionError(f"{where}: {fault}") from fault
        return self.tally

    def _draw(self) -> Command | str:
        ops, weights = list(WEIGHTS), np.array(list(WEIGHTS.values()), dtype=float)
        if not self.future:
            weights[ops.index("redo")] = 0.0
        if not self.past:
            weights[ops.index("undo")] = 0.0
        op = str(self.rng.choice(ops, p=weights / weights.sum()))
        if op in {"undo", "redo"}:
            return op
        aim = draw_aim(self.rng)
        return Pencil(self.rng, self.partition, self.outer, aim).draw(op)

    def _go(self, command: Command | str) -> None:
        if command == "undo":
            self.undo()
        elif command == "redo":
            self.redo()
        else:
            self.edit(command)

    def edit(self, command: Command) -> None:
        before = self.partition
        frozen = (before.codes, before.coverage.geometries.copy(), before.coverage.bounds.copy())
        with evidence(before, command):
            self._judged(before, command)
            same = all(a is b for a, b in zip(frozen[1], before.coverage.geometries, strict=True))
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
        changed = require_step(before, redrawn.partition, redrawn.step, command, self.rng)
        require_same(redrawn.partition.patched(redrawn.step.inverse), before)
        self._stand(redrawn.partition, redrawn.step, changed)
        self.past.append((before, redrawn.step, changed))
        self.future.clear()
        self.tally.accept(command.op)

    def undo(self) -> None:
        before, step, changed = self.past.pop()
        self.future.append((self.partition, step, changed))
        self._turn(step.inverse, before, changed, "undo")

    def redo(self) -> None:
        after, step, changed = self.future.pop()
        self.past.append((self.partition, step, changed))
        self._turn(step, after, changed, "redo")

    def _turn(self, step: Step, expected: Partition, changed: set[Edge], op: str) -> None:
        partition = self.partition.patched(step)
        require_same(partition, expected)
        self._stand(partition, step, changed)
        self.tally.accept(op)

    def _stand(self, partition: Partition, step: Step, changed: set[Edge]) -> None:
        self.partition = partition
        self.outer = self.outer ^ changed
        self.double_area += sum(change.double_area_units for change in step.changes)
