"""Natural numbers as few bits: Rice codes whose parameter follows the numbers.

R. F. Rice and J. R. Plaunt, "Adaptive variable-length coding for efficient compression of
spacecraft television data", 1971. A number is cut into a high part, written as that many ones
and a zero, and `k` low bits; `k` is chosen for each block of numbers. A rare large number is
escaped, so that it costs no more than its bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 32
PARAMETER_BITS = 6
ESCAPE_ONES = 12
RAW_BITS = 52
"""What a float64, the browser's number, holds exactly."""

# Bits are laid out for this many numbers at a time, which bounds the memory.
_CHUNK = 1 << 16


def pack_bits(values: NDArray[np.uint64], lengths: NDArray[np.int64]) -> bytes:
    """Return the lowest `lengths` bits of each value, one after the other, highest bit first.

    Parameters
    ----------
    values, lengths
        Arrays of shape (N,); lengths are 1 to 64.

    Returns
    -------
    packed
        The bits, filled up with zeros to whole bytes.
    """
    parts = [np.zeros(0, np.uint8)]
    for start in range(0, len(values), _CHUNK):
        length = lengths[start : start + _CHUNK]
        first = np.cumsum(length) - length
        place = np.arange(int(length.sum())) - np.repeat(first, length)
        shift = (np.repeat(length, length) - 1 - place).astype(np.uint64)
        repeated = np.repeat(values[start : start + _CHUNK], length)
        parts.append(((repeated >> shift) & np.uint64(1)).astype(np.uint8))
    return np.packbits(np.concatenate(parts)).tobytes()


def _parameters(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the cheapest parameter for each block."""
    starts = np.arange(0, len(numbers), BLOCK)
    widest = int(numbers.max(initial=np.uint64(0))).bit_length()
    costs = np.empty((widest + 1, len(starts)), np.int64)
    for k in range(widest + 1):
        high = (numbers >> np.uint64(k)).astype(np.int64)
        bits = np.where(high < ESCAPE_ONES, high + 1 + k, ESCAPE_ONES + RAW_BITS)
        costs[k] = np.add.reduceat(bits, starts)
    cheapest: NDArray[np.uint64] = costs.argmin(axis=0).astype(np.uint64)
    return cheapest


def rice(numbers: NDArray[np.uint64]) -> bytes:
    """Return natural numbers below 2^52 as Rice codes.

    Each block of 32 numbers starts with its parameter in six bits. Twelve ones announce a number
    of 52 bits.

    Parameters
    ----------
    numbers
        Array of shape (N,).

    Returns
    -------
    packed
        The bits; how many numbers there are is not among them.
    """
    if not len(numbers):
        return b""
    blocks = _parameters(numbers)
    k = np.repeat(blocks, BLOCK)[: len(numbers)]
    high, low = numbers >> k, numbers & ((np.uint64(1) << k) - np.uint64(1))
    escaped = high >= ESCAPE_ONES
    ones = np.where(escaped, ESCAPE_ONES, high).astype(np.uint64)
    unary = (np.uint64(1) << ones) - np.uint64(1)
    plain = (unary << (k + np.uint64(1))) | low
    raw = (unary << np.uint64(RAW_BITS)) | numbers
    codes = np.where(escaped, raw, plain)
    lengths = np.where(escaped, ESCAPE_ONES + RAW_BITS, ones + k + np.uint64(1)).astype(np.int64)
    heads = np.arange(0, len(numbers), BLOCK)
    return pack_bits(
        np.insert(codes, heads, blocks), np.insert(lengths, heads, np.int64(PARAMETER_BITS))
    )
