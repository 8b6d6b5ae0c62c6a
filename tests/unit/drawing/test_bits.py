from __future__ import annotations

import numpy as np
import pytest

from gridmap.drawing.bits import pack_bits, rice
from tests.unit.drawing.reading import unrice


def test_bits_stand_one_after_the_other() -> None:
    packed = pack_bits(np.array([1, 0b101, 0xFF], np.uint64), np.array([1, 3, 8]))
    assert packed == bytes([0b11011111, 0b11110000])


@pytest.mark.parametrize(
    "numbers",
    [[0], [1, 2, 3], [2**52 - 1], [0] * 31 + [2**40], list(range(100)), [7] * 33],
    ids=["zero", "small", "largest", "one far off", "rising", "two blocks"],
)
def test_numbers_read_back(numbers: list[int]) -> None:
    assert unrice(rice(np.array(numbers, np.uint64)), len(numbers)).tolist() == numbers


def test_nothing_is_no_bytes() -> None:
    assert rice(np.zeros(0, np.uint64)) == b""


def test_random_gaps_cost_little_more_than_their_entropy() -> None:
    """A geometric row of mean m has log2(e * m) bits a number; Rice codes come within a tenth."""
    gaps = np.random.default_rng(0).geometric(1 / 5_000, 20_000).astype(np.uint64)
    bits = 8 * len(rice(gaps)) / len(gaps)
    assert bits < 1.1 * np.log2(np.e * 5_000)
