"""What cannot be divided is refused, with a code that both languages know."""

import re
from pathlib import Path

import numpy as np
import pytest
import shapely

import gridmap.division
from gridmap.catalogue import text
from gridmap.division import cells_for_load, divide
from gridmap.errors import GridmapError, InputError, UsageError
from tests.unit.division.towns import box, outline, town

BLOCKS = town(4, 3)
FIELD = outline(BLOCKS)
LOAD = np.ones(len(BLOCKS))
BOW_TIE = shapely.Polygon([(114.3, 30.6), (114.31, 30.61), (114.31, 30.6), (114.3, 30.61)])


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("division.method", {"method": "magic"}),
        ("division.nesting_rule", {"nesting": "magic"}),
        ("division.boundary_empty", {"boundary": shapely.Polygon()}),
        ("division.boundary_empty", {"boundary": shapely.Point(114.3, 30.6)}),
        ("division.boundary_invalid", {"boundary": BOW_TIE}),
        ("division.boundary_off_lattice", {"boundary": shapely.Point(114.3, 30.6).buffer(0.01)}),
        ("division.cells", {"cells": 0}),
        ("division.cells_needed", {"cells": None}),
        ("division.both_sizes", {"target_area_m2": 1_000.0}),
        ("division.target_area", {"cells": None, "target_area_m2": -1.0}),
        ("division.target_area", {"cells": None, "target_area_m2": float("nan")}),
        ("division.limits", {"min_load": 5.0, "max_load": 4.0}),
        ("division.block_invalid", {"blocks": np.append(BLOCKS, BOW_TIE), "load": None}),
        ("division.load_length", {"load": LOAD[:-1]}),
        ("division.load_value", {"load": np.append(LOAD[:-1], -1.0)}),
        ("division.load_value", {"load": np.append(LOAD[:-1], np.nan)}),
        ("division.too_many_cells", {"cells": 13}),
        ("division.not_nested", {"blocks": BLOCKS[:-1], "load": LOAD[:-1]}),
    ],
)
def test_a_task_that_cannot_be_done_is_refused(code: str, given: dict[str, object]) -> None:
    asked = {
        "boundary": FIELD,
        "method": "balanced",
        "cells": 3,
        "blocks": BLOCKS,
        "load": LOAD,
        **given,
    }
    boundary = asked.pop("boundary")
    with pytest.raises(GridmapError) as caught:
        divide(boundary, **asked)
    assert caught.value.code == code


def test_an_unknown_method_is_a_usage_error_that_names_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        divide(FIELD, method="magic")
    assert "balanced" in caught.value.mend("en")


def test_the_first_bad_load_is_named_by_its_row() -> None:
    with pytest.raises(InputError) as caught:
        divide(FIELD, method="balanced", cells=2, blocks=BLOCKS, load=[1.0, -2.0] + [1.0] * 10)
    assert caught.value.place.feature == 2


@pytest.mark.parametrize(
    ("total", "target", "cells"),
    [(3_000, 1_500, 2), (3_600, 1_500, 2), (3_700, 1_500, 3), (1, 9, 1), (0, 9, 1)],
)
def test_cells_for_load_takes_the_mean_nearest_in_proportion(total, target, cells) -> None:
    assert cells_for_load(total, target) == cells


def test_a_target_load_must_be_positive() -> None:
    with pytest.raises(InputError):
        cells_for_load(100.0, 0.0)


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_every_code_has_its_texts(locale: str) -> None:
    folder = Path(gridmap.division.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    errors = re.findall(r'(?:Input|Usage|Coverage)Error\(\s*"(division\.[a-z_]+)"', source)
    metrics = re.findall(r'Metric\(\s*"([a-z_]+)"', source)
    wanted = {f"error.{code}{end}" for code in errors for end in ("", ".mend")}
    wanted |= {f"division.metric.{key}" for key in metrics}
    wanted |= set(re.findall(r'"(division\.note\.[a-z_]+)"', source))
    assert [code for code in sorted(wanted) if text(code, locale) == code] == []


def test_a_box_without_blocks_can_be_balanced() -> None:
    assert len(divide(box(0, 0, 60_000, 40_000), method="balanced", cells=3).geometries) == 3
