"""Edits of real cells end alike in the library and in the scripts of the pages."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fuzz import territories
from tests.redrawn_in_node import Scene, compared, renumbered

EDITS = 80


@pytest.mark.realdata
def test_edits_of_the_grids_of_xihu_end_alike(realdata, tmp_path):
    partition = renumbered(territories.build("xihu", realdata).partition(bounded=True))
    scene = Scene(partition).draw(np.random.default_rng(3), EDITS, aimed=False)
    comparison = compared([scene], tmp_path)
    assert comparison.differing == []
    assert comparison.asked == 0
