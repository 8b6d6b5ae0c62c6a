"""Large territories redrawn at random: no edit breaks the partition, none is refused for nothing.

20 walks of 200 steps in the ordinary run, 400 in the long one. The walks go round the territories
that the machine can build: four of published data and two synthetic, or the latter alone.
"""

from __future__ import annotations

import pytest

from tests.fuzz.walk import OPERATIONS, Walk
from tests.longer import examples, is_long

STEPS = 200
WALKS = examples(20)
# In the ordinary run, what is not near an edit is checked each 25th step.
WHOLE_EACH = 1 if is_long() else 25
LEAST_ACCEPTED = 0.4


@pytest.mark.parametrize("seed", range(WALKS))
def test_no_step_breaks_the_partition(seed, names, territory_of, tallies, tmp_path):
    name = names[seed % len(names)]
    # Each second walk of a territory may not leave it.
    bounded = seed // len(names) % 2 == 1
    partition = territory_of(name).partition(bounded=bounded)
    walk = Walk(f"{name}, walk {seed}", partition, seed, WHOLE_EACH)
    try:
        walk.run(STEPS, tmp_path)
    finally:
        tallies["all territories"] += walk.tally
        tallies[name] += walk.tally
    assert sum(walk.tally.accepted.values()) > STEPS * LEAST_ACCEPTED


def test_the_walks_accept_four_in_ten_of_each_operation(tallies):
    tally = tallies["all territories"]
    assert {op for op in OPERATIONS if tally.share(op) < LEAST_ACCEPTED} == set()


def test_the_territories_are_large(names, territory_of):
    sizes = [(len(t.cells), len(set(t.community))) for t in map(territory_of, names)]
    assert min(cells for cells, _ in sizes) >= 2_000
    assert min(communities for _, communities in sizes) >= 50
