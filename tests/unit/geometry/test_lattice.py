from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.errors import InputError
from gridmap.geometry import from_units, is_on_lattice, round_to_lattice, to_units


def test_units_print_as_seven_decimals():
    units = np.random.default_rng(5).integers(-1_800_000_000, 1_800_000_000, 20_000).tolist()
    decimals = [
        float(f"{'-' if u < 0 else ''}{abs(u) // 10**7}.{abs(u) % 10**7:07d}") for u in units
    ]
    assert from_units(units).tolist() == decimals


def test_units_survive_the_round_trip():
    units = np.arange(1_201_234_567, 1_201_334_567)
    assert (to_units(from_units(units)) == units).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_to_units_refuses_what_is_no_number(bad):
    with pytest.raises(InputError) as caught:
        to_units([[120.0, bad]])
    assert caught.value.code == "lattice.not_finite"


def test_round_to_lattice_keeps_every_vertex():
    line = shapely.LineString([(120, 30), (120.00000001, 30.00000004), (120.1, 30.00000006)])
    rounded = round_to_lattice([line])[0]
    assert shapely.get_coordinates(rounded).tolist() == [[120, 30], [120, 30], [120.1, 30.0000001]]


def test_is_on_lattice_sees_one_ulp():
    on = shapely.Point(120.1234567, 30.7654321)
    off = shapely.Point(np.nextafter(120.1234567, 121), 30.7654321)
    assert is_on_lattice([on, off, None, shapely.Point()]).tolist() == [True, False, True, True]
