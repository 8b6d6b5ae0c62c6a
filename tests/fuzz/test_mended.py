"""What the fuzz once found stays mended: edits that were refused or accepted wrongly."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from gridmap.domain import Cell
from gridmap.domain.commands import from_json
from gridmap.domain.partition import Partition
from gridmap.domain.redrawing import carry_out
from gridmap.errors import CoverageError
from tests.fuzz import naive
from tests.fuzz.law import require_step, require_whole
from tests.fuzz.oracle import require_partition, require_whole_area

CASES = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted(Path(__file__).with_name("mended").glob("*.json"))
}


def partition_of(case):
    boundary = case["boundary"]
    return Partition.of(
        [Cell(code, "1", shapely.from_wkt(shape)) for code, shape in case["cells"].items()],
        boundary=None if boundary is None else shapely.from_wkt(boundary),
    )


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case["accepted"]])
def test_an_edit_that_breaks_nothing_is_carried_out(name):
    before, command = partition_of(CASES[name]), from_json(CASES[name]["command"])
    outer = require_partition(before.coverage.geometries)
    area, rng = require_whole_area(before.coverage.geometries), np.random.default_rng(0)
    redrawn = carry_out(before, command)
    changed = require_step(before, redrawn.partition, redrawn.step, command, rng)
    gained = sum(change.double_area_units for change in redrawn.step.changes)
    require_whole(redrawn.partition, outer ^ changed, area + gained, rng)
    assert redrawn.step.placed


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not case["accepted"]])
def test_an_edit_that_breaks_something_is_refused(name):
    before, command = partition_of(CASES[name]), from_json(CASES[name]["command"])
    assert naive.fault(before, command) is not None
    with pytest.raises(CoverageError):
        carry_out(before, command)
