from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import shapely

from gridmap.drawing import palette

SCALES = Path(__file__).parents[3] / "web" / "frontend" / "src" / "shared" / "scales.ts"


def lightness(colour: str) -> float:
    """Return the lightness L* of CIE 1976 for a colour of sRGB."""
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    luminance = float(linear @ (0.2126, 0.7152, 0.0722))
    return 116 * luminance ** (1 / 3) - 16


@pytest.mark.parametrize("scale", [palette.SEQUENTIAL, palette.HEAT])
def test_scales_grow_darker_step_by_step(scale: tuple[str, ...]) -> None:
    steps = np.diff([lightness(colour) for colour in scale])
    assert (steps < -5).all()


def test_the_diverging_scale_is_lightest_in_the_middle() -> None:
    left, middle, right = np.split(np.array([lightness(c) for c in palette.DIVERGING]), [2, 3])
    assert left[0] < left[1] < middle[0] > right[0] > right[1]


@pytest.mark.parametrize("name", ["HUES", "SEQUENTIAL", "DIVERGING", "HEAT", "DEVIATION_BOUNDS"])
def test_the_browser_has_the_same_constants(name: str) -> None:
    found = re.search(rf"export const {name} = \[(.*?)\]", SCALES.read_text("utf-8"), re.DOTALL)
    assert found
    written = [part.strip().strip('"') for part in found[1].split(",") if part.strip()]
    assert written == [str(value) for value in getattr(palette, name)]


@pytest.mark.parametrize(
    ("width", "step"), [(0.9, 1.0), (1.0, 1.0), (1.1, 2.0), (2.1, 2.5), (26, 50.0), (0.3, 0.5)]
)
def test_steps_are_round(width: float, step: float) -> None:
    assert palette.round_step(width) == pytest.approx(step)


def test_bounds_lie_inside_the_values() -> None:
    assert palette.round_bounds([310, 498]) == (350.0, 400.0, 450.0)


@pytest.mark.parametrize("values", [[], [7.0], [3.0, 3.0, 3.0]])
def test_values_that_do_not_differ_have_no_bounds(values: list[float]) -> None:
    assert palette.round_bounds(values) == ()


def test_neighbours_share_a_border_not_a_corner() -> None:
    boxes = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(1, 1, 2, 2)]
    assert palette.neighbours(boxes).tolist() == [[0, 1], [1, 2]]


def test_polygons_that_overlap_are_neighbours() -> None:
    assert palette.neighbours([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)]).tolist() == [
        [0, 1]
    ]


def test_an_owner_keeps_one_hue() -> None:
    boxes = [shapely.box(i, 0, i + 1, 1) for i in range(6)]
    hues = palette.owner_hues(boxes, ["a", "b", "a", "b", "a", None])
    assert len(set(hues[[0, 2, 4]])) == 1
    assert hues[5] == -1


def test_too_many_owners_all_around_each_other_still_fit() -> None:
    """Nine owners with cells beside each other in every pair need nine hues, one map only four."""
    pairs = [(a, b) for a in range(9) for b in range(a)]
    boxes = [shapely.box(3 * i + j, 0, 3 * i + j + 1, 1) for i in range(len(pairs)) for j in (0, 1)]
    owners = [owner for pair in pairs for owner in pair]
    hues = palette.owner_hues(boxes, owners)
    assert hues.max() < len(palette.HUES)
    assert (hues[0::2] != hues[1::2]).all()


def test_nobody_anywhere_has_no_hue() -> None:
    assert palette.owner_hues([shapely.box(0, 0, 1, 1)], [None]).tolist() == [-1]
