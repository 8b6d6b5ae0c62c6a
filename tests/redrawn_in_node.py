"""Commands carried out by the scripts of the pages, to be compared with the library."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from gridmap.domain.commands import Command, to_json
from gridmap.domain.numbering import Numbering
from gridmap.domain.partition import Partition
from gridmap.domain.redrawing import carry_out
from gridmap.errors import GridmapError
from tests.fuzz.oracle import Outline
from tests.fuzz.pencil import Pencil, draw_aim
from tests.node import FRONTEND, node

WEIGHTS = {
    "move_node": 26,
    "insert_node": 14,
    "delete_node": 10,
    "reshape_arc": 12,
    "split": 14,
    "merge": 7,
    "transfer": 16,
}
_ENTRY = "src/engine/testing/outcomes.ts"
_RUN = """
import { readFileSync } from "node:fs";
const { outcomes } = await import(process.argv[1]);
process.stdout.write(outcomes(readFileSync(process.argv[2], "utf8")));
"""
_SAME_PLACE_DEG = 1e-9


@dataclass
class Scene:
    """Cells, and commands that are drawn on them one by one."""

    partition: Partition
    commands: list[Command] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)

    def draw(self, rng: np.random.Generator, count: int, *, aimed: bool) -> Scene:
        """Draw commands, and note what the library makes of each."""
        outer = set(Outline.of(self.partition.coverage.geometries).one_sided()) if aimed else set()
        names, weights = list(WEIGHTS), np.array(list(WEIGHTS.values()), dtype=float)
        for _ in range(count):
            pencil = Pencil(rng, self.partition, outer, draw_aim(rng))
            command = pencil.draw(str(rng.choice(names, p=weights / weights.sum())))
            self.commands.append(command)
            self.told.append(self._outcome(command))
        return self

    def _outcome(self, command: Command) -> dict[str, Any]:
        try:
            step = carry_out(self.partition, command).step
        except GridmapError as refusal:
            told = {"code": refusal.code, "class": type(refusal).__name__}
            return {"refusal": told, "place": refusal.place.geometry}
        return {"placed": [(cell.code, cell.geometry) for cell in step.placed]}

    def as_json(self) -> dict[str, object]:
        """Return what the script reads."""
        boundary = self.partition.boundary
        return {
            "cells": [
                {"code": cell.code, "geometry": shapely.geometry.mapping(cell.geometry)}
                for cell in self.partition.cells
            ],
            "boundary": None if boundary is None else shapely.geometry.mapping(boundary),
            "commands": [to_json(command) for command in self.commands],
        }


@dataclass
class Comparison:
    """What differs between the library and the scripts."""

    differing: list[str] = field(default_factory=list)
    asked: int = 0
    refusals: int = 0
    places_elsewhere: int = 0


def renumbered(partition: Partition) -> Partition:
    """Return a partition whose numbering follows from its cells alone, as the scripts' does."""
    numbering = Numbering.after(partition.codes)
    return Partition.of(list(partition.cells), numbering, partition.boundary)


def compared(scenes: Sequence[Scene], folder: Path) -> Comparison:
    """Carry the commands of scenes out with the scripts, and compare."""
    bundle, asked = folder / "outcomes.mjs", folder / "scenes.json"
    asked.write_text(json.dumps([scene.as_json() for scene in scenes]))
    rolldown = FRONTEND / "node_modules/rolldown/bin/cli.mjs"
    _run([*node(), str(rolldown), _ENTRY, f"--file={bundle}", "--format=esm"])
    words = ["--input-type=module", "-e", _RUN, str(bundle), str(asked)]
    answers = json.loads(_run([*node(), *words]))
    comparison = Comparison()
    for scene, answer in zip(scenes, answers, strict=True):
        for command, told, mine in zip(scene.commands, scene.told, answer, strict=True):
            _compare(comparison, str(to_json(command)), told, mine)
    return comparison


def _run(words: Iterable[str]) -> str:
    done = subprocess.run(
        list(words), cwd=FRONTEND, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def _compare(
    comparison: Comparison, command: str, told: dict[str, Any], mine: dict[str, Any]
) -> None:
    if "asks" in mine:
        comparison.asked += 1
    elif "refusal" in told and "refusal" in mine:
        comparison.refusals += 1
        if {name: mine["refusal"][name] for name in ("code", "class")} != told["refusal"]:
            comparison.differing.append(f"{command}: {told['refusal']} {mine['refusal']['code']}")
        elif not _same_place(told["place"], mine["refusal"]["place"]):
            comparison.places_elsewhere += 1
    elif "placed" in told and "placed" in mine:
        placed = [(code, shapely.geometry.shape(shape)) for code, shape in mine["placed"]]
        if not _same_cells(told["placed"], placed):
            comparison.differing.append(f"{command}: other cells")
    else:
        comparison.differing.append(f"{command}: {told.get('refusal')} {mine.get('refusal')}")


def _same_cells(one: list[tuple[str, Any]], other: list[tuple[str, Any]]) -> bool:
    return [(code, shape.wkb) for code, shape in one] == [(code, s.wkb) for code, s in other]


def _same_place(place: shapely.Geometry | None, other: dict[str, Any] | None) -> bool:
    if place is None or other is None:
        return place is None and other is None
    there = shapely.geometry.shape(other)
    return bool(shapely.hausdorff_distance(place, there) <= _SAME_PLACE_DEG)
