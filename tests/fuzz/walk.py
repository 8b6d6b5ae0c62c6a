"""The seeded random walk: hundreds of edits, each checked, each refusal proved."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely

from gridmap.domain.commands import Command, to_json
from gridmap.domain.partition import Partition, Step
from gridmap.domain.redrawing import carry_out
from gridmap.errors import CoverageError, InputError
from tests.fuzz import naive
from tests.fuzz.law import require, require_end, require_same, require_step, require_whole
from tests.fuzz.oracle import Edge, require_partition, require_whole_area
from tests.fuzz.pencil import AIMS, Pencil

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
_AIMED_RATIO = 0.1
# A state, the step that begins or ends there, and the outer edges that it changes.
_Turn = tuple[Partition, Step, set[Edge]]
_WHOLE_EACH = 25


@dataclass
class Tally:
    """How many of each operation were accepted, and how many refused for which reason."""

    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.accepted + other.accepted, self.refused + other.refused)

    def share(self, op: str) -> float:
        """Return the accepted share of an operation."""
        refused = sum(count for (kind, _), count in self.refused.items() if kind == op)
        return self.accepted[op] / max(1, self.accepted[op] + refused)

    def lines(self) -> list[str]:
        """Return a table: operation, accepted, refused by reason."""
        found = []
        for op in sorted({*self.accepted, *(kind for kind, _ in self.refused)}):
            reasons = [(count, why) for (kind, why), count in self.refused.items() if kind == op]
            told = ", ".join(f"{count} {why}" for count, why in sorted(reasons, reverse=True))
            share = f"{100 * self.share(op):4.0f} %"
            found.append(f"{op:<12}{self.accepted[op]:7,} accepted {share}   refused: {told or 0}")
        return found


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
            command: Command | None = None
            state = self.partition
            try:
                command = self._draw()
                self._go(command)
                if number % self.whole_each == 0 or number == steps:
                    require_whole(self.partition, self.outer, self.double_area, self.rng)
                if number == steps:
                    require_end(self.partition, folder)
            except Exception as fault:
                note = self._dump(number, command, state)
                raise AssertionError(f"{self.name}, step {number}: {fault} ({note})") from fault
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
        aim = str(self.rng.choice(AIMS)) if self.rng.random() < _AIMED_RATIO else ""
        return Pencil(self.rng, self.partition, self.outer, aim).draw(op)

    def _go(self, command: Command | str) -> None:
        if command == "undo":
            self._undo()
        elif command == "redo":
            self._redo()
        else:
            self._edit(command)

    def _edit(self, command: Command) -> None:
        before = self.partition
        frozen = (before.codes, before.coverage.geometries.copy(), before.coverage.bounds.copy())
        try:
            redrawn = carry_out(before, command)
        except (CoverageError, InputError) as refusal:
            self.tally.refused[command.op, refusal.code] += 1
            require(refusal.place.geometry is not None, "a refusal without a place")
            why = naive.fault(before, command)
            require(why is not None, f"refused without cause: {refusal.code}")
        else:
            changed = require_step(before, redrawn.partition, redrawn.step, command, self.rng)
            require_same(redrawn.partition.patched(redrawn.step.inverse), before)
            self._stand(redrawn.partition, redrawn.step, changed)
            self.past.append((before, redrawn.step, changed))
            self.future.clear()
            self.tally.accepted[command.op] += 1
        same = all(a is b for a, b in zip(frozen[1], before.coverage.geometries, strict=True))
        same &= frozen[0] == before.codes and np.array_equal(frozen[2], before.coverage.bounds)
        require(same, "the partition before was changed")

    def _undo(self) -> None:
        before, step, changed = self.past.pop()
        self.future.append((self.partition, step, changed))
        self._turn(step.inverse, before, changed, "undo")

    def _redo(self) -> None:
        after, step, changed = self.future.pop()
        self.past.append((self.partition, step, changed))
        self._turn(step, after, changed, "redo")

    def _turn(self, step: Step, expected: Partition, changed: set[Edge], op: str) -> None:
        partition = self.partition.patched(step)
        require_same(partition, expected)
        self._stand(partition, step, changed)
        self.tally.accepted[op] += 1

    def _stand(self, partition: Partition, step: Step, changed: set[Edge]) -> None:
        self.partition = partition
        self.outer = self.outer ^ changed
        self.double_area += sum(change.double_area_units for change in step.changes)

    def _dump(self, number: int, command: Command | str | None, state: Partition) -> str:
        """Write what is needed to see a failure again; return where."""
        told: object = command
        cells: dict[str, str] = {}
        if isinstance(command, Command):
            told = to_json(command)
            near = naive.Near.of(state, naive.box_of(state, command))
            cells = {state.codes[k]: state.coverage.geometries[k].wkt for k in near.cells}
        report = {
            "walk": self.name,
            "seed": self.seed,
            "step": number,
            "command": told,
            "boundary": None if state.boundary is None else shapely.to_wkt(state.boundary),
            "cells": cells,
        }
        with tempfile.NamedTemporaryFile(
            "w", prefix="gridmap-fuzz-", suffix=".json", delete=False
        ) as file:
            json.dump(report, file)
        return file.name
