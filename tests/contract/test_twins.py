"""Two kinds of store, one history: after the same writes both show the same, and the law holds."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from gridmap.domain import Duty, PlanStatus
from gridmap.errors import GridmapError
from gridmap.store import MemoryStore, open_store
from tests.contract.worlds import EAST, NEW_YEAR, WEST, columns, leader, plan, settle, shop

EDGES = {WEST: (114.30, 114.31), EAST: (114.31, 114.32)}
SECTIONS = ("areas", "plans", "published_cells", "workers", "assignments", "points", "tally")
UNITS = 10_000_000
communities = st.sampled_from([WEST, EAST])
inner = st.lists(st.integers(1, 99_999), max_size=3, unique=True)
# A third of the places lie on borders and beyond the territory.
places = st.tuples(
    st.integers(1_142_990_000, 1_143_210_000) | st.sampled_from([1_143_000_000, 1_143_100_000]),
    st.integers(305_990_000, 306_110_000) | st.sampled_from([306_000_000, 306_100_000]),
)


class Twins(RuleBasedStateMachine):
    """Runs every write on both stores."""

    blank: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.memory = MemoryStore()
        settle(self.memory)
        self.file = open_store(shutil.copy(self.blank, self.folder.name))
        self.day = NEW_YEAR
        self.drawn = 1
        self.number = 10

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
                answers.append(error.code)
        assert answers[0] == answers[1]
        return answers[0]

    @rule(at=st.lists(places, min_size=1, max_size=4), start=st.integers(0, 20))
    def put_points(self, at, start):
        points = [shop(f"s{n}", lon / UNITS, lat / UNITS) for n, (lon, lat) in enumerate(at, start)]
        assert self.both("put_points", points) is None

    @rule(community=communities, cuts=inner, shift=st.sampled_from([0, 0, 0, 0, 500]))
    def redraw(self, community, cuts, shift):
        self.drawn += 1
        self.day += timedelta(days=7)
        draft = plan(f"p{self.drawn:03d}", community)
        west, east = EDGES[community]
        edges = [west + cut / UNITS for cut in sorted(cuts)]
        edges = [round(edge, 7) for edge in (*edges, east + shift / UNITS)]
        cells = columns(draft, west, *edges, first=self.number)
        self.number += len(cells)
        assert self.both("add_plan", draft, cells) is None
        refused = self.both("publish", {draft.id: cells}, self.day)
        assert (refused is None) == (shift == 0)

    @rule(community=communities, worker=st.sampled_from(["w-1", "w-2", "nobody"]))
    def lead(self, community, worker):
        with self.memory.reading() as reader:
            cell = reader.published_cells(community)[0]
        self.both("put_assignments", [leader(cell.code, worker, self.day)])

    @rule(community=communities)
    def reuse_a_code(self, community):
        self.drawn += 1
        draft = plan(f"p{self.drawn:03d}", community)
        with self.memory.reading() as reader:
            retired = reader.used_codes(community) - {
                cell.code for cell in reader.published_cells(community)
            }
        cells = columns(draft, *EDGES[community])
        for code in sorted(retired)[:1]:
            again = [replace(cells[0], code=code)]
            self.both("add_plan", draft, again)
            assert self.both("publish", {draft.id: again}, self.day) == "code.used"

    @invariant()
    def both_show_the_same(self):
        with self.memory.reading() as one, self.file.reading() as two:
            for section in SECTIONS:
                assert getattr(one, section)() == getattr(two, section)()
            assert one.revision() == two.revision()

    @invariant()
    def cells_are_one_coverage_of_the_communities(self):
        with self.file.reading() as reader:
            cells = np.array([cell.geometry for cell in reader.published_cells()])
            areas = np.array([area.boundary for area in reader.areas("community")])
        assert shapely.coverage_is_valid(cells)
        assert shapely.coverage_is_valid(areas)
        assert shapely.equals(
            shapely.coverage_union_all(cells), shapely.box(114.3, 30.6, 114.32, 30.61)
        )

    @invariant()
    def every_point_lies_in_the_cell_it_is_filed_in(self):
        with self.file.reading() as reader:
            cells = {cell.code: cell.geometry for cell in reader.published_cells()}
            points = reader.points()
        for point in points:
            place = shapely.Point(point.lon, point.lat)
            holding = {code for code, shape in cells.items() if shape.covers(place)}
            assert point.cell_code in (holding or {None})

    @invariant()
    def one_plan_is_in_force_and_one_leader_at_most(self):
        with self.file.reading() as reader:
            in_force = [plan.community_code for plan in reader.plans(status=PlanStatus.PUBLISHED)]
            led = [a.cell_code for a in reader.assignments(self.day) if a.duty is Duty.LEADER]
        assert sorted(in_force) == [WEST, EAST]
        assert len(led) == len(set(led))

    def teardown(self):
        self.file.close()
        self.folder.cleanup()


@pytest.mark.parametrize("examples", [10])
def test_both_stores_tell_one_history(settled_file, examples):
    Twins.blank = settled_file
    run_state_machine_as_test(
        Twins,
        settings=settings(
            max_examples=examples,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
