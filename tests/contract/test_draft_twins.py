"""Drafts in two kinds of store, one history: journals only grow, and lead to the cells."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import shapely
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from gridmap.domain import Edit, EditKind, Lock, LockKind, PlanStatus
from gridmap.domain.journal import Cursor
from gridmap.errors import GridmapError
from gridmap.store import MemoryStore, open_store
from tests.contract.worlds import EAST, NEW_YEAR, WEST, box, plan, settle
from tests.longer import examples

SOUTH, NORTH = 30.60, 30.61
HALF = st.floats(0.2, 0.8)
anywhere = st.integers(0, 10)
communities = st.sampled_from([WEST, EAST])
# What may be wrong with an edit; mostly nothing.
FAULTS = {
    "number": "edit.number",
    "stale": "edit.stale",
    "taken": "edit.code_taken",
    "revision": "plan.changed",
    "lattice": "geometry.off_lattice",
    "plan": "edit.other_plan",
}
faults = st.sampled_from([None] * 12 + [*FAULTS])
MOST_DRAFTS = 3


class DraftTwins(RuleBasedStateMachine):
    """Runs every write on both stores."""

    blank: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.memory = MemoryStore()
        settle(self.memory)
        self.file = open_store(shutil.copy(self.blank, self.folder.name))
        self.made = 10
        self.day = NEW_YEAR
        self.journals: dict[str, list[Edit]] = {}
        self.branch(WEST)

    def both(self, what, *args, **more):
        """Write to both; both must accept, or refuse alike and stay as they were."""
        answers = []
        for store in (self.memory, self.file):
            before = store.digest()
            try:
                with store.writing() as work:
                    getattr(work, what)(*args, **more)
                answers.append(None)
            except GridmapError as error:
                assert store.digest() == before
                answers.append((error.code, error.params.get("since"), error.params.get("changes")))
        assert answers[0] == answers[1]
        return answers[0] and answers[0][0]

    def read(self, what, *args):
        with self.memory.reading() as reader:
            return getattr(reader, what)(*args)

    def plans_with(self, *status):
        return [plan for plan in self.read("plans") if plan.status in status]

    def drafts(self):
        return self.plans_with(PlanStatus.DRAFT)

    def chosen(self, number):
        drafts = self.drafts()
        return drafts[number % len(drafts)]

    @precondition(lambda self: len(self.drafts()) < MOST_DRAFTS)
    @rule(community=communities)
    def branch_one(self, community):
        self.branch(community)

    def branch(self, community):
        (source,) = self.read("plans", community, PlanStatus.PUBLISHED)
        self.made += 1
        draft = plan(f"p{self.made:03d}", community, based_on=source.id)
        cells = [replace(cell, plan_id=draft.id) for cell in self.read("cells", source.id)]
        assert self.both("add_plan", draft, cells) is None

    @precondition(drafts)
    @rule(draft=anywhere, cell=anywhere, at=HALF, fault=faults, keyed=st.booleans())
    def split(self, draft, cell, at, fault, keyed):
        draft = self.chosen(draft)
        cells = self.read("cells", draft.id)
        old = cells[cell % len(cells)]
        west, _, east, _ = old.geometry.bounds
        cut = round(west + (east - west) * at, 7)
        if not west < cut < east:
            return
        self.made += 1
        parts = (
            replace(old, geometry=box(west, SOUTH, cut, NORTH)),
            replace(old, code=f"D{draft.id}-{self.made}", geometry=box(cut, SOUTH, east, NORTH)),
        )
        command = {"op": "split", "code": old.code}
        self.send(draft, command, ((old,), parts), fault, keyed=keyed)

    @precondition(drafts)
    @rule(draft=anywhere, cell=anywhere, at=HALF, fault=faults, merged=st.booleans())
    def move_or_merge(self, draft, cell, at, fault, merged):
        draft = self.chosen(draft)
        cells = sorted(self.read("cells", draft.id), key=lambda cell: cell.geometry.bounds)
        if len(cells) < 2:
            return
        place = cell % (len(cells) - 1)
        left, right = cells[place : place + 2]
        west, east = left.geometry.bounds[0], right.geometry.bounds[2]
        border = east if merged else round(west + (east - west) * at, 7)
        placed = [replace(left, geometry=box(west, SOUTH, border, NORTH))]
        if not merged:
            placed.append(replace(right, geometry=box(border, SOUTH, east, NORTH)))
        command = {"op": "merge" if merged else "move_node", "codes": [left.code, right.code]}
        self.send(draft, command, ((left, right), tuple(placed)), fault)

    def send(self, draft, command, parts, fault, *, keyed=False):
        """Send an edit, perhaps with a fault; sent twice under a key, it is carried out once."""
        self.made += 1
        number = len(self.read("edits", draft.id)) + 1
        dropped, placed = parts
        edit = Edit(
            draft.id,
            number,
            EditKind.EDIT,
            command,
            dropped,
            placed,
            by="li",
            at=datetime(2026, 1, 1, 12, tzinfo=UTC),
            reason="沿路",
            key=f"k{self.made}" if keyed else None,
        )
        spoilt = spoil(edit, fault)
        revision = draft.revision - (fault == "revision")
        assert self.both("amend", draft.id, [spoilt], revision) == FAULTS.get(fault)
        if keyed and fault is None:
            assert self.both("amend", draft.id, [edit], 1) is None
            assert self.read("plan", draft.id).revision == draft.revision + 1

    @precondition(drafts)
    @rule(draft=anywhere, redo=st.booleans())
    def turn(self, draft, redo):
        draft = self.chosen(draft)
        journal = self.read("edits", draft.id)
        cursor = Cursor.of(journal)
        numbers = cursor.undone if redo else cursor.standing
        if not numbers:
            return
        edit = journal[numbers[-1] - 1]
        kind, parts = EditKind.REDO, (edit.dropped, edit.placed)
        if not redo:
            kind, parts = EditKind.UNDO, parts[::-1]
        command = {"op": kind.value, "of": edit.number}
        entry = Edit(draft.id, len(journal) + 1, kind, command, *parts)
        assert self.both("amend", draft.id, [entry], draft.revision) is None
        now = {cell.code: cell for cell in self.read("cells", draft.id)}
        assert [now[cell.code] for cell in parts[1]] == list(parts[1])

    @precondition(drafts)
    @rule(draft=anywhere, cuts=st.lists(st.integers(1, 99_999), max_size=3, unique=True))
    def replace(self, draft, cuts):
        draft = self.chosen(draft)
        west = 114.30 if draft.community_code == WEST else 114.31
        edges = [west, *(round(west + cut / 10_000_000, 7) for cut in sorted(cuts))]
        edges.append(round(west + 0.01, 7))
        pattern = self.read("cells", draft.id)[0]
        self.made += 1
        cells = [
            replace(pattern, code=f"D{draft.id}-{self.made}{n}", geometry=box(a, SOUTH, b, NORTH))
            for n, (a, b) in enumerate(pairwise(edges))
        ]
        assert self.both("replace_draft", draft.id, cells, draft.revision, by="li") is None

    @precondition(lambda self: self.plans_with(PlanStatus.DRAFT, PlanStatus.DISCARDED))
    @rule(chosen=anywhere)
    def put_aside_or_take_up(self, chosen):
        plans = self.plans_with(PlanStatus.DRAFT, PlanStatus.DISCARDED)
        found = plans[chosen % len(plans)]
        away = found.status is PlanStatus.DISCARDED
        cells, used = self.read("cells", found.id), self.read("used_codes", found.community_code)
        assert self.both("restore" if away else "discard", found.id) is None
        assert self.both("restore" if not away else "discard", found.id) is None
        assert self.both("discard" if not away else "restore", found.id) is None
        assert self.read("cells", found.id) == cells
        assert self.read("used_codes", found.community_code) == used

    @precondition(drafts)
    @rule(draft=anywhere)
    def publish(self, draft):
        draft = self.chosen(draft)
        self.day += timedelta(days=1)
        cells = self.read("cells", draft.id)
        used = self.read("used_codes", draft.community_code)
        in_force = {cell.code for cell in self.read("published_cells", draft.community_code)}
        numbers = iter(range(len(used) + 1, 999))
        renamed = {
            cell.code: f"{draft.community_code}{next(numbers):03d}"
            for cell in cells
            if cell.code not in in_force
        }
        official = [replace(cell, code=renamed.get(cell.code, cell.code)) for cell in cells]
        assert self.both("publish", {draft.id: official}, self.day, (), renamed) is None
        assert self.read("renames", draft.id) == dict(sorted(renamed.items()))

    @precondition(drafts)
    @rule(draft=anywhere, name=st.sampled_from(["l1", "l2"]), until=st.none() | st.dates())
    def lock(self, draft, name, until):
        draft = self.chosen(draft)
        cell = self.read("cells", draft.id)[0]
        locks = [
            Lock(name, draft.id, LockKind.CELL, "学校", cell.code, until=until),
            Lock(f"{name}-plan", draft.id, LockKind.PLAN, "换届", by="li"),
        ]
        assert self.both("put_locks", locks) is None
        assert self.both("remove_lock", name) is None

    @invariant()
    def both_show_the_same(self):
        with self.memory.reading() as one, self.file.reading() as two:
            assert one.plans() == two.plans()
            assert one.locks() == two.locks()
            assert one.revision() == two.revision()
            for known in one.plans():
                assert one.plan(known.id) == two.plan(known.id) == known
                for section in ("cells", "edits", "renames"):
                    assert getattr(one, section)(known.id) == getattr(two, section)(known.id)

    @invariant()
    def journals_only_grow(self):
        now = {known.id: self.read("edits", known.id) for known in self.read("plans")}
        for name, before in self.journals.items():
            assert now[name][: len(before)] == before
        self.journals = now

    @invariant()
    def journals_lead_from_the_parent_to_the_cells(self):
        with self.file.reading() as reader:
            for draft in reader.plans(status=PlanStatus.DRAFT):
                cells = {cell.code: cell for cell in reader.cells(draft.id)}
                for edit in reversed(reader.edits(draft.id)):
                    assert [cells.pop(cell.code) for cell in edit.placed] == list(edit.placed)
                    cells.update((cell.code, cell) for cell in edit.dropped)
                parent = reader.cells(draft.based_on)
                assert sorted(cell.geometry.wkb for cell in cells.values()) == sorted(
                    cell.geometry.wkb for cell in parent
                )

    def teardown(self):
        self.file.close()
        self.folder.cleanup()


def spoil(edit: Edit, fault: str | None) -> Edit:
    """Return the edit with a fault."""
    first, *rest = edit.placed
    askew = replace(first, geometry=shapely.affinity.translate(first.geometry, 1e-8))
    elsewhere = replace(edit.dropped[0], geometry=box(114.0, SOUTH, 114.1, NORTH))
    changes: dict[str, dict[str, object]] = {
        "number": {"number": edit.number + 1},
        "stale": {"dropped": (elsewhere, *edit.dropped[1:])},
        "taken": {"dropped": edit.dropped[1:]},
        "lattice": {"placed": (askew, *rest)},
        "plan": {"plan_id": "w1"},
    }
    return replace(edit, **changes.get(fault, {}))


def test_both_stores_tell_one_history_of_drafts(settled_file):
    DraftTwins.blank = settled_file
    run_state_machine_as_test(
        DraftTwins,
        settings=settings(
            max_examples=examples(8),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
