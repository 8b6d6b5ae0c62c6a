from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.drawing.packing import (
    POINT_UNIT_DEG,
    SHAPE_UNIT_DEG,
    morton_key,
    pack_points,
    pack_shapes,
    varint,
    zigzag,
)
from gridmap.errors import InputError
from tests.unit.drawing.reading import unrice


def numbers(packed: bytes) -> list[int]:
    """Read variable-length numbers one by one, as the browser does."""
    found, value, shift = [], 0, 0
    for byte in packed:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            found.append(value)
            value, shift = 0, 0
    return found


def signed(number: int) -> int:
    return number // 2 if number % 2 == 0 else -(number + 1) // 2


def test_small_numbers_of_either_sign_become_small() -> None:
    assert zigzag(np.array([0, -1, 1, -2, 2])).tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("number", "packed"),
    [(0, "00"), (127, "7f"), (128, "8001"), (300, "ac02"), (2**34, "8080808040")],
)
def test_seven_bits_a_byte(number: int, packed: str) -> None:
    assert varint(np.array([number], np.uint64)).hex() == packed


def test_many_numbers_read_back() -> None:
    written = np.random.default_rng(0).integers(0, 2**34, 2_000).astype(np.uint64) >> np.arange(
        2_000, dtype=np.uint64
    ) % np.uint64(34)
    assert numbers(varint(written)) == written.tolist()


def test_morton_takes_the_four_quarters_in_turn() -> None:
    x, y = np.array([1, 0, 1, 0]), np.array([1, 1, 0, 0])
    assert morton_key(x, y).tolist() == [3, 2, 1, 0]


def test_points_come_back_within_half_a_unit_and_in_the_order_told() -> None:
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(114, 114.1, 500), rng.uniform(30, 30.1, 500)
    classes = rng.integers(0, 3, 500)
    points = pack_points(lon, lat, classes, 3)
    runs = np.split(unrice(points.packed, 500), np.cumsum(points.counts)[:-1])
    keys = np.concatenate([run.cumsum() for run in runs])
    units = np.array([[odd_bits(2 * int(key)), odd_bits(int(key))] for key in keys])
    places = (units + points.origin) * POINT_UNIT_DEG - (180, 90)
    wanted = np.column_stack((lon, lat))[points.order]
    assert np.abs(places - wanted).max() <= POINT_UNIT_DEG / 2 + 1e-12
    assert points.counts == np.bincount(classes).tolist()


def odd_bits(number: int) -> int:
    return int(f"{number:064b}"[0::2], 2)


def test_a_class_without_points_keeps_its_place() -> None:
    points = pack_points(np.array([1.0]), np.array([2.0]), np.array([2]), 4)
    assert points.counts == [0, 0, 1, 0]


def test_no_points_are_no_bytes() -> None:
    points = pack_points(np.zeros(0), np.zeros(0), np.zeros(0, np.intp), 2)
    assert (points.packed, points.counts) == (b"", [0, 0])


def test_points_all_around_the_earth_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        pack_points(np.array([-179.0, 179.0]), np.zeros(2), np.zeros(2, np.intp), 1)
    assert caught.value.code == "map.extent"


def test_a_ring_leaves_out_its_last_place() -> None:
    packed = pack_shapes([shapely.box(0, 0, 3 * SHAPE_UNIT_DEG, SHAPE_UNIT_DEG)])
    assert numbers(packed)[:2] == [1, 4]
    assert len(numbers(packed)) == 2 + 4 * 2


def test_holes_and_parts_are_rings() -> None:
    holed = shapely.box(0, 0, 9, 9) - shapely.box(3, 3, 6, 6)
    both = shapely.MultiPolygon([holed, shapely.box(20, 20, 21, 21)])
    assert numbers(pack_shapes([both]))[0] == 3


def test_a_line_keeps_its_ends() -> None:
    packed = pack_shapes([shapely.LineString([(0, 0), (1, 1), (0, 0)])])
    assert numbers(packed)[:2] == [1, 3]


def test_positions_at_one_place_after_rounding_are_written_once() -> None:
    line = shapely.LineString([(0, 0), (1e-8, 0), (1, 1)])
    assert numbers(pack_shapes([line]))[:2] == [1, 2]
