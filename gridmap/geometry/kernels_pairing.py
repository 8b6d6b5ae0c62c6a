"""Compiled loops that number points and pair the two sides of edges, by open hashing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridmap.compiled import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray


@kernel
def _mix(first: int, second: int) -> np.uint64:
    """Scatter two numbers over 64 bits, with the finisher of splitmix64 (Steele et al., 2014)."""
    z = np.uint64(first) * np.uint64(0x9E3779B97F4A7C15) ^ np.uint64(second)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@kernel
def number_pairs(
    first: NDArray[np.int64], second: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give equal pairs of integers the same number, in order of first appearance.

    Parameters
    ----------
    first, second
        Arrays of shape (N,).

    Returns
    -------
    number
        Array of shape (N,).
    example
        Array of shape (number of distinct pairs,): where each pair appears first.
    """
    count = len(first)
    size = 8
    while size < 2 * count:
        size *= 2
    mask = np.uint64(size - 1)
    table = np.full(size, -1, np.int64)
    number = np.empty(count, np.int64)
    example = np.empty(count, np.int64)
    distinct = 0
    for i in range(count):
        slot = _mix(first[i], second[i]) & mask
        while True:
            known = table[slot]
            if known < 0:
                table[slot] = distinct
                example[distinct] = i
                number[i] = distinct
                distinct += 1
                break
            j = example[known]
            if first[j] == first[i] and second[j] == second[i]:
                number[i] = known
                break
            slot = (slot + np.uint64(1)) & mask
    return number, example[:distinct].copy()


@kernel
def place_sides(
    edge: NDArray[np.int64], forward: NDArray[np.bool_], owner: NDArray[np.int64], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Write down who lies left and right of each edge, and how often each side is claimed.

    A half-edge has its owner on its left. The lowest owner stays where several claim one side.
    """
    left = np.full(count, -1, np.int64)
    right = np.full(count, -1, np.int64)
    left_claims = np.zeros(count, np.int64)
    right_claims = np.zeros(count, np.int64)
    for i in range(len(edge)):
        e = edge[i]
        if forward[i]:
            left_claims[e] += 1
            if left[e] < 0 or owner[i] < left[e]:
                left[e] = owner[i]
        else:
            right_claims[e] += 1
            if right[e] < 0 or owner[i] < right[e]:
                right[e] = owner[i]
    return left, right, left_claims, right_claims
