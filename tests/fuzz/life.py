"""Drafts of a territory in a store: opened, redrawn, merged, discarded and published at random."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import shapely

from gridmap.domain import (
    Area,
    Assignment,
    Cell,
    Duty,
    Origin,
    Plan,
    PlanStatus,
    Point,
    PointKind,
    Territory,
    Worker,
)
from gridmap.domain.commands import Command
from gridmap.domain.journal import Cursor
from gridmap.domain.numbering import is_provisional
from gridmap.domain.partition import Partition, Step
from gridmap.errors import ConflictError, CoverageError, GridmapError, InputError
from gridmap.services.border_edits import edit_together, undo_together
from gridmap.services.drafting import Desk
from gridmap.services.merging_drafts import Side, merge_drafts
from gridmap.services.open_drafts import new_draft, plan_in_force
from gridmap.services.publishing import publish
from tests.fuzz import territories
from tests.fuzz.evidence import evidence, require_cause
from tests.fuzz.law import require, require_points, require_same_outline, require_step
from tests.fuzz.oracle import (
    BrokenError,
    Outline,
    owners,
    require_partition,
    require_whole_area,
    voids,
)
from tests.fuzz.pencil import Pencil
from tests.fuzz.tally import Tally

FIRST_DAY = date(2026, 1, 1)
MOST_DRAFTS = 5
_WORKER = "W1"
State = dict[str, bytes]


def settle(store, territory: territories.Territory, points: int, seed: int) -> None:
    """Put a plan in force in every community, a leader in every cell and points anywhere."""
    partition = territory.partition()
    homes = sorted({code[:12] for code in partition.codes})
    rng = np.random.default_rng(seed)
    west, south, east, north = shapely.total_bounds(partition.coverage.geometries)
    spread = rng.uniform((west, south), (east, north), (points, 2)).tolist()
    with store.writing() as work:
        work.set_territory(Territory("试验区"))
        areas = [
            Area(homes[0][:6], "district", "试验区"),
            Area(homes[0][:9], "subdistrict", "试验街道", homes[0][:6]),
        ]
        for home in homes:
            cells = [cell for cell in partition.cells if cell.code.startswith(home)]
            boundary = shapely.coverage_union_all([cell.geometry for cell in cells])
            areas.append(Area(home, "community", home, home[:9], boundary))
        work.put_areas(areas)
        work.put_workers([Worker(_WORKER, "甲")])
        for home in homes:
            plan = Plan(f"{home}-1", home, PlanStatus.PUBLISHED, Origin.DRAWN, valid_from=FIRST_DAY)
            cells = [cell for cell in partition.cells if cell.code.startswith(home)]
            work.add_plan(plan, [replace(cell, plan_id=plan.id) for cell in cells])
        work.put_assignments(_led(partition.codes, FIRST_DAY))
        work.put_points(
            Point(f"s{k}", PointKind.SHOP, "restaurant", lon, lat)
            for k, (lon, lat) in enumerate(spread)
        )


def _led(codes, day: date) -> list[Assignment]:
    return [Assignment(code, _WORKER, Duty.LEADER, day) for code in codes]


@dataclass
class Life:
    """A store under test, and what is known of it from outside.

    Parameters
    ----------
    store
        A settled store.
    rng
        The only source of chance.
    """

    store: object
    rng: np.random.Generator
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self.day = FIRST_DAY
        self.drafts: dict[str, list[State | None]] = {}
        self.ahead: dict[str, list[State | None]] = {}
        self.discarded: list[str] = []
        # Drafts that share an edit of their border go together; others may not fit any more.
        self.partners: dict[str, set[str]] = {}
        self.doubtful: set[str] = set()
        self.desk = Desk(self.store)
        cells = self._published()
        self.outline = shapely.coverage_union_all(_shapes(cells))
        self.voids = voids(_shapes(cells), require_partition(_shapes(cells)))
        with self.store.reading() as reader:
            self.homes = [area.code for area in reader.areas("community")]

    # What a rule or a walk may do. Each checks what it did.

    def open(self, home: str | None = None) -> None:
        """Branch a draft from a plan in force; where there are many, one gives way."""
        if len(self.drafts) >= MOST_DRAFTS:
            self.discard()
        home = home or str(self.rng.choice(self.homes))
        with self.store.writing() as work:
            plan = new_draft(work, plan_in_force(work, home).id)
        self._know(plan.id)
        self.tally.accept("open")

    def edit(self, op: str, aim: str = "") -> None:
        plan_id = self._one()
        before = self.desk.draft(plan_id)
        cells = before.partition.coverage.geometries
        outer = Outline.of(cells).one_sided()
        command = Pencil(self.rng, before.partition, outer, aim).draw(op)
        known, digest = self._state(plan_id), self.store.digest()
        try:
            amended = self.desk.edit(plan_id, command)
        except (CoverageError, InputError) as refusal:
            self.tally.refuse(op, refusal.code)
            require(self.store.digest() == digest, "a refused edit changed the store")
            with evidence(before.partition, command):
                require_cause(before.partition, command, refusal)
            return
        after = self.desk.draft(plan_id)
        (entry,) = amended.edits
        step = Step(entry.dropped, entry.placed, amended.changes)
        with evidence(before.partition, command):
            require_step(before.partition, after.partition, step, command, self.rng)
        self._require_kept(plan_id, after.partition)
        require(after.plan.revision == before.plan.revision + 1, "the revision did not grow by one")
        self.drafts[plan_id].append(known)
        self.ahead[plan_id].clear()
        self.tally.accept(op)

    def undo(self) -> None:
        if not any(self.drafts.values()):
            return
        plan_id = self._one(lambda key: self.drafts[key])
        now = self._state(plan_id)
        try:
            self.desk.undo(plan_id)
        except ConflictError as refusal:
            self._refused_turn("undo", refusal, plan_id)
            if refusal.code == "together.alone":
                self._undo_together(plan_id)
            return
        self._require_state(plan_id, self.drafts[plan_id].pop(), "undo")
        self.ahead[plan_id].append(now)
        self.tally.accept("undo")

    def redo(self) -> None:
        if not any(self.ahead.values()):
            return
        plan_id = self._one(lambda key: self.ahead[key])
        now = self._state(plan_id)
        try:
            self.desk.redo(plan_id)
        except ConflictError as refusal:
            self._refused_turn("redo", refusal, plan_id)
            return
        self._require_state(plan_id, self.ahead[plan_id].pop(), "redo")
        self.drafts[plan_id].append(now)
        self.tally.accept("redo")

    def edit_border(self, op: str) -> None:
        """Move the border between two communities in the drafts of both."""
        one = self._one()
        if op in {"split", "merge"}:
            op = "move_node"
        other = self._neighbour(one)
        if other is None:
            self.open(self._next_home(one))
            return
        drafts = [self.desk.draft(key) for key in (one, other)]
        cells = [cell for draft in drafts for cell in draft.partition.cells]
        boundary = shapely.union_all([draft.partition.boundary for draft in drafts])
        whole = Partition.of(cells, boundary=boundary)
        edges = [Outline.of(draft.partition.coverage.geometries).one_sided() for draft in drafts]
        common = edges[0] & {(end, start) for start, end in edges[1]}
        command = Pencil(self.rng, whole, common, "outer edge").draw(op)
        known, digest = [self._state(key) for key in (one, other)], self.store.digest()
        try:
            amended = edit_together(self.desk, (one, other), command)
        except (CoverageError, InputError) as refusal:
            self.tally.refuse(f"border {op}", refusal.code)
            require(self.store.digest() == digest, "a refused edit changed the store")
            self._require_cause(whole, command, refusal)
            return
        for key, before, done in zip((one, other), known, amended, strict=True):
            self._require_valid(key)
            if done.edits:
                self.drafts[key].append(None if "with" in done.edits[0].command else before)
                self.ahead[key].clear()
                self.partners.setdefault(key, set()).update({one, other} - {key})
        self.tally.accept(f"border {op}")

    def merge(self) -> None:
        """Merge two drafts of one community; where there is one, open the second."""
        one = self._one()
        home = one.rpartition("-")[0]
        other = next((k for k in self.drafts if k != one and k.rpartition("-")[0] == home), None)
        if other is None:
            self.open(home)
            return
        prefer = [None, Side.FIRST, Side.SECOND][int(self.rng.integers(3))]
        digest, apart = self.store.digest(), self._are_apart(one, other)
        try:
            merged = merge_drafts(self.store, one, other, prefer=prefer)
        except ConflictError as refusal:
            self.tally.refuse("merge of drafts", refusal.code)
            require(self.store.digest() == digest, "a refused merge changed the store")
            return
        if merged.plan is None:
            self.tally.refuse("merge of drafts", "clash")
            require(self.store.digest() == digest, "a refused merge changed the store")
            require(not apart, "drafts clash that changed no cell in common")
            return
        self._know(merged.plan.id)
        self._require_valid(merged.plan.id)
        if {one, other} & (self.doubtful | self.partners.keys()):
            self.doubtful.add(merged.plan.id)
        self.drafts[merged.plan.id] = [None] * len(merged.edits)
        self.tally.accept("merge of drafts")

    def discard(self) -> None:
        plan_id = self._one()
        before = self._published()
        with self.store.writing() as work:
            work.discard(plan_id)
        require(self._published() == before, "a discard changed what is in force")
        self._forget(plan_id)
        self.discarded.append(plan_id)
        self.tally.accept("discard")

    def restore(self) -> None:
        if not self.discarded or len(self.drafts) >= MOST_DRAFTS:
            return
        plan_id = self.discarded.pop(int(self.rng.integers(len(self.discarded))))
        with self.store.writing() as work:
            work.restore(plan_id)
        with self.store.reading() as reader:
            standing = len(Cursor.of(reader.edits(plan_id)).standing)
        self._know(plan_id)
        self.drafts[plan_id] = [None] * standing
        self.tally.accept("restore")

    def publish(self) -> None:
        """Publish one draft, with those that share a border edit with it."""
        chosen, fits = self._together(self._one())
        day = self.day + timedelta(days=1)
        with self.store.reading() as reader:
            fresh = {cell.code for key in chosen for cell in reader.cells(key)}
            led = {known.cell_code for known in reader.assignments(day)}
        revisions = {key: self.desk.draft(key).plan.revision for key in self.drafts}
        with self.store.writing() as work:
            work.put_assignments(_led(sorted(fresh - led), day))
        digest = self.store.digest()
        try:
            publish(self.store, day, chosen)
        except (ConflictError, CoverageError) as refusal:
            self.tally.refuse("publish", refusal.code)
            require(self.store.digest() == digest, "a refused publication changed the store")
            require(not fits, f"publishing refused: {refusal}")
            return
        self.day = day
        if self.doubtful.union(self.partners).intersection(chosen):
            self.doubtful |= set(self.drafts)
        for key in chosen:
            self._forget(key)
        self._require_in_force()
        self._note_adoptions(revisions)
        self.tally.accept("publish")

    # What is known, and what must hold.

    def _published(self) -> list[Cell]:
        with self.store.reading() as reader:
            return reader.published_cells()

    def _one(self, wished=lambda _key: True) -> str:
        keys = sorted(key for key in self.drafts if wished(key)) or sorted(self.drafts)
        if not keys:
            self.open()
            keys = sorted(self.drafts)
        # Now and then somebody else goes on, in a process that has seen nothing yet.
        if self.rng.random() < 0.3:
            self.desk = Desk(self.store)
        return str(self.rng.choice(keys))

    def _neighbour(self, plan_id: str) -> str | None:
        home = plan_id.rpartition("-")[0]
        mine = self.desk.draft(plan_id).partition.boundary
        for key in sorted(self.drafts):
            if key.rpartition("-")[0] != home:
                border = shapely.intersection(mine, self.desk.draft(key).partition.boundary)
                if border.length > 0:
                    return key
        return None

    def _next_home(self, plan_id: str) -> str:
        """Return a community that borders on a draft's."""
        home = plan_id.rpartition("-")[0]
        with self.store.reading() as reader:
            areas = {area.code: area.boundary for area in reader.areas("community")}
        mine = areas.pop(home)
        shared = {code: mine.intersection(shape).length for code, shape in areas.items()}
        return str(self.rng.choice(sorted(code for code, length in shared.items() if length)))

    def _together(self, plan_id: str) -> tuple[list[str], bool]:
        """Return the drafts to publish with one, and whether nothing can stand against it."""
        chosen, ahead = {plan_id}, [plan_id]
        while ahead:
            fresh = self.partners.get(ahead.pop(), set()) - chosen
            chosen |= fresh
            ahead += fresh
        known = sorted(chosen & self.drafts.keys())
        homes = {key.rpartition("-")[0] for key in known}
        if len(homes) < len(known):
            return [plan_id], False
        return known, len(known) == len(chosen) and not chosen & self.doubtful

    def _state(self, plan_id: str) -> State:
        with self.store.reading() as reader:
            return {cell.code: cell.geometry.wkb for cell in reader.cells(plan_id)}

    def _know(self, plan_id: str) -> None:
        self.drafts[plan_id], self.ahead[plan_id] = [], []

    def _forget(self, plan_id: str) -> None:
        del self.drafts[plan_id], self.ahead[plan_id]

    def _note_adoptions(self, revisions: dict[str, int]) -> None:
        """Earlier states of drafts that took over a neighbour's nodes come back with those."""
        for key in self.drafts:
            if self.desk.draft(key).plan.revision != revisions[key]:
                self.drafts[key] = [None] * len(self.drafts[key])
                self.ahead[key] = [None] * len(self.ahead[key])
                self._require_valid(key)

    def _are_apart(self, one: str, other: str) -> bool:
        with self.store.reading() as reader:
            based = {reader.plan(key).based_on for key in (one, other)}
            journals = [reader.edits(key) for key in (one, other)]
        codes = [
            {cell.code for edit in journal for cell in (*edit.dropped, *edit.placed)}
            for journal in journals
        ]
        return len(based) == 1 and not codes[0] & codes[1]

    def _undo_together(self, plan_id: str) -> None:
        """Take back an edit that drafts share, in all of them, where it is the last of each."""
        journal = self.desk.draft(plan_id).journal
        last = next(edit for edit in journal if edit.number == Cursor.of(journal).standing[-1])
        both = [plan_id, *(key for key in last.command["with"] if key in self.drafts)]
        try:
            undone = undo_together(self.desk, both)
        except ConflictError as refusal:
            self.tally.refuse("undo together", refusal.code)
            return
        for key, done in zip(both, undone, strict=True):
            if done.edits:
                self.drafts[key].pop()
                self.ahead[key].append(None)
                self._require_valid(key)
        self.tally.accept("undo together")

    def _refused_turn(self, op: str, refusal: ConflictError, plan_id: str) -> None:
        """Turning back is refused when there is nothing, or a neighbour's border came between."""
        self.tally.refuse(op, refusal.code)
        known = self.drafts[plan_id] if op == "undo" else self.ahead[plan_id]
        require(not known or known[-1] is None, f"{op} refused: {refusal}")

    def _require_cause(self, whole: Partition, command: Command, refusal: GridmapError) -> None:
        try:
            require_partition(whole.coverage.geometries)
        except BrokenError:
            # Two drafts that do not share every node yet; the plain way cannot be gone.
            return
        with evidence(whole, command):
            require_cause(whole, command, refusal)

    def _require_kept(self, plan_id: str, partition: Partition) -> None:
        pairs = zip(partition.codes, partition.coverage.geometries, strict=True)
        known = {code: geometry.wkb for code, geometry in pairs}
        require(self._state(plan_id) == known, "the store keeps other cells than the desk")

    def _require_state(self, plan_id: str, expected: State | None, op: str) -> None:
        if expected is None:
            self._require_valid(plan_id)
        else:
            require(self._state(plan_id) == expected, f"{op} led to other bytes")

    def _require_valid(self, plan_id: str) -> None:
        with self.store.reading() as reader:
            cells = _shapes(reader.cells(plan_id))
        require_partition(cells)
        require_whole_area(cells)

    def require_all(self) -> None:
        """Check all drafts and all that is in force."""
        for plan_id in self.drafts:
            self._require_valid(plan_id)
        self._require_in_force()

    def _require_in_force(self) -> None:
        """Check all plans in force as one coverage, the codes, and where every point is filed."""
        cells = self._published()
        shapes = _shapes(cells)
        outer = require_partition(shapes)
        require(voids(shapes, outer) == self.voids, "voids came up between communities")
        require_whole_area(shapes)
        require_same_outline(self.outline, shapes)
        codes = {cell.code for cell in cells}
        require(not any(map(is_provisional, codes)), "a provisional code is in force")
        with self.store.reading() as reader:
            points = reader.points()
        where = np.array([(point.lon, point.lat) for point in points])
        require_points(shapes, where)
        for point, found in zip(points, owners(shapes, where), strict=True):
            filed = {cells[k].code for k in found} or {None}
            require(point.cell_code in filed, f"{point.id} is filed in {point.cell_code}")


def _shapes(cells: list[Cell]) -> np.ndarray:
    shapes = np.empty(len(cells), dtype=object)
    shapes[:] = [cell.geometry for cell in cells]
    return shapes
