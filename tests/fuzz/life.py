"""Drafts of a territory in a store: opened, redrawn, merged, discarded and published at random."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import shapely

from gridmap.domain.journal import Cursor
from gridmap.domain.partition import Partition, Step
from gridmap.errors import ConflictError, CoverageError, InputError
from gridmap.services.border_edits import edit_together
from gridmap.services.merging_drafts import Side, merge_drafts
from gridmap.services.open_drafts import new_draft, plan_in_force
from gridmap.services.publishing import publish
from tests.fuzz.books import Books, leaders
from tests.fuzz.evidence import evidence, require_cause
from tests.fuzz.law import require_step
from tests.fuzz.oracle import Outline, require
from tests.fuzz.pencil import Pencil, draw_aim

MOST_DRAFTS = 5

ACTS = (
    *["edit"] * 12,
    *["edit_border", "undo", "redo"] * 2,
    *["open", "merge", "discard", "restore", "publish"],
)
EDITS = ("move_node", "insert_node", "delete_node", "reshape_arc", "split", "merge", "transfer")
_BORDER_EDITS = tuple(op for op in EDITS if op not in {"split", "merge"})


@dataclass
class Life(Books):
    """What people do with drafts; each act checks what it did."""

    def act(self, name: str, op: str, aim: str = "") -> None:
        """Do something by name; each act checks what it did."""
        if name == "edit":
            self.edit(op, aim)
        elif name == "edit_border":
            self.edit_border(op if op in _BORDER_EDITS else _BORDER_EDITS[0])
        else:
            getattr(self, name)()
        if self.whole:
            self.require_all()

    def run(self, acts: int) -> None:
        """Do a number of things at random, and check all in the end.

        Raises
        ------
        AssertionError
            When the law is broken or something is refused without cause, with the act.
        """
        for number in range(1, acts + 1):
            name, op = str(self.rng.choice(ACTS)), str(self.rng.choice(EDITS))
            aim = draw_aim(self.rng)
            try:
                self.act(name, op, aim)
            except Exception as fault:
                raise AssertionError(f"act {number}, {name} {op}: {fault}") from fault
        self.require_all()

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
        if op == "merge" and len(before.partition) == 1:
            op = "split"
        cells = before.partition.coverage.geometries
        edge = Outline.of(cells).one_sided()
        command = Pencil(self.rng, before.partition, edge, aim).draw(op)
        known, digest = self._state(plan_id), self.fingerprint()
        try:
            amended = self.desk.edit(plan_id, command)
        except (CoverageError, InputError) as refusal:
            self.tally.refuse(op, refusal.code)
            require(self.fingerprint() == digest, "a refused edit changed the store")
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
                self._turn_together(plan_id, "undo")
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
            if refusal.code == "together.alone":
                self._turn_together(plan_id, "redo")
            return
        self._require_state(plan_id, self.ahead[plan_id].pop(), "redo")
        self.drafts[plan_id].append(now)
        self.tally.accept("redo")

    def edit_border(self, op: str) -> None:
        """Move the border between two communities in the drafts of both."""
        one = self._one()
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
        known, digest = [self._state(key) for key in (one, other)], self.fingerprint()
        try:
            amended = edit_together(self.desk, (one, other), command)
        except (CoverageError, InputError) as refusal:
            self.tally.refuse(f"border {op}", refusal.code)
            require(self.fingerprint() == digest, "a refused edit changed the store")
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
        digest, apart = self.fingerprint(), self._are_apart(one, other)
        try:
            merged = merge_drafts(self.store, one, other, prefer=prefer)
        except ConflictError as refusal:
            self.tally.refuse("merge of drafts", refusal.code)
            require(self.fingerprint() == digest, "a refused merge changed the store")
            return
        if merged.plan is None:
            self.tally.refuse("merge of drafts", "clash")
            require(self.fingerprint() == digest, "a refused merge changed the store")
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
            work.put_assignments(leaders(sorted(fresh - led), day))
        digest = self.fingerprint()
        try:
            publish(self.store, day, chosen)
        except (ConflictError, CoverageError) as refusal:
            self.tally.refuse("publish", refusal.code)
            require(self.fingerprint() == digest, "a refused publication changed the store")
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
