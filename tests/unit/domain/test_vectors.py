"""The vectors of redrawing hold, byte for byte, and say what is true."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely

from gridmap.domain.commands import COMMANDS
from scripts.make_vectors import CASES, FOLDER, vector_of

FILES = sorted(FOLDER.glob("*.json"))


def _read(path: Path):
    return json.loads(path.read_text("utf-8"))


def _shapes(collection):
    return [shapely.geometry.shape(item["geometry"]) for item in collection["features"]]


def test_each_case_has_its_file():
    assert {path.stem for path in FILES} == set(CASES)


def test_each_command_is_carried_out_and_refused():
    carried, refused = set(), set()
    for path in FILES:
        vector = _read(path)
        (carried if "after" in vector else refused).add(vector["command"]["op"])
    assert carried == set(COMMANDS)
    assert refused | {"split_equal"} == set(COMMANDS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_library_does_what_the_vector_says(path):
    assert json.loads(json.dumps(vector_of(path.stem))) == _read(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_before_and_after_are_valid_coverages(path):
    vector = _read(path)
    for name in ("before", "after"):
        if name in vector:
            assert shapely.coverage_is_valid(_shapes(vector[name]))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_within_a_fixed_outline_the_ground_stays(path):
    vector = _read(path)
    if "after" in vector and vector["outline"] == "fixed":
        before, after = (shapely.union_all(_shapes(vector[name])) for name in ("before", "after"))
        assert shapely.symmetric_difference(before, after).area < 1e-12
