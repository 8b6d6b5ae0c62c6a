"""Large territories redrawn at random: no edit breaks the partition, none is refused for nothing.

The walks go round the territories that the machine can build: four of published data and two
synthetic, or the latter alone. In the ordinary run shapely checks the coverage near an edit, each
25th step that of all cells; in the long one that of all each time, and ``tests.fuzz.walks`` goes
400 of these walks.
"""

from __future__ import annotations

import pytest

from tests.fuzz.walk import OPERATIONS
from tests.fuzz.walks import LEAST_ACCEPTED, STEPS, walk_of
from tests.longer import is_long

WALKS = 20


@pytest.mark.parametrize("seed", range(WALKS))
def test_no_step_breaks_the_partition(seed, names, territory_of, tallies, tmp_path):
    walk = walk_of(seed, names, territory_of, everywhere=is_long())
    try:
        walk.run(STEPS, tmp_path)
    finally:
        tallies["all territories"] += walk.tally
        tallies[names[seed % len(names)]] += walk.tally
    assert sum(walk.tally.accepted.values()) > STEPS * LEAST_ACCEPTED


def test_the_walks_accept_four_in_ten_of_each_operation(tallies):
    tally = tallies["all territories"]
    assert {op for op in OPERATIONS if tally.share(op) < LEAST_ACCEPTED} == set()


def test_the_territories_are_large(names, territory_of):
    sizes = [(len(t.cells), len(set(t.community))) for t in map(territory_of, names)]
    assert min(cells for cells, _ in sizes) >= 2_000
    assert min(communities for _, communities in sizes) >= 50
