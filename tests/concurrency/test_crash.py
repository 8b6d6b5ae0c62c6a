"""Many processes redraw and publish at once and are killed: nothing acknowledged is lost.

The short form runs with the other tests; ``make test-long`` runs 40 kills, and 100,000 readings
during 200 publications.
"""

from __future__ import annotations

import multiprocessing
import sqlite3
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess as Process
from pathlib import Path

import numpy as np
import pytest
import shapely

from gridmap.domain import PlanStatus
from gridmap.geometry import double_areas_units
from gridmap.store import open_store
from gridmap.store.dialects import geopackage
from tests.concurrency import editor, watcher
from tests.concurrency.sheet import settled, whole
from tests.longer import is_long

EDITORS, WATCHERS = 8, 2
KILLS, READINGS, PUBLICATIONS = (40, 100_000, 200) if is_long() else (8, 5_000, 20)
LONGEST_S = 7200 if is_long() else 600
PAUSE_S = (0.3, 1.5)


# Each process begins from a server that has the modules: most time would go into imports else.
SPAWNING = multiprocessing.get_context("forkserver")
SPAWNING.set_forkserver_preload(["__main__", editor.__name__, watcher.__name__])
UNINDEXED = """SELECT c.fid FROM cell c LEFT JOIN rtree_cell_geom r ON r.id = c.fid
    WHERE r.id IS NULL OR r.minx > ST_MinX(c.geom) OR r.maxy < ST_MaxY(c.geom)"""


@dataclass
class Run:
    """Processes at work on one store file."""

    folder: Path
    rng: np.random.Generator
    editors: dict[int, Process] = field(default_factory=dict)
    watchers: list[Process] = field(default_factory=list)
    kills: int = 0

    @property
    def store(self) -> Path:
        return self.folder / "store.gpkg"

    def log(self, number: int) -> Path:
        return self.folder / f"editor{number}.log"

    def seen(self, number: int) -> Path:
        return self.folder / f"watcher{number}.log"

    def start_editor(self, number: int) -> None:
        arguments = (self.store, self.log(number), number)
        self.editors[number] = SPAWNING.Process(target=editor.main, args=arguments)
        self.editors[number].start()

    def start(self) -> None:
        for number in range(EDITORS):
            self.start_editor(number)
        for number in range(WATCHERS):
            process = SPAWNING.Process(target=watcher.main, args=(self.store, self.seen(number)))
            process.start()
            self.watchers.append(process)

    def lines(self, *kinds: str) -> list[list[str]]:
        """Return the whole lines of some kinds in the logs of all editors."""
        logs = [self.log(number) for number in range(EDITORS) if self.log(number).exists()]
        lines = [line for log in logs for line in log.read_text().split("\n")[:-1]]
        return [words for words in map(str.split, lines) if words[0] in kinds]

    def readings(self) -> list[list[str]]:
        """Return the lines of each watcher: how much it saw, then what did not fit."""
        logs = [self.seen(number) for number in range(WATCHERS)]
        return [log.read_text().split("\n") for log in logs if log.exists()]

    def kill_one(self) -> None:
        """Kill an editor that is at work, at whatever it does, and start it again."""
        sizes = {number: self.log(number).stat().st_size for number in self._at_work()}
        time.sleep(self.rng.uniform(*PAUSE_S))
        busy = [number for number in sizes if self.log(number).stat().st_size > sizes[number]]
        if not busy:
            return
        number = int(self.rng.choice(busy))
        self.editors[number].kill()
        self.editors[number].join()
        self.kills += 1
        self.start_editor(number)

    def _at_work(self) -> list[int]:
        for number, process in self.editors.items():
            if process.exitcode is not None:
                errors = self.log(number).with_suffix(".err").read_text()
                pytest.fail(f"editor {number} ended by itself:\n{errors}")
        return [number for number in self.editors if self.log(number).exists()]

    def until(self, kills: int, readings: int, publications: int) -> None:
        """Let all work, and kill now and then, until enough has happened."""
        deadline = time.monotonic() + LONGEST_S
        share = 0.0
        while self.kills < kills or share < 1:
            assert time.monotonic() < deadline, "the machine is too slow for this run"
            if self.kills <= kills * share:
                self.kill_one()
            else:
                self._at_work()
                time.sleep(0.2)
            seen = sum(int(lines[0].split()[0]) for lines in self.readings())
            share = min(seen / readings, len(self.lines("published")) / publications)

    def stop(self) -> None:
        (self.folder / "stop").touch()
        for process in [*self.editors.values(), *self.watchers]:
            process.join(60)

    def end(self) -> None:
        for process in [*self.editors.values(), *self.watchers]:
            process.kill()
            process.join()


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run with all its kills, at rest."""
    run = Run(tmp_path_factory.mktemp("crash"), np.random.default_rng(0))
    settled(run.store).close()
    run.start()
    try:
        run.until(KILLS, READINGS, PUBLICATIONS)
        run.stop()
    finally:
        run.end()
    return run


@pytest.fixture(scope="module")
def store(run):
    store = open_store(run.store)
    yield store
    store.close()


@pytest.fixture(scope="module")
def journals(store):
    """The journal of each plan by its id."""
    with store.reading() as reader:
        return {plan.id: reader.edits(plan.id) for plan in reader.plans()}


def test_every_acknowledged_edit_is_in_its_journal(run, journals):
    kept = {(edit.key, edit.plan_id) for journal in journals.values() for edit in journal}
    acknowledged = [(key, plan_id) for _, key, plan_id in run.lines("done")]
    assert len(acknowledged) > 10 * KILLS
    assert [edit for edit in acknowledged if edit not in kept] == []


def test_no_edit_is_doubled(run, journals):
    keys = Counter(edit.key for journal in journals.values() for edit in journal if edit.key)
    assert [key for key, count in keys.items() if count > 1] == []
    sent = {key for _, key, _ in run.lines("send", "again")}
    assert keys.keys() <= sent


def test_journals_have_no_gap(journals):
    numbers = {name: [edit.number for edit in journal] for name, journal in journals.items()}
    assert numbers == {name: list(range(1, len(n) + 1)) for name, n in numbers.items()}


def test_every_journal_leads_to_the_cells_that_are_kept(store, journals):
    """Taken back from the last entry to the first, each finds the cells that it left."""
    with store.reading() as reader:
        drafts = [plan.id for plan in reader.plans(status=PlanStatus.DRAFT)]
        cells = {name: {c.code: c for c in reader.cells(name)} for name in drafts}
    stale = []
    for name, now in cells.items():
        for edit in reversed(journals[name]):
            stale += [(name, edit.number, c.code) for c in edit.placed if now.pop(c.code) != c]
            now.update((c.code, c) for c in edit.dropped)
    assert stale == []


def test_every_acknowledged_publication_stands(run, store):
    with store.reading() as reader:
        status = {plan.id: plan.status for plan in reader.plans()}
    published = [plan_id for _, plan_id in run.lines("published")]
    assert len(published) >= PUBLICATIONS
    assert {status[plan_id] for plan_id in published} <= {
        PlanStatus.PUBLISHED,
        PlanStatus.SUPERSEDED,
    }


@pytest.mark.parametrize("status", [PlanStatus.PUBLISHED, PlanStatus.DRAFT])
def test_cells_are_one_valid_coverage(store, status):
    with store.reading() as reader:
        plans = {plan.community_code: plan.id for plan in reader.plans(status=status)}
        parts = [[cell.geometry for cell in reader.cells(name)] for name in plans.values()]
    if status is PlanStatus.PUBLISHED:
        parts = [[shape for part in parts for shape in part]]
        assert sum(double_areas_units(parts[0])) == double_areas_units([whole()])[0]
    assert all(shapely.coverage_is_valid(np.array(part, object)) for part in parts)


@pytest.mark.parametrize(
    ("statement", "answer"),
    [
        ("PRAGMA integrity_check", [("ok",)]),
        ("PRAGMA foreign_key_check", []),
        ("SELECT rtreecheck('rtree_cell_geom')", [("ok",)]),
        (UNINDEXED, []),
        ("SELECT id FROM rtree_cell_geom WHERE id NOT IN (SELECT fid FROM cell)", []),
    ],
)
def test_file_is_whole(run, store, statement, answer):
    connection = sqlite3.connect(run.store)
    geopackage.register_functions(connection)
    found = connection.execute(statement).fetchall()
    connection.close()
    assert found == answer


def test_readers_never_saw_half_a_publication(run):
    seen = run.readings()
    assert [line for lines in seen for line in lines[1:] if line] == []
    assert sum(int(lines[0].split()[0]) for lines in seen) >= READINGS
    assert all(int(lines[0].split()[1]) > PUBLICATIONS // 4 for lines in seen)


def test_editors_were_killed(run):
    assert run.kills >= KILLS
