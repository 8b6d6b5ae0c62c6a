"""A store under test: how it begins, what is known of it from outside, and what must hold."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

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
from gridmap.domain.partition import Partition
from gridmap.errors import ConflictError, GridmapError
from gridmap.services.border_edits import redo_together, undo_together
from gridmap.services.drafting import Desk
from gridmap.services.open_drafts import ancestors
from tests.fuzz.evidence import evidence, require_cause
from tests.fuzz.filling import require_same_outline
from tests.fuzz.law import require_points
from tests.fuzz.oracle import (
    BrokenError,
    owners,
    require,
    require_partition,
    require_whole_area,
    voids,
)
from tests.fuzz.tally import Tally

FIRST_DAY = date(2026, 1, 1)
_WORKER = "W1"
State = dict[str, bytes]


def settle(store, partition: Partition, points: int, seed: int) -> None:
    """Put a plan in force in every community, a leader in every cell and points anywhere."""
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
        drafts = {}
        for home in homes:
            plan = Plan(f"{home}-1", home, PlanStatus.DRAFT, Origin.DRAWN)
            cells = [cell for cell in partition.cells if cell.code.startswith(home)]
            drafts[plan.id] = [replace(cell, plan_id=plan.id) for cell in cells]
            work.add_plan(plan, drafts[plan.id])
        # All at once is checked once.
        work.publish(drafts, FIRST_DAY)
        work.put_assignments(leaders(partition.codes, FIRST_DAY))
        work.put_points(
            Point(f"s{k}", PointKind.SHOP, "restaurant", lon, lat)
            for k, (lon, lat) in enumerate(spread)
        )


def leaders(codes, day: date) -> list[Assignment]:
    return [Assignment(code, _WORKER, Duty.LEADER, day) for code in codes]


@dataclass
class Books:
    """What is known of a store from outside.

    Parameters
    ----------
    store
        A settled store.
    rng
        The only source of chance.
    tally
        Counts what happened.
    whole
        Whether all is checked after each act, and refusals by the digest of the whole store; else
        what is near an act, and refusals by what the store tells of itself and of the draft.
    """

    store: object
    rng: np.random.Generator
    tally: Tally = field(default_factory=Tally)
    whole: bool = True

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

    def fingerprint(self) -> object:
        """Return what must stay as it is when something is refused."""
        if self.whole:
            return self.store.digest()
        with self.store.reading() as reader:
            journals = [len(reader.edits(key)) for key in self.drafts]
            plans = [reader.plan(key) for key in self.drafts]
            return reader.revision(), plans, journals, [self._state(key) for key in self.drafts]

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
        if not all(map(self._is_recent, known)):
            return [plan_id], False
        homes = {key.rpartition("-")[0] for key in known}
        if len(homes) < len(known):
            return [plan_id], False
        return known, len(known) == len(chosen) and not chosen & self.doubtful

    def _is_recent(self, plan_id: str) -> bool:
        """Return whether the plan that a draft branched from is still in force."""
        with self.store.reading() as reader:
            chain = ancestors(reader, reader.plan(plan_id))
        return PlanStatus.PUBLISHED in {plan.status for plan in chain}

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

    def _turn_together(self, plan_id: str, op: str) -> None:
        """Take back or bring again an edit that drafts share, in all of them."""
        journal = self.desk.draft(plan_id).journal
        cursor = Cursor.of(journal)
        number = (cursor.standing if op == "undo" else cursor.undone)[-1]
        partners = journal[number - 1].command["with"]
        both = [plan_id, *(key for key in partners if key in self.drafts)]
        known, digest = {key: self._state(key) for key in both}, self.fingerprint()
        turn, back, there = (
            (undo_together, self.drafts, self.ahead)
            if op == "undo"
            else (redo_together, self.ahead, self.drafts)
        )
        try:
            turned = turn(self.desk, both)
        except ConflictError as refusal:
            self.tally.refuse(f"{op} together", refusal.code)
            require(self.fingerprint() == digest, f"a refused {op} changed the store")
            return
        for key, done in zip(both, turned, strict=True):
            if done.edits:
                back[key].pop()
                there[key].append(known[key])
                self._require_valid(key)
        self.tally.accept(f"{op} together")

    def _refused_turn(self, op: str, refusal: ConflictError, plan_id: str) -> None:
        """Turning back is refused when there is nothing, or a neighbour's border came between."""
        self.tally.refuse(op, refusal.code)
        known = self.drafts[plan_id] if op == "undo" else self.ahead[plan_id]
        shared = refusal.code == "together.alone"
        require(shared or not known or known[-1] is None, f"{op} refused: {refusal}")

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
