"""Directions as people write them; how far a picture is sharp."""

from __future__ import annotations

import numpy as np
import pytest

from gridmap.analysis.bearings import PIXELS_PER_M, bearings, density_range_m
from gridmap.errors import InputError


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("东", (90.0,)),
        ("东南", (135.0,)),
        ("朝东北方向", (45.0,)),
        ("正北", (0.0,)),
        ("N", (0.0,)),
        ("north-east", (45.0,)),
        ("South West", (225.0,)),
        ("SSW", (202.5,)),
        ("西北偏北", (337.5,)),
        (270, (270.0,)),
        (-10.0, (350.0,)),
        ("360", (0.0,)),
        ("45°", (45.0,)),
        ("90度", (90.0,)),
        ("45; 135.5；西", (45.0, 135.5, 270.0)),
        ("东/西", (90.0, 270.0)),
        ("４５°", (45.0,)),
        ("东、南", (90.0, 180.0)),
        ("球机", ()),
        ("PTZ", ()),
        ("", ()),
        (None, ()),
        (float("nan"), ()),
    ],
)
def test_directions(said, expected):
    assert bearings(said) == expected


@pytest.mark.parametrize(
    ("said", "code"),
    [("sideways", "bearing.word"), ("45 km", "bearing.word"), (np.inf, "bearing.not_finite")],
)
def test_what_is_no_direction_is_refused(said, code):
    with pytest.raises(InputError) as caught:
        bearings(said)
    assert caught.value.code == code


def test_full_hd_identifies_at_so_many_metres():
    # 1920 pixels over 60 degrees: at 6.65 m the picture is 7.68 m wide, so 250 pixels a metre.
    assert density_range_m(1920, 60, PIXELS_PER_M["identify"]) == pytest.approx(6.651, abs=1e-3)


def test_four_times_the_density_is_a_quarter_as_far():
    near, far = (density_range_m(1920, 60, value) for value in (100.0, 25.0))
    assert far == pytest.approx(4 * near)


def test_a_camera_on_high_reaches_less_far_on_the_ground():
    assert density_range_m(1920, 60, 250.0, 5.0) == pytest.approx(np.sqrt(6.651**2 - 25), abs=1e-3)
    assert density_range_m(1920, 60, 250.0, 8.0) == 0.0


def test_a_fisheye_spreads_its_pixels_over_an_arc():
    assert density_range_m(3000, 360, 25.0) == pytest.approx(3000 / (25 * 2 * np.pi))


def test_no_density_is_refused():
    with pytest.raises(InputError):
        density_range_m(1920, 60, 0.0)
