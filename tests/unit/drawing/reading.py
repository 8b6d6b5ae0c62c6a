"""Reads Rice codes one bit at a time, as the browser does."""

from __future__ import annotations

import numpy as np


def unrice(packed: bytes, count: int) -> np.ndarray:
    bits = iter(np.unpackbits(np.frombuffer(packed, np.uint8)).tolist())

    def natural(length: int) -> int:
        return int("0" + "".join(str(next(bits)) for _ in range(length)), 2)

    numbers, k = [], 0
    for i in range(count):
        if i % 32 == 0:
            k = natural(6)
        ones = 0
        while ones < 12 and next(bits):
            ones += 1
        numbers.append(natural(52) if ones == 12 else (ones << k) + natural(k))
    return np.array(numbers, np.int64)
