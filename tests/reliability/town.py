"""Clients who redraw one small territory over HTTP, and what must hold of its store afterwards."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely

from gridmap.domain import PlanStatus
from gridmap.geometry import double_areas_units, from_units, to_units
from gridmap.store import Reader, open_store
from gridmap.store.dialects import geopackage
from tests.concurrency.sheet import ORIGIN, SIZE, SPACING, whole
from tests.reliability.service import Client, Said

REACH = SPACING // 3
STALE, REFUSED = 412, (409, 422)


@dataclass
class Copy:
    """A client's copy of a draft: revision, last entry and the nodes of its cells in units."""

    plan_id: str
    revision: int = 0
    number: int = 0
    cells: dict[str, np.ndarray] = field(default_factory=dict)

    def load(self, client: Client) -> None:
        told = client.ask("GET", f"/plans/{self.plan_id}/cells").json
        arcs = [np.cumsum(np.array(arc), axis=0) for arc in told["arcs"]]
        self.revision, self.number = told["plan"]["revision"], told["number"]
        for one in told["objects"]["cells"]["geometries"]:
            ring = [arcs[k] if k >= 0 else arcs[~k][::-1] for k in one["arcs"][0]]
            self.cells[one["id"]] = np.concatenate([course[:-1] for course in ring])

    def follow(self, told: dict) -> None:
        """Take over what an answer tells of the draft."""
        self.revision, self.number = told["plan"]["revision"], told["number"]
        for code in told["gone"]:
            self.cells.pop(code, None)
        for one in told["cells"]["features"]:
            ring = np.array(one["geometry"]["coordinates"][0][:-1])
            self.cells[one["id"]] = to_units(ring)

    def catch_up(self, client: Client) -> None:
        if not self.cells:
            self.load(client)
            return
        said = client.ask("GET", f"/drafts/{self.plan_id}/changes?after={self.number}")
        self.follow(said.json)


@dataclass
class Planner:
    """Somebody who redraws drafts, and sends again what was not answered."""

    client: Client
    rng: np.random.Generator
    undoing: float = 0.15

    def wish(self, copy: Copy) -> tuple[str, dict]:
        """Return a path and a body: a move, an insertion, a deletion or an undo."""
        if self.rng.random() < self.undoing:
            return f"/drafts/{copy.plan_id}/undo", {"steps": 1}
        return f"/drafts/{copy.plan_id}/edits", {"command": self.command(copy)}

    def command(self, copy: Copy) -> dict:
        codes = sorted(copy.cells)
        nodes = copy.cells[codes[self.rng.integers(len(codes))]]
        inner = np.flatnonzero(((nodes > ORIGIN) & (nodes < ORIGIN + SIZE)).all(axis=1))
        number = int(self.rng.choice(inner[inner > 0]))
        at = place(nodes[number])
        kind = self.rng.choice(["move_node", "insert_node", "delete_node"], p=[0.7, 0.2, 0.1])
        if kind == "insert_node":
            middle = place(np.rint((nodes[number] + nodes[number - 1]) / 2).astype(np.int64))
            return {"op": str(kind), "on": middle, "at": middle}
        if kind == "delete_node":
            return {"op": str(kind), "at": at}
        to = place(nodes[number] + self.rng.integers(-REACH, REACH + 1, 2))
        return {"op": str(kind), "at": at, "to": to}

    def send(self, copy: Copy, path: str, body: dict, key: str) -> Said:
        return self.client.ask(
            "POST", path, body, If_Match=f'"{copy.revision}"', Idempotency_Key=key
        )


def place(node: np.ndarray) -> list[float]:
    """Return a node given in units as lon, lat."""
    lon, lat = from_units(node).tolist()
    return [lon, lat]


def journals(path: Path) -> dict[str, list[tuple[int, str, str]]]:
    """Return number, kind and author of every entry of each plan's journal."""
    store = open_store(path)
    with store.reading() as reader:
        found = {
            plan.id: [(edit.number, edit.kind.value, edit.by) for edit in reader.edits(plan.id)]
            for plan in reader.plans()
        }
    store.close()
    return found


def faults(path: Path) -> list[str]:
    """Return everything that is wrong with a store: file, journals, coverage, kept answers."""
    store = open_store(path)
    with store.reading() as reader:
        found = [*_coverage_faults(reader), *_journal_faults(reader)]
    store.close()
    return [*_file_faults(path), *found]


def _coverage_faults(reader: Reader) -> list[str]:
    found = []
    total = double_areas_units([whole()])[0]
    published = [cell.geometry for cell in reader.published_cells()]
    if sum(double_areas_units(published)) != total:
        found.append("areas in force do not sum up to the territory")
    parts = {"in force": published}
    for plan in reader.plans(status=PlanStatus.DRAFT):
        parts[plan.id] = [cell.geometry for cell in reader.cells(plan.id)]
    found += [
        f"{name}: no valid coverage"
        for name, shapes in parts.items()
        if not shapely.coverage_is_valid(np.array(shapes, dtype=object))
    ]
    return found


def _journal_faults(reader: Reader) -> list[str]:
    """Taken back from the last entry to the first, each finds the cells that it left."""
    found = []
    for plan in reader.plans(status=PlanStatus.DRAFT):
        now = {cell.code: cell for cell in reader.cells(plan.id)}
        journal = reader.edits(plan.id)
        if [edit.number for edit in journal] != list(range(1, len(journal) + 1)):
            found.append(f"{plan.id}: the journal has a gap")
        keys = Counter(edit.key for edit in journal if edit.key)
        found += [f"{plan.id}: {key} doubled" for key, count in keys.items() if count > 1]
        for edit in reversed(journal):
            found += [
                f"{plan.id}: entry {edit.number} left another {cell.code}"
                for cell in edit.placed
                if now.pop(cell.code) != cell
            ]
            now.update((cell.code, cell) for cell in edit.dropped)
    return found


def _file_faults(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    geopackage.register_functions(connection)
    whole_file = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    foreign = connection.execute("PRAGMA foreign_key_check").fetchall()
    index = connection.execute("SELECT rtreecheck('rtree_cell_geom')").fetchone()[0]
    connection.close()
    return [fault for fault in [*whole_file, index] if fault != "ok"] + [
        f"foreign key: {row}" for row in foreign
    ]
