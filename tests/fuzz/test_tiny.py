"""Splits and transfers where cells are few units wide: none is refused without cause.

The machines meet such cells now and then. Here nearly every cell is one, and only what can go wrong
there is looked at, so that many more are tried in the same time.
"""

from __future__ import annotations

import numpy as np
import pytest

from gridmap.domain.redrawing import carry_out
from gridmap.errors import CoverageError, InputError
from tests.fuzz import territories
from tests.fuzz.evidence import evidence, require_cause
from tests.fuzz.oracle import require_partition
from tests.fuzz.pencil import Pencil, draw_aim
from tests.longer import examples

STEPS = 40
# Merges, lest the cells become so small that nothing fits.
OPS = (*["transfer"] * 12, *["split"] * 5, "merge", "move_node", "insert_node")


def tiny(rng):
    """Return a strip, or three communities of tiles, few units wide."""
    seed, length = int(rng.integers(2**32)), int(rng.integers(12, 21))
    if rng.random() < 0.5:
        return territories.strip(length, seed)
    return territories.small(int(rng.integers(2, 5)), int(rng.choice([12, 24])), seed)


def redrawn(partition, command):
    """Return the cells after a command, those before where it is refused for a cause."""
    with evidence(partition, command):
        try:
            after = carry_out(partition, command).partition
        except (CoverageError, InputError) as refusal:
            require_cause(partition, command, refusal)
            return partition
        require_partition(after.coverage.geometries)
    return after


@pytest.mark.parametrize("run", range(4))
def test_what_is_refused_in_cells_of_a_few_units_has_a_cause(run):
    for seed in range(examples(5)):
        rng = np.random.default_rng((run, seed))
        partition = tiny(rng).partition(bounded=bool(rng.integers(2)))
        outer = require_partition(partition.coverage.geometries)
        for _ in range(STEPS):
            pencil = Pencil(rng, partition, outer, draw_aim(rng))
            partition = redrawn(partition, pencil.draw(str(rng.choice(OPS))))
