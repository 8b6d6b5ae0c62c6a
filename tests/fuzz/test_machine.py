"""Small territories redrawn by a state machine: everything is checked after every operation.

Three communities of 12 to 40 cells together, some only a few lattice units wide. One machine works
on all cells at once, the other on drafts in a store. The long run takes 300 runs of 50 steps each.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from gridmap.domain import Territory
from gridmap.store import MemoryStore, create
from tests.fuzz import territories
from tests.fuzz.books import settle
from tests.fuzz.law import require_whole
from tests.fuzz.life import ACTS, EDITS, Life
from tests.fuzz.pencil import Pencil, draw_aim
from tests.fuzz.tally import Tally
from tests.fuzz.walk import Walk
from tests.longer import examples

SEEDS = st.integers(0, 2**32 - 1)
TOWNS = st.builds(territories.small, st.integers(2, 4), st.sampled_from([900, 30_000]), SEEDS)
TINY_TOWNS = st.builds(territories.small, st.integers(2, 4), st.sampled_from([12, 24]), SEEDS)
STRIPS = st.builds(territories.strip, st.integers(12, 20), SEEDS)
SMALL = st.one_of(TOWNS, TOWNS, TINY_TOWNS, STRIPS)
RUNS = settings(
    max_examples=examples(15),
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    # To shrink a walk takes far longer than the walk; its seeds tell enough.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
LEAST_ACCEPTED = 0.4


def chance(seed, count):
    """Return a generator: Hypothesis likes the same few numbers, the count makes each another."""
    return np.random.default_rng((seed, count))


class Redrawing(RuleBasedStateMachine):
    """All cells of three communities, redrawn as one partition."""

    tally = Tally()

    @initialize(territory=SMALL, bounded=st.booleans())
    def begin(self, territory, bounded):
        self.walk = Walk(territory.name, territory.partition(bounded=bounded), 0)
        self.walk.tally = self.tally
        self.count = 0

    @rule(seed=SEEDS)
    def step(self, seed):
        self.count += 1
        rng = chance(seed, self.count)
        op = str(rng.choice([*EDITS, *EDITS, "undo", "redo"]))
        if op in EDITS:
            pencil = Pencil(rng, self.walk.partition, self.walk.outer, draw_aim(rng))
            self.walk.edit(pencil.draw(op))
        elif op == "undo" and self.walk.past:
            self.walk.undo()
        elif op == "redo" and self.walk.future:
            self.walk.redo()

    @invariant()
    def the_partition_is_exact(self):
        if hasattr(self, "walk"):
            walk = self.walk
            require_whole(walk.partition, walk.outer, walk.double_area, walk.rng)


class Planning(RuleBasedStateMachine):
    """Plans in a store, in memory or in a file, from draft to draft."""

    tally = Tally()

    @initialize(territory=SMALL, in_file=st.sampled_from([True, False, False]), seed=SEEDS)
    def begin(self, territory, in_file, seed):
        self.closing = ExitStack()
        store = MemoryStore()
        if in_file:
            folder = Path(self.closing.enter_context(tempfile.TemporaryDirectory()))
            store = create(folder / "territory.gpkg", Territory("试验区"))
            self.closing.callback(store.close)
        settle(store, territory.partition(), 20, seed)
        self.count = 0
        self.life = Life(store, np.random.default_rng(seed), self.tally)

    def teardown(self):
        if hasattr(self, "closing"):
            self.closing.close()

    @rule(seed=SEEDS, name=st.sampled_from(ACTS))
    def act(self, seed, name):
        self.count += 1
        self.life.rng = rng = chance(seed, self.count)
        self.life.act(name, str(rng.choice(EDITS)), draw_aim(rng))


@pytest.fixture
def run(pytestconfig, tallies):
    """Return a function that runs a machine and names the operations mostly refused.

    The runs are always the same, unless ``--hypothesis-seed`` asks for others.
    """

    def run_machine(machine):
        machine.tally = Tally()
        chosen = pytestconfig.getoption("hypothesis_seed")
        try:
            run_state_machine_as_test(
                machine if chosen is None else seeded(chosen)(machine), settings=RUNS
            )
        finally:
            tallies[machine.__name__] = machine.tally
        # What needs two drafts to agree is refused more often than not.
        alone = {op for op in machine.tally.ops() if not {"border", "together"} & set(op.split())}
        # A run tries each some fifty times; what draws come depends on which tests ran before.
        return {op for op in alone if machine.tally.is_below(op, LEAST_ACCEPTED)}

    return run_machine


def test_no_edit_of_all_cells_breaks_the_partition(run):
    assert run(Redrawing) == set()


def test_no_draft_and_no_publication_breaks_the_partition(run):
    assert run(Planning) == set()
