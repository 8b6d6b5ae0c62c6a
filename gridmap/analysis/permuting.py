"""How often chance alone gives a neighbourhood such a sum: by permutations that all cells share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridmap.analysis.neighbourhoods import Neighbourhoods

FloatArray = NDArray[np.float64]

# Numbers that differ by less than this share of the largest are the same sum in another order.
_ROUNDING = 1e-12
_NUMBERS_AT_ONCE = 4_000_000


def permuted_chances(
    values: FloatArray, neighbourhoods: Neighbourhoods, permutations: int, seed: int
) -> tuple[FloatArray, FloatArray]:
    """Return how likely sums as high, and as low, are when the others' values are shuffled.

    Each cell keeps its value; its neighbours' are drawn from all others without replacement. One
    table of random sequences of cells serves all cells: a cell takes the first of a sequence, as
    many as it has neighbours, and skips itself. So the sums of all sequences are sorted once, and
    each cell needs one search in them; only the sequences in which it occurs are counted anew.

    Parameters
    ----------
    values
        Shape (N,).
    neighbourhoods
        Of the N cells.
    permutations
        How many, R; the smallest chance is 1 / (R + 1).
    seed
        Seed of the sequences.

    Returns
    -------
    high, low
        Shape (N,) each: (1 + permutations as high or higher, or as low or lower) / (R + 1).
    """
    tested = _Tested(values, neighbourhoods)
    random = np.random.default_rng(seed)
    length = int(tested.sizes.max(initial=0)) + 1
    at_once = max(1, _NUMBERS_AT_ONCE // length)
    for first in range(0, permutations, at_once):
        count = min(at_once, permutations - first)
        tested.count(_sequences(random, len(values), length, count))
    return (1.0 + tested.as_high) / (permutations + 1), (1.0 + tested.as_low) / (permutations + 1)


def _sequences(
    random: np.random.Generator, cell_count: int, length: int, count: int
) -> NDArray[np.int64]:
    """Return random sequences of different cells, shape (count, length)."""
    length = min(length, cell_count)
    if length**2 > cell_count:
        every = np.tile(np.arange(cell_count), (count, 1))
        return random.permuted(every, axis=1)[:, :length]
    drawn = random.integers(0, cell_count, (count, length))
    while True:
        in_order = np.sort(drawn, axis=1)
        again = np.flatnonzero((in_order[:, 1:] == in_order[:, :-1]).any(axis=1))
        if not len(again):
            return drawn
        drawn[again] = random.integers(0, cell_count, (len(again), length))


class _Tested:
    """Cells with their values, and how many sequences gave as high and as low a sum."""

    def __init__(self, values: FloatArray, neighbourhoods: Neighbourhoods) -> None:
        self.values, self.sizes = values, neighbourhoods.sizes
        observed = neighbourhoods.sums(values)
        hair = _ROUNDING * max(1.0, float(np.abs(values).sum()))
        self.least, self.most = observed - hair, observed + hair
        self.as_high = np.zeros(len(values), np.int64)
        self.as_low = np.zeros(len(values), np.int64)

    def count(self, sequences: NDArray[np.int64]) -> None:
        sums = np.cumsum(self.values[sequences], axis=1)
        self._count_sorted(sums)
        self._count_anew(sequences, sums)

    def _count_sorted(self, sums: FloatArray) -> None:
        """Count for each cell as if it occurred in none of the sequences."""
        for size in np.unique(self.sizes):
            cells = np.flatnonzero(self.sizes == size)
            ranked = np.sort(sums[:, size - 1]) if size else np.zeros(len(sums))
            lower = np.searchsorted(ranked, self.least[cells], "left")
            self.as_high[cells] += len(ranked) - lower
            self.as_low[cells] += np.searchsorted(ranked, self.most[cells], "right")

    def _count_anew(self, sequences: NDArray[np.int64], sums: FloatArray) -> None:
        """Where a cell occurs among those it takes, let it skip itself and take the next one."""
        row, place = np.nonzero(np.arange(sequences.shape[1]) < self.sizes[sequences])
        cell = sequences[row, place]
        size = self.sizes[cell]
        before, after = sums[row, size - 1], sums[row, size] - self.values[cell]
        least, most = self.least[cell], self.most[cell]
        np.add.at(self.as_high, cell, (after >= least).astype(np.int64) - (before >= least))
        np.add.at(self.as_low, cell, (after <= most).astype(np.int64) - (before <= most))
